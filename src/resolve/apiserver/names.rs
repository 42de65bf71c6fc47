//! Names of certificates and etcd users: a base that was rendered without a cluster's name has `default` in
//! them.
//!
//! Those of another cluster stay, for a rule to find (`clustermesh-apiserver/_helpers.tpl` of the charts).

use crate::model::{Cluster, Mesh};
use crate::release::{AuthMode, DEFAULT_DOMAIN, Modern};
use crate::yaml::Value;
use std::net::IpAddr;

/// The names of one cluster.
pub struct Names<'m> {
    own: &'m str,
    mode: AuthMode,
    /// What the server's certificate has beside what the charts write.
    server: Vec<String>,
}

impl<'m> Names<'m> {
    /// The names of a cluster.
    pub fn of(mesh: &Mesh, cluster: &'m Cluster, modern: &Modern) -> Names<'m> {
        Names { own: &cluster.name.value, mode: mesh.auth_mode(modern), server: of_server(mesh, cluster) }
    }

    /// The name of a user, such as `admin-eu`, instead of the one that is there: `user` is its first part.
    pub fn user(&self, user: &str, current: &str) -> String {
        let with_own = format!("{user}-{}", self.own);
        let is_ours = current == user || current == with_own || current == format!("{user}-default");
        match (is_ours, user) {
            (false, _) => current.to_string(),
            (true, "remote") if self.mode != AuthMode::Cluster => user.to_string(),
            (true, _) => with_own,
        }
    }

    /// Puts the names into a certificate as `cilium-certgen` and cert-manager describe it; `hosts` and
    /// `addresses` are the fields with the server's names, which are one of the former.
    pub fn settle(&self, certificate: &mut Value, secret: &str, [hosts, addresses]: [&str; 2]) {
        let Some(fields) = certificate.as_object_mut() else { return };
        let user = secret.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix("-cert")).unwrap_or("");
        if let (Some(current), true) = (fields.get("commonName").and_then(Value::as_str), USERS.contains(&user)) {
            let wanted = self.user(user, current);
            fields.insert("commonName".to_string(), wanted.into());
        }
        let has_names = user == "server" && fields.contains_key(hosts);
        for name in self.server.iter().filter(|_| has_names) {
            let field = if is_address(name) { addresses } else { hosts };
            let names = fields.entry(field).or_insert_with(|| Value::Array(Vec::new())).as_array_mut();
            if let Some(names) = names.filter(|names| !names.iter().any(|host| host.as_str() == Some(name))) {
                names.push(name.as_str().into());
            }
        }
    }

    /// Puts the names into an argument of the older `cilium-certgen`.
    pub fn in_argument(&self, argument: &str) -> String {
        for user in USERS {
            let flag = format!("--{PREFIX}{user}-cert-common-name=");
            if let Some(current) = argument.strip_prefix(&flag) {
                return format!("{flag}{}", self.user(user, current));
            }
        }
        let hosts = argument.strip_prefix("--clustermesh-apiserver-server-cert-sans=");
        let Some(hosts) = hosts else { return argument.to_string() };
        let lacks = |name: &&String| !hosts.split(',').any(|host| host == *name);
        self.server.iter().filter(lacks).fold(argument.to_string(), |all, name| format!("{all},{name}"))
    }
}

/// The names in the server's certificate beside those that the charts write: the one by which peers reach it,
/// which they check (`ServerName` of the etcd client), and those that the cluster asks for.
pub fn of_server(mesh: &Mesh, cluster: &Cluster) -> Vec<String> {
    let asked = cluster.apiserver.get().into_iter().flat_map(|apiserver| &apiserver.sans).map(|san| san.value.clone());
    let mut names = Vec::new();
    let host = mesh.host(cluster).trim_end_matches('.').to_string();
    for name in std::iter::once(host).chain(asked) {
        if !is_built_in(mesh, &name) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Whether a name of a certificate is an address, which goes into a field of its own.
pub fn is_address(name: &str) -> bool {
    name.parse::<IpAddr>().is_ok()
}

/// Whether the charts write a name by themselves: `*.mesh.cilium.io`, whatever the domain is, where a
/// wildcard matches one label, the Service's own and those of the node
/// (`clustermesh-apiserver/tls-cronjob/_job-spec.tpl`).
fn is_built_in(mesh: &Mesh, name: &str) -> bool {
    let label = name.strip_suffix(DEFAULT_DOMAIN).and_then(|name| name.strip_suffix('.'));
    label.is_some_and(|label| !label.is_empty() && !label.contains('.'))
        || name == mesh.local_host()
        || ["127.0.0.1", "::1"].contains(&name)
}

/// The beginning of the names of certificates' Secrets.
const PREFIX: &str = "clustermesh-apiserver-";

/// Who has a certificate with the cluster's name.
const USERS: &[&str] = &["admin", "local", "remote"];

/// The script that makes the users of the etcd of clustermesh-apiserver, with the cluster's own administrator
/// in it (only the chart of 1.14 has one).
pub fn in_script(script: &str, own: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut text = String::with_capacity(script.len());
    let mut rest = script;
    while let Some((before, behind)) = rest.split_once(DEFAULT_ADMIN) {
        let is_name = !before.ends_with(is_part) && !behind.starts_with(is_part);
        text.push_str(before);
        text.push_str(&if is_name { format!("admin-{own}") } else { DEFAULT_ADMIN.to_string() });
        rest = behind;
    }
    text.push_str(rest);
    text
}

const DEFAULT_ADMIN: &str = "admin-default";
