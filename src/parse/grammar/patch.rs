//! What is allowed in `patch`.

use super::build::{any, leaf, one, required};
use super::{Argument, Children, Node, Property, Times, Type};

/// Children of `patch`: the operations of RFC 6902.
pub const PATCH: &[Node] = &[
    operation("add", "adds a value, or inserts it into a list"),
    operation("replace", "replaces the existing value"),
    operation("test", "fails unless the existing value is this one"),
    Node { times: Times::Any, ..leaf("remove", POINTER, "removes the existing value") },
    transfer("move", "moves a value"),
    transfer("copy", "copies a value"),
];

const OPERATION: &[Argument] = &[one("JSON pointer", Type::Text), any("value", Type::Data)];

const fn operation(name: &'static str, about: &'static str) -> Node {
    Node { times: Times::Any, children: Children::Data, ..leaf(name, OPERATION, about) }
}

const FROM: &[Property] = &[required("from", Type::Text, "the JSON pointer of the source")];
const POINTER: &[Argument] = &[one("JSON pointer", Type::Text)];

const fn transfer(name: &'static str, about: &'static str) -> Node {
    Node { times: Times::Any, properties: FROM, ..leaf(name, POINTER, about) }
}
