//! Values that make the chart write a key of `cilium-config` twice. Helm lets such a ConfigMap pass,
//! kustomize and Flux refuse it.
//!
//! Source: every pair of lines of `cilium-configmap.yaml` with one key whose conditions do not exclude each
//! other.

use super::Term::{AnyOn, Is, Not, On, Set};
use super::{Refusal, refusal};

const ROUTES: &str = "`enable-endpoint-routes` for `{cause}`, and again for `endpointRoutes.enabled`";
const WITHOUT_ROUTES: &str = "remove it: endpoint routes are on anyway";

/// Pairs of values that write one key.
pub const DUPLICATES: &[Refusal] = &[
    refusal(
        &[On("endpointRoutes.enabled"), AnyOn(&["gke.enabled", "azure.enabled", "alibabacloud.enabled"])],
        ROUTES,
        WITHOUT_ROUTES,
    ),
    refusal(&[On("endpointRoutes.enabled"), On("eni.enabled")], ROUTES, WITHOUT_ROUTES).until(15),
    refusal(
        &[On("gke.enabled"), AnyOn(&["azure.enabled", "alibabacloud.enabled", "eni.enabled"])],
        "`enable-endpoint-routes` for GKE, and again for `{cause}`",
        "remove it",
    ),
    refusal(
        &[AnyOn(&["azure.enabled", "gke.enabled"]), Set("cni.chainingMode"), Not("cni.chainingMode", CHAINED_TO_NONE)],
        "`enable-local-node-route` for `{cause}`, and again for `cni.chainingMode`",
        "remove one of the two, or run Cilium 1.15 or later",
    )
    .until(14),
    refusal(
        &[On("aksbyocni.enabled"), Is("tunnelProtocol", &["geneve"])],
        "`tunnel-protocol` for AKS, and again for `geneve`",
        "write `routing \"tunnel\" protocol=\"vxlan\"` in `mesh`, or run Cilium 1.17 or later",
    )
    .since(15)
    .until(16),
    refusal(
        &[On("aksbyocni.enabled"), Is("tunnel", &["geneve"])],
        "`tunnel-protocol` for AKS, and again for `geneve`",
        "write `routing \"tunnel\" protocol=\"vxlan\"` in `mesh`, or run Cilium 1.17 or later",
    )
    .until(14),
    refusal(
        &[On("loadBalancer.standalone"), Set("bpf.datapathMode")],
        "`datapath-mode` for `bpf.datapathMode`, and again for `loadBalancer.standalone`",
        "turn `loadBalancer.standalone` off",
    )
    .since(16)
    .until(17),
    refusal(
        &[On("encryption.strictMode.enabled"), On("encryption.strictMode.egress.enabled")],
        "`enable-encryption-strict-mode-egress` for `encryption.strictMode.enabled`, and again for `encryption.strictMode.egress.enabled`",
        "remove `encryption.strictMode.enabled`",
    )
    .since(19)
    .until(19),
];

const CHAINED_TO_NONE: &[&str] = &["none", "portmap"];
