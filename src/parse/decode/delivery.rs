//! `flux` and `argocd`: what applies the output.

use super::statement::boolean;
use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::model::{ArgoCd, Flux};
use crate::parse::validate::is_object_name_pattern;
use crate::rules::unexpected_value;
use crate::source::Spanned;
use crate::world::steps;
use std::collections::BTreeSet;

/// How Flux applies the output; nothing without a source.
pub fn flux(item: Item<'_>, found: &mut Diagnostics) -> Option<Flux> {
    let per_cluster = item.child("per-cluster").filter(|child| is_true(*child));
    let kubeconfig = item.child("kubeconfig-secret");
    if let (Some(own), Some(kubeconfig)) = (per_cluster, kubeconfig) {
        let message = "`kubeconfig-secret` has no effect if each cluster runs its own Flux";
        let diagnostic = unexpected_value::RULE.at(kubeconfig.span(), "not used", message);
        found.push(diagnostic.label(own.span(), "one Flux per cluster").help("remove one of the two"));
    }
    Some(Flux {
        span: item.span(),
        source: word(item, "source")?,
        source_kind: word(item, "source-kind").unwrap_or_else(|| "GitRepository".to_string()),
        path: folder(item),
        interval: word(item, "interval").unwrap_or_else(|| "10m".to_string()),
        namespace: word(item, "namespace").unwrap_or_else(|| "flux-system".to_string()),
        depends_on: depends_on(item),
        per_cluster: per_cluster.is_some(),
        kubeconfig_secret: kubeconfig.and_then(pattern),
        release: item.child("release").and_then(pattern),
        values_only: item.child("values-only").is_some_and(is_true),
    })
}

/// How Argo CD applies the output; nothing without a repository.
pub fn argocd(item: Item<'_>, found: &mut Diagnostics) -> Option<ArgoCd> {
    let per_cluster = item.child("per-cluster").filter(|child| is_true(*child));
    let set = item.child("application-set").filter(|child| is_true(*child));
    if let (Some(own), Some(set)) = (per_cluster, set) {
        let message = "one ApplicationSet cannot serve clusters that each run their own Argo CD";
        let diagnostic = unexpected_value::RULE.at(set.span(), "for all clusters", message);
        found.push(diagnostic.label(own.span(), "one Argo CD per cluster").help("remove one of the two"));
    }
    Some(ArgoCd {
        span: item.span(),
        repo_url: word(item, "repo-url")?,
        revision: word(item, "revision").unwrap_or_else(|| "HEAD".to_string()),
        path: folder(item),
        project: word(item, "project").unwrap_or_else(|| "default".to_string()),
        namespace: word(item, "namespace").unwrap_or_else(|| "argocd".to_string()),
        application_set: set.is_some(),
        per_cluster: per_cluster.is_some(),
        application: item.child("application").and_then(pattern),
    })
}

/// A name with the place of each cluster's, as far as it is one.
fn pattern(item: Item<'_>) -> Option<Spanned<String>> {
    item.text().filter(|name| is_object_name_pattern(&name.value))
}

fn is_true(item: Item<'_>) -> bool {
    item.arguments().next().and_then(boolean).unwrap_or(false)
}

fn word(item: Item<'_>, name: &str) -> Option<String> {
    item.child(name).and_then(Item::text).map(|text| text.value).filter(|text| !text.is_empty())
}

/// The names, each once.
fn depends_on(item: Item<'_>) -> Vec<Spanned<String>> {
    let mut known = BTreeSet::new();
    let names = item.all("depends-on").flat_map(Item::arguments).filter_map(|entry| entry.text());
    names.filter(|name| known.insert(name.value.clone())).collect()
}

/// The output directory without what means nothing: `./deploy/` is `deploy`.
fn folder(item: Item<'_>) -> Spanned<String> {
    let stated = item.child("path").and_then(Item::text).filter(|path| !path.value.is_empty());
    let path = stated.unwrap_or_else(|| Spanned::new("deploy".to_string(), item.span()));
    Spanned::new(steps(&path.value).join("/"), path.span)
}
