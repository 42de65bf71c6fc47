#![doc = include_str!("cidr_host_bits.md")]

use super::Case;
use crate::address;
use crate::diagnostic::{Diagnostics, Fix, Rule, Severity, Silence};
use crate::facts::ranges::{Kind, Origin, collect};

/// The rule.
pub static RULE: Rule = Rule {
    name: "cidr-host-bits",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("cidr_host_bits.md"),
};

/// Looks at every range that is written in a file.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let pools = case.mesh.pools.iter().map(|pool| (pool.net.span, pool.net.value, None));
    let ranges = collect(case.mesh, Kind::ALL).into_iter().filter(|range| range.origin == Origin::Written);
    let ranges = ranges.map(|range| (range.span, range.written, range.cluster()));
    for (span, net, cluster) in ranges.chain(pools).filter(|(_, net, _)| address::has_host_bits(net)) {
        let range = net.trunc();
        let label = format!("the range at this address is {range}");
        let message = format!("`{net}` has bits set after its prefix of {}", net.prefix_len());
        let help = format!("write {range}, the range without them");
        let fix = Fix::safe(format!("write {range}"), span, format!("\"{range}\""));
        let diagnostic = RULE.at(span, label, message).help(help).fix(fix);
        found.push(match cluster {
            Some(cluster) => diagnostic.about(&cluster.name.value),
            None => diagnostic,
        });
    }
}
