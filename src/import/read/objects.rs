//! Objects that the chart has made, as they were rendered or as a cluster has them: the release in their
//! images, the Service of clustermesh-apiserver, names that pods are given, and what makes certificates.

use super::{Source, text_at};
use crate::import::facts::{Endpoint, Facts, Form, Layer, Seen};
use crate::manifest::kind;
use crate::manifest::pod::{containers, listed};
use crate::release::of_image;
use crate::yaml::{Map, Value, items, json, text};
use std::net::IpAddr;

const APISERVER: &str = "clustermesh-apiserver";

/// Objects of the chart with something to say.
const NAMES: &[(&str, &str)] = &[
    ("DaemonSet", "cilium"),
    ("Deployment", "cilium-operator"),
    ("Deployment", APISERVER),
    ("Service", APISERVER),
    ("CronJob", "clustermesh-apiserver-generate-certs"),
    ("Certificate", "clustermesh-apiserver-server-cert"),
    ("Secret", "clustermesh-apiserver-server-cert"),
];

/// Whether a document is one of these.
pub fn is(document: &Value) -> bool {
    let name = text_at(document, "/metadata/name").unwrap_or_default();
    NAMES.contains(&(kind(document), name))
}

/// What it says.
pub fn read(source: Source<'_>, facts: &mut Facts) {
    let document = source.document;
    let namespace = text_at(document, "/metadata/namespace");
    facts.namespace.extend(namespace.map(|name| Seen::new(name.to_string(), source.path())));
    match kind(document) {
        "Service" => service(source, facts),
        "CronJob" => facts.layer(source.path(), Form::Part, &method("cronJob")),
        "Certificate" => {
            let names = ["/spec/dnsNames", "/spec/ipAddresses"].into_iter().flat_map(|list| items(document, list));
            facts.sans.extend(names.filter_map(Value::as_str).filter(|name| !is_of_chart(name)).map(str::to_string));
            let mut values = method("certmanager");
            if let (Some(auto), Some(issuer)) =
                (values.pointer_mut("/clustermesh/apiserver/tls/auto"), document.pointer("/spec/issuerRef"))
                && let Some(auto) = auto.as_object_mut()
            {
                auto.insert("certManagerIssuerRef".to_string(), issuer.clone());
            }
            // Below the values of users, who may have switched the chart's own off and made one like it.
            if let Value::Object(values) = values {
                facts.layers.insert(0, Layer { source: source.path().to_string(), form: Form::Part, values });
            }
        }
        // The chart renders the Secret itself with one method only; jobs and cert-manager bring it otherwise.
        "Secret" => {
            let by = text_at(document, "/metadata/labels/app.kubernetes.io~1managed-by");
            if by == Some("Helm") {
                facts.layer(source.path(), Form::Part, &method("helm"));
            }
        }
        _ => pods(source, facts),
    }
}

/// Whether the chart writes a name into the server's certificate by itself
/// (`clustermesh-apiserver/tls-certmanager` of the charts, 1.14 to 1.20).
fn is_of_chart(name: &str) -> bool {
    let is_of_service =
        name.starts_with("clustermesh-apiserver.") && (name.ends_with(".svc") || name.ends_with(".cilium.io"));
    is_of_service || ["*.mesh.cilium.io", "127.0.0.1", "::1", "localhost"].contains(&name)
}

fn method(name: &str) -> Value {
    json!({ "clustermesh": { "apiserver": { "tls": { "auto": { "enabled": true, "method": name } } } } })
}

/// The release, and names that pods are given.
fn pods(source: Source<'_>, facts: &mut Facts) {
    let versions = containers(source.document).filter_map(|(_, one)| of_image(text(one, "image")));
    let version = versions.into_iter().next().map(|version| version.to_string());
    facts.release.extend(version.map(|version| Seen::new(version, source.path())));
    if text_at(source.document, "/metadata/name") == Some(APISERVER) {
        facts.layer(source.path(), Form::Part, &json!({ "clustermesh": { "useAPIServer": true } }));
    }
    for (_, alias) in listed(source.document, "hostAliases") {
        let Ok(ip) = text(alias, "ip").parse::<IpAddr>() else { continue };
        for host in items(alias, "/hostnames").iter().filter_map(Value::as_str) {
            let known = facts.aliases.entry(host.to_string()).or_default();
            if !known.contains(&ip) {
                known.push(ip);
            }
        }
    }
}

/// The type, the port and the addresses of the Service.
fn service(source: Source<'_>, facts: &mut Facts) {
    let document = source.document;
    let mut service = Map::new();
    if let Some(kind) = text_at(document, "/spec/type") {
        service.insert("type".to_string(), kind.into());
        let port = items(document, "/spec/ports").first().and_then(|port| port.get("nodePort"));
        if let Some(port) = port.filter(|_| kind == "NodePort") {
            service.insert("nodePort".to_string(), port.clone());
        }
    }
    if let Some(ip) = text_at(document, "/spec/loadBalancerIP") {
        service.insert("loadBalancerIP".to_string(), ip.into());
    }
    let annotations = document.pointer("/metadata/annotations").and_then(Value::as_object);
    let own: Map<String, Value> =
        annotations.into_iter().flatten().filter(|(key, _)| is_asked(key)).map(cloned).collect();
    if !own.is_empty() {
        service.insert("annotations".to_string(), Value::Object(own));
    }
    facts.layer(source.path(), Form::Part, &json!({ "clustermesh": { "apiserver": { "service": service } } }));
    for ingress in items(document, "/status/loadBalancer/ingress") {
        let host = text_at(ingress, "/ip").or_else(|| text_at(ingress, "/hostname"));
        let endpoint = host.and_then(|host| Endpoint::of_host(host, None));
        facts.reached.extend(endpoint.map(|endpoint| Seen::new(endpoint, source.path())));
    }
}

fn cloned((key, value): (&String, &Value)) -> (String, Value) {
    (key.clone(), value.clone())
}

/// Whether somebody asks for something with an annotation, rather than Helm, kubectl or a controller that
/// keeps its own state there.
fn is_asked(key: &str) -> bool {
    let of_tools = ["meta.helm.sh/", "kubectl.kubernetes.io/", "argocd.argoproj.io/", "kustomize.toolkit.fluxcd.io/"];
    let of_state = ["metallb.io/ip-allocated-from-pool", "metallb.universe.tf/ip-allocated-from-pool"];
    !of_tools.iter().any(|tool| key.starts_with(tool)) && !of_state.contains(&key)
}
