//! Key material in the objects of a base: whether there is any, and whether a report would show it.

use crate::manifest::BaseFile;
use crate::source::Span;
use crate::yaml::Value;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Whether an object contains a private key: a Secret under the name of one, or any text in PEM, in base64
/// where Kubernetes keeps bytes.
pub fn holds_key(object: &Value) -> bool {
    names_key(object) || shows_key(object)
}

/// Whether a Secret has something under a name that Kubernetes, Helm or cert-manager give to private keys.
fn names_key(object: &Value) -> bool {
    let is_secret = object.get("kind").and_then(Value::as_str) == Some("Secret");
    let fields = ["data", "stringData"].into_iter().filter_map(|field| object.get(field)?.as_object()).flatten();
    let is_key = |(name, value): (&String, &Value)| {
        matches!(name.as_str(), "tls.key" | "ca.key") && value.as_str().is_some_and(|text| !text.trim().is_empty())
    };
    is_secret && fields.into_iter().any(is_key)
}

fn shows_key(object: &Value) -> bool {
    let mut rest = vec![(object, false)];
    while let Some((value, is_data)) = rest.pop() {
        match value {
            Value::String(text) if is_key(text) || (is_data && decoded(text).is_some_and(|text| is_key(&text))) => {
                return true;
            }
            Value::Array(items) => rest.extend(items.iter().map(|item| (item, is_data))),
            Value::Object(fields) => {
                let bytes = |name: &str| is_data || matches!(name, "data" | "binaryData");
                rest.extend(fields.iter().map(|(name, field)| (field, bytes(name))));
            }
            _ => {}
        }
    }
    false
}

fn is_key(text: &str) -> bool {
    text.contains("PRIVATE KEY-----")
}

/// Line breaks do not count, as in Go.
fn decoded(text: &str) -> Option<String> {
    let bytes = STANDARD.decode(text.split_whitespace().collect::<String>()).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether a report may show the lines around a place: none of them looks like key material.
pub fn is_safe(file: &BaseFile, span: Span) -> bool {
    let line = file.text.get(..span.start).unwrap_or_default().matches('\n').count();
    let is_of_base64 = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
    let looks = |line: &str| line.contains("-----") || line.split(|c| !is_of_base64(c)).any(|word| word.len() > 23);
    !file.text.lines().skip(line.saturating_sub(2)).take(5).any(looks)
}
