#![doc = include_str!("mixed_ip_families.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names};
use crate::facts::native::pods;
use crate::model::Cluster;

/// The rule.
pub static RULE: Rule = Rule {
    name: "mixed-ip-families",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("mixed_ip_families.md"),
};

/// Looks for peers whose pods have addresses of different families. Where some have none in common, that is the finding.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let of = |wanted: (bool, bool)| -> Vec<&Cluster> {
        case.mesh.clusters.iter().filter(|cluster| cluster.modern().is_some() && families(cluster) == wanted).collect()
    };
    let (ipv4, ipv6, both) = (of((true, false)), of((false, true)), of((true, true)));
    let meeting = |ones: &[&Cluster], others: &[&Cluster]| -> Vec<&Cluster> {
        let meets = |one: &&Cluster| others.iter().any(|other| case.mesh.connects(one, other));
        case.mesh.clusters.iter().filter(|one| ones.iter().any(|it| std::ptr::eq(*it, *one)) && meets(one)).collect()
    };
    let (apart4, apart6) = (meeting(&ipv4, &ipv6), meeting(&ipv6, &ipv4));
    if let (Some(one), Some(two)) = (apart4.first(), apart6.first()) {
        let (four, six) = (names(&apart4), names(&apart6));
        let message = format!("pods of {four} have IPv4 addresses only, those of {six} IPv6 only");
        let help = "give all of them pod CIDRs of one family, or of both";
        found.push(about(report(one, two, true, message).help(help), &[apart4.as_slice(), &apart6].concat()));
        return;
    }
    for (single, is_ipv4) in [(&ipv4, true), (&ipv6, false)] {
        let (few, more) = (meeting(single, &both), meeting(&both, single));
        let (Some(one), Some(two)) = (few.first(), more.first()) else { continue };
        let (family, other) = if is_ipv4 { ("IPv6", "IPv4") } else { ("IPv4", "IPv6") };
        let message =
            format!("pods of {} have {family} addresses, those of {} only {other}", names(&more), names(&few));
        let help = format!("give all of them {family} pod CIDRs, or none");
        let diagnostic = report(one, two, is_ipv4, message).help(help).severity(Severity::Warning);
        found.push(about(diagnostic, &[few.as_slice(), &more].concat()));
    }
}

/// A finding with the pods of one cluster in a family, and those of another in the other family.
fn report(one: &Cluster, two: &Cluster, is_ipv4: bool, message: String) -> Diagnostic {
    let place = |cluster: &Cluster, is_ipv4| pods(cluster, is_ipv4).first().map_or(cluster.name.span, |net| net.span);
    let label = |cluster: &Cluster, is_ipv4: bool| {
        format!("pods of `{}`: {}", cluster.name.value, if is_ipv4 { "IPv4" } else { "IPv6" })
    };
    let diagnostic = RULE.at(place(two, !is_ipv4), label(two, !is_ipv4), message);
    diagnostic.label(place(one, is_ipv4), label(one, is_ipv4))
}

/// Whether pods have addresses of IPv4, and of IPv6.
fn families(cluster: &Cluster) -> (bool, bool) {
    (!pods(cluster, true).is_empty(), !pods(cluster, false).is_empty())
}
