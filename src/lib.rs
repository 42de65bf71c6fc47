//! meshc compiles one description of a Cilium cluster mesh, `mesh.kdl`, into what every cluster of it runs.

pub mod address;
pub mod diagnostic;
pub mod source;
pub mod sync;
pub mod tree;
pub mod world;
pub mod yaml;
