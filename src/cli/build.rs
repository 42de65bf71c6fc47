//! `meshc build`: compile and write, or with `--check` compare and write nothing.

use super::compare::{self, Shown};
use super::destructive::AllowDestructive;
use super::{Ending, MeshFile, Options, Writing, encrypted, print};
use clap::builder::FalseyValueParser;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args};
use meshc::Outcome;
use meshc::diagnostic::{Diagnostic, Severity};
use meshc::impact;
use meshc::plan::Deployed;
use meshc::rules::destructive_change;
use meshc::sync::{self, Edited, Report, Seen, Why};
use meshc::tree::{Scope, Tree};
use meshc::words::counted;
use meshc::world::{Disk, Kind, World};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Build {
    #[command(flatten)]
    file: MeshFile,
    /// The output directory [default: `deploy` beside the mesh file]
    #[arg(long, env = "MESHC_OUT", value_name = "DIR")]
    out: Option<PathBuf>,
    /// Compare with the output directory, report each file that differs, and write nothing
    #[arg(long, env = "MESHC_CHECK", value_parser = FalseyValueParser::new(), conflicts_with = "force")]
    check: bool,
    /// With --check, print the differences as a unified diff
    #[arg(long, env = "MESHC_DIFF", value_parser = FalseyValueParser::new())]
    diff: bool,
    /// Overwrite generated files that were edited by hand
    #[arg(long, env = "MESHC_FORCE", value_parser = FalseyValueParser::new())]
    force: bool,
    #[command(flatten)]
    writing: Writing,
    #[command(flatten)]
    allow: AllowDestructive,
}

impl Build {
    /// What is wrong with the flags as they were typed: `--diff` shows what `--check` found. One that the
    /// environment sets is for another run.
    pub fn misuse(&self, matches: &ArgMatches) -> Option<&'static str> {
        let is_typed = matches.value_source("diff") == Some(ValueSource::CommandLine);
        (is_typed && !self.check).then_some("`--diff` needs `--check`: write `meshc build --check --diff`")
    }

    /// Compiles the mesh file and writes or compares its output.
    pub fn run(&self, options: &Options) -> Ending {
        let dir = match self.file.output(self.out.as_deref()) {
            Ok(dir) => dir,
            Err(ending) => return ending,
        };
        // A comparison changes nothing. What is there is looked at once; where that fails, so will writing.
        let seen = if self.check || Disk.real(&dir.to_string_lossy()).kind != Kind::Folder {
            None
        } else {
            Seen::of(Scope::Output(meshc::places()), &dir).ok()
        };
        let world = seen.as_ref().map_or(&Disk as &dyn World, |seen| seen);
        let records = || impact::records(world, &dir.to_string_lossy(), &meshc::places().folders);
        let old = if self.check { Ok(None) } else { records().map(Some) };
        let (records, unreadable) = old.map_or_else(|error| (None, Some(error)), |records| (records, None));
        let deployed = records.map(|records| {
            let replaceable = self.allow.among(&records);
            Deployed::guarded(records, replaceable)
        });
        let compilation = meshc::Options { deployed, ..self.file.options(Some(&dir)) };
        let outcome = self.file.compile(&compilation);
        if let Some(wrong) = compilation.deployed.as_ref().and_then(|deployed| self.unknown(outcome, deployed)) {
            return print::failure(&wrong);
        }
        outcome.withhold_keys();
        if self.check {
            let shown = if self.diff { Shown::Diff } else { Shown::Findings };
            return compare::run(outcome, (&self.file.file, &dir), shown, options);
        }
        let ending = print::diagnostics(outcome, &self.file.file, options);
        let Some(compiled) = &outcome.compiled else { return ending };
        let names = outcome.clusters.iter().map(String::as_str);
        let linked = impact::refuse_links(&Disk, &dir.to_string_lossy(), names).err();
        if let Some((path, error)) = unreadable.or(linked) {
            return print::unreadable(&path, &error);
        }
        let ending = self.write(compiled.tree(), (&dir, seen), options);
        if ending != Ending::Failed {
            encrypted::missing(compiled.checked.plan(), &dir, options);
        }
        ending
    }

    /// What is wrong with `--allow-destructive`: it names a cluster that neither output has.
    fn unknown(&self, outcome: &Outcome, deployed: &Deployed<'_>) -> Option<String> {
        let is_guarded = |finding: &Diagnostic| finding.rule.name == destructive_change::RULE.name;
        let is_whole = |finding: &Diagnostic| finding.severity != Severity::Error || is_guarded(finding);
        if self.check || outcome.unreadable.is_some() || !outcome.diagnostics.0.iter().all(is_whole) {
            // Of a broken mesh not all clusters are known.
            return None;
        }
        self.allow.unknown(&deployed.records().keys().chain(&outcome.clusters).map(String::as_str).collect())
    }

    fn write(&self, tree: &Tree, (dir, seen): (&Path, Option<Seen>), options: &Options) -> Ending {
        let edited = if self.force { Edited::Overwrite } else { Edited::Keep };
        let wait = self.writing.wait();
        let synced = match seen {
            Some(seen) => sync::sync_seen(tree, &seen, edited, wait),
            None => sync::sync(tree, dir, edited, wait),
        };
        match synced {
            Ok(report) => summary(&report, dir, options),
            Err(error) => print::failure(&format!("{} cannot be written: {error}", dir.display())),
        }
    }
}

/// Prints what was written, and what was left as it is.
pub fn summary(report: &Report, dir: &Path, options: &Options) -> Ending {
    if options.verbose {
        report.written.iter().for_each(|path| print::say(&format!("wrote {path}")));
        report.removed.iter().for_each(|path| print::say(&format!("removed {path}")));
    }
    for kept in report.kept.iter().filter(|kept| kept.why != Why::NoFolder) {
        print::say(&format!("meshc: kept {}: {}", dir.join(&kept.path).display(), reason(kept.why)));
    }
    no_folder(report, dir);
    for path in &report.left {
        let folder = path.trim_end_matches("/kustomization.yaml");
        let advice = "it holds an encrypted Secret of yours; remove it once nothing applies it";
        print::remark(&format!("meshc: kept {}: {advice}", dir.join(folder).display()), options);
    }
    let (written, removed) = (counted(report.written.len(), "file"), report.removed.len());
    let text = format!("{}: wrote {written}, removed {removed}, left {} unchanged", dir.display(), report.unchanged);
    print::remark(&text, options);
    if report.kept.is_empty() { Ending::Done } else { Ending::Wrong }
}

/// Says which files are in the place of folders, each once.
fn no_folder(report: &Report, dir: &Path) {
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for kept in report.kept.iter().filter(|kept| kept.why == Why::NoFolder) {
        let place = dir.join(&kept.path);
        let paths = place.ancestors().skip(1).map(|path| path.to_string_lossy().into_owned());
        let file = paths.filter(|path| !path.is_empty()).find(|path| Disk.real(path).kind == Kind::File);
        *told.entry(file.unwrap_or_else(|| kept.path.clone())).or_default() += 1;
    }
    for (path, count) in told {
        let lost = counted(count, "file");
        print::say(&format!(
            "meshc: {path} is a file where a folder belongs, so {lost} cannot be written; move it out of the way"
        ));
    }
}

fn reason(why: Why) -> &'static str {
    match why {
        Why::Edited => "it was edited by hand; move the change into the mesh file, or overwrite it with --force",
        Why::Foreign => "meshc did not write it; move it out of the way",
        Why::Folder => "a folder is there; move it out of the way",
        Why::NoFolder => "a file is in place of one of its folders; move that file out of the way",
        Why::Link => "a symbolic link is in the way, and meshc does not write through links; remove it",
    }
}
