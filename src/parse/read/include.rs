//! One `include` to the paths that it names: a path or a glob, relative to the file that includes.

use super::files::Files;
use crate::diagnostic::{Edit, Fix};
use crate::rules::{empty_glob, include_not_found};
use crate::source::Spanned;
use crate::world::{Depth, Entry, WorldError};

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
    let entries = match files.world.list(folder, depth) {
        Err(WorldError::Barred(barrier)) => {
            files.barred(&pattern.value, barrier, pattern.span);
            return None;
        }
        entries => entries.unwrap_or_default(),
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
            let edits = vec![Edit { span: pattern.span, text: format!("\"{other}\"") }];
            finding.help(format!("did you mean `{other}`?")).fix(Fix { title, safe: false, edits })
        }
        None => finding.help("put a file there, or remove the include"),
    });
}

/// The pattern for the mesh files of the same folder, when there are any.
fn likely(files: &Files<'_>, own: &str, folder: &str, pattern: &str) -> Option<String> {
    let (inside, _) = pattern.rsplit_once('/').map_or(("", pattern), |(inside, _)| pattern.split_at(inside.len() + 1));
    let entries = files.world.list(folder, Depth::Files).unwrap_or_default();
    let is_other =
        |entry: &Entry| entry.path.ends_with(".kdl") && files.world.identity(&beneath(folder, &entry.path)) != own;
    let likely = format!("{inside}*.kdl");
    (!inside.contains(SPECIAL) && likely != pattern && entries.iter().any(is_other)).then_some(likely)
}

fn beneath(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_string() } else { format!("{}/{path}", folder.trim_end_matches('/')) }
}

/// Reports a file that cannot be read.
pub fn missing(files: &mut Files<'_>, path: &str, error: &WorldError, pattern: &Spanned<String>) {
    if let WorldError::Barred(barrier) = error {
        return files.barred(&pattern.value, *barrier, pattern.span);
    }
    let (why, is_folder) = files.why_unreadable(path, error);
    let help = if is_folder {
        format!("name its files: \"{}/*.kdl\"", pattern.value.trim_end_matches('/'))
    } else if let Some(near) = files.near(path) {
        format!("did you mean `{near}`?")
    } else {
        "name a file relative to the one that includes it".to_string()
    };
    files.found.push(include_not_found::RULE.at(pattern.span, "included here", why).help(help));
}
