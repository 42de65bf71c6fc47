//! Mesh to pictures: who connects to whom, and who has which addresses.
//!
//! `ties` tells who connects to whom without drawing a line for each of tens of thousands of pairs; `ring`
//! lays the clusters out on a circle and `wires` draws them. `space` cuts the addresses of the mesh into
//! areas and rows, and `map` draws these with the `patches` in them, each a `tile`. `picture` puts both
//! below each other in an SVG, [`dot`](fn@dot) and [`mermaid`](fn@mermaid) are for other programs. `canvas`
//! and `look` are what SVGs are made of. The same mesh gives the same bytes.

mod canvas;
mod dot;
mod look;
mod map;
mod mermaid;
mod patches;
mod picture;
mod ring;
mod space;
mod ties;
mod tile;
mod wires;

pub use dot::dot;
pub use mermaid::mermaid;
pub use picture::svg;

/// What tells a picture of ours from another file: a comment in it.
pub const MARK: &str = "Drawn by meshc graph";
