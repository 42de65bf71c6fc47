//! `meshc fmt`: the canonical layout, written in place, or with `--check` compared only.

use super::{Ending, Format, Options, RootFolder, Writing, nearest_mesh_file, print};
use clap::Args;
use clap::builder::FalseyValueParser;
use meshc::Outcome;
use meshc::fmt::{Laid, Verdict, format};
use meshc::parse::{Reach, Texts, texts};
use meshc::sync::{self, Difference};
use meshc::world::Disk;
use std::path::Path;

const LAYOUT: &str = "\
The layout: four spaces of indentation; one node per line; one space between the parts of a line; at most one blank \
line. Children on one line stay there, as `{ a; b }`, as long as the line fits into 100 columns and contains no \
comment. Comments stay where they are; those at the ends of consecutive lines are aligned. Strings, numbers, `\\` at \
the end of a line and the order of everything stay as written. Line endings become those of most of the file; a byte \
order mark is removed.

Formatting never changes what a mesh means, and a file that is not KDL 2 is left alone.";

#[derive(Args)]
#[command(after_long_help = LAYOUT)]
pub struct Fmt {
    /// The files; `-` is standard input, formatted to standard output [default: the file that
    /// MESHC_FILE names, or mesh.kdl here or in the nearest folder above, and all that it includes]
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    root: RootFolder,
    /// Print what would change, and write nothing
    #[arg(long, env = "MESHC_CHECK", value_parser = FalseyValueParser::new())]
    check: bool,
    #[command(flatten)]
    writing: Writing,
}

impl Fmt {
    /// Formats the files, or prints which are not formatted.
    pub fn run(&self, options: &Options) -> Ending {
        let root = self.root.folder.as_deref();
        let Texts { sources, unreadable, links, diagnostics } = match self.files.as_slice() {
            [] => texts(&Disk, &[mesh_file()], Reach::Includes, root),
            files => texts(&Disk, files, Reach::Alone, root),
        };
        let mut files = format(&sources, &diagnostics);
        // A link that a mesh file includes may lead to anything.
        files.retain(|file| !links.contains(&file.name));
        let mut ending = Ending::Done;
        for (path, error) in unreadable {
            ending = ending.max(match error {
                Some(error) => print::unreadable(&path, &error),
                None => print::failure(&format!("{path} is a folder; name its files, as in {path}/*.kdl")),
            });
        }
        let shows_text = !self.check && files.iter().any(|file| is_input(file) && file.verdict != Verdict::Broken);
        let outcome = Outcome { diagnostics, sources, ..Outcome::default() };
        if shows_text && options.format != Format::Human {
            // Standard output is for the text.
            print::raw(&print::formatted(&outcome, options));
            ending = ending.max(if outcome.diagnostics.has_errors() { Ending::Wrong } else { Ending::Done });
        } else if !files.is_empty() {
            ending = ending.max(print::diagnostics(&outcome, "", options));
        }
        let done = files.iter().map(|file| if self.check { compare(file, options) } else { self.write(file, options) });
        let ending = done.fold(ending, Ending::max);
        let is_canonical = files.iter().all(|file| file.verdict == Verdict::Canonical);
        match files.as_slice() {
            [] => {}
            _ if !is_canonical || shows_text => {}
            [one] => print::remark(&format!("{} is formatted", shown(one)), options),
            more => print::remark(&format!("{} files are formatted", more.len()), options),
        }
        ending
    }

    fn write(&self, file: &Laid, options: &Options) -> Ending {
        match &file.verdict {
            Verdict::Canonical if is_input(file) => print::output(&file.text),
            Verdict::Differs(text) if is_input(file) => print::output(text),
            Verdict::Canonical | Verdict::Broken => Ending::Done,
            Verdict::Refused => refused(file),
            Verdict::Differs(text) => {
                match sync::replace(Path::new(&file.name), (&file.text, text), self.writing.wait()) {
                    Ok(()) => {
                        print::remark(&format!("formatted {}", file.name), options);
                        Ending::Done
                    }
                    Err(error) => print::failure(&format!("{} stays as it is: {error}", file.name)),
                }
            }
        }
    }
}

/// The mesh file where no file is named.
pub fn mesh_file() -> String {
    let named = std::env::var_os("MESHC_FILE").filter(|file| !file.is_empty());
    named.map_or_else(nearest_mesh_file, |file| file.to_string_lossy().into_owned())
}

fn compare(file: &Laid, options: &Options) -> Ending {
    let text = match &file.verdict {
        Verdict::Canonical | Verdict::Broken => return Ending::Done,
        Verdict::Refused => return refused(file),
        Verdict::Differs(text) => text,
    };
    let name = shown(file);
    // A byte order mark is shown as Git shows it.
    let old = file.text.replacen('\u{feff}', "<U+FEFF>", usize::from(file.text.starts_with('\u{feff}')));
    let sides = Difference { path: name.to_string(), old: Some(old), new: Some(text.clone()), kept: None };
    let unified = print::harmless(&sync::unified(&[sides]));
    let ending = match options.format {
        Format::Human => print::output(&unified),
        // Standard output holds one JSON object and nothing else.
        _ => {
            print::raw(&unified);
            Ending::Done
        }
    };
    let why = if unified.is_empty() { ": its line endings are mixed" } else { "" };
    let advice = if is_input(file) { String::new() } else { format!("; run `meshc fmt {name}`") };
    print::remark(&format!("{name} is not formatted{why}{advice}"), options);
    ending.max(Ending::Wrong)
}

fn refused(file: &Laid) -> Ending {
    print::failure(&format!(
        "{} is unchanged: its canonical layout would not mean the same, which is a bug in meshc",
        shown(file)
    ))
}

fn is_input(file: &Laid) -> bool {
    file.name == "-"
}

fn shown(file: &Laid) -> &str {
    if is_input(file) { "standard input" } else { &file.name }
}
