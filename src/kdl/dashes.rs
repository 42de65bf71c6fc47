//! How deep slashdashes nest, before the parser reads them.
//!
//! The crate's parser (kdl 6.7) reads twice what a `/-` takes away, and what is taken away inside of that
//! twice in each: twenty levels take minutes.

use super::lexer::{Kind, tokens};

/// How many levels there may be.
pub const MOST: usize = 6;

/// The first place where what is taken away is too deep inside of what is taken away too.
pub fn too_deep(text: &str) -> Option<usize> {
    text.match_indices("/-").nth(MOST)?;
    // Of each open brace, how many `/-` are around it, and whether one takes away the node that it is of.
    let mut outer: Vec<(usize, bool)> = Vec::new();
    let (mut around, mut is_node_taken, mut is_start) = (0, false, true);
    let (mut is_escaped, mut is_waiting) = (false, false);
    for token in tokens(text) {
        let written = text.get(token.start..token.end).unwrap_or_default();
        let is_blank = matches!(token.kind, Kind::Space | Kind::Comment);
        match token.kind {
            Kind::Dash => is_node_taken |= is_start,
            Kind::Open => {
                outer.push((around, is_node_taken));
                around += usize::from(is_node_taken) + usize::from(is_waiting && !is_start);
                if around > MOST {
                    return Some(token.start);
                }
                (is_node_taken, is_start) = (false, true);
            }
            Kind::Close => {
                (around, is_node_taken) = outer.pop().unwrap_or_default();
                is_start = false;
            }
            // The statement goes on after `\`, and after `/-` before what that takes away.
            Kind::Newline if !is_escaped && !is_waiting => (is_node_taken, is_start) = (false, true),
            Kind::Mark if written == ";" => (is_node_taken, is_start) = (false, true),
            Kind::Mark if written == "\\" => {}
            Kind::Newline | Kind::Space | Kind::Comment => {}
            _ => is_start = false,
        }
        is_escaped = written == "\\" || (is_escaped && is_blank);
        is_waiting = token.kind == Kind::Dash || (is_waiting && (is_blank || token.kind == Kind::Newline));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_away_nests_a_few_levels() {
        let nested = |open: &str, levels: usize| format!("{}{}\n", open.repeat(levels), "}".repeat(levels));
        for open in ["b 1; /-a {", "a /-{b 1; ", "/-a {\n", "a \\\n /-{", "/-\n// x\na {"] {
            assert_eq!(too_deep(&nested(open, MOST)), None, "{open:?}");
            assert!(too_deep(&nested(open, MOST + 1)).is_some(), "{open:?}");
        }
        // One node and its children: both are taken away.
        assert!(too_deep(&nested("/-a /-{", MOST / 2 + 1)).is_some());
    }

    #[test]
    fn beside_each_other_there_may_be_many() {
        for text in ["/-a {b {c 1}}\n", "a /-{b} /-{b} /-1 /-2 {c}\n", "a /-1 /-b=2 {/-c\n/-d 1\n}; ", "a \"/-{/-{\"\n"]
        {
            assert_eq!(too_deep(&text.repeat(500)), None, "{text}");
        }
    }
}
