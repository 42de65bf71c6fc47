//! What makes the certificates of clustermesh-apiserver in the base: `cilium-certgen` in a Job and a CronJob,
//! with arguments (1.14 and 1.15) or a configuration in its environment (from 1.16 on), or cert-manager.
//!
//! `clustermesh-apiserver/tls-cronjob` and `tls-certmanager` of the charts.

use super::super::targets::{add, merge, replace};
use super::super::workload::Workload;
use super::names::Names;
use super::roles;
use crate::manifest::find;
use crate::manifest::identity;
use crate::manifest::pod::{items, text};
use crate::model::{CA_SECRET, Cluster, Mesh};
use crate::plan::{Change, Target};
use crate::release::{Access, Modern};
use crate::yaml::{self, Map, Value, json};

/// The changes of whatever makes certificates.
pub fn changes(mesh: &Mesh, cluster: &Cluster, modern: &Modern, base: &[Value]) -> Vec<Change> {
    let names = Names::of(mesh, cluster, modern);
    let mut changes = Vec::new();
    for object in base {
        let Some(id) = identity(object).filter(|id| id.namespace == mesh.namespace) else { continue };
        match id.kind {
            // From 1.19 on the name of the Job ends in a checksum.
            "Job" | "CronJob" if id.name.starts_with(CERTGEN) => {
                let name = format!("certificates-{}-{}", changes.len() + 1, id.kind.to_lowercase());
                changes.extend(Workload::of(object).map(|job| of_job(mesh, &names, job, &name)).unwrap_or_default());
            }
            "Job" | "CronJob" if id.name.starts_with(HUBBLE) && mesh.brings_ca() => {
                let name = format!("certificates-{}-{}", changes.len() + 1, id.kind.to_lowercase());
                changes.extend(Workload::of(object).map(|job| of_hubble(job, &name)).unwrap_or_default());
            }
            "Certificate" if id.group == "cert-manager.io" && id.name.starts_with("clustermesh-apiserver-") => {
                let name = format!("certificates-{}", changes.len() + 1);
                changes.extend(of_certificate(&names, object, &name));
            }
            _ => {}
        }
    }
    let role = find(base, "Role", CERTGEN, &mesh.namespace).filter(|_| mesh.certificates.ca() != CA_SECRET);
    let own = Access { group: "", resource: "secrets", verbs: &["get", "update"], names: &[mesh.certificates.ca()] };
    changes.extend(role.and_then(|role| roles::allow("certificates-role", role, &[own])));
    changes
}

/// The name of the Job, of the CronJob and of their Role.
const CERTGEN: &str = "clustermesh-apiserver-generate-certs";

/// The name of Hubble's Job and CronJob, which take the same CA, and make it where there is none.
const HUBBLE: &str = "hubble-generate-certs";

fn of_hubble(mut job: Workload<'_>, name: &str) -> Vec<Change> {
    for (index, container) in job.items("containers").iter().enumerate() {
        for (at, current) in items(container, "/args").iter().enumerate().filter(|(_, current)| makes_ca(current)) {
            let path = job.path(&format!("containers/{index}/args/{at}"));
            job.change(replace(&path, current, AWAITS_CA.into()));
        }
    }
    job.changes(name)
}

/// Whether an argument of `cilium-certgen` has it make a CA where there is none: it may be quicker than what
/// brings the CA.
fn makes_ca(argument: &Value) -> bool {
    matches!(argument.as_str(), Some("--ca-generate" | "--ca-generate=true"))
}

const AWAITS_CA: &str = "--ca-generate=false";

fn of_job(mesh: &Mesh, names: &Names<'_>, mut job: Workload<'_>, name: &str) -> Vec<Change> {
    let mut changed = Vec::new();
    for (index, container) in job.items("containers").iter().enumerate() {
        let arguments = items(container, "/args");
        let configuration = items(container, "/env").iter().find(|variable| text(variable, "name") == VARIABLE);
        let makes_ours =
            |argument: &Value| argument.as_str().is_some_and(|text| text.contains("clustermesh-apiserver"));
        if configuration.is_none() && !arguments.iter().any(makes_ours) {
            continue;
        }
        let path = job.path(&format!("containers/{index}/args"));
        job.change(of_arguments(mesh, names, arguments, &path));
        let wanted = configuration.and_then(|variable| of_configuration(names, text(variable, "value")));
        changed.extend(
            wanted.map(
                |wanted| json!({ "name": text(container, "name"), "env": [{ "name": VARIABLE, "value": wanted }] }),
            ),
        );
    }
    job.merge("containers", changed);
    job.changes(name)
}

const VARIABLE: &str = "CILIUM_CERTGEN_CONFIG";

fn of_arguments(mesh: &Mesh, names: &Names<'_>, arguments: &[Value], path: &str) -> Vec<Value> {
    const FLAG: &str = "--ca-secret-name=";
    let ca = format!("{FLAG}{}", mesh.certificates.ca());
    let mut operations = Vec::new();
    let mut has_ca = mesh.certificates.ca() == CA_SECRET;
    for (at, current) in arguments.iter().enumerate() {
        let Some(argument) = current.as_str() else { continue };
        let is_ca = argument.starts_with(FLAG);
        // The CA that a base names stays, unless the mesh file names another than the charts' own.
        let wanted = match current {
            _ if is_ca && !has_ca => ca.clone(),
            current if makes_ca(current) && mesh.brings_ca() => AWAITS_CA.to_string(),
            _ => names.in_argument(argument),
        };
        has_ca |= is_ca;
        if wanted != argument {
            operations.extend(replace(&format!("{path}/{at}"), current, wanted.into()));
        }
    }
    if !has_ca {
        operations.push(add(&format!("{path}/-"), ca.into()));
    }
    operations
}

/// The configuration with the cluster's names; none where it has them already.
fn of_configuration(names: &Names<'_>, current: &str) -> Option<String> {
    let mut configuration = yaml::read(current).ok()?.into_iter().next()?;
    let before = configuration.clone();
    for certificate in configuration.get_mut("certs")?.as_array_mut()? {
        let secret = text(certificate, "name").to_string();
        names.settle(certificate, &secret, ["hosts", "hosts"]);
    }
    (configuration != before).then(|| yaml::write(&configuration))
}

fn of_certificate(names: &Names<'_>, object: &Value, name: &str) -> Option<Change> {
    let current = object.get("spec")?;
    let mut wanted = current.clone();
    names.settle(&mut wanted, text(current, "secretName"), ["dnsNames", "ipAddresses"]);
    let mut changed = Map::new();
    for field in ["commonName", "dnsNames", "ipAddresses"] {
        let value = wanted.get(field).filter(|value| current.get(field) != Some(value));
        changed.extend(value.map(|value| (field.to_string(), value.clone())));
    }
    let fields = (!changed.is_empty()).then(|| Map::from_iter([("spec".to_string(), Value::Object(changed))]))?;
    merge(name, &Target::of(object), fields)
}
