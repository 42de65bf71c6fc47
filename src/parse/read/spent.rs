//! How much of what a mesh may take its files have taken.

use crate::limits::{GUESSES, Limit};
use std::cell::Cell;
use std::collections::BTreeMap;

/// What was taken, by what it is.
#[derive(Debug, Default)]
pub struct Spent {
    taken: BTreeMap<&'static str, usize>,
    guesses: Cell<usize>,
}

impl Spent {
    /// Takes so many more.
    ///
    /// # Errors
    /// When these are more than all files may take: the limit.
    pub fn take(&mut self, limit: &'static Limit, count: usize) -> Result<(), &'static Limit> {
        let taken = self.taken.entry(limit.what).or_default();
        *taken = taken.saturating_add(count);
        if *taken > limit.most { Err(limit) } else { Ok(()) }
    }

    /// How many more there may be.
    pub fn left(&self, limit: &'static Limit) -> usize {
        limit.most.saturating_sub(self.taken.get(limit.what).copied().unwrap_or_default())
    }

    /// Whether it is still worth to look for the file that is meant by another name.
    pub fn may_guess(&self) -> bool {
        self.guesses.set(self.guesses.get() + 1);
        self.guesses.get() <= GUESSES.most
    }
}
