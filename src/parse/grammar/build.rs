//! The words in which rows of GRAMMAR are written.

use super::{Argument, Children, Count, Need, Node, Property, Support, Times, Type};

pub const fn one(name: &'static str, kind: Type) -> Argument {
    Argument { name, kind, count: Count::One }
}

pub const fn some(name: &'static str, kind: Type) -> Argument {
    Argument { name, kind, count: Count::Some }
}

pub const fn any(name: &'static str, kind: Type) -> Argument {
    Argument { name, kind, count: Count::Any }
}

pub const fn property(name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { name, kind, about, need: Need::Optional, support: Support::Now }
}

pub const fn required(name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { name, kind, about, need: Need::Required, support: Support::Now }
}

pub const fn or_argument(name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { need: Need::OrArgument, ..property(name, kind, about) }
}

pub const fn with(word: &'static str, name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { need: Need::With(word), ..property(name, kind, about) }
}

pub const fn required_with(word: &'static str, name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { need: Need::RequiredWith(word), ..property(name, kind, about) }
}

pub const fn later_property(name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { name, kind, about, need: Need::Optional, support: Support::Later }
}

/// A node that stands at most once, with one argument and nothing else.
pub const fn leaf(name: &'static str, arguments: &'static [Argument], about: &'static str) -> Node {
    Node {
        name,
        about,
        times: Times::Maybe,
        arguments,
        properties: &[],
        children: Children::None,
        support: Support::Now,
    }
}

/// A leaf that a later release of meshc will understand.
pub const fn later(name: &'static str, arguments: &'static [Argument], about: &'static str) -> Node {
    Node { support: Support::Later, ..leaf(name, arguments, about) }
}

pub const PORT: Type = Type::Integer(1, 65_535);
pub const BOOLEAN: &[Argument] = &[one("value", Type::Boolean)];
pub const NAME: &[Argument] = &[one("name", Type::Name)];
pub const CILIUM: &[Argument] = &[one("release", Type::Version)];
pub const CIDRS: &[Argument] = &[some("range", Type::Cidr)];

pub const ALLOW: Node = Node {
    name: "allow",
    about: "silences one rule, and says why",
    times: Times::Any,
    arguments: &[one("rule", Type::Rule)],
    properties: &[required("reason", Type::Name, "why it is right here")],
    children: Children::None,
    support: Support::Now,
};
