//! One file of the user's → the same file with another text, whole or not at all.

use super::durable::{self, Wait};
use super::listing::at;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Gives the file at `path` the text `new` in place of `old`. A symbolic link stays one: the file it leads to
/// is written.
///
/// The new text comes into its place by a rename, so that a reader meanwhile sees one or the other.
///
/// # Errors
/// When it is not a file, may not be written, or meanwhile has another text than `old`; it is then as it was.
pub fn replace(path: &Path, (old, new): (&str, &str), wait: Wait) -> io::Result<()> {
    let place = fs::canonicalize(path).map_err(|error| at(path, &error))?;
    let about = fs::metadata(&place).map_err(|error| at(path, &error))?;
    if !about.is_file() {
        return Err(at(path, &io::Error::new(ErrorKind::InvalidInput, "it is not a file that can be replaced")));
    }
    // A rename needs a permission of the folder, never of the file; a file is read-only on purpose.
    OpenOptions::new().write(true).open(&place).map_err(|error| at(path, &error))?;
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let beside = place.with_file_name(format!(".{name}.meshc-{}", std::process::id()));
    let staged = write(&beside, new).and_then(|file| {
        file.set_permissions(about.permissions())?;
        wait_for_text(&file, wait)
    });
    let written = staged.and_then(|()| match fs::read(&place)? {
        now if now == old.as_bytes() => fs::rename(&beside, &place),
        _ => Err(io::Error::new(
            ErrorKind::ResourceBusy,
            "something else has changed it in the meantime; run meshc again",
        )),
    });
    written.map_err(|error| {
        // The first error is the one to report.
        let _ = fs::remove_file(&beside);
        at(path, &error)
    })?;
    wait_for_name(&place, wait)
}

/// Writes a new file of the user's; a file that is there stays as it is.
///
/// # Errors
/// When there is a file at `path`, or none can be written.
pub fn create(path: &Path, text: &str, wait: Wait) -> io::Result<()> {
    let written = write(path, text).and_then(|file| wait_for_text(&file, wait));
    written.map_err(|error| at(path, &error))?;
    wait_for_name(path, wait)
}

fn write(path: &Path, text: &str) -> io::Result<File> {
    let mut file = File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

fn wait_for_text(file: &File, wait: Wait) -> io::Result<()> {
    if wait == Wait::ForDisk { durable::wait_for(file) } else { Ok(()) }
}

fn wait_for_name(path: &Path, wait: Wait) -> io::Result<()> {
    match (wait, path.parent()) {
        (Wait::ForDisk, Some(folder)) => durable::folder(folder),
        _ => Ok(()),
    }
}
