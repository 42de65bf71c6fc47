//! Clusters of which nothing is known: not yet, or for good where the node itself cannot be recognised.

use super::{Apiserver, Cluster, Credentials, Etcd};
use crate::source::{Listed, Said, Span, Spanned};

impl Cluster {
    /// A cluster of which nothing is known yet.
    pub fn new(name: Spanned<String>, head: Span) -> Cluster {
        Cluster { name, head, ..Cluster::default() }
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

    /// Whether it is set how peers reach its clustermesh-apiserver, readable or not, or that this is not
    /// known yet.
    pub fn is_reached(&self) -> bool {
        let is_pending = |it: &Apiserver| it.pending.is_broken() || it.is_pending();
        let is_reached = |it: &Apiserver| !it.ips.is_nothing() || !it.address.is_nothing() || is_pending(it);
        self.apiserver.is_broken() || self.apiserver.get().is_some_and(is_reached)
    }
}
