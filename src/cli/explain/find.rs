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

/// The name that is most like what was typed, whatever the order of its words.
pub fn meant<'n>(typed: &str, names: &[&'n str]) -> Option<&'n str> {
    let is_like = |word: &str, own: &str| is_part(word, own) || is_close(word, own);
    let has_all = |name: &&&str| words(typed).all(|word| words(name).any(|own| is_like(word, own)));
    let sorted = |text: &str| {
        let mut sorted: Vec<&str> = words(text).collect();
        sorted.sort_unstable();
        sorted.join("-")
    };
    let orders: Vec<String> = names.iter().map(|name| sorted(name)).collect();
    let in_order = || nearest(&sorted(typed), orders.iter().map(String::as_str));
    let by_order =
        || orders.iter().zip(names).find(|(order, _)| Some(order.as_str()) == in_order()).map(|(_, name)| *name);
    nearest(typed, names.iter().copied()).or_else(by_order).or_else(|| names.iter().find(has_all).copied())
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
