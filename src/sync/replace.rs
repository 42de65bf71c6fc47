//! One file of the user's → the same file with another text, whole or not at all.

use super::difference::at;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Gives the file at `path` the text `new` in place of `old`. A symbolic link stays one: the file it leads to is written.
///
/// The new text comes into its place by a rename, so that whoever reads meanwhile sees one or the other.
///
/// # Errors
/// When the file is none, may not be written, or has meanwhile another text than `old`; it is then as it was.
pub fn replace(path: &Path, old: &str, new: &str) -> io::Result<()> {
    let place = fs::canonicalize(path).map_err(|error| at(path, &error))?;
    let about = fs::metadata(&place).map_err(|error| at(path, &error))?;
    if !about.is_file() {
        return Err(at(path, &io::Error::new(ErrorKind::InvalidInput, "it is not a file that can be replaced")));
    }
    // A rename asks the folder for leave, never the file; whoever made it read-only meant it.
    OpenOptions::new().write(true).open(&place).map_err(|error| at(path, &error))?;
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let beside = place.with_file_name(format!(".{name}.meshc-{}", std::process::id()));
    let written = write(&beside, new, about.permissions()).and_then(|()| match fs::read(&place)? {
        now if now == old.as_bytes() => fs::rename(&beside, &place),
        _ => Err(io::Error::new(ErrorKind::ResourceBusy, "somebody else has changed it meanwhile; run meshc again")),
    });
    written.map_err(|error| {
        // The first error is the one to tell.
        let _ = fs::remove_file(&beside);
        at(path, &error)
    })
}

fn write(path: &Path, text: &str, permissions: fs::Permissions) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(permissions)?;
    // A machine that crashes may keep the new name and lose the text behind it.
    file.sync_all()
}
