//! What the chart refuses to render: `fail` and `required` in its templates.
//!
//! What meshc sets itself, and what a rule of its own looks for, is not among them: names and ids of
//! clusters, identity modes, SPIRE, certificates of clustermesh-apiserver, routing on GKE and AKS, the native
//! routing CIDR, values of former releases.

use super::Term::{AnyOn, Beyond, Is, Names, Not, Off, On, Set, Unread, Unset};
use super::{Refusal, forms, refusal};

/// Source: `validate.yaml`, but where another template is named.
pub const VALUES: &[Refusal] = &[
    refusal(
        &[On("hubble.ui.enabled"), Off("hubble.ui.standalone.enabled"), Off("hubble.relay.enabled")],
        "Hubble UI needs `hubble.relay.enabled`",
        "switch Hubble Relay on with `values { hubble { relay { enabled #true } } }`, or Hubble UI off",
    ),
    refusal(
        &[
            Unread("hubble.ui.backend.image.tag", forms::is_ui_tag),
            On("hubble.ui.enabled"),
            Not("hubble.ui.frontend.image.tag", &["latest"]),
        ],
        "Hubble UI needs a `hubble.ui.backend.image.tag` of v0.9.0 or later",
        "write a later one, or remove it",
    ),
    refusal(
        &[
            Unread("hubble.ui.frontend.image.tag", forms::is_ui_tag),
            On("hubble.ui.enabled"),
            Not("hubble.ui.backend.image.tag", &["latest"]),
        ],
        "Hubble UI needs a `hubble.ui.frontend.image.tag` of v0.9.0 or later",
        "write a later one, or remove it",
    ),
    refusal(
        &[
            On("hubble.ui.standalone.enabled"),
            On("hubble.ui.enabled"),
            On("hubble.relay.tls.server.enabled"),
            Unset("hubble.ui.standalone.tls.certsVolume"),
        ],
        "Hubble UI on its own needs a volume with client certificates for Hubble Relay",
        "set `hubble.ui.standalone.tls.certsVolume`, or switch `hubble.relay.tls.server.enabled` off",
    ),
    refusal(
        &[On("hubble.relay.enabled"), Off("hubble.enabled")],
        "Hubble Relay needs `hubble.enabled`",
        "switch Hubble Relay off, or Hubble on",
    ),
    refusal(
        &[
            Is("hubble.tls.auto.method", &["certmanager"]),
            On("hubble.enabled"),
            On("hubble.tls.enabled"),
            On("hubble.tls.auto.enabled"),
            Unset("hubble.tls.auto.certManagerIssuerRef"),
        ],
        "Hubble's certificates of cert-manager need an issuer",
        "set `hubble.tls.auto.certManagerIssuerRef`",
    ),
    refusal(
        &[Set("hubble.redact.http.headers.allow"), Set("hubble.redact.http.headers.deny")],
        "`hubble.redact.http.headers` takes either `allow` or `deny`",
        "remove one of the two",
    )
    .since(15),
    refusal(
        &[Off("l7Proxy"), AnyOn(&["ingressController.enabled", "gatewayAPI.enabled"])],
        "Ingress and Gateway API need `l7Proxy`",
        "switch `l7Proxy` on, or them off",
    ),
    refusal(
        &[Off("l7Proxy"), Is("loadBalancer.l7.backend", &["envoy"])],
        "balancing by Envoy needs `l7Proxy`",
        "switch `l7Proxy` on, or set `loadBalancer.l7.backend` to \"disabled\"",
    ),
    refusal(
        &[
            Not("ingressController.service.externalTrafficPolicy", &["Cluster", "Local"]),
            On("ingressController.enabled"),
            Is("ingressController.service.type", &["LoadBalancer", "NodePort"]),
        ],
        "`ingressController.service.externalTrafficPolicy` is no choice",
        "write \"Cluster\" or \"Local\"",
    )
    .since(16),
    refusal(
        &[Not("gatewayAPI.externalTrafficPolicy", &["Cluster", "Local"]), On("gatewayAPI.enabled")],
        "`gatewayAPI.externalTrafficPolicy` is no choice",
        "write \"Cluster\" or \"Local\"",
    )
    .since(16),
    refusal(
        &[
            On("disableEndpointCRD"),
            AnyOn(&["ciliumEndpointSlice.enabled", "enableCiliumEndpointSlice"]),
            // With identities in Kubernetes peers need the objects anyway.
            Is("identityAllocationMode", &["kvstore"]),
        ],
        "slices of endpoints need the objects that `disableEndpointCRD` takes away",
        "switch one of the two off",
    ),
    refusal(&[Beyond("envoy.baseID", 0, 4_294_967_295)], "`envoy.baseID` is out of range", "use 0 to 4294967295")
        .since(16),
    refusal(
        &[Set("k8sServiceHost"), Set("k8sServiceHostRef.name"), Set("k8sServiceHostRef.key")],
        "`k8sServiceHost` and `k8sServiceHostRef` both say where the API server is",
        "remove one of the two",
    )
    .since(18),
    refusal(
        &[
            Names("extraEnv", &["KUBE_CLIENT_BACKOFF_BASE", "KUBE_CLIENT_BACKOFF_DURATION"]),
            On("k8sClientExponentialBackoff.enabled"),
        ],
        "`extraEnv` has a variable that `k8sClientExponentialBackoff` sets",
        "remove it, or switch `k8sClientExponentialBackoff.enabled` off",
    )
    .since(18),
    refusal(
        &[Not("clustermesh.apiserver.kvstoremesh.kvstoreMode", &["internal", "external"])],
        "`clustermesh.apiserver.kvstoremesh.kvstoreMode` is no choice",
        "write \"internal\" or \"external\"",
    )
    .since(18),
    refusal(
        &[
            Not("clustermesh.apiserver.replicas", &["1"]),
            Is("clustermesh.apiserver.kvstoremesh.kvstoreMode", &["external"]),
        ],
        "KVStoreMesh with an external etcd takes one replica of clustermesh-apiserver",
        "set `clustermesh.apiserver.replicas` to 1",
    )
    .since(18),
    refusal(
        &[On("standaloneDnsProxy.enabled"), Is("dnsProxy.proxyPort", &["", "0"])],
        "`standaloneDnsProxy` needs a port",
        "set one, with `values { dnsProxy { proxyPort 10094 } }`",
    )
    .since(19),
    refusal(
        &[On("bpf.tproxy"), Is("bpf.datapathMode", &["netkit", "netkit-l2"])],
        "`bpf.tproxy` does not work with `bpf.datapathMode` netkit",
        "switch `bpf.tproxy` off",
    )
    .since(19),
    // `cilium-configmap.yaml`.
    refusal(
        &[Off("operator.removeNodeTaints"), On("operator.setNodeTaints")],
        "`operator.setNodeTaints` needs `operator.removeNodeTaints`",
        "switch `operator.setNodeTaints` off",
    ),
    refusal(
        &[On("bgp.enabled"), Off("bgp.announce.loadbalancerIP"), Off("bgp.announce.podCIDR")],
        "`bgp` is on, but announces nothing",
        "switch it off, or `bgp.announce.loadbalancerIP` on",
    )
    .until(16),
    refusal(
        &[On("endpointStatus.enabled"), Unset("endpointStatus.status")],
        "`endpointStatus` needs a list of what to show",
        "set one, with `values { endpointStatus { status \"policy health\" } }`",
    )
    .until(15),
    refusal(
        &[Set("ipam.operator.clusterPoolIPv4PodCIDR")],
        "`ipam.operator.clusterPoolIPv4PodCIDR` is gone",
        "remove it: `pod-cidr` is written as the list that replaces it",
    )
    .until(18),
    refusal(
        &[Set("ipam.operator.clusterPoolIPv6PodCIDR")],
        "`ipam.operator.clusterPoolIPv6PodCIDR` is gone",
        "remove it: `pod-cidr` is written as the list that replaces it",
    )
    .until(18),
    // `cilium-agent/daemonset.yaml`. 1.14 compares a boolean with a text, as 1.15.0 does and 1.15.19 does
    // not.
    refusal(
        &[On("waitForKubeProxy"), Is("kubeProxyReplacement", &["true"])],
        "`waitForKubeProxy` waits for the kube-proxy that Cilium replaces",
        "switch `waitForKubeProxy` off",
    )
    .until_patch(15, 1),
    refusal(
        &[On("keepDeprecatedLabels"), On("gke.enabled"), Is("namespace", &["kube-system"])],
        "GKE removes a DaemonSet in `kube-system` that has the labels of `keepDeprecatedLabels`",
        "switch `keepDeprecatedLabels` off",
    ),
];
