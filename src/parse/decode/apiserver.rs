//! clustermesh-apiserver: what `mesh` sets for all, and what a cluster sets for its own.

use super::credentials::origin;
use super::statement::{Statement, boolean, number, text};
use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::model::{Annotation, Apiserver, Certificates, Mesh, Method, PeerValues, ServiceType};
use crate::parse::grammar::HostKind;
use crate::parse::validate::is_host;
use crate::release::{self, AuthMode};
use crate::rules::repeated_node;
use crate::source::{Said, Span};
use std::collections::BTreeMap;

/// What `mesh` says of clustermesh-apiserver.
pub fn settings(statement: Statement<'_>, mesh: &mut Mesh) {
    let switch = |name| statement.child(name).argument(boolean);
    let size = statement.child("max-connected-clusters").argument(number);
    mesh.max_connected_clusters = size.filter(|size| (1..=release::largest_mesh()).contains(size));
    mesh.kvstoremesh = switch("kvstoremesh");
    mesh.domain = statement.child("domain").argument(text).filter(|text| is_host(text, HostKind::Domain));
    mesh.trust_bundle = statement.child("trust-bundle").argument(text);
    mesh.policy_default_local_cluster = switch("policy-default-local-cluster");
    mesh.endpoint_slice_sync = switch("endpoint-slice-sync");
    mesh.mcs_api = switch("mcs-api");
    mesh.peer_values = statement.child("peers").argument(|entry| match text(entry)?.as_str() {
        "inline" => Some(PeerValues::Inline),
        "shared" => Some(PeerValues::Shared),
        _ => None,
    });
    mesh.certificates = certificates(statement.child("certificates"));
}

fn certificates(statement: Statement<'_>) -> Certificates {
    Certificates {
        span: statement.item().map(Item::head),
        method: statement.argument(|entry| match text(entry)?.as_str() {
            "helm" => Some(Method::Helm),
            "cron-job" => Some(Method::CronJob),
            "cert-manager" => Some(Method::CertManager),
            "provided" => Some(Method::Provided),
            _ => None,
        }),
        ca_secret: statement.property("ca-secret", text),
        issuer: statement.property("issuer", text),
        auth_mode: statement.property("auth-mode", |entry| AuthMode::find(&text(entry)?)),
        credentials: statement.child("credentials").read(origin),
    }
}

/// The clustermesh-apiserver of a cluster: its own node, and what that leaves open from the default one.
/// Which port and which addresses peers use depends on the type of the Service, so those are for one of the
/// same type.
pub fn apiserver(own: Statement<'_>, defaults: Statement<'_>) -> Said<Apiserver> {
    if own.item().is_none() {
        return if own.is_there() { own.read(|_| None) } else { node(defaults, service(defaults)) };
    }
    let of_defaults = service(defaults);
    let mut said = node(own, service(own).or_else(|| of_defaults.clone()));
    let Some(apiserver) = said.get_mut() else { return said };
    let is_same = of_defaults.get().is_none_or(|kind| *kind == apiserver.service.value);
    let kind = if of_defaults.is_broken() { of_defaults } else { Said::Value(apiserver.service.clone()) };
    match node(defaults, kind) {
        Said::Nothing => {}
        Said::Broken(span) => fill(apiserver, Apiserver::broken(span, apiserver.service.clone())),
        Said::Value(common) if is_same => fill(apiserver, common.value),
        Said::Value(common) => add(apiserver, common.value),
    }
    said
}

/// Fills in what a cluster's own node leaves open.
fn fill(own: &mut Apiserver, common: Apiserver) {
    if own.port.is_nothing() {
        own.port = common.port.clone();
    }
    // An address that is not known yet is none of the default node's, and one that is known is not pending.
    let is_open = own.pending.is_nothing() || own.pending.get() == Some(&false);
    if own.ips.is_nothing() && own.address.is_nothing() && is_open {
        (own.ips, own.address) = (common.ips.clone(), common.address.clone());
        let stated = std::mem::take(&mut own.pending);
        own.pending = stated.or_else(|| common.pending.clone());
    }
    add(own, common);
}

/// Adds the annotations and the names of the default node to a cluster's own, which win.
fn add(own: &mut Apiserver, common: Apiserver) {
    let mut annotations = common.annotations;
    annotations.retain(|other| own.annotations.iter().all(|own| own.key != other.key));
    annotations.append(&mut own.annotations);
    own.annotations = annotations;
    let mut sans = common.sans;
    sans.append(std::mem::take(&mut own.sans));
    own.sans = sans;
}

/// The type of the Service; nothing where the node leaves it open.
fn service(statement: Statement<'_>) -> Said<ServiceType> {
    if statement.item().is_some_and(|item| item.arguments().next().is_none()) {
        return Said::Nothing;
    }
    statement.argument(|entry| {
        let name = text(entry)?;
        ServiceType::ALL.iter().find(|kind| kind.name() == name).copied()
    })
}

/// What stands in one node whose Service is of that type. Without one it is broken.
fn node(statement: Statement<'_>, service: Said<ServiceType>) -> Said<Apiserver> {
    let annotation = |item: Item<'_>| {
        let mut texts = item.arguments().filter_map(|entry| entry.text());
        Some(Annotation { key: texts.next()?.value, value: texts.next()? })
    };
    let Said::Value(service) = service else { return statement.read(|_| None) };
    statement.read(|item| {
        Some(Apiserver {
            span: item.head(),
            service,
            port: statement.property("port", number).filter(|port| *port > 0),
            ips: statement.arguments("ip", |entry| text(entry)?.parse().ok()),
            address: statement.child("address").argument(text).filter(|text| is_host(text, HostKind::Address)),
            pending: statement.child("pending").argument(boolean),
            annotations: item.all("annotation").filter_map(annotation).collect(),
            sans: statement.arguments("san", text),
        })
    })
}

/// Looks for annotations with a key that another one of the same node has.
pub fn annotations(item: Item<'_>, found: &mut Diagnostics) {
    let mut first: BTreeMap<String, Span> = BTreeMap::new();
    for key in item.all("annotation").filter_map(Item::text).filter(|key| !key.value.is_empty()) {
        let earlier = *first.entry(key.value.clone()).or_insert(key.span);
        if earlier != key.span {
            let message = format!("there are two annotations `{}`", key.value);
            let diagnostic = repeated_node::RULE.at(key.span, "given again here", message);
            found.push(diagnostic.label(earlier, "first given here").help("keep one of them"));
        }
    }
}
