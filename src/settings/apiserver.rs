//! clustermesh-apiserver of a cluster: how peers reach it, and by what they and it know each other.

use super::build::{in_cluster, in_mesh, managed, other, related, switch, value};
use super::effect::Effect;
use super::row::{ChartValue, Control, Input, Lines, Make, Node, Setting};
use crate::model::ServiceType;
use crate::release::Modern;

/// The rows, in the order in which their values are written.
pub const APISERVER: &[Setting] = &[
    Setting {
        since: Lines::Apiserver,
        values: &[
            value("clustermesh.apiserver.service.type", |of| {
                Some(of.cluster.apiserver.get()?.service.value.name().into())
            }),
            related("clustermesh.apiserver.service"),
        ],
        effect: Effect::SERVICE,
        ..in_cluster("apiserver", |_, _| None)
    },
    Setting {
        since: Lines::Apiserver,
        values: &[value("clustermesh.apiserver.service.nodePort", |of| {
            let apiserver = of.cluster.apiserver.get()?;
            (apiserver.service.value == ServiceType::NodePort).then(|| apiserver.peer_port().into())
        })],
        effect: Effect::SERVICE,
        ..in_cluster("apiserver port=", |_, _| None)
    },
    Setting {
        since: Lines::Apiserver,
        values: &[ChartValue {
            path: "clustermesh.apiserver.service.loadBalancerIP",
            // Beside the Service's DNS name users may ask for an address.
            control: Control::MeshWhereMade,
            make: Make::By(|of| Some(of.cluster.load_balancer_ip()?.to_string().into())),
        }],
        effect: Effect::SERVICE,
        ..other("`ip` of `apiserver` in the cluster", |_, _| None)
    },
    Setting {
        values: &[value("clustermesh.apiserver.kvstoremesh.enabled", |of| {
            Some(of.mesh.kvstoremesh(apiserver(of)?).into())
        })],
        effect: Effect::ELSEWHERE,
        ..switch(Node::Mesh("kvstoremesh"), |mesh, _| mesh.kvstoremesh.value())
    },
    Setting {
        since: Lines::Apiserver,
        values: &[value("clustermesh.apiserver.tls.authMode", |of| Some(auth_mode(of)?.into()))],
        effect: Effect::CERTIFICATES,
        word: Some("auth-mode"),
        recorded: Some(|of| auth_mode(of).map(str::to_string)),
        ..in_mesh("certificates auth-mode=", |_, _| None)
    },
    Setting {
        since: Lines::Apiserver,
        values: &[
            managed("clustermesh.apiserver.tls.auto.enabled"),
            managed("clustermesh.apiserver.tls.auto.method"),
            managed("clustermesh.apiserver.tls.enableSecrets"),
            related("clustermesh.apiserver.tls"),
            related("certificates"),
            related("tls"),
        ],
        effect: Effect::CERTIFICATES,
        ..in_mesh("certificates", |mesh, _| mesh.certificates.span)
    },
    Setting {
        since: Lines::Apiserver,
        values: &[managed("clustermesh.apiserver.tls.auto.certManagerIssuerRef")],
        effect: Effect::CERTIFICATES,
        ..in_mesh("certificates issuer=", |_, _| None)
    },
    Setting {
        since: Lines::Apiserver,
        word: Some("ca"),
        recorded: Some(|of| {
            apiserver(of)?;
            Some(of.cluster.ca.value().map_or_else(|| of.mesh.certificates.ca(), |ca| &ca.value).to_string())
        }),
        ..in_cluster("ca", |_, cluster| cluster.ca.value().map(|ca| ca.span))
    },
    Setting {
        since: Lines::Apiserver,
        values: &[managed("tls.caBundle")],
        effect: Effect {
            reason: "which CAs are trusted is mounted into the agents' pods, so they restart",
            ..Effect::AT_START
        },
        ..in_mesh("trust-bundle", |mesh, _| mesh.trust_bundle.value().map(|bundle| bundle.span))
    },
    Setting { values: &[managed("clustermesh.config")], ..other("the clusters of the mesh", |_, _| None) },
    Setting {
        since: Lines::Apiserver,
        values: &[related("clustermesh.config.domain")],
        effect: Effect::disruptive("peers are reached under other names, which their certificates must carry first"),
        ..in_mesh("domain", |mesh, _| mesh.domain.value().map(|domain| domain.span))
    },
    Setting {
        since: Lines::Apiserver,
        ..in_cluster("values", |_, cluster| cluster.values.places.first().map(|first| first.span))
    },
];

/// What the release knows of clustermesh-apiserver, where the cluster has one.
fn apiserver(of: &Input<'_>) -> Option<&'static Modern> {
    of.modern().filter(|_| of.cluster.apiserver.get().is_some())
}

fn auth_mode(of: &Input<'_>) -> Option<&'static str> {
    Some(of.mesh.auth_mode(apiserver(of)?).name())
}
