#![doc = include_str!("ambiguous_endpoint.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::apiserver;
use crate::facts::clusters::{about, by_place, names, shown};
use crate::model::Cluster;
use crate::source::Spanned;
use std::net::IpAddr;

/// The rule.
pub static RULE: Rule = Rule {
    name: "ambiguous-endpoint",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("ambiguous_endpoint.md"),
};

/// Looks for clustermesh-apiservers with addresses and a name: one of them would be dropped.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (span, clusters) in by_place(case.mesh, |cluster| Some(both(cluster)?.1.span)) {
        let Some((ip, name)) = clusters.first().and_then(|cluster| both(cluster)) else { continue };
        let message = format!("{} is reached at {} and at {}", names(&clusters), ip.value, shown(&name.value));
        let message = if clusters.len() > 1 { message.replacen(" is reached", " are reached", 1) } else { message };
        let diagnostic = RULE.at(span, "the chart would drop the name", message).label(ip.span, "beside an address");
        let help = format!("keep `address {:?}` alone, or `ip` alone", name.value);
        found.push(about(diagnostic.help(help), &clusters));
    }
}

fn both(cluster: &Cluster) -> Option<(&Spanned<IpAddr>, &Spanned<String>)> {
    let apiserver = apiserver(cluster)?;
    Some((apiserver.ips.first()?, apiserver.address.value()?))
}
