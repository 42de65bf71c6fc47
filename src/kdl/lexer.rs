//! KDL text to its tokens, comments and white space among them.
//!
//! The crate's parser recurses, and after an error it goes on from wherever it is; this one does neither.
//! `nesting` measures with it before the parser runs, `syntax` looks at the tokens after it has failed, and
//! `fmt` lays them out after it has not: of a text that is KDL 2 these are the tokens, without gaps.

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
    /// A bare word that goes on after `://`, which KDL takes for a comment.
    Url,
    /// One of `;`, `=`, `(`, `)` and `\\`.
    Mark,
    /// Anything else: a bare string, a number, a keyword.
    Word,
    /// White space within a line.
    Space,
    /// The end of a line.
    Newline,
}

/// The deepest nesting of braces or of comments that is accepted.
pub const DEEPEST: usize = 64;

/// The tokens of a text, without gaps.
pub fn tokens(text: &str) -> impl Iterator<Item = Token> {
    let bytes = text.as_bytes();
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let (kind, length) = next(rest);
        let token = Token { kind, start, end: (start + length.max(1)).min(bytes.len()) };
        crate::work::step();
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
        [b';' | b'=' | b'(' | b')' | b'\\', ..] => (Kind::Mark, 1),
        _ if space(rest) > 0 => (Kind::Space, run(rest, space)),
        _ if newline(rest) > 0 => (Kind::Newline, newline(rest)),
        _ => word(rest),
    }
}

/// The length of the end of line with which a text begins: one of the eight that KDL 2 knows.
fn newline(rest: &[u8]) -> usize {
    match rest {
        [b'\r', b'\n', ..] | [0xc2, 0x85, ..] => 2,
        [b'\n' | b'\r' | 0x0b | 0x0c, ..] => 1,
        [0xe2, 0x80, 0xa8 | 0xa9, ..] => 3,
        _ => 0,
    }
}

/// The length of the white space character with which a text begins, by Unicode's list, which is KDL's.
fn space(rest: &[u8]) -> usize {
    match rest {
        [b' ' | b'\t', ..] => 1,
        [0xc2, 0xa0, ..] => 2,
        [0xe1, 0x9a, 0x80, ..] | [0xe2, 0x80, 0x80..=0x8a | 0xaf, ..] => 3,
        [0xe2, 0x81, 0x9f, ..] | [0xe3, 0x80, 0x80, ..] => 3,
        _ => 0,
    }
}

/// The length of the characters in a row for which `length` has one.
fn run(rest: &[u8], length: fn(&[u8]) -> usize) -> usize {
    let mut at = 0;
    while let more @ 1.. = length(rest.get(at..).unwrap_or_default()) {
        at += more;
    }
    at
}

fn line(rest: &[u8]) -> usize {
    (0..rest.len()).find(|at| newline(rest.get(*at..).unwrap_or_default()) > 0).unwrap_or(rest.len())
}

fn blank(rest: &[u8]) -> usize {
    space(rest).max(newline(rest))
}

/// A comment with the comments in it.
fn comment(rest: &[u8]) -> (Kind, usize) {
    let (mut depth, mut at) = (0_usize, 0);
    loop {
        match rest.get(at..).unwrap_or_default() {
            [] => return (Kind::OpenComment, rest.len()),
            [b'/', b'*', ..] if depth == DEEPEST => return (Kind::DeepComment, rest.len()),
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
            // After a backslash all white space is passed over, the ends of lines too.
            [b'\\', more @ ..] if hashes == 0 => at += 1 + run(more, blank).max(1),
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
    let here = |at: usize| rest.get(at..).unwrap_or_default();
    match (hashes + 1..rest.len()).find(|at| closes(here(*at), 1, hashes) || newline(here(*at)) > 0) {
        Some(at) if newline(here(at)) == 0 => (Kind::OldText, at + 1 + hashes),
        end => (Kind::OpenText, end.unwrap_or(rest.len())),
    }
}

fn closes(rest: &[u8], quotes: usize, hashes: usize) -> bool {
    let wanted = std::iter::repeat_n(&b'"', quotes).chain(std::iter::repeat_n(&b'#', hashes));
    rest.len() >= quotes + hashes && wanted.zip(rest).all(|(wanted, byte)| wanted == byte)
}

/// A word ends where a string, a comment or a value may begin.
fn word(rest: &[u8]) -> (Kind, usize) {
    let stops = |at: usize, marks: &[u8]| {
        let here = rest.get(at..).unwrap_or_default();
        here.first().is_none_or(|byte| marks.contains(byte)) || blank(here) > 0
    };
    let mut at = rest.iter().take_while(|byte| **byte == b'#').count();
    while let Some(byte) = rest.get(at).filter(|_| !stops(at, b"{};\"=()\\")) {
        match (byte, rest.get(at + 1)) {
            (b'/', Some(b'/')) if at > 1 && rest.get(at - 1) == Some(&b':') => {
                return (Kind::Url, (at..rest.len()).find(|at| stops(*at, b"{};\"")).unwrap_or(rest.len()));
            }
            (b'/', Some(b'/' | b'*' | b'-')) | (b'#', _) if at > 0 => break,
            _ => at += 1,
        }
    }
    (Kind::Word, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        let all = tokens(text).filter(|token| !matches!(token.kind, Kind::Space | Kind::Newline));
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
        assert_eq!(kinds("a=\"}\"")[2], (Kind::Text, "\"}\""));
        assert_eq!(kinds("a=#\"}\"#")[2], (Kind::Text, "#\"}\"#"));
        assert_eq!(kinds("\"a\\ \t\r\n }\"")[0], (Kind::Text, "\"a\\ \t\r\n }\""));
    }

    #[test]
    fn lines_and_words_end_where_kdl_ends_them() {
        for end in ["\n", "\r\n", "\r", "\u{85}", "\u{b}", "\u{c}", "\u{2028}", "\u{2029}"] {
            assert_eq!(kinds(&format!("// a{end}{{"))[1], (Kind::Open, "{"), "{end:?}");
        }
        for space in ["\t", "\u{a0}", "\u{1680}", "\u{2009}", "\u{202f}", "\u{205f}", "\u{3000}"] {
            assert_eq!(kinds(&format!("é{space}b{space}{space}\"c\"")).len(), 3, "{space:?}");
        }
        let marks = kinds("(t)a=#true;é\\\n").into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        assert_eq!(marks, ["(", "t", ")", "a", "=", "#true", ";", "é", "\\"]);
    }

    #[test]
    fn what_is_not_closed_is_reported() {
        assert_eq!(kinds("\"a\nb")[0], (Kind::OpenText, "\"a"));
        assert_eq!(kinds("/* /* */")[0].0, Kind::OpenComment);
        assert_eq!(kinds(&"/*".repeat(100))[0].0, Kind::DeepComment);
    }

    #[test]
    fn mistakes_are_tokens_of_their_own() {
        assert_eq!(kinds(r#"r"C:\""#), [(Kind::OldText, r#"r"C:\""#)]);
        assert_eq!(kinds("r#\"a\"b\"#"), [(Kind::OldText, "r#\"a\"b\"#")]);
        assert_eq!(kinds("https://é:1/x }")[0], (Kind::Url, "https://é:1/x"));
        assert_eq!(kinds("https://a/x?b=(c) }")[0], (Kind::Url, "https://a/x?b=(c)"));
        assert_eq!(kinds("10.0.0.0/8//c"), [(Kind::Word, "10.0.0.0/8"), (Kind::Comment, "//c")]);
    }
}
