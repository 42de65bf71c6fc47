//! What one line of the dictionary has of a value: `b/c = false` is a boolean that reaches `cilium-config`,
//! and off by default.

use crate::yaml::{Value, json};

/// A value of a chart.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it may be.
    pub types: Types,
    /// What the items of a list may be.
    pub items: Types,
    /// Whether it is a map whose keys are the user's own.
    pub is_open: bool,
    /// What a change of it reaches.
    pub reach: Reach,
    /// JSON: the only values.
    choices: Option<&'static str>,
    /// JSON: the default.
    default: Option<&'static str>,
}

/// What a change of a value reaches beside other workloads than Cilium's agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Whether it reaches `cilium-config`.
    pub config: bool,
    /// Whether it reaches the pod template of the agents' DaemonSet.
    pub agents: bool,
}

impl Reach {
    /// Only other workloads.
    pub const OTHERS: Reach = Reach { config: false, agents: false };
}

/// Types that a value may have: letters of the dictionary; none for any type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Types(&'static str);

impl Entry {
    /// Reads what a line has.
    pub(super) fn of(part: &'static str) -> Entry {
        let (part, default) = part.split_once(" = ").map_or((part, None), |(part, text)| (part, Some(text)));
        let (part, choices) = part.split_once(" of ").map_or((part, None), |(part, text)| (part, Some(text)));
        let (types, reach) = part.split_once('/').unwrap_or((part, ""));
        let (types, is_open) = types.strip_suffix('+').map_or((types, false), |types| (types, true));
        let (types, items) = types.split_once('<').unwrap_or((types, ""));
        Entry {
            types: Types(types),
            items: Types(items.trim_end_matches('>')),
            is_open,
            reach: Reach { config: reach.contains('c'), agents: reach.contains('a') },
            choices,
            default,
        }
    }

    /// The default; a map's is that of each value in it.
    pub fn default(&self) -> Option<Value> {
        serde_json::from_str(self.default?).ok()
    }

    /// The only values, where there are such.
    pub fn choices(&self) -> Vec<Value> {
        self.choices.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// What type a value has, as a sentence names it.
    pub fn type_of(value: &Value) -> &'static str {
        match value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(number) if number.is_f64() => "a number with a point",
            Value::Number(_) => "an integer",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "a map",
        }
    }
}

impl Types {
    /// Whether nothing is known.
    pub fn is_any(self) -> bool {
        self.0.is_empty() || self.0 == "*"
    }

    /// Whether a value of that type is taken. With null a value is as good as absent, which each may be.
    pub fn take(self, value: &Value) -> bool {
        let letters = match value {
            Value::Null => return true,
            Value::Bool(_) => "b",
            // A schema takes 2.0 for an integer.
            Value::Number(number) if number.as_f64().is_some_and(|number| number.fract() == 0.0) => "in",
            Value::Number(_) => "n",
            Value::String(_) => "s",
            Value::Array(_) => "l",
            Value::Object(_) => "m",
        };
        self.is_any() || self.0.contains(|letter| letters.contains(letter))
    }

    /// Whether it must be a list.
    pub fn are_list(self) -> bool {
        !self.is_any() && self.take(&json!([])) && self.0.chars().all(|letter| "l?".contains(letter))
    }

    /// Whether it must be a map.
    pub fn are_map(self) -> bool {
        !self.is_any() && self.take(&json!({})) && self.0.chars().all(|letter| "m?".contains(letter))
    }

    /// Whether null is among them, so that the chart itself asks whether there is a value.
    pub fn are_nullable(self) -> bool {
        self.is_any() || self.0.contains('?')
    }

    /// As a sentence names them.
    pub fn name(self) -> String {
        let word = |letter| match letter {
            'b' => Some("a boolean"),
            'i' => Some("an integer"),
            'n' => Some("a number"),
            's' => Some("a string"),
            'l' => Some("a list"),
            'm' => Some("a map"),
            _ => None,
        };
        let words: Vec<&str> = self.0.chars().filter_map(word).collect();
        match words.split_last() {
            Some((last, [])) => last.to_string(),
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
            None if self.0 == "?" => "null".to_string(),
            None => "anything".to_string(),
        }
    }
}
