//! What must be equal on all clusters of a mesh: what most of them have, and a comment where others differ.

use super::authority;
use super::backwards::{Place, Statement, put};
use super::facts::{Applier, Installer};
use super::settle::Settled;
use super::sketch::{Node, Sketch};
use crate::words::{few, shown};
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
        let of = |is_it: &dyn Fn(&Option<Vec<Value>>) -> bool| -> Vec<String> {
            all.iter().filter(|(_, own)| is_it(own)).map(|(name, _)| shown(name)).collect()
        };
        let whose = Whose {
            setting: of(&|own| own.as_ref() == Some(&most)),
            differing: others.filter_map(|(name, own)| differs(name, own.as_deref()?)).collect(),
            silent: of(&Option::is_none),
        };
        let is_silent = whose.differing.is_empty();
        let name = one.property.map_or(one.node.to_string(), |property| format!("{} {property}=", one.node));
        if !(is_silent && (whose.silent.is_empty() || is_optional(one))) {
            let value = most.first().map(plain_text).unwrap_or_default();
            let rest = if cover.is_some() { "; one range holds those of all now" } else { "" };
            sketch.mesh.comments.push(contrast(&name, &value, &whose) + rest);
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
        let allow = Node::new("allow", "certificates-change-on-render").property("reason", reason);
        // `flux` says the same.
        let by_flux = clusters.iter().any(|cluster| matches!(cluster.facts.applier, Some(Applier::Flux { .. })));
        sketch.mesh.nodes.push(if by_flux { allow.remark("remove it when you add `flux`") } else { allow });
    }
}

fn differs(name: &str, arguments: &[Value]) -> Option<String> {
    Some(format!("{} to {}", shown(name), plain_text(arguments.first()?)))
}

/// What to say where clusters differ in what is one for all: who sets what is here, who sets something else,
/// and who sets nothing.
fn contrast(name: &str, value: &str, whose: &Whose) -> String {
    let set = if whose.setting.len() == 1 { "sets" } else { "set" };
    let setting = few(&whose.setting);
    if whose.differing.is_empty() {
        return format!("only {setting} {set} {name} to {value}");
    }
    let differing = few(&whose.differing);
    let does = if whose.silent.len() == 1 { "does" } else { "do" };
    let silent = few(&whose.silent);
    let silent = if silent.is_empty() { silent } else { format!(", and {silent} {does} not set it") };
    format!("{setting} {set} {name} to {value}, {differing}{silent}")
}

/// Which clusters set what is here, which set something else, with what it is, and which set nothing.
struct Whose {
    setting: Vec<String>,
    differing: Vec<String>,
    silent: Vec<String>,
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
