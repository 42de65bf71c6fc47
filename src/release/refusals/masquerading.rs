//! What hides pods behind their node, by BPF or by iptables.

use super::Term::{NoPair, Not, Off, On, Set, SomePair};
use super::{MASQUERADING, Refusal, refusal};

/// Sources: `newDaemon` in `daemon/cmd/daemon.go` up to 1.18, `configureAndValidate` from 1.19 on, `initEnv`
/// in `daemon/cmd/daemon_main.go`, `pkg/ipam/cell`. Up to 1.15 kube-proxy replacement
/// may be switched on for Envoy alone (`initKubeProxyReplacementOptions`).
pub const MASQUERADES: &[Refusal] = &[
    refusal(
        &[On("enable-ip-masq-agent"), Off("enable-bpf-masquerade")],
        "the ip-masq-agent needs BPF masquerading",
        "turn `enable-bpf-masquerade` on, on the chart with `values { bpf { masquerade #true } }`",
    ),
    refusal(
        &[On("enable-ip-masq-agent"), NoPair(MASQUERADING)],
        "the ip-masq-agent is on, but nothing is masqueraded",
        "turn it off",
    ),
    refusal(
        &[On("enable-bpf-masquerade"), Off("enable-ip-masq-agent"), NoPair(MASQUERADING)],
        "`enable-bpf-masquerade` is on, but nothing is masqueraded",
        "turn it off",
    )
    .since(15),
    refusal(
        &[On("enable-masquerade-to-route-source"), On("enable-bpf-masquerade"), SomePair(MASQUERADING)],
        "`enable-masquerade-to-route-source` does not work with BPF masquerading",
        "turn it off, or `enable-bpf-masquerade`",
    )
    .since(15),
    refusal(
        &[Set("egress-masquerade-interfaces"), On("enable-bpf-masquerade"), SomePair(MASQUERADING)],
        "`egress-masquerade-interfaces` does not work with BPF masquerading",
        "remove it, and name the interfaces in `devices`",
    ),
    refusal(
        &[On("enable-remote-node-masquerade"), Off("enable-bpf-masquerade")],
        "`enable-remote-node-masquerade` needs BPF masquerading",
        "turn `enable-bpf-masquerade` on, on the chart with `values { bpf { masquerade #true } }`",
    )
    .since(19),
    refusal(
        &[On("only-masquerade-default-pool"), Off("enable-bpf-masquerade")],
        "`only-masquerade-default-pool` needs BPF masquerading",
        "turn `enable-bpf-masquerade` on, on the chart with `values { bpf { masquerade #true } }`",
    )
    .since(19),
    refusal(
        &[
            On("enable-host-firewall"),
            On("enable-bpf-masquerade"),
            SomePair(&[("enable-ipv6", "enable-ipv6-masquerade")]),
        ],
        "the host firewall does not work with BPF masquerading of IPv6",
        "turn `enable-ipv6-masquerade` off, or run Cilium 1.16 or later",
    )
    .until(15),
    // With the ip-masq-agent agents refuse the same. It is not reported there: that agent is often tried
    // before kube-proxy goes.
    refusal(
        &[
            On("enable-bpf-masquerade"),
            SomePair(MASQUERADING),
            Off("kube-proxy-replacement"),
            Off("enable-node-port"),
            Off("enable-envoy-config"),
            Off("enable-ip-masq-agent"),
            Not("datapath-mode", &["lb-only"]),
        ],
        WITHOUT_SERVICES,
        REPLACE,
    )
    .until(15),
    refusal(
        &[
            On("enable-bpf-masquerade"),
            SomePair(MASQUERADING),
            Off("kube-proxy-replacement"),
            Off("enable-node-port"),
            Off("enable-ip-masq-agent"),
            Not("datapath-mode", &["lb-only"]),
        ],
        WITHOUT_SERVICES,
        REPLACE,
    )
    .since(16)
    .until(18),
];

const WITHOUT_SERVICES: &str = "BPF masquerading needs Services of type NodePort to be balanced by Cilium";
const REPLACE: &str = "write `kube-proxy-replacement #true` in the cluster, or turn `enable-bpf-masquerade` off";
