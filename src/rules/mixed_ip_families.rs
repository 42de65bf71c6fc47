#![doc = include_str!("mixed_ip_families.md")]

use super::Case;
use crate::address::Family;
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

/// Looks for peers whose pods have addresses of different families. Where some have none in common, that is
/// the finding.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let of = |wanted: &[Family]| -> Vec<&Cluster> {
        case.mesh.clusters.iter().filter(|cluster| cluster.modern().is_some() && families(cluster) == wanted).collect()
    };
    let (ipv4, ipv6, both) = (of(&[Family::Ipv4]), of(&[Family::Ipv6]), of(&Family::ALL));
    let meeting = |ones: &[&Cluster], others: &[&Cluster]| -> Vec<&Cluster> {
        let meets = |one: &&Cluster| others.iter().any(|other| case.mesh.connects(one, other));
        case.mesh.clusters.iter().filter(|one| ones.iter().any(|it| std::ptr::eq(*it, *one)) && meets(one)).collect()
    };
    let (apart4, apart6) = (meeting(&ipv4, &ipv6), meeting(&ipv6, &ipv4));
    if let (Some(one), Some(two)) = (apart4.first(), apart6.first()) {
        let (four, six) = (names(&apart4), names(&apart6));
        let message = format!("pods of {four} have IPv4 addresses only, those of {six} IPv6 only");
        let help = "give all of them pod CIDRs of one family, or of both";
        found.push(about(report(one, two, Family::Ipv4, message).help(help), &[apart4.as_slice(), &apart6].concat()));
        return;
    }
    for (single, only) in [(&ipv4, Family::Ipv4), (&ipv6, Family::Ipv6)] {
        let (few, more) = (meeting(single, &both), meeting(&both, single));
        let (Some(one), Some(two)) = (few.first(), more.first()) else { continue };
        let (lacking, only_name) = (only.other().name(), only.name());
        let message =
            format!("pods of {} have {lacking} addresses, those of {} only {only_name}", names(&more), names(&few));
        let help = format!("give all of them {lacking} pod CIDRs, or none");
        let diagnostic = report(one, two, only, message).help(help).severity(Severity::Warning);
        found.push(about(diagnostic, &[few.as_slice(), &more].concat()));
    }
}

/// A finding with the pods of one cluster in a family, and those of another in the other family.
fn report(one: &Cluster, two: &Cluster, family: Family, message: String) -> Diagnostic {
    let place = |cluster: &Cluster, family| pods(cluster, family).first().map_or(cluster.name.span, |net| net.span);
    let label = |cluster: &Cluster, family: Family| format!("pods of `{}`: {}", cluster.name.value, family.name());
    let diagnostic = RULE.at(place(two, family.other()), label(two, family.other()), message);
    diagnostic.label(place(one, family), label(one, family))
}

/// The families of which pods have addresses; none where that is not known of all.
fn families(cluster: &Cluster) -> Vec<Family> {
    if cluster.pod_cidrs.is_broken() || cluster.ipam.is_broken() {
        return Vec::new();
    }
    Family::ALL.into_iter().filter(|family| !pods(cluster, *family).is_empty()).collect()
}
