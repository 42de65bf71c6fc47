//! Counts of work: how often the things of which loops consist were done.
//!
//! A time says little on a machine that does other things too. A test counts what a list of the grammar
//! takes, and one of twice the length (`tests/attacks/work.rs`). Only debug builds count.

use std::cell::Cell;

thread_local! {
    static DONE: Cell<u64> = const { Cell::new(0) };
}

/// Counts one step.
pub fn step() {
    steps(1);
}

/// Counts as many steps as what is done takes.
pub fn steps(count: usize) {
    if cfg!(debug_assertions) {
        DONE.with(|done| done.set(done.get() + count as u64));
    }
}

/// How many steps this thread has done.
pub fn done() -> u64 {
    DONE.with(Cell::get)
}
