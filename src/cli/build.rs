//! `meshc build`: compile and write, or with `--check` compare and write nothing.

use super::destructive::AllowDestructive;
use super::{Ending, Format, MeshFile, Options, encrypted, print};
use clap::Args;
use clap::builder::FalseyValueParser;
use meshc::Outcome;
use meshc::diagnostic::{Diagnostic, Severity};
use meshc::impact;
use meshc::plan::Deployed;
use meshc::plan::lasting::Records;
use meshc::rules::destructive_change;
use meshc::sync::{self, Edited, Report, Why};
use meshc::tree::Tree;
use meshc::words::counted;
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
    #[command(flatten)]
    allow: AllowDestructive,
}

impl Build {
    /// Compiles the mesh file and writes or compares its output.
    pub fn run(&self, options: &Options) -> Ending {
        let dir = self.out.clone().unwrap_or_else(|| self.file.beside("deploy"));
        // A comparison changes nothing.
        let records = || impact::records(&Disk, &dir.to_string_lossy(), &meshc::places().folders);
        let old = if self.check { Ok(Records::default()) } else { records() };
        let (records, unreadable) = old.map_or_else(|error| (None, Some(error)), |records| (Some(records), None));
        let deployed = records.map(|records| Deployed { replaceable: self.allow.among(&records), records });
        let compilation = meshc::Options { deployed, ..self.file.options(Some(&dir)) };
        let outcome = meshc::compile(&Disk, &self.file.file, &compilation);
        if let Some(wrong) = compilation.deployed.as_ref().and_then(|deployed| self.unknown(&outcome, deployed)) {
            return print::failure(&wrong);
        }
        let ending = print::diagnostics(&outcome, &self.file.file, options);
        let Some(compiled) = &outcome.compiled else { return ending };
        if let Some((path, error)) = unreadable {
            return print::unreadable(&path, &error);
        }
        let tree = compiled.tree();
        let ending = if self.check { compare(tree, &dir, options) } else { self.write(tree, &dir, options) };
        if ending != Ending::Failed {
            encrypted::missing(compiled.checked.plan(), &dir, options);
        }
        ending
    }

    /// What is wrong with `--allow-destructive`: it names a cluster that neither output has.
    fn unknown(&self, outcome: &Outcome, deployed: &Deployed) -> Option<String> {
        let is_guarded = |finding: &Diagnostic| finding.rule.name == destructive_change::RULE.name;
        let is_whole = |finding: &Diagnostic| finding.severity != Severity::Error || is_guarded(finding);
        if self.check || outcome.unreadable.is_some() || !outcome.diagnostics.0.iter().all(is_whole) {
            // Of a broken mesh not all clusters are known.
            return None;
        }
        self.allow.unknown(&deployed.records.keys().chain(&outcome.clusters).map(String::as_str).collect())
    }

    fn write(&self, tree: &Tree, dir: &Path, options: &Options) -> Ending {
        let edited = if self.force { Edited::Overwrite } else { Edited::Keep };
        match sync::sync(tree, dir, edited) {
            Ok(report) => summary(&report, dir, options),
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
        let count = counted(count, "file");
        print::remark(
            &format!("{} is not up to date: {count} would change; run `meshc build`", dir.display()),
            options,
        );
    }
    Ending::Wrong
}

/// Prints what was written, and what was left as it is.
pub fn summary(report: &Report, dir: &Path, options: &Options) -> Ending {
    if options.verbose {
        report.written.iter().for_each(|path| print::say(&format!("wrote {path}")));
        report.removed.iter().for_each(|path| print::say(&format!("removed {path}")));
    }
    for kept in &report.kept {
        print::say(&format!("meshc: kept {}: {}", dir.join(&kept.path).display(), reason(kept.why)));
    }
    for path in &report.left {
        let folder = path.trim_end_matches("/kustomization.yaml");
        let advice = "it holds an encrypted Secret of yours; once nothing applies it, remove it";
        print::remark(&format!("meshc: {} stays: {advice}", dir.join(folder).display()), options);
    }
    let (written, removed) = (counted(report.written.len(), "file"), report.removed.len());
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
