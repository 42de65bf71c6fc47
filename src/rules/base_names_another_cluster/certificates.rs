//! The clusters for which a base makes certificates.

use crate::manifest::identity;
use crate::manifest::pod::containers;
use crate::yaml::{self, Value, text, texts};

/// A certificate of a cluster, or a user of its etcd.
#[derive(Debug)]
pub struct Subject {
    /// The name of the cluster.
    pub cluster: String,
    /// The text that contains it.
    pub common_name: String,
    /// The pointer to its place.
    pub pointer: String,
}

/// The subjects of certificates that an object makes, and the etcd users, that contain the name of a cluster.
pub fn subjects(object: &Value) -> Vec<Subject> {
    let mut subjects: Vec<(Option<String>, String)> = Vec::new();
    let id = identity(object);
    if id.is_some_and(|id| id.kind == "Certificate" && id.name.starts_with("clustermesh-apiserver-")) {
        let name = object.pointer("/spec/commonName").and_then(Value::as_str).map(str::to_string);
        subjects.push((name, "/spec/commonName".to_string()));
    }
    for (pointer, container) in containers(object) {
        for list in ["command", "args"] {
            let of_list =
                texts(container, list).map(|(index, text)| (of_text(text), format!("{pointer}/{list}/{index}")));
            subjects.extend(of_list);
        }
        let env = container.get("env").and_then(Value::as_array).into_iter().flatten().enumerate();
        for (index, variable) in env.filter(|(_, variable)| text(variable, "name") == "CILIUM_CERTGEN_CONFIG") {
            let names = of_certgen(text(variable, "value"));
            subjects.extend(names.into_iter().map(|name| (Some(name), format!("{pointer}/env/{index}/value"))));
        }
    }
    let subject = |(name, pointer): (Option<String>, String)| {
        let common_name = name?;
        Some(Subject { cluster: cluster_of(&common_name)?, common_name, pointer })
    };
    subjects.into_iter().filter_map(subject).collect()
}

/// The common name in an option of certgen, or the user that the script of 1.14 and 1.15 makes in etcd.
fn of_text(text: &str) -> Option<String> {
    let option =
        text.strip_prefix("--clustermesh-apiserver-").and_then(|option| option.split_once("-cert-common-name="));
    let user = || text.split_once("user add ").and_then(|(_, user)| user.split([' ', ';', '\n']).next());
    Some(option.map(|(_, name)| name).or_else(user)?.to_string())
}

/// The common names in the configuration of certgen (`tls-cronjob/_job-spec.tpl` of the charts from 1.16 on).
fn of_certgen(configuration: &str) -> Vec<String> {
    let document =
        yaml::read(configuration).ok().and_then(|documents| documents.into_iter().next()).unwrap_or_default();
    let certificates = document.get("certs").and_then(Value::as_array).into_iter().flatten();
    let ours = certificates.filter(|one| text(one, "name").starts_with("clustermesh-apiserver-"));
    ours.map(|one| text(one, "commonName").to_string()).collect()
}

/// The cluster in a common name; a variable is filled in by the cluster itself.
fn cluster_of(common_name: &str) -> Option<String> {
    let name = ["admin-", "local-", "remote-"].iter().find_map(|kind| common_name.strip_prefix(kind))?;
    (!name.is_empty() && !name.contains(['$', '{'])).then(|| name.to_string())
}
