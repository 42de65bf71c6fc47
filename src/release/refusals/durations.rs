//! Durations that the chart reads itself, with Go's own function.

use super::Term::{AnyOn, Is, On, Unread};
use super::forms::is_duration;
use super::{Refusal, refusal};

/// Source: every place that includes `validateDuration` (`_helpers.tpl`), all in `cilium-configmap.yaml`. One
/// that is 0 or empty passes.
pub const DURATIONS: &[Refusal] = &[
    refusal(
        &[Unread("authentication.gcInterval", is_duration)],
        "`authentication.gcInterval` is `{authentication.gcInterval}`, which is not a duration",
        UNIT,
    ),
    refusal(
        &[Unread("authentication.mutual.connectTimeout", is_duration), On("authentication.mutual.spire.enabled")],
        "`authentication.mutual.connectTimeout` is `{authentication.mutual.connectTimeout}`, which is not a duration",
        UNIT,
    )
    .since(15),
    refusal(
        &[Unread("bpf.monitorInterval", is_duration)],
        "`bpf.monitorInterval` is `{bpf.monitorInterval}`, which is not a duration",
        UNIT,
    ),
    refusal(
        &[Unread("conntrackGCInterval", is_duration)],
        "`conntrackGCInterval` is `{conntrackGCInterval}`, which is not a duration",
        UNIT,
    ),
    refusal(
        &[Unread("conntrackGCMaxInterval", is_duration)],
        "`conntrackGCMaxInterval` is `{conntrackGCMaxInterval}`, which is not a duration",
        UNIT,
    ),
    refusal(
        &[Unread("crdWaitTimeout", is_duration)],
        "`crdWaitTimeout` is `{crdWaitTimeout}`, which is not a duration",
        UNIT,
    ),
    refusal(
        &[
            Unread("encryption.ipsec.keyRotationDuration", is_duration),
            On("encryption.enabled"),
            Is("encryption.type", &["ipsec"]),
        ],
        "`encryption.ipsec.keyRotationDuration` is `{encryption.ipsec.keyRotationDuration}`, which is not a duration",
        UNIT,
    ),
    refusal(
        &[
            Unread("envoyConfig.retryInterval", is_duration),
            AnyOn(&["envoyConfig.enabled", "ingressController.enabled", "gatewayAPI.enabled"]),
        ],
        "`envoyConfig.retryInterval` is `{envoyConfig.retryInterval}`, which is not a duration",
        UNIT,
    )
    .since(16),
    refusal(
        &[
            Unread("hubble.export.aggregationInterval", is_duration),
            On("hubble.enabled"),
            On("hubble.export.static.enabled"),
        ],
        "`hubble.export.aggregationInterval` is `{hubble.export.aggregationInterval}`, which is not a duration",
        UNIT,
    )
    .since(19),
    refusal(
        &[Unread("hubble.lostEventSendInterval", is_duration), On("hubble.enabled")],
        "`hubble.lostEventSendInterval` is `{hubble.lostEventSendInterval}`, which is not a duration",
        UNIT,
    )
    .since(19),
    refusal(
        &[Unread("identityChangeGracePeriod", is_duration)],
        "`identityChangeGracePeriod` is `{identityChangeGracePeriod}`, which is not a duration",
        UNIT,
    ),
    refusal(
        &[Unread("ipam.ciliumNodeUpdateRate", is_duration)],
        "`ipam.ciliumNodeUpdateRate` is `{ipam.ciliumNodeUpdateRate}`, which is not a duration",
        UNIT,
    ),
    refusal(
        &[Unread("l2NeighDiscovery.refreshPeriod", is_duration)],
        "`l2NeighDiscovery.refreshPeriod` is `{l2NeighDiscovery.refreshPeriod}`, which is not a duration",
        UNIT,
    )
    .until(17),
    refusal(
        &[Unread("operator.endpointGCInterval", is_duration)],
        "`operator.endpointGCInterval` is `{operator.endpointGCInterval}`, which is not a duration",
        UNIT,
    ),
    refusal(
        &[Unread("operator.identityGCInterval", is_duration)],
        "`operator.identityGCInterval` is `{operator.identityGCInterval}`, which is not a duration",
        UNIT,
    ),
    refusal(
        &[Unread("operator.identityHeartbeatTimeout", is_duration)],
        "`operator.identityHeartbeatTimeout` is `{operator.identityHeartbeatTimeout}`, which is not a duration",
        UNIT,
    ),
    refusal(
        &[Unread("operator.nodeGCInterval", is_duration)],
        "`operator.nodeGCInterval` is `{operator.nodeGCInterval}`, which is not a duration",
        UNIT,
    ),
];

const UNIT: &str = "write it with a unit, such as \"15m\" or \"30s\"";
