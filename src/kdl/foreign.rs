//! Text in another language than KDL, known by what it looks like as a whole: a file that somebody took for a
//! mesh file, or its content in the place of one.

/// A language in which clusters are described elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// JSON.
    Json,
    /// YAML, in blocks.
    Yaml,
}

impl Language {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Language::Json => "JSON",
            Language::Yaml => "YAML",
        }
    }
}

/// The language of a text, and its first line in it; nothing for one that may be meant as KDL.
pub fn foreign(text: &str) -> Option<(Language, std::ops::Range<usize>)> {
    let mut lines = significant(text).peekable();
    let first = lines.peek()?.clone();
    let begins = text.get(first.clone())?;
    if is_json(text.get(first.start..)?) {
        return Some((Language::Json, first));
    }
    if !is_yaml(begins) {
        return None;
    }
    let (of_yaml, others): (Vec<_>, Vec<_>) = lines.filter_map(|line| text.get(line)).partition(|line| is_yaml(line));
    (of_yaml.len() > others.len()).then_some((Language::Yaml, first))
}

/// The lines of a text that are neither empty nor a comment, without the space around them.
fn significant(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut end = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = end + line.len() - line.trim_start().len();
        end += line.len();
        let shown = line.trim().trim_start_matches('\u{feff}');
        let is_comment = shown.starts_with('#') || shown.starts_with("//");
        (!shown.is_empty() && !is_comment).then(|| {
            let start = start + line.trim().len() - shown.len();
            start..start + shown.len()
        })
    })
}

/// A map whose first key is in quotes, or a list of such maps: no node of KDL begins like that.
fn is_json(text: &str) -> bool {
    let inner = text.trim_start_matches(|c: char| c == '[' || c.is_whitespace());
    let Some(inner) = inner.strip_prefix('{').map(str::trim_start) else { return false };
    let key = inner.strip_prefix('"').and_then(|rest| rest.split_once('"'));
    key.is_some_and(|(_, rest)| rest.trim_start().starts_with(':'))
}

/// `---`, an item of a list, or `key:` with nothing or a space behind it.
pub fn is_yaml(line: &str) -> bool {
    if line == "---" || line == "-" || line.starts_with("--- ") || line.starts_with("%YAML") {
        return true;
    }
    let entry = line.trim_start_matches("- ");
    let Some((key, rest)) = entry.split_once(':') else { return entry.len() < line.len() };
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-./\"'".contains(c));
    is_key && (rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::{Language, foreign};

    #[test]
    fn a_text_is_known_by_most_of_its_lines() {
        let yaml = Some(Language::Yaml);
        let json = Some(Language::Json);
        for (text, language) in [
            ("", None),
            ("mesh \"m\" { cilium \"1.18.3\" }\n", None),
            ("mesh \"m\" {\n  cilium: \"1.18.3\"\n  address-pool: \"10.0.0.0/8\"\n}\n", None),
            ("// a: b\nmesh \"m\"\n", None),
            ("{ id 1 }\n", None),
            ("- \"a\"\n", yaml),
            ("---\na: b\n", yaml),
            ("# values\n\ncluster:\n  name: a\n  id: 1\n", yaml),
            ("cluster: \"x\"\nmesh \"m\" {\n}\n", None),
            ("\u{feff}clusters:\n- name: a\n  text: |\n    anything\n", yaml),
            ("{\"cluster\": {\"name\": \"a\"}}", json),
            ("[\n  {\n    \"name\": \"a\"", json),
        ] {
            assert_eq!(foreign(text).map(|(language, _)| language), language, "{text}");
        }
        assert_eq!(foreign("\u{feff}# x\n\n  a: b  \n").unwrap().1, 10..14);
    }
}
