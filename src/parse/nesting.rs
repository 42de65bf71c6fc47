//! How deep a KDL text nests, before the parser recurses into it: a hostile text must not overflow the stack.
//!
//! The crate's parser needs about 6 KiB of stack for a brace, 4 KiB for a slashdash, 2 KiB for a comment within a comment
//! and half a KiB for an equals sign that follows another; it runs on a thread whose stack is measured by their number.

/// The deepest nesting of braces or of comments that is accepted.
pub const DEEPEST: usize = 64;

/// The deepest imbalance of braces when strings and comments are not told apart: past it the text is hostile.
const DEEPEST_RAW: usize = 1_000;

/// The largest stack that is worth having.
const LARGEST_STACK: usize = 1 << 30;

/// How much stack the parser may need for a text, in bytes; the byte where it nests too deep otherwise.
///
/// # Errors
/// When the text nests deeper than [`DEEPEST`]: the offset of the first character that does.
pub fn stack_for(text: &str) -> Result<usize, usize> {
    if let Some(at) = too_deep(text).or_else(|| too_deep_raw(text)) {
        return Err(at);
    }
    let recursions = text.bytes().filter(|byte| matches!(byte, b'{' | b'/' | b'=')).count();
    let stack = (16 << 20) + recursions * (8 << 10);
    if stack > LARGEST_STACK { Err(text.len()) } else { Ok(stack) }
}

/// Follows strings and comments as KDL 2 reads them.
fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let rest = |at: usize| bytes.get(at..).unwrap_or_default();
    let (mut braces, mut comments, mut dashes, mut at) = (0_usize, 0_usize, 0_usize, 0_usize);
    while at < bytes.len() {
        let here = rest(at);
        let mut step = 1;
        if here.starts_with(b"/*") {
            comments += 1;
            step = 2;
        } else if comments > 0 {
            if here.starts_with(b"*/") {
                comments -= 1;
                step = 2;
            }
        } else if here.starts_with(b"//") {
            step = here.iter().position(|byte| *byte == b'\n').unwrap_or(here.len());
        } else if here.starts_with(b"/-") {
            dashes += 1;
            step = 2;
        } else if here.starts_with(b"\"") || here.starts_with(b"#") {
            step = string_length(here);
            dashes = 0;
        } else if here.starts_with(b"{") {
            braces += 1;
            dashes = 0;
        } else if here.starts_with(b"}") {
            braces = braces.saturating_sub(1);
            dashes = 0;
        } else if !here.first().is_some_and(u8::is_ascii_whitespace) {
            dashes = 0;
        }
        if braces > DEEPEST || comments > DEEPEST || dashes > DEEPEST {
            return Some(at);
        }
        at += step;
    }
    None
}

/// The length of the string, raw or not, at the start of `text`; 1 when there is none.
fn string_length(text: &[u8]) -> usize {
    let hashes = text.iter().take_while(|byte| **byte == b'#').count();
    let quotes = text.iter().skip(hashes).take_while(|byte| **byte == b'"').count();
    if quotes == 0 {
        return hashes.max(1);
    }
    let quotes = if quotes >= 3 { 3 } else { 1 };
    let mut at = hashes + quotes;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        if hashes == 0 && rest.starts_with(b"\\") {
            at += 2;
            continue;
        }
        if quotes == 1 && rest.starts_with(b"\n") {
            return at;
        }
        let closes = rest.iter().take(quotes).filter(|byte| **byte == b'"').count() == quotes
            && rest.iter().skip(quotes).take(hashes).filter(|byte| **byte == b'#').count() == hashes;
        if closes {
            return at + quotes + hashes;
        }
        at += 1;
    }
    text.len()
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
    use super::*;

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
