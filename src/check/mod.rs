//! Mesh and Plan to Checked: runs every rule, joins what several clusters have in common into one finding,
//! then applies `lint` and `allow` to what was found.

mod causes;
mod gather;
mod silence;

pub use gather::gather;

use crate::diagnostic::{Diagnostics, Exceptions};
use crate::model::Mesh;
use crate::plan::{Deployed, Plan};
use crate::rules::{Case, Look, RULES, duplicate_cluster_name, too_many_clusters};
use std::cell::LazyCell;

/// A mesh without errors, and what its clusters will run. Only [`check`] makes one.
#[derive(Debug)]
pub struct Checked {
    mesh: Mesh,
    /// Marked when it is first asked for: `meshc check` does not.
    plan: LazyCell<Plan, Box<dyn FnOnce() -> Plan>>,
}

impl Checked {
    /// The mesh.
    pub fn mesh(&self) -> &Mesh {
        &self.mesh
    }

    /// What each cluster will run.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}

/// What is wrong with a mesh of more clusters than any can have: how many they are, and nothing else, for
/// much of the rest is compared in pairs.
pub fn count(mesh: &Mesh, found: &mut Diagnostics) {
    let plan = Plan::default();
    let case = Case { mesh, plan: &plan, deployed: &Deployed::default() };
    let before = found.0.len();
    too_many_clusters::check(&case, found);
    if found.0.len() == before {
        duplicate_cluster_name::check(&case, found);
    }
    gather(&mesh.clusters, found);
}

/// Runs every rule, with what is deployed as far as that is known, makes one finding of a cause and what
/// follows from it and of what says the same, applies `lint` and `allow`, and sorts what was found; also
/// returns what was allowed.
pub fn check(
    mut mesh: Mesh,
    mut plan: Plan,
    deployed: &Deployed<'_>,
    found: &mut Diagnostics,
) -> (Option<Checked>, Exceptions) {
    let case = Case { mesh: &mesh, plan: &plan, deployed };
    for row in RULES {
        if let Look::Case(check) = row.look {
            check(&case, found);
        }
    }
    causes::fold(&case, found);
    gather(&mesh.clusters, found);
    let exceptions = silence::apply(&mut mesh, &mut plan, deployed, found);
    found.sort();
    let checked = || Checked { mesh, plan: LazyCell::new(Box::new(|| plan.marked())) };
    ((!found.has_errors()).then(checked), exceptions)
}
