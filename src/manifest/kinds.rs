//! Kinds of Kubernetes that charts render.

/// A kind: how its objects are written.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// `apiVersion`.
    pub api_version: &'static str,
    /// Whether they have a namespace.
    pub scope: Scope,
}

/// Whether objects of a kind have a namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// They have.
    Namespaced,
    /// They are the cluster's.
    Cluster,
}

/// What is known of a kind; nothing of those that Kubernetes itself does not have.
pub fn known_kind(kind: &str) -> Option<Kind> {
    let row = KINDS.iter().find(|(_, _, kinds)| kinds.contains(&kind));
    row.map(|(api_version, scope, _)| Kind { api_version, scope: *scope })
}

/// The API group of an `apiVersion`: empty for the core group.
pub fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

const KINDS: &[(&str, Scope, &[&str])] = &[
    ("v1", Scope::Namespaced, &["ConfigMap", "Secret", "Service", "ServiceAccount"]),
    ("v1", Scope::Cluster, &["Namespace"]),
    ("apps/v1", Scope::Namespaced, &["DaemonSet", "Deployment", "StatefulSet"]),
    ("batch/v1", Scope::Namespaced, &["CronJob", "Job"]),
    ("policy/v1", Scope::Namespaced, &["PodDisruptionBudget"]),
    ("rbac.authorization.k8s.io/v1", Scope::Cluster, &["ClusterRole", "ClusterRoleBinding"]),
    ("rbac.authorization.k8s.io/v1", Scope::Namespaced, &["Role", "RoleBinding"]),
];
