//! One entry of a mesh Secret: the etcd client configuration with which agents or KVStoreMesh reach a peer.
//!
//! The text is, byte for byte, what the official chart of the reader's release writes
//! (`clustermesh-config/_helpers.tpl`), down to the blank after `ips:`; hence it is text and not a serialised
//! value. What goes into it are names, addresses and keys of Secrets, which cannot contain what YAML would
//! read differently.

use crate::model::{APISERVER_PORT, Cluster, Mesh, Tls};
use crate::release::{ETCD_CREDENTIALS_FOLDER, MESH_FOLDER, Modern};

/// The entry with which agents read a peer out of their own cluster's KVStoreMesh.
pub fn cached(mesh: &Mesh, reader: &Modern) -> String {
    let endpoint = format!("https://{}:{APISERVER_PORT}", mesh.local_host());
    configuration(&[endpoint], &files(reader.agent_certificates))
}

/// The entry with which a peer is reached directly.
pub fn direct(mesh: &Mesh, peer: &Cluster, reader: &Modern) -> String {
    if peer.is_kvstore() {
        return configuration_of(peer);
    }
    let Some(apiserver) = peer.apiserver.get() else { return configuration(&[], &files("common")) };
    let endpoint = format!("https://{}:{}", mesh.host(peer), apiserver.peer_port());
    let mut text = configuration(&[endpoint], &files("common"));
    if reader.entries_carry_hosts && !apiserver.ips.is_empty() {
        text.push_str(&format!("\ncilium-host-aliases:\n- hostname: {}\n  ips: ", mesh.host(peer)));
        text.extend(apiserver.ips.iter().map(|ip| format!("\n    - {}", ip.value)));
    }
    text
}

/// The folder in which agents and KVStoreMesh see the keys of a Secret of an etcd.
pub fn credentials_folder(secret: &str) -> String {
    format!("{ETCD_CREDENTIALS_FOLDER}{secret}")
}

/// The client configuration of the etcd of a cluster in kvstore mode, for its own agents and for its peers.
pub fn configuration_of(peer: &Cluster) -> String {
    let endpoints: Vec<String> = peer.etcd.endpoints.iter().map(|endpoint| endpoint.value.clone()).collect();
    let folder = credentials_folder(&peer.etcd.credentials.secret);
    let tls = peer.etcd.tls.get();
    let file = |key: Option<&String>| key.map(|key| format!("{folder}/{key}"));
    let key = |pick: fn(&Tls) -> Option<&String>| file(tls.and_then(pick));
    configuration(&endpoints, &[key(|tls| tls.ca.get()), key(|tls| tls.key.get()), key(|tls| tls.cert.get())])
}

/// The CA, the key and the certificate whose names begin so.
fn files(prefix: &str) -> [Option<String>; 3] {
    ["-ca.crt", ".key", ".crt"].map(|end| Some(format!("{MESH_FOLDER}{prefix}-etcd-client{end}")))
}

fn configuration(endpoints: &[String], files: &[Option<String>; 3]) -> String {
    let mut text = "endpoints:".to_string();
    text.extend(endpoints.iter().flat_map(|endpoint| ["\n- ", endpoint]));
    for (name, file) in ["trusted-ca-file", "key-file", "cert-file"].iter().zip(files) {
        text.extend(file.iter().flat_map(|file| ["\n", name, ": ", file]));
    }
    text
}
