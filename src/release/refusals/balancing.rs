//! The replacement of kube-proxy: how Services are balanced, against tunnels, encryption and dispatch.

use super::Term::{AnyOn, Is, Not, Off, On};
use super::{MASQUERADING, Refusal, Term, refusal};

/// Agents balance Services: with kube-proxy replacement, or up to 1.18 with a switch of its own.
const BALANCED: Term = AnyOn(&["kube-proxy-replacement", "enable-node-port"]);
/// Answers go past the node that has taken the request.
const DIRECT: Term = Is("bpf-lb-mode", &["dsr", "hybrid"]);
const TUNNEL: Term = Is("routing-mode", &["tunnel"]);
const NATIVE: Term = Is("routing-mode", &["native"]);

/// Sources: `initKubeProxyReplacementOptions` in `daemon/cmd/kube_proxy_replacement.go` up to 1.18 and in
/// `pkg/kpr/initializer` from 1.19 on, `NewConfig` in `pkg/loadbalancer/config.go` from 1.18 on, `pkg/maglev`
/// and `pkg/datapath/xdp` from 1.17 on.
pub const BALANCING: &[Refusal] = &[
    refusal(
        &[DIRECT, BALANCED, TUNNEL, Is("tunnel-protocol", &["vxlan"])],
        "`bpf-lb-mode` `{bpf-lb-mode}` does not work in a `vxlan` tunnel",
        "write \"snat\", or `routing \"tunnel\" protocol=\"geneve\"` in `mesh` and \"geneve\" as `bpf-lb-dsr-dispatch` (`loadBalancer.dsrDispatch`)",
    ),
    refusal(
        &[DIRECT, BALANCED, TUNNEL, Is("tunnel-protocol", &["geneve"]), Not("bpf-lb-dsr-dispatch", &["geneve"])],
        "`bpf-lb-mode` `{bpf-lb-mode}` in a tunnel needs `geneve` as `bpf-lb-dsr-dispatch`, which is `{bpf-lb-dsr-dispatch}`",
        "write \"geneve\" as `bpf-lb-dsr-dispatch` (`loadBalancer.dsrDispatch`), or \"snat\" as `bpf-lb-mode`",
    ),
    refusal(
        &[Is("bpf-lb-dsr-dispatch", &["geneve"]), DIRECT, BALANCED, NATIVE, Not("tunnel-protocol", &["geneve"])],
        "`bpf-lb-dsr-dispatch` `geneve` needs `geneve` as the protocol of tunnels, under native routing too",
        "add `protocol=\"geneve\"` to `routing` in `mesh`",
    )
    .since(15),
    refusal(
        &[Not("bpf-lb-mode", &["snat", "dsr", "hybrid"]), BALANCED],
        "`bpf-lb-mode` is `{bpf-lb-mode}`, which is not a valid choice",
        "write \"snat\", \"dsr\" or \"hybrid\"",
    ),
    refusal(
        &[Not("bpf-lb-dsr-dispatch", &["opt", "ipip", "geneve"]), DIRECT, BALANCED],
        "`bpf-lb-dsr-dispatch` is `{bpf-lb-dsr-dispatch}`, which is not a valid choice",
        "write \"opt\" or \"geneve\"",
    )
    .until(17),
    refusal(
        &[Not("bpf-lb-dsr-dispatch", &["opt", "ipip", "geneve"])],
        "`bpf-lb-dsr-dispatch` is `{bpf-lb-dsr-dispatch}`, which is not a valid choice",
        "write \"opt\" or \"geneve\"",
    )
    .since(19),
    refusal(
        &[
            Is("bpf-lb-dsr-dispatch", &["ipip"]),
            Is("bpf-lb-mode", &["dsr"]),
            BALANCED,
            Not("datapath-mode", &["lb-only"]),
        ],
        "`bpf-lb-dsr-dispatch` `ipip` works only on load balancers without pods",
        "write \"opt\" or \"geneve\"",
    )
    .until(17),
    refusal(
        &[Is("bpf-lb-dsr-dispatch", &["ipip"]), DIRECT, BALANCED, Is("bpf-lb-acceleration", &["", "disabled"])],
        "`bpf-lb-dsr-dispatch` `ipip` needs XDP acceleration",
        "write \"opt\" or \"geneve\"",
    )
    .since(18)
    .until(18),
    refusal(
        &[Is("bpf-lb-mode", &["hybrid"]), BALANCED, On("bpf-lb-mode-annotation")],
        "`bpf-lb-mode` `hybrid` does not work with `bpf-lb-mode-annotation`",
        "write \"snat\" or \"dsr\", or turn `bpf-lb-mode-annotation` off",
    )
    .since(17),
    refusal(
        &[On("bpf-lb-mode-annotation"), BALANCED, Not("bpf-lb-dsr-dispatch", &["ipip"])],
        "`bpf-lb-mode-annotation` needs `ipip` as `bpf-lb-dsr-dispatch`",
        "turn it off",
    )
    .since(17)
    .until(17),
    refusal(
        &[
            On("bpf-lb-mode-annotation"),
            BALANCED,
            TUNNEL,
            Is("tunnel-protocol", &["vxlan"]),
            Is("bpf-lb-mode", &["snat"]),
        ],
        "`bpf-lb-mode-annotation` does not work in a `vxlan` tunnel",
        "turn it off",
    )
    .since(18)
    .until(19),
    refusal(
        &[
            On("bpf-lb-mode-annotation"),
            BALANCED,
            TUNNEL,
            Is("tunnel-protocol", &["vxlan"]),
            Not("bpf-lb-dsr-dispatch", &["ipip"]),
        ],
        "`bpf-lb-mode-annotation` in a `vxlan` tunnel needs `ipip` as `bpf-lb-dsr-dispatch`",
        "turn it off",
    )
    .since(20),
    refusal(
        &[Not("bpf-lb-algorithm", &["random", "maglev"]), BALANCED],
        "`bpf-lb-algorithm` is `{bpf-lb-algorithm}`, which is not a valid choice",
        "write \"random\" or \"maglev\"",
    ),
    refusal(
        &[Not("bpf-lb-acceleration", &["disabled", "testing-only", "native"]), BALANCED],
        "`bpf-lb-acceleration` is `{bpf-lb-acceleration}`, which is not a valid choice",
        "write \"disabled\" or \"native\"",
    )
    .until(14),
    refusal(
        &[Not("bpf-lb-acceleration", &["", "disabled", "testing-only", "native", "best-effort"])],
        "`bpf-lb-acceleration` is `{bpf-lb-acceleration}`, which is not a valid choice",
        "write \"disabled\", \"native\" or \"best-effort\"",
    )
    .since(17),
    refusal(&[Not("bpf-lb-maglev-table-size", PRIMES), BALANCED, Is("bpf-lb-algorithm", &["maglev"])], SIZE, USE_PRIME)
        .until(16),
    refusal(&[Not("bpf-lb-maglev-table-size", PRIMES)], SIZE, USE_PRIME).since(17),
    refusal(
        &[On("install-no-conntrack-iptables-rules"), NATIVE, Off("kube-proxy-replacement")],
        "`install-no-conntrack-iptables-rules` needs kube-proxy replacement",
        "write `kube-proxy-replacement #true` in the cluster, or turn it off",
    ),
    refusal(
        &[
            On("install-no-conntrack-iptables-rules"),
            NATIVE,
            Term::SomePair(MASQUERADING),
            Off("enable-bpf-masquerade"),
        ],
        "`install-no-conntrack-iptables-rules` needs BPF masquerading",
        "turn `enable-bpf-masquerade` on, on the chart with `values { bpf { masquerade #true } }`, or turn it off",
    ),
    refusal(
        &[On("enable-ipsec"), BALANCED],
        "IPsec does not work with kube-proxy replacement",
        "write `encryption \"wireguard\"` in `mesh`, or run Cilium 1.16 or later",
    )
    .until(15),
];

/// The sizes of the table that balances evenly (`supportedPrimes`).
const PRIMES: &[&str] = &["251", "509", "1021", "2039", "4093", "8191", "16381", "32749", "65521", "131071"];
const SIZE: &str = "`bpf-lb-maglev-table-size` is {bpf-lb-maglev-table-size}, which is not a valid table size";
const USE_PRIME: &str = "use 251, 509, 1021, 2039, 4093, 8191, 16381, 32749, 65521 or 131071";
