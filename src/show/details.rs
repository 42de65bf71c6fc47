//! One cluster: each of its settled values, and where that comes from.

use super::case::{Case, Setting};
use super::places::Places;
use super::statements;
use super::words::{self, Words};
use crate::model::Mesh;
use crate::plan;
use crate::source::Sources;

/// The settled values of a cluster.
#[derive(Debug)]
pub struct Details {
    /// The name of the mesh.
    pub mesh: String,
    /// The name of the cluster.
    pub cluster: String,
    /// What the statements of the mesh file come to.
    pub statements: Vec<Setting>,
    /// What these are in Cilium.
    pub words: Vec<Setting>,
    /// Which words those are.
    pub kind: Words,
}

/// Gathers the settled values of a cluster; nothing where the mesh has none of that name.
pub fn details(mesh: &Mesh, whole: &plan::Plan, sources: &Sources, name: &str) -> Option<Details> {
    let cluster = mesh.clusters.iter().find(|cluster| cluster.name.value == name)?;
    let plan = whole.clusters.iter().find(|cluster| cluster.name == name)?;
    let case = Case { mesh, cluster, plan, whole, places: Places::new(sources) };
    let statements = statements::settings(&case);
    let (kind, words) = words::settings(&case, &statements);
    Some(Details { mesh: mesh.name.clone(), cluster: name.to_string(), statements, words, kind })
}
