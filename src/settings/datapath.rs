//! What Cilium takes over on the nodes, and what it shares them with.

use super::build::{in_cluster, key, switch, users_key_by, users_value_by, value};
use super::effect::Effect;
use super::make::{Entry, Key, set};
use super::row::Setting;

/// The rows, in the order in which their values are written.
pub const DATAPATH: &[Setting] = &[
    Setting {
        own: |of| Some(of.cluster.chaining.value()?.value.as_str().into()),
        place: |_, cluster| cluster.chaining.value().map(|chaining| chaining.span),
        // An exclusive agent moves the configuration of the plugin that it is chained to out of the way.
        keys: &[
            key("cni-chaining-mode"),
            users_key_by("cni-exclusive", |of| of.cluster.chaining.value().and_then(|_| set(false))),
        ],
        values: &[
            value("cni.chainingMode"),
            users_value_by("cni.exclusive", |of| of.cluster.chaining.value().map(|_| false.into())),
        ],
        effect: Effect::disruptive("running pods stay attached in the old way until they are recreated"),
        ..in_cluster("chaining")
    },
    Setting {
        keys: &[key("kube-proxy-replacement")],
        values: &[value("kubeProxyReplacement")],
        effect: Effect::disruptive(
            "another component takes over the Services of each node, and open connections to them break",
        ),
        ..switch("kube-proxy-replacement", |_, cluster| &cluster.kube_proxy_replacement)
    },
    Setting {
        keys: &[
            part_of_replacement("enable-external-ips"),
            part_of_replacement("enable-host-port"),
            part_of_replacement("enable-node-port"),
        ],
        ..in_cluster("kube-proxy-replacement")
    },
    Setting {
        keys: &[key("enable-host-firewall")],
        values: &[value("hostFirewall.enabled")],
        ..switch("host-firewall", |_, cluster| &cluster.host_firewall)
    },
];

/// A key of a base that the replacement of kube-proxy makes superfluous.
const fn part_of_replacement(name: &'static str) -> Key {
    users_key_by(name, |of| {
        let stated = of.cluster.kube_proxy_replacement.value();
        stated.filter(|stated| stated.value).map(|_| Entry::Removed)
    })
}
