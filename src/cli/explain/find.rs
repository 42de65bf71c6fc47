//! What people type for the name of a rule: its words in another order, in the singular or the plural, or a
//! part of them.

use meshc::diagnostic::{is_close, nearest};

/// The shortest part of a word that need not be its beginning.
const PART: usize = 4;

/// Whether each of the words that were typed is one of a name, or a part of one.
pub fn is_called(typed: &str, name: &str) -> bool {
    let mut typed = words(typed).peekable();
    typed.peek().is_some() && typed.all(|word| words(name).any(|own| is_part(word, own)))
}

/// The name that is most like what was typed: at first as it is, then in another order of its words, then the
/// first one with words that are like all of them.
pub fn meant<'n>(typed: &str, names: &[&'n str]) -> Option<&'n str> {
    let plain = nearest(typed, names.iter().copied());
    let is_like = |word: &str, own: &str| is_part(word, own) || is_close(word, own);
    let has_all = |name: &&&str| words(typed).all(|word| words(name).any(|own| is_like(word, own)));
    let in_order = in_order(typed);
    let by_order = || names.iter().find(|name| is_close(&in_order, &self::in_order(name)));
    let by_words = || names.iter().filter(|_| !in_order.is_empty()).find(has_all);
    let sure = plain.filter(|name| is_close(typed, name));
    sure.or_else(|| by_order().or_else(by_words).copied()).or(plain)
}

/// The words of a name in alphabetical order.
fn in_order(name: &str) -> String {
    let mut sorted: Vec<&str> = words(name).collect();
    sorted.sort_unstable();
    sorted.join("-")
}

/// The words of a name, in the singular.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let singular = |word: &&str| word.len() > 2 && word.ends_with('s') && !word.ends_with("ss");
    let words = name.split([' ', '-', '_']).filter(|word| !word.is_empty());
    words.map(move |word| if singular(&word) { word.trim_end_matches('s') } else { word })
}

/// Whether one is the other or part of it, or both are forms of one word, as `overlap` and `overlapping` are.
fn is_part(typed: &str, own: &str) -> bool {
    let common = typed.bytes().zip(own.bytes()).take_while(|(one, other)| one == other).count();
    let is_form = common > PART && common * 10 >= typed.len().max(own.len()) * 6;
    typed == own
        || (typed.len() >= PART && own.contains(typed))
        || (typed.len() > 2 && own.starts_with(typed))
        || is_form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_order_and_form() {
        for typed in
            ["pod-cidr-overlap", "overlapping pod cidr", "cidrs overlaps", "pod_cidrs", "overlapping-pod-cidrs"]
        {
            assert!(is_called(typed, "overlapping-pod-cidrs"), "{typed}");
        }
        assert!(is_called("id", "duplicate-cluster-id") && is_called("ids", "duplicate-cluster-id"));
        for (typed, name) in
            [("id", "overlapping-pod-cidrs"), ("node-cidr", "overlapping-pod-cidrs"), ("", "a"), ("-", "a")]
        {
            assert!(!is_called(typed, name), "{typed}");
        }
    }

    #[test]
    fn the_nearest_name_is_found_in_any_order() {
        let names = ["duplicate-cluster-id", "overlapping-pod-cidrs", "peer-moved"];
        for (typed, name) in [
            ("peer-movd", Some("peer-moved")),
            ("cluster-id-duplicat", Some("duplicate-cluster-id")),
            ("cidrs-overlaping", Some("overlapping-pod-cidrs")),
            ("xyzzy", None),
        ] {
            assert_eq!(meant(typed, &names), name, "{typed}");
        }
    }
}
