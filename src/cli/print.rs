//! Prints the output of commands: diagnostics, results on standard output, remarks on standard error.

use super::{Ending, Format, MESH_FILE, Options, terminal};
use meshc::Outcome;
use meshc::diagnostic::nearest;
use meshc::plan::Plan;
use meshc::report::{self, Glyphs, clean_line};
use meshc::words::{counted, many};
use meshc::world::WorldError;
use std::io::Write;

/// Prints the diagnostics of an outcome; returns how the command ends if nothing else goes wrong.
pub fn diagnostics(outcome: &Outcome, file: &str, options: &Options) -> Ending {
    if let Some(error) = &outcome.unreadable {
        return unreadable(file, error);
    }
    if options.verbose {
        details(outcome);
    }
    let text = formatted(outcome, options);
    if matches!(options.format, Format::Human | Format::Markdown) {
        raw(&text);
    } else if output(&text) == Ending::Failed {
        return Ending::Failed;
    }
    if outcome.diagnostics.has_errors() { Ending::Wrong } else { Ending::Done }
}

/// The diagnostics of an outcome, in the format that is asked for.
pub fn formatted(outcome: &Outcome, options: &Options) -> String {
    let (found, sources) = (&outcome.diagnostics, &outcome.sources);
    let silenced = if options.verbose { &outcome.exceptions.silenced[..] } else { &[] };
    match options.format {
        Format::Human | Format::Markdown | Format::Svg | Format::Dot | Format::Mermaid => {
            let style = terminal::style(options.color, terminal::Stream::Error);
            report::human(found, sources, &style, options.max_diagnostics)
        }
        Format::Json => report::json(found, sources),
        Format::Sarif => report::sarif(found, silenced, sources),
        Format::Github => report::github(found, sources, options.max_diagnostics),
        Format::Gitlab => report::gitlab(found, sources),
    }
}

/// Prints which files were read, and what is allowed, where and why.
pub fn details(outcome: &Outcome) {
    say(&format!("read {}", outcome.sources.names().collect::<Vec<_>>().join(", ")));
    for allow in &outcome.exceptions.allows {
        let place = outcome.sources.place(allow.span).unwrap_or_default();
        let cluster = allow.cluster.as_ref().map_or("every cluster".to_string(), |name| format!("cluster {name}"));
        let (rule, count, reason) = (allow.rule.name, counted(allow.silenced, "finding"), &allow.reason);
        say(&format!("{place}: allowed {rule} in {cluster}, silenced {count}: {reason}"));
    }
}

/// Prints why the mesh file cannot be read, by a command that takes the name of a cluster too, which may be
/// what was typed in its place.
pub fn unreadable_or_cluster(path: &str, error: &WorldError, command: &str) -> Ending {
    match error {
        WorldError::NotFound if !path.contains(['/', '\\', '.']) => {
            let way = format!("meshc {command} --cluster {path}");
            failure(&format!("there is no file {path}; if that is the name of a cluster, write `{way}`"))
        }
        _ => unreadable(path, error),
    }
}

/// Prints why a file cannot be read.
pub fn unreadable(path: &str, error: &WorldError) -> Ending {
    match error {
        WorldError::NotFound if path == MESH_FILE => failure(
            "there is no mesh.kdl, here or in a folder above; `meshc init` writes a new one, `meshc import` makes one from \
             what runs already",
        ),
        WorldError::NotFound => failure(&format!("there is no file {path}; name the file to read")),
        WorldError::Barred(_) => failure(&format!("{path} is not a regular file")),
        WorldError::TooBig(limit) => failure(&format!("{path} is not read: {limit}")),
        WorldError::Unreadable(why) => failure(&format!("{path} cannot be read: {why}")),
    }
}

/// Prints why a command cannot do what it was asked for.
pub fn failure(why: &str) -> Ending {
    say(&format!("meshc: {why}"));
    Ending::Failed
}

/// Prints that a mesh has no cluster of that name, and which one may be it.
pub fn no_cluster(name: &str, plan: &Plan) -> Ending {
    let names = || plan.clusters.iter().map(|cluster| cluster.name.as_str());
    if let Some(near) = nearest(name, names()) {
        return failure(&format!("there is no cluster {name}; did you mean {near}?"));
    }
    let all = many(&names().collect::<Vec<_>>());
    failure(&format!("there is no cluster {name} among the {} of the mesh: {all}", plan.clusters.len()))
}

/// Prints a result on standard output. A reader that closes the pipe early has read enough.
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
    // A runner of CI reads `##[…]` as a command wherever it is in a line.
    raw(&format!("{}\n", shown.replace("##[", "##\\u{5b}")));
}

/// Prints a finished text on standard error. An error in that has nowhere to be reported.
pub fn raw(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// A unified diff without anything that a terminal obeys, or that a runner takes for a command: GitHub's
/// reads one where a line begins with `::`, after blanks too (`ActionCommand.cs` of actions/runner).
pub fn harmless(diff: &str) -> String {
    let line = |line: &str| {
        let line = clean_line(line, Glyphs::Unicode);
        let is_command = line.trim_start().starts_with("::");
        if is_command { line.replacen("::", "\\u{3a}:", 1) } else { line }
    };
    diff.lines().fold(String::with_capacity(diff.len()), |out, text| out + &line(text) + "\n")
}

fn shown(c: char) -> Vec<char> {
    if c.is_control() { c.escape_unicode().collect() } else { vec![c] }
}
