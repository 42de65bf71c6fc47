//! Clusters of releases with clustermesh-apiserver: 1.14 to 1.20.
//!
//! On the Helm chart such a cluster is a file of values; on manifests that the user has rendered it is the
//! mesh's Secrets and changes of objects of the base, a file of code for each object. Both mean the same for
//! the same peers.

mod agent;
mod bundle;
mod certgen;
mod certificates;
mod entry;
mod hosts;
mod hubble;
mod kvstore;
mod names;
mod needs;
mod operator;
mod roles;
mod secrets;
mod server;
mod service;
mod values;

pub use values::by_hook;

use super::agents;
use crate::model::{self, Cluster, Mesh};
use crate::plan::{self, Change, Chart, ChartSource, Foundation, HOOK};
use crate::release::Modern;
use crate::yaml::Value;

/// What clusters have in common, made once.
#[derive(Debug)]
pub struct Context {
    shared: secrets::Shared,
    peers: values::All,
}

impl Context {
    /// What the clusters of a mesh have in common.
    pub fn of(mesh: &Mesh) -> Context {
        Context { shared: secrets::Shared::of(mesh), peers: values::All::of(mesh) }
    }
}

/// The objects and changes of one cluster on its base, or the values of its chart.
pub fn overlay(mesh: &Mesh, cluster: &Cluster, base: &[Value], context: &Context) -> plan::Cluster {
    let (Some(modern), Some(version)) = (cluster.modern(), cluster.version.value()) else {
        return plan::Cluster::default();
    };
    let mut overlay = plan::Cluster::default();
    if cluster.manifests().is_some() {
        overlay.changes = changes(mesh, cluster, modern, base);
        overlay.needs = needs::needs(mesh, cluster, modern);
        for object in context.shared.objects(mesh, cluster) {
            match secrets::in_base(&object, base) {
                Some(current) => overlay.changes.extend(secrets::exactly(&object, current)),
                None => overlay.objects.push(object),
            }
        }
    } else if cluster.is_on_chart() {
        if mesh.reads_etcds(cluster) {
            let objects = context.shared.objects(mesh, cluster);
            match cluster.apiserver.get() {
                Some(_) => overlay.changes = kvstore::changes(mesh, cluster, &objects),
                None => overlay.objects = objects,
            }
        }
        overlay.changes.extend(kvstore::own_keys(mesh, cluster));
        overlay.changes.extend(cluster.apiserver.get().and_then(|apiserver| service::beside_chart(mesh, apiserver)));
        let (own, ours) = values::values(mesh, cluster, modern);
        overlay.foundation = Foundation::Chart(Box::new(Chart {
            source: source(mesh, cluster),
            version: version.value.to_string(),
            namespace: mesh.namespace().to_string(),
            own,
            ours,
            peers: context.peers.of_cluster(mesh, cluster),
            shared: None,
            hook: by_hook(mesh, modern).then_some(HOOK),
        }));
    }
    overlay
}

/// Where the chart of a cluster comes from.
fn source(mesh: &Mesh, cluster: &Cluster) -> ChartSource {
    match &cluster.base {
        model::Foundation::HelmChartConfig(name) => ChartSource::Distribution { helm_chart_config: name.value.clone() },
        model::Foundation::Chart(address) => ChartSource::Repository {
            address: address.value.clone(),
            is_usual: address.value == mesh.usual.repository,
            is_usual_version: cluster.version.get() == mesh.usual.version.get(),
        },
        model::Foundation::Manifests(_) | model::Foundation::Broken => {
            ChartSource::Repository { address: String::new(), is_usual: true, is_usual_version: true }
        }
    }
}

/// What changes of the objects of a base.
fn changes(mesh: &Mesh, cluster: &Cluster, modern: &Modern, base: &[Value]) -> Vec<Change> {
    let data = agents::config_data(mesh, cluster, agents::config_of(mesh, base), kvstore::etcd_config(cluster));
    let mut changes = vec![agents::config_change(mesh, data)];
    changes.extend(agent::changes(mesh, cluster, base));
    changes.extend(operator::changes(mesh, cluster, base));
    if let Some(apiserver) = cluster.apiserver.get() {
        changes.extend(server::changes(mesh, cluster, modern, base));
        changes.extend(service::change(mesh, cluster, apiserver, base));
        changes.extend(certificates::changes(mesh, cluster, modern, base));
    }
    changes
}
