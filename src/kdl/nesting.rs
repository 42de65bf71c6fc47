//! How deep a KDL text nests, before the parser recurses into it: a hostile text must not overflow the stack.
//!
//! The crate's parser (kdl 6.7) needs up to 8 KiB of stack for a brace and 4 KiB for a comment within a
//! comment; after an error it begins again one level deeper, for up to 1 KiB. It runs on a thread whose stack
//! is measured by the number of bytes at which either can happen.

use super::lexer::{DEEPEST, Kind, Token};

/// The deepest imbalance of braces when strings and comments are not recognised: past it the text is hostile.
const DEEPEST_RAW: usize = 1_000;

/// The largest stack that is worth having.
const LARGEST_STACK: usize = 1 << 30;

/// How much stack the parser may need for a text of those tokens, in bytes; the byte where it nests too deep
/// otherwise.
///
/// # Errors
/// When the text nests deeper than [`DEEPEST`]: the offset of the first character that does.
pub fn stack_for(text: &str, tokens: &[Token]) -> Result<usize, usize> {
    if let Some(at) = too_deep(tokens).or_else(|| too_deep_raw(text)) {
        return Err(at);
    }
    let need = |byte: u8| match byte {
        b'{' | b'/' => 8 << 10,
        b'}' | b'(' | b')' | b'[' | b']' | b'=' | b'\\' | b'#' => 2 << 10,
        _ if byte.is_ascii_control() && !byte.is_ascii_whitespace() => 2 << 10,
        _ => 0,
    };
    let stack = (16 << 20) + text.bytes().map(need).sum::<usize>();
    if stack > LARGEST_STACK { Err(text.len()) } else { Ok(stack) }
}

fn too_deep(tokens: &[Token]) -> Option<usize> {
    let (mut braces, mut dashes) = (0_usize, 0_usize);
    for token in tokens {
        match token.kind {
            Kind::Open => braces += 1,
            Kind::Close => braces = braces.saturating_sub(1),
            Kind::Dash => dashes += 1,
            Kind::DeepComment => return Some(token.start),
            _ => {}
        }
        if token.kind != Kind::Dash {
            dashes = 0;
        }
        if braces > DEEPEST || dashes > DEEPEST {
            return Some(token.start);
        }
    }
    None
}

fn too_deep_raw(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST_RAW {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::words::significant;
    use super::*;

    fn stack_for(text: &str) -> Result<usize, usize> {
        super::stack_for(text, &significant(text).collect::<Vec<_>>())
    }

    #[test]
    fn braces_count_outside_of_strings_and_comments_only() {
        assert!(stack_for(&"a { ".repeat(DEEPEST)).is_ok());
        assert_eq!(stack_for(&"a { ".repeat(DEEPEST + 1)), Err(4 * DEEPEST + 2));
        let quoted = "a \"{{{{\\\"{{{{\" #\"{{\"{{\"# \"\"\"\n{{{\n\"\"\" // {{{\n/* {{{ /* {{ */ {{ */\n".repeat(20);
        assert!(stack_for(&quoted).is_ok());
    }

    #[test]
    fn comments_and_slashdashes_are_bounded() {
        assert!(stack_for(&"/*".repeat(DEEPEST + 1)).is_err());
        assert!(stack_for(&"/- ".repeat(DEEPEST + 1)).is_err());
        assert!(stack_for(&"/- a\n".repeat(10 * DEEPEST)).is_ok());
    }

    #[test]
    fn braces_that_a_broken_string_hides_are_bounded_too() {
        assert!(stack_for(&format!("a \"\"\"{}", "{".repeat(100_000))).is_err());
    }
}
