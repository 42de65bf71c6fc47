//! Keys of `cilium-config` that follow a text of the chart, written when something else is on.

use super::{Row, with};

/// Sorted by key.
pub const SETTINGS: &[Row] = &[
    with("azure-user-assigned-identity-id", "azure.userAssignedIdentityID", &["azure.enabled"], 14),
    with(
        "bgp-router-id-allocation-ip-pool",
        "bgpControlPlane.routerIDAllocation.ipPool",
        &["bgpControlPlane.enabled"],
        18,
    ),
    with("bgp-router-id-allocation-mode", "bgpControlPlane.routerIDAllocation.mode", &["bgpControlPlane.enabled"], 18),
    with("bgp-secrets-namespace", "bgpControlPlane.secretsNamespace.name", &["bgpControlPlane.enabled"], 15),
    with(
        "ces-slice-mode",
        "ciliumEndpointSlice.sliceMode",
        &["ciliumEndpointSlice.enabled", "enableCiliumEndpointSlice"],
        17,
    )
    .until(17),
    with("ec2-api-endpoint", "eni.ec2APIEndpoint", &["eni.enabled"], 14),
    with("encrypt-interface", "encryption.interface", &["encryption.ipsec.interface"], 14).until(15),
    with("encrypt-interface", "encryption.ipsec.interface", &["encryption.enabled"], 16).until(19),
    with(
        "encryption-strict-egress-cidr",
        "encryption.strictMode.egress.cidr",
        &["encryption.strictMode.enabled", "encryption.strictMode.egress.enabled"],
        19,
    )
    .until(19),
    with(
        "encryption-strict-egress-cidr",
        "encryption.strictMode.egress.cidr",
        &["encryption.strictMode.egress.enabled"],
        20,
    ),
    with("encryption-strict-mode-cidr", "encryption.strictMode.cidr", &["encryption.strictMode.enabled"], 15).until(18),
    with(
        "envoy-config-retry-interval",
        "envoyConfig.retryInterval",
        &["envoyConfig.enabled", "ingressController.enabled", "gatewayAPI.enabled"],
        16,
    ),
    with("envoy-secrets-namespace", "envoyConfig.secretsNamespace.name", &["envoyConfig.enabled"], 14),
    with("gateway-api-secrets-namespace", "gatewayAPI.secretsNamespace.name", &["gatewayAPI.enabled"], 14),
    with("gateway-api-service-externaltrafficpolicy", "gatewayAPI.externalTrafficPolicy", &["gatewayAPI.enabled"], 16),
    with("hubble-drop-events-interval", "hubble.dropEventEmitter.interval", &["hubble.dropEventEmitter.enabled"], 16),
    with("hubble-export-file-path", "hubble.export.static.filePath", &["hubble.export.static.enabled"], 15),
    with("ingress-default-lb-mode", "ingressController.loadbalancerMode", &["ingressController.enabled"], 14),
    with(
        "ingress-default-secret-name",
        "ingressController.defaultSecretName",
        &["ingressController.defaultSecretNamespace"],
        14,
    ),
    with(
        "ingress-default-secret-namespace",
        "ingressController.defaultSecretNamespace",
        &["ingressController.defaultSecretName"],
        14,
    ),
    with("ingress-secrets-namespace", "ingressController.secretsNamespace.name", &["ingressController.enabled"], 14),
    with("ingress-shared-lb-service-name", "ingressController.service.name", &["ingressController.enabled"], 14),
    with("ipsec-key-rotation-duration", "encryption.ipsec.keyRotationDuration", &["encryption.enabled"], 14),
    with("l2-announcements-lease-duration", "l2announcements.leaseDuration", &["l2announcements.enabled"], 14),
    with("l2-announcements-renew-deadline", "l2announcements.leaseRenewDeadline", &["l2announcements.enabled"], 14),
    with("l2-announcements-retry-period", "l2announcements.leaseRetryPeriod", &["l2announcements.enabled"], 14),
    // 1.18 leaves it out where it has a pattern.
    with("l2-pod-announcements-interface", "l2podAnnouncements.interface", &["l2podAnnouncements.enabled"], 14)
        .until(18),
    with(
        "l2-pod-announcements-interface-pattern",
        "l2podAnnouncements.interfacePattern",
        &["l2podAnnouncements.enabled"],
        18,
    ),
    with(
        "mesh-auth-mutual-connect-timeout",
        "authentication.mutual.connectTimeout",
        &["authentication.mutual.spire.enabled"],
        15,
    ),
    with(
        "mesh-auth-spiffe-trust-domain",
        "authentication.mutual.spire.trustDomain",
        &["authentication.mutual.spire.enabled"],
        14,
    ),
    with(
        "mesh-auth-spire-admin-socket",
        "authentication.mutual.spire.adminSocketPath",
        &["authentication.mutual.spire.enabled"],
        14,
    ),
    with(
        "mesh-auth-spire-agent-socket",
        "authentication.mutual.spire.agentSocketPath",
        &["authentication.mutual.spire.enabled"],
        14,
    ),
    with(
        "mesh-auth-spire-server-address",
        "authentication.mutual.spire.serverAddress",
        &["authentication.mutual.spire.enabled"],
        14,
    ),
    with(
        "mesh-auth-spire-server-connection-timeout",
        "authentication.mutual.spire.connectionTimeout",
        &["authentication.mutual.spire.enabled"],
        14,
    ),
    with("operator-pprof-address", "operator.pprof.address", &["operator.pprof.enabled"], 14),
    with("pprof-address", "pprof.address", &["pprof.enabled"], 14),
    with("wireguard-encapsulate", "encryption.wireguard.encapsulate", &["encryption.enabled"], 14).until(14),
    with("wireguard-persistent-keepalive", "encryption.wireguard.persistentKeepalive", &["encryption.enabled"], 15),
    with("ztunnel-ca-type", "encryption.ztunnel.ca.type", &["encryption.enabled"], 20),
];
