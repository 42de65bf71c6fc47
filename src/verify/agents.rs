//! What agents report of their peers, against the mesh: clusters that it does not have, or not as their
//! peers.

use super::node::Listed;
use super::roll::Roll;
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::model::{Cluster, Mesh};
use crate::rules::unexpected_cluster;
use crate::source::Span;
use crate::words::shown;

/// Looks at the status of each agent.
pub fn check(roll: &Roll, found: &mut Diagnostics) {
    for agent in roll.listings.iter().filter_map(|listing| listing.agent.as_ref()) {
        let own = named(roll.mesh, &agent.cluster.value);
        if own.is_none() {
            let name = shown(&agent.cluster.value);
            let message = format!("this agent belongs to cluster {name}, which the mesh does not have");
            found.push(strange(roll, (&agent.cluster, "not in the mesh file"), message));
        }
        for peer in &agent.peers {
            let name = shown(&peer.name.value);
            let Some(cluster) = named(roll.mesh, &peer.name.value) else {
                let message = format!("an agent is set up to connect to {name}, which the mesh does not have");
                found.push(strange(roll, (&peer.name, "not in the mesh file"), message));
                continue;
            };
            if let Some(own) = own.filter(|own| !roll.mesh.connects(own, cluster)) {
                let message = format!(
                    "an agent of {} is set up to connect to {name}, which is not its peer",
                    shown(&own.name.value)
                );
                let finding = place(roll, &peer.name, "not a peer in the mesh file", message);
                let help = "connect the two in `peering`, or remove the entry from the Secret `cilium-clustermesh`";
                found.push(finding.help(help));
            }
            let stated = cluster.id.value().map(|id| (u64::from(id.value.number()), id.span));
            if let (Some(id), Some((number, span))) = (&peer.id, stated)
                && id.value != number
            {
                found.push(other_id(roll, (cluster, id), (number, span)));
            }
        }
    }
}

fn named<'a>(mesh: &'a Mesh, name: &str) -> Option<&'a Cluster> {
    mesh.clusters.iter().find(|cluster| cluster.name.value == name)
}

/// A cluster that the mesh does not have.
fn strange(roll: &Roll, (name, label): (&Listed<String>, &str), message: String) -> Diagnostic {
    let known = roll.mesh.clusters.iter().map(|cluster| cluster.name.value.as_str());
    let finding = place(roll, name, label, message);
    finding.help(match nearest(&name.value, known) {
        Some(near) => format!("did you mean {}? `cluster-name` must be the name in the mesh file", shown(near)),
        None => "add it to the mesh file, or remove its entry from the Secret `cilium-clustermesh`".to_string(),
    })
}

fn other_id(roll: &Roll, (cluster, id): (&Cluster, &Listed<u64>), (number, span): (u64, Span)) -> Diagnostic {
    let name = shown(&cluster.name.value);
    let message = format!("agents know {name} with id {}, but the mesh file gives it {number}", id.value);
    let finding = place(roll, id, "the id that it reports", message);
    let help = format!("apply the output to {name} and recreate its pods, or write the id that it runs with");
    finding.label(span, "the id in the mesh file").help(help)
}

fn place<T>(roll: &Roll, listed: &Listed<T>, label: &str, message: String) -> Diagnostic {
    roll.at(&unexpected_cluster::RULE, &[(&listed.place, label.to_string())], message)
}
