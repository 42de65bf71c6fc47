//! Tree → directory, all or nothing; the only writer.
//!
//! `listing` finds what is in the directory, which is then [`Seen`], and `difference` what of it differs from
//! the tree; `steps` turns that into a list of single changes and has the one function that makes them. What
//! differs is written beside the old files first, in a staging folder, and comes into its place by renames: a
//! reader meanwhile, or after a crash, sees every file either as it was or as it will be. The next run
//! completes. `durable` waits for the disk, so that the same is true when the power fails.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod difference;
mod durable;
mod listing;
mod replace;
mod seen;
mod steps;
mod unified;

pub use crate::tree::{Difference, Why};
pub use difference::compare;
pub use durable::Wait;
pub use replace::{create, replace};
pub use seen::Seen;
pub use steps::{STAGING, Step, perform, steps};
pub use unified::unified;

use crate::tree::Tree;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What to do with a file that meshc wrote and somebody edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    /// Leave it as it is and report it.
    Keep,
    /// Write over it, or remove it when it is no longer wanted.
    Overwrite,
}

/// What a run did, by paths relative to the directory, each list sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Files that are new or have a new text.
    pub written: Vec<String>,
    /// Files that are no longer wanted.
    pub removed: Vec<String>,
    /// How many files had their text already.
    pub unchanged: usize,
    /// Overlays that are no longer wanted, and stay while an encrypted Secret of the user's is beside them.
    pub left: Vec<String>,
    /// Files that were not written or not removed.
    pub kept: Vec<Kept>,
}

/// A file that was to be written or removed, and was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The file; what is in its way may be one of its folders.
    pub path: String,
    /// What is in its way.
    pub why: Why,
}

/// Makes the files of `dir` in the scope of `tree` those of `tree`. Two runs on one directory wait for each
/// other.
///
/// # Errors
/// When the directory cannot be read or written. Until everything that differs is staged, nothing has changed
/// by then; after that every file is either old or new.
pub fn sync(tree: &Tree, dir: &Path, edited: Edited, wait: Wait) -> io::Result<Report> {
    difference::refuse_file(dir)?;
    let above = above_what_is_missing(dir);
    perform(&Step::MakeFolder(dir.to_path_buf()))?;
    let report = sync_seen(tree, &Seen::of(tree.scope(), dir)?, edited, wait)?;
    if wait == Wait::ForDisk {
        perform(&Step::WaitForFolders(above))?;
    }
    Ok(report)
}

/// The same, of a directory that was looked at before.
///
/// # Errors
/// As [`sync`] has them.
pub fn sync_seen(tree: &Tree, seen: &Seen, edited: Edited, wait: Wait) -> io::Result<Report> {
    let (steps, report) = steps(tree, seen, edited)?;
    if let Err(error) = steps.iter().filter(|step| wait == Wait::ForDisk || !step.waits()).try_for_each(perform) {
        // The first error is the one to tell; what this one leaves behind, the next run removes.
        let _ = perform(&Step::RemoveAll(seen.dir.join(STAGING)));
        return Err(error);
    }
    Ok(report)
}

/// Those of the paths in `dir` where no file is. What is there is not opened.
pub fn missing<'p>(dir: &Path, paths: impl Iterator<Item = &'p str>) -> Vec<&'p str> {
    let is_missing = |path: &&str| !fs::metadata(dir.join(path)).is_ok_and(|found| found.is_file());
    paths.filter(is_missing).collect()
}

/// The folders in which one has to be made before there is `dir`.
fn above_what_is_missing(dir: &Path) -> Vec<PathBuf> {
    let is_missing = |path: &&Path| !path.as_os_str().is_empty() && fs::symlink_metadata(path).is_err();
    dir.ancestors().take_while(is_missing).filter_map(Path::parent).map(Path::to_path_buf).collect()
}
