//! Where the keys of a document are, kept while it is read, for values of which findings name the place.

use super::Value;
use std::cell::{Cell, RefCell};

/// The first byte of something, and one past its last.
pub type Extent = (usize, usize);

/// A key, and what is beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The keys that lead to it, its own last.
    pub keys: Vec<String>,
    /// The key itself.
    pub key: Extent,
    /// Its value, where that is a scalar in one line, written beside or below it.
    pub value: Option<Extent>,
}

/// A document, and where the keys of its maps are: those in lists are left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// What it comes to.
    pub value: Value,
    /// The keys, a map's own before those in it. What a `<<` merges in is where it is written.
    pub places: Vec<Place>,
}

/// The keys that were read of a document, where somebody wants to know.
#[derive(Debug, Default)]
pub struct Trail {
    is_kept: Cell<bool>,
    /// Around how many lists the reader is.
    lists: Cell<usize>,
    /// The keys that lead to what is being read.
    keys: RefCell<Vec<String>>,
    /// Which of the places are those.
    open: RefCell<Vec<usize>>,
    places: RefCell<Vec<Place>>,
}

impl Trail {
    /// Keeps the places of what is read from now on.
    pub fn keep(&self) {
        self.is_kept.set(true);
    }

    /// Whether the places of what is read are kept: then each scalar must be looked at in the text.
    pub fn is_kept(&self) -> bool {
        self.is_kept.get() && self.lists.get() == 0
    }

    /// The value of this key is read next.
    pub fn enter(&self, name: &str, span: Option<Extent>) {
        let Some(key) = span.filter(|_| self.is_kept()) else { return };
        self.keys.borrow_mut().push(name.to_string());
        let mut places = self.places.borrow_mut();
        self.open.borrow_mut().push(places.len());
        places.push(Place { keys: self.keys.borrow().clone(), key, value: None });
    }

    /// The value of this key was read, which is a scalar at that place or something else.
    pub fn leave(&self, span: Option<Extent>) {
        if !self.is_kept() {
            return;
        }
        self.keys.borrow_mut().pop();
        let mut places = self.places.borrow_mut();
        if let Some(place) = self.open.borrow_mut().pop().and_then(|last| places.get_mut(last)) {
            place.value = span;
        }
    }

    /// The items of a list are read next.
    pub fn enter_list(&self) {
        self.lists.set(self.lists.get() + 1);
    }

    /// The items of a list were read.
    pub fn leave_list(&self) {
        self.lists.set(self.lists.get().saturating_sub(1));
    }

    /// What was kept of a document.
    pub fn take(&self) -> Vec<Place> {
        self.places.take()
    }
}
