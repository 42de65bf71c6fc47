//! What changes in clusters that run the chart already, when an output takes them over: the values that Helm
//! has of them stand for the output that there was not.

use super::peers::holder;
use super::{Change, Cluster, Content, Fate, PeerChange, Setting, SettingChange, WorkloadChange, WorkloadPart};
use super::{delivery, in_cluster};
use crate::impact::live::{Live, has_addresses, is_alone, lists, sides};
use crate::impact::read::{Appliers, Deployed, Output, Reader};
use crate::plan::Target;
use crate::plan::lasting::{Difference, Lasting};
use crate::settings::is_within;
use crate::yaml::{self, Value};

/// What changes in each cluster of the new output; one of which nothing is known is new.
pub fn changes(live: &Live, new: &Output) -> Vec<Cluster> {
    let mut reader = Reader::of(new);
    let adopted = |name: &str| {
        let mut deployed = reader.deployed(name);
        let Some(values) = live.get(name) else {
            return Cluster { name: name.to_string(), fate: Fate::Added, changes: vec![Change::ClusterUnknown] };
        };
        let lists_itself = |values: &Value| lists(values, name);
        let loses_itself = lists_itself(values) && !deployed.values.as_ref().is_some_and(lists_itself);
        if Appliers::of(new, name).has_values_only {
            keep_own(&mut deployed, values);
        }
        let (before, after) = sides(values, deployed);
        let mut changes = in_cluster(&before, &after, delivery::of_cluster(new, name));
        // There were no files, and nothing that runs differs.
        changes.retain(|change| !matches!(change, Change::FilesOnly));
        if is_alone(values) && after.values.is_some() {
            changes.retain(|change| !is_of_mesh(change));
            changes.push(Change::Workload(server(&after)));
        }
        // Who makes the CA says it all.
        if changes.iter().any(|change| matches!(change, Change::Secret(it) if it.content == Content::Ca)) {
            changes.retain(|change| !is_within_value(change, &["tls.ca"]));
        }
        if loses_itself {
            changes.push(Change::Peer(PeerChange::Itself(name.to_string())));
            let holder = after.values.as_ref().filter(|_| has_addresses(values, name)).map(holder);
            let is_known = changes.iter().any(|change| matches!(change, Change::Peer(PeerChange::HostAliases(_))));
            changes.extend(holder.filter(|_| !is_known).map(|holder| Change::Peer(PeerChange::HostAliases(holder))));
        }
        changes.extend(renamed(values, name).map(Change::Lasting));
        changes.extend(delivery::changes(&Output::default(), new, name).into_iter().map(Change::Delivery));
        Cluster { name: name.to_string(), fate: Fate::Stays, changes }
    };
    new.clusters().into_iter().map(adopted).collect()
}

/// Where the user's own HelmRelease takes the values of the mesh, it keeps what these do not set
/// (`docs/spec/v2/helmreleases.md` of helm-controller, values).
fn keep_own(deployed: &mut Deployed, live: &Value) {
    let Some(own) = deployed.values.as_mut().and_then(Value::as_object_mut) else { return };
    let mut kept = live.as_object().cloned().unwrap_or_default();
    yaml::overlay(&mut kept, own);
    *own = kept;
}

/// Whether a change is of what peers reach, where there are none yet.
fn is_of_mesh(change: &Change) -> bool {
    let paths = ["clustermesh.useAPIServer", "clustermesh.apiserver", "clustermesh.config"];
    matches!(change, Change::Peer(PeerChange::HostAliases(_))) || is_within_value(change, &paths)
}

fn is_within_value(change: &Change, paths: &[&str]) -> bool {
    let Change::Setting(SettingChange { setting: Setting::Value(path), .. }) = change else { return false };
    paths.iter().any(|above| is_within(path, above))
}

/// The Deployment through which peers will reach the cluster.
fn server(new: &Deployed) -> WorkloadChange {
    let target = Target {
        api_version: "apps".to_string(),
        kind: "Deployment".to_string(),
        namespace: new.chart.as_ref().map(|(_, namespace)| namespace.clone()).unwrap_or_default(),
        name: "clustermesh-apiserver".to_string(),
    };
    WorkloadChange { target, part: WorkloadPart::Added, is_by_hand: false }
}

/// A cluster that has another name than the mesh file gives it: the chart's own is `default`.
fn renamed(values: &Value, name: &str) -> Option<Difference> {
    let before = yaml::at(values, "cluster.name").and_then(Value::as_str).filter(|name| !name.is_empty());
    let before = before.unwrap_or("default");
    (before != name).then(|| Difference { what: Lasting::Name, before: before.to_string(), after: name.to_string() })
}
