//! Features of Cilium that its documentation rules out in a mesh, as `config`, `values` and bases switch them
//! on; and what a mesh needs, as they switch it off.

use crate::facts::bases::{Used, at, object};
use crate::model::{Cluster, Mesh};
use crate::release::CONFIG;
use crate::settings::merged::Merged;
use crate::source::Span;

/// A feature, and what decides on it.
struct Feature {
    /// What is wrong.
    what: &'static str,
    /// Keys of `cilium-config`.
    keys: &'static [&'static str],
    /// What is wrong there.
    wrong: &'static str,
    /// A path of the chart's values, and the wrong value there.
    value: (&'static str, &'static str),
    label: &'static str,
    help: &'static str,
}

const ON: &str = "turned on here";

/// Sources: `egress-gateway.rst`, `mutual-authentication.rst`, `encryption-ztunnel.rst` of Cilium's
/// documentation, each under its limitations; external workloads shared `clustermesh-apiserver` and were
/// given up with 1.18. `mesh-auth-enabled` alone is on by default and does nothing. `synchronize-k8s-nodes`:
/// `cilium-configmap.yaml` of the charts and `operator/option`.
const FEATURES: &[Feature] = &[
    Feature {
        what: "the egress gateway does not work in a mesh, but is on",
        keys: &["enable-egress-gateway", "enable-ipv4-egress-gateway"],
        wrong: "true",
        value: ("egressGateway.enabled", "true"),
        label: ON,
        help: "turn it off: a gateway serves the pods of its own cluster only",
    },
    Feature {
        what: "mutual authentication does not work in a mesh, but is on",
        keys: &["mesh-auth-mutual-enabled"],
        wrong: "true",
        value: ("authentication.mutual.spire.enabled", "true"),
        label: ON,
        help: "turn it off: it does not know the workloads of other clusters",
    },
    Feature {
        what: "ztunnel encryption does not work in a mesh, but is on",
        keys: &["enable-ztunnel"],
        wrong: "true",
        value: ("encryption.type", "ztunnel"),
        label: ON,
        help: "turn it off, and write `encryption \"wireguard\"` in `mesh`",
    },
    Feature {
        what: "support for external workloads does not work in a mesh, but is on",
        keys: &["enable-external-workloads"],
        wrong: "true",
        value: ("externalWorkloads.enabled", "true"),
        label: ON,
        help: "turn it off: later releases of Cilium no longer have it",
    },
    Feature {
        what: "node synchronisation is off, so peers may not learn about any node",
        keys: &["synchronize-k8s-nodes"],
        wrong: "false",
        value: ("synchronizeK8sNodes", "false"),
        label: "turned off here",
        help: "turn it on: a mesh sends packets only to nodes that it knows",
    },
];

/// A feature that is on somewhere and cannot be.
#[derive(Debug)]
pub struct Unfit {
    /// Its place.
    pub span: Span,
    /// What is wrong, up to the clusters' names.
    pub what: String,
    /// What is there.
    pub label: &'static str,
    /// What to do.
    pub help: &'static str,
}

impl Unfit {
    fn new(feature: &Feature, span: Span, place: &str) -> Unfit {
        Unfit { span, what: format!("{}{place}", feature.what), label: feature.label, help: feature.help }
    }
}

/// The features that users set in a cluster.
pub fn of(merged: &Merged<'_>) -> Vec<Unfit> {
    let decided = |feature: &'static Feature| {
        let (path, wanted) = feature.value;
        let keys = feature.keys.iter().filter_map(|key| merged.flag_of_user(key));
        let mut wrong = keys.filter(|own| own.value == feature.wrong);
        let by_value = || merged.value_of_user(path).filter(|own| own.value == wanted);
        wrong.next().or_else(by_value).map(|own| Unfit::new(feature, own.span, ""))
    };
    FEATURES.iter().filter_map(decided).collect()
}

/// The features that a base sets, each with the clusters that leave it as it is.
pub fn of_base<'m>(mesh: &'m Mesh, used: &Used<'m>) -> Vec<(Unfit, Vec<&'m Cluster>)> {
    let Some(config) = object(mesh, used.base, "ConfigMap", CONFIG) else { return Vec::new() };
    let is_said = |key: &str| config.get("data").and_then(|data| data.get(key)?.as_str());
    let keys = FEATURES.iter().flat_map(|feature| feature.keys.iter().map(move |key| (feature, *key)));
    let decided = keys.filter(|(feature, key)| is_said(key) == Some(feature.wrong));
    let unfit = |(feature, key): (&Feature, &str)| {
        let is_left = |cluster: &Cluster| {
            let is_read = cluster.release().is_some_and(|release| release.retired_config(key).is_none());
            is_read && cluster.modern().is_some() && !cluster.config.iter().any(|setting| setting.key.value == key)
        };
        let clusters: Vec<_> = used.fitting().into_iter().filter(|cluster| is_left(cluster)).collect();
        let span = at(used.base, config, &format!("/data/{key}"));
        (Unfit::new(feature, span, " in the base"), clusters)
    };
    decided.map(unfit).filter(|(_, clusters)| !clusters.is_empty()).collect()
}
