#![doc = include_str!("base_names_another_cluster.md")]

mod certificates;

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::bases::{self, at, within_whole};
use crate::facts::clusters::{about, shown};
use crate::model::Cluster;
use crate::yaml::Value;
use certificates::{Subject, subjects};
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "base-names-another-cluster",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("base_names_another_cluster.md"),
};

/// The name that the charts render without `cluster.name`: the mesh puts each cluster's own in its place.
const PLACEHOLDER: &str = "default";

/// Looks for certificates in the user's bases that are made for a cluster other than the one that runs them.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for used in bases::used(case.mesh) {
        let mut places: BTreeMap<String, Vec<(&Value, Subject)>> = BTreeMap::new();
        for object in used.base.objects.iter() {
            for subject in subjects(object).into_iter().filter(|subject| subject.cluster != PLACEHOLDER) {
                places.entry(subject.cluster.clone()).or_default().push((object, subject));
            }
        }
        for (name, places) in places {
            let is_other = |cluster: &&Cluster| cluster.apiserver.get().is_some() && cluster.name.value != name;
            let others: Vec<&Cluster> = used.clusters.iter().copied().filter(is_other).collect();
            let (Some((object, subject)), Some(other)) = (places.first(), others.first()) else { continue };
            let message = format!("the base generates certificates for cluster {}", shown(&name));
            let label = match places.len() {
                1 => "names that cluster".to_string(),
                many => format!("first of {many} places"),
            };
            let own = "render the base without `cluster.name` and `cluster.id`, which the mesh sets for each cluster";
            let help = match used.clusters.len() {
                1 => format!("{own}, or with `cluster.name={}`", other.name.value),
                _ => format!("{own}, or render one for each cluster: `base path=\"vendor/{{cluster}}\"`"),
            };
            let place = within_whole(used.base, at(used.base, object, &subject.pointer), &subject.common_name);
            let diagnostic = RULE.at(place, label, message);
            let diagnostic =
                diagnostic.label(used.base.span, "this base").label(other.name.span, "but this one runs it");
            found.push(about(diagnostic.help(help), &others).in_clusters());
        }
    }
}
