//! Where a cluster is reached.

use std::net::IpAddr;

/// How a cluster is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint {
    /// Its addresses.
    pub ips: Vec<IpAddr>,
    /// Its DNS name.
    pub address: Option<String>,
    /// Its port.
    pub port: Option<u16>,
}

impl Endpoint {
    /// An endpoint from a host, which may be an address or a name.
    pub fn of_host(host: &str, port: Option<u16>) -> Option<Endpoint> {
        let host = host.trim().trim_start_matches('[').trim_end_matches(']');
        if let Ok(ip) = host.parse() {
            return Some(Endpoint { ips: vec![ip], address: None, port });
        }
        let is_name = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
        is_name.then(|| Endpoint { ips: Vec::new(), address: Some(host.to_string()), port })
    }

    /// Whether it names a place at all.
    pub fn is_place(&self) -> bool {
        !self.ips.is_empty() || self.address.is_some()
    }

    /// As a sentence names it.
    pub fn shown(&self) -> String {
        let ips = self.ips.iter().map(ToString::to_string);
        let hosts: Vec<String> = ips.chain(self.address.clone()).collect();
        let port = self.port.map(|port| format!(" port {port}")).unwrap_or_default();
        format!("{}{port}", hosts.join(", "))
    }
}
