//! The types of the rows of GRAMMAR.

use crate::model::PLATFORMS;

/// A node.
#[derive(Debug)]
pub struct Node {
    /// Its name.
    pub name: &'static str,
    /// What it is in the mesh, in one line.
    pub about: &'static str,
    /// How often it may appear.
    pub times: Times,
    /// Its arguments, in order.
    pub arguments: &'static [Argument],
    /// Its properties.
    pub properties: &'static [Property],
    /// What is in its braces.
    pub children: Children,
}

/// How often a node may appear in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// Exactly once.
    Once,
    /// Once or more.
    Some,
    /// Once or not at all.
    Maybe,
    /// Any number.
    Any,
    /// Any number with this property, and once or not at all without it.
    OnceWithout(&'static str),
}

/// An argument.
#[derive(Debug)]
pub struct Argument {
    /// What it is called in messages.
    pub name: &'static str,
    /// What it must be.
    pub kind: Type,
    /// How many of it.
    pub count: Count,
}

/// How many arguments of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// One.
    One,
    /// One or none.
    Maybe,
    /// One or more.
    Some,
    /// Any number.
    Any,
}

/// A property.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// What it must be.
    pub kind: Type,
    /// What it is, in one line.
    pub about: &'static str,
    /// Whether it may be left out.
    pub need: Need,
}

/// Whether a property may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It may not.
    Required,
    /// It may.
    Optional,
    /// It may not, unless there are arguments.
    OrArgument,
    /// It goes with this first argument only, and may not be left out there.
    RequiredWith(&'static str),
    /// It goes with this first argument only.
    With(&'static str),
}

/// What is in a node's braces.
#[derive(Debug, Clone, Copy)]
pub enum Children {
    /// Nothing; the braces are refused.
    None,
    /// These nodes.
    Nodes(&'static [Node]),
    /// Keys of a ConfigMap, each with one scalar.
    Settings,
    /// Names of rules, each with a level.
    Levels,
    /// Data of any shape, the way JSON-in-KDL writes it.
    Data,
}

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Type {
    /// Any text.
    Text,
    /// Text that is not empty.
    Name,
    /// A name that Kubernetes takes for a namespace.
    Namespace,
    /// A name that Kubernetes takes for an object.
    ObjectName,
    /// The same with `{cluster}` in it.
    ObjectNamePattern,
    /// A folder in a repository: relative, and never above its root.
    Folder,
    /// A repository of Helm charts: the address of an index, or of a registry with `oci://`.
    Repository,
    /// A duration, such as `10m`.
    Duration,
    /// A key of a Secret or a ConfigMap.
    DataKey,
    /// A key of an annotation.
    AnnotationKey,
    /// An integer within bounds.
    Integer(i128, i128),
    /// Any integer: a rule holds the bounds.
    AnyInteger,
    /// `#true` or `#false`.
    Boolean,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The name of a platform.
    Platform,
    /// The name of a rule.
    Rule,
    /// A range of addresses, such as `10.0.0.0/16`.
    Cidr,
    /// An IP address.
    Address,
    /// A name on the network.
    Host(HostKind),
    /// A version, such as `1.2.5`.
    Version,
    /// An etcd client endpoint.
    Endpoint,
    /// Who can decrypt a file.
    Recipient(RecipientKind),
    /// Text, a number or a boolean.
    Scalar,
    /// Any value.
    Data,
}

/// What a name on the network is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostKind {
    /// It is connected to: a DNS name. An IP address is let through, for a rule to report where it belongs.
    Address,
    /// Other names end in it.
    Domain,
    /// A certificate carries it: a DNS name, also with a leading `*.`, or an IP address.
    Certificate,
}

/// By what somebody decrypts a file, as SOPS has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecipientKind {
    /// A recipient of age: a key of its own or of a plugin, or an SSH key.
    Age,
    /// The fingerprint of a PGP key.
    Pgp,
    /// The ARN of a key of AWS KMS.
    Kms,
    /// The resource name of a key of Google Cloud KMS.
    GcpKms,
    /// The address of a key.
    Url,
}

impl Type {
    /// The words that are allowed here, when they can be listed.
    pub fn choices(self) -> Option<Vec<&'static str>> {
        match self {
            Type::Choice(words) => Some(words.to_vec()),
            Type::Platform => Some(PLATFORMS.iter().map(|platform| platform.name).collect()),
            _ => None,
        }
    }
}
