//! Changes of a mesh file's text that leave everything else of it as it is, to the byte: ends of lines,
//! comments, a byte order mark.
//!
//! [`add`](fn@add) adds a cluster: `neighbour` knows how those are written that are there, `node` writes, `place`
//! finds where. [`fix`](fn@fix) applies the safe fixes of findings; `round` chooses those that go together, and compares
//! what is found before and after. What a text comes to is judged by whoever calls: a compilation is more
//! than this module may use.

mod add;
mod fix;
mod neighbour;
mod node;
mod place;
mod round;

pub use add::{Added, Ranges, Reach, Wish, add};
pub use fix::{Fixed, Refused, fix};
pub use round::{Judged, raised};
