#![doc = include_str!("ambiguous_key_material.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, free_name, names, shown};
use crate::model::{Cluster, Credentials, Mesh, Origin, Tls};
use crate::words::choices;
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub static RULE: Rule = Rule {
    name: "ambiguous-key-material",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("ambiguous_key_material.md"),
};

type User<'m> = (&'m Cluster, &'m Tls);

/// What the example in the help calls the CA, the certificate and its key.
const ENDINGS: [&str; 3] = [".ca.crt", ".client.crt", ".client.key"];

/// Looks for keys that clusters take from different places: one finding for clusters that share such keys.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut users: BTreeMap<&str, BTreeMap<&str, (usize, &Cluster, &Tls)>> = BTreeMap::new();
    for (index, cluster) in case.mesh.clusters.iter().enumerate() {
        let Some(tls) = cluster.etcd.tls.get() else { continue };
        for key in tls.keys() {
            // Two clusters of one name are another rule's business.
            users.entry(key).or_default().entry(&cluster.name.value).or_insert((index, cluster, tls));
        }
    }
    let mut groups: BTreeMap<Vec<usize>, (Vec<&str>, Vec<User>)> = BTreeMap::new();
    for (key, users) in users {
        let mut users: Vec<_> = users.into_values().collect();
        users.sort_by_key(|(index, ..)| *index);
        let credentials = users.iter().map(|(_, cluster, _)| &cluster.etcd.credentials);
        let known = credentials.filter(|credentials| !credentials.origin.is_broken());
        let mut sources = known.map(|credentials| (&credentials.secret, credentials.origin()));
        let first = sources.next();
        if sources.any(|source| Some(source) != first) {
            let group = groups.entry(users.iter().map(|(index, ..)| *index).collect()).or_default();
            group.0.push(key);
            group.1 = users.into_iter().map(|(_, cluster, tls)| (cluster, tls)).collect();
        }
    }
    for (keys, users) in groups.into_values() {
        let clusters: Vec<&Cluster> = users.iter().map(|(cluster, _)| *cluster).collect();
        let [others @ .., (last, tls)] = users.as_slice() else { continue };
        let noun = if keys.len() == 1 { "the key" } else { "the keys" };
        let message = format!("{} take {noun} {} from different places", names(&clusters), choices(keys.into_iter()));
        let mut diagnostic = RULE.at(tls.span, source(&last.etcd.credentials), message);
        let mut sources = BTreeSet::from([source(&last.etcd.credentials)]);
        // One of each place is clearer than the first few of many.
        for (cluster, tls) in
            others.iter().filter(|(cluster, _)| sources.insert(source(&cluster.etcd.credentials))).take(2)
        {
            diagnostic = diagnostic.label(tls.span, source(&cluster.etcd.credentials));
        }
        found.push(about(diagnostic.help(help(case.mesh, last, tls)), &clusters));
    }
}

fn source(credentials: &Credentials) -> String {
    match credentials.origin() {
        Origin::External(store) => format!("from {} in the store {}", shown(&store.key), shown(&store.name)),
        Origin::Existing => format!("from the Secret {}", shown(&credentials.secret)),
        Origin::Sops => format!("from the encrypted Secret {}", shown(&credentials.secret)),
    }
}

/// Keys with the cluster's name that no other cluster has.
fn help(mesh: &Mesh, cluster: &Cluster, tls: &Tls) -> String {
    let keys = mesh.clusters.iter().filter_map(|other| other.etcd.tls.get()).flat_map(Tls::keys);
    let stem = |key: &str| ENDINGS.iter().find_map(|ending| key.strip_suffix(ending).map(str::to_string));
    let name = free_name(&cluster.name.value, &keys.filter_map(stem).collect());
    let own = [("ca", &tls.ca), ("cert", &tls.cert), ("key", &tls.key)].into_iter().zip(ENDINGS);
    let own = own.filter(|((_, key), _)| key.value().is_some());
    let own: Vec<String> = own.map(|((what, _), ending)| format!("{what}=\"{name}{ending}\"")).collect();
    format!("include each cluster's name in its keys: `tls {}`", own.join(" "))
}
