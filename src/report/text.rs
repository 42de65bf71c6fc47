//! Turns text that others wrote into text that a terminal can show: control characters and invisible ones,
//! which could move the cursor, recolour the report or reorder a line, become visible; sentences are wrapped
//! to a width.

use super::Glyphs;
use crate::diagnostic::Severity;

/// How bad a finding is, as every format but GitLab's words it.
pub(super) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// `text` without anything that a terminal obeys; line feeds stay.
pub(super) fn clean(text: &str, glyphs: Glyphs) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        line.chars().for_each(|c| push(&mut out, c, glyphs));
    }
    out
}

/// `text` on one line, without anything that a terminal obeys.
pub fn clean_line(text: &str, glyphs: Glyphs) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push(&mut out, c, glyphs));
    out
}

/// Adds `c` to `out` the way it is shown: as it is, as a control picture, or as KDL would escape it.
pub(super) fn push(out: &mut String, c: char, glyphs: Glyphs) {
    let code = u32::from(c);
    match (c, glyphs) {
        ('\0'..='\u{1f}', Glyphs::Unicode) => out.push(char::from_u32(0x2400 + code).unwrap_or('?')),
        ('\u{7f}', Glyphs::Unicode) => out.push('\u{2421}'),
        // A runner reads `##[…]` as a command wherever it is in a line: `ActionCommand.cs` of actions/runner.
        ('[', _) if out.ends_with("##") || out.ends_with("##vso") => out.push_str("\\u{5b}"),
        _ if c.is_control() || is_invisible(c) => out.push_str(&format!("\\u{{{code:x}}}")),
        _ => out.push(c),
    }
}

/// Whether `c` takes no room yet changes what is read: text direction, joiners, separators, tags.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// At most how many columns `text` takes.
///
/// It decides where lines break, never what an underline covers, so an upper bound will do: from Hangul on
/// everything counts as wide but the blocks of accented letters, punctuation, arrows and boxes.
pub(super) fn columns(text: &str) -> usize {
    let wide = |c: char| {
        c >= '\u{1100}' && !matches!(c, '\u{1e00}'..='\u{2319}' | '\u{2400}'..='\u{25fc}' | '\u{fb00}'..='\u{fdff}')
    };
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

/// `text` in lines of at most `width` columns, broken at spaces; only a word longer than a line is broken
/// itself.
pub fn wrap(text: &str, width: usize) -> String {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split(' ') {
            let wanted = columns(word);
            if used > 0 && used + 1 + wanted <= width {
                line.push(' ');
                line.push_str(word);
                used += 1 + wanted;
                continue;
            }
            if used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            for c in word.chars() {
                let more = columns(c.encode_utf8(&mut [0; 4]));
                if used > 0 && used + more > width {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push(c);
                used += more;
            }
        }
        lines.push(line);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(clean("a\u{1b}[31mb\u{7f}\tc\r\nd", Glyphs::Unicode), "a␛[31mb␡␉c\nd");
        assert_eq!(clean("a\u{1b}[31mb\u{9b}", Glyphs::Ascii), "a\\u{1b}[31mb\\u{9b}");
        assert_eq!(clean("left\u{202e}right", Glyphs::Unicode), "left\\u{202e}right");
        assert_eq!(clean_line("two\nlines", Glyphs::Unicode), "two␊lines");
    }

    #[test]
    fn what_people_write_stays() {
        let text = "grüße, 集群 🚀 e\u{301} שלום";
        assert_eq!(clean(text, Glyphs::Ascii), text);
    }

    #[test]
    fn words_stay_whole() {
        assert_eq!(wrap("see the rule duplicate-cluster-id", 20), "see the rule\nduplicate-cluster-id");
        assert_eq!(wrap("a\nb", 20), "a\nb");
        assert_eq!(wrap("abcdefgh", 3), "abc\ndef\ngh");
        assert_eq!(wrap("", 3), "");
        assert_eq!(wrap("集群集群", 4), "集群\n集群");
    }
}
