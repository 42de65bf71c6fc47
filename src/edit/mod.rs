//! Changes of a mesh file's text that leave everything else of it as it is, to the byte: ends of lines,
//! comments, a byte order mark.
//!
//! [`fix`](fn@fix) applies the safe fixes of findings; `round` chooses those that go together, and compares
//! what is found before and after. What a text comes to is judged by whoever calls: a compilation is more
//! than this module may use.

mod fix;
mod round;

pub use fix::{Fixed, Refused, fix};
pub use round::Judged;
