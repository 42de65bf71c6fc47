//! Prints what commands have to say: diagnostics, results on standard output, remarks on standard error.

use super::{Ending, Format, MeshFile, Options, terminal};
use meshc::Outcome;
use meshc::report;
use meshc::world::WorldError;
use std::io::Write;

/// Prints the diagnostics of an outcome, and says how the command ends if nothing else goes wrong.
pub fn diagnostics(outcome: &Outcome, file: &MeshFile, options: &Options) -> Ending {
    if let Some(error) = &outcome.unreadable {
        return unreadable(&file.file, error);
    }
    if options.verbose {
        say(&format!("read {}", outcome.sources.names().collect::<Vec<_>>().join(", ")));
    }
    match options.format {
        Format::Human | Format::Markdown => {
            let style = terminal::style(options.color, terminal::Stream::Error);
            raw(&report::human(&outcome.diagnostics, &outcome.sources, &style, options.max_diagnostics));
        }
        _ => {
            if output(&report::json(&outcome.diagnostics, &outcome.sources)) == Ending::Failed {
                return Ending::Failed;
            }
        }
    }
    if outcome.diagnostics.has_errors() { Ending::Wrong } else { Ending::Done }
}

/// Says why a file cannot be read.
pub fn unreadable(path: &str, error: &WorldError) -> Ending {
    match error {
        WorldError::NotFound => failure(&format!("there is no file {path}; name the file to read")),
        WorldError::Unreadable(why) => failure(&format!("{path} cannot be read: {why}")),
    }
}

/// Says why a command cannot do what it was asked for.
pub fn failure(why: &str) -> Ending {
    say(&format!("meshc: {why}"));
    Ending::Failed
}

/// Prints a result on standard output. Whoever closes the pipe early has read enough.
pub fn output(text: &str) -> Ending {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            failure(&format!("standard output cannot be written: {error}"))
        }
        _ => Ending::Done,
    }
}

/// Says on standard error what was done, unless the user wants quiet.
pub fn remark(text: &str, options: &Options) {
    if !options.quiet {
        say(text);
    }
}

/// Prints a line on standard error; what would steer the terminal is shown instead.
pub fn say(line: &str) {
    let shown: String = line.chars().flat_map(shown).collect();
    raw(&format!("{shown}\n"));
}

/// Prints a finished text on standard error. When nobody can read it there is nobody to tell.
pub fn raw(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

fn shown(c: char) -> Vec<char> {
    if c.is_control() { c.escape_unicode().collect() } else { vec![c] }
}
