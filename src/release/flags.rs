//! How programs of Cilium read the texts of `cilium-config`. The types of the agent's flags are in
//! `flags.txt`, by their names.

use super::refusals::is_duration;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The type of a flag whose text agents hold against it when they start (`validateConfigMap` in
/// `pkg/option/config.go`, 1.14.0 to 1.20.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// On or off.
    Switch,
    /// A whole number.
    Integer,
    /// A whole number that is not negative.
    Unsigned,
    /// Any number.
    Number,
    /// A duration.
    Duration,
}

static TYPES: LazyLock<BTreeMap<&'static str, Type>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let (name, word) = line.split_once(' ')?;
        Some((name, Type::ALL.into_iter().find(|(_, known)| *known == word)?.0))
    };
    include_str!("flags.txt").lines().filter_map(row).collect()
});

/// The type of a flag of the agent, where it is one of these.
pub fn type_of(flag: &str) -> Option<Type> {
    TYPES.get(flag).copied()
}

impl Type {
    /// All types, and the word for each in `flags.txt`.
    const ALL: [(Type, &'static str); 5] = [
        (Type::Switch, "switch"),
        (Type::Integer, "integer"),
        (Type::Unsigned, "unsigned"),
        (Type::Number, "number"),
        (Type::Duration, "duration"),
    ];

    /// Whether agents can read a text as this. Later releases leave out whatever is behind the point of a
    /// whole number; a duration without a unit is one of nanoseconds (`ToDurationE` of
    /// `github.com/spf13/cast`).
    pub fn reads(self, text: &str) -> bool {
        let text = text.trim();
        let is_fraction = |fraction: &str| fraction.bytes().all(|digit| digit.is_ascii_digit());
        let whole = || integer(text.split_once('.').filter(|(_, after)| is_fraction(after)).map_or(text, |it| it.0));
        match self {
            Type::Switch => switch(text).is_some(),
            Type::Integer => whole().is_some(),
            Type::Unsigned => whole().is_some_and(|number| number >= 0),
            Type::Number => text.parse::<f64>().is_ok(),
            Type::Duration => is_duration(text) || is_duration(&format!("{text}ns")),
        }
    }

    /// As a sentence names it.
    pub fn name(self) -> &'static str {
        match self {
            Type::Switch => "a boolean",
            Type::Integer => "an integer",
            Type::Unsigned => "an integer from 0 on",
            Type::Number => "a number",
            Type::Duration => "a duration",
        }
    }
}

/// A switch (`ToBoolE` of `github.com/spf13/cast`, which is Go's `strconv.ParseBool`).
pub fn switch(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

/// A whole number (`ToIntE` of `github.com/spf13/cast`): `0x400` is one, zeros before it make it octal, and
/// zeros behind a point are left out.
pub fn integer(text: &str) -> Option<i64> {
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|digit| digit == b'0') && !whole.is_empty() => whole,
        Some(_) => return None,
        None => text,
    };
    let (sign, digits) = match whole.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", whole.strip_prefix('+').unwrap_or(whole)),
    };
    let lower = digits.to_ascii_lowercase();
    let bases = [("0x", 16), ("0o", 8), ("0b", 2), ("0", 8)];
    let based = bases.into_iter().find_map(|(prefix, base)| Some((lower.strip_prefix(prefix)?, base)));
    let (digits, base) = based.filter(|(digits, _)| !digits.is_empty()).unwrap_or((lower.as_str(), 10));
    let is_digit = |digit: char| digit.is_digit(base);
    let is_number = !digits.is_empty() && digits.chars().all(is_digit);
    is_number.then(|| i64::from_str_radix(&format!("{sign}{digits}"), base).ok()).flatten()
}

/// Any number (Go's `strconv.ParseFloat`) that YAML has too.
pub fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::{TYPES, Type, integer, number, switch, type_of};

    #[test]
    fn types_are_those_of_the_flags() {
        assert!(TYPES.len() > 300);
        assert_eq!(type_of("policy-queue-size"), Some(Type::Integer));
        assert_eq!(type_of("enable-hubble"), Some(Type::Switch));
        assert_eq!(type_of("allow-localhost"), None);
        let taken = [
            (Type::Switch, "T"),
            (Type::Integer, "0x400"),
            (Type::Integer, "1.5"),
            (Type::Unsigned, "0"),
            (Type::Number, "1e-3"),
            (Type::Duration, "30"),
            (Type::Duration, "1h30m"),
        ];
        assert!(taken.iter().all(|(kind, text)| kind.reads(text)));
        let refused = [
            (Type::Switch, "yes"),
            (Type::Switch, ""),
            (Type::Integer, "1k"),
            (Type::Unsigned, "-1"),
            (Type::Number, "half"),
            (Type::Duration, "1d"),
            (Type::Duration, ""),
        ];
        assert!(!refused.iter().any(|(kind, text)| kind.reads(text)));
    }

    #[test]
    fn switches_are_those_of_go() {
        assert_eq!(["1", "T", "TRUE", "true"].map(switch), [Some(true); 4]);
        assert_eq!(["0", "f", "False", "false"].map(switch), [Some(false); 4]);
        assert_eq!(["", "yes", "on", "tRUE", "2"].map(switch), [None; 5]);
    }

    #[test]
    fn integers_are_those_of_go() {
        let read = ["1024", "0x400", "0X400", "02000", "0o2000", "0b10000000000", "1024.00", "+1024"].map(integer);
        assert_eq!(read, [Some(1024); 8]);
        assert_eq!(["0", "-5", "-0x10"].map(integer), [Some(0), Some(-5), Some(-16)]);
        assert_eq!(["", "1k", "0x", "1.5", "09", "1e3", "--1", "+-1", "lots"].map(integer), [None; 9]);
    }

    #[test]
    fn numbers_are_finite() {
        assert_eq!(["0.0025", "1e3"].map(number), [Some(0.0025), Some(1000.0)]);
        assert_eq!(["", "NaN", "inf", "1k"].map(number), [None; 4]);
    }
}
