#![doc = include_str!("removed_config_key.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::bases::{self, at, object};
use crate::facts::clusters::about;
use crate::model::Cluster;
use crate::release::{CONFIG, Instead, Retired};
use crate::settings::merged::Merged;
use crate::source::Span;
use crate::yaml::{Value, escaped};

/// The rule.
pub static RULE: Rule = Rule {
    name: "removed-config-key",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("removed_config_key.md"),
};

/// Looks for keys of `cilium-config`, in the user's bases and in `config`, that the release no longer reads,
/// and for arguments of programs that these no longer know.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for used in bases::used(case.mesh) {
        let Some(config) = object(case.mesh, used.base, "ConfigMap", CONFIG) else { continue };
        let clusters = used.fitting();
        for key in config.get("data").and_then(Value::as_object).into_iter().flat_map(|data| data.keys()) {
            let clusters: Vec<&Cluster> = clusters.iter().copied().filter(|one| retired(one, key).is_some()).collect();
            if !clusters.is_empty() {
                let pointer = format!("/data/{}", escaped(key));
                let finding = report(at(used.base, config, &pointer), key, &clusters);
                found.0.extend(finding.map(Diagnostic::in_clusters));
            }
        }
    }
    for (cluster, settled) in case.clusters() {
        let keys = cluster.config.iter().map(|setting| &setting.key);
        found.0.extend(keys.filter_map(|key| report(key.span, &key.value, &[cluster])));
        let merged = Merged::of(case.mesh, cluster, settled);
        let arguments = merged.iter().flat_map(Merged::command_line);
        found.0.extend(arguments.filter_map(|(name, settled)| report(settled.span()?, &name, &[cluster])));
    }
}

fn report(span: Span, key: &str, clusters: &[&Cluster]) -> Option<Diagnostic> {
    let first = clusters.first()?;
    let retired = retired(first, key)?;
    let message = format!("Cilium {} does not read `{key}`", first.release()?.name());
    let label = format!("not read since {}", retired.since);
    let help = match retired.instead {
        Instead::Nothing(text) => text.to_string(),
        Instead::Other(text) => format!("remove it, and {text}"),
    };
    Some(about(RULE.at(span, label, message).help(help), clusters))
}

/// Why a cluster's release does not read a key.
fn retired(cluster: &Cluster, key: &str) -> Option<Retired> {
    cluster.release()?.retired_config(key)
}
