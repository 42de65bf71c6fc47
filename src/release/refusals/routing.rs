//! Tunnels and routes, and what goes with one of them only.

use super::Term::{AnyOn, Is, Not, Off, On, Set, Unset};
use super::{Refusal, refusal};

/// Sources: `initEnv` in `daemon/cmd/daemon_main.go`, `Populate` in `pkg/option/config.go`,
/// `validateConfig` in `pkg/datapath/linux/bigtcp`, `newConfig` in `pkg/datapath/tunnel`,
/// `initKubeProxyReplacementOptions` in `daemon/cmd/kube_proxy_replacement.go` up to 1.18 and in
/// `pkg/kpr/initializer` from 1.19 on, `pkg/datapath/garp` and `gneigh`.
pub const ROUTING: &[Refusal] = &[
    refusal(
        &[On("auto-direct-node-routes"), Is("routing-mode", &["tunnel"])],
        "`auto-direct-node-routes` does not work in a tunnel",
        "switch it off: packets go through the tunnel",
    ),
    refusal(
        &[On("direct-routing-skip-unreachable"), Off("auto-direct-node-routes")],
        "`direct-routing-skip-unreachable` needs `auto-direct-node-routes`",
        "switch it off",
    )
    .since(16),
    refusal(
        &[On("install-no-conntrack-iptables-rules"), Is("routing-mode", &["tunnel"])],
        "`install-no-conntrack-iptables-rules` does not work in a tunnel",
        "switch it off: packets in a tunnel are not tracked anyway",
    ),
    refusal(
        &[On("install-no-conntrack-iptables-rules"), Off("enable-ipv4")],
        "`install-no-conntrack-iptables-rules` needs IPv4",
        "switch it off",
    ),
    refusal(
        &[On("enable-ipv4-big-tcp"), Is("routing-mode", &["tunnel"])],
        "`enable-ipv4-big-tcp` does not work in a tunnel",
        "switch it off",
    )
    .until(18),
    refusal(
        &[On("enable-ipv6-big-tcp"), Is("routing-mode", &["tunnel"])],
        "`enable-ipv6-big-tcp` does not work in a tunnel",
        "switch it off",
    )
    .until(18),
    refusal(
        &[AnyOn(&["enable-ipv4-big-tcp", "enable-ipv6-big-tcp"]), AnyOn(&["enable-wireguard", "enable-ipsec"])],
        "BIG TCP does not work with encryption",
        "switch it off",
    ),
    refusal(
        &[AnyOn(&["enable-ipv4-big-tcp", "enable-ipv6-big-tcp"]), On("enable-host-legacy-routing")],
        "BIG TCP does not work with `enable-host-legacy-routing`",
        "switch one of the two off",
    ),
    refusal(
        &[Is("underlay-protocol", &["ipv6"]), Is("routing-mode", &["tunnel"]), On("enable-ipv4"), Off("enable-ipv6")],
        "`underlay-protocol` is `ipv6`, but pods have no IPv6 addresses",
        "remove it",
    )
    .since(18),
    refusal(
        &[Is("underlay-protocol", &["ipv4"]), Is("routing-mode", &["tunnel"]), Off("enable-ipv4")],
        "`underlay-protocol` is `ipv4`, but pods have no IPv4 addresses",
        "remove it",
    )
    .since(18),
    refusal(
        &[Not("underlay-protocol", &["ipv4", "ipv6"])],
        "`underlay-protocol` is `{underlay-protocol}`, which is no choice",
        "write \"ipv4\" or \"ipv6\"",
    )
    .since(18)
    .until(19),
    refusal(
        &[Not("underlay-protocol", &["auto", "ipv4", "ipv6"])],
        "`underlay-protocol` is `{underlay-protocol}`, which is no choice",
        "write \"auto\", \"ipv4\" or \"ipv6\"",
    )
    .since(20),
    refusal(
        &[
            Not("bpf-lb-acceleration", &["", "disabled"]),
            AnyOn(&["kube-proxy-replacement", "enable-node-port"]),
            Is("routing-mode", &["tunnel"]),
            Is("underlay-protocol", &["ipv6"]),
        ],
        "acceleration by XDP does not work in a tunnel over IPv6",
        "write \"disabled\"",
    )
    .since(18),
    refusal(
        &[
            Not("bpf-lb-acceleration", &["", "disabled"]),
            On("kube-proxy-replacement"),
            Is("routing-mode", &["tunnel"]),
            Is("underlay-protocol", &["auto"]),
            Off("enable-ipv4"),
        ],
        "acceleration by XDP does not work in a tunnel over IPv6",
        "write \"disabled\"",
    )
    .since(20),
    refusal(&[On("enable-srv6"), Off("enable-ipv6")], "`enable-srv6` needs IPv6", "switch it off"),
    refusal(&[On("enable-ipv6-ndp"), Off("enable-ipv6")], "`enable-ipv6-ndp` needs IPv6", "switch it off"),
    // Up to 1.15 agents look for the device by themselves.
    refusal(
        &[On("enable-ipv6-ndp"), Unset("ipv6-mcast-device")],
        "`enable-ipv6-ndp` needs a device",
        "set `ipv6-mcast-device`, such as with `config { ipv6-mcast-device \"eth0\" }`",
    )
    .since(16),
    refusal(
        &[On("enable-nat46x64-gateway"), Off("enable-ipv6")],
        "`enable-nat46x64-gateway` needs IPv4 and IPv6",
        "switch it off, or give pods addresses of both families",
    ),
    refusal(
        &[On("enable-nat46x64-gateway"), Off("enable-ipv4")],
        "`enable-nat46x64-gateway` needs IPv4 and IPv6",
        "switch it off, or give pods addresses of both families",
    ),
    refusal(
        &[On("enable-high-scale-ipcache"), Is("routing-mode", &["tunnel"])],
        "`enable-high-scale-ipcache` does not work in a tunnel",
        "switch it off",
    )
    .until(17),
    refusal(
        &[On("enable-high-scale-ipcache"), AnyOn(&["enable-ipsec", "enable-ipv6"])],
        "`enable-high-scale-ipcache` works neither with IPsec nor with IPv6",
        "switch it off",
    )
    .until(17),
    refusal(
        &[On("enable-high-scale-ipcache"), Off("enable-well-known-identities")],
        "`enable-high-scale-ipcache` needs `enable-well-known-identities`",
        "switch it off, or switch that on",
    )
    .until(17),
    refusal(
        &[Off("install-iptables-rules"), On("enable-l7-proxy")],
        "the proxy for layer 7 needs rules of iptables, and `install-iptables-rules` is off",
        "switch it on, or `enable-l7-proxy` off",
    )
    .until(19),
    refusal(
        &[Off("install-iptables-rules"), On("enable-l7-proxy"), Off("enable-bpf-tproxy")],
        "the proxy for layer 7 needs rules of iptables, and `install-iptables-rules` is off",
        "switch it on, or `enable-l7-proxy` off",
    )
    .since(20),
    refusal(
        &[Off("install-iptables-rules"), AnyOn(&["kube-proxy-replacement", "enable-bpf-masquerade"])],
        "the replacement of kube-proxy and masquerading by BPF need rules of iptables, and `install-iptables-rules` is off",
        "switch it on",
    )
    .since(20),
    refusal(
        &[On("enable-l2-pod-announcements"), Unset("l2-pod-announcements-interface")],
        "`enable-l2-pod-announcements` needs an interface",
        "set `l2-pod-announcements-interface`, on the chart with `values { l2podAnnouncements { interface \"eth0\" } }`",
    )
    .until(17),
    refusal(
        &[
            On("enable-l2-pod-announcements"),
            Unset("l2-pod-announcements-interface"),
            Unset("l2-pod-announcements-interface-pattern"),
        ],
        "`enable-l2-pod-announcements` needs an interface",
        "set `l2-pod-announcements-interface-pattern`, on the chart with `values { l2podAnnouncements { interfacePattern \"^eth0$\" } }`",
    )
    .since(18)
    .until(18),
    refusal(
        &[On("enable-l2-pod-announcements"), Unset("l2-pod-announcements-interface-pattern")],
        "`enable-l2-pod-announcements` needs an interface",
        "set `l2-pod-announcements-interface-pattern`, on the chart with `values { l2podAnnouncements { interfacePattern \"^eth0$\" } }`",
    )
    .since(19),
    refusal(
        &[
            On("disable-endpoint-crd"),
            On("enable-cilium-endpoint-slice"),
            // With identities in Kubernetes peers need the objects anyway.
            Is("identity-allocation-mode", &["kvstore"]),
        ],
        "`enable-cilium-endpoint-slice` needs the objects that `disable-endpoint-crd` takes away",
        "switch one of the two off",
    )
    .until(19),
    refusal(
        &[Set("policy-cidr-match-mode"), Not("policy-cidr-match-mode", &["nodes"])],
        "`policy-cidr-match-mode` is `{policy-cidr-match-mode}`, which is no choice",
        "write \"nodes\", or remove it",
    )
    .since(15),
    refusal(
        &[Not("service-no-backend-response", &["reject", "drop"])],
        "`service-no-backend-response` is `{service-no-backend-response}`, which is no choice",
        "write \"reject\" or \"drop\"",
    )
    .since(15),
];
