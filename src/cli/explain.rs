//! `meshc explain`: the page of a rule or of a kind of change, the rules of a subject, or the list of all.

mod find;
mod list;
mod page;

use super::terminal::{self, Stream};
use super::{Ending, Options, print};
use clap::Args;
use meshc::impact::KINDS;
use meshc::report::{Color, Style};
use meshc::rules::{self, RULES, SUBJECTS, Subject};
use meshc::words::choices;

#[derive(Args)]
pub struct Explain {
    /// A rule, as diagnostics name it; a kind of change, as plans in JSON name it; a subject, such as `cidr`
    /// or `certificates`; or a part of a name
    rule: Option<String>,
}

/// What is printed is read on a terminal: with colours or without, but never as it is in the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Person(Style),
    Program,
}

impl Explain {
    /// Prints the page, or the list.
    pub fn run(&self, options: &Options) -> Ending {
        let style = terminal::style(options.color, Stream::Output);
        let is_read = terminal::is_read(Stream::Output) || style.color == Color::Ansi;
        let reader = if is_read { Reader::Person(style) } else { Reader::Program };
        let Some(name) = self.rule.as_deref() else { return print::output(&list::all(reader)) };
        if let Some(page) = page(name) {
            return print::output(&match reader {
                Reader::Person(style) => page::rendered(page, &style),
                Reader::Program => page.to_string(),
            });
        }
        let word = name.trim().to_lowercase();
        let subject = SUBJECTS.iter().find(|subject| subject.is_called(&word));
        // The rules about certificates, and all that have `certificate` in their names.
        let found = list::some(subject, &word, reader);
        if !found.is_empty() {
            return print::output(&found);
        }
        let known: Vec<&str> = names().map(|(name, _)| name).chain(SUBJECTS.iter().flat_map(Subject::words)).collect();
        print::failure(&match find::meant(&word, &known) {
            Some(best) => format!("there is no rule {name}; did you mean {best}?"),
            None => {
                let subjects = choices(SUBJECTS.iter().map(|subject| subject.name));
                format!("there is no rule {name}; run `meshc explain` for the list, or name a subject: {subjects}")
            }
        })
    }
}

/// The page of that name.
fn page(name: &str) -> Option<&'static str> {
    let kind = || KINDS.iter().find(|kind| kind.name == name).map(|kind| kind.page);
    rules::find(name).map(|rule| rule.page).or_else(kind)
}

/// Rules, kinds of changes and subjects by name, each with what it is.
pub fn names() -> impl Iterator<Item = (&'static str, String)> {
    let rules = RULES.iter().map(|row| (row.rule.name, row.rule.summary().to_string()));
    let kinds = KINDS.iter().map(|kind| (kind.name, kind.summary().to_string()));
    let subjects = SUBJECTS.iter().map(|subject| (subject.name, format!("All rules about {}", subject.about)));
    rules.chain(kinds).chain(subjects)
}
