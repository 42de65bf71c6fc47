#![doc = include_str!("values_hold_private_key.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::manifest::key_material::{Found, Kind, in_values, of_text};
use crate::model::{Cluster, Setting};
use crate::words::cut;

/// The rule.
pub static RULE: Rule = Rule {
    name: "values-hold-private-key",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("values_hold_private_key.md"),
};

/// Looks for key material in what the user adds: it is in the mesh file, and would be in the output.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for cluster in &case.mesh.clusters {
        found.0.extend(in_values(&cluster.values.tree).iter().filter_map(|material| of_value(cluster, material)));
        found.0.extend(cluster.config.iter().filter_map(|setting| of_setting(cluster, setting)));
    }
}

fn of_value(cluster: &Cluster, material: &Found) -> Option<Diagnostic> {
    let span = cluster.values.place(&material.written)?;
    let noun = material.kind.noun();
    let message = format!("`values` hold {noun}, in `{}`", cut(&material.path, LONGEST));
    let diagnostic = RULE.at(span, format!("holds {noun}"), message).help(help(&material.path, material.kind));
    Some(diagnostic.conceals(std::iter::once(material.text.clone())).about(&cluster.name.value).in_clusters())
}

fn of_setting(cluster: &Cluster, setting: &Setting) -> Option<Diagnostic> {
    let kind = of_text(&setting.value)?;
    let noun = kind.noun();
    let message = format!("`config` holds {noun}, in `{}`", cut(&setting.key.value, LONGEST));
    let diagnostic = RULE.at(setting.key.span, format!("holds {noun}"), message);
    let help = "remove it, and mount a Secret of the cluster that holds it";
    let diagnostic = diagnostic.help(help).conceals(std::iter::once(setting.value.clone()));
    Some(diagnostic.about(&cluster.name.value).in_clusters())
}

/// The longest path that a sentence holds.
const LONGEST: usize = 96;

fn help(path: &str, kind: Kind) -> &'static str {
    match kind {
        _ if path == "tls.ca.key" => {
            "remove it and `tls.ca.cert`, and give each cluster the Secret with the CA that `certificates ca-secret=` names"
        }
        Kind::IpsecKey => "remove it, and give each cluster the Secret that `encryption \"ipsec\" secret=` names",
        _ => "remove it, and give each cluster a Secret that holds it",
    }
}
