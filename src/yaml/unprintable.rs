//! Characters that the readers of YAML refuse or change, or by which people read another text than programs.

use super::Value;

/// The first character of a text that does not survive kustomize: it writes what YAML does not print as it
/// is, and refuses to read that again; of U+0085, a line break of YAML 1.1, it makes a space
/// (go-yaml v3, `yamlprivateh.go`, `is_printable`, and `readerc.go`; kustomize v4.5 to v5.8). So is one that
/// changes the direction of text.
pub fn unprintable(text: &str) -> Option<char> {
    text.chars().find(|c| match c {
        '\t' | '\n' | '\r' => false,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => true,
        c => turns(*c),
    })
}

/// Whether a character makes an editor show the text around it in another order than it is read: those that
/// rustc refuses (`TEXT_FLOW_CONTROL_CHARS`), and KDL as they are.
pub fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The first such character in a value or in a key of it, with the pointer to where it is.
pub fn first_unprintable(value: &Value) -> Option<(char, String)> {
    let mut rest = vec![(value, String::new())];
    while let Some((value, pointer)) = rest.pop() {
        match value {
            Value::String(text) => {
                if let Some(c) = unprintable(text) {
                    return Some((c, pointer));
                }
            }
            Value::Array(items) => {
                let items = items.iter().enumerate().rev();
                rest.extend(items.map(|(index, item)| (item, format!("{pointer}/{index}"))));
            }
            Value::Object(fields) => {
                if let Some(c) = fields.keys().find_map(|key| unprintable(key)) {
                    return Some((c, pointer));
                }
                let fields = fields.iter().rev();
                rest.extend(fields.map(|(key, field)| (field, format!("{pointer}/{}", super::escaped(key)))));
            }
            _ => {}
        }
    }
    None
}
