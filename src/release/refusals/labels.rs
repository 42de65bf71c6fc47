//! Labels by which agents tell identities apart.

/// Whether agents can read each item of a list of labels: a source with a colon, where there is one, then a
/// regular expression that may begin with `!` (`parseLabelPrefix` in `pkg/labelsfilter`).
pub fn are_labels(text: &str) -> bool {
    text.split_ascii_whitespace().all(|item| {
        let expression = item.split_once(':').map_or(item, |(_, expression)| expression);
        !expression.is_empty() && is_expression(expression.strip_prefix('!').unwrap_or(expression))
    })
}

/// Whether a regular expression is none at first sight: a bracket without its other half, something repeated
/// that is not there, or nothing behind the last backslash.
fn is_expression(text: &str) -> bool {
    let (mut depth, mut is_repeatable) = (0_u32, false);
    let mut rest = text.chars();
    while let Some(next) = rest.next() {
        let is_one = match next {
            '\\' => match rest.next() {
                None => return false,
                // What is behind these is read in ways of its own.
                Some('Q' | 'p' | 'P') => return true,
                Some(_) => true,
            },
            '[' => match after_class(rest.as_str()) {
                None => return false,
                Some(after) => {
                    rest = after.chars();
                    true
                }
            },
            '(' => {
                depth += 1;
                // `(?:`, `(?i)` and their like.
                if let Some(flags) = rest.as_str().strip_prefix('?') {
                    let Some(end) = flags.find([':', ')', '>']) else { return false };
                    rest = flags.get(end..).unwrap_or_default().chars();
                    if !flags.get(end..).is_some_and(|end| end.starts_with(')')) {
                        rest.next();
                    }
                }
                false
            }
            ')' => match depth.checked_sub(1) {
                None => return false,
                Some(less) => {
                    depth = less;
                    true
                }
            },
            '*' | '+' | '?' if !is_repeatable => return false,
            '|' => false,
            _ => true,
        };
        is_repeatable = is_one;
    }
    depth == 0
}

/// What is behind a class of characters; nothing where it does not end. A bracket that ends it is one of them
/// where it comes first.
fn after_class(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('^').unwrap_or(text);
    let mut rest = inside.strip_prefix(']').unwrap_or(inside).chars();
    loop {
        match rest.next()? {
            '\\' => {
                rest.next()?;
            }
            '[' if rest.as_str().starts_with(':') => {
                let (_, after) = rest.as_str().split_once(":]")?;
                rest = after.chars();
            }
            ']' => return Some(rest.as_str()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::are_labels;

    #[test]
    fn expressions_are_those_of_go() {
        let taken = [
            "",
            "k8s:app",
            "k8s:!io.kubernetes k8s:io\\.cilium\\.k8s",
            "app",
            "reserved:.*",
            "k8s:(app|name)",
            "k8s:(?:app)+",
            "k8s:(?i)app",
            "k8s:(?P<n>app)",
            "k8s:[]a]",
            "k8s:[^]a]+",
            "k8s:[[:alpha:]]",
            "k8s:a{2}",
            "k8s:\\(",
            "k8s:a.*?",
            "container:!",
            "k8s:(a*)*",
        ];
        for text in taken {
            assert!(are_labels(text), "{text}");
        }
        for text in ["k8s:(app", "k8s:app)", "k8s:*", "k8s:[a", "k8s:app\\", "k8s:", "!*", "a|*", "k8s:(+)"] {
            assert!(!are_labels(text), "{text}");
        }
    }
}
