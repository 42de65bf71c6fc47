//! clustermesh-apiserver: what `mesh` sets for all, and what a cluster sets for its own.

use super::credentials::origin;
use super::statement::{Statement, boolean, number, text};
use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::model::{Apiserver, Certificates, Mesh, Method, ServiceType};
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

/// The clustermesh-apiserver of a cluster.
pub fn apiserver(statement: Statement<'_>) -> Said<Apiserver> {
    let service = statement.argument(|entry| {
        let name = text(entry)?;
        ServiceType::ALL.iter().find(|kind| kind.name() == name).copied()
    });
    let annotation = |item: Item<'_>| {
        let mut texts = item.arguments().filter_map(|entry| entry.text()).map(|text| text.value);
        Some((texts.next()?, texts.next()?))
    };
    let Said::Value(service) = service else { return statement.read(|_| None) };
    statement.read(|item| {
        Some(Apiserver {
            span: item.head(),
            service,
            port: statement.property("port", number).filter(|port| *port > 0),
            ips: statement.arguments("ip", |entry| text(entry)?.parse().ok()),
            address: statement.child("address").argument(text).filter(|text| is_host(text, HostKind::Address)),
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
