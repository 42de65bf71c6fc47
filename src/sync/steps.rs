//! Differences → the single changes that undo them, and the one function that makes a change.
//!
//! The order is what makes it safe: first everything into the staging folder, then whole new folders into
//! their places, then files over the old ones, and last, what is no longer wanted is removed. So a file may
//! point to a folder that is new, and points to none that is gone. Between them a run waits for the disk,
//! which writes in an order of its own: a power cut shows no later step without the earlier ones.

use super::difference::{Survey, survey};
use super::listing::{Kind, at, folders_above};
use super::seen::Seen;
use super::{Edited, Kept, Report, durable};
use crate::tree::{Difference, Scope, Tree, Why};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The folder below the directory where new files wait until all of them are written.
pub const STAGING: &str = ".meshc-staging";

/// One change on the disk. Between any two of them, a run can be killed without harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Makes a folder, and those above it.
    MakeFolder(PathBuf),
    /// Writes a new file.
    Write(PathBuf, String),
    /// Moves the first to the second: a file over a file, or a folder to where nothing is.
    Rename(PathBuf, PathBuf),
    /// Removes a file.
    Remove(PathBuf),
    /// Removes a folder if it is empty.
    RemoveFolder(PathBuf),
    /// Removes a folder with all that is in it: only ever the staging folder.
    RemoveAll(PathBuf),
    /// Waits until the disk has the texts of these files.
    WaitForFiles(Vec<PathBuf>),
    /// Waits until the disk has the names in these folders.
    WaitForFolders(Vec<PathBuf>),
}

impl Step {
    /// Whether it changes nothing, and only waits.
    pub fn waits(&self) -> bool {
        matches!(self, Step::WaitForFiles(_) | Step::WaitForFolders(_))
    }
}

/// The steps that make a directory what `tree` is, and what they will have done; writes nothing.
///
/// [`sync`](super::sync()) does them in one go under a lock. A test can stop between any two.
///
/// # Errors
/// When the directory cannot be read, or when something that is not a folder has the name of the staging
/// folder.
pub fn steps(tree: &Tree, seen: &Seen, edited: Edited) -> io::Result<(Vec<Step>, Report)> {
    let Survey { differences, left, unchanged } = survey(tree, seen)?;
    let Seen { dir, kinds, .. } = seen;
    let staging = dir.join(STAGING);
    let mut steps = Vec::new();
    if is_left_over(&staging)? {
        steps.push(Step::RemoveAll(staging.clone()));
    }
    let mut report = Report { unchanged, left, ..Report::default() };
    for Difference { path, new, kept, .. } in differences {
        match (kept, new) {
            (Some(why), _) if why != Why::Edited || edited == Edited::Keep => report.kept.push(Kept { path, why }),
            (_, Some(text)) => {
                steps.extend(stage(&staging.join(&path), text, steps.last()));
                report.written.push(path);
            }
            (_, None) => report.removed.push(path),
        }
    }
    if !report.written.is_empty() {
        steps.extend(into_place(kinds, &report.written, (&staging, dir)));
    }
    let emptied = if tree.scope() == Scope::TopLevel { Vec::new() } else { emptied(kinds, &report) };
    steps.extend(report.removed.iter().map(|path| Step::Remove(dir.join(path))));
    steps.extend(emptied.iter().map(|path| Step::RemoveFolder(dir.join(path))));
    let gone = report.removed.iter().map(String::as_str).chain(emptied.iter().copied());
    let parents = parents(gone).into_iter().filter(|folder| !emptied.contains(folder));
    steps.extend(wait_for_folders(parents, dir));
    if !report.written.is_empty() {
        steps.push(Step::RemoveAll(staging));
    }
    Ok((steps, report))
}

/// Makes one change; the only function that writes.
///
/// # Errors
/// When the operating system refuses.
pub fn perform(step: &Step) -> io::Result<()> {
    let (path, done) = match step {
        Step::MakeFolder(path) => (path, fs::create_dir_all(path)),
        Step::Write(path, text) => (path, fs::write(path, text)),
        Step::Rename(from, to) => (to, fs::rename(from, to)),
        Step::Remove(path) => (path, fs::remove_file(path)),
        Step::RemoveFolder(path) => (path, fs::remove_dir(path)),
        Step::RemoveAll(path) => (path, fs::remove_dir_all(path)),
        Step::WaitForFiles(paths) => return durable::files(paths),
        Step::WaitForFolders(paths) => return paths.iter().try_for_each(|path| durable::folder(path)),
    };
    match done.as_ref().map_err(io::Error::kind) {
        // Somebody put a file there meanwhile, or a volume is mounted there: only an empty folder was to be
        // removed.
        Err(ErrorKind::DirectoryNotEmpty | ErrorKind::ResourceBusy) if matches!(step, Step::RemoveFolder(_)) => Ok(()),
        _ => done.map_err(|error| at(path, &error)),
    }
}

/// Whether a run was killed before its end. A link of that name is not followed: what it leads to is not ours
/// to remove.
fn is_left_over(staging: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(staging) {
        Ok(found) if found.is_dir() => Ok(true),
        Ok(_) => Err(at(staging, &io::Error::new(ErrorKind::NotADirectory, "meshc needs this name for a folder"))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(at(staging, &error)),
    }
}

/// Writes a file into the staging folder. Files come sorted: the folder of the file before is made already.
fn stage(place: &Path, text: String, before: Option<&Step>) -> Vec<Step> {
    let write = Step::Write(place.to_path_buf(), text);
    match (place.parent(), before) {
        (Some(folder), Some(Step::Write(sibling, _))) if sibling.parent() == Some(folder) => vec![write],
        (Some(folder), _) => vec![Step::MakeFolder(folder.to_path_buf()), write],
        (None, _) => vec![write],
    }
}

/// Moves what is staged: whole folders where there is none yet, before single files. A folder that comes
/// into its place has all its files at once.
fn into_place(kinds: &BTreeMap<String, Kind>, written: &[String], (staging, dir): (&Path, &Path)) -> Vec<Step> {
    let missing = |path| folders_above(path).take_while(|folder| !kinds.contains_key(*folder)).last();
    let mut folders: Vec<&str> = written.iter().filter_map(|path| missing(path)).collect();
    folders.dedup();
    let files: Vec<&str> = written.iter().map(String::as_str).filter(|path| missing(path).is_none()).collect();
    let is_new = |folder: &&str| !kinds.contains_key(*folder);
    let staged: BTreeSet<&str> = written.iter().flat_map(|path| folders_above(path).take_while(is_new)).collect();

    let mut steps = vec![Step::WaitForFiles(written.iter().map(|path| staging.join(path)).collect())];
    steps.extend(wait_for_folders(staged.into_iter(), staging));
    for moves in [folders, files] {
        steps.extend(moves.iter().map(|path| Step::Rename(staging.join(path), dir.join(path))));
        steps.extend(wait_for_folders(parents(moves.into_iter()).into_iter(), dir));
    }
    steps
}

/// The folders that hold those paths, each once; the directory itself has no name.
fn parents<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    paths.map(|path| folders_above(path).next().unwrap_or_default()).collect()
}

fn wait_for_folders<'a>(folders: impl Iterator<Item = &'a str>, dir: &Path) -> Option<Step> {
    let folders: Vec<PathBuf> = folders.map(|folder| dir.join(folder)).collect();
    (!folders.is_empty()).then_some(Step::WaitForFolders(folders))
}

/// The folders that hold no file when all is done, the inner before the outer. Those that held none before
/// are among them, since a run that is killed between a file and its folder leaves such; Git knows none.
fn emptied<'a>(kinds: &'a BTreeMap<String, Kind>, report: &'a Report) -> Vec<&'a str> {
    let removed: BTreeSet<&str> = report.removed.iter().map(String::as_str).collect();
    let stays = |(path, kind): &(&'a String, &Kind)| **kind != Kind::Folder && !removed.contains(path.as_str());
    let staying = kinds.iter().filter(stays).map(|(path, _)| path);
    let mut used = BTreeSet::new();
    // What is in the way of a file is somebody's to look at.
    let kept = report.kept.iter().map(|kept| &kept.path);
    used.extend(report.kept.iter().map(|kept| kept.path.as_str()));
    for path in staying.chain(&report.written).chain(kept) {
        // Once a folder is known as used, those above it are too.
        let _ = folders_above(path).try_for_each(|folder| used.insert(folder).then_some(()));
    }
    let folders = kinds.iter().rev().filter(|(_, kind)| **kind == Kind::Folder).map(|(path, _)| path.as_str());
    folders.filter(|folder| !used.contains(folder)).collect()
}
