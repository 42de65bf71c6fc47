//! Who is listed: clusters without nodes, nodes without a cluster, nodes of clusters that the mesh does not
//! know.

use super::agents;
use super::listing::Form;
use super::place::Place;
use super::roll::{Member, Roll, fold, home};
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::model::Cluster;
use crate::rules::{node_without_cluster, unexpected_cluster, unlisted_cluster};
use crate::words::{count, few};
use std::collections::BTreeSet;

/// Looks at names only.
pub fn check(roll: &Roll, found: &mut Diagnostics) {
    let seen = roll.seen();
    let views: Vec<usize> = roll
        .listings
        .iter()
        .zip(0..)
        .filter(|(listing, _)| listing.form == Form::View)
        .map(|(_, number)| number)
        .collect();
    let mut missing = match views.is_empty() {
        true => unseen(&roll.mesh.clusters.iter().collect::<Vec<_>>(), &seen),
        false => views.iter().flat_map(|number| missing_from_view(roll, *number)).collect(),
    };
    missing.sort_by_key(|cluster| cluster.name.span);
    missing.dedup_by_key(|cluster| cluster.name.span);
    nameless(roll, found);
    agents::check(roll, found);
    // Peers of a cluster whose address is not known yet do not see it, and it may not exist yet.
    missing.retain(|cluster| !cluster.is_pending());
    let intended = unknown(roll, &missing, found);
    if !views.is_empty() || seen.len() > 1 || roll.listings.len() > 1 {
        missing.retain(|cluster| !intended.contains(cluster.name.value.as_str()));
        found.0.extend(not_listed(roll, &missing));
    }
}

fn unseen<'a>(clusters: &[&'a Cluster], seen: &BTreeSet<&str>) -> Vec<&'a Cluster> {
    clusters.iter().filter(|cluster| !seen.contains(cluster.name.value.as_str())).copied().collect()
}

/// The clusters that an agent should show and does not. It is what one cluster sees, itself and its peers: a
/// status names the cluster; nothing in a table does, so it is taken for the one that misses least.
fn missing_from_view<'a>(roll: &Roll<'a>, number: usize) -> Vec<&'a Cluster> {
    let (mesh, seen) = (roll.mesh, roll.seen_in(number));
    let all: Vec<&Cluster> = mesh.clusters.iter().collect();
    let view = |cluster: &&'a Cluster| mesh.peers(cluster).into_iter().chain([*cluster]).collect::<Vec<_>>();
    if let Some(agent) = roll.listings.get(number).and_then(|listing| listing.agent.as_ref()) {
        let own = all.iter().find(|cluster| cluster.name.value == agent.cluster.value);
        return own.map(|own| unseen(&view(own), &seen)).unwrap_or_default();
    }
    if mesh.peering.is_nothing() {
        return unseen(&all, &seen);
    }
    let shows_all = |view: &Vec<&Cluster>| {
        let names: BTreeSet<&str> = view.iter().map(|one| one.name.value.as_str()).collect();
        seen.is_subset(&names)
    };
    let missing = all.iter().map(view).filter(shows_all).map(|view| unseen(&view, &seen)).min_by_key(Vec::len);
    // Nobody sees that many: somebody put listings together.
    missing.unwrap_or_else(|| unseen(&all, &seen))
}

/// The causes: docs of Cilium 1.2 `clustermesh.rst`, and what its agents pass over in silence
/// (`pkg/clustermesh`).
fn not_listed(roll: &Roll, missing: &[&Cluster]) -> Option<Diagnostic> {
    let (first, more) = missing.split_first()?;
    let names: Vec<String> = missing.iter().map(|cluster| format!("`{}`", cluster.name.value)).collect();
    let form = if roll.listings.iter().any(|listing| listing.form == Form::View) { Form::View } else { Form::Objects };
    let help = match form {
        Form::Objects => "kubectl lists the nodes of one cluster: add the list from that cluster's context".to_string(),
        Form::View => format!(
            "in the cluster that printed the listing, check that the Secret `cilium-clustermesh` is in the namespace `{}`, that the name of \
             its entry is exactly the cluster's, that `cluster-id` is not 0, and that the agents were restarted since",
            roll.mesh.namespace()
        ),
    };
    let label = "no node of it is listed";
    let message = format!("the listing shows no node of {}", few(&names));
    let finding = unlisted_cluster::RULE.at(first.name.span, label, message).help(help);
    Some(finding.also(more.iter().map(|cluster| cluster.name.span), label))
}

/// Cilium leaves out the cluster `default` (`Fullname` of `pkg/node/node.go`).
fn nameless(roll: &Roll, found: &mut Diagnostics) {
    let of_views = roll.members.iter().filter(|member| member.form == Form::View);
    let nameless = of_views.filter(|member| member.node.cluster.is_none());
    let by_home = nameless.map(|member| (home(roll.mesh, member.node).map(|cluster| &cluster.name.value), member));
    for (home, members) in fold(by_home) {
        let value = home.map_or(String::new(), |home| format!(" to `{home}`, whose addresses they have,"));
        let nodes = count(members.len(), ("node is", "nodes are"));
        let message = format!("{nodes} listed without a cluster: {}", names(&members));
        let help = format!(
            "set `cluster-name` in `cilium-config`{value} and restart the agents: without it a cluster is `default`, which \
             is not printed"
        );
        let finding = roll.at(&node_without_cluster::RULE, &labels(&members, "listed without its cluster"), message);
        found.push(finding.help(help));
    }
}

/// Reports nodes of clusters that the mesh does not know. Returns the clusters that they likely are of, which
/// nobody misses then.
fn unknown<'a>(roll: &Roll, missing: &[&'a Cluster], found: &mut Diagnostics) -> BTreeSet<&'a str> {
    let mut all = BTreeSet::new();
    let strangers = roll.members.iter().filter(|member| member.cluster.is_none());
    let by_name = strangers.filter_map(|member| Some((member.node.cluster.as_deref()?, member)));
    for (name, members) in fold(by_name) {
        let intended = members.first().and_then(|member| intended(roll, missing, (name, member)));
        let help = match intended {
            Some(intended) => {
                format!("did you mean `{}`? `cluster-name` must be the name in the mesh file", intended.name.value)
            }
            None => "add it to the mesh file, or remove its entry from the Secret `cilium-clustermesh`".to_string(),
        };
        let nodes = count(members.len(), ("node of it is", "nodes of it are"));
        let message = format!("the mesh has no cluster `{name}`, but {nodes} listed: {}", names(&members));
        let finding = roll.at(&unexpected_cluster::RULE, &labels(&members, "not in the mesh file"), message);
        let finding = match intended.filter(|cluster| all.insert(cluster.name.value.as_str())) {
            Some(cluster) => finding.label(cluster.name.span, "no node of it is listed"),
            None => finding,
        };
        found.push(finding.help(help));
    }
    all
}

/// Of the clusters without nodes, the one that holds the node's addresses, else the one with the most similar
/// name: a cluster that has nodes under its own name is not the one.
fn intended<'a>(roll: &Roll, missing: &[&'a Cluster], (name, member): (&str, &Member)) -> Option<&'a Cluster> {
    let home = home(roll.mesh, member.node).map(|cluster| &cluster.name);
    if let Some(cluster) = missing.iter().find(|cluster| Some(&cluster.name) == home) {
        return Some(cluster);
    }
    let near = nearest(name, missing.iter().map(|cluster| cluster.name.value.as_str()))?;
    missing.iter().find(|cluster| cluster.name.value == near).copied()
}

fn names(members: &[&Member]) -> String {
    few(&members.iter().map(|member| member.name()).collect::<Vec<_>>())
}

fn labels<'a>(members: &[&Member<'a>], label: &str) -> Vec<(&'a Place, String)> {
    members.iter().map(|member| (&member.node.place, label.to_string())).collect()
}
