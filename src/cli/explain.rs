//! `meshc explain`: the page of a rule or of a kind of change, or the list of both.

use super::{Ending, print};
use clap::Args;
use meshc::diagnostic::{Rule, Severity, nearest};
use meshc::impact::{KINDS, Kind};
use meshc::rules::{self, RULES};

#[derive(Args)]
pub struct Explain {
    /// The rule, as diagnostics name it, or the kind of change, as plans in JSON name it
    rule: Option<String>,
}

impl Explain {
    /// Prints the page, or the list.
    pub fn run(&self) -> Ending {
        let Some(name) = &self.rule else { return print::output(&list()) };
        let kind = KINDS.iter().find(|kind| kind.name == name).map(|kind| kind.page);
        if let Some(page) = rules::find(name).map(|rule| rule.page).or(kind) {
            return print::output(page);
        }
        let is_part = |known: &str| known.contains(name.as_str());
        let part = rows(|rule| is_part(rule.name)) + &kinds(|kind| is_part(kind.name));
        if !name.is_empty() && !part.is_empty() {
            return print::output(&part);
        }
        let rules = RULES.iter().map(|row| row.rule.name);
        match nearest(name, rules.chain(KINDS.iter().map(|kind| kind.name))) {
            Some(best) => print::failure(&format!("there is no rule {name}; did you mean {best}?")),
            None => print::failure(&format!("there is no rule {name}; run `meshc explain` for the list")),
        }
    }
}

/// All rules, and below them all kinds of changes.
fn list() -> String {
    format!("{}\nChanges that `meshc plan` reports:\n{}", rows(|_| true), kinds(|_| true))
}

/// The rules of a kind, one a line.
fn rows(is_wanted: impl Fn(&Rule) -> bool) -> String {
    let width = width();
    let row = |rule: &Rule| {
        let level = match rule.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        format!("{:width$}  {level:7}  {}\n", rule.name, rule.summary())
    };
    RULES.iter().map(|row| row.rule).filter(|rule| is_wanted(rule)).map(row).collect()
}

/// The same of kinds of changes.
fn kinds(is_wanted: impl Fn(&Kind) -> bool) -> String {
    let width = width();
    let row = |kind: &&Kind| format!("{:width$}  {}\n", kind.name, kind.summary());
    KINDS.iter().copied().filter(|kind| is_wanted(kind)).map(|kind| row(&kind)).collect()
}

/// The room for names.
fn width() -> usize {
    let names = RULES.iter().map(|row| row.rule.name).chain(KINDS.iter().map(|kind| kind.name));
    names.map(str::len).max().unwrap_or(0)
}
