//! Key material in texts of the user's: what kind it is, where it is in Helm values and in the objects of a
//! base, and whether a report would show it.

mod finished;
mod hidden;

pub use finished::in_text;
pub use hidden::{is_certificate, is_hidden};

use super::BaseFile;
use crate::source::Span;
use crate::yaml::{Map, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What nobody but its owner may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A private key.
    PrivateKey,
    /// A key of IPsec.
    IpsecKey,
    /// What a server takes for the one to whom it was given.
    Token,
    /// A password.
    Password,
}

impl Kind {
    /// What it is called in a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            Kind::PrivateKey => "a private key",
            Kind::IpsecKey => "an IPsec key",
            Kind::Token => "a token",
            Kind::Password => "a password",
        }
    }
}

/// Key material, and where it is.
#[derive(Debug, Clone)]
pub struct Found {
    /// The path, with dots between the keys and the numbers of items in brackets.
    pub path: String,
    /// The path up to the first list: the places of values end there.
    pub written: String,
    /// What it is.
    pub kind: Kind,
    /// The text itself, which no report may show.
    pub text: String,
}

/// The key material in Helm values: under a path where the charts take a key, or by what a text looks like.
pub fn in_values(values: &Map<String, Value>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut rest: Vec<(String, Option<String>, &Value)> =
        values.iter().map(|(key, value)| (key.clone(), None, value)).collect();
    while let Some((path, list, value)) = rest.pop() {
        match value {
            Value::String(text) => {
                if let Some(kind) = of_path(&path, text).or_else(|| of_text(text)) {
                    let written = list.unwrap_or_else(|| path.clone());
                    found.push(Found { path, written, kind, text: text.clone() });
                }
            }
            Value::Array(items) => {
                let list = list.unwrap_or_else(|| path.clone());
                let items = items.iter().enumerate();
                rest.extend(items.map(|(index, item)| (format!("{path}[{index}]"), Some(list.clone()), item)));
            }
            Value::Object(fields) => {
                if let Some((kind, text)) = of_variable(fields) {
                    let written = list.clone().unwrap_or_else(|| path.clone());
                    found.push(Found { path: format!("{path}.value"), written, kind, text: text.to_string() });
                    continue;
                }
                rest.extend(fields.iter().map(|(key, field)| (format!("{path}.{key}"), list.clone(), field)));
            }
            _ => {}
        }
    }
    found.sort_by(|one, two| one.path.cmp(&two.path));
    found
}

/// What the charts take for a secret at a path: `tls.ca.key`, `hubble.tls.server.key`,
/// `clustermesh.apiserver.tls.admin.key`, `clustermesh.config.clusters[0].tls.key` and others of their kind,
/// and the secret of Azure's IPAM (`values.yaml`, 1.14 to 1.20). `tls.caBundle.key` and others name an entry
/// of a ConfigMap.
pub fn of_path(path: &str, text: &str) -> Option<Kind> {
    let parts: Vec<&str> = path.split('.').collect();
    let is_key = match parts.as_slice() {
        [.., holder, "key"] => HOLDERS.contains(holder) && parts.contains(&"tls"),
        _ => false,
    };
    let kind = is_key.then_some(Kind::PrivateKey).or((path == "azure.clientSecret").then_some(Kind::Password));
    kind.filter(|_| is_written(text))
}

const HOLDERS: [&str; 8] = ["tls", "ca", "server", "client", "remote", "admin", "local", "peer"];

/// What a text is by its looks, in base64 or not.
pub fn of_text(text: &str) -> Option<Kind> {
    of_plain_text(text).or_else(|| of_plain_text(&decoded(text)?))
}

fn of_plain_text(text: &str) -> Option<Kind> {
    if text.contains("PRIVATE KEY-----") || text.contains("client-key-data:") {
        return Some(Kind::PrivateKey);
    }
    let is_kubeconfig = text.contains("users:") && text.contains("token:");
    let credential = text.trim().trim_start_matches("Bearer ");
    if is_kubeconfig || is_web_token(credential) || is_token_of_forge(credential) {
        return Some(Kind::Token);
    }
    is_ipsec_key(text).then_some(Kind::IpsecKey)
}

/// A JSON Web Token, as service accounts have them: three parts in base64, of which the first begins a JSON
/// object.
fn is_web_token(text: &str) -> bool {
    let is_part = |part: &str| part.len() > 8 && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    text.starts_with("eyJ") && text.split('.').count() == 3 && text.split('.').all(is_part)
}

/// A personal access token of GitHub or GitLab, by the beginning that these give it so that scanners find it.
fn is_token_of_forge(text: &str) -> bool {
    let beginnings = ["ghp_", "gho_", "ghs_", "github_pat_", "glpat-"];
    let rest = beginnings.iter().find_map(|beginning| text.strip_prefix(beginning));
    rest.is_some_and(|rest| rest.len() >= 20 && rest.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)))
}

/// A line of `cilium-ipsec-keys`: an SPI, the name of an algorithm and the key in hexadecimal
/// (`Documentation/security/network/encryption-ipsec.rst`, 1.14 to 1.20).
fn is_ipsec_key(text: &str) -> bool {
    let is_line = |line: &str| {
        let mut words = line.split_whitespace();
        let spi = words.next().unwrap_or_default().trim_end_matches('+');
        let is_algorithm = words.next().is_some_and(|word| word.contains('(') && word.contains(')'));
        let is_key = |word: &str| {
            let digits = word.strip_prefix("0x").unwrap_or(word);
            digits.len() >= 32 && digits.chars().all(|c| c.is_ascii_hexdigit())
        };
        let is_spi = !spi.is_empty() && spi.len() <= 2 && spi.chars().all(|c| c.is_ascii_digit());
        is_spi && is_algorithm && words.next().is_some_and(is_key)
    };
    text.lines().any(is_line)
}

/// Whether an object of a base contains key material.
pub fn holds_key(object: &Value) -> bool {
    !in_object(object).is_empty()
}

/// The key material of an object of a base: what a Secret has under the name of some, and any text that looks
/// like it, in base64 where Kubernetes keeps bytes.
pub fn in_object(object: &Value) -> Vec<(Kind, &str)> {
    let mut found = by_name(object);
    let mut rest = vec![(object, false)];
    while let Some((value, is_data)) = rest.pop() {
        match value {
            Value::String(text) => {
                let kind = of_plain_text(text).or_else(|| of_plain_text(&decoded(text).filter(|_| is_data)?));
                found.extend(kind.map(|kind| (kind, text.as_str())));
            }
            Value::Array(items) => rest.extend(items.iter().map(|item| (item, is_data))),
            Value::Object(fields) => {
                let bytes = |name: &str| is_data || matches!(name, "data" | "binaryData");
                rest.extend(fields.iter().map(|(name, field)| (field, bytes(name))));
            }
            _ => {}
        }
    }
    found
}

/// What a Secret has under a name that Kubernetes, Helm, cert-manager or people give to key material.
fn by_name(object: &Value) -> Vec<(Kind, &str)> {
    if object.get("kind").and_then(Value::as_str) != Some("Secret") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for field in ["data", "stringData"] {
        for (name, value) in object.get(field).and_then(Value::as_object).into_iter().flatten() {
            let Some(text) = value.as_str() else { continue };
            let plain = if field == "data" { decoded(text) } else { Some(text.to_string()) };
            let is_there = is_written(text) && plain.as_deref().is_none_or(is_written);
            found.extend(of_name(name).filter(|_| is_there).map(|kind| (kind, text)));
        }
    }
    found
}

/// What an entry of a Secret of that name holds.
fn of_name(name: &str) -> Option<Kind> {
    let name = name.to_ascii_lowercase();
    let has = |word: &str| name.contains(word);
    let is_key = |word: &str| name.ends_with(word);
    if [".key", "-key.pem", "private-key", "privatekey", "private_key"].into_iter().any(is_key) {
        return Some(Kind::PrivateKey);
    }
    if has("password") || has("passwd") || has("dockerconfig") || has("client-secret") || has("client_secret") {
        return Some(Kind::Password);
    }
    (has("token") || has("clientsecret") || has("secret-access-key") || has("secret_access_key")).then_some(Kind::Token)
}

/// What a variable of a container holds, by its name. A file that holds it, or a switch, is none.
pub fn of_variable(fields: &Map<String, Value>) -> Option<(Kind, &str)> {
    let (name, text) = (fields.get("name")?.as_str()?, fields.get("value")?.as_str()?);
    let name = name.to_ascii_lowercase();
    let is_other = text.starts_with('/') || ["true", "false"].contains(&text);
    let ends = ["password", "passwd", "token", "secret_access_key", "client_secret", "api_key", "private_key"];
    let is_named = ends.iter().any(|end| name.ends_with(end));
    let kind = of_name(&name).unwrap_or(Kind::Token);
    (is_named && !is_other && is_written(text)).then_some((kind, text))
}

/// Whether a text is a value: not nothing, and none that something else puts in its place or has encrypted.
fn is_written(text: &str) -> bool {
    let text = text.trim();
    let placeholders = ["ENC[", "${", "$(", "<", "{{", "ref+", "vault:"];
    !text.is_empty() && !placeholders.iter().any(|start| text.starts_with(start))
}

/// Line breaks do not count, as in Go.
fn decoded(text: &str) -> Option<String> {
    if text.len() < 4 {
        return None;
    }
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
