//! What the official charts write into `cilium-config` by themselves, and the value behind each key.
//!
//! `extraConfig` is appended to what the chart writes: a key in both appears twice, and kustomize and Flux
//! refuse the ConfigMap. So a key that the chart writes is set through its value. Read in
//! `cilium-configmap.yaml` and `values.yaml` of the charts 1.14.19, 1.15.19, 1.16.19, 1.17.18, 1.18.12,
//! 1.19.6 and 1.20.0, and compared with what each of them renders.

mod derived;
mod features;
mod lists;
mod numbers;
mod settings;
mod switches;
mod texts;

#[cfg(test)]
mod tests;

/// A key of `cilium-config` that a chart writes.
#[derive(Debug)]
pub struct Row {
    /// The key.
    pub key: &'static str,
    /// The value of the chart behind it, with dots between its keys; what it is made of, for
    /// [`Kind::Derived`].
    pub value: &'static str,
    /// When the chart writes it.
    pub when: When,
    /// The first minor release for which the row is true.
    from: u16,
    /// The last one, where it has ended.
    to: Option<u16>,
}

impl Row {
    /// Whether the chart writes the key. `is_on` tells whether Helm takes a value as true; nothing, when it
    /// is not set.
    pub fn is_written(&self, is_on: impl Fn(&str) -> Option<bool>) -> bool {
        match self.when {
            When::Always => true,
            When::Stated => is_on(self.value).is_some(),
            When::Asked => is_on(self.value) == Some(true),
            When::With(paths) => paths.iter().any(|path| is_on(path) == Some(true)),
        }
    }

    /// The same row, which ends with that minor release.
    const fn until(self, last: u16) -> Row {
        Row { to: Some(last), ..self }
    }
}

/// When a chart writes a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Whatever else there is.
    Always,
    /// When its value is set, whatever it is.
    Stated,
    /// When its value is neither off nor empty nor zero.
    Asked,
    /// When one of these values is on.
    With(&'static [&'static str]),
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
    /// A list, which the key has with spaces between its items.
    Words,
    /// A list, which the key has with commas between its items.
    List,
    /// Not at all: the chart makes the key from something else.
    Derived,
}

/// The row of a key in the line `1.<minor>`.
pub fn find(key: &str, minor: u16) -> Option<(&'static Row, Kind)> {
    rows().find(|(row, _)| row.key == key && row.from <= minor && row.to.is_none_or(|to| minor <= to))
}

/// All rows, and how the chart takes the value of each.
fn rows() -> impl Iterator<Item = (&'static Row, Kind)> {
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
    tables.into_iter().flat_map(|(rows, kind)| rows.iter().map(move |row| (row, kind)))
}

const fn row(key: &'static str, value: &'static str, when: When, from: u16) -> Row {
    Row { key, value, when, from, to: None }
}

const fn always(key: &'static str, value: &'static str, from: u16) -> Row {
    row(key, value, When::Always, from)
}

const fn asked(key: &'static str, value: &'static str, from: u16) -> Row {
    row(key, value, When::Asked, from)
}

const fn stated(key: &'static str, value: &'static str, from: u16) -> Row {
    row(key, value, When::Stated, from)
}

const fn with(key: &'static str, value: &'static str, on: &'static [&'static str], from: u16) -> Row {
    row(key, value, When::With(on), from)
}
