//! Kustomizations of Flux: what is applied, where, and until when Flux waits for it.

use crate::delivery::below;
use crate::delivery::substitution::guarded;
use crate::plan::{Flux, Sops, Target};
use crate::yaml::{Map, Value, json};

/// A Kustomization of Flux in the making.
pub struct Applied<'p> {
    /// Its name.
    pub name: String,
    /// What it builds, below the output directory.
    pub path: String,
    /// The Secret through which it reaches the cluster.
    pub kubeconfig: Option<String>,
    /// Kustomizations that must be ready first.
    pub depends_on: Vec<String>,
    /// What is healthy once it is ready; where there is nothing, all that it applies.
    pub healthy: Vec<Value>,
    /// Who decrypts, where what it builds contains something encrypted.
    pub sops: Option<&'p Sops>,
    /// Versions of the API of ExternalSecrets that it applies.
    pub external_secrets: Vec<String>,
}

/// How long Flux waits for what it applies. Waiting holds one of the few workers of kustomize-controller: a
/// cluster that does not become healthy must not keep the others from being applied. Agents that roll for
/// longer are looked at again.
const TIMEOUT: &str = "5m";
/// How soon Flux tries again what has failed.
const RETRY: &str = "2m";

/// `kustomize.toolkit.fluxcd.io/v1`. What takes a cluster out of the mesh leaves its network alone, so it
/// deletes nothing.
pub fn object(flux: &Flux, applied: Applied<'_>) -> Value {
    let mut spec = Map::new();
    let mut set = |field: &str, value: Value| spec.insert(field.to_string(), value);
    if !applied.depends_on.is_empty() {
        let names = applied.depends_on.iter().map(|name| json!({ "name": name }));
        set("dependsOn", names.collect());
    }
    set("interval", flux.interval.as_str().into());
    set("retryInterval", RETRY.into());
    set("timeout", TIMEOUT.into());
    set("sourceRef", json!({ "kind": flux.source_kind, "name": flux.source }));
    set("path", format!("./{}", below(&flux.path.value, &applied.path)).into());
    if let Some(secret) = &applied.kubeconfig {
        set("kubeConfig", json!({ "secretRef": { "name": secret } }));
    }
    if let Some(sops) = applied.sops {
        let with = sops.decryption_secret.as_ref().map(|secret| json!({ "name": secret }));
        let fields = [("provider", Some("sops".into())), ("secretRef", with)];
        set("decryption", fields.into_iter().filter_map(|(field, value)| Some((field, value?))).collect());
    }
    set("prune", true.into());
    set("deletionPolicy", "Orphan".into());
    // `wait` makes Flux ignore the list (kustomize-controller, `docs/spec/v1/kustomizations.md`).
    if applied.healthy.is_empty() {
        set("wait", true.into());
    } else {
        set("healthChecks", applied.healthy.into());
    }
    if !applied.external_secrets.is_empty() {
        set("healthCheckExprs", applied.external_secrets.iter().map(String::as_str).map(is_filled).collect());
    }
    guarded(json!({
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
        "kind": "Kustomization",
        "metadata": { "name": applied.name, "namespace": flux.namespace },
        "spec": spec,
    }))
}

/// What is looked at to see whether an object is healthy.
pub fn health(target: &Target) -> Value {
    json!({
        "apiVersion": target.api_version,
        "kind": target.kind,
        "name": target.name,
        "namespace": target.namespace,
    })
}

/// An ExternalSecret without a status, which nobody has filled yet, is current to Flux without this
/// (kustomize-controller, `docs/spec/v1/kustomizations.md`, health check expressions).
fn is_filled(version: &str) -> Value {
    json!({
        "apiVersion": version,
        "kind": "ExternalSecret",
        "current": "status.conditions.exists(e, e.type == 'Ready' && e.status == 'True')",
    })
}
