//! An example of each node of the language, and its default in words: what GRAMMAR has no room for.

mod clusters;
mod deliveries;
mod meshes;

/// A node, by its name and the node in which it is, `""` at the top of a file.
pub struct Row {
    /// The node in which it is.
    pub parent: &'static str,
    /// Its name.
    pub node: &'static str,
    /// What is so without it; empty where it has no default, or where GRAMMAR has it.
    pub default: &'static str,
    /// How it is written.
    pub example: &'static str,
}

/// A row.
const fn row(parent: &'static str, node: &'static str, default: &'static str, example: &'static str) -> Row {
    Row { parent, node, default, example }
}

/// All rows, in a file for each part of the language.
pub static EXAMPLES: &[&[Row]] =
    &[meshes::TOP, meshes::MESH, clusters::CLUSTER, clusters::BELOW, deliveries::DELIVERIES];
