//! What the user may have written in a place of the mesh file, and whether it could be read.
//!
//! What is broken is not absent: nobody knows what it says, so nothing is concluded from it, and nobody asks
//! for it again.

use super::{Span, Spanned};
use crate::work;
use std::ops::Deref;

/// One value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Said<T> {
    /// The user has written nothing.
    #[default]
    Nothing,
    /// What is written there cannot be read; a diagnostic says why.
    Broken(Span),
    /// What is written there.
    Value(Spanned<T>),
}

impl<T> Said<T> {
    /// `value` where it could be read, else broken at `span`.
    pub fn read(value: Option<T>, span: Span) -> Self {
        match value {
            Some(value) => Said::Value(Spanned::new(value, span)),
            None => Said::Broken(span),
        }
    }

    /// The value and its place.
    pub fn value(&self) -> Option<&Spanned<T>> {
        work::step();
        match self {
            Said::Value(value) => Some(value),
            Said::Nothing | Said::Broken(_) => None,
        }
    }

    /// The value alone.
    pub fn get(&self) -> Option<&T> {
        self.value().map(|value| &value.value)
    }

    /// The value alone, to fill in what follows from others.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        match self {
            Said::Value(value) => Some(&mut value.value),
            Said::Nothing | Said::Broken(_) => None,
        }
    }

    /// Where it is written, whether it can be read or not.
    pub fn span(&self) -> Option<Span> {
        match self {
            Said::Nothing => None,
            Said::Broken(span) => Some(*span),
            Said::Value(value) => Some(value.span),
        }
    }

    /// Whether the user has written nothing.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Said::Nothing)
    }

    /// Whether something is written that cannot be read.
    pub fn is_broken(&self) -> bool {
        matches!(self, Said::Broken(_))
    }

    /// What becomes of the value.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Said<U> {
        match self {
            Said::Nothing => Said::Nothing,
            Said::Broken(span) => Said::Broken(span),
            Said::Value(value) => Said::Value(Spanned::new(make(value.value), value.span)),
        }
    }

    /// This, or what holds where nothing is written.
    #[must_use]
    pub fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        if self.is_nothing() { other() } else { self }
    }

    /// Takes only values that fit: others are broken.
    #[must_use]
    pub fn filter(self, fits: impl FnOnce(&T) -> bool) -> Self {
        match self {
            Said::Value(value) if !fits(&value.value) => Said::Broken(value.span),
            other => other,
        }
    }
}

/// Several things of one kind, of which some may be broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    items: Vec<T>,
    broken: Option<Span>,
}

impl<T> Listed<T> {
    /// Those that could be read, and the first place of one that could not.
    pub fn new(items: Vec<T>, broken: Option<Span>) -> Self {
        Listed { items, broken }
    }

    /// Adds one that could be read.
    pub fn push(&mut self, item: T) {
        self.items.push(item);
    }

    /// Marks that there is one more, at `span`, which cannot be read.
    pub fn break_at(&mut self, span: Span) {
        self.broken.get_or_insert(span);
    }

    /// Adds all of another list.
    pub fn append(&mut self, other: Self) {
        self.items.extend(other.items);
        self.broken = self.broken.or(other.broken);
    }

    /// Whether the user has written nothing: no readable one and no other.
    pub fn is_nothing(&self) -> bool {
        self.items.is_empty() && !self.is_broken()
    }

    /// Whether one is written that cannot be read.
    pub fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// The first place of one that cannot be read.
    pub fn broken(&self) -> Option<Span> {
        self.broken
    }
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Listed { items: Vec::new(), broken: None }
    }
}

impl<T> Deref for Listed<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        work::step();
        &self.items
    }
}

impl<T> Extend<T> for Listed<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        self.items.extend(items);
    }
}

impl<'l, T> IntoIterator for &'l Listed<T> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// Values or the places of what is no value.
impl<T> FromIterator<Said<T>> for Listed<Spanned<T>> {
    fn from_iter<I: IntoIterator<Item = Said<T>>>(all: I) -> Self {
        let mut listed = Listed::default();
        for said in all {
            match said {
                Said::Nothing => {}
                Said::Broken(span) => listed.break_at(span),
                Said::Value(value) => listed.push(value),
            }
        }
        listed
    }
}
