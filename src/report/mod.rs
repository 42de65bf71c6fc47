//! Turns [`Diagnostics`](crate::diagnostic::Diagnostics) and the [`Sources`](crate::source::Sources) they
//! point into to text: for people ([`human()`]), for programs ([`json()`], [`sarif()`]) and for the forges
//! where a mesh is reviewed ([`github()`], [`gitlab()`]). One file per way to print; nothing here prints.
//!
//! `run` joins labels that are near each other, `excerpt` shows the lines around them, each a `line`, `cut`
//! fits it into the terminal, `text` makes the user's characters harmless and wraps sentences, `adapter`
//! hands all of it to miette, which draws; `place` gives the places of findings to programs that look them up
//! in a repository.

mod adapter;
mod cut;
mod excerpt;
mod github;
mod gitlab;
mod human;
mod json;
mod line;
mod place;
mod run;
mod sarif;
mod text;

pub use github::github;
pub use gitlab::gitlab;
pub use human::{human, painted};
pub use json::{json, line as json_line};
pub use sarif::sarif;
pub use text::{clean_line, wrap};

/// How many diagnostics are shown by default; the rest is counted.
pub const LIMIT: usize = 50;

/// How a report for people looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether it has colours.
    pub color: Color,
    /// What its frames and arrows are made of.
    pub glyphs: Glyphs,
    /// Whether the names of rules lead to their pages.
    pub links: Links,
    /// How many columns there are; fewer than 40 count as 40.
    pub width: usize,
}

impl Style {
    /// The width to lay out for: what is around a line alone takes a quarter of 40.
    fn columns(&self) -> usize {
        self.width.max(40)
    }
}

impl Default for Style {
    /// What fits every terminal and every log that knows UTF-8.
    fn default() -> Self {
        Style { color: Color::Plain, glyphs: Glyphs::Unicode, links: Links::Off, width: 80 }
    }
}

/// Whether a report has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// No escape sequence at all, not even for links.
    Plain,
    /// The 16 colours of the terminal's own theme.
    Ansi,
}

/// What frames and arrows are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyphs {
    /// Only ASCII; text that the user wrote stays as it is.
    Ascii,
    /// Box drawing characters.
    Unicode,
}

/// Whether the names of rules lead to their pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// They are text.
    Off,
    /// They are hyperlinks (OSC 8), where there are colours.
    On,
}
