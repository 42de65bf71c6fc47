//! How pods reach pods: routing and encryption.

use super::Origin;
use crate::address::Family;
use crate::source::{Said, Span, Spanned};
use ipnet::IpNet;

/// How pods reach pods on other nodes.
#[derive(Debug, Clone, Default)]
pub struct Routing {
    /// The place of the `routing` node, where there is one.
    pub span: Option<Span>,
    /// By what.
    pub mode: Said<RoutingMode>,
    /// What packets are encapsulated in, as it is stated: in a tunnel all of them, under native routing those
    /// of load balancers that answer directly (`bpf-lb-dsr-dispatch`).
    pub protocol: Said<&'static str>,
    /// The UDP port of the tunnel, when it is not the protocol's own.
    pub port: Said<u16>,
    /// The IPv4 range in which pods keep their addresses: under native routing, what the network routes by
    /// itself.
    pub cidr: Said<IpNet>,
    /// The same of IPv6.
    pub cidr6: Said<IpNet>,
}

impl Routing {
    /// The range of that family that the network routes by itself.
    pub fn cidr(&self, family: Family) -> &Said<IpNet> {
        match family {
            Family::Ipv4 => &self.cidr,
            Family::Ipv6 => &self.cidr6,
        }
    }

    /// The ranges that the network routes by itself.
    pub fn cidrs(&self) -> impl Iterator<Item = &Spanned<IpNet>> {
        Family::ALL.into_iter().filter_map(|family| self.cidr(family).value())
    }

    /// By what pods reach pods: VXLAN, unless something else is stated.
    pub fn mode(&self) -> RoutingMode {
        self.mode.get().copied().unwrap_or_default()
    }

    /// Whether pods are known to reach pods through a tunnel.
    pub fn is_tunnel(&self) -> bool {
        self.mode() != RoutingMode::Native && !self.mode.is_broken()
    }
}

impl RoutingMode {
    /// Its name in the old agents' `tunnel` and in kops.
    pub const fn tunnel(self) -> &'static str {
        match self {
            RoutingMode::Vxlan => "vxlan",
            RoutingMode::Geneve => "geneve",
            RoutingMode::Native => "disabled",
        }
    }
}

/// By what pods reach pods on other nodes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RoutingMode {
    /// Encapsulated in VXLAN (UDP 8472).
    #[default]
    Vxlan,
    /// Encapsulated in Geneve (UDP 6081).
    Geneve,
    /// By the network's own routes.
    Native,
}

impl RoutingMode {
    /// How `routing` describes it: the mode, and the protocol of a tunnel.
    pub const fn words(self) -> (&'static str, Option<&'static str>) {
        match self {
            RoutingMode::Native => ("native", None),
            RoutingMode::Vxlan => ("tunnel", Some("vxlan")),
            RoutingMode::Geneve => ("tunnel", Some("geneve")),
        }
    }
}

/// Encryption between nodes.
#[derive(Debug, Clone, Default)]
pub struct Encryption {
    /// The place of the `encryption` node, where there is one.
    pub span: Option<Span>,
    /// Of what kind.
    pub kind: Said<EncryptionKind>,
    /// Whether traffic of nodes themselves is encrypted too.
    pub node: Said<bool>,
    /// The Secret with the IPsec keys, when it is not the chart's own.
    pub secret: Said<String>,
    /// How that Secret comes into each cluster.
    pub credentials: Said<Origin>,
}

impl Encryption {
    /// Of what kind.
    pub fn kind(&self) -> EncryptionKind {
        self.kind.get().copied().unwrap_or_default()
    }
}

/// A kind of encryption.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EncryptionKind {
    /// None.
    #[default]
    None,
    /// WireGuard (UDP 51871).
    WireGuard,
    /// IPsec (ESP).
    Ipsec,
}

impl EncryptionKind {
    /// All kinds, in the order in which they are described.
    pub const ALL: [EncryptionKind; 3] = [EncryptionKind::None, EncryptionKind::WireGuard, EncryptionKind::Ipsec];

    /// What `encryption` calls it.
    pub const fn name(self) -> &'static str {
        match self {
            EncryptionKind::None => "none",
            EncryptionKind::WireGuard => "wireguard",
            EncryptionKind::Ipsec => "ipsec",
        }
    }
}
