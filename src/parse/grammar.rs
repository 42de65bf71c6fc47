//! GRAMMAR: every node and property of mesh.kdl, where it is allowed, what it takes, and one line about it.
//!
//! `validate` holds a document against this table and `schema` prints it; neither knows a node by name. The
//! rows are in one file for each place of the language.

mod build;
mod cluster;
mod credentials;
mod delivery;
mod mesh;
mod patch;
mod peering;
mod reach;
mod schema;
mod types;

pub use schema::schema;
pub use types::{Argument, Children, Count, HostKind, Need, Node, Property, RecipientKind, Times, Type};

use build::{NAME, leaf, one, property, some};

/// What is allowed at the top of mesh.kdl and of the files that it includes.
pub static GRAMMAR: &[Node] = &[
    Node {
        name: "mesh",
        about: "what is the same in every cluster",
        times: Times::Once,
        arguments: NAME,
        properties: &[],
        children: Children::Nodes(mesh::MESH),
    },
    Node {
        name: "defaults",
        about: "defaults for every cluster; a node in the cluster replaces the same node here, but `config` and `values` are \
                merged, `patch` and `allow` add up, and `apiserver` fills in what the cluster's own does not set",
        times: Times::Maybe,
        arguments: &[],
        properties: &[],
        children: Children::Nodes(cluster::CLUSTER),
    },
    Node {
        name: "network",
        about: "addresses outside pods and Services: a VPC, an office, another site",
        times: Times::Any,
        arguments: &[one("name", Type::Name), some("range", Type::Cidr)],
        properties: &[],
        children: Children::None,
    },
    Node {
        name: "cluster",
        about: "one cluster of the mesh",
        times: Times::Some,
        arguments: NAME,
        properties: &[property("id", Type::AnyInteger, "its id in Cilium, unique in the mesh")],
        children: Children::Nodes(cluster::CLUSTER),
    },
    Node {
        children: Children::Nodes(peering::PEERING),
        ..leaf("peering", &[], "who connects to whom; without it every cluster connects to every other")
    },
    Node {
        children: Children::Nodes(delivery::FLUX),
        ..leaf("flux", &[], "also writes the objects that make Flux apply the output")
    },
    Node {
        children: Children::Nodes(delivery::ARGOCD),
        ..leaf("argocd", &[], "also writes the objects that make Argo CD apply the output")
    },
    credentials::SOPS,
    Node { children: Children::Levels, ..leaf("lint", &[], "severity levels of rules") },
    Node {
        times: Times::Any,
        ..leaf(
            "include",
            &[one("path or glob", Type::Name)],
            "the top-level nodes of the named files, as if they were written here",
        )
    },
];
