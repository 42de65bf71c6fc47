//! Where what applies the output finds it: a folder of a repository, a repository of charts.

use crate::diagnostic::Diagnostic;
use crate::rules::wrong_type;
use crate::source::Span;
use crate::world::steps;

/// What Helm, and with it kustomize, Flux and Argo CD, reads charts from.
pub fn charts(text: &str, span: Span) -> Option<Diagnostic> {
    let is_whole = |scheme: &str| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty());
    if ["https://", "http://", "oci://"].iter().any(|scheme| is_whole(scheme)) && !text.contains(char::is_whitespace) {
        return None;
    }
    let message = format!("`{text}` is not the address of a chart repository");
    let help = "write one such as \"https://helm.cilium.io/\" or \"oci://quay.io/cilium/charts\"; a folder of manifests is \
                `path=`";
    Some(wrong_type::RULE.at(span, "not a URL", message).help(help))
}

/// What keeps a text from being a folder of a repository.
pub fn folder(text: &str, span: Span, owner: &str) -> Option<Diagnostic> {
    let is_drive = text.chars().nth(1) == Some(':');
    let (label, message, help) = if text.starts_with(['/', '~']) || is_drive {
        let message = format!("`{owner}` is absolute, but must be a folder in the repository");
        ("starts outside it", message, "write it from the root of the repository, such as \"./deploy\"")
    } else if steps(text).first() == Some(&"..") {
        let message = format!("`{owner}` leads out of the repository");
        ("above the root", message, "write it from the root of the repository, without `..`")
    } else if text.contains(|c: char| c.is_control() || "\\*?[]{}$;".contains(c)) {
        let message = format!("`{owner}` has characters with a special meaning for the tool that applies it");
        ("not a plain folder", message, "use letters, digits, `-`, `_` and `.`, with `/` between folders")
    } else {
        return None;
    };
    Some(wrong_type::RULE.at(span, label, message).help(help))
}
