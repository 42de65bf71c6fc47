//! Finished manifests: what `kustomize build` would print for a cluster, in process.

use super::helm_chart_config;
use crate::plan::{Cluster, Plan, Target};
use crate::tree::{Scope, Tree};
use crate::yaml::{self, Value};

/// The manifests of one cluster as one text, in the order in which `kustomize build` prints them. Of a
/// cluster on a chart they are those beside it.
pub fn manifests(plan: &Plan, cluster: &Cluster) -> String {
    let mut objects = plan.manifests(cluster);
    objects.extend(helm_chart_config::object(cluster));
    text_of(objects)
}

/// Objects as one text, in the order in which `kustomize build` prints them.
pub fn text_of(mut objects: Vec<Value>) -> String {
    objects.sort_by_cached_key(|object| {
        let target = Target::of(object);
        (rank(&target.kind), target.group().to_string(), target.kind, target.namespace, target.name)
    });
    // kustomize passes objects through JSON, which sorts their fields.
    objects.iter_mut().for_each(yaml::Value::sort_all_objects);
    yaml::write_all(&objects)
}

/// The manifests of the clusters of a mesh by their names, `<cluster>.yaml` each.
pub fn manifest_files<'t>(mesh: &str, manifests: impl Iterator<Item = (&'t str, &'t String)>) -> Tree {
    let mut tree = Tree::new(Scope::TopLevel, mesh);
    for (name, text) in manifests {
        super::insert(&mut tree, &format!("{name}.yaml"), text);
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
