//! TOOLS: what applies the output of the clusters, as plans speak of it: a row for each row of DELIVERIES.

/// A row: one tool.
#[derive(Debug)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// The files of its folder that make it apply the cluster of that name.
    pub files: fn(&str) -> Vec<String>,
    /// How it applies a chart.
    pub charts: Charts,
}

/// How a chart is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charts {
    /// Helm installs it: it deletes what the chart no longer renders, and refuses what exists and is not its
    /// own (`pkg/kube/client.go` and `pkg/action/validate.go` of Helm v3.19).
    Installed,
    /// It is rendered apart from the cluster, and what comes out replaces what exists.
    Rendered,
}

impl Charts {
    /// The annotation with which an object stays that the chart no longer renders.
    pub fn keep(self) -> &'static str {
        match self {
            Charts::Installed => "helm.sh/resource-policy=keep",
            // `docs/user-guide/sync-options.md` of Argo CD v3.6.
            Charts::Rendered => "argocd.argoproj.io/sync-options=Prune=false",
        }
    }
}

/// The rows, sorted by name.
pub static TOOLS: &[Tool] = &[
    Tool { name: "Argo CD", files: of_argocd, charts: Charts::Rendered },
    Tool { name: "Flux", files: of_flux, charts: Charts::Installed },
];

/// The file with what applies all clusters. It is as long as the mesh is large, and each of them asks for it.
pub const APPLICATION_SET: &str = "argocd/application-set.yaml";

fn of_argocd(cluster: &str) -> Vec<String> {
    vec![format!("argocd/{cluster}.yaml"), format!("argocd/{cluster}/cilium.yaml"), APPLICATION_SET.to_string()]
}

fn of_flux(cluster: &str) -> Vec<String> {
    vec![
        format!("flux/{cluster}.yaml"),
        format!("flux/{cluster}/cilium.yaml"),
        format!("flux/releases/{cluster}/helm-release.yaml"),
    ]
}
