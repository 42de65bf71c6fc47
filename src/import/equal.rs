//! What must be equal on all clusters of a mesh: what most of them have, and a comment where others differ.

use super::authority;
use super::backwards::{Place, Statement, put};
use super::facts::Installer;
use super::settle::Settled;
use super::sketch::{Node, Sketch};
use crate::words::few;
use crate::yaml::{Value, plain_text};
use ipnet::IpNet;

/// What must be equal on all clusters: what most of them have, and a comment where others differ.
pub fn of_mesh(clusters: &[Settled], sketch: &mut Sketch) {
    let mut chosen: Vec<Statement> = Vec::new();
    for one in clusters.iter().flat_map(|cluster| &cluster.statements).filter(|one| one.place == Place::Mesh) {
        let is_known = chosen.iter().any(|other| (other.node, other.property) == (one.node, one.property));
        if is_known {
            continue;
        }
        let said = |cluster: &Settled| {
            let is_it = |other: &&Statement| (other.node, other.property) == (one.node, one.property);
            cluster.statements.iter().find(is_it).map(|found| found.arguments.clone())
        };
        let all: Vec<(&str, Option<Vec<Value>>)> =
            clusters.iter().map(|cluster| (cluster.name.as_str(), said(cluster))).collect();
        let count = |arguments: &Vec<Value>| all.iter().filter(|(_, other)| other.as_ref() == Some(arguments)).count();
        let stated = all.iter().filter_map(|(_, arguments)| arguments.as_ref());
        let Some(most) = stated.rev().max_by_key(|arguments| count(arguments)).cloned() else { continue };
        let cover = covering(one, &all);
        let others = all.iter().filter(|(_, arguments)| arguments.as_ref() != Some(&most));
        let differing: Vec<String> =
            others.map(|(name, arguments)| differs(name, arguments.as_deref(), &most)).collect();
        let is_silent = all.iter().all(|(_, arguments)| arguments.is_none() || arguments.as_ref() == Some(&most));
        let name = one.property.map_or(one.node.to_string(), |property| format!("{} {property}=", one.node));
        if !(differing.is_empty() || (is_silent && is_optional(one))) {
            let have = clusters.len() - differing.len();
            let rest = match &cover {
                Some(_) => "one range holds those of all now".to_string(),
                None => format!("{have} of {} have what is here", clusters.len()),
            };
            sketch.mesh.comments.push(format!("{name}: {}; {rest}", few(&differing)));
        }
        chosen.push(Statement { arguments: cover.unwrap_or(most), ..one.clone() });
    }
    put(&mut sketch.mesh, &chosen);
    let by_argocd = clusters.iter().any(|cluster| cluster.facts.installer == Some(Installer::ArgoCd));
    let makes_ca = sketch.mesh.nodes.iter().any(|node| node.name == "certificates" && node.arguments == ["helm"])
        || clusters.iter().any(|cluster| authority::is_of_hubble(cluster, &sketch.mesh));
    let by_distribution = clusters.iter().any(|cluster| cluster.facts.distribution.is_some());
    if makes_ca && !by_argocd && !by_distribution && sketch.deliveries.is_empty() {
        let reason = "Helm installs the chart, and keeps the CA that it finds";
        sketch.mesh.nodes.push(Node::new("allow", "certificates-change-on-render").property("reason", reason));
    }
}

fn differs(name: &str, arguments: Option<&[Value]>, most: &[Value]) -> String {
    match arguments.and_then(<[Value]>::first) {
        Some(value) => format!("{name} has {}", plain_text(value)),
        None => format!("{name} does not say {}", most.first().map(plain_text).unwrap_or_default()),
    }
}

/// What a cluster that is silent does by itself.
fn is_optional(one: &Statement) -> bool {
    ["domain", "max-connected-clusters", "kvstoremesh"].contains(&one.node) || one.property == Some("protocol")
}

/// One range in which all pods keep their addresses, where each cluster has its own.
fn covering(one: &Statement, all: &[(&str, Option<Vec<Value>>)]) -> Option<Vec<Value>> {
    if one.node != "routing" || !matches!(one.property, Some("cidr" | "cidr6")) {
        return None;
    }
    let texts = all.iter().filter_map(|(_, arguments)| arguments.as_ref()?.first()?.as_str());
    let nets: Vec<IpNet> = texts.filter_map(crate::address::parse).collect();
    Some(vec![crate::address::cover(&nets)?.trunc().to_string().into()])
}
