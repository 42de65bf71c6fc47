//! The mesh at a glance as tables. What is the same in every cluster is in the head, not in a column.

use super::beside::{allowances, groups, lines, networks, pools};
use super::overview::{Overview, Row};
use super::table::{Column, Narrow, Sheet, Table};
use crate::facts::ranges::Kind;
use crate::model::{EncryptionKind, Mesh, RoutingMode};
use crate::source::Sources;
use crate::words::{counted, few};

/// The tables of a mesh.
pub fn sheet(of: &Overview<'_>, sources: &Sources) -> Sheet {
    let mesh = of.mesh;
    let releases = common(of, release);
    let release = releases.map_or("several releases of Cilium".to_string(), |release| format!("Cilium {release}"));
    let title = format!("mesh {}: {}, {release}", mesh.name, counted(of.clusters.len(), "cluster"));
    let tables = vec![head(of), clusters(of), pools(&of.pools), networks(mesh), groups(mesh), allowances(of, sources)];
    Sheet { title, tables }
}

/// What is true of the whole mesh, without titles.
fn head(of: &Overview<'_>) -> Table {
    let mesh = of.mesh;
    let is_modern = mesh.clusters.iter().any(|cluster| cluster.modern().is_some());
    let ids = format!("{} of {} taken", mesh.clusters.len(), crate::facts::clusters::highest_id(mesh));
    let delivery = mesh.delivery().map(|(tool, _)| tool.to_string());
    let mut rows = vec![
        ("platform", common(of, platform).filter(|it| !it.is_empty())),
        ("routing", Some(routing(mesh))),
        ("encryption", is_modern.then(|| encryption(mesh).to_string())),
        ("peering", Some(peering(mesh))),
        ("ids", Some(ids)),
        ("applied by", delivery),
    ];
    let warnings = (of.warnings > 0).then(|| format!("{}; `meshc check` shows them", counted(of.warnings, "warning")));
    rows.push(("findings", warnings));
    let rows = rows.into_iter().filter_map(|(name, text)| Some(vec![vec![name.to_string()], vec![text?]])).collect();
    let text = Column { is_text: true, ..Column::default() };
    Table { columns: vec![Column::default(), text], rows, narrow: Narrow::Stack }
}

/// A value that all clusters have, where there are several.
fn common(of: &Overview<'_>, value: impl Fn(&Row<'_>) -> String) -> Option<String> {
    let first = of.clusters.first().map(&value)?;
    of.clusters.iter().all(|row| value(row) == first).then_some(first)
}

fn release(row: &Row<'_>) -> String {
    row.cluster.version.get().map(ToString::to_string).unwrap_or_default()
}

fn platform(row: &Row<'_>) -> String {
    row.cluster.platform.get().map(|platform| platform.title.to_string()).unwrap_or_default()
}

/// How pods reach pods, in words.
fn routing(mesh: &Mesh) -> String {
    let ranges: Vec<String> = mesh.routing.cidrs().map(|net| net.value.to_string()).collect();
    let kept = if ranges.is_empty() { String::new() } else { format!("; pods keep their address in {}", few(&ranges)) };
    let mode = match mesh.routing.mode() {
        RoutingMode::Native => "native",
        RoutingMode::Vxlan => "tunnel, VXLAN",
        RoutingMode::Geneve => "tunnel, Geneve",
    };
    format!("{mode}{kept}")
}

/// The kind of encryption, in words.
fn encryption(mesh: &Mesh) -> &'static str {
    match (mesh.encryption.kind(), mesh.encryption.node.get()) {
        (EncryptionKind::None, _) => "none",
        (EncryptionKind::WireGuard, Some(true)) => "WireGuard, traffic of nodes too",
        (EncryptionKind::WireGuard, _) => "WireGuard",
        (EncryptionKind::Ipsec, _) => "IPsec",
    }
}

fn peering(mesh: &Mesh) -> String {
    let Some(peering) = mesh.peering.get().filter(|_| !mesh.is_full()) else {
        return "every cluster connects to every other".to_string();
    };
    let parts = [(peering.groups.len(), "group"), (peering.links.len(), "link")];
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(*count, noun));
    format!("partial: {}", parts.collect::<Vec<_>>().join(" and "))
}

/// The clusters, a row each.
fn clusters(of: &Overview<'_>) -> Table {
    type Cell<'c> = (Column, &'c dyn Fn(&Row<'_>) -> Vec<String>);
    let text = |title, group| Column { title, group, ..Column::default() };
    let number = |title, group| Column { is_number: true, ..text(title, group) };
    let one = |text: String| vec![text];
    let all: [Cell<'_>; 10] = [
        (text("CLUSTER", 0), &|row| one(row.cluster.name.value.clone())),
        (number("ID", 0), &|row| one(row.cluster.id.get().map(ToString::to_string).unwrap_or_default())),
        (text("RELEASE", 0), &|row| one(release(row))),
        (text("PLATFORM", 0), &|row| one(platform(row))),
        (text("PODS", 1), &|row| ranges(row, Kind::Pods)),
        (number("ROOM", 1), &|row| one(room(row))),
        (text("SERVICES", 1), &|row| ranges(row, Kind::Services)),
        (text("NODES", 1), &|row| ranges(row, Kind::Nodes)),
        (number("PEERS", 2), &|row| one(row.peers.len().to_string())),
        (text("ENDPOINT", 2), &endpoints),
    ];
    let is_in_head = |title: &str| match title {
        "RELEASE" => common(of, release).is_some(),
        "PLATFORM" => common(of, platform).is_some(),
        "PEERS" => of.mesh.is_full(),
        _ => false,
    };
    let is_empty = |cell: &dyn Fn(&Row<'_>) -> Vec<String>| of.clusters.iter().all(|row| cell(row).concat().is_empty());
    let shown: Vec<_> = all.iter().filter(|(column, cell)| !is_in_head(column.title) && !is_empty(cell)).collect();
    Table {
        columns: shown.iter().map(|(column, _)| *column).collect(),
        rows: of.clusters.iter().map(|row| shown.iter().map(|(_, cell)| cell(row)).collect()).collect(),
        narrow: Narrow::Split,
    }
}

fn ranges(row: &Row<'_>, kind: Kind) -> Vec<String> {
    lines(row.of(kind).map(|range| range.net.to_string()).collect())
}

fn room(row: &Row<'_>) -> String {
    match row.room {
        None => String::new(),
        Some(room) => match room.most {
            Some(most) => format!("{most} of {}", counted_nodes(room.nodes)),
            None => counted_nodes(room.nodes),
        },
    }
}

fn counted_nodes(nodes: u128) -> String {
    usize::try_from(nodes).map_or_else(|_| format!("{nodes} nodes"), |nodes| counted(nodes, "node"))
}

fn endpoints(row: &Row<'_>) -> Vec<String> {
    if row.cluster.is_pending() {
        return vec!["pending".to_string()];
    }
    lines(row.endpoints.clone())
}
