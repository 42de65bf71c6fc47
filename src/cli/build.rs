//! `meshc build`: compile and write, or with `--check` compare and write nothing.

use super::{Ending, Format, MeshFile, Options, print};
use clap::Args;
use clap::builder::FalseyValueParser;
use meshc::sync::{self, Edited, Report, Why};
use meshc::tree::Tree;
use meshc::world::Disk;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Build {
    #[command(flatten)]
    file: MeshFile,
    /// The output directory [default: `deploy` beside the mesh file]
    #[arg(long, env = "MESHC_OUT", value_name = "DIR")]
    out: Option<PathBuf>,
    /// Compare with the output directory, print what differs, and write nothing
    #[arg(long, env = "MESHC_CHECK", value_parser = FalseyValueParser::new(), conflicts_with = "force")]
    check: bool,
    /// Overwrite generated files that were edited by hand
    #[arg(long, env = "MESHC_FORCE", value_parser = FalseyValueParser::new())]
    force: bool,
}

impl Build {
    /// Compiles the mesh file and writes or compares its output.
    pub fn run(&self, options: &Options) -> Ending {
        let outcome = meshc::compile(&Disk, &self.file.file);
        let ending = print::diagnostics(&outcome, &self.file, options);
        let Some(tree) = &outcome.tree else { return ending };
        let dir = self.out.clone().unwrap_or_else(|| self.file.beside("deploy"));
        if self.check {
            return compare(tree, &dir, options);
        }
        let edited = if self.force { Edited::Overwrite } else { Edited::Keep };
        match sync::sync(tree, &dir, edited) {
            Ok(report) => summary(&report, &dir, options),
            Err(error) => print::failure(&format!("{} cannot be written: {error}", dir.display())),
        }
    }
}

fn compare(tree: &Tree, dir: &Path, options: &Options) -> Ending {
    let differences = match sync::compare(tree, dir) {
        Ok(differences) => differences,
        Err(error) => return print::failure(&format!("{} cannot be read: {error}", dir.display())),
    };
    if differences.is_empty() {
        print::remark(&format!("{} is up to date", dir.display()), options);
        return Ending::Done;
    }
    let unified = sync::unified(&differences);
    match options.format {
        Format::Human if print::output(&unified) == Ending::Failed => return Ending::Failed,
        Format::Human => {}
        // Standard output holds one report and nothing else.
        _ => print::raw(&unified),
    }
    for difference in &differences {
        if let Some(why) = difference.kept {
            let path = dir.join(&difference.path);
            print::say(&format!("meshc: {} stays: {}", path.display(), reason(why)));
        }
    }
    let count = differences.iter().filter(|difference| difference.kept.is_none()).count();
    if count > 0 {
        let count = files(count);
        print::remark(
            &format!("{} is not up to date: {count} would change; run `meshc build`", dir.display()),
            options,
        );
    }
    Ending::Wrong
}

/// Says what was written, and what was left as it is.
pub fn summary(report: &Report, dir: &Path, options: &Options) -> Ending {
    if options.verbose {
        report.written.iter().for_each(|path| print::say(&format!("wrote {path}")));
        report.removed.iter().for_each(|path| print::say(&format!("removed {path}")));
    }
    for kept in &report.kept {
        print::say(&format!("meshc: kept {}: {}", dir.join(&kept.path).display(), reason(kept.why)));
    }
    let (written, removed) = (files(report.written.len()), report.removed.len());
    let text = format!("{}: wrote {written}, removed {removed}, left {} unchanged", dir.display(), report.unchanged);
    print::remark(&text, options);
    if report.kept.is_empty() { Ending::Done } else { Ending::Wrong }
}

fn reason(why: Why) -> &'static str {
    match why {
        Why::Edited => "it was edited by hand; move the change into the mesh file, or overwrite it with --force",
        Why::Foreign => "meshc did not write it; move it out of the way",
        Why::Link => "a symbolic link is in the way, and meshc writes through none; remove it",
    }
}

fn files(count: usize) -> String {
    if count == 1 { "1 file".to_string() } else { format!("{count} files") }
}
