//! Routing and encryption of `mesh`, `ipam` of `cluster`.

use super::cidr;
use super::credentials::origin;
use super::statement::{Statement, boolean, number, text};
use crate::address::Family;
use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::model::{Encryption, EncryptionKind, Ipam, IpamMode, Mesh, Routing, RoutingMode};
use crate::rules::invalid_cidr;
use crate::source::Said;
use ipnet::IpNet;

/// What `mesh` says of the way between pods.
pub fn settings(statement: Statement<'_>, mesh: &mut Mesh, found: &mut Diagnostics) {
    mesh.routing = routing(statement.child("routing"), found);
    mesh.encryption = encryption(statement.child("encryption"));
}

fn routing(statement: Statement<'_>, found: &mut Diagnostics) -> Routing {
    let protocol = statement.property("protocol", |entry| match text(entry)?.as_str() {
        "vxlan" => Some("vxlan"),
        "geneve" => Some("geneve"),
        _ => None,
    });
    let mode = statement.argument(|entry| match text(entry)?.as_str() {
        "native" => Some(RoutingMode::Native),
        // Of a protocol that cannot be read nobody knows which it is.
        "tunnel" if protocol.is_broken() => None,
        "tunnel" if protocol.get() == Some(&"geneve") => Some(RoutingMode::Geneve),
        "tunnel" => Some(RoutingMode::Vxlan),
        _ => None,
    });
    let mut range = |name, family| {
        let net = statement.property(name, cidr);
        let is_of_family = net.value().is_none_or(|net| of_family(name, (net.value, net.span), family, found));
        net.filter(|_| is_of_family)
    };
    Routing {
        span: statement.item().map(Item::head),
        mode,
        protocol,
        port: statement.property("port", number).filter(|port| *port > 0),
        cidr: range("cidr", Family::Ipv4),
        cidr6: range("cidr6", Family::Ipv6),
    }
}

fn of_family(name: &str, (net, span): (IpNet, crate::source::Span), family: Family, found: &mut Diagnostics) -> bool {
    let fits = Family::of(&net) == family;
    if !fits {
        let other = if family == Family::Ipv4 { "cidr6" } else { "cidr" };
        let message = format!("`{name}` is {net}, but takes {} ranges", family.name());
        let help = format!("write it as `{other}=`");
        found.push(invalid_cidr::RULE.at(span, "the other family", message).help(help));
    }
    fits
}

fn encryption(statement: Statement<'_>) -> Encryption {
    let kind = statement.argument(|entry| {
        let name = text(entry)?;
        EncryptionKind::ALL.into_iter().find(|kind| kind.name() == name)
    });
    // Of a kind that could not be read nobody knows whether it has keys.
    let is_known = !kind.is_broken();
    Encryption {
        span: statement.item().map(Item::head),
        kind,
        node: statement.property("node", boolean),
        secret: statement.property("secret", text),
        credentials: statement.child("credentials").read(origin).filter(|_| is_known),
    }
}

/// Who hands out pod addresses.
pub fn ipam(statement: Statement<'_>) -> Said<Ipam> {
    let mask = |name, most: u8| statement.property(name, number).filter(|mask| (1..=most).contains(mask));
    let mode = statement.argument(|entry| IpamMode::find(&text(entry)?));
    mode.map(|mode| Ipam { mode, mask: mask("mask", 32), mask6: mask("mask6", 128) })
}
