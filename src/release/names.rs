//! Which names of clusters a release takes.

/// The length that every release accepts for a cluster's name (`pkg/clustermesh/types`, v1.17).
pub const MODERN_NAME_LENGTH: usize = 32;

/// Whether a name is one that every release of Cilium takes: at most 32 lower-case letters, digits and `-`,
/// with a letter or digit at both ends (`pkg/clustermesh/types`, enforced from v1.17 on).
pub fn is_modern_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    name.len() <= MODERN_NAME_LENGTH
        && name.starts_with(plain)
        && name.ends_with(plain)
        && name.chars().all(|c| plain(c) || c == '-')
}

/// Whether Kubernetes takes a name as the value of a label, as policies of 1.2 to 1.4 need it
/// (`io.cilium.k8s.policy.cluster`); this also makes it a key of a Secret and a folder's name.
pub fn is_label_value(name: &str) -> bool {
    let alphanumeric = |c: char| c.is_ascii_alphanumeric();
    name.len() <= 63
        && name.starts_with(alphanumeric)
        && name.ends_with(alphanumeric)
        && name.chars().all(|c| alphanumeric(c) || "-_.".contains(c))
}
