//! The safe fixes of findings, in rounds: what a fix brings to light may have a fix of its own. A fix that
//! raises what was not there before is taken back.

use super::round::{self, Applied, Chosen, Judged};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::world::{Over, World};
use std::collections::{BTreeMap, BTreeSet};

/// What became of the files.
#[derive(Debug)]
pub struct Fixed {
    /// The new bytes of each file that is other than before, by its path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What was done.
    pub applied: Vec<Applied>,
    /// What was not done.
    pub refused: Vec<Refused>,
    /// What was found before.
    pub before: Judged,
}

/// A fix that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What it would have done, with its place.
    pub what: String,
    /// What it would have raised, in the words of the findings; nothing, where it would have mended nothing.
    pub raises: Vec<String>,
}

/// The most fixes that are tried: a file with more of them is another kind of file.
const MOST: usize = 10_000;

/// How many rounds of fixes a fix may need to be without consequences.
const LONGEST_CHAIN: usize = 4;

/// Texts over those of the disk, and what is found in them.
struct State {
    files: BTreeMap<String, Vec<u8>>,
    judged: Judged,
}

/// Applies the safe fixes of what `judge` finds in a world, until there are none.
pub fn fix(world: &dyn World, judge: &dyn Fn(&dyn World) -> Judged) -> Fixed {
    let before = judge(world);
    let mut now = State { files: BTreeMap::new(), judged: before.clone() };
    let (mut applied, mut refused, mut barred) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut most = usize::MAX;
    while applied.len() + refused.len() < MOST {
        let chosen = round::choose(&now.judged, &now.judged.diagnostics, &barred, most);
        if chosen.is_empty() {
            break;
        }
        match attempt(world, judge, &now, &chosen) {
            Ok((next, done)) => {
                applied.extend(done);
                now = next;
                most = usize::MAX;
            }
            Err(raises) => {
                if let [only] = chosen.as_slice() {
                    barred.insert(only.identity());
                    refused.push(Refused { what: only.what(&now.judged), raises });
                    most = usize::MAX;
                } else {
                    // One of them is the cause, and the others are good.
                    most = chosen.len() / 2;
                }
            }
        }
    }
    now.files.retain(|path, bytes| before.sources.text(path).is_none_or(|text| text.as_bytes() != bytes));
    Fixed { files: now.files, applied, refused, before }
}

/// The state after some fixes, and after those of what they raise; or what they raise and no fix mends.
fn attempt(
    world: &dyn World,
    judge: &dyn Fn(&dyn World) -> Judged,
    from: &State,
    chosen: &[Chosen<'_>],
) -> Result<(State, Vec<Applied>), Vec<String>> {
    let mut done: Vec<Applied> = chosen.iter().map(|one| one.applied(&from.judged)).collect();
    let mut state = after(world, judge, from, chosen);
    for _ in 0..LONGEST_CHAIN {
        let raised = round::raised(&from.judged, &state.judged);
        if raised.0.is_empty() {
            return if state.judged.is_better(&from.judged) { Ok((state, done)) } else { Err(Vec::new()) };
        }
        let more = round::choose(&state.judged, &raised, &BTreeSet::new(), usize::MAX);
        if more.is_empty() {
            return Err(words(&raised));
        }
        done.extend(more.iter().map(|one| one.applied(&state.judged)));
        let next = after(world, judge, &state, &more);
        state = next;
    }
    Err(words(&round::raised(&from.judged, &state.judged)))
}

fn words(found: &Diagnostics) -> Vec<String> {
    let words = |finding: &Diagnostic| format!("{}: {}", finding.rule.name, finding.message);
    found.0.iter().map(words).collect()
}

fn after(world: &dyn World, judge: &dyn Fn(&dyn World) -> Judged, from: &State, chosen: &[Chosen<'_>]) -> State {
    let mut files = from.files.clone();
    files.extend(round::apply(&from.judged.sources, chosen));
    let judged = judge(&Over { world, files: &files });
    State { files, judged }
}
