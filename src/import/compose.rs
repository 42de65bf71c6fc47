//! Clusters to a mesh: what is equal is said once, what differs where it must not is said with a comment.

use super::backwards::{Place, Statement, put};
use super::deliveries;
use super::endpoints::reach;
use super::equal;
use super::etcd;
use super::keep::relative;
use super::networks;
use super::peering::links;
use super::settle::Settled;
use super::sketch::{Body, Cluster, Node, Sketch};
use super::special::rolls;
use super::{Choices, Draft, Gap};
use crate::model::IpamMode;
use crate::release::Version;
use crate::words::few;
use ipnet::IpNet;

/// The mesh of these clusters, without what is left of their values.
pub fn compose(clusters: &[Settled], choices: &Choices, draft: &mut Draft) -> Sketch {
    let name = choices.name.clone().unwrap_or_else(|| common_name(clusters));
    let mut sketch = Sketch { name, ..Sketch::default() };
    release(clusters, &mut sketch, draft);
    foundation(clusters, &mut sketch);
    deliveries::add(clusters, &mut sketch);
    equal::of_mesh(clusters, &mut sketch);
    restart(clusters, &mut sketch);
    native(&mut sketch, draft);
    for cluster in clusters {
        let mut body = Body::default();
        own_release(cluster, clusters, &mut body);
        body.nodes.extend(cluster.platform.map(|platform| Node::new("platform", platform)));
        let own: Vec<Statement> = cluster
            .statements
            .iter()
            .filter(|one| one.place == Place::Cluster && one.node != "apiserver")
            .cloned()
            .collect();
        put(&mut body, &own);
        pods(cluster, &mut body, draft);
        match etcd::node(cluster) {
            Some(etcd) => body.nodes.push(etcd),
            None => {
                let reach = reach(cluster, clusters);
                draft.gaps.extend(reach.is_pending.then(|| Gap::Endpoint(cluster.name.clone())));
                body.nodes.push(reach.node);
                body.comments.extend(reach.comments);
            }
        }
        kops(cluster, &choices.folder, &mut body);
        body.comments.extend(cluster.comments.iter().cloned());
        if !cluster.config.is_empty() {
            let children = cluster.config.iter().map(|(key, text)| Node::new(key, text.as_str()));
            body.nodes.push(Node { children: children.collect(), ..Node::with("config", Vec::new()) });
        }
        if cluster.id.is_none() {
            body.comments.insert(0, "id=: no file has the id of this cluster, a number from 1 on".to_string());
            draft.gaps.push(Gap::Id(cluster.name.clone()));
        }
        let mut missing: Vec<String> = Vec::new();
        for what in &cluster.facts.missing {
            let comment = format!("{what}: values in it are missing");
            if !missing.contains(&comment) {
                missing.push(comment);
            }
        }
        body.comments.extend(missing);
        sketch.clusters.push(Cluster { name: cluster.name.clone(), id: cluster.id, body });
    }
    networks::share(&mut sketch);
    share(&mut sketch);
    let (links, comments) = links(clusters);
    sketch.links = links;
    sketch.comments.extend(comments);
    sketch
}

/// What the names of all clusters begin with, or a plain word.
fn common_name(clusters: &[Settled]) -> String {
    let mut names = clusters.iter().map(|cluster| cluster.name.as_str());
    let first = names.next().unwrap_or_default();
    let common = names.fold(first.to_string(), |common, name| {
        common.chars().zip(name.chars()).take_while(|(one, other)| one == other).map(|(one, _)| one).collect()
    });
    let common = common.trim_end_matches(|c: char| c.is_ascii_digit() || "-_.".contains(c));
    if common.len() > 2 && clusters.len() > 1 { common.to_string() } else { "mesh".to_string() }
}

/// The release of most clusters.
fn release(clusters: &[Settled], sketch: &mut Sketch, draft: &mut Draft) {
    match most(clusters.iter().filter_map(|cluster| cluster.version)) {
        Some(version) => sketch.mesh.nodes.push(Node::new("cilium", version.to_string())),
        None => {
            let newest = clusters.first().map(|cluster| cluster.read_as.to_string()).unwrap_or_default();
            let comment =
                format!("cilium \"{newest}\": no file has the release that runs; values were read as those of it");
            sketch.mesh.comments.push(comment);
            draft.gaps.push(Gap::Release);
        }
    }
}

fn own_release(cluster: &Settled, all: &[Settled], body: &mut Body) {
    let common = most(all.iter().filter_map(|cluster| cluster.version));
    if let Some(version) = cluster.version.filter(|version| Some(*version) != common) {
        body.nodes.push(Node::new("cilium", version.to_string()));
    }
}

fn most(versions: impl Iterator<Item = Version>) -> Option<Version> {
    let mut versions: Vec<Version> = versions.collect();
    versions.sort_unstable();
    let count = |version: &Version| versions.iter().filter(|other| *other == version).count();
    versions.iter().copied().max_by_key(|version| (count(version), *version))
}

/// Where the chart comes from, and the namespace.
fn foundation(clusters: &[Settled], sketch: &mut Sketch) {
    if let Some(name) = clusters.iter().find_map(|cluster| cluster.facts.distribution.clone()) {
        let remark = "take the HelmChartConfig of the same name away where it is now, such as in server/manifests";
        let base = Node::with("base", Vec::new()).property("helm-chart-config", name);
        sketch.mesh.nodes.push(base.remark(remark));
    } else {
        let mut found: Vec<String> =
            clusters.iter().filter_map(|cluster| repository(&cluster.facts.repository.first()?.value)).collect();
        found.dedup();
        if let Some(first) = found.first() {
            sketch.mesh.nodes.push(Node::with("base", Vec::new()).property("chart", first.clone()));
        }
        if found.len() > 1 {
            sketch.mesh.comments.push(format!("the chart comes from {}", few(&found)));
        }
    }
    let mut namespaces: Vec<&str> =
        clusters.iter().filter_map(|cluster| Some(cluster.facts.namespace.first()?.value.as_str())).collect();
    namespaces.dedup();
    match namespaces.as_slice() {
        [] | ["kube-system"] => {}
        [name] => sketch.mesh.nodes.push(Node::new("namespace", *name)),
        more => sketch.mesh.comments.push(format!("Cilium is in several namespaces: {}", few(more))),
    }
}

/// Another repository than the official one.
fn repository(url: &str) -> Option<String> {
    let plain = url.trim_end_matches('/');
    let url = if plain.contains("://") { plain.to_string() } else { format!("oci://{plain}") };
    (plain != "https://helm.cilium.io" && !plain.contains("${")).then_some(url)
}

/// Whether agents restart by themselves, as they do now.
fn restart(clusters: &[Settled], sketch: &mut Sketch) {
    let all: Vec<bool> = clusters.iter().map(|cluster| cluster.values.as_object().is_some_and(rolls)).collect();
    if !all.iter().any(|rolls| *rolls) {
        let node = Node::new("restart", "manual").remark("as now: nothing restarts agents by itself");
        sketch.mesh.nodes.push(node);
    }
}

/// The range in which pods keep their addresses, or a comment where nobody says it: some clouds tell agents.
fn native(sketch: &mut Sketch, draft: &mut Draft) {
    let routing = sketch.mesh.nodes.iter().find(|node| node.name == "routing");
    let is_native = |node: &&Node| node.arguments.first().is_some_and(|mode| mode == "native");
    let is_open = |node: &&Node| !node.properties.iter().any(|(name, _)| name.starts_with("cidr"));
    if routing.filter(is_native).is_some_and(|node| is_open(&node)) {
        let comment = "routing cidr=: no file has the range in which pods of all clusters keep their addresses";
        sketch.mesh.comments.push(comment.to_string());
        draft.gaps.push(Gap::Native);
    }
}

/// The spec of kops. Where that installs Cilium itself, the chart would be a second one.
fn kops(cluster: &Settled, folder: &str, body: &mut Body) {
    let Some(kops) = &cluster.facts.kops else { return };
    let node = Node::new("kops", kops.value.as_str()).property("spec", relative(folder, &kops.source));
    let by_layer = cluster.facts.layers.iter().any(|layer| layer.source == kops.source);
    if by_layer || cluster.facts.release.iter().any(|release| release.source == kops.source) {
        let comment = format!(
            "kops installs Cilium by `networking.cilium` in {}: write `cni: {{}}` there when the chart takes over, and \
             `kops` with that spec here where the mesh is to change it",
            kops.source
        );
        body.comments.push(comment);
    } else {
        body.nodes.push(node);
    }
}

/// Where pods get their addresses, or a comment where nobody says it.
fn pods(cluster: &Settled, body: &mut Body, draft: &mut Draft) {
    let by_itself = if cluster.facts.distribution.is_some() { "kubernetes" } else { "cluster-pool" };
    let mode = cluster.said("ipam").and_then(|one| one.arguments.first()?.as_str()).unwrap_or(by_itself);
    if IpamMode::find(mode).is_some_and(IpamMode::takes_node_addresses) {
        if !body.has("node-cidr") {
            let comment = "node-cidr: no file has the range of the nodes, from which pods get their addresses";
            body.comments.insert(0, comment.to_string());
            draft.gaps.push(Gap::Nodes(cluster.name.clone()));
        }
        return;
    }
    if body.has("pod-cidr") {
        return;
    }
    let in_use: Vec<IpNet> = cluster.facts.pods_in_use.iter().flat_map(|seen| seen.value.clone()).collect();
    if let (Some(cover), Some(seen)) = (crate::address::cover(&in_use), cluster.facts.pods_in_use.first()) {
        let remark = format!("what its nodes have in {}; the whole range may be larger", seen.source);
        body.nodes.push(Node::new("pod-cidr", cover.to_string()).remark(remark));
        return;
    }
    let by_default = match (mode, cluster.platform) {
        ("cluster-pool", _) => Some(("10.0.0.0/8", "the chart's own")),
        (_, Some("kind")) => Some(("10.244.0.0/16", "kind's own")),
        (_, Some("talos")) => Some(("10.244.0.0/16", "that of Talos")),
        (_, Some("k3s" | "rke2")) => Some(("10.42.0.0/16", "the distribution's own")),
        _ => None,
    };
    let comment = match by_default {
        Some((net, whose)) => format!("pod-cidr \"{net}\" is {whose} where nobody sets another: no file has one"),
        None => "pod-cidr: no file says where pods get their addresses".to_string(),
    };
    body.comments.insert(0, comment);
    draft.gaps.push(Gap::Pods(cluster.name.clone()));
}

/// Nodes that all clusters have become `defaults`.
fn share(sketch: &mut Sketch) {
    if sketch.clusters.len() < 2 {
        return;
    }
    const OWN: &[&str] = &["pod-cidr", "service-cidr", "apiserver", "cilium", "config", "kops"];
    let Some((first, others)) = sketch.clusters.split_first() else { return };
    let is_common = |node: &&Node| {
        !OWN.contains(&node.name.as_str()) && others.iter().all(|cluster| cluster.body.nodes.contains(node))
    };
    let common: Vec<Node> = first.body.nodes.iter().filter(is_common).cloned().collect();
    for cluster in &mut sketch.clusters {
        cluster.body.nodes.retain(|node| !common.contains(node));
    }
    sketch.defaults.nodes.extend(common);
}
