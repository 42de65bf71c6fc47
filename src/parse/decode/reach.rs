//! How a cluster's state is reached: its etcd, or the one that kops runs for it.

use super::credentials::origin;
use super::version;
use crate::kdl::Item;
use crate::model::{Credentials, Etcd, Kops, Origin, Tls};
use crate::parse::validate::is_endpoint;

/// The content of `etcd` in a cluster of that name.
pub fn etcd(item: Item<'_>, cluster: &str) -> Etcd {
    let endpoints = item.all("endpoint").flat_map(Item::arguments);
    let word = |item: Item<'_>, name: &str| item.property(name).and_then(|entry| entry.text()).map(|text| text.value);
    let tls = item.child("tls").map(|tls| Tls {
        span: tls.head(),
        ca: word(tls, "ca"),
        cert: word(tls, "cert"),
        key: word(tls, "key"),
    });
    let mut credentials = Credentials::default();
    if let Some(item) = item.child("credentials") {
        if let Some(secret) = word(item, "secret") {
            credentials.secret = secret;
        }
        credentials.origin = origin(item).unwrap_or_default();
        if let Origin::External(store) = &mut credentials.origin {
            store.key = store.entry(cluster, &credentials.secret);
        }
    }
    Etcd {
        endpoints: endpoints.filter_map(|entry| entry.text().filter(|text| is_endpoint(&text.value))).collect(),
        version: item.child("version").and_then(version),
        tls,
        credentials,
        credentials_span: item.child("credentials").map(Item::head),
    }
}

/// The content of `kops`.
pub fn kops(item: Item<'_>) -> Option<Kops> {
    Some(Kops {
        name: item.text().filter(|name| !name.value.is_empty())?,
        spec_path: item.property("spec").and_then(|entry| entry.text()),
        spec: None,
        etcd_version: item.child("etcd-version").and_then(version),
        image: item.child("image").and_then(Item::text),
        security_groups: item
            .all("security-group")
            .flat_map(Item::arguments)
            .filter_map(|entry| entry.text())
            .collect(),
        non_masquerade_cidr: None,
    })
}
