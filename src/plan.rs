//! What each cluster will run, settled: objects and changes to them, free of KDL, of releases and of formats.
//!
//! `resolve` makes a [`Plan`], every format of `emit` reads it. [`Plan::manifests`] carries the changes out, as
//! `kustomize build` does.

mod delivery;
mod encrypted;
pub mod lasting;
mod record;
pub mod substitution;

pub use delivery::{ArgoCd, Delivery, Flux};
pub use encrypted::{Encrypted, Sops};
pub use record::Record;

use crate::yaml::{self, Value};
use std::rc::Rc;

/// The annotation of pods that are made anew when what they read only at their start has changed: a checksum of it.
pub const RESTART_MARK: &str = "checksum/cilium-mesh";

/// The whole mesh.
#[derive(Debug, Default)]
pub struct Plan {
    /// What overlays build on.
    pub bases: Vec<Base>,
    /// Objects that are equal on several clusters.
    pub shared: Vec<Shared>,
    /// The clusters, in the order of the mesh file.
    pub clusters: Vec<Cluster>,
    /// Who can decrypt what users keep encrypted, where there is any such.
    pub sops: Option<Sops>,
    /// Secrets that something in the clusters writes, whatever the output says of them.
    pub generated: Vec<Target>,
    /// How Flux applies the output, when it does.
    pub flux: Option<Flux>,
    /// How Argo CD applies the output, when it does.
    pub argocd: Option<ArgoCd>,
}

/// Manifests as they are.
#[derive(Debug, Default)]
pub struct Base {
    /// Its name.
    pub name: String,
    /// Its files: paths within the base, and texts.
    pub files: Vec<(String, String)>,
    /// The objects in them.
    pub objects: Vec<Value>,
}

/// Objects that several clusters run.
#[derive(Debug, Default)]
pub struct Shared {
    /// A name, unique in the plan; empty when every cluster runs them.
    pub name: String,
    /// The objects.
    pub objects: Vec<Rc<Object>>,
}

/// An object that the mesh adds; clusters that run the same one hold it together.
#[derive(Debug, PartialEq)]
pub struct Object {
    /// A short name, unique in its place, such as `cilium-clustermesh`.
    pub name: String,
    /// What its reader should know, a line each.
    pub notes: Vec<String>,
    /// The object.
    pub value: Value,
}

/// One cluster.
#[derive(Debug, Default)]
pub struct Cluster {
    /// Its name.
    pub name: String,
    /// Which of [`Plan::bases`] it builds on; none when that is a chart.
    pub base: Option<usize>,
    /// The Helm chart that it builds on.
    pub chart: Option<Chart>,
    /// Which of [`Plan::shared`] it runs too.
    pub shares: Vec<usize>,
    /// Objects that it runs besides.
    pub objects: Vec<Rc<Object>>,
    /// Secrets that the user keeps encrypted for it, sorted by name.
    pub encrypted: Vec<Rc<Encrypted>>,
    /// Changes, in the order in which they are made.
    pub changes: Vec<Change>,
    /// Its kops manifests, when kops makes it.
    pub kops: Vec<Value>,
    /// What it is made with.
    pub record: Record,
    /// What whoever applies its output must know of it.
    pub delivery: Delivery,
}

/// A Helm chart with the values of one cluster.
#[derive(Debug, Clone)]
pub struct Chart {
    /// The repository: the address of an index, or of an OCI registry with `oci://`.
    pub repository: String,
    /// The version of the chart.
    pub version: String,
    /// The namespace into which it is rendered.
    pub namespace: String,
    /// The values.
    pub values: Value,
}

/// A change of one object.
#[derive(Debug, Clone)]
pub struct Change {
    /// A short name, unique in its cluster, such as `cilium-ds`.
    pub name: String,
    /// What changes.
    pub patch: Patch,
}

/// A patch.
#[derive(Debug, Clone)]
pub enum Patch {
    /// A strategic merge patch: a part of the object that it names.
    Merge(Value),
    /// A JSON patch (RFC 6902).
    Json(Target, Vec<Value>),
}

/// The object that a patch changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// `apiVersion`: kustomize matches merge patches by all of it.
    pub api_version: String,
    /// `kind`.
    pub kind: String,
    /// `metadata.namespace`; empty for objects of no namespace.
    pub namespace: String,
    /// `metadata.name`.
    pub name: String,
}

impl Target {
    /// The target that an object is.
    pub fn of(object: &Value) -> Target {
        let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or("").to_string();
        Target {
            api_version: text("/apiVersion"),
            kind: text("/kind"),
            namespace: text("/metadata/namespace"),
            name: text("/metadata/name"),
        }
    }

    /// The object of that kind and name that nobody has seen yet: of kinds that Kubernetes itself has, with their API version
    /// and, where they have one, that namespace.
    pub fn unseen(kind: &str, name: &str, namespace: &str) -> Target {
        let known = KINDS.iter().find(|(_, _, kinds)| kinds.contains(&kind));
        let (api_version, scope) = known.map_or(("", Scope::Unknown), |(version, scope, _)| (version, *scope));
        let namespace = if scope == Scope::Namespaced { namespace } else { "" };
        Target {
            api_version: api_version.to_string(),
            kind: kind.to_string(),
            namespace: namespace.to_string(),
            name: name.to_string(),
        }
    }

    /// The API group; empty for the core group.
    pub fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }
}

/// Whether objects of a kind have a namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Namespaced,
    Cluster,
    Unknown,
}

/// Kinds of Kubernetes that charts render, by their API version.
const KINDS: &[(&str, Scope, &[&str])] = &[
    ("v1", Scope::Namespaced, &["ConfigMap", "Secret", "Service", "ServiceAccount"]),
    ("v1", Scope::Cluster, &["Namespace"]),
    ("apps/v1", Scope::Namespaced, &["DaemonSet", "Deployment", "StatefulSet"]),
    ("batch/v1", Scope::Namespaced, &["CronJob", "Job"]),
    ("policy/v1", Scope::Namespaced, &["PodDisruptionBudget"]),
    ("rbac.authorization.k8s.io/v1", Scope::Cluster, &["ClusterRole", "ClusterRoleBinding"]),
    ("rbac.authorization.k8s.io/v1", Scope::Namespaced, &["Role", "RoleBinding"]),
];

impl Patch {
    /// The object that it changes.
    pub fn target(&self) -> Target {
        match self {
            Patch::Merge(value) => Target::of(value),
            Patch::Json(target, _) => target.clone(),
        }
    }
}

impl Cluster {
    /// Whether whoever applies it must be able to decrypt.
    pub fn has_encrypted(&self) -> bool {
        !self.encrypted.is_empty()
    }
}

impl Plan {
    /// The finished manifests of a cluster: what it runs once every change is made. What a chart would render is not among
    /// them, nor what the user keeps encrypted.
    pub fn manifests(&self, cluster: &Cluster) -> Vec<Value> {
        let base = cluster.base.and_then(|index| self.bases.get(index));
        let base = base.map(|base| base.objects.as_slice()).unwrap_or_default();
        let shared = cluster.shares.iter().filter_map(|index| self.shared.get(*index));
        let added = shared.flat_map(|shared| &shared.objects).chain(&cluster.objects).map(|object| &object.value);
        let mut objects: Vec<Value> = base.iter().chain(added).cloned().collect();
        apply(&mut objects, &cluster.changes);
        objects
    }
}

/// Makes changes to the objects that they name. One that does not apply changes nothing: a rule has refused it.
pub fn apply(objects: &mut [Value], changes: &[Change]) {
    for change in changes {
        let target = change.patch.target();
        for object in objects.iter_mut().filter(|object| Target::of(object) == target) {
            match &change.patch {
                Patch::Merge(value) => yaml::merge(object, value),
                Patch::Json(_, operations) => {
                    let applied = yaml::patch(object, operations);
                    debug_assert!(applied.is_ok(), "{}: {applied:?}", change.name);
                }
            }
        }
    }
}
