//! A text to a slightly other one, by a generator that gives the same in every run: bytes that change, parts
//! that go, come twice or come from elsewhere, words and numbers at which readers stumble.

/// A generator of numbers (`xorshift64*`).
pub struct Random(u64);

impl Random {
    /// The one that begins with a seed.
    pub fn seeded(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below another one.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(high).unwrap() % end.max(1)
    }
}

/// What readers stumble over.
const WORDS: &[&str] = &[
    "",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\u{0}",
    "\u{7f}",
    "é",
    "\\",
    "\"",
    "'",
    "#\"",
    "\"#",
    "\"\"\"",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "{ ",
    " }",
    ";",
    ",",
    ": ",
    "- ",
    "---\n",
    "...\n",
    "# ",
    "//",
    "/*",
    "*/",
    "/-",
    "|\n",
    ">-\n",
    "&a ",
    "*a",
    "!!binary ",
    "!!str ",
    "<<: ",
    "? ",
    "~",
    "null",
    "#null",
    "#true",
    "#false",
    "true",
    "on",
    "0",
    "-1",
    "1e999",
    "0x10",
    "0o7",
    "1_000",
    ".nan",
    ".inf",
    "255",
    "256",
    "511",
    "512",
    "65536",
    "4294967296",
    "18446744073709551616",
    "-170141183460469231731687303715884105728",
    "0.0.0.0/0",
    "::/0",
    "10.0.0.0/33",
    "2001:db8::/32",
    "kind: List\n",
    "items: []\n",
    "apiVersion: v1\n",
    "metadata: {}\n",
    "../",
    "/",
    "$(x)",
    "${x}",
];

/// The longest text that comes out.
const LONGEST: usize = 16_384;

/// A text changed in a few places, with parts of another one.
pub fn mutated(text: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(text.len() + 1);
        let most = if random.below(4) == 0 { 400 } else { 12 };
        let end = (at + 1 + random.below(most)).min(text.len());
        match random.below(9) {
            0 if at < text.len() => text[at] ^= 1 << random.below(8),
            1 => drop(text.drain(at..end)),
            2 => {
                let part = text[at..end].to_vec();
                let place = random.below(text.len() + 1);
                text.splice(place..place, part);
            }
            3 => {
                let from = random.below(other.len() + 1);
                let part = &other[from..(from + end - at).min(other.len())];
                text.splice(at..end, part.iter().copied());
            }
            4 => text.truncate(at),
            5 => {
                let (start, end) = word_at(&text, at);
                let word = WORDS[random.below(WORDS.len())];
                text.splice(start..end, word.bytes());
            }
            6 => {
                let (start, end) = line_at(&text, at);
                let line = text[start..end].repeat(1 + random.below(3));
                text.splice(end..end, line);
            }
            7 => drop(text.drain(line_at(&text, at).0..line_at(&text, at).1)),
            _ => drop(text.splice(at..at, WORDS[random.below(WORDS.len())].bytes())),
        }
        text.truncate(LONGEST);
    }
    text
}

/// The word around a place, or what is between two.
fn word_at(text: &[u8], at: usize) -> (usize, usize) {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./".contains(byte);
    let start = text[..at].iter().rposition(|byte| !is_word(byte)).map_or(0, |found| found + 1);
    let end = text[at..].iter().position(|byte| !is_word(byte)).map_or(text.len(), |found| at + found);
    (start, end)
}

/// The line around a place, with its end.
fn line_at(text: &[u8], at: usize) -> (usize, usize) {
    let start = text[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |found| found + 1);
    let end = text[at..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |found| at + found + 1);
    (start, end)
}
