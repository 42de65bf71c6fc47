//! How a value is written in the type that the chart takes.

use crate::diagnostic::Fix;
use crate::model::Written;
use crate::release::dictionary::{Dictionary, Entry};
use crate::yaml::{Value, json};

/// What to do about a value of another type, and a change that does it.
pub fn of(dictionary: Dictionary, entry: &Entry, written: &Written, value: &Value) -> (String, Option<Fix>) {
    let name = written.name();
    if let Some(meant) = converted(entry, value) {
        let text = written.language.value(&meant).unwrap_or_default();
        let pair = written.language.pair(name, &meant).unwrap_or_default();
        let way = if value.is_string() { ", without quotes" } else { ", in quotes" };
        let fix = written.value.map(|span| Fix::safe(format!("write {text}"), span, text.clone()));
        return (format!("write `{pair}`{way}"), fix);
    }
    if entry.types.are_map() {
        let map = written.language.map(name, &example(dictionary, written));
        return (format!("write a map in braces: `{map}`"), None);
    }
    if entry.types.are_list() {
        return (format!("write a list: `{}`", written.language.list(name, "…")), None);
    }
    if value.is_number() && entry.types.take(&json!("")) {
        // Of a number with a point more may be lost than its quotes: 1.10 is read as 1.1.
        let text = if value.is_f64() { "…".to_string() } else { value.to_string() };
        let pair = written.language.pair(name, &json!(text)).unwrap_or_default();
        return (format!("write a text in quotes: `{pair}`"), None);
    }
    let default = entry.default().filter(|default| entry.types.take(default));
    match default.as_ref().and_then(|default| written.language.pair(name, default)) {
        Some(pair) => (format!("write {}, such as the default, `{pair}`", entry.types.name()), None),
        None => (format!("write {}", entry.types.name()), None),
    }
}

/// What to do about a value that must be a text.
pub fn in_quotes(written: &Written, value: &Value) -> (String, Option<Fix>) {
    if !(value.is_boolean() || value.is_number()) {
        return ("write one text, in quotes".to_string(), None);
    }
    let text = format!("\"{value}\"");
    // Of a number with a point more may be lost than its quotes: 1.10 is read as 1.1.
    let is_exact = !value.is_f64();
    let fix = written.value.filter(|_| is_exact).map(|span| Fix::safe(format!("write {text}"), span, text.clone()));
    (format!("write it in quotes: {text}"), fix)
}

/// What to do about an item of another type.
pub fn of_item(entry: &Entry, written: &Written, item: &Value) -> String {
    let meant = converted_to(&|value| entry.items.take(value), item);
    match meant.and_then(|meant| written.language.value(&meant)) {
        Some(text) => format!("write it as {text}"),
        None => format!("write {} for each", entry.items.name()),
    }
}

/// The same value in a type that is taken, where there is one.
pub fn converted(entry: &Entry, value: &Value) -> Option<Value> {
    converted_to(&|value| entry.types.take(value), value)
}

fn converted_to(takes: &dyn Fn(&Value) -> bool, value: &Value) -> Option<Value> {
    let meant = match value {
        Value::String(text) => match text.as_str() {
            "true" | "yes" | "on" | "enabled" => json!(true),
            "false" | "no" | "off" | "disabled" => json!(false),
            text => text.parse::<i64>().map(Value::from).or_else(|_| text.parse::<f64>().map(Value::from)).ok()?,
        },
        // Of a number with a point more may be lost than its quotes: 1.10 is read as 1.1.
        Value::Bool(_) => json!(value.to_string()),
        Value::Number(number) if !number.is_f64() => json!(value.to_string()),
        _ => return None,
    };
    (!meant.is_null() && takes(&meant)).then_some(meant)
}

/// A value in a map, as it may be written there.
fn example(dictionary: Dictionary, written: &Written) -> String {
    let path = written.path();
    let value = |name: &str| {
        let default = dictionary.value(&format!("{path}.{name}"))?.default()?;
        written.language.pair(name, &if name == "enabled" { json!(true) } else { default })
    };
    let names: Vec<&str> = dictionary.children(&path).collect();
    let enabled = names.iter().filter(|name| **name == "enabled");
    enabled.chain(&names).find_map(|name| value(name)).unwrap_or_else(|| "…".to_string())
}
