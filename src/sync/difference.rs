//! A tree and a directory → what differs between them, and which of it is not meshc's to change.
//!
//! The files of both are compared by their text. Only what the listing knows to be a file is opened: neither
//! a link nor a pipe ever is.

use super::listing::{Kind, at, covers, folders_above};
use super::seen::Seen;
use crate::tree::{Difference, Owner, Tree, Why, is_encrypted, owner, owner_beside, path_beside};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// What [`sync`](super::sync) would change in `dir`, and what it would keep, sorted by path; writes nothing.
///
/// # Errors
/// When the directory cannot be read.
pub fn compare(tree: &Tree, dir: &Path) -> io::Result<Vec<Difference>> {
    refuse_file(dir)?;
    Ok(survey(tree, &Seen::unlocked(tree.scope(), dir)?)?.differences)
}

/// How a directory differs from a tree.
pub(super) struct Survey {
    pub(super) differences: Vec<Difference>,
    pub(super) left: Vec<String>,
    pub(super) unchanged: usize,
}

pub(super) fn survey(tree: &Tree, seen: &Seen) -> io::Result<Survey> {
    if let Some((path, _)) = tree.files().find(|(path, _)| !covers(tree.scope(), path)) {
        // Such a place is never looked at: writing there would be blind.
        return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("`{path}` is outside the scope of its tree")));
    }
    let mut survey = Survey { differences: Vec::new(), left: Vec::new(), unchanged: 0 };
    for (path, text) in tree.files() {
        match wanted(seen, (path, text))? {
            Some(difference) => survey.differences.push(difference),
            None => survey.unchanged += 1,
        }
    }
    for (path, kind) in &seen.kinds {
        if *kind != Kind::File || tree.get(path).is_some() || is_encrypted(path) {
            continue;
        }
        if is_beside_encrypted(&seen.kinds, path) {
            survey.left.push(path.clone());
        } else {
            survey.differences.extend(stale(seen, path)?);
        }
    }
    keep_headers(&mut survey.differences);
    survey.differences.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(survey)
}

/// Refuses a file where the directory should be.
pub(super) fn refuse_file(dir: &Path) -> io::Result<()> {
    let is_file = fs::metadata(dir).is_ok_and(|found| !found.is_dir());
    if is_file { Err(io::Error::new(io::ErrorKind::NotADirectory, "it is a file, not a folder")) } else { Ok(()) }
}

/// Keeps the header of each file without comments that is kept: without it, nobody would know that it is one
/// of meshc's.
fn keep_headers(differences: &mut [Difference]) {
    let edited = differences.iter().filter(|one| one.new.is_none() && one.kept == Some(Why::Edited));
    let headers: BTreeSet<String> = edited.map(|one| path_beside(&one.path)).collect();
    for header in differences.iter_mut().filter(|one| headers.contains(&one.path)) {
        header.kept = header.kept.or(Some(Why::Edited));
    }
}

/// Whether a file is the overlay of an encrypted Secret. The user's file stays, so the overlay stays too:
/// without one, Flux would take the Secret for all there is of the cluster, and prune the rest.
fn is_beside_encrypted(kinds: &BTreeMap<String, Kind>, path: &str) -> bool {
    let Some(folder) = path.strip_suffix("kustomization.yaml").filter(|folder| folder.ends_with('/')) else {
        return false;
    };
    let below = kinds.range(folder.to_string()..).take_while(|(other, _)| other.starts_with(folder));
    below.into_iter().any(|(other, _)| is_encrypted(other))
}

/// How a wanted file differs from what stands in its place.
fn wanted(seen: &Seen, (path, text): (&str, &str)) -> io::Result<Option<Difference>> {
    let differs = |old: Option<String>, kept: Option<Why>| {
        Ok(Some(Difference { path: path.to_string(), old, new: Some(text.to_string()), kept }))
    };
    match seen.kind(path) {
        Some(Kind::File) => {}
        Some(Kind::Folder) => return differs(None, Some(Why::Folder)),
        Some(Kind::Other) => return differs(None, Some(Why::Link)),
        None => {
            let in_the_way = |folder| match seen.kind(folder) {
                Some(Kind::File) => Some(Why::NoFolder),
                Some(Kind::Other) => Some(Why::Link),
                Some(Kind::Folder) | None => None,
            };
            return differs(None, folders_above(path).find_map(in_the_way));
        }
    }
    let bytes = seen.bytes(path, text.len())?;
    if bytes == text.as_bytes() {
        return Ok(None);
    }
    match String::from_utf8(bytes) {
        // A machine that crashes may keep the name of a new file and lose its text.
        Ok(old) if old.is_empty() => differs(Some(old), None),
        Ok(old) if old.replace("\r\n", "\n") == text.replace("\r\n", "\n") => Ok(None),
        Ok(old) => {
            let header = header_beside(seen, path)?;
            let is_rest = |wanted: &str| rest(&old) == Some(wanted) || old == wanted;
            let is_damaged = header.is_none() && rest(text).is_some_and(is_rest);
            let kept = if is_conflict(&old) || is_damaged { None } else { not_ours(&old, header) };
            differs(Some(old), kept)
        }
        Err(error) => differs(Some(String::from_utf8_lossy(error.as_bytes()).into_owned()), Some(Why::Foreign)),
    }
}

/// Whether Git could not merge two versions of a file, and has marked both in it.
fn is_conflict(text: &str) -> bool {
    let has = |sign: &str| text.lines().any(|line| line.starts_with(sign));
    has("<<<<<<< ") && has("=======") && has(">>>>>>> ")
}

/// Whether a file that Git could not merge begins with a header of meshc's on either side.
fn is_own_conflict(start: &str) -> bool {
    let second = start.lines().nth(1).unwrap_or_default();
    start.starts_with("<<<<<<< ") && owner(second) != Owner::Foreign
}

/// What is below the first line of a file with more than that.
fn rest(text: &str) -> Option<&str> {
    text.split_once('\n').map(|(_, rest)| rest).filter(|rest| !rest.is_empty())
}

/// A file that is not wanted, unless it is none of meshc's.
fn stale(seen: &Seen, path: &str) -> io::Result<Option<Difference>> {
    let place = &seen.dir.join(path);
    let header = header_beside(seen, path)?;
    // Foreign files may be huge, and may be closed to us; the start of a file is enough to tell that it is
    // foreign.
    let mut start = Vec::new();
    match File::open(place).and_then(|file| file.take(256).read_to_end(&mut start)) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Ok(None),
        Err(error) => return Err(at(place, &error)),
        Ok(_) if header.is_some() || is_own_conflict(&String::from_utf8_lossy(&start)) => {}
        Ok(_) if owner(&String::from_utf8_lossy(&start)) == Owner::Foreign => return Ok(None),
        Ok(_) => {}
    }
    let Ok(old) = String::from_utf8(seen.bytes(path, 0)?) else { return Ok(None) };
    let is_left_over = is_own_conflict(&old) && is_conflict(&old);
    let kept = if is_left_over { None } else { not_ours(&old, header) };
    Ok(Some(Difference { path: path.to_string(), old: Some(old), new: None, kept }))
}

/// The text of the file with the header of one without comments, where there is any.
fn header_beside(seen: &Seen, path: &str) -> io::Result<Option<String>> {
    let beside = path_beside(path);
    if seen.kind(&beside) != Some(Kind::File) {
        return Ok(None);
    }
    let bytes = seen.bytes(&beside, 0)?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

fn not_ours(text: &str, header: Option<String>) -> Option<Why> {
    match header.map_or_else(|| owner(text), |header| owner_beside(text, &header)) {
        Owner::Meshc => None,
        Owner::Edited => Some(Why::Edited),
        Owner::Foreign => Some(Why::Foreign),
    }
}
