//! What a cluster is made with: one line of text in its overlay, with which a later output is compared.
//!
//! Most of it is in what the cluster runs too, but each release and each base has another place for it, and
//! some of it, such as the pod CIDR of a cluster whose addresses Kubernetes hands out, is nowhere else.

/// What a cluster is made with, by the words of mesh.kdl: `id`, `cilium`, `pod-cidr` and the like, each with
/// its value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    words: Vec<(String, String)>,
    /// What the other side of a merge has, where Git could not merge the file.
    other: Option<Box<Record>>,
}

/// What begins the line of a record, which is a comment in its file.
const MARK: &str = "# Made with ";

/// The word of a record that was not read but worked out.
const DERIVED: &str = "derived";

impl Record {
    /// A record that is worked out from what the cluster runs: gaps in it mean nothing.
    pub fn derived() -> Record {
        Record { words: vec![(DERIVED.to_string(), "yes".to_string())], other: None }
    }

    /// Whether it was worked out, so that gaps in it mean nothing.
    pub fn is_derived(&self) -> bool {
        self.get(DERIVED).is_some()
    }

    /// Adds a value; an empty one means nothing, and one with blanks would be read as several.
    pub fn set(&mut self, word: &str, value: impl ToString) {
        let value = value.to_string();
        if !value.is_empty() && !value.contains(char::is_whitespace) {
            self.words.push((word.to_string(), value));
        }
    }

    /// The value of a word.
    pub fn get(&self, word: &str) -> Option<&str> {
        self.words.iter().find(|(known, _)| known == word).map(|(_, value)| value.as_str())
    }

    /// The line in which it is written.
    pub fn line(&self) -> String {
        let words: Vec<_> = self.words.iter().map(|(word, value)| format!("{word}={value}")).collect();
        format!("{MARK}{}\n", words.join(" "))
    }

    /// What the other side of a merge has, where Git could not merge the file.
    pub fn other(&self) -> Option<&Record> {
        self.other.as_deref()
    }

    /// This side of a merge and the other one, where there is one: either may be what runs.
    pub fn sides(&self) -> impl Iterator<Item = &Record> {
        std::iter::once(self).chain(self.other())
    }

    /// The record among the comments at the top of a file, with that of the other side where these hold a
    /// conflict. None in a file that has none.
    pub fn read(text: &str) -> Option<Record> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut records = Vec::new();
        let mut is_ancestor = false;
        for line in text.lines().take_while(|line| line.starts_with('#') || is_sign(line)) {
            if is_sign(line) {
                is_ancestor = line.starts_with("|||||||");
            } else if let Some(line) = line.strip_prefix(MARK).filter(|_| !is_ancestor) {
                let pair = |word: &str| word.split_once('=').map(|(word, value)| (word.to_string(), value.to_string()));
                records.push(Record { words: line.split_whitespace().filter_map(pair).collect(), other: None });
            }
        }
        let mut records = records.into_iter();
        let first = records.next()?;
        Some(Record { other: records.next().map(Box::new), ..first })
    }
}

/// Whether Git writes such a line between the sides of a conflict.
fn is_sign(line: &str) -> bool {
    ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|sign| line.starts_with(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let mut record = Record::default();
        record.set("id", 7);
        record.set("pod-cidr", "10.1.0.0/16,fd00::/104");
        record.set("mask", "");
        record.set("cilium", "1 .2");
        assert_eq!(record.line(), "# Made with id=7 pod-cidr=10.1.0.0/16,fd00::/104\n");
        assert_eq!(Record::read(&format!("# Generated\n{}kind: Kustomization\n", record.line())), Some(record));
        assert_eq!(Record::read("kind: Kustomization\n# Made with id=1\n"), None);
    }

    #[test]
    fn both_sides_of_a_conflict_are_read() {
        let text = "<<<<<<< HEAD\n# Generated a\n# Made with id=1\n||||||| base\n# Made with id=5\n=======\n# Generated b\n\
                    # Made with id=9\n>>>>>>> other\nkind: Kustomization\n";
        let record = Record::read(text).unwrap();
        let other = record.other().and_then(|other| other.get("id"));
        assert_eq!((record.get("id"), other), (Some("1"), Some("9")));
        let below = Record::read("<<<<<<< HEAD\n# a\n=======\n# b\n>>>>>>> other\n# Made with id=1\nx: 1\n").unwrap();
        assert_eq!((below.get("id"), below.other()), (Some("1"), None));
    }
}
