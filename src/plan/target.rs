//! Changes of objects, and the objects that they name.

use crate::yaml::Value;

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

/// The API group in which Kubernetes has a kind; empty for the core group, and for kinds that are not its own.
pub fn group(kind: &str) -> &'static str {
    let version = KINDS.iter().find(|(_, _, kinds)| kinds.contains(&kind)).map_or("", |(version, ..)| version);
    version.split_once('/').map_or("", |(group, _)| group)
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
