//! What whoever applies the output must know: Flux, Argo CD.

use super::{Change, Cluster, Object, Plan, Sops, Target};
use std::collections::BTreeSet;
use std::rc::Rc;

/// How Flux applies the output.
#[derive(Debug, Clone, Default)]
pub struct Flux {
    /// The name of the source.
    pub source: String,
    /// Its kind.
    pub source_kind: String,
    /// The output directory in the source; empty for the root.
    pub path: String,
    /// How often Flux reconciles.
    pub interval: String,
    /// The namespace of what Flux reads.
    pub namespace: String,
    /// Kustomizations that must be ready first.
    pub depends_on: Vec<String>,
    /// Whether each cluster runs a Flux of its own.
    pub per_cluster: bool,
    /// How it decrypts what SOPS has encrypted, where there is any such.
    pub decryption: Option<Sops>,
}

/// How Argo CD applies the output.
#[derive(Debug, Clone, Default)]
pub struct ArgoCd {
    /// The repository.
    pub repo_url: String,
    /// The revision.
    pub revision: String,
    /// The output directory in the repository; empty for the root.
    pub path: String,
    /// The project.
    pub project: String,
    /// The namespace of Argo CD.
    pub namespace: String,
    /// Whether one ApplicationSet serves all clusters.
    pub application_set: bool,
}

/// One cluster, for whoever applies its output.
#[derive(Debug, Clone, Default)]
pub struct Delivery {
    /// Its kubeconfig context, or else its name.
    pub context: String,
    /// The Secret with the kubeconfig through which somebody reaches it from outside; none where it runs a Flux of its own.
    pub kubeconfig: Option<String>,
    /// The namespace in which Cilium lives.
    pub namespace: String,
    /// What is healthy in a cluster that works.
    pub workloads: Vec<Target>,
    /// Whether nothing of its chart waits for a hook, which runs once everything else is ready.
    pub is_ready_before_hooks: bool,
}

impl Plan {
    /// Whether what a cluster on a chart runs beside it stands in a folder of its own: neither Flux nor Argo CD renders a
    /// chart by kustomize unless it is told to.
    pub fn has_beside(&self, cluster: &Cluster) -> bool {
        let is_applied = self.flux.is_some() || self.argocd.is_some();
        is_applied && cluster.chart().is_some() && (cluster.has_encrypted() || !self.beside(cluster).is_empty())
    }

    /// What a cluster on a chart runs beside it; nothing for one on manifests.
    pub fn beside<'p>(&'p self, cluster: &'p Cluster) -> Vec<&'p Rc<Object>> {
        self.added(cluster).filter(|_| cluster.chart().is_some()).collect()
    }

    /// The changes of what stands beside a chart, and all others.
    pub fn changes_beside<'p>(&'p self, cluster: &'p Cluster) -> (Vec<&'p Change>, Vec<&'p Change>) {
        let beside = if self.has_beside(cluster) { self.beside(cluster) } else { Vec::new() };
        let beside: BTreeSet<Target> = beside.into_iter().map(|object| Target::of(&object.value)).collect();
        cluster.changes.iter().partition(|change| beside.contains(&change.patch.target()))
    }
}
