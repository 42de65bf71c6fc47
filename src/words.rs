//! Names, numbers and texts of the user's in a sentence: how they are joined, cut and counted, and how many
//! are named.

use crate::work;

/// So many places a sentence has for names, and a finding for labels: what has none is counted.
pub const FEW: usize = 3;

/// So many places a list has.
const MANY: usize = 8;

/// The longest text of the user's that a sentence holds, in characters.
const LONGEST: usize = 96;

/// A text of the user's in backticks, cut where it would bury the sentence.
pub fn shown(text: &str) -> String {
    format!("`{}`", cut(text, LONGEST))
}

/// A text of the user's, cut where it would be `longest` characters or more.
pub fn cut(text: &str, longest: usize) -> String {
    work::step();
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_string(),
    }
}

/// Names in backticks, all of them.
pub fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The same with `or` before the last.
pub fn either(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [more @ .., last] => format!("{} or `{last}`", list(more.iter().copied())),
    }
}

/// The items of a sentence: `a, b and c`, or `a, b and 5 more`.
pub fn few(items: &[impl AsRef<str>]) -> String {
    joined(items, FEW)
}

/// The items of a list, which has room for more than a sentence.
pub fn many(items: &[impl AsRef<str>]) -> String {
    joined(items, MANY)
}

/// What may be chosen, in backticks.
pub fn choices<'n>(names: impl Iterator<Item = &'n str>) -> String {
    many(&names.map(shown).collect::<Vec<_>>())
}

/// Joins items in so many places; the last place counts those that have none. Never is a single one counted.
fn joined(items: &[impl AsRef<str>], places: usize) -> String {
    let named = if items.len() > places { places - 1 } else { items.len() };
    let more = items.len() - named;
    let mut parts: Vec<String> = items.iter().take(named).map(|item| item.as_ref().to_string()).collect();
    parts.extend((more > 0).then(|| format!("{more} more")));
    match parts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => parts.concat(),
    }
}

/// `1 file`, `3 files`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {}", plural(count, noun))
}

/// The noun for so many.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 { noun.to_string() } else { format!("{noun}s") }
}

/// The indefinite article of a word.
pub fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// `a pod range is`, `3 pod ranges are`: how many, with the words for one and for many.
pub fn count(number: usize, (one, many): (&str, &str)) -> String {
    if number == 1 { format!("{} {one}", article(one)) } else { format!("{number} {many}") }
}

#[cfg(test)]
mod tests {
    use super::few;

    #[test]
    fn what_has_no_place_is_counted_and_is_never_one() {
        let all = ["a", "b", "c", "d", "e"];
        let said: Vec<String> = (0..=5).map(|count| few(all.get(..count).unwrap_or_default())).collect();
        assert_eq!(said, ["", "a", "a and b", "a, b and c", "a, b and 2 more", "a, b and 3 more"]);
    }
}
