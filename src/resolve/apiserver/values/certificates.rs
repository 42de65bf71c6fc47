//! What makes the certificates of clustermesh-apiserver, which names the server's has, and which CAs are
//! trusted.

use super::super::names;
use super::Values;
use crate::model::{Certificates, Cluster, Mesh, Method};
use crate::release::{Modern, Provided};
use crate::yaml::json;

/// When the CronJob runs: every four months, as in the charts from 1.20 on and in what `cilium clustermesh
/// enable` writes. Earlier charts make no CronJob without a schedule.
const SCHEDULE: &str = "0 0 1 */4 *";

/// Sets what makes the certificates, and their names.
pub fn set(values: &mut Values, mesh: &Mesh, cluster: &Cluster, modern: &Modern) {
    let mut set = |name: &str, value| values.set(&format!("clustermesh.apiserver.tls.{name}"), value);
    set("auto.enabled", (mesh.certificates.method() != Method::Provided).into());
    match mesh.certificates.method() {
        Method::CronJob => {
            set("auto.method", "cronJob".into());
            set("auto.schedule", SCHEDULE.into());
        }
        Method::Helm => set("auto.method", "helm".into()),
        Method::CertManager => {
            set("auto.method", "certmanager".into());
            set("auto.certManagerIssuerRef", issuer(&mesh.certificates));
        }
        Method::Provided if modern.provided_certificates == Provided::WhereTold => set("enableSecrets", false.into()),
        Method::Provided => {}
    }
    if mesh.awaits_ca(cluster) {
        values.set("certgen.generateCA", false);
    }
    if mesh.certificates.method() != Method::Provided {
        set_names(values, mesh, cluster, modern);
    }
}

/// Sets where the CAs of all clusters are, and who may make one.
///
/// Hubble's certificates depend on the same CA: with Hubble's own default, `helm`, every `helm template`
/// writes the Secret `cilium-ca` again, over the one that the cluster has been given (`cilium-ca-secret.yaml`
/// of every chart).
pub fn set_trust(values: &mut Values, mesh: &Mesh) {
    if let Some(bundle) = mesh.trust_bundle.value() {
        values.set("tls.caBundle.enabled", true);
        values.set("tls.caBundle.name", bundle.value.as_str());
    }
    match mesh.certificates.method() {
        Method::CronJob | Method::Provided => values.set("hubble.tls.auto.method", "cronJob"),
        Method::CertManager => {
            values.set("hubble.tls.auto.method", "certmanager");
            values.set("hubble.tls.auto.certManagerIssuerRef", issuer(&mesh.certificates));
        }
        Method::Helm => {}
    }
}

/// Adds the names that the server's certificate would not carry by itself.
fn set_names(values: &mut Values, mesh: &Mesh, cluster: &Cluster, modern: &Modern) {
    let (addresses, hosts): (Vec<String>, _) =
        names::of_server(mesh, cluster).into_iter().partition(|name| names::is_address(name));
    for (field, names) in [("extraDnsNames", hosts), ("extraIpAddresses", addresses)] {
        if !names.is_empty() {
            values.set(&format!("{}.{field}", modern.server_names), json!(names));
        }
    }
}

/// The issuer of cert-manager: `name`, which is a ClusterIssuer, or `Issuer/name`.
fn issuer(certificates: &Certificates) -> crate::yaml::Value {
    let text = certificates.issuer.value().map_or("", |issuer| issuer.value.as_str());
    let (kind, name) = text.split_once('/').unwrap_or(("ClusterIssuer", text));
    json!({ "group": "cert-manager.io", "kind": kind, "name": name })
}
