//! What a version must look like: three numbers.

use crate::diagnostic::Diagnostic;
use crate::release::{RELEASES, Version};
use crate::rules::invalid_version;
use crate::source::Span;

/// What keeps a text from being a version.
pub fn problem(text: &str, span: Span) -> Option<Diagnostic> {
    if text.parse::<Version>().is_ok() {
        return None;
    }
    let plain = text.strip_prefix('v').unwrap_or(text);
    let help = match plain.find(['-', '+']).and_then(|at| plain.get(..at)) {
        _ if format!("{plain}.0").parse::<Version>().is_ok() => {
            format!("name the patch release too, such as \"{plain}.2\": images are pinned to it")
        }
        Some(release) if release.parse::<Version>().is_ok() => {
            format!("write \"{release}\": pre-releases and build metadata are not accepted")
        }
        _ => {
            let example = RELEASES.last().map(|newest| newest.first_working().to_string()).unwrap_or_default();
            format!("write three numbers, such as \"{example}\"")
        }
    };
    Some(invalid_version::RULE.at(span, "not a version", format!("`{text}` is not a version")).help(help))
}
