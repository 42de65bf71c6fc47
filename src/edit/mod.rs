//! Changes of a mesh file's text that leave everything else of it as it is, to the byte: ends of lines,
//! comments, a byte order mark.
//!
//! [`init`](fn@init) begins a mesh file. [`add`](fn@add) adds a cluster, as `wish` has it: `neighbour` knows
//! how those are written that are there, `node` writes, `place` finds where. [`fix`](fn@fix) applies the safe
//! fixes of findings; `round` chooses those that go together, and compares what is found before and after,
//! `change` has words for what they do.
//! What a text comes to is judged by whoever calls: a compilation is more than this module may use.

mod add;
mod change;
mod fix;
mod init;
mod neighbour;
mod node;
mod place;
mod round;
mod wish;

pub use add::add;
pub use fix::{Fixed, Refused, fix};
pub use init::{Delivery, First, POOL, POOL_OF_OPENSHIFT, Start, init};
pub use round::{Applied, Judged, raised};
pub use wish::{Added, Ranges, Reach, Wish};
