//! Clusters of which nothing is known: not yet, or for good where the node itself cannot be recognised.

use super::{Apiserver, Cluster, Credentials, Etcd, Foundation, Values};
use crate::source::{Listed, Said, Span, Spanned};

impl Cluster {
    /// A cluster of which nothing is known yet.
    pub fn new(name: Spanned<String>, head: Span) -> Cluster {
        Cluster {
            name,
            head,
            id: Said::Nothing,
            refused_id: None,
            version: Said::Nothing,
            row: None,
            platform: Said::Nothing,
            pod_cidrs: Listed::default(),
            service_cidrs: Listed::default(),
            node_cidrs: Listed::default(),
            unknown_networks: Vec::new(),
            max_nodes: Said::Nothing,
            ca: Said::Nothing,
            host_firewall: Said::Nothing,
            ipam: Said::Nothing,
            chaining: Said::Nothing,
            kube_proxy_replacement: Said::Nothing,
            etcd: Etcd::default(),
            apiserver: Said::Nothing,
            kops: Said::Nothing,
            config: Listed::default(),
            values: Values::default(),
            patches: Listed::default(),
            context: Said::Nothing,
            base: Foundation::Broken,
        }
    }

    /// A cluster whose node cannot be recognised: of it only the name is known.
    pub fn broken(name: Spanned<String>, span: Span) -> Cluster {
        Cluster {
            id: Said::Broken(span),
            version: Said::Broken(span),
            pod_cidrs: Listed::new(Vec::new(), Some(span)),
            service_cidrs: Listed::new(Vec::new(), Some(span)),
            node_cidrs: Listed::new(Vec::new(), Some(span)),
            ipam: Said::Broken(span),
            etcd: Etcd {
                endpoints: Listed::new(Vec::new(), Some(span)),
                credentials: Credentials { origin: Said::Broken(span), ..Credentials::default() },
                ..Etcd::default()
            },
            apiserver: Said::Broken(span),
            kops: Said::Broken(span),
            ..Cluster::new(name, span)
        }
    }

    /// Whether its pods have addresses of the nodes' network, or may have them as nobody knows who hands them
    /// out.
    pub fn may_take_node_addresses(&self) -> bool {
        self.ipam.is_broken() || self.ipam_mode().takes_node_addresses() || self.is_chained_to_vpc()
    }

    /// Whether something says how peers reach its clustermesh-apiserver, readable or not.
    pub fn is_reached(&self) -> bool {
        let is_reached = |it: &Apiserver| !it.ips.is_nothing() || !it.address.is_nothing();
        self.apiserver.is_broken() || self.apiserver.get().is_some_and(is_reached)
    }
}
