//! Names: which are alike, which Kubernetes takes, and how they are listed in a sentence.

/// Names in backticks, for a sentence.
pub fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The same with `or` before the last.
pub fn either(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [more @ .., last] => format!("{} or `{last}`", list(more.iter().copied())),
    }
}

/// The indefinite article of a word.
pub fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// Whether Kubernetes takes it as the name of a namespace: a DNS label.
pub fn is_label(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= 63 && text.starts_with(plain) && text.ends_with(plain) && text.chars().all(|c| plain(c) || c == '-')
}

/// Whether Kubernetes takes it as the name of a Secret, a ConfigMap or a store: a DNS subdomain.
pub fn is_object_name(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label)
}

/// Whether Kubernetes takes it as a key of a Secret or a ConfigMap (apimachinery `IsConfigMapKey`).
pub fn is_data_key(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !text.is_empty() && text.len() <= 253 && text != "." && !text.starts_with("..") && text.chars().all(plain)
}

/// Whether Kubernetes takes it as the key of an annotation (apimachinery `IsQualifiedName`; it does not look at the case).
pub fn is_annotation_key(text: &str) -> bool {
    let (prefix, name) = text.rsplit_once('/').map_or((None, text), |(prefix, name)| (Some(prefix), name));
    let is_end = |c: char| c.is_ascii_alphanumeric();
    let is_name = name.len() <= 63 && name.chars().all(|c| is_end(c) || "-_.".contains(c));
    is_name
        && name.starts_with(is_end)
        && name.ends_with(is_end)
        && prefix.is_none_or(|prefix| is_object_name(&prefix.to_ascii_lowercase()))
}

/// Whether it is a DNS name; an underscore is let through, as resolvers do.
pub fn is_host_name(host: &str) -> bool {
    let label = |label: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(plain)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253 && host.strip_suffix('.').unwrap_or(host).split('.').all(label)
}
