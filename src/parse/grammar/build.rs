//! The words in which rows of GRAMMAR are written.

use super::{Argument, Children, Count, Need, Node, Property, Times, Type};

/// One argument.
pub const fn one(name: &'static str, kind: Type) -> Argument {
    Argument { name, kind, count: Count::One }
}

/// One or more arguments.
pub const fn some(name: &'static str, kind: Type) -> Argument {
    Argument { name, kind, count: Count::Some }
}

/// Any number of arguments.
pub const fn any(name: &'static str, kind: Type) -> Argument {
    Argument { name, kind, count: Count::Any }
}

/// A property that may be left out.
pub const fn property(name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { name, kind, about, need: Need::Optional }
}

/// A property that may not be left out.
pub const fn required(name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { name, kind, about, need: Need::Required }
}

/// A property that takes the place of the arguments.
pub const fn or_argument(name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { need: Need::OrArgument, ..property(name, kind, about) }
}

/// A property that goes with the first argument `word` only.
pub const fn with(word: &'static str, name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { need: Need::With(word), ..property(name, kind, about) }
}

/// The same, where it may not be left out.
pub const fn required_with(word: &'static str, name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { need: Need::RequiredWith(word), ..property(name, kind, about) }
}

/// A node that appears at most once, with one argument and nothing else.
pub const fn leaf(name: &'static str, arguments: &'static [Argument], about: &'static str) -> Node {
    Node { name, about, times: Times::Maybe, arguments, properties: &[], children: Children::None }
}

/// A port.
pub const PORT: Type = Type::Integer(1, 65_535);
/// `#true` or `#false`.
pub const BOOLEAN: &[Argument] = &[one("value", Type::Boolean)];
/// One name.
pub const NAME: &[Argument] = &[one("name", Type::Name)];
/// One release of Cilium.
pub const CILIUM: &[Argument] = &[one("release", Type::Version)];
/// Ranges of addresses.
pub const CIDRS: &[Argument] = &[some("range", Type::Cidr)];

/// What silences a rule, in `mesh` and in `cluster`.
pub const ALLOW: Node = Node {
    name: "allow",
    about: "silences one rule, with a reason",
    times: Times::Any,
    arguments: &[one("rule", Type::Rule)],
    properties: &[required("reason", Type::Name, "why the exception is acceptable")],
    children: Children::None,
};

/// Where manifests come from, in `mesh` and in `cluster`.
pub const BASE: Node = Node {
    properties: &[
        or_argument("path", Type::Name, "a directory of plain manifests; {cluster} is replaced by the cluster's name"),
        or_argument("chart", Type::Repository, "the repository of the official Helm chart"),
        or_argument(
            "helm-chart-config",
            Type::ObjectName,
            "the HelmChartConfig for the chart that the cluster's distribution installs",
        ),
    ],
    ..leaf(
        "base",
        &[Argument { name: "kind", kind: Type::Choice(&["builtin"]), count: Count::Maybe }],
        "where the manifests come from",
    )
};
