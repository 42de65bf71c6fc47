//! clustermesh-apiserver of a cluster: how peers reach it, and by what they and it know each other.

use super::build::{in_cluster, in_mesh, managed, mesh_switch, other, related, value, value_by};
use super::effect::Effect;
use super::make::{ChartValue, Control, Input, Make};
use super::row::Setting;
use crate::model::ServiceType;
use crate::release::Modern;

/// The rows, in the order in which their values are written.
pub const APISERVER: &[Setting] = &[
    Setting {
        own: |of| Some(of.cluster.apiserver.get()?.service.value.name().into()),
        values: &[value("clustermesh.apiserver.service.type"), related("clustermesh.apiserver.service")],
        effect: Effect::SERVICE,
        ..in_cluster("apiserver")
    },
    Setting {
        own: |of| {
            let apiserver = of.cluster.apiserver.get()?;
            (apiserver.service.value == ServiceType::NodePort).then(|| apiserver.peer_port().into())
        },
        values: &[value("clustermesh.apiserver.service.nodePort")],
        effect: Effect::SERVICE,
        ..in_cluster("apiserver port=")
    },
    Setting {
        own: |of| Some(of.cluster.load_balancer_ip()?.to_string().into()),
        // Beside the Service's DNS name users may ask for an address.
        values: &[ChartValue {
            control: Control::MeshWhereMade,
            ..value("clustermesh.apiserver.service.loadBalancerIP")
        }],
        effect: Effect::SERVICE,
        ..other("`ip` of `apiserver` in the cluster")
    },
    Setting {
        values: &[value_by("clustermesh.apiserver.kvstoremesh.enabled", |of| {
            Some(of.mesh.kvstoremesh(apiserver(of)?).into())
        })],
        effect: Effect::ELSEWHERE,
        ..mesh_switch("kvstoremesh", |mesh, _| &mesh.kvstoremesh)
    },
    Setting {
        own: |of| Some(of.mesh.auth_mode(apiserver(of)?).name().into()),
        values: &[value("clustermesh.apiserver.tls.authMode")],
        effect: Effect::CERTIFICATES,
        word: Some("auth-mode"),
        recorded: Make::Own,
        ..in_mesh("certificates auth-mode=")
    },
    Setting {
        place: |mesh, _| mesh.certificates.span,
        values: &[
            managed("clustermesh.apiserver.tls.auto.enabled"),
            managed("clustermesh.apiserver.tls.auto.method"),
            managed("clustermesh.apiserver.tls.enableSecrets"),
            related("clustermesh.apiserver.tls"),
            related("certificates"),
            related("tls"),
        ],
        effect: Effect::CERTIFICATES,
        ..in_mesh("certificates")
    },
    Setting {
        values: &[managed("clustermesh.apiserver.tls.auto.certManagerIssuerRef")],
        effect: Effect::CERTIFICATES,
        ..in_mesh("certificates issuer=")
    },
    Setting {
        own: |of| {
            apiserver(of)?;
            Some(of.cluster.ca.value().map_or_else(|| of.mesh.certificates.ca(), |ca| &ca.value).into())
        },
        place: |_, cluster| cluster.ca.value().map(|ca| ca.span),
        word: Some("ca"),
        recorded: Make::Own,
        ..in_cluster("ca")
    },
    Setting {
        place: |mesh, _| mesh.trust_bundle.value().map(|bundle| bundle.span),
        values: &[managed("tls.caBundle")],
        effect: Effect {
            reason: "the trusted CAs are mounted into the agents' pods, so they restart",
            ..Effect::AT_START
        },
        ..in_mesh("trust-bundle")
    },
    Setting { values: &[managed("clustermesh.config")], ..other("the clusters of the mesh") },
    Setting {
        place: |mesh, _| mesh.domain.value().map(|domain| domain.span),
        values: &[related("clustermesh.config.domain")],
        effect: Effect::disruptive("peers are reached by other names, which their certificates must contain first"),
        ..in_mesh("domain")
    },
    Setting { place: |_, cluster| cluster.values.mention(), ..in_cluster("values") },
];

/// What the release knows of clustermesh-apiserver, where the cluster has one.
fn apiserver(of: &Input<'_>) -> Option<&'static Modern> {
    of.modern().filter(|_| of.cluster.apiserver.get().is_some())
}
