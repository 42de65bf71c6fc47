//! A sketch to KDL text. Every text is in quotes with what KDL 2 escapes, so that nothing of it is anything
//! else; the layout is `meshc fmt`'s.

use super::sketch::{Body, Node, Sketch};
use crate::release::dictionary::{Dictionary, Found};
use crate::yaml::{self, Map, Value};

/// The longest line of a map.
const SHORT: usize = 72;
/// The longest line of a comment, without its slashes.
const WIDTH: usize = 96;

/// The text of a mesh file. The dictionary of its release knows what the chart takes for a list.
pub fn write(sketch: &Sketch, dictionary: Option<Dictionary>) -> String {
    let mut out = Writer { text: String::new(), dictionary };
    out.line(&format!("mesh {} {{", quoted(&sketch.name)));
    out.body(&sketch.mesh);
    out.line("}");
    for network in &sketch.networks {
        out.line("");
        out.node(network);
    }
    let defaults = &sketch.defaults;
    if !(defaults.nodes.is_empty() && defaults.values.is_empty() && defaults.comments.is_empty()) {
        out.line("\ndefaults {");
        out.body(defaults);
        out.line("}");
    }
    for cluster in &sketch.clusters {
        let id = cluster.id.map(|id| format!(" id={id}")).unwrap_or_default();
        out.line(&format!("\ncluster {}{id} {{", quoted(&cluster.name)));
        out.body(&cluster.body);
        out.line("}");
    }
    if !sketch.links.is_empty() {
        out.line("\npeering {");
        sketch.links.iter().for_each(|link| out.node(link));
        out.line("}");
    }
    for delivery in &sketch.deliveries {
        out.line("");
        out.node(delivery);
    }
    if !sketch.comments.is_empty() {
        out.line("");
        sketch.comments.iter().for_each(|comment| out.comment(comment));
    }
    out.text
}

/// A text in quotes.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_odd(c) => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// What KDL takes for the end of a line, or does not take at all, as it is.
fn is_odd(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{200e}' | '\u{200f}') || yaml::turns(c)
}

/// A name of a node: bare where it is a plain word.
fn name(text: &str) -> String {
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        && !["true", "false", "null", "inf", "nan"].contains(&text);
    if is_word { text.to_string() } else { quoted(text) }
}

/// A scalar; nothing for a list and for a map.
fn scalar(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => "#null".to_string(),
        Value::Bool(on) => format!("#{on}"),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(_) | Value::Object(_) => return None,
    })
}

/// The keys of what is in a list, which has no place in the dictionary.
fn in_list() -> Vec<String> {
    vec!["-".to_string()]
}

struct Writer {
    text: String,
    dictionary: Option<Dictionary>,
}

impl Writer {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn comment(&mut self, comment: &str) {
        let plain: String = comment.chars().map(|c| if is_odd(c) { ' ' } else { c }).collect();
        let mut line = String::new();
        for word in plain.split(' ') {
            if !line.is_empty() && line.chars().count() + word.chars().count() >= WIDTH {
                self.line(&format!("// {line}"));
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.line(format!("// {line}").trim_end());
    }

    fn body(&mut self, body: &Body) {
        body.nodes.iter().for_each(|node| self.node(node));
        if !body.values.is_empty() {
            self.line("values {");
            self.map(&body.values, &mut Vec::new());
            self.line("}");
        }
        body.comments.iter().for_each(|comment| self.comment(comment));
    }

    fn node(&mut self, node: &Node) {
        let mut line = name(&node.name);
        node.arguments.iter().filter_map(scalar).for_each(|argument| line.push_str(&format!(" {argument}")));
        for (key, value) in &node.properties {
            let value = scalar(value).unwrap_or_default();
            line.push_str(&format!(" {}={value}", name(key)));
        }
        let comment = node.comment.as_ref().map(|comment| format!(" // {comment}")).unwrap_or_default();
        if node.children.is_empty() {
            return self.line(&(line + &comment));
        }
        self.line(&format!("{line} {{{comment}"));
        node.children.iter().for_each(|child| self.node(child));
        self.line("}");
    }

    fn map(&mut self, fields: &Map<String, Value>, keys: &mut Vec<String>) {
        for (key, value) in fields {
            keys.push(key.clone());
            // A list's items are called so: no chart has such a value.
            if key == "-" {
                self.comment("a value named `-` is left out: KDL has lists for it");
            } else {
                self.value(&name(key), value, keys);
            }
            keys.pop();
        }
    }

    /// A value: in one line where that is short, and of scalars in any case.
    fn value(&mut self, name: &str, value: &Value, keys: &mut Vec<String>) {
        let line = self.in_line(name, value, keys);
        let widest = if value.is_array() || value.is_object() { SHORT } else { usize::MAX };
        match (line, value) {
            (Some(line), _) if line.chars().count() + 4 * keys.len() <= widest => self.line(&line),
            (_, Value::Object(fields)) => {
                self.line(&format!("{name} {{"));
                self.map(fields, keys);
                self.line("}");
            }
            (_, Value::Array(items)) => {
                self.line(&format!("{name} {{"));
                items.iter().for_each(|item| self.value("-", item, &mut in_list()));
                self.line("}");
            }
            (line, _) => self.line(&line.unwrap_or_default()),
        }
    }

    /// A value in one line, where it can be. Several scalars are a list, and one where the chart takes it for
    /// one.
    fn in_line(&self, name: &str, value: &Value, keys: &[String]) -> Option<String> {
        match value {
            Value::Object(fields) if fields.is_empty() => Some(format!("{name} {{}}")),
            Value::Object(fields) => {
                let parts: Option<Vec<String>> =
                    fields.iter().map(|(key, field)| self.part(key, field, keys)).collect();
                Some(format!("{name} {{ {} }}", parts?.join("; ")))
            }
            Value::Array(items) => {
                let Some(scalars) = items.iter().map(scalar).collect::<Option<Vec<String>>>() else {
                    let parts: Option<Vec<String>> =
                        items.iter().map(|item| self.in_line("-", item, &in_list())).collect();
                    return Some(format!("{name} {{ {} }}", parts?.join("; ")));
                };
                match scalars.as_slice() {
                    [] => Some(name.to_string()),
                    [one] if self.is_list(keys) => Some(format!("{name} {one}")),
                    [one] => Some(format!("{name} {{ - {one} }}")),
                    several => Some(format!("{name} {}", several.join(" "))),
                }
            }
            other => scalar(other).map(|scalar| format!("{name} {scalar}")),
        }
    }

    fn part(&self, key: &str, field: &Value, keys: &[String]) -> Option<String> {
        let keys: Vec<String> = keys.iter().cloned().chain([key.to_string()]).collect();
        if key == "-" { None } else { self.in_line(&name(key), field, &keys) }
    }

    fn is_list(&self, keys: &[String]) -> bool {
        let found = self.dictionary.map(|dictionary| dictionary.find(keys));
        matches!(found, Some(Found::Value(entry)) if entry.types.are_list())
    }
}
