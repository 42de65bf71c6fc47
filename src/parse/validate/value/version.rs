//! What a version must look like: three numbers.

use crate::diagnostic::{Diagnostic, Fix};
use crate::release::{self, Version};
use crate::rules::invalid_version;
use crate::source::Span;

/// What keeps a text from being a version.
pub fn problem(text: &str, span: Span) -> Option<Diagnostic> {
    if text.parse::<Version>().is_ok() {
        return None;
    }
    let plain = text.strip_prefix('v').unwrap_or(text);
    let mut fix = None;
    let help = match plain.find(['-', '+']).and_then(|at| plain.get(..at)) {
        _ if format!("{plain}.0").parse::<Version>().is_ok() => {
            let line = format!("{plain}.0").parse::<Version>().ok().and_then(release::find);
            let whole = line.map_or_else(|| format!("{plain}.2"), |line| line.first_working().to_string());
            fix = Some(Fix::proposed(format!("write \"{whole}\""), span, format!("\"{whole}\"")));
            format!("name the patch release too, such as \"{whole}\": images are pinned to it")
        }
        Some(release) if release.parse::<Version>().is_ok() => {
            fix = Some(Fix::proposed(format!("write \"{release}\""), span, format!("\"{release}\"")));
            format!("write \"{release}\": pre-releases and build metadata are not accepted")
        }
        _ => {
            format!("write three numbers, such as \"{}\"", release::newest())
        }
    };
    let finding = invalid_version::RULE.at(span, "not a version", format!("`{text}` is not a version")).help(help);
    Some(match fix {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}
