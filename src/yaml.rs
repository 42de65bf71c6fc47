//! YAML text to values and values to YAML text: the only user of `serde_yaml`.
//!
//! Reading is strict where Kubernetes' readers are lax (duplicate keys, unknown tags) and resolves plain
//! scalars as they do: kubectl, kustomize and kops all read through go-yaml, for which `on` is true and
//! `0644` is 420. Writing is our own, because `serde_yaml` cannot be made to quote: every string that any
//! reader of YAML 1.1 or 1.2 could take for something else is in double quotes.

mod brackets;
mod heading;
mod key;
mod leaves;
mod locate;
mod look;
mod overlay;
mod part;
mod patch;
mod plain;
mod read;
mod reader;
mod resolve;
mod text;
mod trail;
mod unprintable;
mod weight;
mod write;

#[cfg(test)]
mod tests;

pub use heading::{Heading, heading};
pub use leaves::leaves;
pub use locate::locate;
pub use look::{
    at, escaped, is_encrypted, is_nothing, is_off, items, joined, plain_text, text, text_at, texts, unescaped,
};
pub use overlay::overlay;
pub use part::{Filling, Part};
pub use patch::{PatchError, PatchErrorKind, merge, patch};
pub use plain::{Reading, is_ambiguous, read_plain};
pub use read::{read, read_for_kustomize, read_placed};
pub use serde_json::{Map, Value, json};
pub use trail::{Place, Placed};
pub use unprintable::{first_unprintable, turns, unprintable};
pub use weight::weight;
pub use write::{write, write_all, write_part, write_with};

use std::fmt;

/// Why a text is not YAML that meshc accepts, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlError {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1; a byte order mark is not counted.
    pub column: usize,
    /// What is wrong: lower case, no full stop, without the place.
    pub message: String,
}

impl fmt::Display for YamlError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} at line {} column {}", self.message, self.line, self.column)
    }
}

impl std::error::Error for YamlError {}
