//! Where the cluster has its addresses.

use super::super::case::{Case, Origin, Setting};
use crate::facts::ranges::{self, Kind, Range};
use crate::words::many;

pub fn settings(case: &Case<'_>) -> Vec<Setting> {
    let is_own = |range: &Range<'_>| range.cluster().is_some_and(|owner| std::ptr::eq(owner, case.cluster));
    let own: Vec<Range<'_>> = ranges::collect(case.mesh, Kind::ALL).into_iter().filter(is_own).collect();
    let mut all: Vec<Setting> = own.iter().map(|range| setting(case, range)).collect();
    let services: Vec<String> = case.cluster.default_services().map(|net| net.to_string()).collect();
    if !services.is_empty() {
        let either = if services.len() > 1 { format!("one of {}", many(&services)) } else { many(&services) };
        all.push(case.setting("service-cidr", either, (Origin::Platform, None)));
    }
    all.extend(case.stated("max-nodes", &case.cluster.max_nodes));
    all
}

fn setting(case: &Case<'_>, range: &Range<'_>) -> Setting {
    let name = match range.kind {
        Kind::Pods => "pod-cidr",
        Kind::Services => "service-cidr",
        Kind::Nodes | Kind::Network => "node-cidr",
    };
    match range.origin {
        ranges::Origin::Written => case.written(name, range.net, range.span),
        ranges::Origin::Spec => case.setting(name, range.net, (Origin::Spec, Some(range.span))),
        ranges::Origin::Network => case.setting(name, range.net, (Origin::Network, Some(range.span))),
        // The pool decides, and the id is the cluster's own: the place is where to change one for all.
        ranges::Origin::Pool => {
            let pool = ranges::pool(case.mesh, &range.net).map(|pool| pool.net.span);
            case.setting(name, range.net, (Origin::Pool, Some(pool.unwrap_or(range.span))))
        }
    }
}
