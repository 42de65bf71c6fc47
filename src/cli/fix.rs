//! `meshc fix`: the safe fixes of what `check` finds, written in place, or with `--diff` shown only.

use super::input::{input, is_input};
use super::{Ending, Format, MeshFile, Options, Writing, print, terminal};
use clap::Args;
use clap::builder::FalseyValueParser;
use meshc::Outcome;
use meshc::edit::{self, Fixed, Judged};
use meshc::report::Glyphs;
use meshc::sync::{self, Difference};
use meshc::words::{counted, few};
use meshc::world::{Disk, Over, World};
use std::path::Path;

const WHICH: &str = "\
Applied are the fixes that keep what the mesh file can only mean: quotes that are missing, a number in quotes, the next free \
id for one that is taken. They are made in rounds, as one may show what another one hid; one that would raise a finding that \
was not there is left out, and reported. Everything else of the files stays as it is.

Files that a mesh includes are fixed too; values files, manifests and links are not. Exits as `meshc check` does on what is \
then there.";

#[derive(Args)]
#[command(after_long_help = WHICH)]
pub struct Fix {
    #[command(flatten)]
    file: MeshFile,
    /// Print what would change, and write nothing; exits with 1 when something would
    #[arg(long, env = "MESHC_DIFF", value_parser = FalseyValueParser::new())]
    diff: bool,
    #[command(flatten)]
    writing: Writing,
}

impl Fix {
    /// Fixes the mesh file and what it includes.
    pub fn run(&self, options: &Options) -> Ending {
        let name = self.file.file.as_str();
        let input = match input(name) {
            Ok(input) => input,
            Err(error) => return print::unreadable(name, &error),
        };
        let world = Over { world: &Disk, files: &input };
        let compilation = self.file.options(None);
        let judge = |world: &dyn World| {
            let Outcome { diagnostics, sources, .. } = meshc::compile(world, name, &compilation);
            Judged { diagnostics, sources }
        };
        let fixed = edit::fix(&world, &judge);
        for refused in &fixed.refused {
            print::remark(&told(refused), options);
        }
        let written = if self.diff { self.show(&fixed, options) } else { self.write(&fixed, options) };
        let outcome = meshc::compile(&Over { world: &world, files: &fixed.files }, name, &compilation);
        let shows_text = is_input(name) && !self.diff;
        let shows_diff = self.diff && options.format == Format::Human;
        let found = if (shows_text || shows_diff) && outcome.unreadable.is_none() {
            // Standard output is for the text, or for the difference.
            print::raw(&print::formatted(&outcome, options));
            if outcome.diagnostics.has_errors() { Ending::Wrong } else { Ending::Done }
        } else {
            print::diagnostics(&outcome, name, options)
        };
        if !self.diff {
            remaining(&outcome, &fixed, options);
        }
        written.max(found)
    }

    /// Prints what would change.
    fn show(&self, fixed: &Fixed, options: &Options) -> Ending {
        let sides = fixed.files.iter().map(|(path, new)| Difference {
            path: if is_input(path) { "standard input".to_string() } else { path.clone() },
            old: fixed.before.sources.text(path).map(str::to_string),
            new: Some(text(new)),
            kept: None,
        });
        let unified = print::harmless(&sync::unified(&sides.collect::<Vec<_>>()));
        let ending = match options.format {
            Format::Human => print::output(&unified),
            // Standard output holds one report and nothing else.
            _ => {
                print::raw(&unified);
                Ending::Done
            }
        };
        if fixed.files.is_empty() { ending } else { ending.max(Ending::Wrong) }
    }

    /// Writes what changes.
    fn write(&self, fixed: &Fixed, options: &Options) -> Ending {
        let mut ending = Ending::Done;
        let mut names = Vec::new();
        let old = |path: &str| fixed.before.sources.text(path).unwrap_or_default();
        for (path, new) in fixed.files.iter().filter(|(path, _)| !is_input(path)) {
            match sync::replace(Path::new(path), (old(path), &text(new)), self.writing.wait()) {
                Ok(()) => names.push(path.as_str()),
                Err(error) => ending = print::failure(&format!("{path} stays as it is: {error}")),
            }
        }
        let name = self.file.file.as_str();
        if is_input(name) {
            let new = fixed.files.get(name).map_or_else(|| old(name).to_string(), |bytes| text(bytes));
            ending = ending.max(print::output(&new));
        }
        if ending == Ending::Done {
            fixed.applied.iter().flat_map(|applied| &applied.changes).for_each(|line| changed(line, options));
        }
        if !names.is_empty() && ending == Ending::Done {
            print::remark(&format!("{}: applied {}", few(&names), counted_fixes(fixed.applied.len())), options);
        }
        ending
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn counted_fixes(count: usize) -> String {
    if count == 1 { counted(1, "fix") } else { format!("{count} fixes") }
}

/// Says what was changed at one place.
fn changed(line: &str, options: &Options) {
    let glyphs = terminal::style(options.color, terminal::Stream::Error).glyphs;
    let line = if glyphs == Glyphs::Unicode { line.to_string() } else { line.replace('→', "->") };
    print::remark(&line, options);
}

/// Says so where nothing of what is wrong is left for this command.
fn remaining(outcome: &Outcome, fixed: &Fixed, options: &Options) {
    let all = &outcome.diagnostics.0;
    if all.is_empty() || all.iter().any(|finding| finding.applicable(&outcome.sources).is_some()) {
        return;
    }
    let verb = match (fixed.applied.is_empty(), all.len()) {
        (true, _) => "found",
        (false, 1) => "remains",
        (false, _) => "remain",
    };
    let rest = if all.len() == 1 { "it cannot" } else { "none can" };
    print::remark(&format!("{} {verb}; {rest} be fixed automatically", counted(all.len(), "problem")), options);
}

/// Why a fix is left out.
fn told(refused: &edit::Refused) -> String {
    match refused.raises.as_slice() {
        [] => format!("{}: left out, as nothing would be better", refused.what),
        raises => format!("{}: left out, as it would raise {}", refused.what, raises.join("; ")),
    }
}
