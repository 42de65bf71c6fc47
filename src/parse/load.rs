//! Files to nodes: reads the mesh file, follows its includes, and reports what is not KDL.

use super::nesting::{DEEPEST, stack_for};
use super::node::Item;
use super::{Files, value};
use crate::diagnostic::Fix;
use crate::release::Version;
use crate::rules::{empty_glob, include_cycle, include_not_found, nesting_too_deep, not_utf8, syntax_error};
use crate::source::{FileId, Span, Spanned};
use crate::world::{Depth, WorldError};
use ipnet::IpNet;
use kdl::{KdlDiagnostic, KdlDocument, KdlNode};
use std::net::IpAddr;

/// The top-level nodes of all files, in the order in which they would stand in one.
pub struct Loaded {
    /// The mesh file.
    pub main: FileId,
    /// Whether every file could be read as KDL: otherwise what is missing may stand in a broken one.
    pub is_whole: bool,
    nodes: Vec<(FileId, KdlNode)>,
    open: Vec<String>,
    taken: Vec<String>,
}

impl Loaded {
    /// The nodes.
    pub fn items(&self) -> Vec<Item<'_>> {
        self.nodes.iter().map(|(file, node)| Item { file: *file, node }).collect()
    }
}

/// Reads the mesh file and what it includes.
///
/// # Errors
/// When the mesh file itself cannot be read.
pub fn load(files: &mut Files<'_>, path: &str) -> Result<Loaded, WorldError> {
    let bytes = files.world.read(path)?;
    let main = FileId::default();
    let mut loaded = Loaded { main, is_whole: true, nodes: Vec::new(), open: Vec::new(), taken: Vec::new() };
    loaded.file(files, path, bytes);
    Ok(loaded)
}

impl Loaded {
    fn file(&mut self, files: &mut Files<'_>, path: &str, bytes: Vec<u8>) {
        let Some((file, document)) = document(files, path, bytes) else {
            self.is_whole = false;
            return;
        };
        self.open.push(normal(path));
        self.taken.push(normal(path));
        for node in document {
            let pattern = if node.name().value() == "include" { Item { file, node: &node }.text() } else { None };
            self.nodes.push((file, node));
            if let Some(pattern) = pattern {
                self.include(files, file, &pattern);
            }
        }
        self.open.pop();
    }

    fn include(&mut self, files: &mut Files<'_>, from: FileId, pattern: &Spanned<String>) {
        let path = files.beside(from, &pattern.value);
        if pattern.value.contains(['*', '?', '[']) {
            self.glob(files, &path, pattern);
            return;
        }
        let name = normal(&path);
        if self.open.contains(&name) {
            let message = format!("`{}` includes itself", pattern.value);
            let chain =
                self.open.iter().skip_while(|open| **open != name).cloned().collect::<Vec<_>>().join("` includes `");
            let help = format!("remove one of the includes: `{chain}` includes `{name}`");
            files.found.push(include_cycle::RULE.at(pattern.span, "closes the circle", message).help(help));
        } else if !self.taken.contains(&name) {
            self.take(files, &path, pattern);
        }
    }

    fn take(&mut self, files: &mut Files<'_>, path: &str, pattern: &Spanned<String>) {
        if self.open.len() >= DEEPEST {
            let message = format!("includes nest deeper than {DEEPEST} files");
            let diagnostic = nesting_too_deep::RULE.at(pattern.span, "one file too deep", message);
            files.found.push(diagnostic.help("include the files from one place"));
            return;
        }
        match files.world.read(path) {
            Ok(bytes) => self.file(files, path, bytes),
            Err(error) => {
                self.is_whole = false;
                files.found.push(not_readable(&error, path, pattern));
            }
        }
    }

    fn glob(&mut self, files: &mut Files<'_>, path: &str, pattern: &Spanned<String>) {
        let Ok(matcher) = glob::Pattern::new(path) else {
            self.is_whole = false;
            let message = format!("`{}` is not a glob", pattern.value);
            let help = "close the brackets, and let `**` stand between slashes";
            files.found.push(include_not_found::RULE.at(pattern.span, "not a glob", message).help(help));
            return;
        };
        let fixed = path.split('/').take_while(|part| !part.contains(['*', '?', '[']));
        let folder = fixed.collect::<Vec<_>>().join("/");
        let folder = if folder.is_empty() && path.starts_with('/') { "/".to_string() } else { folder };
        // One star stays within a folder, so a plain glob over many folders lists no more than it must.
        let deep = path.matches('/').count() > folder.matches('/').count() + usize::from(!folder.is_empty());
        let depth = if deep { Depth::All } else { Depth::Files };
        let entries = files.world.list(&folder, depth).unwrap_or_default();
        let join = |name: &str| {
            if folder.is_empty() { name.to_string() } else { format!("{}/{name}", folder.trim_end_matches('/')) }
        };
        let options = glob::MatchOptions {
            case_sensitive: true,
            require_literal_separator: true,
            require_literal_leading_dot: true,
        };
        let paths = entries.iter().map(|entry| join(&entry.path)).filter(|path| matcher.matches_with(path, options));
        let paths: Vec<_> = paths.filter(|path| self.open.last() != Some(&normal(path))).collect();
        if paths.is_empty() {
            let message = format!("no file matches `{}`", pattern.value);
            let help = "check the folder's name, or remove the include";
            files.found.push(empty_glob::RULE.at(pattern.span, "matches nothing", message).help(help));
        }
        for path in paths {
            self.include(
                files,
                pattern.span.file,
                &Spanned::new(relative_to(files, pattern.span.file, &path), pattern.span),
            );
        }
    }
}

/// A path as it would be written in the file `from`, so that what a glob matched is included like what is named.
fn relative_to(files: &Files<'_>, from: FileId, path: &str) -> String {
    let name = files.sources.get(from).map_or("", |source| source.name.as_str());
    match name.rsplit_once('/') {
        Some((folder, _)) => {
            path.strip_prefix(folder).and_then(|path| path.strip_prefix('/')).unwrap_or(path).to_string()
        }
        None => path.to_string(),
    }
}

fn not_readable(error: &WorldError, path: &str, pattern: &Spanned<String>) -> crate::diagnostic::Diagnostic {
    let message = match error {
        WorldError::NotFound => format!("there is no file `{path}`"),
        WorldError::Unreadable(why) => format!("`{path}` cannot be read: {why}"),
    };
    let help = "name a file relative to the one that includes it";
    include_not_found::RULE.at(pattern.span, "included here", message).help(help)
}

/// A path without `.` and, where they can be resolved, `..`: two spellings of one file are one name.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| !matches!(*last, "" | "..")) => {
                parts.pop();
            }
            part if part.is_empty() && !parts.is_empty() => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn document(files: &mut Files<'_>, path: &str, bytes: Vec<u8>) -> Option<(FileId, KdlDocument)> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let file = files.sources.add(path, String::from_utf8_lossy(error.as_bytes()));
            let span = Span { file, start: at, end: at + '\u{fffd}'.len_utf8() };
            let message = format!("`{path}` is not UTF-8");
            let help = "save the file as UTF-8";
            files.found.push(not_utf8::RULE.at(span, format!("byte {at} begins no character"), message).help(help));
            return None;
        }
    };
    let file = files.sources.add(path, text);
    let text = files.sources.get(file).map_or("", |source| source.text.as_str());
    let stack = match stack_for(text) {
        Ok(stack) => stack,
        Err(at) => {
            let message = format!("`{path}` nests deeper than {DEEPEST} levels");
            let span = Span { file, start: at, end: at };
            let diagnostic = nesting_too_deep::RULE.at(span, "one level too deep", message);
            files.found.push(diagnostic.help("close what was opened; a mesh needs five levels"));
            return None;
        }
    };
    match parse_on(stack, text) {
        Ok(document) => Some((file, document)),
        Err(errors) => {
            let slips: Vec<_> = errors.iter().map(|error| syntax(error, file, text)).collect();
            slips.into_iter().for_each(|slip| files.found.push(slip));
            None
        }
    }
}

/// Parses on a thread with that much stack; see [`super::nesting`].
fn parse_on(stack: usize, text: &str) -> Result<KdlDocument, Vec<KdlDiagnostic>> {
    let parse = || text.parse::<KdlDocument>().map_err(|error| error.diagnostics);
    let parsed = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(stack).spawn_scoped(scope, parse).ok()?;
        thread.join().ok()
    });
    parsed.unwrap_or_else(|| Err(Vec::new()))
}

/// A complaint of the KDL parser, with the slip that is typically behind it.
fn syntax(error: &KdlDiagnostic, file: FileId, text: &str) -> crate::diagnostic::Diagnostic {
    let start = error.span.offset().min(text.len());
    let span = Span { file, start, end: (start + error.span.len()).min(text.len()) };
    let word = text.get(span.start..span.end).unwrap_or("").trim();
    let mut message = error.message.clone().unwrap_or_else(|| "this is not KDL".to_string());
    if let Some(first) = message.get(..1) {
        message = format!("{}{}", first.to_lowercase(), message.get(1..).unwrap_or(""));
    }
    let diagnostic =
        syntax_error::RULE.at(span, error.label.clone().unwrap_or_default(), message.trim_end_matches('.'));
    let quote = |what: &str| {
        let help = format!("{what} is text: write it in quotes, \"{word}\"");
        (help, Fix::safe("put it in quotes", span, format!("\"{word}\"")))
    };
    let (help, fix) = if word.parse::<IpNet>().is_ok() {
        quote("a range of addresses")
    } else if word.parse::<IpAddr>().is_ok() {
        quote("an address")
    } else if word.trim_start_matches('v').parse::<Version>().is_ok() {
        quote("a version")
    } else if matches!(word, "true" | "false" | "null") {
        (format!("KDL 2 writes it #{word}"), Fix::safe(format!("write #{word}"), span, format!("#{word}")))
    } else {
        return match value::similar(word, ["#true", "#false", "#null"].into_iter()) {
            Some(keyword) => diagnostic.help(format!("did you mean {keyword}?")),
            None => match &error.help {
                Some(help) => diagnostic.help(help.clone()),
                None => diagnostic,
            },
        };
    };
    diagnostic.help(help).fix(fix)
}
