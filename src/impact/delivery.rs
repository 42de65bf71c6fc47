//! What Flux and Argo CD are told of a cluster: whether they begin or cease to apply it, or do it in another way.

use super::output::Output;
use super::{Impact, Risk};
use crate::yaml::{self, Value};
use std::collections::BTreeMap;

/// What begins, ends or changes, by tool.
pub fn changes(old: &Output, new: &Output, cluster: &str) -> Vec<Impact> {
    let flux = [
        format!("flux/{cluster}.yaml"),
        format!("flux/{cluster}/cilium.yaml"),
        format!("flux/releases/{cluster}/helm-release.yaml"),
    ];
    let argocd = [format!("argocd/{cluster}.yaml"), "argocd/application-set.yaml".to_string()];
    let flux = change("Flux", &told(old, &flux), &told(new, &flux));
    flux.into_iter().chain(change("Argo CD", &told(old, &argocd), &told(new, &argocd))).collect()
}

fn change(tool: &str, old: &[Value], new: &[Value]) -> Option<Impact> {
    let (from, to) = (leads(old), leads(new));
    if from.iter().any(|(name, way)| to.get(name).is_some_and(|other| other != way)) {
        let reason = match tool {
            "Flux" => {
                "it reaches this cluster by another way: what leads elsewhere breaks, and a HelmRelease that stays behind must be suspended and then deleted"
            }
            _ => "it reaches this cluster by another way: what leads elsewhere breaks",
        };
        return Some(Impact::new(Risk::Disruptive, tool, reason));
    }
    let reason = match (old.is_empty(), new.is_empty()) {
        _ if old == new => return None,
        (true, _) => "it begins to apply the cluster's folder: what runs there otherwise is taken over",
        (_, true) => {
            "its objects go; what runs stays as it is, and so does what was applied of them by hand until it is deleted"
        }
        _ => "it applies the cluster's folder in another way",
    };
    Some(Impact::new(Risk::Reload, tool, reason))
}

/// By which way each object reaches the cluster. An ApplicationSet says it in a template, which says too little of one.
fn leads(objects: &[Value]) -> BTreeMap<String, Vec<Option<&Value>>> {
    let places = ["/spec/destination", "/spec/kubeConfig", "/metadata/namespace"];
    let way = |object| places.iter().map(|place| Value::pointer(object, place)).collect();
    let name = |object: &Value| {
        let text = |place: &str| object.pointer(place).and_then(Value::as_str).unwrap_or("").to_string();
        format!("{} {}", text("/kind"), text("/metadata/name"))
    };
    objects.iter().map(|object| (name(object), way(object))).collect()
}

/// The objects in files, without what the cluster's own folder says too: the values, the patches and the version of a chart.
fn told(output: &Output, files: &[String]) -> Vec<Value> {
    let texts = files.iter().filter_map(|path| output.get(path));
    let mut objects: Vec<Value> = texts.flat_map(|text| yaml::read(text).unwrap_or_default()).collect();
    for object in &mut objects {
        if let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) {
            spec.retain(|field, _| field != "values" && field != "postRenderers");
        }
        if let Some(chart) = object.pointer_mut("/spec/chart/spec").and_then(Value::as_object_mut) {
            chart.shift_remove("version");
        }
    }
    objects
}
