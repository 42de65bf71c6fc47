//! Objects that differ, other than `cilium-config` and the Secrets of the mesh: workloads, Services, key material, rights.

use super::deployed::Deployed;
use super::{Impact, Risk};
use crate::plan::Target;
use crate::yaml::{Value, json};
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
    let mut impacts = Vec::new();
    // From a chart to manifests or back, every object comes or goes: that has been told.
    let has_base = |deployed: &Deployed| deployed.values.is_some();
    for target in targets.into_iter().filter(|_| has_base(old) == has_base(new)) {
        let (before, after) = (old.objects.get(target), new.objects.get(target));
        if before != after {
            impacts.extend(object(target, before, after, Told { known, is_upgrade: is_upgrade(old, new) }));
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
    if old.kops != new.kops {
        impacts.push(Impact::new(
            Risk::Disruptive,
            "kops",
            "kops replaces the instances, a group at a time, once it is told to",
        ));
    }
    impacts
}

const CERTIFICATES: &str = "certificates change: connections to peers break until both sides trust each other again";

/// What decides whether a difference is news.
struct Told {
    known: Known,
    is_upgrade: bool,
}

fn is_upgrade(old: &Deployed, new: &Deployed) -> bool {
    let release =
        |deployed: &Deployed| deployed.record.as_ref().and_then(|record| record.get("cilium").map(str::to_string));
    release(old) != release(new)
}

fn subject(target: &Target) -> String {
    format!("{} `{}`", target.kind, target.name)
}

fn patched(target: &Target) -> Risk {
    match target.kind.as_str() {
        "DaemonSet" | "ConfigMap" => Risk::Restart,
        "Service" | "Secret" => Risk::Disruptive,
        _ => Risk::Reload,
    }
}

fn object(target: &Target, before: Option<&Value>, after: Option<&Value>, told: Told) -> Vec<Impact> {
    let one = |risk, reason: &str| vec![Impact::new(risk, subject(target), reason)];
    match (target.kind.as_str(), target.name.as_str()) {
        ("ConfigMap", "cilium-config") | ("Secret", "cilium-clustermesh" | "cilium-kvstoremesh") => Vec::new(),
        ("ConfigMap", "clustermesh-remote-users") if told.known.peers => Vec::new(),
        ("ConfigMap", "clustermesh-remote-users") => one(Risk::Reload, "clustermesh-apiserver watches it"),
        ("DaemonSet" | "Deployment" | "StatefulSet" | "Job" | "CronJob", _) => workload(target, before, after, &told),
        ("Service", "clustermesh-apiserver") => {
            one(Risk::Disruptive, "peers reach this cluster there: they lose it until they connect to the new place")
        }
        ("Certificate" | "Issuer" | "ClusterIssuer", _) => one(Risk::Disruptive, CERTIFICATES),
        ("Secret" | "ExternalSecret", _) => {
            one(Risk::Disruptive, "key material comes from another place: connections break where it is another key")
        }
        _ if after.is_none() => one(Risk::Reload, "it goes"),
        _ => one(Risk::Reload, "it is applied, and nothing restarts"),
    }
}

fn workload(target: &Target, before: Option<&Value>, after: Option<&Value>, told: &Told) -> Vec<Impact> {
    let is_agent = target.kind == "DaemonSet";
    let (Some(before), Some(after)) = (before, after) else {
        let gone = "it goes, and what it does with it";
        let risk = if is_agent && after.is_none() { Risk::Disruptive } else { Risk::Reload };
        return vec![Impact::new(risk, subject(target), if after.is_none() { gone } else { "its pods start" })];
    };
    let pods = |object: &Value| Pods::of(object);
    let (from, to) = (pods(before), pods(after));
    let (risk, verb) = match (is_agent, target.kind.as_str()) {
        (true, _) => (Risk::Restart, "so the agents restart"),
        (false, "Job" | "CronJob") => (Risk::Reload, "so it runs anew; agents go on"),
        (false, _) => (Risk::Reload, "so its pods restart; agents go on"),
    };
    let mut impacts = Vec::new();
    let makes_certificates = target.name.contains("generate-certs");
    if from.rest != to.rest && makes_certificates {
        impacts.push(Impact::new(Risk::Disruptive, subject(target), CERTIFICATES));
    } else if from.rest != to.rest {
        impacts.push(Impact::new(risk, subject(target), format!("its pods are another template's, {verb}")));
    } else if from.aliases != to.aliases {
        impacts.push(Impact::new(
            risk,
            subject(target),
            format!("addresses of peers stand in its pods (`hostAliases`), {verb}"),
        ));
    } else if from.images != to.images && !told.is_upgrade {
        let impact = Impact::new(risk, subject(target), format!("its image is another, {verb}"));
        impacts.push(impact.with(Some(&from.images.join(" ")), Some(&to.images.join(" "))));
    } else if from.marks != to.marks && is_agent && !told.known.settings && !told.is_upgrade {
        impacts.push(Impact::new(
            risk,
            subject(target),
            format!("the checksum of what its pods read when they start differs, {verb}"),
        ));
    }
    if before.pointer("/spec/selector") != after.pointer("/spec/selector") {
        let reason = "Kubernetes changes no selector: the object must go first, and its pods with it";
        impacts.push(Impact::new(Risk::Disruptive, subject(target), reason));
    }
    impacts
}

/// What of a pod template is told apart.
struct Pods {
    images: Vec<String>,
    aliases: Value,
    marks: Value,
    rest: Value,
}

impl Pods {
    fn of(object: &Value) -> Pods {
        let at = if object.get("kind").and_then(Value::as_str) == Some("CronJob") {
            "/spec/jobTemplate/spec/template"
        } else {
            "/spec/template"
        };
        let mut rest = object.pointer(at).cloned().unwrap_or_default();
        let take = |rest: &mut Value, at: &str, field: &str| {
            rest.pointer_mut(at)
                .and_then(Value::as_object_mut)
                .and_then(|fields| fields.shift_remove(field))
                .unwrap_or_default()
        };
        let mut marks = json!({});
        if let Some(annotations) = rest.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut) {
            let names: Vec<String> = annotations.keys().filter(|name| name.contains("checksum")).cloned().collect();
            for name in names {
                let mark = annotations.shift_remove(&name).unwrap_or_default();
                marks.as_object_mut().map(|marks| marks.insert(name, mark));
            }
        }
        let aliases = take(&mut rest, "/spec", "hostAliases");
        let mut images = Vec::new();
        for list in ["/spec/initContainers", "/spec/containers"] {
            for container in rest.pointer_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
                let image = container.as_object_mut().and_then(|fields| fields.shift_remove("image"));
                images.extend(image.and_then(|image| image.as_str().map(str::to_string)));
            }
        }
        Pods { images, aliases, marks, rest }
    }
}
