#![doc = include_str!("wrong_helm_type.md")]

mod advice;
mod keys;
mod lists;
mod nothing;
mod ranges;
mod texts;

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Written, variable};
use crate::release::dictionary::{Dictionary, Entry, Found};
use crate::settings::{self, Input};
use crate::words::{choices, shown};
use crate::yaml::{Value, plain_text};
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "wrong-helm-type",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("wrong_helm_type.md"),
};

/// Looks for values of a type that the chart of a cluster's release does not take, and for keys in `config`
/// of which such values would be made. What the chart does not have, and what the mesh file sets, are other
/// rules' business.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (cluster, settled) in case.clusters() {
        let Some((chart, dictionary)) = settled.chart().zip(cluster.dictionary()) else { continue };
        // Of several places the last one counts.
        let last: BTreeMap<&[String], &Written> =
            cluster.values.nodes.iter().map(|written| (written.keys.as_slice(), written)).collect();
        // What the mesh file decides is taken out of the user's values, unless meshc sets none itself.
        let is_kept = |written: &&Written| {
            let is_managed = settings::is_managed(&Input::without_config(case.mesh, cluster), &written.path());
            !is_managed || pointer(&chart.own, &written.keys) == cluster.values.at(&written.keys)
        };
        let kept = last.into_values().filter(is_kept);
        let findings = kept.filter_map(|written| wrong(cluster, dictionary, written));
        let of_keys = keys::wrong(&RULE, case.mesh, cluster, dictionary);
        found.0.extend(findings.chain(of_keys).map(|finding| finding.about(&cluster.name.value)));
    }
}

/// The value that these keys lead to.
fn pointer<'v>(values: &'v Value, keys: &[String]) -> Option<&'v Value> {
    keys.iter().try_fold(values, |value, key| value.get(key))
}

fn wrong(cluster: &Cluster, dictionary: Dictionary, written: &Written) -> Option<Diagnostic> {
    let value = cluster.values.at(&written.keys)?;
    if let Some((what, help)) = lists::wrong(dictionary, written, value) {
        return Some(RULE.at(written.head, "an item of another kind", what).help(help));
    }
    if let Some(missing) = texts::missing(dictionary, written, value) {
        let has = if missing.is_whole { "sets" } else { "has" };
        let kind = Entry::type_of(missing.value);
        let message = format!("{} must be a text, and `values` {has} {kind}", missing.what);
        let (help, fix) = advice::in_quotes(written, missing.value);
        let finding = RULE.at(written.head, kind, message).help(help);
        return Some(fix.filter(|_| missing.is_whole).into_iter().fold(finding, Diagnostic::fix));
    }
    let Found::Value(entry) = dictionary.find(&written.keys) else { return None };
    let (release, path) = (cluster.release()?, written.path());
    let known = entry.choices();
    let is_broken = nothing::breaks(dictionary, &entry, written, value);
    let range = ranges::left(&written.keys, value);
    let is_fine = variable(value).is_some()
        || !is_broken
            && range.is_none()
            && entry.types.take(value)
            && value.as_array().into_iter().flatten().all(|item| entry.items.take(item))
            && (value.is_null() || known.is_empty() || known.contains(value));
    if is_fine || cluster.retired_value(&path).is_some() {
        return None;
    }
    if is_broken {
        let message =
            format!("the chart of Cilium {} reads what is in {}, and `values` sets null", release.name(), shown(&path));
        let diagnostic = RULE.at(written.head, "null", message);
        return Some(diagnostic.help("remove it, or set single values in it"));
    }
    let chart = format!("the chart of Cilium {}", release.name());
    let finding = |message: String| RULE.at(written.head, Entry::type_of(value), message);
    if !entry.types.take(value) {
        let message = format!(
            "{} is {} in {chart}, and `values` sets {}",
            shown(&path),
            entry.types.name(),
            Entry::type_of(value)
        );
        let (help, fix) = advice::of(dictionary, &entry, written, value);
        return Some(fix.into_iter().fold(finding(message).help(help), Diagnostic::fix));
    }
    if let Some(item) = value.as_array().into_iter().flatten().find(|item| !entry.items.take(item)) {
        let message = format!(
            "each item of {} is {} in {chart}, and `values` has {}",
            shown(&path),
            entry.items.name(),
            Entry::type_of(item)
        );
        return Some(finding(message).help(advice::of_item(&entry, written, item)));
    }
    if let Some(range) = range {
        let message =
            format!("{} is {} up to {}, and `values` sets {}", shown(&path), range.noun, range.most, plain_text(value));
        return Some(finding(message).help(format!("write a number up to {}", range.most)));
    }
    let texts: Vec<&str> = known.iter().filter_map(Value::as_str).collect();
    let help = format!("write one of {}", choices(texts.iter().copied()));
    Some(finding(format!("{} cannot be {} in {chart}", shown(&path), shown(&plain_text(value)))).help(help))
}
