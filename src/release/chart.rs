//! What the official charts write into `cilium-config` by themselves, and the value that stands behind each key.
//!
//! `extraConfig` is appended to what the chart writes: a key that stands in both comes twice, and kustomize and Flux refuse the
//! ConfigMap. So a key that the chart writes is set through its value. Read in `cilium-configmap.yaml` and `values.yaml` of the
//! charts 1.14.19, 1.15.19, 1.16.19, 1.17.18, 1.18.12, 1.19.6 and 1.20.0, and held against what each of them renders.

mod derived;
mod features;
mod lists;
mod numbers;
mod settings;
mod switches;
mod texts;

/// A key of `cilium-config` that a chart writes.
#[derive(Debug)]
pub struct Row {
    /// The key.
    pub key: &'static str,
    /// The value of the chart behind it, with dots between its keys; what it is made of, for [`Kind::Derived`].
    pub value: &'static str,
    /// When the chart writes it.
    pub when: When,
    /// The first and the last minor release for which the row is true.
    lines: (u16, u16),
}

/// When a chart writes a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Whatever else there is.
    Always,
    /// When its value is stated, whatever it is.
    Stated,
    /// When its value is neither off nor empty nor zero.
    Asked,
    /// When one of these values is on; `|` stands between them.
    With(&'static str),
}

/// How a chart takes the value behind a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// True or false.
    Switch,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A list, which the key holds with spaces between.
    Words,
    /// A list, which the key holds with commas between.
    List,
    /// Not at all: the chart makes the key of something else.
    Derived,
}

/// The row of a key in the line `1.<minor>`.
pub fn find(key: &str, minor: u16) -> Option<(&'static Row, Kind)> {
    let tables = [
        (switches::SWITCHES, Kind::Switch),
        (features::FEATURES, Kind::Switch),
        (numbers::NUMBERS, Kind::Number),
        (texts::TEXTS, Kind::Text),
        (settings::SETTINGS, Kind::Text),
        (lists::WORDS, Kind::Words),
        (lists::LISTS, Kind::List),
        (derived::DERIVED, Kind::Derived),
    ];
    let is_it = |row: &&Row| row.key == key && (row.lines.0..=row.lines.1).contains(&minor);
    tables.into_iter().find_map(|(rows, kind)| Some((rows.iter().find(is_it)?, kind)))
}

const fn always(key: &'static str, value: &'static str, from: u16, to: u16) -> Row {
    Row { key, value, when: When::Always, lines: (from, to) }
}

const fn asked(key: &'static str, value: &'static str, from: u16, to: u16) -> Row {
    Row { key, value, when: When::Asked, lines: (from, to) }
}

const fn stated(key: &'static str, value: &'static str, from: u16, to: u16) -> Row {
    Row { key, value, when: When::Stated, lines: (from, to) }
}

const fn with(key: &'static str, value: &'static str, on: &'static str, from: u16, to: u16) -> Row {
    Row { key, value, when: When::With(on), lines: (from, to) }
}
