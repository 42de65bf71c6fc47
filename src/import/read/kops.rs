//! Cluster specs of kops: its ranges, and the Cilium that it installs
//! (`pkg/apis/kops/v1alpha2/networking.go`).

use super::{Source, text_at};
use crate::address;
use crate::import::facts::{Facts, Form, Name, Seen};
use crate::yaml::{Value, json};
use ipnet::IpNet;

/// The facts of a spec.
pub fn read(source: Source<'_>, facts: &mut Facts) {
    let Some(spec) = source.document.get("spec") else { return };
    facts.platform.push(Seen::new("kops", source.path()));
    if let Some(name) = text_at(source.document, "/metadata/name") {
        facts.kops = Some(Seen::new(name.to_string(), source.path()));
        facts.call(Name::OfMachines(name.split('.').next().unwrap_or(name).to_string()));
    }
    let field = |name: &str| {
        let of_network = spec.get("networking").and_then(|networking| networking.get(name));
        spec.get(name).or(of_network).and_then(Value::as_str).and_then(address::parse)
    };
    let seen = |net: IpNet| Seen::new(vec![net], source.path());
    facts.pods.extend(field("podCIDR").or_else(|| field("nonMasqueradeCIDR")).map(seen));
    facts.services.extend(field("serviceClusterIPRange").map(seen));
    facts.nodes.extend(field("networkCIDR").map(seen));
    if let Some(cilium) = spec.pointer("/networking/cilium").filter(|cilium| cilium.is_object()) {
        facts.release.extend(text_at(cilium, "/version").map(|text| Seen::new(text.to_string(), source.path())));
        facts.layer(source.path(), Form::Part, &values(cilium));
    }
}

/// What kops is told of Cilium, in the words of the chart.
fn values(cilium: &Value) -> Value {
    let mut values = json!({});
    for (field, pointer) in FIELDS {
        if let Some(value) = cilium.get(*field).filter(|value| !value.is_null()) {
            let keys: Vec<&str> = pointer.split('.').collect();
            let nested = keys.iter().rev().fold(value.clone(), |inner, key| json!({ *key: inner }));
            if let (Some(all), Some(nested)) = (values.as_object_mut(), nested.as_object()) {
                crate::yaml::overlay(all, nested);
            }
        }
    }
    values
}

const FIELDS: &[(&str, &str)] = &[
    ("clusterID", "cluster.id"),
    ("clusterName", "cluster.name"),
    ("enableEncryption", "encryption.enabled"),
    ("encryptionType", "encryption.type"),
    ("enableNodePort", "kubeProxyReplacement"),
    ("ipam", "ipam.mode"),
    ("tunnel", "tunnel"),
];
