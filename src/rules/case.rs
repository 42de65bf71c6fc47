//! What rules see.

use crate::manifest::Base;
use crate::model::{Cluster, Mesh};
use crate::plan::{self, Deployed, Plan};
use std::rc::Rc;

/// What a rule sees.
#[derive(Debug, Clone, Copy)]
pub struct Case<'m> {
    /// What the user described.
    pub mesh: &'m Mesh,
    /// What each cluster will run, in the order of the mesh's clusters.
    pub plan: &'m Plan,
    /// What runs in the clusters already, as far as that is known.
    pub deployed: &'m Deployed<'m>,
}

impl<'m> Case<'m> {
    /// Each cluster with what it will run.
    pub fn clusters(&self) -> impl Iterator<Item = (&'m Cluster, &'m plan::Cluster)> {
        self.mesh.clusters.iter().zip(&self.plan.clusters)
    }

    /// The clusters that build on a base.
    pub fn clusters_on(&self, base: &'m Base) -> impl Iterator<Item = (&'m Cluster, &'m plan::Cluster)> {
        self.clusters().filter(|(_, settled)| settled.base().is_some_and(|own| std::ptr::eq(Rc::as_ptr(own), base)))
    }
}
