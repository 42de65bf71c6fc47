//! Turns diagnostics into a code quality report of GitLab: one JSON array on one line, `[]` when nothing is
//! wrong.
//!
//! Its fields are those of <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>,
//! written down in `schema/gitlab-code-quality.json`. GitLab compares the fingerprints of two reports to tell
//! new findings from old ones, and shows the description but not the rule's name, so the name is part of it.

use super::Glyphs;
use super::json::line;
use super::place::{fingerprints, primary};
use super::text::clean_line;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::source::Sources;
use serde_json::{Value, json};

/// All diagnostics, in their order.
pub fn gitlab(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let all = diagnostics.0.iter().zip(fingerprints(diagnostics.0.iter(), sources));
    line(&all.map(|(diagnostic, fingerprint)| entry(diagnostic, fingerprint, sources)).collect())
}

fn entry(diagnostic: &Diagnostic, fingerprint: String, sources: &Sources) -> Value {
    let at = primary(diagnostic, sources);
    let help = diagnostic.help.iter().map(|help| format!("; {help}"));
    let description = format!("{}: {}{}", diagnostic.rule.name, diagnostic.message, help.collect::<String>());
    json!({
        "description": clean_line(&description, Glyphs::Unicode),
        "check_name": diagnostic.rule.name,
        "fingerprint": fingerprint,
        "severity": match diagnostic.severity {
            Severity::Error => "critical",
            Severity::Warning => "minor",
        },
        "location": { "path": clean_line(&at.path, Glyphs::Unicode), "lines": { "begin": at.start.0 } },
    })
}
