//! From the text of a plain scalar to the value that go-yaml v2 gives it, where `serde_yaml` sees a string.
//!
//! kubectl, kustomize and kops read through sigs.k8s.io/yaml and so through `resolve` in go.yaml.in/yaml/v2
//! (resolve.go, v2.4.2), a mixture of YAML 1.1 and of Go's own literals. Times such as `2018-09-11` and
//! sexagesimals such as `1:30` stay strings there, and here.

use serde_json::{Number, Value};

/// What go-yaml makes of a plain scalar.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    /// A string, as it is.
    Text,
    /// A value that is not a string.
    Value(Value),
    /// A number that no JSON reader would keep exactly.
    TooLarge,
}

/// Resolves a plain scalar that is not already null, `true`, `false` or a number to YAML 1.2.
pub fn resolve(text: &str) -> Resolution {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Resolution::Value(Value::Bool(true)),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Resolution::Value(Value::Bool(false)),
        _ => {}
    }
    match text.chars().next() {
        Some('0'..='9' | '+' | '-') => number(&text.replace('_', "")),
        Some('.') if separates_digits(text) => number(&text.replace('_', "")),
        _ => Resolution::Text,
    }
}

/// Go's ParseFloat, which alone sees numbers that begin with a point, wants a digit on both sides of every
/// underscore.
fn separates_digits(text: &str) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let parts: Vec<&str> = text.split('_').collect();
    parts.windows(2).all(|sides| match sides {
        [left, right] => is_digit(left.chars().next_back()) && is_digit(right.chars().next()),
        _ => true,
    })
}

fn number(text: &str) -> Resolution {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (radix, digits) = radix(digits);
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        // `08` is not an octal number, but go-yaml's pattern for floats takes it.
        return if radix == 10 || radix == 8 { float(text) } else { Resolution::Text };
    }
    match i128::from_str_radix(digits, radix).ok().and_then(|value| integer(if negative { -value } else { value })) {
        Some(number) => Resolution::Value(Value::Number(number)),
        None => Resolution::TooLarge,
    }
}

/// The base that a Go literal's prefix names, and the digits after it.
fn radix(text: &str) -> (u32, &str) {
    let Some(rest) = text.strip_prefix('0') else { return (10, text) };
    match rest.chars().next() {
        None => (10, text),
        Some('x' | 'X') => (16, rest.get(1..).unwrap_or("")),
        Some('b' | 'B') => (2, rest.get(1..).unwrap_or("")),
        Some('o' | 'O') => (8, rest.get(1..).unwrap_or("")),
        Some(_) => (8, rest),
    }
}

fn integer(value: i128) -> Option<Number> {
    i64::try_from(value).map(Number::from).or_else(|_| u64::try_from(value).map(Number::from)).ok()
}

fn float(text: &str) -> Resolution {
    // Rust also reads `inf`, `nan` and `infinity`, which are strings in YAML.
    if !text.chars().all(|c| matches!(c, '0'..='9' | '.' | 'e' | 'E' | '+' | '-')) {
        return Resolution::Text;
    }
    match text.parse::<f64>().ok().and_then(Number::from_f64) {
        Some(number) => Resolution::Value(Value::Number(number)),
        None => Resolution::Text,
    }
}
