//! IPsec and WireGuard, and the modes in which they refuse packets in plain text.

use super::Term::{Is, NoIpv4Range, Not, Off, On};
use super::{Refusal, refusal};

/// Sources: `initEnv` in `daemon/cmd/daemon_main.go` and `newDaemon` in `daemon/cmd/daemon.go` up to 1.18,
/// `configureAndValidate` there from 1.19 on, `Populate` in `pkg/option/config.go`.
pub const ENCRYPTION: &[Refusal] = &[
    refusal(
        &[
            // Charts turn it on, and bases that are cut down to a few keys leave it out.
            Is("dnsproxy-enable-transparent-mode", &["false"]),
            On("enable-ipsec"),
            On("enable-l7-proxy"),
            Off("dnsproxy-insecure-skip-transparent-mode-check"),
        ],
        "IPsec needs `dnsproxy-enable-transparent-mode`, which is off",
        "turn it on, on the chart with `values { dnsProxy { enableTransparentMode #true } }`",
    ),
    refusal(
        &[On("enable-ipsec-encrypted-overlay"), On("enable-ipsec"), Is("routing-mode", &["native"])],
        "`enable-ipsec-encrypted-overlay` needs a `vxlan` tunnel",
        "turn it off",
    )
    .since(16)
    .until(18),
    refusal(
        &[
            On("enable-ipsec-encrypted-overlay"),
            On("enable-ipsec"),
            Is("routing-mode", &["tunnel"]),
            Not("tunnel-protocol", &["vxlan"]),
        ],
        "`enable-ipsec-encrypted-overlay` needs a `vxlan` tunnel",
        "turn it off, or write `routing \"tunnel\" protocol=\"vxlan\"` in `mesh`",
    )
    .since(16)
    .until(18),
    refusal(
        &[On("enable-wireguard"), Is("routing-mode", &["tunnel"]), Is("underlay-protocol", &["ipv6"])],
        "WireGuard does not work in a tunnel over IPv6",
        "write `routing \"native\"` in `mesh` with the range of all pods, or run Cilium 1.19 or later",
    )
    .since(18)
    .until(18),
    refusal(
        &[On("enable-encryption-strict-mode"), NoIpv4Range("encryption-strict-mode-cidr")],
        "strict mode encryption needs an IPv4 range",
        "set `encryption-strict-mode-cidr`, on the chart with `values { encryption { strictMode { cidr \"10.0.0.0/8\" } } }`",
    )
    .since(15)
    .until(18),
    refusal(
        &[On("enable-encryption-strict-mode-egress"), NoIpv4Range("encryption-strict-egress-cidr")],
        "strict mode encryption needs an IPv4 range",
        "set `encryption-strict-egress-cidr`, on the chart with `values { encryption { strictMode { egress { cidr \"10.0.0.0/8\" } } } }`",
    )
    .since(19),
    refusal(
        &[On("enable-encryption-strict-mode-ingress"), On("enable-ipsec")],
        "IPsec has no strict mode for incoming packets",
        "turn `enable-encryption-strict-mode-ingress` off",
    )
    .since(19),
    refusal(
        &[On("enable-encryption-strict-mode-ingress"), Is("routing-mode", &["native"])],
        "strict mode for incoming packets needs a tunnel",
        "turn `enable-encryption-strict-mode-ingress` off",
    )
    .since(19),
];
