//! clustermesh-apiserver: what `mesh` sets for all, and what a cluster sets for its own.

use super::datapath::switch;
use super::{credentials, number, word};
use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::model::{Apiserver, Certificates, Mesh, Method, ServiceType};
use crate::parse::grammar::HostKind;
use crate::parse::validate::is_host;
use crate::release::AuthMode;
use crate::rules::repeated_node;
use crate::source::{Span, Spanned};
use std::collections::BTreeMap;

/// What `mesh` sets for clustermesh-apiserver.
pub fn settings(item: Item<'_>, mesh: &mut Mesh) {
    let text = |name: &str| item.child(name).and_then(Item::text).filter(|text| !text.value.is_empty());
    let number = |item: Item<'_>| item.arguments().next().and_then(number);
    mesh.max_connected_clusters = item.child("max-connected-clusters").and_then(number);
    mesh.kvstoremesh = switch(item, "kvstoremesh");
    mesh.domain = text("domain").filter(|text| is_host(&text.value, HostKind::Domain));
    mesh.trust_bundle = text("trust-bundle");
    mesh.policy_default_local_cluster = switch(item, "policy-default-local-cluster");
    mesh.endpoint_slice_sync = switch(item, "endpoint-slice-sync");
    mesh.mcs_api = switch(item, "mcs-api");
    if let Some(item) = item.child("certificates") {
        mesh.certificates = certificates(item);
    }
}

fn certificates(item: Item<'_>) -> Certificates {
    let method = match item.text().map(|text| text.value).as_deref() {
        Some("helm") => Method::Helm,
        Some("cert-manager") => Method::CertManager,
        Some("provided") => Method::Provided,
        _ => Method::CronJob,
    };
    let auth_mode = word(item, "auth-mode");
    Certificates {
        span: Some(item.head()),
        method,
        ca_secret: word(item, "ca-secret"),
        issuer: word(item, "issuer"),
        auth_mode: auth_mode.and_then(|text| Some(Spanned::new(AuthMode::find(&text.value)?, text.span))),
        credentials: credentials::inside(item),
    }
}

/// Whether the node sets how peers reach it, rightly or wrongly.
pub fn is_reached(item: Item<'_>) -> bool {
    item.child("ip").or(item.child("address")).is_some() || apiserver(item).is_none()
}

/// The clustermesh-apiserver of a cluster.
pub fn apiserver(item: Item<'_>) -> Option<Apiserver> {
    let service = item.text()?;
    let kind = ServiceType::ALL.iter().find(|kind| kind.name() == service.value)?;
    let texts = |name: &'static str| item.all(name).flat_map(Item::arguments).filter_map(|entry| entry.text());
    let annotation = |item: Item<'_>| {
        let mut texts = item.arguments().filter_map(|entry| entry.text()).map(|text| text.value);
        Some((texts.next()?, texts.next()?))
    };
    Some(Apiserver {
        span: item.head(),
        service: Spanned::new(*kind, service.span),
        port: item.property("port").and_then(number),
        ips: texts("ip").filter_map(|text| Some(Spanned::new(text.value.parse().ok()?, text.span))).collect(),
        address: item.child("address").and_then(Item::text).filter(|text| is_host(&text.value, HostKind::Address)),
        annotations: item.all("annotation").filter_map(annotation).collect(),
        sans: texts("san").collect(),
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
