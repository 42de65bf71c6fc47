//! Lists of rules and of kinds of changes: a line each for programs, wrapped and coloured for people.

use super::Reader;
use super::find::is_called;
use meshc::diagnostic::{Rule, Severity};
use meshc::impact::{KINDS, Kind};
use meshc::report::{Color, Style, painted, wrap};
use meshc::rules::{RULES, Subject};

/// What is in a list: a name, a level where it has one, and a sentence.
struct Row {
    name: &'static str,
    level: Option<Severity>,
    summary: &'static str,
}

/// All rules, and below them all kinds of changes.
pub fn all(reader: Reader) -> String {
    let rules: Vec<Row> = RULES.iter().map(|row| of_rule(row.rule)).collect();
    let kinds: Vec<Row> = KINDS.iter().map(|kind| of_kind(kind)).collect();
    format!("{}\nChanges that `meshc plan` reports:\n{}", list(&rules, reader), list(&kinds, reader))
}

/// The rules of a subject, and all rules and kinds of changes that have those words in their names; nothing
/// when there are none.
pub fn some(subject: Option<&Subject>, words: &str, reader: Reader) -> String {
    let is_wanted = |name: &str| is_called(words, name);
    let is_of_subject = |name: &str| subject.is_some_and(|subject| subject.has(name));
    let rules = RULES.iter().map(|row| row.rule).filter(|rule| is_wanted(rule.name) || is_of_subject(rule.name));
    let kinds = KINDS.iter().filter(|kind| is_wanted(kind.name));
    let rows: Vec<Row> = rules.map(of_rule).chain(kinds.map(|kind| of_kind(kind))).collect();
    list(&rows, reader)
}

fn of_rule(rule: &'static Rule) -> Row {
    Row { name: rule.name, level: Some(rule.severity), summary: rule.summary() }
}

fn of_kind(kind: &'static Kind) -> Row {
    Row { name: kind.name, level: None, summary: kind.summary() }
}

fn list(rows: &[Row], reader: Reader) -> String {
    match reader {
        Reader::Program => rows.iter().map(line).collect(),
        Reader::Person(style) => rows.iter().map(|row| entry(row, &style)).collect(),
    }
}

/// A row on one line, in columns.
fn line(row: &Row) -> String {
    let width = width();
    let level = row.level.map(|level| format!("{:7}  ", word(level))).unwrap_or_default();
    format!("{:width$}  {level}{}\n", row.name, row.summary)
}

/// A row with its sentence below its name.
fn entry(row: &Row, style: &Style) -> String {
    let name =
        if style.color == Color::Ansi { format!("\u{1b}[1m{}\u{1b}[0m", row.name) } else { row.name.to_string() };
    let level = row.level.map(|level| format!(" {}", painted(level, word(level), style))).unwrap_or_default();
    let summary = wrap(row.summary, style.width.saturating_sub(4).max(36)).replace('\n', "\n    ");
    format!("{name}{level}\n    {summary}\n")
}

fn word(level: Severity) -> &'static str {
    match level {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// The room for names.
fn width() -> usize {
    let names = RULES.iter().map(|row| row.rule.name).chain(KINDS.iter().map(|kind| kind.name));
    names.map(str::len).max().unwrap_or(0)
}
