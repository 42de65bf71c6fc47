//! Names of certificates.

/// Whether a name of a certificate covers a host: `*` stands for one label (RFC 6125, and `matchHostnames` in
/// `crypto/x509/verify.go` of Go).
pub fn covers(name: &str, host: &str) -> bool {
    let host = host.trim_end_matches('.');
    match name.strip_prefix("*.") {
        Some(parent) => {
            host.split_once('.').is_some_and(|(label, rest)| !label.is_empty() && rest.eq_ignore_ascii_case(parent))
        }
        None => name.eq_ignore_ascii_case(host),
    }
}
