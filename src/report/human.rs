//! Turns diagnostics into a report for people: for each its severity and rule, what is wrong, where, and the
//! way out; below all of them how many there are, and how many of them `meshc fix` takes care of.

use super::adapter::{draw, theme};
use super::excerpt::excerpts;
use super::text::{clean, word, wrap};
use super::{Color, Glyphs, Links, Style};
use crate::diagnostic::{Diagnostic, Diagnostics, Fix, Severity};
use crate::source::Sources;
use crate::words::counted;

/// The report of at most `limit` diagnostics, errors before warnings; the rest is counted. Empty when nothing
/// is wrong.
///
/// Lines fit the style's width, but for the paths of files: a broken one could not be followed.
pub fn human(diagnostics: &Diagnostics, sources: &Sources, style: &Style, limit: usize) -> String {
    let shown = chosen(diagnostics, limit);
    let mut blocks: Vec<String> = shown.iter().map(|diagnostic| block(diagnostic, sources, style)).collect();
    let by_fix = by_fix(diagnostics, sources, style);
    blocks.extend(totals(diagnostics, &shown, style).map(|totals| format!("{totals}{by_fix}\n")));
    let report = blocks.join("\n");
    // What frames an empty line ends in spaces, which pages and logs are better without.
    report.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The diagnostics to show, in their order: when there are too many, warnings are left out before errors.
pub(super) fn chosen(diagnostics: &Diagnostics, limit: usize) -> Vec<&Diagnostic> {
    let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
    let mut errors = diagnostics.count(Severity::Error).min(limit);
    let mut warnings = limit - errors;
    let mut take = |diagnostic: &&Diagnostic| {
        let left = if is_error(diagnostic) { &mut errors } else { &mut warnings };
        let taken = *left > 0;
        *left = left.saturating_sub(1);
        taken
    };
    diagnostics.0.iter().filter(|diagnostic| take(diagnostic)).collect()
}

fn block(diagnostic: &Diagnostic, sources: &Sources, style: &Style) -> String {
    let mut out = head(diagnostic, style);
    out.push_str(&draw(diagnostic, excerpts(diagnostic, sources, style), style));
    for (title, text) in ways_out(diagnostic) {
        let indent = format!("\n{:MARGIN$}", "");
        let text = wrap(&clean(&text, style.glyphs), style.columns() - MARGIN).replace('\n', &indent);
        let title = theme(style).styles.help.style(format!("{title:>6}:")).to_string();
        out.push_str(&format!("{title} {text}\n"));
    }
    out
}

/// The columns before the text of a way out.
const MARGIN: usize = 8;

/// The first line: the severity and the rule's name, which leads to the rule's page where links work.
fn head(diagnostic: &Diagnostic, style: &Style) -> String {
    let rule = diagnostic.rule;
    let text = format!("{}[{}]", word(diagnostic.severity), rule.name);
    let text = painted(diagnostic.severity, &text, style);
    match (style.color, style.links) {
        (Color::Ansi, Links::On) => format!("\u{1b}]8;;{}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\\n", rule.url()),
        _ => format!("{text}\n"),
    }
}

/// A text in the colour of a severity, where there are colours.
pub fn painted(severity: Severity, text: &str, style: &Style) -> String {
    let styles = theme(style).styles;
    let style = if severity == Severity::Error { styles.error } else { styles.warning };
    style.style(text).to_string()
}

/// What is below the excerpts: the help, the fixes that add to it, and where to read on.
fn ways_out(diagnostic: &Diagnostic) -> Vec<(&'static str, String)> {
    let help = diagnostic.help.iter().map(|help| ("help", help.clone()));
    let fixes = diagnostic.fixes.iter().filter_map(|fix| Some(("fix", fix_text(fix, diagnostic.help.as_deref())?)));
    let see = ("see", format!("meshc explain {}", diagnostic.rule.name));
    help.chain(fixes).chain([see]).collect()
}

/// What a fix does, unless the help says it; one that is not safe is marked. What a safe one does is what the
/// help says, wherever there is one.
fn fix_text(fix: &Fix, help: Option<&str>) -> Option<String> {
    let Some(help) = help.map(str::to_lowercase) else { return Some(marked(fix)) };
    let says = |text: &str| help.contains(&text.to_lowercase());
    let is_proposed = || fix.edits.iter().all(|edit| says(edit.text.trim_matches(['"', ';', ' '])));
    (!fix.safe && !says(&fix.title) && !is_proposed()).then(|| marked(fix))
}

fn marked(fix: &Fix) -> String {
    if fix.safe { fix.title.clone() } else { format!("{} (may change what the mesh means)", fix.title) }
}

/// How many are not shown, and how many there are.
fn totals(diagnostics: &Diagnostics, shown: &[&Diagnostic], style: &Style) -> Option<String> {
    let errors = diagnostics.count(Severity::Error);
    let warnings = diagnostics.count(Severity::Warning);
    let shown_errors = shown.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let hidden = diagnostics.0.len() - shown.len();
    let mut out = String::new();
    if hidden > 0 {
        let ellipsis = if style.glyphs == Glyphs::Unicode { "…" } else { "..." };
        let kinds = tally(errors - shown_errors, warnings - (shown.len() - shown_errors), style)?;
        out.push_str(&format!("{ellipsis} and {hidden} more: {kinds}\n\n"));
    }
    out.push_str(&tally(errors, warnings, style)?);
    Some(out)
}

/// How many `meshc fix` takes care of, where there are some, after how many there are.
fn by_fix(diagnostics: &Diagnostics, sources: &Sources, style: &Style) -> String {
    let (all, fixable) = (&diagnostics.0, |diagnostic: &&Diagnostic| diagnostic.applicable(sources).is_some());
    let text = match all.iter().filter(fixable).count() {
        0 => return String::new(),
        count => format!("{count} of {} can be fixed by `meshc fix`", all.len()),
    };
    let (errors, warnings) = (diagnostics.count(Severity::Error), diagnostics.count(Severity::Warning));
    let before = tally(errors, warnings, &Style { color: Color::Plain, ..*style }).unwrap_or_default();
    let separator = if before.len() + 2 + text.len() <= style.columns() { "; " } else { "\n" };
    format!("{separator}{text}")
}

/// `2 errors, 1 warning`; without those of which there are none.
fn tally(errors: usize, warnings: usize, style: &Style) -> Option<String> {
    let kinds = [(errors, Severity::Error), (warnings, Severity::Warning)];
    let counted = kinds
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| painted(severity, &counted(count, word(severity)), style));
    Some(counted.collect::<Vec<_>>().join(", ")).filter(|text| !text.is_empty())
}
