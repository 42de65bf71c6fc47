//! Files of Terraform's variables (`*.tfvars`) to a document: the assignments at their top whose value is a
//! text, a number, a switch or a list of these.

use crate::yaml::{self, Map, Value};

/// The end of such a file's name.
pub const END: &str = ".tfvars";

/// The variables of a text. What is no plain value is left out.
pub fn read(text: &str) -> Value {
    let mut variables = Map::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some((name, value)) = line.split_once('=').filter(|(name, _)| is_name(name.trim())) else { continue };
        let mut value = without_comment(value).to_string();
        // A list, or what is skipped, may go on below.
        while depth(&value) > 0 {
            let Some(next) = lines.next() else { break };
            value.push(' ');
            value.push_str(without_comment(next));
        }
        let read = yaml::read(value.trim()).ok().and_then(|all| all.into_iter().next());
        if let Some(value) = read.filter(|value| !value.is_object() && !value.is_null()) {
            variables.insert(name.trim().to_string(), value);
        }
    }
    Value::Object(variables)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
}

/// A line without the comment at its end, which no text of these has.
fn without_comment(line: &str) -> &str {
    let end = [" #", " //"].iter().filter_map(|mark| line.find(mark)).min();
    end.and_then(|end| line.get(..end)).unwrap_or(line)
}

/// How many brackets are open at the end of a text.
fn depth(text: &str) -> usize {
    text.chars().fold(0, |depth: usize, c| match c {
        '[' | '{' => depth + 1,
        ']' | '}' => depth.saturating_sub(1),
        _ => depth,
    })
}
