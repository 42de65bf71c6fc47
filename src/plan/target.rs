//! Changes of objects, and the objects that they name.

use crate::yaml::{Map, Value, overlay};

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
    /// How a merge patch names it: its first fields.
    pub fn head(&self) -> Map<String, Value> {
        let mut metadata = Map::from_iter([("name".to_string(), self.name.as_str().into())]);
        if !self.namespace.is_empty() {
            metadata.insert("namespace".to_string(), self.namespace.as_str().into());
        }
        Map::from_iter([
            ("apiVersion".to_string(), self.api_version.as_str().into()),
            ("kind".to_string(), self.kind.as_str().into()),
            ("metadata".to_string(), Value::Object(metadata)),
        ])
    }

    /// A strategic merge of fields into it; `metadata` among them joins its name.
    pub fn merge(&self, fields: &Map<String, Value>) -> Patch {
        let mut patch = self.head();
        overlay(&mut patch, fields);
        Patch::Merge(Value::Object(patch))
    }

    /// Its kind as a part of a file's name.
    pub fn plain_kind(&self) -> String {
        self.kind.chars().filter(char::is_ascii_alphanumeric).take(40).map(|c| c.to_ascii_lowercase()).collect()
    }

    /// The target that an object is.
    pub fn of(object: &Value) -> Target {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or("").to_string();
        let of_metadata = |field: &str| text(object.get("metadata").and_then(|metadata| metadata.get(field)));
        Target {
            api_version: text(object.get("apiVersion")),
            kind: text(object.get("kind")),
            namespace: of_metadata("namespace"),
            name: of_metadata("name"),
        }
    }

    /// An object of that kind and name that is not known yet: of kinds that Kubernetes itself has, with their
    /// API version and, where they have one, that namespace.
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

/// The API group in which Kubernetes has a kind; empty for the core group, and for kinds that are not its
/// own.
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
