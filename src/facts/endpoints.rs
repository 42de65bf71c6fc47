//! Endpoints of an etcd, taken apart: the grammar has accepted them as `[scheme://]host:port`; and hosts of
//! any endpoint.

use crate::model::{Cluster, KIND};
use crate::source::{Span, Spanned};
use std::net::IpAddr;

/// An endpoint.
#[derive(Debug)]
pub struct Endpoint<'m> {
    /// As it was written.
    pub text: &'m str,
    /// Its place.
    pub span: Span,
    /// `http` or `https`, when it has one.
    pub scheme: Option<&'m str>,
    /// The host: lower case, without a trailing dot or brackets.
    pub host: String,
    /// The port.
    pub port: &'m str,
}

/// The endpoints of a cluster.
pub fn endpoints(cluster: &Cluster) -> impl Iterator<Item = Endpoint<'_>> {
    cluster.etcd.endpoints.iter().map(endpoint)
}

/// The endpoints of a cluster that have that scheme, or none.
pub fn with_scheme<'m>(cluster: &'m Cluster, scheme: Option<&str>) -> Vec<Endpoint<'m>> {
    endpoints(cluster).filter(|endpoint| endpoint.scheme == scheme).collect()
}

/// Whether an endpoint follows from the members in a kops spec.
pub fn is_of_kops(cluster: &Cluster, span: Span) -> bool {
    cluster.kops.get().and_then(|kops| kops.spec.span()) == Some(span)
}

fn endpoint(endpoint: &Spanned<String>) -> Endpoint<'_> {
    let text = endpoint.value.as_str();
    let (scheme, authority) = match text.split_once("://") {
        Some((scheme, authority)) => (Some(scheme), authority),
        None => (None, text),
    };
    let authority = authority.strip_suffix('/').unwrap_or(authority);
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
    let host = plain_host(host);
    Endpoint { text, span: endpoint.span, scheme, host, port: port.trim_start_matches('0') }
}

/// A host as one may compare it: lower case, without brackets or a trailing dot, an address in its usual
/// spelling.
pub fn plain_host(host: &str) -> String {
    let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    match host.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().to_string(),
        Err(_) => host.strip_suffix('.').unwrap_or(&host).to_string(),
    }
}

/// Why no other cluster can know a host by this name, when none can.
pub fn only_local(host: &str) -> Option<&'static str> {
    let ends = |suffix: &str| host.ends_with(suffix);
    match host.parse::<IpAddr>() {
        Ok(address) if address.is_loopback() => Some("each host's own address"),
        Ok(address) if address.is_unspecified() => Some("no host's address"),
        Ok(_) => None,
        Err(_) if host == "localhost" || ends(".localhost") => Some("each host's own name"),
        Err(_) if ends(".k8s.local") => Some("a gossip name of kops"),
        Err(_) if ends(".svc") || ends(".cluster.local") => Some("a Service's name"),
        Err(_) if !host.contains('.') => Some("a name without a domain"),
        Err(_) => None,
    }
}

/// Whether Docker resolves the name of an endpoint for the other clusters on its machine: on kind, whose
/// nodes are containers, that of a container, alone or in kind's network, and Docker Desktop's for the
/// machine.
pub fn is_known_to_docker(cluster: &Cluster, host: &str) -> bool {
    let is_kind = cluster.platform.value().is_some_and(|platform| platform.value.name == KIND);
    let is_name = host.parse::<IpAddr>().is_err() && host != "localhost";
    is_kind && is_name && (!host.contains('.') || host.ends_with(".kind") || host.ends_with(".docker.internal"))
}
