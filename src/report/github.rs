//! Turns diagnostics into workflow commands of GitHub Actions, a line for each: the runner shows them in the
//! log and as annotations of the files.
//!
//! It shows ten annotations of a step and level, so errors come first, and a notice has how many there are.
//! What it reads and how it unescapes that: `src/Runner.Common/ActionCommand.cs` of actions/runner.

use super::Glyphs;
use super::human::chosen;
use super::place::{place, primary, secondary};
use super::text::{clean, clean_line, word};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::source::Sources;
use crate::words::counted;

/// At most `limit` diagnostics, errors first, and how many there are where not all are shown. Empty when
/// nothing is wrong.
pub fn github(diagnostics: &Diagnostics, sources: &Sources, limit: usize) -> String {
    let mut shown = chosen(diagnostics, limit);
    shown.sort_by_key(|diagnostic| diagnostic.severity);
    let commands: String = shown.iter().map(|diagnostic| command(diagnostic, sources)).collect();
    commands + &summary(diagnostics, shown.len()).unwrap_or_default()
}

/// The most annotations of a level that GitHub shows for a step (GitHub's documents, "Workflow commands").
const ANNOTATIONS: usize = 10;

/// How many there are, where GitHub or the log has not all. A notice is none of the ten of the other levels.
fn summary(diagnostics: &Diagnostics, logged: usize) -> Option<String> {
    let levels = [Severity::Error, Severity::Warning];
    let counts = levels.map(|level| (diagnostics.count(level), level));
    let is_logged = logged == diagnostics.0.len();
    if is_logged && counts.iter().all(|(count, _)| *count <= ANNOTATIONS) {
        return None;
    }
    let all = counts.iter().filter(|(count, _)| *count > 0).map(|(count, level)| counted(*count, word(*level)));
    let all = all.collect::<Vec<_>>().join(", ");
    let log = if is_logged {
        "the log of this step has all of them".to_string()
    } else {
        format!("the log of this step has {logged} of them; `--max-diagnostics` sets how many")
    };
    Some(format!("::notice title=meshc::{all}: {log}\n"))
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
