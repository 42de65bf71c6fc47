//! Turns diagnostics into workflow commands of GitHub Actions, a line for each: the runner shows them in the
//! log and as annotations of the files.
//!
//! It shows ten annotations of a step and level, so errors come first; the log has all. What it reads and how
//! it unescapes that: `src/Runner.Common/ActionCommand.cs` of actions/runner.

use super::Glyphs;
use super::place::{place, primary, secondary};
use super::text::{clean, clean_line, word};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::source::Sources;

/// All diagnostics, errors first. Empty when nothing is wrong.
pub fn github(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let of = |severity| diagnostics.0.iter().filter(move |diagnostic| diagnostic.severity == severity);
    of(Severity::Error).chain(of(Severity::Warning)).map(|diagnostic| command(diagnostic, sources)).collect()
}

fn command(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let at = primary(diagnostic, sources);
    let mut properties = vec![
        ("title", format!("meshc ({})", diagnostic.rule.name)),
        ("file", clean_line(&at.path, Glyphs::Unicode)),
        ("line", at.start.0.to_string()),
    ];
    // Columns mean something on one line only: across several, GitHub refuses the whole annotation.
    let is_one_line = at.start.0 == at.end.0;
    properties.extend(is_one_line.then(|| ("col", at.start.1.to_string())));
    properties.push(("endLine", at.end.0.to_string()));
    properties.extend(is_one_line.then(|| ("endColumn", at.end.1.to_string())));
    let properties: Vec<String> =
        properties.into_iter().map(|(name, value)| format!("{name}={}", escaped_property(&value))).collect();
    let text = escaped(&clean(&text(diagnostic, sources), Glyphs::Unicode));
    format!("::{} {}::{text}\n", word(diagnostic.severity), properties.join(","))
}

/// What is wrong, the other places, and the way out: a line for each, for an annotation shows no other files.
fn text(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut lines = vec![diagnostic.message.clone()];
    for label in secondary(diagnostic) {
        let at = place(label.span, sources);
        lines.push(format!("{}:{}:{}: {}", at.path, at.start.0, at.start.1, label.text));
    }
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    lines.push(format!("see: meshc explain {}", diagnostic.rule.name));
    lines.join("\n")
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escaped_property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}
