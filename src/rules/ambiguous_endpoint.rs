#![doc = include_str!("ambiguous_endpoint.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::apiserver;
use crate::facts::clusters::{about, by_place, names, shown};
use crate::model::Cluster;
use crate::source::{Span, Spanned};
use std::net::IpAddr;

/// The rule.
pub static RULE: Rule = Rule {
    name: "ambiguous-endpoint",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("ambiguous_endpoint.md"),
};

/// Looks for clustermesh-apiservers with addresses and a name, of which one would be dropped, and for those
/// whose address is known and is not.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (span, clusters) in by_place(case.mesh, |cluster| Some(both(cluster)?.1.span)) {
        let Some((ip, name)) = clusters.first().and_then(|cluster| both(cluster)) else { continue };
        let message = format!("{} is reached at both {} and {}", names(&clusters), ip.value, shown(&name.value));
        let message = if clusters.len() > 1 { message.replacen(" is reached", " are reached", 1) } else { message };
        let diagnostic =
            RULE.at(span, "the chart would drop the name", message).label(ip.span, "the chart would use this");
        let help = format!("keep only `address {:?}`, or only `ip`", name.value);
        found.push(about(diagnostic.help(help), &clusters));
    }
    for (span, clusters) in by_place(case.mesh, |cluster| Some(pending(cluster)?.0)) {
        let Some((_, stated, what)) = clusters.first().and_then(|cluster| pending(cluster)) else { continue };
        let (has, their) = if clusters.len() > 1 { ("have", "their") } else { ("has", "its") };
        let message = format!("{} {has} {what}, but {their} address is marked as pending", names(&clusters));
        let diagnostic = RULE.at(span, "pending here", message).label(stated, "set here");
        found.push(about(
            diagnostic.help("remove `pending`, or the address if peers must not connect to it yet"),
            &clusters,
        ));
    }
}

fn both(cluster: &Cluster) -> Option<(&Spanned<IpAddr>, &Spanned<String>)> {
    let apiserver = apiserver(cluster)?;
    Some((apiserver.ips.first()?, apiserver.address.value()?))
}

/// Where the address of a cluster is pending and where it is known, and what it has there.
fn pending(cluster: &Cluster) -> Option<(Span, Span, &'static str)> {
    let apiserver = apiserver(cluster).filter(|apiserver| apiserver.is_pending())?;
    let ip = apiserver.ips.first().map(|ip| (ip.span, "`ip`"));
    let (stated, what) = ip.or_else(|| Some((apiserver.address.value()?.span, "`address`")))?;
    Some((apiserver.pending.span()?, stated, what))
}
