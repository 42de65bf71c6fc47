#![doc = include_str!("pool_exhausted.md")]

use super::Case;
use crate::address::{self, Family};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::ranges::{free_id, free_near};
use crate::model::{Cluster, Mesh, Pool};

/// The rule.
pub static RULE: Rule = Rule {
    name: "pool-exhausted",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("pool_exhausted.md"),
};

/// Looks for clusters whose id is past the last block of a pool that they depend on, and for pools without a
/// block.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for pool in &case.mesh.pools {
        let net = pool.net.value.trunc();
        let blocks = address::block_count(&net, pool.prefix);
        if blocks == 0 {
            let message = format!("pool {net} has no room for a block of /{}", pool.prefix);
            let help = format!("use a prefix from {} to {}", net.prefix_len(), net.max_prefix_len());
            found.push(RULE.at(pool.net.span, format!("a block of /{} does not fit", pool.prefix), message).help(help));
            continue;
        }
        let past = |cluster: &&Cluster| {
            let explicit = cluster.pod_cidrs.iter().any(|range| Family::of(&range.value) == Family::of(&net));
            cluster.id.get().is_some_and(|id| u128::from(id.number()) > blocks)
                && !explicit
                && !cluster.may_take_node_addresses()
                && !cluster.pod_cidrs.is_broken()
        };
        let clusters: Vec<&Cluster> = case.mesh.clusters.iter().filter(past).collect();
        found.0.extend(finding(case.mesh, pool, &clusters));
    }
}

fn finding(mesh: &Mesh, pool: &Pool, clusters: &[&Cluster]) -> Option<Diagnostic> {
    let (last, rest) = clusters.split_last()?;
    let net = pool.net.value.trunc();
    let blocks = address::block_count(&net, pool.prefix);
    let count = if blocks == 1 { "one block".to_string() } else { format!("{blocks} blocks") };
    let plural = if rest.is_empty() { "the id of" } else { "the ids of" };
    let verb = if rest.is_empty() { "is" } else { "are" };
    let message =
        format!("{plural} {} {verb} past the last block of the pool {net}", crate::facts::clusters::names(clusters));
    let place = |cluster: &Cluster| cluster.id.span().unwrap_or(cluster.name.span);
    let diagnostic = RULE.at(place(last), "past the last block", message);
    let diagnostic = diagnostic.also(rest.iter().map(|cluster| place(cluster)), "past it too");
    let mut diagnostic = diagnostic.label(pool.net.span, format!("{count} of /{}", pool.prefix));
    diagnostic.clusters = clusters.iter().map(|cluster| cluster.name.value.clone()).collect();
    Some(diagnostic.help(help(mesh, pool, clusters)))
}

fn help(mesh: &Mesh, pool: &Pool, clusters: &[&Cluster]) -> String {
    let net = pool.net.value.trunc();
    let highest = clusters.iter().filter_map(|cluster| cluster.id.get()).map(|id| id.number()).max().unwrap_or(1);
    // The bits that number the blocks: as many as the highest id takes, counted from 0.
    let bits = u8::try_from(u16::BITS - highest.saturating_sub(1).leading_zeros()).unwrap_or(128);
    let id = free_id(mesh, pool).filter(|_| clusters.len() == 1).map(|(id, _)| format!("use a free id, such as {id}"));
    let larger = pool.prefix.checked_sub(bits).and_then(|prefix| free_near(mesh, &net, prefix));
    let larger =
        larger.map(|free| format!("use a larger pool, such as `address-pool \"{free}\" prefix={}`", pool.prefix));
    let smaller = net.prefix_len().checked_add(bits).filter(|prefix| *prefix <= net.max_prefix_len() - 4);
    let smaller = smaller.map(|prefix| format!("cut smaller blocks, with `prefix={prefix}`"));
    let ways: Vec<String> = [id, larger, smaller].into_iter().flatten().collect();
    if ways.is_empty() { "use a larger pool".to_string() } else { ways.join(", or ") }
}
