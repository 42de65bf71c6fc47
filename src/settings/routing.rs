//! How packets of pods travel: by tunnels or by the network's own routes, encrypted or not.

use super::build::{in_mesh, key_by, managed, related, users_key_by, users_value_by, value_by};
use super::effect::Effect;
use super::lines::Lines;
use super::make::{Entry, Input, Key, set};
use super::row::Setting;
use crate::address::Family;
use crate::model::{EncryptionKind, RoutingMode};
use crate::release::Ipv6Tunnel;
use crate::yaml::Value;

/// The rows of routing, in the order in which their values are written. Up to 1.14 charts are told in one
/// value, `tunnel`.
pub const ROUTING: &[Setting] = &[
    Setting {
        place: |mesh, _| mesh.routing.span,
        since: Lines::All,
        keys: &[
            key_by("routing-mode", |of| set(mode(of))),
            Key { lines: Lines::Etcd, ..key_by("tunnel", |of| set(tunnel(of).unwrap_or("disabled"))) },
        ],
        values: &[
            value_by("tunnel", |of| {
                Some(tunnel(of).unwrap_or("disabled").into()).filter(|_| !has_mode(of) && !is_written_for_platform(of))
            }),
            value_by("routingMode", |of| Some(mode(of).into()).filter(|_| has_mode(of))),
        ],
        effect: WAY,
        ..in_mesh("routing")
    },
    Setting {
        keys: &[key_by("tunnel-protocol", |of| match protocol(of) {
            Some(protocol) => set(protocol),
            None => without_tunnel(of).filter(|_| !of.modern().is_some_and(|modern| modern.native_names_tunnel)),
        })],
        place: |mesh, _| mesh.routing.protocol.value().map(|protocol| protocol.span),
        since: Lines::All,
        values: &[value_by("tunnelProtocol", |of| {
            let is_meant = has_mode(of) || tunnel(of).is_none();
            Some(protocol(of)?.into()).filter(|_| is_meant && !is_written_for_platform(of))
        })],
        effect: WAY,
        ..in_mesh("routing protocol=")
    },
    Setting {
        place: |mesh, _| mesh.routing.port.value().map(|port| port.span),
        keys: &[key_by("tunnel-port", |of| match (tunnel(of), of.mesh.routing.port.get()) {
            (Some(_), Some(port)) => set(port),
            (Some(_), None) => Some(Entry::Removed),
            (None, _) => without_tunnel(of),
        })],
        values: &[value_by("tunnelPort", |of| Some((*of.mesh.routing.port.get()?).into()))],
        effect: WAY,
        ..in_mesh("routing port=")
    },
    Setting {
        since: Lines::With(|modern| modern.ipv6_tunnel == Ipv6Tunnel::WhenSet),
        keys: &[users_key_by("underlay-protocol", |of| needs_ipv6(of).and_then(|_| set("ipv6")))],
        values: &[users_value_by("underlayProtocol", |of| needs_ipv6(of).map(|_| "ipv6".into()))],
        effect: WAY,
        ..in_mesh("routing")
    },
    Setting {
        place: |mesh, _| mesh.routing.cidr.value().map(|net| net.span),
        keys: &[key_by("ipv4-native-routing-cidr", |of| native(of, Family::Ipv4))],
        values: &[
            value_by("ipv4NativeRoutingCIDR", |of| Some(cidr(of, Family::Ipv4)?.into())),
            managed("nativeRoutingCIDRFromClusterPool"),
        ],
        effect: RANGE,
        ..in_mesh("routing cidr=")
    },
    Setting {
        place: |mesh, _| mesh.routing.cidr6.value().map(|net| net.span),
        keys: &[key_by("ipv6-native-routing-cidr", |of| native(of, Family::Ipv6))],
        values: &[value_by("ipv6NativeRoutingCIDR", |of| Some(cidr(of, Family::Ipv6)?.into()))],
        effect: RANGE,
        ..in_mesh("routing cidr6=")
    },
];

const WAY: Effect = Effect::disruptive(
    "nodes with the old and the new setting do not understand each other's packets, in this cluster and in its peers",
);
const RANGE: Effect = Effect::disruptive(
    "connections to addresses that join or leave the range break: their packets lose or get the node's address",
);

fn mode(of: &Input<'_>) -> &'static str {
    if of.mesh.routing.mode() == RoutingMode::Native { "native" } else { "tunnel" }
}

/// The protocol of the tunnel, where there is one.
fn tunnel(of: &Input<'_>) -> Option<&'static str> {
    match of.mesh.routing.mode() {
        RoutingMode::Vxlan => Some("vxlan"),
        RoutingMode::Geneve => Some("geneve"),
        RoutingMode::Native => None,
    }
}

/// What packets are encapsulated in, if any.
fn protocol(of: &Input<'_>) -> Option<&'static str> {
    tunnel(of).or_else(|| of.mesh.routing.protocol.get().copied())
}

/// Whether a tunnel goes between nodes that have no IPv4 addresses, as their pods have none.
fn needs_ipv6(of: &Input<'_>) -> Option<()> {
    tunnel(of)?;
    let pods = &of.cluster.pod_cidrs;
    let is_ipv6 = pods.iter().all(|net| Family::of(&net.value) == Family::Ipv6);
    (is_ipv6 && !pods.is_empty() && !pods.is_broken()).then_some(())
}

/// Whether the chart says by itself what the mesh does, for a platform that the user's values name: up to
/// 1.16 it would say it twice (`cilium-configmap.yaml`).
fn is_written_for_platform(of: &Input<'_>) -> bool {
    let is_on = |path: &str| of.cluster.values.get(path) == Some(&Value::Bool(true));
    (is_on("aksbyocni.enabled") && tunnel(of) == Some("vxlan"))
        || (is_on("gke.enabled") && protocol(of).is_none() && !has_mode(of))
}

/// Whether the mode has a value of its own.
fn has_mode(of: &Input<'_>) -> bool {
    of.modern().is_some_and(|modern| !modern.one_tunnel_value)
}

/// What becomes of a key about tunnels under native routing. A base that routes natively by itself has it for
/// another purpose, such as `bpf-lb-dsr-dispatch`.
fn without_tunnel(of: &Input<'_>) -> Option<Entry> {
    ((of.config)("routing-mode") != Some("native")).then_some(Entry::Removed)
}

fn native(of: &Input<'_>, family: Family) -> Option<Entry> {
    match (cidr(of, family), of.mesh.routing.mode()) {
        (Some(cidr), _) => set(cidr),
        (None, RoutingMode::Native) => None,
        (None, RoutingMode::Vxlan | RoutingMode::Geneve) => Some(Entry::Removed),
    }
}

fn cidr(of: &Input<'_>, family: Family) -> Option<String> {
    of.mesh.routing.cidr(family).get().map(|net| net.trunc().to_string())
}

/// The rows of encryption. A base that encrypts is left alone where the mesh file does not mention
/// encryption.
pub const ENCRYPTION: &[Setting] = &[
    Setting {
        place: |mesh, _| mesh.encryption.span,
        is_moot: |mesh, _| mesh.encryption.kind() == EncryptionKind::None,
        instead: "remove it, and encrypt outside Cilium",
        keys: &[
            key_by("enable-wireguard", |of| encrypts(of, EncryptionKind::WireGuard)),
            key_by("enable-ipsec", |of| encrypts(of, EncryptionKind::Ipsec)),
            users_key_by("ipsec-key-file", |of| {
                let is_on = kind(of)? == EncryptionKind::Ipsec;
                Some(if is_on { Entry::Default("/etc/ipsec/keys".to_string()) } else { Entry::Removed })
            }),
        ],
        values: &[
            value_by("encryption.enabled", |of| on(of, true.into())),
            value_by("encryption.type", |of| {
                on(of, if of.mesh.encryption.kind() == EncryptionKind::Ipsec { "ipsec" } else { "wireguard" }.into())
            }),
            related("encryption"),
        ],
        effect: NODES,
        ..in_mesh("encryption")
    },
    Setting {
        keys: &[key_by("encrypt-node", |of| match (kind(of)?, of.mesh.encryption.node.get()) {
            (EncryptionKind::WireGuard, Some(true)) => set(true),
            _ => Some(Entry::Removed),
        })],
        values: &[value_by("encryption.nodeEncryption", |of| {
            on(of, true.into()).filter(|_| of.mesh.encryption.node.get() == Some(&true))
        })],
        effect: NODES,
        ..in_mesh("encryption node=")
    },
    Setting {
        values: &[value_by("encryption.ipsec.secretName", |of| {
            on(of, of.mesh.encryption.secret.get()?.as_str().into())
        })],
        effect: NODES,
        ..in_mesh("encryption secret=")
    },
];

const NODES: Effect =
    Effect::disruptive("nodes that encrypt and nodes that do not drop each other's packets until all have changed");

/// The kind, where the mesh file mentions encryption.
fn kind(of: &Input<'_>) -> Option<EncryptionKind> {
    of.mesh.encryption.span.map(|_| of.mesh.encryption.kind())
}

fn encrypts(of: &Input<'_>, by: EncryptionKind) -> Option<Entry> {
    Some(if kind(of)? == by { Entry::Set("true".to_string()) } else { Entry::Removed })
}

/// A value, where the mesh encrypts.
fn on(of: &Input<'_>, value: Value) -> Option<Value> {
    (of.mesh.encryption.kind() != EncryptionKind::None).then_some(value)
}
