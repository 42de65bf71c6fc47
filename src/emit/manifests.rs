//! Finished manifests: what `kustomize build` would print for a cluster, in process.

use crate::plan::{Cluster, Plan, Target};
use crate::tree::{Scope, Tree};
use crate::yaml;

/// The manifests of one cluster as one text, in the order in which `kustomize build` prints them.
pub fn manifests(plan: &Plan, cluster: &Cluster) -> String {
    let mut objects = plan.manifests(cluster);
    objects.sort_by_cached_key(|object| {
        let target = Target::of(object);
        (rank(&target.kind), target.group().to_string(), target.kind, target.namespace, target.name)
    });
    // kustomize passes objects through JSON, which sorts their fields.
    objects.iter_mut().for_each(yaml::Value::sort_all_objects);
    yaml::write_all(&objects)
}

/// The manifests of all clusters, `<cluster>.yaml` each.
pub fn all_manifests(plan: &Plan, mesh_file: &str) -> Tree {
    let mut tree = Tree::new(Scope::TopLevel, mesh_file);
    for cluster in &plan.clusters {
        super::insert(&mut tree, &format!("{}.yaml", cluster.name), &manifests(plan, cluster));
    }
    tree
}

/// The place of a kind in kustomize's legacy order (`api/internal/builtins/LegacyOrderTransformer.go`): what
/// others need comes first, webhooks last.
fn rank(kind: &str) -> usize {
    if LAST.contains(&kind) {
        return usize::MAX;
    }
    FIRST.iter().position(|first| *first == kind).unwrap_or(FIRST.len())
}

const FIRST: &[&str] = &[
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
];

const LAST: &[&str] = &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];
