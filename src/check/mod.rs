//! Mesh to Checked: runs every rule, then applies `lint` and `allow` to what was found.

mod silence;

use crate::diagnostic::{Diagnostics, Exceptions};
use crate::model::Mesh;
use crate::rules::{self, Case, Look, Preview, RULES};

/// A mesh without errors. Only [`check`] makes one.
#[derive(Debug)]
pub struct Checked(Mesh);

impl Checked {
    /// The mesh.
    pub fn mesh(&self) -> &Mesh {
        &self.0
    }
}

/// Runs every rule on the mesh, applies `lint` and `allow`, and sorts what was found; also returns what was allowed.
pub fn check(mut mesh: Mesh, found: &mut Diagnostics, preview: Preview) -> (Option<Checked>, Exceptions) {
    let case = Case { mesh: &mesh };
    for row in RULES {
        if let Look::Case(check) = row.look {
            check(&case, found);
        }
    }
    rules::check_overlays(&mesh, found, preview);
    let exceptions = silence::apply(&mut mesh, found);
    found.sort();
    ((!found.has_errors()).then_some(Checked(mesh)), exceptions)
}
