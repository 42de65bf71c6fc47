//! What the tool that applies the output must know about a cluster.

use super::Target;

/// One cluster, for the tool that applies its output.
#[derive(Debug, Clone, Default)]
pub struct Delivery {
    /// Its kubeconfig context, or else its name.
    pub context: String,
    /// The namespace in which Cilium is installed.
    pub namespace: String,
    /// The names that objects of the tool that applies this cluster may have, on whatever base it builds.
    pub applied_as: Vec<String>,
    /// What is healthy in a cluster that works.
    pub workloads: Vec<Target>,
    /// Whether nothing of its chart waits for a hook, which runs once everything else is ready.
    pub is_ready_before_hooks: bool,
}
