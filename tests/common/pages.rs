//! The pages of rules as tests read them: their blocks, the files beside an example, and what its bad mesh
//! becomes.

use super::{expect_file, sync, updating};
use meshc::impact::{Output, made_with};
use meshc::plan::Deployed;
use meshc::world::Memory;
use meshc::{Options, Outcome};

/// A fenced block of a page: its info string and its text.
pub struct Block {
    /// What stands behind the fence.
    pub info: String,
    /// What stands in it.
    pub text: String,
}

/// The blocks of a page and the prose around them, one `¶` where a block stood.
pub fn blocks(page: &str) -> (Vec<Block>, String) {
    let (mut blocks, mut prose, mut open) = (Vec::new(), String::new(), None::<Block>);
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some("")) => blocks.push(open.take().unwrap()),
            (Some(block), _) => block.text.push_str(&format!("{line}\n")),
            (None, Some(info)) => {
                prose.push_str("¶\n");
                open = Some(Block { info: info.to_string(), text: String::new() });
            }
            (None, None) => prose.push_str(&format!("{line}\n")),
        }
    }
    assert!(open.is_none(), "a block is not closed");
    (blocks, prose)
}

/// Whether something is so, or else what is wrong.
pub fn ensure(is_so: bool, otherwise: impl Fn() -> String) -> Result<(), String> {
    if is_so { Ok(()) } else { Err(otherwise()) }
}

/// Whether a page begins with a sentence, has its parts in order, and no line wider than that.
pub fn is_laid_out(path: &str, page: &str, parts: &[&str], columns: usize) -> Result<(), String> {
    let (_, prose) = blocks(page);
    let mut rest = prose.as_str();
    for part in parts {
        let (_, after) = rest.split_once(part).ok_or_else(|| format!("{path}: no {part:?} in its place"))?;
        rest = after;
    }
    let first = prose.lines().next().unwrap_or("");
    ensure(first.ends_with('.') && !first.starts_with('#'), || format!("{path}: the first line is one sentence"))?;
    let is_narrow = page.lines().all(|line| line.chars().count() <= columns);
    ensure(is_narrow, || format!("{path}: a line is over {columns} characters"))
}

/// Whether the text that a page shows is what is printed; where expectations are written, it becomes that.
pub fn shows(path: &str, page: &str, shown: &str, printed: &str) -> Result<(), String> {
    let wanted = page.replacen(&format!("```text\n{shown}```\n"), &format!("```text\n{printed}```\n"), 1);
    ensure(page == wanted || updating(), || format!("{path} is not up to date; run UPDATE=1 cargo test\n{printed}"))?;
    expect_file(path, &wanted);
    Ok(())
}

/// The files that an example sees: fenced blocks with a `file=` in their info string. A `link` holds its
/// target. With `file=a/{1..9}.kdl` there are nine files, and `{n}` in them is the number of each; a line
/// with `{1..9}` stands nine times.
pub fn files(blocks: &[Block]) -> Memory {
    let named = blocks.iter().filter_map(|block| Some((block, block.info.split_once("file=")?.1)));
    named.fold(Memory::default(), |files, (block, path)| match block.info.split_whitespace().next() {
        Some("link") => files.with_link(path.trim(), block.text.trim()),
        _ => numbered(path.trim()).enumerate().fold(files, |files, (index, path)| {
            let text = block.text.replace("{n}", &(index + 1).to_string());
            let lines: String = text.lines().flat_map(numbered).map(|line| format!("{line}\n")).collect();
            files.with(&path, lines)
        }),
    })
}

/// A text with `{1..9}` in it, once for each of the numbers; any other text once.
fn numbered(text: &str) -> impl Iterator<Item = String> {
    let range = text.split_once("{1..").and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
    let numbers = range.and_then(|(before, (last, after))| Some((before, last.parse::<usize>().ok()?, after)));
    let count = numbers.map_or(1, |(_, last, _)| last);
    (1..=count).map(move |number| match numbers {
        Some((before, _, after)) => format!("{before}{number}{after}"),
        None => text.to_string(),
    })
}

/// `\u{…}` in an example stands for that character, and a block marked `bytes` takes `\xNN` too.
pub fn bytes(block: &Block) -> Vec<u8> {
    if !block.info.contains("bytes") {
        return block.text.clone().into_bytes();
    }
    let mut out = Vec::new();
    let mut rest = block.text.as_str();
    while let Some((before, after)) = rest.split_once("\\x") {
        out.extend_from_slice(before.as_bytes());
        out.push(u8::from_str_radix(&after[..2], 16).unwrap());
        rest = &after[2..];
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

/// What becomes of the bad example of a page: its block, and the outcome.
pub fn bad(all: &[Block]) -> Option<(&Block, Outcome)> {
    let bad = all.iter().find(|block| block.info.starts_with("kdl error") || block.info.starts_with("kdl warning"))?;
    Some((bad, outcome(all, bad)))
}

/// What becomes of an example of a page. Where a listing of nodes is below it (`file=nodes.txt`), or above it
/// when none is below, what `meshc verify` finds in that is part of it.
pub fn outcome(all: &[Block], example: &Block) -> Outcome {
    let mut outcome = compiled(all, bytes(example));
    outcome.withhold_keys();
    if example.info.contains(" compared") {
        compare(all, example, &mut outcome);
    }
    let at = all.iter().position(|block| std::ptr::eq(block, example)).unwrap();
    let is_listing = |block: &&Block| block.info.contains("file=nodes.");
    let listing = all[at..].iter().find(is_listing).or_else(|| all.iter().rfind(is_listing));
    if let (Some(listing), Some(compiled)) = (listing, &outcome.compiled) {
        let file = outcome.sources.add(listing.info.split_once("file=").unwrap().1, listing.text.as_str());
        meshc::verify::verify(compiled.checked.mesh(), &outcome.sources, &[file], &mut outcome.diagnostics);
        outcome.diagnostics.sort();
    }
    outcome
}

/// Adds what `meshc build --check` finds where the output is that of the `kdl before` block, with
/// `edit=PATH,OLD,NEW` changed in a file of it.
fn compare(all: &[Block], example: &Block, outcome: &mut Outcome) {
    let before = all.iter().find(|block| block.info == "kdl before").unwrap();
    let before = super::compile_with(files(all), &before.text);
    let dir = tempfile::tempdir().unwrap();
    sync(before.tree().unwrap(), dir.path(), meshc::sync::Edited::Keep).unwrap();
    if let Some((_, edit)) = example.info.split_once("edit=") {
        let [path, old, new] = edit.split(',').collect::<Vec<_>>()[..] else { panic!("{edit}") };
        let path = dir.path().join(path);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{text}");
        std::fs::write(path, text.replacen(old, new, 1)).unwrap();
    }
    let differences = meshc::sync::compare(outcome.tree().unwrap(), dir.path()).unwrap();
    let (sources, found) = (&mut outcome.sources, &mut outcome.diagnostics);
    meshc::rules::stale_output::report(&differences, "deploy", sources, found);
}

/// What compiling an example comes to; with a `kdl before` block on the page, over the output of that.
pub fn compiled(all: &[Block], text: impl Into<Vec<u8>>) -> Outcome {
    compiled_with(all, vec![("mesh.kdl".to_string(), text.into())])
}

/// The same with these files in the place of the page's own.
pub fn compiled_with<T: Into<Vec<u8>>>(all: &[Block], changed: Vec<(String, T)>) -> Outcome {
    let deployed = all.iter().find(|block| block.info == "kdl before").map(|before| {
        let before = super::compile_with(files(all), &before.text);
        assert!(before.diagnostics.0.is_empty(), "{}", super::rendered(&before));
        Deployed::guarded(made_with(&Output::of(before.tree().unwrap())), Vec::new())
    });
    let world = changed.into_iter().fold(files(all), |files, (path, text)| files.with(&path, text));
    // An output directory is known in a work tree.
    let out = all.iter().find_map(|block| Some(block.info.split_once("out=")?.1.to_string()));
    let world = if out.is_some() { world.with(".git/HEAD", "") } else { world };
    meshc::compile(&world, "mesh.kdl", &Options { deployed, out, ..Options::default() })
}
