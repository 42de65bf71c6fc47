//! Objects that differ, other than `cilium-config` and the Secrets of the mesh: workloads, Services, key material, rights.

use super::deployed::Deployed;
use super::workloads;
use super::{Impact, Risk};
use crate::plan::Target;
use crate::settings::Change;
use crate::yaml::Value;
use std::collections::BTreeSet;

/// What others have told already.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Peers that come, go or move.
    pub peers: bool,
    /// Keys of `cilium-config` or values of the chart.
    pub settings: bool,
}

/// What differs.
pub fn changes(old: &Deployed, new: &Deployed, known: Known) -> Vec<Impact> {
    let targets: BTreeSet<&Target> = old.objects.keys().chain(new.objects.keys()).collect();
    let told = Told { known, is_upgrade: is_upgrade(old, new) };
    let mut impacts = Vec::new();
    for target in targets {
        let (before, after) = (old.objects.get(target), new.objects.get(target));
        if before != after {
            impacts.extend(object(target, before, after, &told));
        }
    }
    for (target, name) in old.patches.keys().chain(new.patches.keys()).collect::<BTreeSet<_>>() {
        let key = (target.clone(), name.clone());
        if old.patches.get(&key) != new.patches.get(&key) && !(known.peers && target.kind == "Secret") {
            impacts.push(Impact::new(
                patched(target),
                subject(target),
                "what a patch changes of the chart's object differs",
            ));
        }
    }
    if let Some(((repository, namespace), (other, elsewhere))) = old.chart.as_ref().zip(new.chart.as_ref()) {
        if namespace != elsewhere {
            let reason = "Cilium is installed there beside the one that runs: both want the same nodes";
            impacts.push(Impact::new(Risk::Disruptive, "namespace", reason).with(Some(namespace), Some(elsewhere)));
        }
        if repository != other {
            let reason = "the chart comes from another place; what it renders there is not known";
            impacts.push(Impact::new(Risk::Restart, "chart", reason).with(Some(repository), Some(other)));
        }
    }
    for file in new.encrypted.difference(&old.encrypted) {
        impacts.push(Impact::new(Risk::Disruptive, format!("`{file}`"), KEYS));
    }
    for file in old.encrypted.difference(&new.encrypted) {
        impacts.push(Impact::new(Risk::Disruptive, format!("`{file}`"), PRUNED));
    }
    if old.kops != new.kops {
        impacts.push(Impact::new(
            Risk::Disruptive,
            "kops",
            "kops replaces the instances, a group at a time, once it is told to",
        ));
    }
    impacts
}

/// What decides whether a difference is news.
pub struct Told {
    /// What others have told already.
    pub known: Known,
    /// Whether another release runs.
    pub is_upgrade: bool,
}

fn is_upgrade(old: &Deployed, new: &Deployed) -> bool {
    fn release(deployed: &Deployed) -> Option<&str> {
        deployed.record.as_ref()?.get("cilium")
    }
    release(old) != release(new)
}

/// An object as plans name it.
pub fn subject(target: &Target) -> String {
    format!("{} `{}`", target.kind, target.name)
}

fn patched(target: &Target) -> Risk {
    match target.kind.as_str() {
        "DaemonSet" | "ConfigMap" => Risk::Restart,
        "Service" | "Secret" => Risk::Disruptive,
        _ => Risk::Reload,
    }
}

fn object(target: &Target, before: Option<&Value>, after: Option<&Value>, told: &Told) -> Vec<Impact> {
    let one = |risk, reason: &str| vec![Impact::new(risk, subject(target), reason)];
    match (target.kind.as_str(), target.name.as_str()) {
        ("ConfigMap", "cilium-config") if field("binaryData", before) != field("binaryData", after) => {
            one(Risk::Restart, Change::AT_START.reason)
        }
        ("ConfigMap", "cilium-config") => Vec::new(),
        ("Secret", "cilium-clustermesh" | "cilium-kvstoremesh")
            if told.known.peers || field("data", before) == field("data", after) =>
        {
            Vec::new()
        }
        ("ConfigMap", "clustermesh-remote-users") if told.known.peers => Vec::new(),
        ("ConfigMap", "clustermesh-remote-users") => one(Risk::Reload, "clustermesh-apiserver watches it"),
        ("DaemonSet" | "Deployment" | "StatefulSet" | "Job" | "CronJob", _) => {
            workloads::changes(target, before, after, told)
        }
        ("Service", "clustermesh-apiserver") => one(Risk::Disruptive, Change::SERVICE.reason),
        ("Certificate" | "Issuer" | "ClusterIssuer", _) => one(Risk::Disruptive, Change::CERTIFICATES.reason),
        ("Secret" | "ExternalSecret", _) => one(Risk::Disruptive, KEYS),
        _ if is_named_alike(before, after) => Vec::new(),
        _ if after.is_none() => one(Risk::Reload, "it goes"),
        _ => one(Risk::Reload, "it is applied, and nothing restarts"),
    }
}

/// Whether two objects differ in nothing but their labels and annotations.
fn is_named_alike(before: Option<&Value>, after: Option<&Value>) -> bool {
    let rest = |object: &Value| {
        let mut object = object.clone();
        object.as_object_mut().map(|fields| fields.shift_remove("metadata"));
        object
    };
    before.zip(after).is_some_and(|(before, after)| rest(before) == rest(after))
}

fn field<'v>(name: &str, object: Option<&'v Value>) -> Option<&'v Value> {
    object.and_then(|object| object.get(name))
}

/// Why an encrypted Secret that the overlay no longer names has its risk (`kustomize.toolkit.fluxcd.io/prune` in the
/// documentation of
/// kustomize-controller).
const PRUNED: &str =
    "Flux removes the Secret with the file: first annotate it with `kustomize.toolkit.fluxcd.io/prune: disabled`";

/// Why key material from elsewhere has its risk.
const KEYS: &str = "key material comes from another place: connections break where it is another key";
