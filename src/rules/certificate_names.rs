//! The clusters for which a base makes certificates.

use super::bases::{containers, text, texts};
use crate::model::manifest::identity;
use crate::yaml::{self, Value};

/// The names of clusters in the subjects of certificates that an object makes, or of etcd users, each with the pointer to it.
pub fn subjects(object: &Value) -> Vec<(String, String)> {
    let mut subjects: Vec<(Option<String>, String)> = Vec::new();
    let id = identity(object);
    if id.is_some_and(|id| id.kind == "Certificate" && id.name.starts_with("clustermesh-apiserver-")) {
        let name = object.pointer("/spec/commonName").and_then(Value::as_str).and_then(cluster_of);
        subjects.push((name, "/spec/commonName".to_string()));
    }
    for (pointer, container) in containers(object) {
        for list in ["command", "args"] {
            let of_list =
                texts(container, list).map(|(index, text)| (of_text(text), format!("{pointer}/{list}/{index}")));
            subjects.extend(of_list);
        }
        let env = container.get("env").and_then(Value::as_array).into_iter().flatten().enumerate();
        for (index, variable) in env.filter(|(_, variable)| text(variable, "name") == Some("CILIUM_CERTGEN_CONFIG")) {
            let names = of_certgen(text(variable, "value").unwrap_or_default());
            subjects.extend(names.into_iter().map(|name| (Some(name), format!("{pointer}/env/{index}/value"))));
        }
    }
    subjects.into_iter().filter_map(|(name, pointer)| Some((name?, pointer))).collect()
}

/// The cluster whose certificate an option of certgen is about, or whose user the script of 1.14 and 1.15 makes in etcd.
fn of_text(text: &str) -> Option<String> {
    let option =
        text.strip_prefix("--clustermesh-apiserver-").and_then(|option| option.split_once("-cert-common-name="));
    let user = || text.split_once("user add ").and_then(|(_, user)| user.split([' ', ';', '\n']).next());
    cluster_of(option.map(|(_, name)| name).or_else(user)?)
}

/// The clusters in the configuration of certgen (`tls-cronjob/_job-spec.tpl` of the charts from 1.16 on).
fn of_certgen(text: &str) -> Vec<String> {
    let document = yaml::read(text).ok().and_then(|documents| documents.into_iter().next()).unwrap_or_default();
    let certificates = document.get("certs").and_then(Value::as_array).into_iter().flatten();
    let ours = certificates.filter(|one| text_of(one, "name").starts_with("clustermesh-apiserver-"));
    ours.filter_map(|one| cluster_of(text_of(one, "commonName"))).collect()
}

fn text_of<'v>(value: &'v Value, field: &str) -> &'v str {
    text(value, field).unwrap_or_default()
}

/// The cluster in a common name; a variable is filled in by the cluster itself.
fn cluster_of(common_name: &str) -> Option<String> {
    let name = ["admin-", "local-", "remote-"].iter().find_map(|kind| common_name.strip_prefix(kind))?;
    (!name.is_empty() && !name.contains(['$', '{'])).then(|| name.to_string())
}
