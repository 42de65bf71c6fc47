//! What a cluster is made with: one line of text in its overlay, with which a later output is compared.
//!
//! Most of it is in what the cluster runs too, but each release and each base has another place for it, and
//! some of it, such as the pod CIDR of a cluster whose addresses Kubernetes hands out, is nowhere else.

/// What a cluster is made with, by the words of mesh.kdl: `id`, `cilium`, `pod-cidr` and the like, each with
/// its value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record(Vec<(String, String)>);

/// What begins the line of a record, which is a comment in its file.
const MARK: &str = "# Made with ";

/// The word of a record that was not read but worked out.
const DERIVED: &str = "derived";

impl Record {
    /// A record that is worked out from what the cluster runs: gaps in it mean nothing.
    pub fn derived() -> Record {
        Record(vec![(DERIVED.to_string(), "yes".to_string())])
    }

    /// Whether it was worked out, so that gaps in it mean nothing.
    pub fn is_derived(&self) -> bool {
        self.get(DERIVED).is_some()
    }

    /// Adds a value; an empty one means nothing, and one with blanks would be read as several.
    pub fn set(&mut self, word: &str, value: impl ToString) {
        let value = value.to_string();
        if !value.is_empty() && !value.contains(char::is_whitespace) {
            self.0.push((word.to_string(), value));
        }
    }

    /// The value of a word.
    pub fn get(&self, word: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == word).map(|(_, value)| value.as_str())
    }

    /// The line in which it is written.
    pub fn line(&self) -> String {
        let words: Vec<_> = self.0.iter().map(|(word, value)| format!("{word}={value}")).collect();
        format!("{MARK}{}\n", words.join(" "))
    }

    /// The record among the comments at the top of a file. None in a file that has none.
    pub fn read(text: &str) -> Option<Record> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let line = text.lines().take_while(|line| line.starts_with('#')).find_map(|line| line.strip_prefix(MARK))?;
        let pair = |word: &str| word.split_once('=').map(|(word, value)| (word.to_string(), value.to_string()));
        Some(Record(line.split_whitespace().filter_map(pair).collect()))
    }
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
}
