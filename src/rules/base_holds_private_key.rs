#![doc = include_str!("base_holds_private_key.md")]

use super::Overlay;
use super::clusters::about;
use super::objects::{place, title};
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::manifest::{BaseFile, identity};
use crate::source::Span;
use crate::yaml::Value;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The rule.
pub static RULE: Rule = Rule {
    name: "base-holds-private-key",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("base_holds_private_key.md"),
};

/// Looks for private keys in the bases that the user gave: the output holds the base, and no key material ever.
pub fn check(overlay: &Overlay<'_>, found: &mut Diagnostics) {
    let files = overlay.base.files.iter().filter(|file| file.file.is_some() && !overlay.first_of.is_empty());
    let holders = files.flat_map(|file| file.objects.iter().map(move |object| (file, object)));
    let holders: Vec<_> = holders.filter(|(_, object)| holds_key(object)).collect();
    let Some((file, first)) = holders.first() else { return };
    let name = |object| identity(object).map_or("an object".to_string(), |id| title(&id));
    let more = if holders.len() > 1 { format!(" and {} more", holders.len() - 1) } else { String::new() };
    let verb = if holders.len() > 1 { "hold private keys" } else { "holds a private key" };
    let message = format!("{}{more} of the base {verb}, in `{}`", name(first), file.path);
    let safe = place(overlay.base, first, "/metadata/name").filter(|span| is_safe(file, *span));
    let diagnostic = match safe {
        Some(span) => RULE.at(span, "with the key", message).label(overlay.base.span, "this base"),
        None => RULE.at(overlay.base.span, "this base", message),
    };
    let kind = identity(first).map_or("object", |id| if id.kind == "Secret" { "Secret" } else { "key" });
    let help =
        format!("take the {kind} out of the base and create it in the clusters, or let External Secrets fill it");
    found.push(about(diagnostic.help(help), &overlay.first_of));
}

/// Whether any text in an object holds a key in PEM, in base64 where Kubernetes keeps bytes.
fn holds_key(object: &Value) -> bool {
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
fn is_safe(file: &BaseFile, span: Span) -> bool {
    let line = file.text.get(..span.start).unwrap_or_default().matches('\n').count();
    let is_of_base64 = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
    let looks = |line: &str| line.contains("-----") || line.split(|c| !is_of_base64(c)).any(|word| word.len() > 23);
    !file.text.lines().skip(line.saturating_sub(2)).take(5).any(looks)
}
