//! A string to whether it may be written in YAML without quotes.
//!
//! The readers differ: YAML 1.1 and 1.2, go-yaml, PyYAML, Ruby's psych. A string is plain only when none of
//! them could take it for a number, a time, a boolean, a null, a merge or for syntax; what is in doubt is
//! quoted.

use super::resolve::{Resolution, resolve};
use serde_json::Value;

/// Whether some reader of YAML 1.1 or 1.2 could take a plain scalar of this text for anything but this
/// string.
pub fn is_ambiguous(text: &str) -> bool {
    if is_name(text) {
        return is_word(text);
    }
    is_syntax(text) || is_word(text) || is_number(text) || is_time(text) || resolve(text) != Resolution::Text
}

/// What Kubernetes' readers and Helm make of a plain scalar.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    /// What it is as the key of a mapping; none where it cannot be one.
    pub key: Option<String>,
    /// Whether it is a string as a value.
    pub is_text: bool,
}

/// What sigs.k8s.io/yaml, through which kubectl, kustomize and Helm read, makes of a plain scalar: other keys
/// than strings, `int`, `float64` and `bool` are an error there (`convertToJSONableObject` in yaml.go,
/// v1.6.0).
pub fn read_plain(text: &str) -> Reading {
    let value = match text {
        "" | "~" | "null" | "Null" | "NULL" => Resolution::Value(Value::Null),
        "true" | "True" | "TRUE" => Resolution::Value(true.into()),
        "false" | "False" | "FALSE" => Resolution::Value(false.into()),
        _ => resolve(text),
    };
    let key = match &value {
        Resolution::Text => Some(text.to_string()),
        Resolution::Value(Value::Bool(value)) => Some(value.to_string()),
        Resolution::Value(Value::Number(number)) if number.is_i64() => Some(number.to_string()),
        Resolution::Value(Value::Number(number)) if number.is_f64() => number.as_f64().map(|float| float.to_string()),
        Resolution::Value(_) => None,
        Resolution::TooLarge => text.parse::<f64>().ok().map(|float| format!("{float:e}")),
    };
    Reading { key, is_text: value == Resolution::Text }
}

/// Whether a character must be escaped: YAML forbids it, a reader would take it for a line break, or nobody
/// sees it.
pub(super) fn is_unprintable(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{ffff}')
}

/// Letters, digits and what joins them, after a letter: most texts are such, and only words among them are
/// anything but a string.
fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic()) && bytes.all(is_part)
}

fn is_syntax(text: &str) -> bool {
    let mut characters = text.chars();
    let (first, second) = (characters.next(), characters.next());
    let opens = match first {
        None => true,
        Some('-') => matches!(second, None | Some(' ')) || text == "---" || text.starts_with("--- "),
        Some('.') => text == "..." || text.starts_with("... "),
        Some(first) => " ?:,[]{}#&*!|>'\"%@`".contains(first),
    };
    let ends = text.ends_with([' ', ':']);
    opens || ends || text.contains(": ") || text.contains(" #") || text.chars().any(is_unprintable)
}

fn is_word(text: &str) -> bool {
    let words = ["~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<"];
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Integers of all bases, floats and sexagesimals, with the separators that some reader drops.
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let digits = text.replace(['_', ','], "");
    let lower = digits.to_ascii_lowercase();
    let of_base = |prefix, radix| {
        lower.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_digit(radix)))
    };
    let sexagesimal = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit() || c == '.');
    matches!(lower.as_str(), "." | ".inf" | ".nan")
        || (of_base("0x", 16) || of_base("0o", 8) || of_base("0b", 2))
        || (lower.contains(':') && lower.split(':').all(sexagesimal))
        || is_decimal(&lower)
}

/// Digits with at most one point among them, then perhaps an exponent.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let points = mantissa.matches('.').count();
    let all_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    points <= 1 && all_digits(&mantissa.replacen('.', "", 1)) && all_digits(exponent) && !exponent.is_empty()
}

/// `2018-09-11`, alone or before a time of day, with the short months and days that YAML 1.1 also takes.
fn is_time(text: &str) -> bool {
    let (date, rest) = text.split_at(text.find(['T', 't', ' ']).unwrap_or(text.len()));
    let mut parts = date.split('-');
    let mut part = |lengths: std::ops::RangeInclusive<usize>| {
        parts.next().is_some_and(|part| lengths.contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit()))
    };
    let is_date = part(4..=4) && part(1..=2) && part(1..=2) && parts.next().is_none();
    is_date && (rest.is_empty() || rest.contains(':'))
}
