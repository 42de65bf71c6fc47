//! The mesh, or one cluster of it, as one JSON object for programs: `schema/show.schema.json` describes it.

use super::case::Setting;
use super::details::Details;
use super::overview::{Overview, Row};
use super::places::Places;
use super::pools::Fill;
use crate::facts::ranges::{Kind, Origin, Range};
use crate::model::{Mesh, SharedNetwork};
use crate::source::{Sources, Spanned};
use serde_json::{Value, json};

/// The version of the format: it changes when a reader of the old one could misread the new one.
const FORMAT_VERSION: &str = "1";

/// The mesh at a glance.
pub fn overview(of: &Overview<'_>, sources: &Sources) -> Value {
    let mesh = of.mesh;
    let places = Places::new(sources);
    let allow = |it: &crate::diagnostic::Exception| {
        let place = places.place(it.span);
        json!({
            "rule": it.rule.name,
            "cluster": it.cluster,
            "reason": it.reason,
            "silenced": it.silenced,
            "file": place.as_ref().map(|place| &place.file),
            "line": place.as_ref().map(|place| place.line),
        })
    };
    json!({
        "format_version": FORMAT_VERSION,
        "mesh": {
            "name": mesh.name,
            "namespace": mesh.namespace(),
            "routing": routing(mesh),
            "encryption": mesh.encryption.kind().name(),
            "highest_id": crate::facts::clusters::highest_id(mesh),
            "full": mesh.is_full(),
            "delivery": mesh.delivery().map(|(tool, _)| tool),
        },
        "clusters": of.clusters.iter().map(cluster).collect::<Vec<_>>(),
        "pools": of.pools.iter().map(pool).collect::<Vec<_>>(),
        "networks": mesh.networks.iter().map(|network| json!({
            "name": network.name.value,
            "cidrs": network.cidrs.iter().map(|net| net.value.to_string()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "groups": mesh.peering.get().into_iter().flat_map(|peering| &peering.groups).map(|group| json!({
            "name": group.name.value,
            "clusters": names(&group.members),
        })).collect::<Vec<_>>(),
        "links": mesh.peering.get().into_iter().flat_map(|peering| &peering.links)
            .map(|link| names(&link.ends)).collect::<Vec<_>>(),
        "allowances": of.allows.iter().map(allow).collect::<Vec<_>>(),
        "warnings": of.warnings,
    })
}

/// One cluster.
pub fn details(of: &Details) -> Value {
    let settings = |all: &[Setting]| all.iter().map(setting).collect::<Vec<_>>();
    json!({
        "format_version": FORMAT_VERSION,
        "mesh": { "name": of.mesh },
        "cluster": {
            "name": of.cluster,
            "statements": settings(&of.statements),
            "words": of.kind.name(),
            "settings": settings(&of.words),
        },
    })
}

fn setting(of: &Setting) -> Value {
    json!({
        "name": of.name,
        "value": of.value,
        "from": of.origin.name().replace(' ', "-"),
        "file": of.place.as_ref().map(|place| &place.file),
        "line": of.place.as_ref().map(|place| place.line),
    })
}

fn names(of: &[Spanned<String>]) -> Vec<&str> {
    of.iter().map(|name| name.value.as_str()).collect()
}

fn routing(mesh: &Mesh) -> Value {
    let (mode, protocol) = mesh.routing.mode().words();
    let protocol = protocol.or(mesh.routing.protocol.get().copied());
    let cidrs: Vec<String> = mesh.routing.cidrs().map(|net| net.value.to_string()).collect();
    json!({ "mode": mode, "protocol": protocol, "cidrs": cidrs })
}

fn cluster(row: &Row<'_>) -> Value {
    let cluster = row.cluster;
    let ranges = |kind| row.of(kind).map(range).collect::<Vec<_>>();
    let is_etcd = cluster.is_kvstore() || cluster.modern().is_none();
    json!({
        "name": cluster.name.value,
        "id": cluster.id.get().map(|id| id.number()),
        "release": cluster.version.get().map(ToString::to_string),
        "platform": cluster.platform.get().map(|platform| platform.name),
        "pod_cidrs": ranges(Kind::Pods),
        "service_cidrs": ranges(Kind::Services),
        "node_cidrs": ranges(Kind::Nodes),
        "room_for_nodes": row.room.map(|room| u64::try_from(room.nodes).unwrap_or(u64::MAX)),
        "max_nodes": cluster.max_nodes.get(),
        "plane": if is_etcd { "etcd" } else { "apiserver" },
        "endpoints": row.endpoints,
        "pending": cluster.is_pending(),
        "peers": row.peers,
    })
}

fn range(of: &Range<'_>) -> Value {
    let network = of.network.map(SharedNetwork::name);
    let from = match of.origin {
        Origin::Written => "written",
        Origin::Pool => "pool",
        Origin::Spec => "kops-spec",
        Origin::Network => "network",
    };
    json!({ "cidr": of.net.to_string(), "from": from, "network": network })
}

fn pool(of: &Fill) -> Value {
    let next = of.next.map(|(id, block)| json!({ "id": id.number(), "cidr": block.to_string() }));
    json!({ "cidr": of.net.to_string(), "prefix": of.prefix, "blocks": of.blocks, "used": of.used, "next": next })
}
