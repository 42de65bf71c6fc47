#![doc = include_str!("mixed_policy_defaults.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names};
use crate::model::Cluster;
use crate::release::Release;
use crate::settings::merged::Merged;
use crate::yaml::plain_text;

/// The rule.
pub static RULE: Rule = Rule {
    name: "mixed-policy-defaults",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("mixed_policy_defaults.md"),
};

/// Looks for releases that take policies which name no cluster for different things, where the mesh does not
/// say which.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    // Where it is written in words of Cilium, and otherwise than meshc has it, that is refused.
    let mut all = case.clusters().filter_map(|(cluster, settled)| Merged::as_written(case.mesh, cluster, settled));
    let is_written = |merged: Merged<'_>| {
        let values = &merged.cluster().values;
        let by_value = values.get(VALUE).is_some_and(|stated| !merged.is_value_anyway(VALUE, stated));
        let by_config = merged.cluster().config.iter().find(|setting| setting.key.value == KEY);
        let by_key = by_config.map(|setting| setting.value.clone());
        let extra = || values.tree.get("extraConfig")?.get(KEY).map(plain_text);
        let by_flag = || merged.flag_of_user(KEY).map(|flag| flag.value);
        let text = by_key.or_else(extra).or_else(by_flag);
        by_value || text.is_some_and(|text| !merged.is_flag_anyway(KEY, &text))
    };
    if !case.mesh.policy_default_local_cluster.is_nothing() || all.any(is_written) {
        return;
    }
    let (local, all): (Vec<&Cluster>, Vec<&Cluster>) =
        case.mesh.clusters.iter().filter(|cluster| cluster.modern().is_some()).partition(|cluster| is_local(cluster));
    // The releases on both sides of the change, whatever the order of clusters.
    let line = |cluster: &&&Cluster| cluster.release();
    let (newer, older) = (local.iter().min_by_key(line), all.iter().max_by_key(line));
    let (Some(newer), Some(older)) = (newer, older) else { return };
    // Releases that are further apart are a defect of their own, whatever policies are.
    if newer.release().zip(older.release()).is_none_or(|(newer, older)| newer.distance(older) != 1) {
        return;
    }
    let place = |cluster: &Cluster| cluster.version.value().map(|version| version.span);
    let name = |cluster: &Cluster| cluster.release().map(Release::name).unwrap_or_default();
    let (Some(at), Some(other)) = (place(newer), place(older)) else { return };
    let message = format!(
        "policies that name no cluster select the local one by default in {}, and all clusters in {}",
        names(&local),
        names(&all)
    );
    let diagnostic = RULE.at(at, format!("Cilium {}: the local one", name(newer)), message);
    let diagnostic = diagnostic.label(other, format!("Cilium {}: all clusters", name(older)));
    let help = "write `policy-default-local-cluster #false` in `mesh` to keep all clusters, or `#true` for the local \
                one; without it they are all clusters until the last cluster is upgraded";
    found.push(about(diagnostic.help(help), &[local.as_slice(), all.as_slice()].concat()));
}

const VALUE: &str = "clustermesh.policyDefaultLocalCluster";
const KEY: &str = "policy-default-local-cluster";

/// Whether policies select the local cluster only by default.
fn is_local(cluster: &Cluster) -> bool {
    cluster.modern().and_then(|modern| modern.policy_default_local_cluster).unwrap_or(false)
}
