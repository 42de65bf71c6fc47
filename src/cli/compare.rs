//! `meshc build --check`: what of the output directory is not what the mesh file makes.

use super::{Ending, Format, Options, encrypted, print};
use meshc::Outcome;
use meshc::rules::stale_output;
use meshc::sync;
use meshc::tree::Difference;
use meshc::words::counted;
use std::path::Path;

/// How differences are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A finding for each file.
    Findings,
    /// A unified diff; formats for programs have their findings besides.
    Diff,
}

/// Compares what was compiled with the output directory, and reports both.
pub fn run(outcome: &mut Outcome, (file, dir): (&str, &Path), shown: Shown, options: &Options) -> Ending {
    let Some(compiled) = &outcome.compiled else { return print::diagnostics(outcome, file, options) };
    let differences = match sync::compare(compiled.tree(), dir) {
        Ok(differences) => differences,
        Err(error) => {
            print::diagnostics(outcome, file, options);
            return print::failure(&format!("{} cannot be read: {error}", dir.display()));
        }
    };
    if shown == Shown::Findings || options.format != Format::Human {
        let place = dir.to_string_lossy().replace('\\', "/");
        stale_output::report(&differences, &place, &mut outcome.sources, &mut outcome.diagnostics);
        outcome.diagnostics.sort();
    }
    let mut ending = print::diagnostics(outcome, file, options);
    if shown == Shown::Diff && !differences.is_empty() {
        ending = ending.max(diff(&differences, options));
    }
    tally(&differences, dir, options);
    if ending != Ending::Failed {
        encrypted::missing(compiled.checked.plan(), dir, options);
    }
    if differences.is_empty() { ending } else { ending.max(Ending::Wrong) }
}

/// Prints the differences: on standard output, unless a report for programs is there.
fn diff(differences: &[Difference], options: &Options) -> Ending {
    let unified = print::harmless(&sync::unified(differences));
    if options.format == Format::Human {
        return print::output(&unified);
    }
    print::raw(&unified);
    Ending::Done
}

fn tally(differences: &[Difference], dir: &Path, options: &Options) {
    let count = differences.iter().filter(|difference| difference.kept.is_none()).count();
    let dir = dir.display();
    match (differences.len(), count) {
        (0, _) => print::remark(&format!("{dir} is up to date"), options),
        (_, 0) => print::remark(&format!("{dir} is not up to date"), options),
        (_, count) => {
            let count = counted(count, "file");
            print::remark(&format!("{dir} is not up to date: {count} would change; run `meshc build`"), options);
        }
    }
}
