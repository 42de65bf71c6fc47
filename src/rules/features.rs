//! Features of Cilium that its documentation rules out in a mesh, as `config` and `values` switch them on.

use super::said::{in_config, in_values};
use crate::model::Cluster;
use crate::source::Span;

/// A feature, and what switches it on.
struct Feature {
    name: &'static str,
    /// Keys of `cilium-config`.
    keys: &'static [&'static str],
    /// A path of the chart's values, and the value there.
    value: (&'static str, &'static str),
    help: &'static str,
}

/// Sources: `egress-gateway.rst`, `mutual-authentication.rst`, `encryption-ztunnel.rst` of Cilium's documentation, each under
/// its limitations; external workloads shared `clustermesh-apiserver` and were given up with 1.18. `mesh-auth-enabled` alone
/// is on by default and does nothing.
const FEATURES: &[Feature] = &[
    Feature {
        name: "the egress gateway",
        keys: &["enable-egress-gateway", "enable-ipv4-egress-gateway"],
        value: ("egressGateway.enabled", "true"),
        help: "turn it off: a gateway serves the pods of its own cluster only",
    },
    Feature {
        name: "mutual authentication",
        keys: &["mesh-auth-mutual-enabled"],
        value: ("authentication.mutual.spire.enabled", "true"),
        help: "turn it off: it does not know the workloads of other clusters",
    },
    Feature {
        name: "encryption by ztunnel",
        keys: &["enable-ztunnel"],
        value: ("encryption.type", "ztunnel"),
        help: "turn it off, and say `encryption \"wireguard\"` in `mesh`",
    },
    Feature {
        name: "support of external workloads",
        keys: &["enable-external-workloads"],
        value: ("externalWorkloads.enabled", "true"),
        help: "turn it off: later releases of Cilium do not have it any more",
    },
];

/// What is said somewhere and cannot be done.
#[derive(Debug)]
pub struct Unfit {
    /// Its place.
    pub span: Span,
    /// What is wrong, up to the clusters' names.
    pub what: String,
    /// What is there.
    pub label: String,
    /// What to do.
    pub help: String,
}

/// The features that a cluster switches on.
pub fn of(cluster: &Cluster) -> Vec<Unfit> {
    if cluster.modern().is_none() {
        return Vec::new();
    }
    let on = |feature: &Feature| {
        let (path, wanted) = feature.value;
        let keys = feature.keys.iter().filter_map(|key| in_config(cluster, key)).filter(|said| said.text == "true");
        let values = in_values(cluster, path).filter(|said| said.text == wanted);
        let unfit = |said: super::said::Said| Unfit {
            span: said.span,
            what: format!("{} does not work in a mesh, but is on", feature.name),
            label: "switched on here".to_string(),
            help: feature.help.to_string(),
        };
        keys.chain(values).map(unfit).collect::<Vec<_>>()
    };
    FEATURES.iter().flat_map(on).collect()
}
