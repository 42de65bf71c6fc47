//! An answer: a text, and who says so.

use crate::manifest::{Base, place};
use crate::settings::{Input, is_within, values};
use crate::source::{Span, Spanned};
use crate::yaml::Value;

/// What something comes to, as text.
#[derive(Debug, Clone)]
pub struct Settled<'m> {
    /// The text; empty where it is nothing.
    pub text: String,
    /// Where it comes from.
    pub origin: Origin<'m>,
}

/// Where something comes from.
#[derive(Debug, Clone)]
pub enum Origin<'m> {
    /// The user has written it there, for this purpose.
    User(Span),
    /// It follows from a statement of the mesh file, with its place where it has one.
    Mesh(Option<Span>),
    /// A base has it, at that pointer of an object.
    Base(&'m Base, &'m Value, String),
    /// Nobody sets it.
    Default,
}

impl Settled<'_> {
    /// What is so by default.
    pub fn by_default(text: &str) -> Settled<'static> {
        Settled { text: text.to_string(), origin: Origin::Default }
    }

    /// Whether it is on: agents and Helm take other words for true than the charts write, but no other texts
    /// for false than these.
    pub fn is_on(&self) -> bool {
        !["", "0", "f", "F", "false", "False", "FALSE"].contains(&self.text.as_str())
    }

    /// The place where it is written, if it is.
    pub fn span(&self) -> Option<Span> {
        match &self.origin {
            Origin::User(span) => Some(*span),
            Origin::Mesh(span) => *span,
            Origin::Base(base, object, pointer) => place(base, object, pointer),
            Origin::Default => None,
        }
    }

    /// Whether a base has it.
    pub fn is_of_base(&self) -> bool {
        matches!(self.origin, Origin::Base(..))
    }

    /// Whether the user has written it for this purpose.
    pub fn is_of_user(&self) -> bool {
        matches!(self.origin, Origin::User(_))
    }

    /// What the user has written for this purpose, and where.
    pub fn of_user(self) -> Option<Spanned<String>> {
        match self.origin {
            Origin::User(span) => Some(Spanned::new(self.text, span)),
            _ => None,
        }
    }
}

impl Origin<'static> {
    /// That of a value of the chart which meshc sets.
    pub fn of_mesh_value(input: &Input<'_>, path: &str) -> Origin<'static> {
        let row = values().find(|(_, value)| value.path == path).or_else(|| {
            // What is below a value that a row makes follows from that row too.
            values().find(|(_, value)| is_within(path, value.path))
        });
        Origin::Mesh(row.and_then(|(row, _)| row.place(input.mesh, input.cluster)))
    }
}
