//! Charts to the text of the dictionary.

mod chart;
mod flags;
mod table;
mod template;
mod values;

pub use chart::Chart;
pub use table::table;
