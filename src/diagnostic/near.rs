//! Did you mean: the name that is most like another.

use crate::work;

/// The longest word that is compared with names: no longer one is meant for any.
const LONGEST: usize = 80;

/// How much of two names is the same when one is a slip of the other.
const CLOSE: f64 = 0.75;

/// The name that is most like `name`, when one is like enough to be meant.
pub fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    if name.len() > LONGEST {
        return None;
    }
    let name = plain(name);
    let letters = letters(&name);
    let score = |known: &str| {
        work::steps(name.len());
        let known = plain(known);
        // What has other letters is not compared letter by letter.
        let differing = distance(&letters, &self::letters(&known));
        let longest = name.chars().count().max(known.chars().count());
        if differing * 10 > longest * 4 { 0.0 } else { strsim::normalized_damerau_levenshtein(&name, &known) }
    };
    // A name that goes on for long means something else: `installNoConntrackIptablesRules` is not
    // `installIptablesRules`.
    let is_as_long = |known: &&str| {
        known.len() <= LONGEST && known.len().abs_diff(name.len()) * 3 <= known.len().max(name.len()).max(9)
    };
    let best = names.filter(is_as_long).map(|known| (score(known), known)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= 0.6).then_some(best.1)
}

/// Whether a name is so much like another that it can only be a slip.
pub fn is_close(name: &str, known: &str) -> bool {
    name.len() <= LONGEST && strsim::normalized_damerau_levenshtein(&plain(name), &plain(known)) >= CLOSE
}

/// How often a name has each letter; all that are alike in their last five bits count as one.
fn letters(text: &str) -> [u8; 32] {
    let mut letters = [0_u8; 32];
    for letter in text.chars() {
        if let Some(count) = letters.get_mut(u32::from(letter) as usize % 32) {
            *count = count.saturating_add(1);
        }
    }
    letters
}

/// How many letters of one name, at least, the other does not have: no fewer must be changed to make one of
/// the other.
fn distance(one: &[u8; 32], other: &[u8; 32]) -> usize {
    let missing = |of: &[u8; 32], from: &[u8; 32]| -> usize {
        of.iter().zip(from).map(|(count, known)| usize::from(count.saturating_sub(*known))).sum()
    };
    missing(one, other).max(missing(other, one))
}

fn plain(text: &str) -> String {
    text.trim_end_matches([':', ',']).replace('_', "-").to_lowercase()
}
