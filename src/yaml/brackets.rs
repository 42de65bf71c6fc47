//! Brackets that open one another in a text of YAML, counted before libyaml does: for each it looks at all
//! that are open.
//!
//! What is in a text is no bracket: meshc itself writes texts of 2,000 brackets, in quotes or as literals.

/// The deepest nesting that is read; the reader's own limit of 128 comes after it.
const DEEPEST: usize = 2_000;

/// The byte at which brackets are nested too deep.
pub fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    // The indentation of the line that begins a literal, while its text goes on.
    let mut literal = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let is_text = literal.is_some_and(|above| line.trim().is_empty() || indent > above);
        if !is_text {
            literal = None;
            let mut at = indent;
            if depth == 0 {
                match first_bracket(line, indent) {
                    First::Bracket(found) => at = found,
                    First::Literal => (literal, at) = (Some(indent), line.len()),
                    First::Nothing => at = line.len(),
                }
            }
            for (offset, byte) in line.bytes().enumerate().skip(at) {
                match byte {
                    b'[' | b'{' => depth += 1,
                    b']' | b'}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth > DEEPEST {
                    return Some(start + offset);
                }
            }
        }
        start += line.len();
    }
    None
}

/// What a line outside of brackets begins.
enum First {
    /// A collection in brackets, at a byte of the line.
    Bracket(usize),
    /// A literal, whose text follows.
    Literal,
    Nothing,
}

/// Goes from one place of a line where a value may begin to the next.
fn first_bracket(line: &str, indent: usize) -> First {
    let mut at = indent;
    loop {
        let rest = line.get(at..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let Some(byte) = rest.as_bytes().get(blanks) else { return First::Nothing };
        let value = rest.get(blanks..).unwrap_or_default();
        at += blanks;
        let next = match byte {
            b'[' | b'{' => return First::Bracket(at),
            b'|' | b'>' => return if is_head(value) { First::Literal } else { First::Nothing },
            b'#' => return First::Nothing,
            // A tag or an anchor, before a value.
            b'!' | b'&' => value.find([' ', '\t']),
            b'"' => quoted(value),
            b'-' | b'?' if value.get(1..).is_some_and(|more| more.starts_with([' ', '\t'])) => Some(1),
            b'-' if value.starts_with("--- ") => Some(3),
            _ => value.find(": ").map(|colon| colon + 1),
        };
        match next {
            Some(length) => at += length,
            None => return First::Nothing,
        }
    }
}

/// Whether all of a line is the head of a literal: how its text ends and is indented.
fn is_head(value: &str) -> bool {
    let rest =
        value.trim_start_matches(['|', '>']).trim_start_matches(|c: char| c.is_ascii_digit() || "+-".contains(c));
    let rest = rest.trim();
    rest.is_empty() || rest.starts_with('#')
}

/// How long a text in double quotes is, with the colon behind it where it is a key; none where it does not
/// end on its line.
fn quoted(value: &str) -> Option<usize> {
    let mut is_escaped = false;
    let end = value.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        ends
    });
    let end = end?.0 + 1;
    Some(end + usize::from(value.get(end..).is_some_and(|rest| rest.starts_with(':'))))
}

#[cfg(test)]
mod tests {
    use super::too_deep;

    #[test]
    fn brackets_in_texts_do_not_count() {
        let many = "[".repeat(3_000);
        for text in [
            format!("a: \"{many}\"\n"),
            format!("\"{many}\": 1\n"),
            format!("- \"\\\"{many}\"\n"),
            format!("a: b {many}\n"),
            format!("a: |-\n  {many}\nb: 1\n"),
            format!("- |\n  x\n\n  {many}\n"),
            format!("# {many}\n"),
            format!("a: [\"b\"]\nc: \"{many}\"\n"),
        ] {
            assert_eq!(too_deep(&text), None, "{}", &text[..10]);
        }
    }

    #[test]
    fn others_do() {
        let many = "[".repeat(3_000);
        for text in [
            many.clone(),
            format!("a: {many}"),
            format!("- - ? a: !x &b {many}"),
            format!("\"a\": {many}"),
            format!("a: |\n  x\n{many}"),
            format!("a: b |\n  {many}"),
            "[\n".repeat(3_000),
            "{ \"a\": [".repeat(2_000),
        ] {
            assert!(too_deep(&text).is_some(), "{}", &text[..10]);
        }
    }
}
