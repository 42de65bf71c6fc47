//! What applies the output: Flux, Argo CD.

use super::{CLUSTER, Cluster, Mesh};
use crate::source::{Said, Span, Spanned};

/// What applies the output. The plan shares it: what is set for a tool is for that tool alone.
#[derive(Debug, Default)]
pub struct Deliveries {
    /// Flux, when it applies the output.
    pub flux: Said<Flux>,
    /// Argo CD, when it applies the output.
    pub argocd: Said<ArgoCd>,
}

/// How Flux applies the output.
#[derive(Debug, Clone)]
pub struct Flux {
    /// The place of the node.
    pub span: Span,
    /// The name of the source.
    pub source: String,
    /// Its kind.
    pub source_kind: String,
    /// The output directory in the source: no `./`, no `/` at its end, empty for the root;
    /// where it is not stated, at the node's place.
    pub path: Spanned<String>,
    /// How often Flux reconciles.
    pub interval: String,
    /// The namespace of what Flux reads.
    pub namespace: String,
    /// Kustomizations that must be ready first.
    pub depends_on: Vec<Spanned<String>>,
    /// Whether each cluster runs a Flux of its own.
    pub per_cluster: bool,
    /// The Secrets through which one Flux reaches the clusters, when they are stated; `{cluster}` stands for
    /// the name of each.
    pub kubeconfig_secret: Option<Spanned<String>>,
    /// The names of HelmReleases, when they are stated; `{cluster}` stands for the name of each cluster.
    pub release: Option<Spanned<String>>,
    /// Whether users have HelmReleases of their own, which take the mesh's values from ConfigMaps.
    pub values_only: bool,
}

impl Flux {
    /// The Secret through which one Flux reaches a cluster: Cluster API's name for it, unless another one is
    /// stated.
    pub fn kubeconfig(&self, cluster: &str) -> String {
        let pattern = self.kubeconfig_secret.as_ref().map_or("{cluster}-kubeconfig", |pattern| &pattern.value);
        pattern.replace(CLUSTER, cluster)
    }

    /// The name of the HelmRelease of a cluster.
    pub fn release(&self, cluster: &str) -> String {
        of_pattern(self.release.as_ref(), cluster)
    }
}

/// The name of what installs Cilium in a cluster, as it is stated or as it is by default.
fn of_pattern(stated: Option<&Spanned<String>>, cluster: &str) -> String {
    stated.map_or(USUAL_NAME, |pattern| &pattern.value).replace(CLUSTER, cluster)
}

/// What HelmReleases and Applications are called where nothing else is stated.
pub const USUAL_NAME: &str = "cilium-{cluster}";

/// How Argo CD applies the output.
#[derive(Debug, Clone)]
pub struct ArgoCd {
    /// The place of the node.
    pub span: Span,
    /// The repository.
    pub repo_url: String,
    /// The revision.
    pub revision: String,
    /// The output directory in the repository: no `./`, no `/` at its end, empty for the root;
    /// where it is not stated, at the node's place.
    pub path: Spanned<String>,
    /// The project.
    pub project: String,
    /// The namespace of Argo CD.
    pub namespace: String,
    /// Whether one ApplicationSet serves all clusters.
    pub application_set: bool,
    /// Whether each cluster runs an Argo CD of its own.
    pub per_cluster: bool,
    /// The names of Applications, when they are stated; `{cluster}` stands for the name of each cluster.
    pub application: Option<Spanned<String>>,
}

impl ArgoCd {
    /// The name of the Application of a cluster.
    pub fn application(&self, cluster: &str) -> String {
        of_pattern(self.application.as_ref(), cluster)
    }
}

impl Mesh {
    /// What applies the output, in words, and the place where that is set.
    pub fn delivery(&self) -> Option<(&'static str, Span)> {
        let flux = self.deliveries.flux.get().map(|flux| ("Flux", flux.span));
        flux.or_else(|| self.deliveries.argocd.get().map(|argocd| ("Argo CD", argocd.span)))
    }
}

impl Cluster {
    /// The name by which Argo CD knows the cluster: its context, or else its own.
    pub fn destination(&self) -> &Spanned<String> {
        self.context.value().unwrap_or(&self.name)
    }
}
