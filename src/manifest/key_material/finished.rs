//! Key material in a finished text, wherever it came from: comments, names and keys of maps are looked at
//! too, and nothing is known of what a text is.
//!
//! All of it has long words: a line of PEM is 64 characters, and base64, hexadecimal and web tokens have no
//! spaces. So one byte in forty is looked at, until one is in such a word.

use super::{Kind, is_ipsec_key, is_web_token, of_plain_text};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::ops::Range;

/// The shortest word: an IPsec key of 128 bits with its salt, in hexadecimal.
const LONG: usize = 40;

/// How much of a text before such a word belongs to it, in bytes: the first line of PEM, and the lines that
/// tell how its key is encrypted.
const BEFORE: usize = 192;

/// How much of a text in base64 is decoded, in bytes: a kubeconfig has its key behind two certificates.
const DECODED: usize = 16 << 10;

/// The first key material of a text: what it is, and the word that has it.
pub fn in_text(text: &str) -> Option<(Kind, Range<usize>)> {
    let mut decoded_to = 0;
    for word in long_words(text.as_bytes()) {
        let written = of_word(text, &word);
        let kind = written.or_else(|| {
            // The lines of a long text in base64 are decoded together, and once.
            let start = run(text, &word).filter(|start| *start >= decoded_to)?;
            let (decoded, length) = decoded(text.get(start..)?)?;
            decoded_to = start + length;
            of_plain_text(&decoded)
        });
        if let Some(kind) = kind {
            return Some((kind, word));
        }
    }
    None
}

/// The words of at least [`LONG`] bytes.
fn long_words(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let is_space = |byte: &u8| *byte <= b' ';
    // No long word begins before `from`, and the next one has the byte `at` unless it begins behind that.
    let (mut from, mut at) = (0, LONG - 1);
    std::iter::from_fn(move || {
        loop {
            let after = bytes.get(at..).filter(|after| !after.is_empty())?;
            let before = bytes.get(from..at).unwrap_or_default();
            let start = before.iter().rposition(is_space).map_or(from, |space| from + space + 1);
            let end = at + after.iter().position(is_space).unwrap_or(after.len());
            (from, at) = (end, end + LONG);
            if end - start >= LONG {
                return Some(start..end);
            }
        }
    })
}

/// What a word is as it is written, with what is before it.
fn of_word(text: &str, word: &Range<usize>) -> Option<Kind> {
    let start = (word.start.saturating_sub(BEFORE)..=word.start).find(|at| text.is_char_boundary(*at))?;
    let around = text.get(start..word.end)?;
    if around.contains("PRIVATE KEY-----") && run(text, word).is_some() {
        return Some(Kind::PrivateKey);
    }
    let is_quote = |c: char| "\"',[]{}".contains(c);
    if is_web_token(text.get(word.clone())?.trim_matches(is_quote)) {
        return Some(Kind::Token);
    }
    // Before the key are the SPI and the algorithm, behind the name of the entry.
    let line = around.rsplit('\n').next().unwrap_or_default();
    let mut starts = line.match_indices([' ', '"', '\'']).map(|(at, _)| at + 1).chain([0]);
    starts.any(|at| line.get(at..).is_some_and(is_ipsec_key)).then_some(Kind::IpsecKey)
}

fn is_of_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/".contains(&byte)
}

/// Where base64 begins in a word: as many of its characters as no other word has in a row.
fn run(text: &str, word: &Range<usize>) -> Option<usize> {
    let mut start = word.start;
    for part in text.as_bytes().get(word.clone())?.split(|byte| !is_of_base64(*byte)) {
        if part.len() >= LONG {
            return Some(start);
        }
        start += part.len() + 1;
    }
    None
}

/// The text in base64 with which a text begins, over the ends of its lines, and how long it is as it is
/// written.
fn decoded(text: &str) -> Option<(String, usize)> {
    let bytes = text.as_bytes().iter().take(DECODED);
    let length = bytes.clone().take_while(|byte| is_of_base64(**byte) || byte.is_ascii_whitespace()).count();
    let mut written: Vec<u8> = bytes.take(length).filter(|byte| !byte.is_ascii_whitespace()).copied().collect();
    // What ends a text that is no multiple of four is behind what is looked for.
    written.truncate(written.len() - written.len() % 4);
    let decoded = STANDARD.decode(written).ok()?;
    Some((String::from_utf8_lossy(&decoded).into_owned(), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Option<Kind> {
        in_text(text).map(|(kind, _)| kind)
    }

    #[test]
    fn long_words_are_found_wherever_they_are() {
        for length in [1, 39, 40, 41, 80, 200] {
            for before in 0..130 {
                let text = format!("{} {}\nb c", "a ".repeat(before), "x".repeat(length));
                let start = 2 * before + 1;
                let wanted = (length >= LONG).then_some(start..start + length);
                assert!(long_words(text.as_bytes()).eq(wanted), "{length} {before}");
            }
        }
        let two = format!("{} {}", "x".repeat(41), "y".repeat(40));
        assert_eq!(long_words(two.as_bytes()).count(), 2);
    }

    #[test]
    fn key_material_is_found_in_every_dress() {
        let line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
        let pem = format!("-----BEGIN RSA PRIVATE KEY-----\n{line}\n-----END RSA PRIVATE KEY-----\n");
        let hidden = format!(
            "-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: AES-256-CBC,0123456789ABCDEF0123456789ABCDEF\n\n{line}\n"
        );
        let folded = STANDARD
            .encode(&pem)
            .as_bytes()
            .chunks(64)
            .map(|line| format!("    {}\n", String::from_utf8_lossy(line)))
            .collect::<String>();
        let kubeconfig =
            format!("users:\n- user:\n    client-certificate-data: {}\n    client-key-data: x\n", "QUJD".repeat(1_000));
        for text in [
            pem.clone(),
            format!("# {}", pem.replace('\n', "\n# ")),
            format!("a: \"{}\"\n", pem.replace('\n', "\\n")),
            format!("a: {{b: {}}}\n", STANDARD.encode(&pem)),
            format!("a: |\n{folded}b: c\n"),
            format!("a: \"{}\"\n", STANDARD.encode(&kubeconfig)),
            hidden,
        ] {
            assert_eq!(kind(&text), Some(Kind::PrivateKey), "{text}");
        }
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJlIn0123.c2lnbmF0dXJlc2lnbmF0dXJl";
        assert_eq!(kind(&format!("a: '{token}'\n")), Some(Kind::Token));
        let keys = "3+ rfc4106(gcm(aes)) 0123456789abcdef0123456789abcdef01234567 128";
        assert_eq!(kind(&format!("keys: {keys}\n")), Some(Kind::IpsecKey));
        assert_eq!(kind(&format!("keys: \"{keys}\"\n")), Some(Kind::IpsecKey));
    }

    #[test]
    fn other_long_words_are_none() {
        let certificate = STANDARD.encode(format!("-----BEGIN CERTIFICATE-----\n{}\n", "MIIB".repeat(20)));
        for text in [
            format!("caBundle: {certificate}\n"),
            format!("image: quay.io/cilium/cilium@sha256:{}\n", "0123456789abcdef".repeat(4)),
            format!("age: age1{}\n", "q".repeat(58)),
            format!("# Generated; sha256:{}\na: -----BEGIN\n", "é".repeat(40)),
            format!(
                "# -----BEGIN PRIVATE KEY----- is refused, see https://kubernetes.io/docs/concepts/{}/x\n",
                "a-".repeat(30)
            ),
            "description: a PEM block that begins with -----BEGIN PRIVATE KEY----- is refused here\n".to_string(),
        ] {
            assert_eq!(kind(&text), None, "{text}");
        }
    }
}
