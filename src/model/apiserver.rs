//! clustermesh-apiserver: how peers reach it, and the certificates with which they and it know each other.

use super::{Cluster, Mesh, Origin};
use crate::release::AuthMode;
use crate::release::certificates::CA;
use crate::source::{Listed, Said, Span, Spanned};
use std::net::IpAddr;

/// The clustermesh-apiserver of a cluster.
#[derive(Debug, Clone)]
pub struct Apiserver {
    /// The place of the node without its braces.
    pub span: Span,
    /// The type of its Service.
    pub service: Spanned<ServiceType>,
    /// The port that peers connect to, when it is stated.
    pub port: Said<u16>,
    /// Its addresses.
    pub ips: Listed<Spanned<IpAddr>>,
    /// Its DNS name.
    pub address: Said<String>,
    /// Whether its address is not known yet, when that is stated.
    pub pending: Said<bool>,
    /// Annotations of the Service, those of `defaults` first.
    pub annotations: Vec<Annotation>,
    /// Names that its certificate carries: all of them where it is `provided`, else more than the charts
    /// write.
    pub sans: Listed<Spanned<String>>,
}

/// An annotation of the Service.
#[derive(Debug, Clone)]
pub struct Annotation {
    /// Its key.
    pub key: String,
    /// Its value, and where that is written.
    pub value: Spanned<String>,
}

/// The port of the Service of clustermesh-apiserver (`clustermesh-apiserver/service.yaml` of the charts).
pub const APISERVER_PORT: u16 = 2379;
/// The node port that the charts give it (`clustermesh.apiserver.service.nodePort`).
pub const APISERVER_NODE_PORT: u16 = 32379;

impl Apiserver {
    /// One of which nobody knows how peers reach it, since what is at `span` cannot be read.
    pub fn broken(span: Span, service: Spanned<ServiceType>) -> Apiserver {
        Apiserver {
            span,
            service,
            port: Said::Broken(span),
            ips: Listed::new(Vec::new(), Some(span)),
            address: Said::Broken(span),
            pending: Said::Broken(span),
            annotations: Vec::new(),
            sans: Listed::new(Vec::new(), Some(span)),
        }
    }

    /// Whether its address is not known yet: until it is, peers do not connect to it.
    pub fn is_pending(&self) -> bool {
        self.pending.get() == Some(&true)
    }

    /// The port that peers connect to.
    pub fn peer_port(&self) -> u16 {
        let own = if self.service.value == ServiceType::NodePort { APISERVER_NODE_PORT } else { APISERVER_PORT };
        self.port.get().copied().unwrap_or(own)
    }
}

impl Cluster {
    /// Whether its peers leave it out until its address is known. One in kvstore mode is reached at its etcd.
    pub fn is_pending(&self) -> bool {
        !self.is_kvstore() && self.apiserver.get().is_some_and(Apiserver::is_pending)
    }
}

impl Mesh {
    /// Whether a cluster caches its peers' state in KVStoreMesh, which needs its own clustermesh-apiserver.
    pub fn caches(&self, cluster: &Cluster) -> bool {
        cluster.apiserver.get().is_some() && cluster.modern().is_some_and(|modern| self.kvstoremesh(modern))
    }

    /// The name by which the agents of a cluster reach their own clustermesh-apiserver: its Service's.
    pub fn local_host(&self) -> String {
        format!("clustermesh-apiserver.{}.svc", self.namespace())
    }

    /// The name by which peers reach the clustermesh-apiserver of a cluster: addresses go with a name of the
    /// mesh's domain.
    pub fn host(&self, cluster: &Cluster) -> String {
        let named = cluster.apiserver.get().filter(|apiserver| apiserver.ips.is_empty());
        match named.and_then(|apiserver| apiserver.address.get()) {
            Some(address) => address.clone(),
            None => format!("{}.{}", cluster.name.value, self.domain()),
        }
    }
}

/// The type of a Service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceType {
    /// A load balancer in front of it.
    LoadBalancer,
    /// A port on every node.
    NodePort,
    /// An address of the Service range, which peers must be able to route to.
    ClusterIp,
}

impl ServiceType {
    /// All types.
    pub const ALL: &[ServiceType] = &[ServiceType::LoadBalancer, ServiceType::NodePort, ServiceType::ClusterIp];

    /// Its name in Kubernetes.
    pub const fn name(self) -> &'static str {
        match self {
            ServiceType::LoadBalancer => "LoadBalancer",
            ServiceType::NodePort => "NodePort",
            ServiceType::ClusterIp => "ClusterIP",
        }
    }
}

/// How certificates of clustermesh-apiserver are made.
#[derive(Debug, Clone, Default)]
pub struct Certificates {
    /// The place of the `certificates` node, where there is one.
    pub span: Option<Span>,
    /// By what.
    pub method: Said<Method>,
    /// The Secret with the CA that every cluster has been given, when it is stated.
    pub ca_secret: Said<String>,
    /// The issuer of cert-manager.
    pub issuer: Said<String>,
    /// Which client certificates peers use, when it is stated.
    pub auth_mode: Said<AuthMode>,
    /// How the CA, or what is provided, comes into each cluster, and where that is set.
    pub credentials: Said<Origin>,
}

impl Certificates {
    /// The Secret with the CA that every cluster has been given.
    pub fn ca(&self) -> &str {
        self.ca_secret.get().map_or(CA, String::as_str)
    }

    /// By what.
    pub fn method(&self) -> Method {
        self.method.get().copied().unwrap_or_default()
    }
}

/// What makes certificates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Method {
    /// Helm, while it renders the chart.
    Helm,
    /// A CronJob in the cluster, `cilium-certgen`.
    #[default]
    CronJob,
    /// cert-manager.
    CertManager,
    /// The user.
    Provided,
}

impl Method {
    /// Its name in a mesh file.
    pub const fn name(self) -> &'static str {
        match self {
            Method::Helm => "helm",
            Method::CronJob => "cron-job",
            Method::CertManager => "cert-manager",
            Method::Provided => "provided",
        }
    }
}
