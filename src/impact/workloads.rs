//! Workloads that differ: their pods, and how many of them there are, when and how they run.

use super::objects::{Told, subject};
use super::{Impact, Risk};
use crate::plan::Target;
use crate::settings::Change;
use crate::yaml::{Value, json};

/// What becomes of one.
pub fn changes(target: &Target, before: Option<&Value>, after: Option<&Value>, told: &Told) -> Vec<Impact> {
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
        impacts.push(Impact::new(Risk::Disruptive, subject(target), Change::CERTIFICATES.reason));
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
    impacts.extend(beside_pods(target, before, after));
    if before.pointer("/spec/selector") != after.pointer("/spec/selector") {
        let reason = "Kubernetes changes no selector: the object must go first, and its pods with it";
        impacts.push(Impact::new(Risk::Disruptive, subject(target), reason));
    }
    impacts
}

/// What of a workload changes beside its pods: how many there are, when they run, how they are replaced.
fn beside_pods(target: &Target, before: &Value, after: &Value) -> Option<Impact> {
    let spec = |object: &Value| {
        let mut spec = object.get("spec").cloned().unwrap_or_default();
        if let Some(fields) = spec.as_object_mut() {
            ["template", "jobTemplate", "selector"].iter().for_each(|field| drop(fields.shift_remove(*field)));
        }
        spec
    };
    let (from, to) = (spec(before), spec(after));
    let is_gone = to.get("replicas").and_then(Value::as_u64) == Some(0) && from.get("replicas") != to.get("replicas");
    match (from == to, is_gone) {
        (true, _) => None,
        (_, true) => Some(Impact::new(Risk::Disruptive, subject(target), "none of its pods are left")),
        _ => {
            Some(Impact::new(Risk::Reload, subject(target), "how many pods it has, or when and how they run, changes"))
        }
    }
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
