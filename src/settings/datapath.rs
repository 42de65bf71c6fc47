//! What Cilium takes over on the nodes, and what it shares them with.

use super::build::{in_cluster, key, switch, switch_key, switch_value, value};
use super::effect::Effect;
use super::row::{ChartValue, Control, Entry, Key, Lines, Node, Setting, set};

/// The rows, in the order in which their values are written.
pub const DATAPATH: &[Setting] = &[
    Setting {
        since: Lines::Apiserver,
        keys: &[
            key("cni-chaining-mode", |of| set(&of.cluster.chaining.value()?.value)),
            // Otherwise the agent puts the configuration of the plugin that it is chained to aside.
            Key {
                is_managed: false,
                ..key("cni-exclusive", |of| of.cluster.chaining.value().and_then(|_| set(false)))
            },
        ],
        values: &[
            value("cni.chainingMode", |of| Some(of.cluster.chaining.value()?.value.as_str().into())),
            ChartValue {
                control: Control::User,
                ..value("cni.exclusive", |of| of.cluster.chaining.value().map(|_| false.into()))
            },
        ],
        effect: Effect::disruptive("running pods stay attached in the old way until they are made anew"),
        ..in_cluster("chaining", |_, cluster| cluster.chaining.value().map(|chaining| chaining.span))
    },
    Setting {
        keys: &[switch_key("kube-proxy-replacement")],
        values: &[switch_value("kubeProxyReplacement")],
        effect: Effect::disruptive(
            "another program takes over the Services of each node, and open connections to them break",
        ),
        ..switch(Node::Cluster("kube-proxy-replacement"), |_, cluster| cluster.kube_proxy_replacement.value())
    },
    Setting {
        since: Lines::Apiserver,
        // What they would say is part of it.
        keys: &[
            part_of_replacement("enable-external-ips"),
            part_of_replacement("enable-host-port"),
            part_of_replacement("enable-node-port"),
        ],
        ..in_cluster("kube-proxy-replacement", |_, _| None)
    },
    Setting {
        keys: &[switch_key("enable-host-firewall")],
        values: &[switch_value("hostFirewall.enabled")],
        ..switch(Node::Cluster("host-firewall"), |_, cluster| cluster.host_firewall.value())
    },
];

const fn part_of_replacement(name: &'static str) -> Key {
    Key {
        is_managed: false,
        ..key(name, |of| {
            let stated = of.cluster.kube_proxy_replacement.value();
            stated.filter(|stated| stated.value).map(|_| Entry::Removed)
        })
    }
}
