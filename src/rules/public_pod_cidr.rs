#![doc = include_str!("public_pod_cidr.md")]

use super::Case;
use crate::address::{self, Family};
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::ranges::{Kind, Origin, Range, collect, free_near, names, pool};
use crate::source::Span;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "public-pod-cidr",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("public_pod_cidr.md"),
};

/// Looks for IPv4 pod ranges that reach into the Internet; the blocks of one pool are one finding. IPv6 pods
/// may well have public addresses: there are enough for a range of one's own.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut places: BTreeMap<Span, Vec<Range<'_>>> = BTreeMap::new();
    let is_foreign = |range: &Range<'_>| Family::of(&range.net) == Family::Ipv4 && !address::is_private(&range.net);
    for range in collect(case.mesh, &[Kind::Pods]).into_iter().filter(is_foreign) {
        let pool = pool(case.mesh, &range.net).filter(|_| range.origin == Origin::Pool);
        places.entry(pool.map_or(range.span, |pool| pool.net.span)).or_default().push(range);
    }
    for (span, ranges) in places {
        let (count, owners) = names(ranges.iter().map(Range::name));
        let message = match ranges.as_slice() {
            [one] => format!("pod CIDR {} of cluster {owners} is not private", one.net),
            _ if count == 1 => format!("pod CIDRs of cluster {owners} are not private"),
            _ => format!("pod CIDRs of clusters {owners} are not private"),
        };
        let Some(first) = ranges.first() else { continue };
        let mut diagnostic = match pool(case.mesh, &first.net).filter(|_| first.origin == Origin::Pool) {
            Some(pool) => {
                let free = free_near(case.mesh, &pool.net.value, pool.net.value.prefix_len());
                let free =
                    free.map(|free| format!("use a private pool: `address-pool \"{free}\" prefix={}`", pool.prefix));
                let blocks = ranges
                    .iter()
                    .take(2)
                    .map(|range| (range.span, format!("pods of `{}`: {}", range.name(), range.net)));
                let diagnostic = RULE.at(span, "not entirely private", message);
                let diagnostic = diagnostic.help(free.unwrap_or_else(|| "use a private pool".to_string()));
                blocks.fold(diagnostic, |diagnostic, (span, text)| diagnostic.label(span, text))
            }
            None => {
                let free = free_near(case.mesh, &first.net, first.net.prefix_len());
                let free = free.map(|free| format!("use a private range; the next free one of that size is {free}"));
                let diagnostic = RULE.at(span, "public addresses", message);
                diagnostic.help(free.unwrap_or_else(|| "use a private range".to_string()))
            }
        };
        diagnostic.clusters = ranges.iter().map(|range| range.name().to_string()).collect();
        found.push(diagnostic);
    }
}
