//! Links between documents lead somewhere: to a file that exists, and in it to a heading.

use crate::common::pages::blocks;
use std::path::{Component, Path, PathBuf};

/// Documents besides those of the book.
const OTHERS: &[&str] =
    &["CHANGELOG.md", "CONTRIBUTING.md", "README.md", "SECURITY.md", "packaging/README.md", "schema/README.md"];

#[test]
fn links_lead_somewhere() {
    let mut wrong = Vec::new();
    for path in super::book::pages().iter().map(String::as_str).chain(["docs/SUMMARY.md"]).chain(OTHERS.iter().copied())
    {
        let page = std::fs::read_to_string(path).unwrap();
        let (_, prose) = blocks(&page);
        for target in targets(&prose) {
            if let Err(why) = leads_somewhere(path, &target) {
                wrong.push(format!("{path}: {target}: {why}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What is between the brackets of links and in the attributes of pictures. A link may go over the end of a
/// line.
fn targets(prose: &str) -> Vec<String> {
    let text = without_code(prose);
    let links = text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
    let pictures = ["src=\"", "srcset=\"", "href=\""];
    let pictures =
        pictures.iter().flat_map(|name| text.split(name).skip(1)).filter_map(|rest| Some(rest.split_once('"')?.0));
    links.chain(pictures).map(str::to_string).collect()
}

/// A text without what is in backticks, which may look like a link.
fn without_code(prose: &str) -> String {
    prose.split('`').step_by(2).collect()
}

fn leads_somewhere(path: &str, target: &str) -> Result<(), String> {
    if target.starts_with("https://") {
        return Ok(());
    }
    let (file, heading) = target.split_once('#').map_or((target, None), |(file, heading)| (file, Some(heading)));
    let whole = if file.is_empty() { PathBuf::from(path) } else { joined(Path::new(path).parent().unwrap(), file) };
    if !whole.exists() {
        return Err(format!("there is no {}", whole.display()));
    }
    let Some(heading) = heading else { return Ok(()) };
    let page = std::fs::read_to_string(&whole).unwrap();
    let known = headings(&page);
    if known.iter().any(|known| known == heading) { Ok(()) } else { Err(format!("no such heading among {known:?}")) }
}

/// A path below a folder, without `..`.
fn joined(folder: &Path, file: &str) -> PathBuf {
    let mut out = folder.to_path_buf();
    for part in Path::new(file).components() {
        if part == Component::ParentDir { _ = out.pop() } else { out.push(part) }
    }
    out
}

/// The anchors of the headings of a page, as GitHub and mdBook make them.
fn headings(page: &str) -> Vec<String> {
    let (_, prose) = blocks(page);
    let titles = prose.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    titles.map(anchor).collect()
}

fn anchor(title: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || " -_".contains(*c);
    title.to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect()
}
