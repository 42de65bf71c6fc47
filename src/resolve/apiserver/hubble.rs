//! What makes Hubble's certificates in a base: `cilium-certgen` in a Job and a CronJob of its own, or
//! cert-manager.
//!
//! Agents announce themselves to Hubble Relay as `<node>.<cluster>.hubble-grpc.cilium.io` (`pkg/hubble/peer`
//! of Cilium), so certificates with the name of another cluster are refused by it. `hubble/tls-cronjob` and
//! `hubble/tls-certmanager` of the charts.

use super::super::targets::replace;
use super::super::workload::Workload;
use super::bundle;
use super::certgen::{self, AWAITS_CA, makes_ca, reconfigured};
use crate::manifest::find;
use crate::model::Mesh;
use crate::plan::Change;
use crate::yaml::{Value, items};

/// The name of Hubble's Job and CronJob, which take the CA of the charts, and make it where there is none.
pub const JOB: &str = "hubble-generate-certs";

/// The beginning of the names of Hubble's Certificates.
pub const CERTIFICATE: &str = "hubble-";

/// The domains under which a cluster's name is in Hubble's certificates.
const DOMAINS: &[&str] = &[".hubble-grpc.cilium.io", ".hubble-metrics.cilium.io"];

/// Whether a job is to make a CA where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ca {
    /// It stays as the base has it.
    AsInBase,
    /// It makes none.
    Awaited,
}

/// The changes of a job of a cluster of that name.
pub fn of_job(own: &str, ca: Ca, mut job: Workload<'_>, name: &str) -> Vec<Change> {
    let mut changed = Vec::new();
    for (index, container) in job.items("containers").iter().enumerate() {
        for (at, current) in items(container, "/args").iter().enumerate() {
            let Some(argument) = current.as_str() else { continue };
            let wanted = match ca {
                Ca::Awaited if makes_ca(current) => AWAITS_CA.to_string(),
                _ => in_argument(own, argument),
            };
            if wanted != argument {
                let path = job.path(&format!("containers/{index}/args/{at}"));
                job.change(replace(&path, current, wanted.into()));
            }
        }
        changed.extend(reconfigured(container, |certificate| settle(own, certificate, "hosts")));
    }
    job.merge("containers", changed);
    job.changes(name)
}

/// The changes of Hubble Relay, which trusts the agents of all clusters by the mesh's bundle.
pub fn of_relay(mesh: &Mesh, base: &[Value]) -> Vec<Change> {
    let relay = find(base, "Deployment", "hubble-relay", mesh.namespace()).and_then(Workload::of);
    let Some(mut relay) = relay else { return Vec::new() };
    bundle::trust(mesh, &mut relay);
    relay.changes("hubble-relay")
}

/// The change of a Certificate of cert-manager.
pub fn of_certificate(own: &str, object: &Value, name: &str) -> Option<Change> {
    certgen::of_certificate(object, name, |spec| settle(own, spec, "dnsNames"))
}

/// An argument of the older `cilium-certgen`, such as `--hubble-server-cert-common-name=`.
fn in_argument(own: &str, argument: &str) -> String {
    match argument.split_once('=') {
        Some((flag, current)) if flag.starts_with("--hubble-") => format!("{flag}={}", named(own, current)),
        _ => argument.to_string(),
    }
}

/// Puts the cluster's name into a certificate; `hosts` is the field with the names of the server.
fn settle(own: &str, certificate: &mut Value, hosts: &str) {
    if let Some(Value::String(name)) = certificate.get_mut("commonName") {
        *name = named(own, name);
    }
    for host in certificate.get_mut(hosts).and_then(Value::as_array_mut).into_iter().flatten() {
        if let Value::String(name) = host {
            *name = named(own, name);
        }
    }
}

/// A name with the cluster's own in the place of the one that a base without any has. Dots would begin
/// another label, so the charts write `-` for them.
fn named(own: &str, current: &str) -> String {
    for domain in DOMAINS {
        let wildcard = current.strip_suffix(domain).and_then(|label| label.strip_suffix("default"));
        if let Some(before @ ("" | "*.")) = wildcard {
            return format!("{before}{}{domain}", own.replace('.', "-"));
        }
    }
    current.to_string()
}
