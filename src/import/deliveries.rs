//! What applies the output: `flux` or `argocd` of the mesh file, by the objects that apply the chart now.

use super::facts::Applier;
use super::settle::Settled;
use super::sketch::{Node, Sketch};
use crate::model::{CLUSTER, USUAL_NAME};
use crate::yaml::Value;

/// Adds the node, or a comment where no file has what it needs.
pub fn add(clusters: &[Settled], sketch: &mut Sketch) {
    // The distribution itself applies a HelmChartConfig.
    if clusters.iter().any(|cluster| cluster.facts.distribution.is_some()) {
        return;
    }
    let all: Vec<(&str, &Applier)> =
        clusters.iter().filter_map(|cluster| Some((cluster.name.as_str(), cluster.facts.applier.as_ref()?))).collect();
    let by_flux = all.iter().filter(|(_, applier)| matches!(applier, Applier::Flux { .. })).count();
    match (by_flux, all.len()) {
        (_, 0) => {}
        (0, _) => argocd(&all, sketch),
        (flux, count) if flux == count => flux_node(&all, sketch),
        _ => sketch
            .comments
            .push("Flux applies some of these clusters, and Argo CD others; a mesh file has one of them".into()),
    }
}

/// The user's own HelmRelease stays, and takes what the mesh knows from a ConfigMap; one that is called as
/// meshc calls them is written anew.
fn flux_node(all: &[(&str, &Applier)], sketch: &mut Sketch) {
    let releases = all.iter().filter_map(|(name, applier)| match applier {
        Applier::Flux { release, .. } => Some((*name, release.as_str())),
        Applier::ArgoCd { .. } => None,
    });
    let Some(release) = pattern(releases) else { return };
    let kubeconfigs: Vec<(&str, &str)> = all
        .iter()
        .filter_map(|(name, applier)| match applier {
            Applier::Flux { kubeconfig, .. } => Some((*name, kubeconfig.as_deref()?)),
            Applier::ArgoCd { .. } => None,
        })
        .collect();
    let source = all.iter().find_map(|(_, applier)| match applier {
        Applier::Flux { source, .. } => source.as_ref(),
        Applier::ArgoCd { .. } => None,
    });
    // A HelmRelease reads ConfigMaps of its own namespace.
    let mut namespaces: Vec<&str> = all
        .iter()
        .filter_map(|(_, applier)| match applier {
            Applier::Flux { namespace, .. } => namespace.as_deref().filter(|name| is_plain(name)),
            Applier::ArgoCd { .. } => None,
        })
        .collect();
    namespaces.dedup();
    let namespace = match namespaces.as_slice() {
        [one] if *one != "flux-system" => Some(*one),
        _ => None,
    };
    let Some((kind, name)) = source else {
        let per_cluster = if kubeconfigs.is_empty() { "per-cluster #true; " } else { "" };
        let namespace = namespace.map(|name| format!("namespace \"{name}\"; ")).unwrap_or_default();
        let comment = format!(
            "a HelmRelease applies the chart: add `flux {{ source \"NAME\"; {namespace}{per_cluster}release \"{release}\"; \
             values-only #true }}` with the name of the GitRepository that holds this file, which no given file has"
        );
        return sketch.comments.push(comment);
    };
    let mut node = Node::with("flux", Vec::new());
    node.children.push(Node::new("source", name.as_str()));
    node.children.extend(namespace.map(|name| Node::new("namespace", name)));
    if kind != "GitRepository" {
        node.children.push(Node::new("source-kind", kind.as_str()));
    }
    if kubeconfigs.is_empty() {
        node.children.push(Node::new("per-cluster", true));
    } else if let Some(secret) = pattern(kubeconfigs.into_iter()).filter(|secret| secret != "{cluster}-kubeconfig") {
        node.children.push(Node::new("kubeconfig-secret", secret));
    }
    // One of that name is meshc's own, or becomes it.
    if release != USUAL_NAME {
        node.children.push(Node::new("release", release));
        let remark = "your HelmRelease stays, and takes its values from the ConfigMap too (`valuesFrom`)";
        node.children.push(Node::new("values-only", true).remark(remark));
    }
    sketch.deliveries.push(node);
}

fn argocd(all: &[(&str, &Applier)], sketch: &mut Sketch) {
    let applications = all.iter().filter_map(|(name, applier)| match applier {
        Applier::ArgoCd { application, .. } => Some((*name, application.as_str())),
        Applier::Flux { .. } => None,
    });
    let Some(pattern) = pattern(applications) else { return };
    let Some(Applier::ArgoCd { namespace, project, is_beside, .. }) = all.first().map(|(_, applier)| *applier) else {
        return;
    };
    let repository = all.iter().find_map(|(_, applier)| match applier {
        Applier::ArgoCd { repository, .. } => repository.as_ref(),
        Applier::Flux { .. } => None,
    });
    let Some((url, revision)) = repository else {
        let comment = format!(
            "an Application applies the chart: add `argocd {{ repo-url \"URL\"; application \"{pattern}\" }}` with the \
             repository that holds this file, which no given file has"
        );
        return sketch.comments.push(comment);
    };
    let mut node = Node::with("argocd", Vec::new());
    let own = |value: &Option<String>, usual: &str| value.clone().filter(|value| value != usual && is_plain(value));
    node.children.push(Node::new("repo-url", url.as_str()));
    node.children.extend(own(revision, "HEAD").map(|revision| Node::new("revision", revision)));
    node.children.extend(own(project, "default").map(|project| Node::new("project", project)));
    node.children.extend(own(namespace, "argocd").map(|namespace| Node::new("namespace", namespace)));
    let is_of_set = |(_, applier): &(&str, &Applier)| matches!(applier, Applier::ArgoCd { is_of_set: true, .. });
    if *is_beside {
        node.children.push(Node::new("per-cluster", true));
    } else if all.iter().all(is_of_set) {
        node.children.push(Node::new("application-set", true));
    }
    if pattern != USUAL_NAME {
        node.children.push(Node::new("application", Value::from(pattern)));
    }
    sketch.deliveries.push(node);
}

/// Names of objects, by clusters, as one pattern; nothing where they have none.
fn pattern<'n>(mut names: impl Iterator<Item = (&'n str, &'n str)>) -> Option<String> {
    let of = |(cluster, name): (&str, &str)| name.replace(cluster, CLUSTER);
    let first = of(names.next()?);
    names.all(|pair| of(pair) == first).then_some(first).filter(|pattern| is_plain(pattern))
}

/// Whether a text is no template of anything else.
fn is_plain(text: &str) -> bool {
    !text.contains("{{") && !text.contains("${")
}
