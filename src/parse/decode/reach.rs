//! How a cluster's state is reached: its etcd, or the one that kops runs for it.

use super::credentials::origin;
use super::statement::{Statement, text};
use super::version;
use crate::kdl::Item;
use crate::model::{Credentials, DEFAULT_ETCD_SECRET, Etcd, Kops, Origin, Tls};
use crate::parse::validate::is_endpoint;
use crate::source::Said;

/// What stands in `etcd` of a cluster of that name.
pub fn etcd(statement: Statement<'_>, cluster: &str) -> Etcd {
    let tls = statement.child("tls");
    Etcd {
        endpoints: statement.arguments("endpoint", |entry| text(entry).filter(|text| is_endpoint(text))),
        version: statement.child("version").argument(version),
        tls: tls.read(|item| {
            Some(Tls {
                span: item.head(),
                ca: tls.property("ca", text),
                cert: tls.property("cert", text),
                key: tls.property("key", text),
            })
        }),
        credentials: credentials(statement.child("credentials"), cluster),
    }
}

fn credentials(statement: Statement<'_>, cluster: &str) -> Credentials {
    let secret = statement.property("secret", text);
    let is_known = !secret.is_broken();
    let secret = secret.get().map_or(DEFAULT_ETCD_SECRET, String::as_str).to_string();
    let mut origin = statement.read(origin).filter(|_| is_known);
    if let Some(Origin::External(store)) = origin.get_mut() {
        store.key = store.entry(cluster, &secret);
    }
    Credentials { secret, origin }
}

/// What stands in `kops`.
pub fn kops(statement: Statement<'_>) -> Said<Kops> {
    let item = statement.item();
    let name = statement.argument(text);
    let span = name.span();
    name.map(|name| Kops {
        name: crate::source::Spanned::new(name, span.unwrap_or_default()),
        spec_path: statement.property("spec", text),
        spec: Said::Nothing,
        etcd_version: statement.child("etcd-version").argument(version),
        image: statement.child("image").argument(text),
        security_groups: item
            .into_iter()
            .flat_map(|item| item.all("security-group"))
            .flat_map(Item::arguments)
            .filter_map(|entry| entry.text())
            .collect(),
        non_masquerade_cidr: None,
    })
}
