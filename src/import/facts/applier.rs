//! What applies the chart of a cluster, as far as the mesh file has words for it.

/// A tool, and the object by which it applies the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applier {
    /// Flux, by a HelmRelease.
    Flux {
        /// The name of the HelmRelease.
        release: String,
        /// Its namespace, in which alone it finds ConfigMaps.
        namespace: Option<String>,
        /// The kind and the name of the source that a Kustomization with it reads.
        source: Option<(String, String)>,
        /// The Secret through which Flux reaches the cluster, where that is not its own.
        kubeconfig: Option<String>,
    },
    /// Argo CD, by an Application.
    ArgoCd {
        /// The name of the Application.
        application: String,
        /// The namespace that it is in.
        namespace: Option<String>,
        /// The project.
        project: Option<String>,
        /// The repository with values, and its revision.
        repository: Option<(String, Option<String>)>,
        /// Whether it is applied to the cluster that Argo CD is in.
        is_beside: bool,
        /// Whether an ApplicationSet makes it.
        is_of_set: bool,
    },
}
