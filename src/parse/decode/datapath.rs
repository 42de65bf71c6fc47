//! Routing and encryption of `mesh`, `ipam` of `cluster`.

use super::{boolean, cidr, credentials, number, word};
use crate::address::Family;
use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::model::{Encryption, EncryptionKind, Ipam, IpamMode, Mesh, Routing, RoutingMode};
use crate::rules::invalid_cidr;
use crate::source::Spanned;
use ipnet::IpNet;

/// What `mesh` sets for the way between pods.
pub fn settings(item: Item<'_>, mesh: &mut Mesh, found: &mut Diagnostics) {
    if let Some(item) = item.child("routing") {
        mesh.routing = routing(item, found);
    }
    if let Some(item) = item.child("encryption") {
        mesh.encryption = encryption(item);
    }
}

fn routing(item: Item<'_>, found: &mut Diagnostics) -> Routing {
    let protocol = word(item, "protocol").map(|text| text.value);
    let mode = match (item.text().map(|text| text.value).as_deref(), protocol.as_deref()) {
        (Some("native"), _) => RoutingMode::Native,
        (_, Some("geneve")) => RoutingMode::Geneve,
        _ => RoutingMode::Vxlan,
    };
    let (mut cidrs, mut is_broken) = (Vec::new(), false);
    for (name, family) in [("cidr", Family::Ipv4), ("cidr6", Family::Ipv6)] {
        let Some(entry) = item.property(name) else { continue };
        let net = cidr(entry).filter(|net| of_family(name, net, family, found));
        is_broken |= net.is_none();
        cidrs.extend(net);
    }
    Routing { span: Some(item.head()), mode, port: item.property("port").and_then(number), cidrs, is_broken }
}

fn of_family(name: &str, net: &Spanned<IpNet>, family: Family, found: &mut Diagnostics) -> bool {
    let fits = Family::of(&net.value) == family;
    if !fits {
        let other = if family == Family::Ipv4 { "cidr6" } else { "cidr" };
        let message = format!("`{name}` is {}, but takes {} ranges", net.value, family.name());
        let help = format!("write it as `{other}=`");
        found.push(invalid_cidr::RULE.at(net.span, "the other family", message).help(help));
    }
    fits
}

fn encryption(item: Item<'_>) -> Encryption {
    let stated = item.text().map(|text| text.value);
    let kind = match stated.as_deref() {
        Some("wireguard") => EncryptionKind::WireGuard,
        Some("ipsec") => EncryptionKind::Ipsec,
        _ => EncryptionKind::None,
    };
    // Of a kind that could not be read nobody knows whether it has keys.
    let is_known = kind != EncryptionKind::None || stated.as_deref() == Some("none");
    Encryption {
        span: Some(item.head()),
        kind,
        node: item.property("node").and_then(|entry| entry.value().as_bool()).unwrap_or(false),
        secret: word(item, "secret").map(|text| text.value),
        credentials: credentials::inside(item).filter(|_| is_known),
    }
}

/// Who hands out pod addresses.
pub fn ipam(item: Item<'_>) -> Option<Ipam> {
    let text = item.text()?;
    let mode = IpamMode::ALL.iter().find(|mode| mode.name() == text.value)?;
    let mask = |name: &str, most: u8| {
        item.property(name).and_then(number).filter(|mask: &Spanned<u8>| (1..=most).contains(&mask.value))
    };
    Some(Ipam { mode: Spanned::new(*mode, text.span), mask: mask("mask", 32), mask6: mask("mask6", 128) })
}

/// A child that is true or false.
pub fn switch(item: Item<'_>, name: &str) -> Option<Spanned<bool>> {
    boolean(item.child(name)?)
}
