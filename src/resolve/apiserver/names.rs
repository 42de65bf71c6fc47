//! Names that certificates and etcd users carry: a base that was rendered without a cluster's name has `default` in them.
//!
//! Those of another cluster stay, for a rule to find (`clustermesh-apiserver/_helpers.tpl` of the charts).

use super::entry::host;
use crate::model::{Cluster, Mesh};
use crate::release::{AuthMode, Modern};
use crate::yaml::Value;

/// The names of one cluster.
pub struct Names<'m> {
    own: &'m str,
    mode: AuthMode,
    /// The name by which peers reach it, when no certificate of a chart carries it by itself.
    server: Option<String>,
}

impl<'m> Names<'m> {
    /// The names of a cluster.
    pub fn of(mesh: &Mesh, cluster: &'m Cluster, modern: &Modern) -> Names<'m> {
        let host = host(mesh, cluster);
        // Charts write `*.mesh.cilium.io`, whatever the domain is, and a wildcard stands for one label.
        let label = host.strip_suffix(".mesh.cilium.io");
        let is_covered = label.is_some_and(|label| !label.is_empty() && !label.contains('.'));
        Names { own: &cluster.name.value, mode: mesh.auth_mode(modern), server: (!is_covered).then_some(host) }
    }

    /// The name of a user, such as `admin-eu`, in the place of the one that stands there: `user` is its first part.
    pub fn user(&self, user: &str, stands: &str) -> String {
        let with_own = format!("{user}-{}", self.own);
        let is_ours = stands == user || stands == with_own || stands == format!("{user}-default");
        match (is_ours, user) {
            (false, _) => stands.to_string(),
            (true, "remote") if self.mode != AuthMode::Cluster => user.to_string(),
            (true, _) => with_own,
        }
    }

    /// Puts the names into a certificate as `cilium-certgen` and cert-manager describe it; `hosts` is the field with the
    /// server's names.
    pub fn settle(&self, certificate: &mut Value, secret: &str, hosts: &str) {
        let Some(fields) = certificate.as_object_mut() else { return };
        let user = secret.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix("-cert")).unwrap_or("");
        if let (Some(stands), true) = (fields.get("commonName").and_then(Value::as_str), USERS.contains(&user)) {
            let wanted = self.user(user, stands);
            fields.insert("commonName".to_string(), wanted.into());
        }
        let hosts = fields.get_mut(hosts).and_then(Value::as_array_mut).filter(|_| user == "server");
        if let (Some(hosts), Some(name)) = (hosts, &self.server)
            && !hosts.iter().any(|host| host.as_str() == Some(name))
        {
            hosts.push(name.as_str().into());
        }
    }

    /// Puts the names into an argument of the older `cilium-certgen`.
    pub fn in_argument(&self, argument: &str) -> String {
        for user in USERS {
            let flag = format!("--{PREFIX}{user}-cert-common-name=");
            if let Some(stands) = argument.strip_prefix(&flag) {
                return format!("{flag}{}", self.user(user, stands));
            }
        }
        let hosts = argument.strip_prefix("--clustermesh-apiserver-server-cert-sans=");
        match (hosts, &self.server) {
            (Some(hosts), Some(name)) if !hosts.split(',').any(|host| host == name) => format!("{argument},{name}"),
            _ => argument.to_string(),
        }
    }
}

/// The beginning of the names of certificates' Secrets.
const PREFIX: &str = "clustermesh-apiserver-";

/// Who has a certificate with the cluster's name.
const USERS: &[&str] = &["admin", "local", "remote"];

/// The script that makes the users of the etcd of clustermesh-apiserver, with the cluster's own administrator in it (only the
/// chart of 1.14 has one).
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
