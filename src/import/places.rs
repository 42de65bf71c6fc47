//! Paths of files: their folders, and which of several files is the nearest to another.

use crate::world::steps;

/// How near a file is to another: the less, the nearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// It is the same file.
    Same,
    /// It is in the same folder.
    Beside,
    /// It is in a folder below that one, so many levels down.
    Below(usize),
    /// It is in a folder above, so many levels up, or there in a folder for what others have in common.
    Above(usize),
    /// It is anywhere else.
    Elsewhere,
}

/// Names of folders and files for what several clusters have in common.
const COMMON: &[&str] =
    &["all", "base", "bases", "common", "default", "defaults", "general", "global", "group_vars", "shared"];

/// Whether a folder or a file of that name, without its end, is for what several clusters have in common.
pub fn is_common(name: &str) -> bool {
    let name = name.trim_start_matches(|c: char| c.is_ascii_digit() || "-_.".contains(c)).to_ascii_lowercase();
    COMMON.contains(&name.as_str())
}

/// How near `other` is to the file `own`.
pub fn nearness(own: &str, other: &str) -> Nearness {
    if own == other {
        return Nearness::Same;
    }
    let (from, to) = (steps(folder_of(own)), steps(folder_of(other)));
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let (up, down) = (from.len() - shared, to.len() - shared);
    match (up, down) {
        (0, 0) => Nearness::Beside,
        (0, down) => Nearness::Below(down),
        (up, 0) => Nearness::Above(up),
        (up, _) if to.iter().skip(shared).any(|part| is_common(part)) => Nearness::Above(up),
        _ => Nearness::Elsewhere,
    }
}

/// The folder of a file.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a folder is another one, or in it.
pub fn is_below(folder: &str, above: &str) -> bool {
    above.is_empty() || folder == above || folder.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'))
}

/// A path as seen from a folder, with as few `..` as it can have.
pub fn joined(folder: &str, path: &str) -> String {
    let is_absolute = path.starts_with('/') || (folder.starts_with('/') && !path.starts_with('/'));
    let whole = if folder.is_empty() || path.starts_with('/') { path.to_string() } else { format!("{folder}/{path}") };
    let plain = steps(&whole).join("/");
    if is_absolute { format!("/{plain}") } else { plain }
}
