//! What rules and `resolve` ask of a mesh.

pub mod apiservers;
pub mod bases;
pub mod clusters;
pub mod connected;
pub mod contradictions;
pub mod endpoints;
pub mod ids;
pub mod made_with;
pub mod misspelt;
pub mod native;
pub mod objects;
pub mod ranges;
pub mod refused;
