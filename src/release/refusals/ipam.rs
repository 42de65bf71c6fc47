//! Who hands out addresses, against routing, encryption and families.

use super::Term::{Is, Not, Off, On, Set, Unset};
use super::{Refusal, Term, refusal};

const TUNNEL: Term = Is("routing-mode", &["tunnel"]);

/// Sources: `initEnv` in `daemon/cmd/daemon_main.go` up to 1.20, `Validate` and `checkIPAMDelegatedPlugin` in
/// `pkg/option/config.go`, `configureAndValidate` in `daemon/cmd/daemon.go` from 1.19 on.
pub const IPAM: &[Refusal] = &[
    refusal(
        &[Is("ipam", &["multi-pool"]), Is("routing-mode", &["tunnel"])],
        "`ipam \"multi-pool\"` does not work in a tunnel",
        "write `routing \"native\"` in `mesh` with the range of all pods, or another `ipam`, or run Cilium 1.18 or later",
    )
    .until(17),
    refusal(
        &[Is("ipam", &["multi-pool"]), On("enable-ipsec")],
        "`ipam \"multi-pool\"` does not work with IPsec",
        "write `encryption \"wireguard\"` in `mesh`, or another `ipam`",
    )
    .until(17),
    refusal(
        &[Is("ipam", &["multi-pool"]), On("enable-ipsec"), Is("routing-mode", &["native"])],
        "`ipam \"multi-pool\"` works with IPsec only in a tunnel",
        "write `encryption \"wireguard\"` in `mesh`, or another `ipam`, or run Cilium 1.19 or later",
    )
    .since(18)
    .until(18),
    refusal(
        &[Is("ipam", &["multi-pool"]), Is("identity-allocation-mode", &["kvstore"])],
        "`ipam \"multi-pool\"` does not work with identities in an etcd",
        "write another `ipam`, or run Cilium 1.15 or later",
    )
    .until(14),
    refusal(
        &[Is("ipam", &["eni"]), On("enable-ipv6")],
        "`ipam \"eni\"` does not work with IPv6",
        "remove the IPv6 ranges of pods, or run Cilium 1.20 or later",
    )
    .until(19),
    refusal(
        &[Is("ipam", &["delegated-plugin"]), Is("routing-mode", &["tunnel"])],
        "`ipam \"delegated-plugin\"` does not work in a tunnel",
        "write `routing \"native\"` in `mesh` with the range of all pods, or another `ipam`",
    ),
    refusal(
        &[Is("ipam", &["delegated-plugin"]), On("enable-ipv4"), Unset("local-router-ipv4")],
        "`ipam \"delegated-plugin\"` needs `local-router-ipv4`, an address that each node uses for itself",
        "add `config { local-router-ipv4 \"169.254.23.0\" }`",
    ),
    refusal(
        &[Is("ipam", &["delegated-plugin"]), On("enable-ipv6"), Unset("local-router-ipv6")],
        "`ipam \"delegated-plugin\"` needs `local-router-ipv6`, an address that each node uses for itself",
        "add `config { local-router-ipv6 \"fe80::21\" }`",
    ),
    refusal(
        &[On("enable-endpoint-health-checking"), Is("ipam", &["delegated-plugin"])],
        "`enable-endpoint-health-checking` needs an address that `ipam \"delegated-plugin\"` does not give",
        "turn it off",
    ),
    refusal(
        &[On("enable-ingress-controller"), Is("ipam", &["delegated-plugin"])],
        "`enable-ingress-controller` needs an address that `ipam \"delegated-plugin\"` does not give",
        "turn it off, or write another `ipam`",
    )
    .until(15),
    refusal(
        &[On("enable-envoy-config"), Is("ipam", &["delegated-plugin"])],
        "Ingress, Gateway API and CiliumEnvoyConfig need an address that `ipam \"delegated-plugin\"` does not give",
        "turn them off, or write another `ipam`",
    ),
    refusal(
        &[Set("local-router-ipv4"), TUNNEL, Not("ipam", &["delegated-plugin"])],
        "`local-router-ipv4` does not work in a tunnel",
        "remove it",
    ),
    refusal(
        &[Set("local-router-ipv6"), TUNNEL, Not("ipam", &["delegated-plugin"])],
        "`local-router-ipv6` does not work in a tunnel",
        "remove it",
    ),
    refusal(
        &[Set("local-router-ipv4"), Off("enable-endpoint-routes")],
        "`local-router-ipv4` needs a route to each endpoint",
        "turn `enable-endpoint-routes` on, on the chart with `values { endpointRoutes { enabled #true } }`",
    ),
    refusal(
        &[Set("local-router-ipv6"), Off("enable-endpoint-routes")],
        "`local-router-ipv6` needs a route to each endpoint",
        "turn `enable-endpoint-routes` on, on the chart with `values { endpointRoutes { enabled #true } }`",
    ),
    refusal(
        &[Set("local-router-ipv4"), On("enable-ipsec")],
        "`local-router-ipv4` does not work with IPsec",
        "write `encryption \"wireguard\"` in `mesh`, or remove it",
    ),
    refusal(
        &[Set("local-router-ipv6"), On("enable-ipsec")],
        "`local-router-ipv6` does not work with IPsec",
        "write `encryption \"wireguard\"` in `mesh`, or remove it",
    ),
    // `aksbyocni` in `cilium-configmap.yaml` takes the place of `ipam.mode`, but no range is written for it:
    // the operator exits, and agents wait for their node's range (`operator/pkg/ipam`).
    refusal(&[On("aksbyocni.enabled"), TUNNEL, Not("ipam.mode", &["", "cluster-pool"])], NO_POOL, USE_POOL).until(18),
    refusal(
        &[On("aksbyocni.enabled"), TUNNEL, Not("ipam.mode", &["", "cluster-pool", "multi-pool"])],
        NO_POOL,
        USE_POOL,
    )
    .since(19),
    // BGP of MetalLB, gone with 1.17.
    refusal(
        &[On("bgp-announce-pod-cidr"), Not("ipam", &["cluster-pool", "kubernetes"])],
        "`bgp-announce-pod-cidr` does not work with `ipam \"{ipam}\"`",
        "turn it off",
    )
    .until(16),
];

const NO_POOL: &str = "with `aksbyocni` Cilium's operator cuts a pool, but there is none with `ipam \"{ipam.mode}\"`";
const USE_POOL: &str = "write `ipam \"cluster-pool\"` in the cluster, or turn `aksbyocni.enabled` off";
