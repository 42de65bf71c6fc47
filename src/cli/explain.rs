//! `meshc explain`: the page of a rule, or the list of rules.

use super::{Ending, print};
use clap::Args;
use meshc::diagnostic::{Severity, nearest};
use meshc::rules::{self, RULES};

#[derive(Args)]
pub struct Explain {
    /// The rule, as diagnostics name it
    rule: Option<String>,
}

impl Explain {
    /// Prints the page, or the list.
    pub fn run(&self) -> Ending {
        let Some(name) = &self.rule else { return print::output(&list()) };
        if let Some(rule) = rules::find(name) {
            return print::output(rule.page);
        }
        match nearest(name, RULES.iter().map(|row| row.rule.name)) {
            Some(best) => print::failure(&format!("there is no rule {name}; did you mean {best}?")),
            None => print::failure(&format!("there is no rule {name}; run `meshc explain` for the list")),
        }
    }
}

fn list() -> String {
    let width = RULES.iter().map(|row| row.rule.name.len()).max().unwrap_or(0);
    let line = |rule: &meshc::diagnostic::Rule| {
        let level = match rule.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        format!("{:width$}  {level:7}  {}\n", rule.name, rule.summary())
    };
    RULES.iter().map(|row| line(row.rule)).collect()
}
