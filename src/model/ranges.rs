//! Ranges of addresses that clusters share: pools, networks, and those of nodes.

use crate::source::{Listed, Spanned};
use ipnet::IpNet;

/// A pool: the cluster with id N owns its N-th block.
#[derive(Debug, Clone)]
pub struct Pool {
    /// The pool.
    pub net: Spanned<IpNet>,
    /// The prefix length of a block.
    pub prefix: u8,
}

/// Addresses that exist outside pods and Services.
#[derive(Debug, Clone)]
pub struct Network {
    /// Its name.
    pub name: Spanned<String>,
    /// Its ranges.
    pub cidrs: Listed<Spanned<IpNet>>,
}

/// Addresses of nodes.
#[derive(Debug, Clone)]
pub struct NodeCidr {
    /// The range.
    pub net: Spanned<IpNet>,
    /// The network that it is part of: clusters that name the same one may share addresses.
    pub network: Option<SharedNetwork>,
}

/// What makes two equal node ranges one network instead of a clash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SharedNetwork {
    /// A `network` of the mesh file, by name.
    Declared(String),
    /// The VPC of a kops spec, by `networkID`.
    Vpc(String),
}

impl SharedNetwork {
    /// Its name, or the id of the VPC.
    pub fn name(&self) -> &str {
        match self {
            SharedNetwork::Declared(name) | SharedNetwork::Vpc(name) => name,
        }
    }
}
