//! The bytes of a file to its text, and that to KDL: what keeps them from it is reported here.

use super::files::Files;
use super::foreign;
use crate::diagnostic::{Diagnostic, Fix};
use crate::kdl::{self, DEEPEST, DEEPEST_TAKEN, KdlDocument, SyntaxError, Unreadable};
use crate::limits::{INCLUDED, VALUES, WORDS};
use crate::rules::{input_too_big, nesting_too_deep, not_utf8, syntax_error};
use crate::source::{FileId, Span};
use crate::yaml;

/// Takes in the text of a file; what is not UTF-8 is shown with a replacement character where that begins.
pub fn text(files: &mut Files<'_>, path: &str, bytes: Vec<u8>) -> Option<FileId> {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Some(files.sources.add(path, text)),
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let byte = bytes.get(at).copied().unwrap_or_default();
    let help = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "save the file as UTF-8: this is UTF-16".to_string(),
        _ if byte >= 0xa0 => format!("save the file as UTF-8: in Latin-1 this byte is `{}`", char::from(byte)),
        _ => "save the file as UTF-8".to_string(),
    };
    let file = files.sources.add(path, String::from_utf8_lossy(bytes));
    // The text that is shown has a longer character in its place: only where it begins is the same in both.
    let span = Span { file, start: at, end: at };
    let label = format!("the byte 0x{byte:02X} does not begin a character");
    files.found.push(not_utf8::RULE.at(span, label, format!("`{path}` is not UTF-8")).help(help));
    None
}

/// The same of one that will be read as YAML; one with more values than there may be is reported.
pub fn yaml(files: &mut Files<'_>, path: &str, bytes: Vec<u8>, mention: Span) -> Option<FileId> {
    let file = text(files, path, bytes)?;
    let count = files.sources.get(file).map_or(0, |source| yaml::weight(&source.text));
    match files.spent.take(&VALUES, count) {
        Ok(()) => Some(file),
        Err(limit) => {
            files.too_big(limit, mention);
            None
        }
    }
}

/// Takes in a file and reads it as KDL; what keeps it from being KDL is reported. Of a text in another
/// language that is the one thing that is wrong.
pub fn document(files: &mut Files<'_>, path: &str, bytes: Vec<u8>) -> Option<(FileId, KdlDocument)> {
    let file = text(files, path, bytes)?;
    // A link that a mesh file includes may lead to anything.
    if file == FileId::default() || !files.world.is_link(path) {
        files.sources.let_change(file);
    }
    let text = files.sources.get(file).map_or("", |source| source.text.as_str());
    if let Err(limit) = files.spent.take(&INCLUDED, 1) {
        let span = Span { file, start: 0, end: 0 };
        files.found.push(input_too_big::past(limit, span));
        return None;
    }
    let left = files.spent.left(&WORDS);
    let (count, past) = kdl::words(text, left);
    _ = files.spent.take(&WORDS, count);
    if let Some(at) = past {
        let span = Span { file, start: at, end: at + 1 };
        files.found.push(input_too_big::past(&WORDS, span));
        return None;
    }
    let read = kdl::read(file, text);
    if !read.as_ref().is_ok_and(is_of_nodes)
        && let Some(finding) = foreign::finding(file, path, text)
    {
        files.found.push(finding);
        return None;
    }
    match read {
        Ok(document) => return Some((file, document)),
        Err(Unreadable::Syntax(errors)) => files.found.0.extend(errors.into_iter().map(syntax_error)),
        Err(Unreadable::TakenTooDeep(span)) => {
            let message = format!("`{path}` has `/-` in what `/-` takes away, more than {DEEPEST_TAKEN} levels deep");
            let diagnostic = nesting_too_deep::RULE.at(span, "one level too deep", message);
            files.found.push(diagnostic.help("remove the inner ones: the outermost takes all of it away"));
        }
        Err(Unreadable::TooDeep(span)) => {
            let message = format!("`{path}` is nested deeper than {DEEPEST} levels");
            let diagnostic = nesting_too_deep::RULE.at(span, "one level too deep", message);
            files.found.push(diagnostic.help("close what was opened before: a mesh needs five levels"));
        }
    }
    None
}

/// Whether no node at the top has a name that is a key of YAML.
fn is_of_nodes(document: &KdlDocument) -> bool {
    document.nodes().iter().all(|node| !node.name().value().ends_with(':'))
}

/// A syntax error as a finding.
pub fn syntax_error(error: SyntaxError) -> Diagnostic {
    let mut diagnostic = syntax_error::RULE.at(error.span, error.label, error.message);
    for (span, label) in error.others {
        diagnostic = diagnostic.label(span, label);
    }
    diagnostic.help = error.help;
    diagnostic.fixes.extend(error.fix.map(|fix| Fix::safe(fix.title, fix.span, fix.text)));
    diagnostic
}
