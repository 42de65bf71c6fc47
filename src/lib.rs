//! meshc compiles one description of a Cilium cluster mesh, `mesh.kdl`, into what every cluster of it runs.

pub mod diagnostic;
pub mod report;
pub mod source;
pub mod tree;
pub mod world;
