//! One `include` to the paths that it names: a path or a glob, relative to the file that includes.

use super::files::Files;
use crate::diagnostic::{Diagnostic, Edit, Fix, nearest};
use crate::rules::{empty_glob, include_not_found};
use crate::source::Spanned;
use crate::world::{Depth, Entry, WorldError};
use std::rc::Rc;

const SPECIAL: [char; 3] = ['*', '?', '['];

/// The files that an `include` in the file `own` names; nothing when that cannot be known.
pub fn named(files: &mut Files<'_>, own: &str, pattern: &Spanned<String>) -> Option<Vec<String>> {
    let path = files.beside(pattern.span.file, &pattern.value);
    if pattern.value.contains(SPECIAL) { glob(files, own, &path, pattern) } else { Some(vec![path]) }
}

fn glob(files: &mut Files<'_>, own: &str, path: &str, pattern: &Spanned<String>) -> Option<Vec<String>> {
    let text = pattern.value.trim_start_matches("./");
    let prefix = path.strip_suffix(text).unwrap_or("");
    let Ok(matcher) = glob::Pattern::new(&format!("{}{text}", glob::Pattern::escape(prefix))) else {
        let message = format!("`{}` is not a glob", pattern.value);
        let help = "close the brackets, and write `**` only between slashes";
        files.found.push(include_not_found::RULE.at(pattern.span, "not a glob", message).help(help));
        return None;
    };
    // The folders before the first special character need no search, and one star stays within a folder.
    let plain = text.split('/').take_while(|part| !part.contains(SPECIAL)).map(|part| part.len() + 1).sum::<usize>();
    let fixed = path.get(..prefix.len() + plain).unwrap_or("");
    let folder = if fixed.len() > 1 { fixed.trim_end_matches('/') } else { fixed };
    let rest = path.get(fixed.len()..).unwrap_or("");
    let depth = if rest.contains('/') || rest.contains("**") { Depth::All } else { Depth::Files };
    let entries = match files.list(folder, depth) {
        Err(WorldError::Barred(barrier)) => {
            files.barred(&pattern.value, barrier, pattern.span);
            return None;
        }
        Err(WorldError::TooBig(limit)) => {
            files.too_big(limit, pattern.span);
            return None;
        }
        Err(_) => Rc::default(),
        Ok(entries) => entries,
    };
    let options =
        glob::MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };
    let paths = entries.iter().map(|entry| format!("{fixed}{}", entry.path));
    let paths = paths.filter(|path| matcher.matches_with(path, options));
    let paths: Vec<_> = paths.filter(|path| files.world.identity(path) != own).collect();
    if paths.is_empty() {
        empty(files, own, folder, pattern);
    }
    Some(paths)
}

/// Reports a glob that matches nothing. What is missing because of that is known later: `check` makes it part
/// of this.
fn empty(files: &mut Files<'_>, own: &str, folder: &str, pattern: &Spanned<String>) {
    let message = format!("no file matches `{}`", pattern.value);
    let label = format!("matches nothing in `{}`", if folder.is_empty() { "." } else { folder });
    let finding = empty_glob::RULE.at(pattern.span, label, message);
    files.found.push(match likely(files, own, folder, &pattern.value) {
        Some(other) => {
            let title = format!("write \"{other}\"");
            let edits = vec![Edit::new(pattern.span, format!("\"{other}\""))];
            finding.help(format!("did you mean `{other}`?")).fix(Fix { title, safe: false, edits })
        }
        None => finding.help("put a file there, or remove the include"),
    });
}

/// The pattern for the mesh files of the same folder, when there are any.
fn likely(files: &Files<'_>, own: &str, folder: &str, pattern: &str) -> Option<String> {
    let (inside, _) = pattern.rsplit_once('/').map_or(("", pattern), |(inside, _)| pattern.split_at(inside.len() + 1));
    let entries = files.list(folder, Depth::Files).unwrap_or_default();
    let is_other =
        |entry: &Entry| entry.path.ends_with(".kdl") && files.world.identity(&beneath(folder, &entry.path)) != own;
    let likely = format!("{inside}*.kdl");
    (!inside.contains(SPECIAL) && likely != pattern && entries.iter().any(is_other)).then_some(likely)
}

fn beneath(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_string() } else { format!("{}/{path}", folder.trim_end_matches('/')) }
}

/// Reports a file that cannot be read. Nobody means one that `is_taken` already.
pub fn missing(
    files: &mut Files<'_>,
    path: &str,
    (error, pattern): (&WorldError, &Spanned<String>),
    is_taken: impl Fn(&String) -> bool,
) {
    match error {
        WorldError::Barred(barrier) => return files.barred(&pattern.value, *barrier, pattern.span),
        WorldError::TooBig(limit) => return files.too_big(limit, pattern.span),
        WorldError::NotFound | WorldError::Unreadable(_) => {}
    }
    let (why, is_folder) = files.why_unreadable(path, error);
    let finding = include_not_found::RULE.at(pattern.span, "included here", why);
    let write = |finding: Diagnostic, help: String, text: String| {
        finding.help(help).fix(Fix::proposed(format!("write {text}"), pattern.span, text))
    };
    files.found.push(if is_folder {
        let text = format!("\"{}/*.kdl\"", pattern.value.trim_end_matches('/'));
        write(finding, format!("name its files: {text}"), text)
    } else if let WorldError::Unreadable(_) = error {
        finding.help("let everybody who compiles the mesh read it")
    } else if let Some(other) = intended(files, path, is_taken) {
        let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
        let inside = pattern.value.strip_suffix(name).unwrap_or_default();
        write(finding, format!("did you mean `{}`?", beneath(folder, &other)), format!("\"{inside}{other}\""))
    } else {
        finding.help("name a file relative to the one that includes it")
    });
}

/// The file that is meant instead of a missing one, from its folder on: one of that name in a folder below,
/// or one beside it of a similar name.
fn intended(files: &Files<'_>, path: &str, is_taken: impl Fn(&String) -> bool) -> Option<String> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_free = |entry: &&Entry| !is_taken(&files.world.identity(&beneath(folder, &entry.path)));
    if !files.spent.may_guess() {
        return None;
    }
    let below = files.list(folder, Depth::All).unwrap_or_default();
    let of_name = below.iter().find(|entry| entry.path.ends_with(&format!("/{name}")));
    if let Some(entry) = of_name.filter(is_free) {
        return Some(entry.path.clone());
    }
    let beside = files.list(folder, Depth::Files).ok()?;
    nearest(name, beside.iter().filter(is_free).map(|entry| entry.path.as_str())).map(str::to_string)
}
