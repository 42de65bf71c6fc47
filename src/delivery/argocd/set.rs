//! One ApplicationSet over the folders of all clusters.
//!
//! The name of a folder is the name of the cluster. Clusters whose manifests are made in different ways have
//! a generator for each: the one of the most takes every folder but those that the others name.

use super::super::below;
use super::super::substitution::guarded;
use super::sources::Sources;
use super::{annotations, common};
use crate::delivery::names;
use crate::plan::{ArgoCd, Cluster, Plan};
use crate::source::Spanned;
use crate::yaml::{Map, Value, json};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The folder's name in a template (`docs/operator-manual/applicationset/Generators-Git.md`).
const CLUSTER: &str = "{{.path.basename}}";
/// The folder's path in a template.
const FOLDER: &str = "{{.path.path}}";

/// The ApplicationSet.
pub fn application_set(plan: &Plan, argocd: &ArgoCd) -> Value {
    // No text of the user's is a template.
    let own = ArgoCd {
        repo_url: plain(&argocd.repo_url),
        revision: plain(&argocd.revision),
        path: Spanned::new(plain(&argocd.path.value), argocd.path.span),
        project: plain(&argocd.project),
        ..argocd.clone()
    };
    let mut groups: BTreeMap<Sources, Vec<&Cluster>> = BTreeMap::new();
    for cluster in &plan.clusters {
        groups.entry(Sources::of(plan, cluster)).or_default().push(cluster);
    }
    let mut groups: Vec<(Sources, Vec<&Cluster>)> = groups.into_iter().collect();
    groups.sort_by_key(|(_, clusters)| Reverse(clusters.len()));
    let namespace = plan.clusters.first().map_or("", |cluster| cluster.delivery.namespace.as_str());
    let mut spec = common(plan, &own, &json!({ "name": destination(plan), "namespace": namespace }));
    if let [(sources, _)] = groups.as_slice() {
        spec.extend(sources.fields(&own, FOLDER));
    }
    let generators: Vec<Value> = (0..groups.len()).map(|index| generator(argocd, &own, &groups, index)).collect();
    guarded(json!({
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "ApplicationSet",
        "metadata": { "name": names::of_mesh(plan), "namespace": argocd.namespace },
        "spec": {
            "goTemplate": true,
            "goTemplateOptions": ["missingkey=error"],
            "generators": generators,
            "template": {
                "metadata": { "name": own.application(CLUSTER), "annotations": annotations(plan, &own, CLUSTER) },
                "spec": spec,
            },
            "syncPolicy": { "preserveResourcesOnDeletion": true },
        },
    }))
}

/// The generator of one group of clusters. Where there are several, each has its own sources of manifests.
fn generator(argocd: &ArgoCd, own: &ArgoCd, groups: &[(Sources, Vec<&Cluster>)], index: usize) -> Value {
    let folder = |cluster: &&Cluster| below(&argocd.path.value, &format!("clusters/{}", cluster.name));
    let Some((sources, clusters)) = groups.get(index) else { return Value::Null };
    let directories: Vec<Value> = if index == 0 {
        let others = groups.iter().skip(1).flat_map(|(_, clusters)| clusters);
        let others = others.map(|cluster| json!({ "path": folder(cluster), "exclude": true }));
        std::iter::once(json!({ "path": below(&argocd.path.value, "clusters/*") })).chain(others).collect()
    } else {
        clusters.iter().map(|cluster| json!({ "path": folder(cluster) })).collect()
    };
    let mut git = Map::new();
    git.insert("repoURL".to_string(), argocd.repo_url.as_str().into());
    git.insert("revision".to_string(), argocd.revision.as_str().into());
    git.insert("directories".to_string(), directories.into());
    if groups.len() > 1 {
        let mut spec = Map::from_iter([("project".to_string(), "".into()), ("destination".to_string(), json!({}))]);
        spec.extend(sources.fields(own, FOLDER));
        git.insert("template".to_string(), json!({ "metadata": {}, "spec": spec }));
    }
    json!({ "git": git })
}

/// The name by which Argo CD knows the cluster of a folder: the folder's own, unless the cluster has a
/// context.
fn destination(plan: &Plan) -> String {
    let named = plan.clusters.iter().filter(|cluster| cluster.delivery.context != cluster.name);
    let pairs: Vec<String> =
        named.map(|cluster| format!("{} {}", quoted(&cluster.name), quoted(&cluster.delivery.context))).collect();
    if pairs.is_empty() {
        return CLUSTER.to_string();
    }
    // `dig` of the functions that every template has: the value of a key, or else the second text.
    format!("{{{{ dig .path.basename .path.basename (dict {}) }}}}", pairs.join(" "))
}

/// A text as a template writes it: JSON's escapes are Go's too.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A text as a template that gives it back unchanged.
fn plain(text: &str) -> String {
    text.replace("{{", "{{ \"{{\" }}")
}
