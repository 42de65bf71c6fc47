//! KDL text to the few tokens that tell what is inside of what: braces, strings, comments.
//!
//! The crate's parser recurses and goes on after an error from wherever it stands; this one does neither. It is what
//! `nesting` measures with before the parser runs, and what `slips` looks at after it has failed.

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `{`.
    Open,
    /// `}`.
    Close,
    /// A string, raw or not, of one line or of many.
    Text,
    /// A string that nothing closes.
    OpenText,
    /// A raw string as KDL 1 wrote it, `r"…"` or `r#"…"#`.
    OldText,
    /// A comment, of one line or between `/*` and `*/`.
    Comment,
    /// A comment that nothing closes.
    OpenComment,
    /// A comment that holds too many others.
    DeepComment,
    /// `/-`.
    Dash,
    /// A bare word that goes on behind `://`, which KDL takes for a comment.
    Url,
    /// Anything else.
    Word,
    /// White space.
    Space,
}

/// The deepest nesting of comments that is looked at.
const DEEPEST_COMMENT: usize = super::nesting::DEEPEST;

/// The tokens of a text, without gaps.
pub fn tokens(text: &str) -> impl Iterator<Item = Token> {
    let bytes = text.as_bytes();
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let (kind, length) = next(rest);
        let token = Token { kind, start, end: (start + length.max(1)).min(bytes.len()) };
        start = token.end;
        Some(token)
    })
}

fn next(rest: &[u8]) -> (Kind, usize) {
    match rest {
        [b'{', ..] => (Kind::Open, 1),
        [b'}', ..] => (Kind::Close, 1),
        [b'/', b'/', ..] => (Kind::Comment, line(rest)),
        [b'/', b'*', ..] => comment(rest),
        [b'/', b'-', ..] => (Kind::Dash, 2),
        [b'"', ..] => string(rest),
        [b'#', ..] if hashes(rest).1 => string(rest),
        [b'r', raw @ ..] if hashes(raw).1 => {
            let (kind, length) = old_string(raw);
            (kind, length + 1)
        }
        [byte, ..] if byte.is_ascii_whitespace() => {
            (Kind::Space, rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count())
        }
        _ => word(rest),
    }
}

fn line(rest: &[u8]) -> usize {
    rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())
}

/// A comment with the comments in it.
fn comment(rest: &[u8]) -> (Kind, usize) {
    let (mut depth, mut at) = (0_usize, 0);
    loop {
        match rest.get(at..).unwrap_or_default() {
            [] => return (Kind::OpenComment, rest.len()),
            [b'/', b'*', ..] if depth == DEEPEST_COMMENT => return (Kind::DeepComment, rest.len()),
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] if depth == 1 => return (Kind::Comment, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
}

/// How many `#` there are, and whether a quote follows them.
fn hashes(rest: &[u8]) -> (usize, bool) {
    let count = rest.iter().take_while(|byte| **byte == b'#').count();
    (count, rest.get(count) == Some(&b'"'))
}

fn string(rest: &[u8]) -> (Kind, usize) {
    let (hashes, _) = hashes(rest);
    let marks = rest.iter().skip(hashes).take(3).take_while(|byte| **byte == b'"').count();
    let (quotes, mut at) = match marks {
        3.. => (3, hashes + 3),
        _ => (1, hashes + 1),
    };
    while at < rest.len() {
        let here = rest.get(at..).unwrap_or_default();
        match here {
            [b'\\', ..] if hashes == 0 => at += 2,
            [b'\n', ..] if quotes == 1 => return (Kind::OpenText, at),
            _ if closes(here, quotes, hashes) => return (Kind::Text, at + quotes + hashes),
            _ => at += 1,
        }
    }
    (Kind::OpenText, rest.len())
}

/// On one line only, as a search through the rest of the text for each of many would take long.
fn old_string(rest: &[u8]) -> (Kind, usize) {
    let (hashes, _) = hashes(rest);
    let line = rest.get(..line(rest)).unwrap_or_default();
    let end = (hashes + 1..line.len()).find(|at| closes(line.get(*at..).unwrap_or_default(), 1, hashes));
    end.map_or((Kind::OpenText, line.len()), |end| (Kind::OldText, end + 1 + hashes))
}

fn closes(rest: &[u8], quotes: usize, hashes: usize) -> bool {
    let wanted = std::iter::repeat_n(&b'"', quotes).chain(std::iter::repeat_n(&b'#', hashes));
    rest.len() >= quotes + hashes && wanted.zip(rest).all(|(wanted, byte)| wanted == byte)
}

/// A word ends where a string, a comment or a value may begin.
fn word(rest: &[u8]) -> (Kind, usize) {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"{};\"".contains(byte);
    let mut at = rest.iter().take_while(|byte| **byte == b'#').count();
    while let Some(byte) = rest.get(at).filter(|byte| !ends(byte)) {
        match (byte, rest.get(at + 1)) {
            (b'/', Some(b'/')) if at > 1 && rest.get(at - 1) == Some(&b':') => {
                let more = rest.iter().skip(at).position(ends);
                return (Kind::Url, more.map_or(rest.len(), |more| at + more));
            }
            (b'/', Some(b'/' | b'*' | b'-')) | (b'#', _) if at > 0 => break,
            (b'=' | b'(', _) => return (Kind::Word, at + 1),
            _ => at += 1,
        }
    }
    (Kind::Word, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        let all = tokens(text).filter(|token| token.kind != Kind::Space);
        all.map(|token| (token.kind, &text[token.start..token.end])).collect()
    }

    #[test]
    fn strings_and_comments_hide_what_is_in_them() {
        for text in [r#""}\"{""#, r##"#""}"#"##, "\"\"\"\n\"}{\n\"\"\"", "\"a\\\n}\""] {
            assert_eq!(kinds(text), [(Kind::Text, text)]);
        }
        for text in ["// { \"", "/* { /* } */ \" */"] {
            assert_eq!(kinds(text), [(Kind::Comment, text)]);
        }
        assert_eq!(kinds("a=\"}\"")[1], (Kind::Text, "\"}\""));
        assert_eq!(kinds("a=#\"}\"#")[1], (Kind::Text, "#\"}\"#"));
    }

    #[test]
    fn what_is_not_closed_says_so() {
        assert_eq!(kinds("\"a\nb")[0], (Kind::OpenText, "\"a"));
        assert_eq!(kinds("/* /* */")[0].0, Kind::OpenComment);
        assert_eq!(kinds(&"/*".repeat(100))[0].0, Kind::DeepComment);
    }

    #[test]
    fn slips_of_the_pen_are_told() {
        assert_eq!(kinds(r#"r"C:\""#), [(Kind::OldText, r#"r"C:\""#)]);
        assert_eq!(kinds("r#\"a\"b\"#"), [(Kind::OldText, "r#\"a\"b\"#")]);
        assert_eq!(kinds("https://é:1/x }")[0], (Kind::Url, "https://é:1/x"));
        assert_eq!(kinds("10.0.0.0/8//c"), [(Kind::Word, "10.0.0.0/8"), (Kind::Comment, "//c")]);
    }
}
