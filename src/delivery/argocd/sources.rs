//! Where Argo CD finds what a cluster runs: its overlay, or the chart with values from the repository.

use crate::delivery::below;
use crate::emit::{BESIDE, changes_beside, has_beside, peers_file};
use crate::plan::{ArgoCd, Chart, Cluster, Plan};
use crate::yaml::{Map, Value, json};

/// What a user must know of clusters whose chart kustomize renders.
const NEEDS_HELM: &str = "Patches of the chart's own objects: kustomize renders it, with `kustomize.buildOptions: --enable-helm` in argocd-cm.";
/// The same where the peers are in a file outside of the cluster's folder.
const READS_PEERS: &str = "Patches of the chart's own objects: kustomize renders it, with `kustomize.buildOptions: --enable-helm --load-restrictor LoadRestrictionsNone` in argocd-cm.";

/// How the manifests of a cluster are made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sources {
    /// The chart that Argo CD renders itself: its repository as Argo CD has it, and its version.
    chart: Option<(String, String)>,
    /// The file with the peers, from the output's own folder on, where the cluster's values do not hold them.
    peers: Option<String>,
    /// Whether the cluster runs something beside it.
    has_beside: bool,
    /// What a user must know where kustomize renders a chart.
    pub note: Option<&'static str>,
}

impl Sources {
    /// How those of a cluster are made. Of a chart that Argo CD renders nothing can be patched.
    pub fn of(plan: &Plan, cluster: &Cluster) -> Sources {
        let (_, changes) = changes_beside(plan, cluster);
        let of_argocd = cluster.applied_chart().filter(|_| changes.is_empty());
        let of_kustomize = cluster.applied_chart().filter(|_| !changes.is_empty());
        Sources {
            chart: of_argocd.map(|chart| (repository(chart), chart.version.clone())),
            peers: of_argocd.and_then(|chart| peers_file(plan, chart)),
            has_beside: of_argocd.is_some() && has_beside(plan, cluster),
            note: of_kustomize.map(|chart| if chart.shared.is_some() { READS_PEERS } else { NEEDS_HELM }),
        }
    }

    /// The fields of an Application whose overlay is in that folder.
    pub fn fields(&self, argocd: &ArgoCd, overlay: &str) -> Map<String, Value> {
        let in_git = |rest: Value| {
            let mut source = json!({ "repoURL": argocd.repo_url, "targetRevision": argocd.revision });
            if let (Some(source), Value::Object(rest)) = (source.as_object_mut(), rest) {
                source.extend(rest);
            }
            source
        };
        let Some((repository, version)) = &self.chart else {
            return Map::from_iter([("source".to_string(), in_git(json!({ "path": overlay })))]);
        };
        // Later files lie over earlier ones (`docs/user-guide/helm.md`).
        let peers = self.peers.iter().map(|file| below(&argocd.path.value, file));
        let files = peers.chain([format!("{overlay}/values.yaml")]);
        let files: Vec<String> = files.map(|file| format!("$values/{file}")).collect();
        let mut sources = vec![
            json!({
                "repoURL": repository,
                "chart": "cilium",
                "targetRevision": version,
                "helm": { "releaseName": "cilium", "valueFiles": files },
            }),
            in_git(json!({ "ref": "values" })),
        ];
        if self.has_beside {
            sources.push(in_git(json!({ "path": format!("{overlay}/{BESIDE}") })));
        }
        Map::from_iter([("sources".to_string(), sources.into())])
    }
}

/// Argo CD names a registry without `oci://` (`docs/user-guide/helm.md`).
fn repository(chart: &Chart) -> String {
    let address = chart.repository().unwrap_or_default();
    address.strip_prefix("oci://").map_or(address, |registry| registry.trim_end_matches('/')).to_string()
}
