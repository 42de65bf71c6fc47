//! How much memory the crate's parser will take for a text, counted before it runs: for each name, value and
//! mark it makes an object of up to 1.4 KB (kdl 6.7), where the text has two bytes.

use super::lexer::{Kind, Token, tokens};

/// The tokens of a text without white space and comments: what the parser makes something of.
pub fn significant(text: &str) -> impl Iterator<Item = Token> {
    tokens(text).filter(|token| !matches!(token.kind, Kind::Space | Kind::Newline | Kind::Comment))
}

/// How many names, values and marks a text has, and where the one begins that is past so many; what is after
/// that is not looked at.
pub fn words(text: &str, most: usize) -> (usize, Option<usize>) {
    let mut count = 0;
    for token in significant(text) {
        count += 1;
        if count > most {
            return (count, Some(token.start));
        }
    }
    (count, None)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn comments_and_space_are_free() {
        assert_eq!(words("a 1 // b c d\n/* e f */ \"g h\" i=2", 9), (6, None));
        assert_eq!(words("a b c d", 2), (3, Some(4)));
    }
}
