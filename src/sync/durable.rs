//! Waits until the disk has what was written, so that a power cut cannot take it back.
//!
//! Many files take little longer than one when they are waited for at once: a journal writes down together
//! what comes together.

use super::listing::{at, or_here};
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread;

/// Whether a run waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// It does: whenever the power fails, each file is as it was or as it should be.
    ForDisk,
    /// It does not, which is quicker. Only a crash of the whole machine shows the difference.
    Never,
}

/// How many files are waited for at once.
const AT_ONCE: usize = 8;

/// Waits for the text of files.
pub(super) fn files(paths: &[PathBuf]) -> io::Result<()> {
    let wait = |part: &[PathBuf]| part.iter().try_for_each(|path| file(path));
    if paths.len() < AT_ONCE {
        return wait(paths);
    }
    thread::scope(|scope| {
        let parts = paths.chunks(paths.len().div_ceil(AT_ONCE));
        let waiting: Vec<_> = parts.map(|part| scope.spawn(move || wait(part))).collect();
        waiting.into_iter().try_for_each(|one| one.join().unwrap_or_else(|_| Err(ErrorKind::Other.into())))
    })
}

/// Waits for the names in a folder. Windows has no such call: there they are in its journal.
pub(super) fn folder(path: &Path) -> io::Result<()> {
    if cfg!(windows) {
        return Ok(());
    }
    let path = or_here(path);
    File::open(path).and_then(|folder| wait_for(&folder)).map_err(|error| at(path, &error))
}

fn file(path: &Path) -> io::Result<()> {
    // Windows waits for no file that is open for reading only.
    let file = OpenOptions::new().write(true).open(path);
    file.and_then(|file| wait_for(&file)).map_err(|error| at(path, &error))
}

/// Some file systems, such as those of containers and networks, cannot be waited for; nothing better is to be
/// had there.
pub(super) fn wait_for(file: &File) -> io::Result<()> {
    match file.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        done => done,
    }
}
