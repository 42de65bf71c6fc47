//! What is allowed in `peering`: who connects to whom.

use super::build::{leaf, one, some};
use super::{Node, Times, Type};

/// Children of `peering`.
pub const PEERING: &[Node] = &[
    Node {
        times: Times::Any,
        ..leaf(
            "group",
            &[one("name", Type::Name), some("cluster", Type::Name)],
            "every member connects to every other; a pattern such as `eu-*` stands for all clusters that it matches",
        )
    },
    Node {
        times: Times::Any,
        ..leaf(
            "link",
            &[one("cluster", Type::Name), one("second cluster", Type::Name)],
            "two clusters that connect to each other; with a pattern, each that it matches connects to the other end",
        )
    },
];
