//! Who is listed: clusters without nodes, nodes without a cluster, nodes of clusters that the mesh does not know.

use super::roll::{Member, Roll, home};
use super::wording::{count, few, fold};
use super::{Finding, Form};
use crate::diagnostic::nearest;
use crate::model::Cluster;
use std::collections::BTreeSet;

/// Looks at names only.
pub fn check(roll: &Roll, findings: &mut Vec<Finding>) {
    let seen = roll.seen();
    let missing = match roll.form {
        Form::Table => missing_from_view(roll, &seen),
        Form::Objects => {
            roll.mesh.clusters.iter().filter(|cluster| !seen.contains(cluster.name.value.as_str())).collect()
        }
    };
    if !missing.is_empty() && (roll.form == Form::Table || seen.len() > 1) {
        findings.push(not_listed(roll, &missing));
    }
    if roll.form == Form::Table {
        nameless(roll, findings);
    }
    unknown(roll, &missing, findings);
}

/// The clusters that a table should show and does not. It is what one cluster sees, itself and its peers: nothing says which
/// one, so it is taken for the one that misses least.
fn missing_from_view<'a>(roll: &Roll<'a>, seen: &BTreeSet<&str>) -> Vec<&'a Cluster> {
    let mesh = roll.mesh;
    let unseen = |clusters: Vec<&'a Cluster>| -> Vec<&'a Cluster> {
        clusters.into_iter().filter(|cluster| !seen.contains(cluster.name.value.as_str())).collect()
    };
    if mesh.peering.is_nothing() {
        return unseen(mesh.clusters.iter().collect());
    }
    let view = |cluster: &'a Cluster| mesh.peers(cluster).into_iter().chain([cluster]).collect::<Vec<_>>();
    let views = mesh.clusters.iter().map(view);
    let shows_all = |view: &Vec<&Cluster>| {
        let names: BTreeSet<&str> = view.iter().map(|one| one.name.value.as_str()).collect();
        seen.is_subset(&names)
    };
    let missing = views.filter(shows_all).map(unseen).min_by_key(Vec::len);
    // Nobody sees that many: somebody put listings together.
    missing.unwrap_or_else(|| unseen(mesh.clusters.iter().collect()))
}

/// The causes: docs of Cilium 1.2 `clustermesh.rst`, and what its agents pass over in silence (`pkg/clustermesh`).
fn not_listed(roll: &Roll, missing: &[&Cluster]) -> Finding {
    let names: Vec<String> = missing.iter().map(|cluster| format!("`{}`", cluster.name.value)).collect();
    let names = few(&names);
    let help = match roll.form {
        Form::Objects => "kubectl lists the nodes of one cluster: add the list from that cluster's context".to_string(),
        Form::Table => format!(
            "where this was listed, check that the Secret `cilium-clustermesh` stands in the namespace `{}`, that the name \
             of its entry is exactly the cluster's, that `cluster-id` is not 0, and that the agents were restarted since",
            roll.mesh.namespace
        ),
    };
    Finding { line: None, message: format!("the listing shows no node of {names}"), help: Some(help) }
}

/// Cilium leaves out the cluster `default` (`Fullname` of `pkg/node/node.go`).
fn nameless(roll: &Roll, findings: &mut Vec<Finding>) {
    let nameless = roll.members.iter().filter(|member| member.node.cluster.is_none());
    let by_home = nameless.map(|member| (home(roll.mesh, member.node).map(|cluster| &cluster.name.value), member));
    for (home, members) in fold(by_home) {
        let value = home.map_or(String::new(), |home| format!(" to `{home}`, whose addresses they have,"));
        findings.push(Finding {
            line: members.first().and_then(|member| member.node.line),
            message: format!(
                "{} no cluster before the name: {}",
                count(members.len(), ("node has", "nodes have")),
                names(&members)
            ),
            help: Some(format!(
                "set `cluster-name` in `cilium-config`{value} and restart the agents: without it a cluster is `default`, \
                 which is not printed"
            )),
        });
    }
}

fn unknown(roll: &Roll, missing: &[&Cluster], findings: &mut Vec<Finding>) {
    let strangers = roll.members.iter().filter(|member| member.cluster.is_none());
    let by_name = strangers.filter_map(|member| Some((member.node.cluster.as_deref()?, member)));
    for (name, members) in fold(by_name) {
        let meant = members.first().and_then(|member| meant(roll, missing, (name, member)));
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`? `cluster-name` must be the name in the mesh file"),
            None => "add it to the mesh file, or remove its entry from the Secret `cilium-clustermesh`".to_string(),
        };
        let message = format!(
            "`{name}` is no cluster of the mesh, but {} listed: {}",
            count(members.len(), ("node of it is", "nodes of it are")),
            names(&members)
        );
        findings.push(Finding { line: members.first().and_then(|member| member.node.line), message, help: Some(help) });
    }
}

/// Of the clusters without nodes, the one that holds the node's addresses, else the one with the most similar name: a
/// cluster that has nodes under its own name is not meant by another.
fn meant<'a>(roll: &Roll, missing: &[&'a Cluster], (name, member): (&str, &Member)) -> Option<&'a str> {
    let home = home(roll.mesh, member.node).map(|cluster| &cluster.name);
    if let Some(cluster) = missing.iter().find(|cluster| Some(&cluster.name) == home) {
        return Some(&cluster.name.value);
    }
    nearest(name, missing.iter().map(|cluster| cluster.name.value.as_str()))
}

fn names(members: &[&Member]) -> String {
    few(&members.iter().map(|member| member.name()).collect::<Vec<_>>())
}
