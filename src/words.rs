//! How names are joined in a sentence.

/// Names in backticks, for a sentence.
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

/// The indefinite article of a word.
pub fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// The first three of a list, and how many more there are.
pub fn few(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, three, more @ ..] => format!("{one}, {two}, {three} and {} more", more.len()),
    }
}

/// `a pod range is`, `3 pod ranges are`: how many, with the words for one and for many.
pub fn count(number: usize, (one, many): (&str, &str)) -> String {
    if number == 1 { format!("{} {one}", article(one)) } else { format!("{number} {many}") }
}
