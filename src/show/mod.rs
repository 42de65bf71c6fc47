//! Mesh and Plan to what people ask of them: the mesh at a glance, and one cluster with where each of its
//! settled values comes from.
//!
//! [`overview`](fn@overview) and [`details`](fn@details) gather, `sheet` and `card` make [`Table`]s of that
//! for a terminal, `json` one object for programs. `statements` has a row for each statement of a mesh file,
//! `words` for each value of the chart, or key of `cilium-config`; `places` tells which node a value is
//! written in.

mod beside;
mod card;
mod case;
mod details;
mod json;
mod overview;
mod places;
mod pools;
mod sheet;
mod statements;
mod table;
mod words;

pub use card::card;
pub use case::{Origin, Setting};
pub use details::{Details, details};
pub use json::{details as details_json, overview as overview_json};
pub use overview::{Overview, Room, Row, overview};
pub use places::{Place, Places};
pub use pools::{Fill, fills};
pub use sheet::sheet;
pub use table::{Column, Narrow, Sheet, Table};
pub use words::Words;
