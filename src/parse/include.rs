//! One `include` to the files that it names: a path or a glob, relative to the file in which it stands.

use super::Files;
use super::load::{Loaded, Open};
use super::nesting::DEEPEST;
use crate::rules::{empty_glob, include_cycle, include_not_found, nesting_too_deep};
use crate::source::Spanned;
use crate::world::Depth;

const SPECIAL: [char; 3] = ['*', '?', '['];

/// Takes in what an `include` names.
pub fn include(loaded: &mut Loaded, files: &mut Files<'_>, pattern: &Spanned<String>) {
    let path = files.beside(pattern.span.file, &pattern.value);
    if pattern.value.contains(SPECIAL) {
        glob(loaded, files, &path, pattern);
    } else {
        one(loaded, files, &path, pattern);
    }
}

/// Takes in one file, unless it was taken already.
fn one(loaded: &mut Loaded, files: &mut Files<'_>, path: &str, pattern: &Spanned<String>) {
    let identity = files.world.identity(path);
    if let Some(from) = loaded.open.iter().position(|open| open.identity == identity) {
        cycle(loaded.open.get(from..).unwrap_or_default(), files, pattern);
        loaded.is_whole = false;
        return;
    }
    if loaded.taken.contains(&identity) {
        return;
    }
    if loaded.open.len() >= DEEPEST {
        let message = format!("includes nest deeper than {DEEPEST} files");
        let diagnostic = nesting_too_deep::RULE.at(pattern.span, "one file too deep", message);
        files.found.push(diagnostic.help("include the files from one place"));
        loaded.is_whole = false;
        return;
    }
    match files.world.read(path) {
        Ok(bytes) => loaded.file(files, path, bytes, Some(pattern.span)),
        Err(error) => {
            loaded.is_whole = false;
            let (why, is_folder) = files.why_unreadable(path, &error);
            let help = if is_folder {
                format!("name its files: \"{}/*.kdl\"", pattern.value.trim_end_matches('/'))
            } else if let Some(near) = files.near(path) {
                format!("did you mean `{near}`?")
            } else {
                "name a file relative to the one that includes it".to_string()
            };
            files.found.push(include_not_found::RULE.at(pattern.span, "included here", why).help(help));
        }
    }
}

/// The files of `circle` include each other, and the last one the first.
fn cycle(circle: &[Open], files: &mut Files<'_>, pattern: &Spanned<String>) {
    let Some((first, more)) = circle.split_first() else { return };
    let name = &first.path;
    let message = match more {
        [] => format!("`{name}` includes itself"),
        [one] => format!("`{name}` and `{}` include each other", one.path),
        more => format!("`{name}` includes itself by way of {} other files", more.len()),
    };
    let mut diagnostic = include_cycle::RULE.at(pattern.span, format!("includes `{name}` again"), message);
    for open in more {
        if let Some(mention) = open.mention {
            diagnostic = diagnostic.label(mention, format!("includes `{}`", open.path));
        }
    }
    files.found.push(diagnostic.help("remove one of these includes"));
}

fn glob(loaded: &mut Loaded, files: &mut Files<'_>, path: &str, pattern: &Spanned<String>) {
    let text = pattern.value.trim_start_matches("./");
    let prefix = path.strip_suffix(text).unwrap_or("");
    let Ok(matcher) = glob::Pattern::new(&format!("{}{text}", glob::Pattern::escape(prefix))) else {
        loaded.is_whole = false;
        let message = format!("`{}` is not a glob", pattern.value);
        let help = "close the brackets, and let `**` stand between slashes";
        files.found.push(include_not_found::RULE.at(pattern.span, "not a glob", message).help(help));
        return;
    };
    // The folders before the first special character need no search, and one star stays within a folder.
    let plain = text.split('/').take_while(|part| !part.contains(SPECIAL)).map(|part| part.len() + 1).sum::<usize>();
    let fixed = path.get(..prefix.len() + plain).unwrap_or("");
    let folder = if fixed.len() > 1 { fixed.trim_end_matches('/') } else { fixed };
    let rest = path.get(fixed.len()..).unwrap_or("");
    let depth = if rest.contains('/') || rest.contains("**") { Depth::All } else { Depth::Files };
    let entries = files.world.list(folder, depth).unwrap_or_default();
    let options =
        glob::MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };
    let own = loaded.open.last().map(|open| open.identity.clone());
    let paths = entries.iter().map(|entry| format!("{fixed}{}", entry.path));
    let paths = paths.filter(|path| matcher.matches_with(path, options));
    let paths: Vec<_> = paths.filter(|path| Some(files.world.identity(path)) != own).collect();
    if paths.is_empty() {
        let message = format!("no file matches `{}`", pattern.value);
        let help = format!("put a file there, or remove the include: it was looked for in `{}`", show(folder));
        files.found.push(empty_glob::RULE.at(pattern.span, "matches nothing", message).help(help));
    }
    for path in paths {
        one(loaded, files, &path, pattern);
    }
}

fn show(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder }
}
