//! What is hidden where people compare values.

use super::{of_path, of_text};

/// Whether a text is a certificate, by its looks or by its place among the values of a chart: no secret, but
/// made anew sooner than a file is read.
pub fn is_certificate(keys: &[String], text: &str) -> bool {
    let is_named = keys.last().is_some_and(|key| ["cert", "crt", "caCert"].contains(&key.as_str()));
    let is_of_tls = keys.iter().any(|key| key == "tls");
    // The beginning of a certificate in base64, with the dashes of PEM before it.
    let is_text = text.contains("BEGIN CERTIFICATE") || text.starts_with("LS0tLS1CRUdJTiBDRVJU");
    is_text || (is_named && is_of_tls && !text.is_empty())
}

/// Whether a value of a chart is hidden where people compare values: key material, a certificate, or what is
/// called a secret.
pub fn is_hidden(keys: &[String], text: &str) -> bool {
    let is_secret = keys.last().is_some_and(|key| ["clientSecret", "password", "token"].contains(&key.as_str()));
    let is_known = || of_path(&keys.join("."), text).or_else(|| of_text(text)).is_some();
    let is_pem = || text.contains("-----BEGIN") || text.trim_start().starts_with("LS0tLS1CRUdJTi");
    !text.is_empty() && (is_secret || is_pem() || is_known() || is_certificate(keys, text))
}
