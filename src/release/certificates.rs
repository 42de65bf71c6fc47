//! Who makes the Secrets with the CA and the certificates of a cluster on the chart: the values of the chart
//! to the maker of each.
//!
//! What Helm makes while it renders belongs to its release: Helm deletes it once the chart no longer renders
//! it, and refuses to install over one that somebody else made. Read in `templates/cilium-ca-secret.yaml`,
//! `hubble/tls-*` and `clustermesh-apiserver/tls-*` of the charts 1.14 to 1.20, and compared with what each
//! of them renders. The copy of the CA that the chart of 1.14 has beside it, `clustermesh-apiserver-ca-cert`,
//! is left out: nothing reads it.

mod covers;
mod secrets;

pub use covers::covers;
pub use secrets::{ADMIN, CA, LOCAL, REMOTE, SERVER, Whose, names, whose};

use super::{Modern, Provided, Release};
use crate::yaml::{self, Value};
use secrets::{EXTERNAL_WORKLOADS, KVSTOREMESH, RELAY, SECRETS, Secret, TLS};
use std::collections::BTreeMap;

/// Who makes a Secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Maker {
    /// Helm, while it renders the chart.
    Chart,
    /// A Job in the cluster.
    Job,
    /// cert-manager.
    CertManager,
    /// The user.
    User,
}

/// The value with what makes Hubble's certificates, which depend on the same CA: the chart writes it with
/// them (`cilium-ca-secret.yaml`).
pub const HUBBLE_METHOD: &str = "hubble.tls.auto.method";

/// The Secrets that there are with those values, by name, each with its maker; nothing for releases without
/// clustermesh-apiserver.
pub fn makers(release: &Release, values: &Value) -> BTreeMap<&'static str, Maker> {
    let Some(modern) = release.modern() else { return BTreeMap::new() };
    let chart = Chart { release, modern, values };
    let made = SECRETS.iter().filter(|secret| (secret.since)(modern));
    let made = made.filter(|secret| chart.needs(secret)).filter_map(|secret| Some((secret.name, chart.maker(secret)?)));
    made.chain(chart.ca().map(|maker| (CA, maker))).collect()
}

/// Whether Helm makes a CA, unless it finds one in the cluster: none that the values contain.
pub fn makes_ca(release: &Release, values: &Value) -> bool {
    let Some(modern) = release.modern() else { return false };
    let chart = Chart { release, modern, values };
    // Every cluster is asked, and nearly none has another method than meshc's own.
    let is_by_helm = |whose| named(chart.method_if_on(whose)) == Some(Maker::Chart);
    (is_by_helm(Whose::Apiserver) || is_by_helm(Whose::Hubble))
        && !contains_ca(values)
        && chart.ca() == Some(Maker::Chart)
}

/// Whether the values bring the CA: its certificate and its key.
pub fn contains_ca(values: &Value) -> bool {
    ["tls.ca.cert", "tls.ca.key"].iter().all(|path| yaml::at(values, path).is_some_and(is_stated))
}

/// What the charts have on by default beside what is among the defaults of releases.
const ON: &[&str] = &["agent", "clustermesh.apiserver.tls.auto.enabled", "clustermesh.apiserver.tls.enableSecrets"];

/// A chart with values.
struct Chart<'v> {
    release: &'v Release,
    modern: &'v Modern,
    values: &'v Value,
}

impl Chart<'_> {
    fn get(&self, path: &str) -> Option<&Value> {
        yaml::at(self.values, path)
    }

    /// Whether a value is on, in a release that reads it.
    fn is_on(&self, path: &str) -> bool {
        let own = || {
            let is_default = ON.contains(&path) || self.release.value_by_default(path) == Some("true");
            is_default || (path == KVSTOREMESH && self.modern.kvstoremesh)
        };
        let stated =
            self.get(path).filter(|_| self.release.retired_value(self.release.first_working(), path).is_none());
        stated.map_or_else(own, |value| value.as_bool() == Some(true))
    }

    fn has(&self, whose: Whose) -> bool {
        match whose {
            Whose::Hubble => self.is_on("hubble.enabled"),
            Whose::Apiserver => {
                let mode = self.get("clustermesh.apiserver.kvstoremesh.kvstoreMode").and_then(Value::as_str);
                let has_etcd = mode.is_none_or(|mode| mode == "internal");
                has_etcd && (self.is_on("clustermesh.useAPIServer") || self.is_on(EXTERNAL_WORKLOADS))
            }
        }
    }

    /// Whether there is such a Secret.
    fn needs(&self, secret: &Secret) -> bool {
        let is_named = secret.instead.and_then(|path| self.get(path)).is_some_and(is_stated);
        self.has(secret.whose) && !is_named && secret.needs.iter().all(|path| self.is_on(path))
    }

    /// What makes certificates by itself; nothing where values or the user bring them.
    fn method(&self, whose: Whose) -> Option<&str> {
        self.is_on(&format!("{}.auto.enabled", whose.path())).then(|| self.method_if_on(whose))
    }

    /// The same, whether or not it is on.
    fn method_if_on(&self, whose: Whose) -> &str {
        self.get(&format!("{}.auto.method", whose.path())).and_then(Value::as_str).unwrap_or("helm")
    }

    fn maker(&self, secret: &Secret) -> Option<Maker> {
        match (self.method(secret.whose), secret.whose) {
            (Some(method), _) => named(method),
            (None, Whose::Hubble) => Some(Maker::Chart),
            (None, Whose::Apiserver) => {
                let is_local = secret.name == LOCAL;
                let takes_values = match self.modern.provided_certificates {
                    Provided::InValues => true,
                    Provided::WhereTold => self.is_on("clustermesh.apiserver.tls.enableSecrets"),
                    Provided::Always => false,
                };
                Some(if takes_values && !is_local { Maker::Chart } else { Maker::User })
            }
        }
    }

    /// Who makes the CA, where anything signs with it.
    fn ca(&self) -> Option<Maker> {
        let shows = ["agent", RELAY, "hubble.ui.enabled"].iter().any(|path| self.is_on(path));
        let hubble = self.method(Whose::Hubble).filter(|_| self.is_on("hubble.enabled") && self.is_on(TLS) && shows);
        let is_meshed = self.is_on("clustermesh.useAPIServer") || self.is_on(EXTERNAL_WORKLOADS);
        let apiserver = self.method(Whose::Apiserver).filter(|_| is_meshed);
        let makers: Vec<Maker> = hubble.into_iter().chain(apiserver).filter_map(named).collect();
        if contains_ca(self.values) || makers.contains(&Maker::Chart) {
            return Some(Maker::Chart);
        }
        makers.contains(&Maker::Job).then_some(Maker::Job)
    }
}

/// The maker that a method is.
fn named(method: &str) -> Option<Maker> {
    match method {
        "helm" => Some(Maker::Chart),
        "cronJob" => Some(Maker::Job),
        "certmanager" => Some(Maker::CertManager),
        _ => None,
    }
}

/// Whether Helm takes a text as there.
fn is_stated(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty())
}
