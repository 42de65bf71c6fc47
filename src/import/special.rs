//! What no single value tells: several together are one node of a mesh file.

use super::backwards::{Place, Statement};
use super::facts::Facts;
use crate::yaml::{self, Map, Value};

/// The values and keys of a cluster, as these questions ask for them.
pub struct Given<'g> {
    /// Its values.
    pub values: &'g Value,
    /// What sources say of it.
    pub facts: &'g Facts,
}

impl Given<'_> {
    /// A value at a path.
    pub fn at(&self, path: &str) -> Option<&Value> {
        yaml::at(self.values, path)
    }

    /// A text at a path.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.at(path).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// A switch at a path, also where it is written as text.
    pub fn is_on(&self, path: &str) -> Option<bool> {
        let value = self.at(path)?;
        value.as_bool().or_else(|| value.as_str()?.parse().ok())
    }

    /// A key of `cilium-config`.
    pub fn key(&self, name: &str) -> Option<&str> {
        let seen = self.facts.config.iter().find(|seen| seen.value.0 == name)?;
        Some(seen.value.1.as_str())
    }
}

/// Mends the statements of a cluster.
pub fn mend(statements: &mut Vec<Statement>, given: &Given<'_>) {
    encryption(statements, given);
    tunnel(statements, given);
    addresses(statements, given);
    certificates(statements, given);
    // A plugin that is none is what the charts have by themselves.
    statements.retain(|one| one.node != "chaining" || one.arguments.first().and_then(Value::as_str) != Some("none"));
}

fn said(place: Place, node: &'static str, argument: impl Into<Value>, from: &str) -> Statement {
    Statement { place, node, property: None, arguments: vec![argument.into()], from: from.to_string() }
}

fn has(statements: &[Statement], node: &str) -> bool {
    statements.iter().any(|one| one.node == node && one.property.is_none())
}

/// A kind counts where encryption is on; without one the chart takes IPsec (`values.yaml`, 1.14 to 1.20).
fn encryption(statements: &mut Vec<Statement>, given: &Given<'_>) {
    let by_key = [("enable-wireguard", "wireguard"), ("enable-ipsec", "ipsec")];
    let by_key = by_key.iter().find(|(key, _)| given.key(key) == Some("true"));
    if let Some((key, kind)) = by_key {
        statements.retain(|one| !(one.node == "encryption" && one.property.is_none()));
        statements.push(said(Place::Mesh, "encryption", *kind, key));
    } else if given.is_on("encryption.enabled") != Some(true) {
        statements.retain(|one| one.node != "encryption");
    } else if given.at("encryption.type").is_none() {
        statements.push(said(Place::Mesh, "encryption", "ipsec", "encryption.enabled"));
    }
    let is_off = |one: &Statement| one.arguments.first() == Some(&Value::Bool(false));
    statements.retain(|one| one.node != "encryption" || one.property != Some("node") || !is_off(one));
}

/// Up to 1.14 one value says whether there is a tunnel, and what kind.
fn tunnel(statements: &mut Vec<Statement>, given: &Given<'_>) {
    let old = given.text("tunnel").or_else(|| given.key("tunnel"));
    if let Some(protocol) = old.filter(|protocol| ["vxlan", "geneve"].contains(protocol)) {
        let is_stated = statements.iter().any(|one| one.node == "routing" && one.property == Some("protocol"));
        if !is_stated {
            let routing = said(Place::Mesh, "routing", protocol, "tunnel");
            statements.push(Statement { property: Some("protocol"), ..routing });
        }
    }
    let is_native = statements
        .iter()
        .any(|one| one.node == "routing" && one.arguments.first().and_then(Value::as_str) == Some("native"));
    if !has(statements, "routing") && statements.iter().any(|one| one.node == "routing") && !is_native {
        statements.push(said(Place::Mesh, "routing", "tunnel", "routingMode"));
    }
}

/// A cloud hands out addresses where its switch is on; pools count where they are cut.
fn addresses(statements: &mut Vec<Statement>, given: &Given<'_>) {
    let clouds = [("eni.enabled", "eni"), ("azure.enabled", "azure"), ("alibabacloud.enabled", "alibabacloud")];
    if let Some((path, mode)) = clouds.iter().find(|(path, _)| given.is_on(path) == Some(true)) {
        statements.retain(|one| one.node != "ipam");
        statements.push(said(Place::Cluster, "ipam", *mode, path));
    }
    let mode = statements.iter().find(|one| one.node == "ipam" && one.property.is_none());
    let mode = mode.and_then(|one| one.arguments.first()?.as_str()).unwrap_or("cluster-pool").to_string();
    if mode == "multi-pool" {
        statements.retain(|one| one.node != "pod-cidr");
        statements.extend(pools(given));
    } else if mode != "cluster-pool" {
        statements.retain(|one| one.node != "pod-cidr");
        statements.retain(|one| one.node != "ipam" || one.property.is_none());
    } else if statements.iter().any(|one| one.node == "ipam") && !has(statements, "ipam") {
        statements.push(said(Place::Cluster, "ipam", "cluster-pool", "ipam.mode"));
    }
}

/// The pool `default` of a cluster with several.
fn pools(given: &Given<'_>) -> Vec<Statement> {
    let mut nets = Vec::new();
    let mut found = Vec::new();
    for (family, property) in [("ipv4", "mask"), ("ipv6", "mask6")] {
        let path = format!("ipam.operator.autoCreateCiliumPodIPPools.default.{family}");
        let Some(pool) = given.at(&path) else { continue };
        nets.extend(pool.get("cidrs").and_then(super::read::ranges).into_iter().flatten());
        let mask = pool.get("maskSize").filter(|mask| mask.is_u64());
        found.extend(
            mask.map(|mask| Statement {
                property: Some(property),
                ..said(Place::Cluster, "ipam", mask.clone(), &path)
            }),
        );
    }
    let nets: Vec<Value> = nets.iter().map(|net| net.to_string().into()).collect();
    if !nets.is_empty() {
        let from = "ipam.operator.autoCreateCiliumPodIPPools".to_string();
        found.push(Statement { place: Place::Cluster, node: "pod-cidr", property: None, arguments: nets, from });
    }
    found
}

const TLS: &str = "clustermesh.apiserver.tls";

/// What makes certificates: the chart itself where nobody says otherwise.
fn certificates(statements: &mut Vec<Statement>, given: &Given<'_>) {
    let is_provided = given.is_on(&format!("{TLS}.auto.enabled")) == Some(false);
    if is_provided {
        statements.retain(|one| one.node != "certificates" || one.property == Some("auth-mode"));
        statements.push(said(Place::Mesh, "certificates", "provided", TLS));
    } else if !has(statements, "certificates") {
        statements.push(said(Place::Mesh, "certificates", "helm", TLS));
    }
    let issuer = given.at(&format!("{TLS}.auto.certManagerIssuerRef"));
    let name = issuer.and_then(|issuer| issuer.get("name")?.as_str());
    if let Some(name) = name {
        // The chart takes an Issuer where no kind is said (`Kind` of cert-manager's ObjectReference).
        let kind = issuer.and_then(|issuer| issuer.get("kind")?.as_str()).unwrap_or("Issuer");
        let text = if kind == "ClusterIssuer" { name.to_string() } else { format!("{kind}/{name}") };
        let one = said(Place::Mesh, "certificates", text, TLS);
        statements.push(Statement { property: Some("issuer"), ..one });
    }
    if given.is_on("tls.caBundle.enabled") == Some(true) {
        let name = given.text("tls.caBundle.name").unwrap_or("cilium-root-ca.crt");
        statements.push(said(Place::Mesh, "trust-bundle", name, "tls.caBundle"));
    }
}

/// Whether agents restart by themselves when what they read at start changes.
pub fn rolls(values: &Map<String, Value>) -> bool {
    values.get("rollOutCiliumPods").is_some_and(|on| *on == Value::Bool(true))
}
