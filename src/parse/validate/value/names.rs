//! Names that Kubernetes and DNS take.

use crate::diagnostic::Diagnostic;
use crate::model::CLUSTER;
use crate::parse::grammar::Type;
use crate::rules::wrong_type;
use crate::source::Span;

/// What keeps a text from being a name of one of these types; nothing for other types.
pub fn problem(text: &str, kind: Type, span: Span, owner: &str) -> Option<Diagnostic> {
    let (label, message, help) = match kind {
        Type::Namespace if !is_label(text) => {
            let message = format!("`{text}` is not a valid name for a namespace");
            let help = "use at most 63 lower-case letters, digits and `-`, with a letter or digit at both ends";
            ("not a DNS label", message, help)
        }
        Type::ObjectName if !is_object_name(text) => {
            let message = format!("`{text}` is not a valid name for `{owner}`");
            let help = "use lower-case letters, digits, `-` and `.`, with a letter or digit at both ends";
            ("not a DNS name", message, help)
        }
        Type::DataKey if !is_data_key(text) => {
            let message = format!("`{text}` is not a valid key of a Secret");
            let help = "use letters, digits, `-`, `_` and `.`, and do not begin with `..`";
            ("not a key", message, help)
        }
        Type::AnnotationKey if !is_annotation_key(text) => {
            let message = format!("`{text}` is not a valid key of an annotation");
            let help = "use up to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends; \
                        a DNS name and one `/` may come before them";
            ("not a key", message, help)
        }
        Type::ObjectNamePattern if !is_object_name_pattern(text) => {
            let message = format!("`{text}` is not a valid name for `{owner}`");
            let help = "use lower-case letters, digits, `-` and `.`, such as \"{cluster}-kubeconfig\"";
            ("not a DNS name", message, help)
        }
        _ => return None,
    };
    Some(wrong_type::RULE.at(span, label, message).help(help))
}

/// Whether a text becomes the name of an object once a cluster's name is in it.
pub fn is_object_name_pattern(text: &str) -> bool {
    is_object_name(&text.replace(CLUSTER, "a"))
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

/// Whether Kubernetes takes it as the key of an annotation (apimachinery `IsQualifiedName`; it does not look
/// at the case).
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
