//! What makes the certificates of clustermesh-apiserver in the base: `cilium-certgen` in a Job and a CronJob,
//! with arguments (1.14 and 1.15) or a configuration in its environment (from 1.16 on), or cert-manager.
//!
//! `clustermesh-apiserver/tls-cronjob` and `tls-certmanager` of the charts.

use super::super::targets::{add, replace};
use super::super::workload::Workload;
use super::certgen::{AWAITS_CA, configuration, makes_ca, of_certificate, reconfigured};
use super::hubble;
use super::names::Names;
use super::roles;
use crate::manifest::{find, identity};
use crate::model::{Cluster, Mesh};
use crate::plan::Change;
use crate::release::certificates::CA;
use crate::release::{Access, Modern};
use crate::yaml::{Value, items, text, text_at};

/// The changes of whatever makes certificates.
pub fn changes(mesh: &Mesh, cluster: &Cluster, modern: &Modern, base: &[Value]) -> Vec<Change> {
    let names = Names::of(mesh, cluster, modern);
    let ca = Ca { secret: mesh.certificates.ca(), is_awaited: mesh.awaits_ca(cluster) };
    let mut changes = Vec::new();
    for object in base {
        let Some(id) = identity(object).filter(|id| id.namespace == mesh.namespace()) else { continue };
        match id.kind {
            // From 1.19 on the name of the Job ends in a checksum.
            "Job" | "CronJob" if id.name.starts_with(CERTGEN) => {
                let name = format!("certificates-{}-{}", changes.len() + 1, id.kind.to_lowercase());
                changes.extend(Workload::of(object).map(|job| of_job(&ca, &names, job, &name)).unwrap_or_default());
            }
            "Job" | "CronJob" if id.name.starts_with(hubble::JOB) => {
                let name = format!("certificates-{}-{}", changes.len() + 1, id.kind.to_lowercase());
                let awaits = if ca.is_awaited && ca.is_charts() { hubble::Ca::Awaited } else { hubble::Ca::AsInBase };
                let of_job = |job| hubble::of_job(&cluster.name.value, awaits, job, &name);
                changes.extend(Workload::of(object).map(of_job).unwrap_or_default());
            }
            "Certificate" if id.group == "cert-manager.io" && id.name.starts_with(hubble::CERTIFICATE) => {
                let name = format!("certificates-{}", changes.len() + 1);
                changes.extend(hubble::of_certificate(&cluster.name.value, object, &name));
            }
            "Certificate" if id.group == "cert-manager.io" && id.name.starts_with("clustermesh-apiserver-") => {
                let name = format!("certificates-{}", changes.len() + 1);
                let secret = text_at(object, "/spec/secretName");
                let settle = |spec: &mut Value| names.settle(spec, secret, ["dnsNames", "ipAddresses"]);
                changes.extend(of_certificate(object, &name, settle));
            }
            _ => {}
        }
    }
    changes.extend(hubble::of_relay(mesh, base));
    let role = find(base, "Role", CERTGEN, mesh.namespace()).filter(|_| !ca.is_charts());
    let own = Access { group: "", resource: "secrets", verbs: &["get", "update"], names: &[ca.secret] };
    changes.extend(role.and_then(|role| roles::allow("certificates-role", role, &[own])));
    changes
}

/// The CA that jobs sign with.
struct Ca<'m> {
    /// Its Secret.
    secret: &'m str,
    /// Whether they are to make none where that is missing.
    is_awaited: bool,
}

impl Ca<'_> {
    /// Whether it is in the Secret that the charts take, as Hubble's Job does whatever CA the mesh has.
    fn is_charts(&self) -> bool {
        self.secret == CA
    }
}

/// The name of the Job, of the CronJob and of their Role.
const CERTGEN: &str = "clustermesh-apiserver-generate-certs";

fn of_job(ca: &Ca<'_>, names: &Names<'_>, mut job: Workload<'_>, name: &str) -> Vec<Change> {
    let mut changed = Vec::new();
    for (index, container) in job.items("containers").iter().enumerate() {
        let arguments = items(container, "/args");
        let makes_ours =
            |argument: &Value| argument.as_str().is_some_and(|text| text.contains("clustermesh-apiserver"));
        if configuration(container).is_none() && !arguments.iter().any(makes_ours) {
            continue;
        }
        let path = job.path(&format!("containers/{index}/args"));
        job.change(of_arguments(ca, names, arguments, &path));
        changed.extend(reconfigured(container, |certificate| {
            let secret = text(certificate, "name").to_string();
            names.settle(certificate, &secret, ["hosts", "hosts"]);
        }));
    }
    job.merge("containers", changed);
    job.changes(name)
}

fn of_arguments(ca: &Ca<'_>, names: &Names<'_>, arguments: &[Value], path: &str) -> Vec<Value> {
    const FLAG: &str = "--ca-secret-name=";
    let secret = format!("{FLAG}{}", ca.secret);
    let mut operations = Vec::new();
    let mut has_ca = ca.is_charts();
    for (at, current) in arguments.iter().enumerate() {
        let Some(argument) = current.as_str() else { continue };
        let is_ca = argument.starts_with(FLAG);
        // The CA that a base names stays, unless the mesh file names another than the charts' own.
        let wanted = match current {
            _ if is_ca && !has_ca => secret.clone(),
            current if makes_ca(current) && ca.is_awaited => AWAITS_CA.to_string(),
            _ => names.in_argument(argument),
        };
        has_ca |= is_ca;
        if wanted != argument {
            operations.extend(replace(&format!("{path}/{at}"), current, wanted.into()));
        }
    }
    if !has_ca {
        operations.push(add(&format!("{path}/-"), secret.into()));
    }
    operations
}
