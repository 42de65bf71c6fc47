//! Keys in `config` that the chart writes by itself: each becomes the value behind it, in the type that this
//! has in the chart.

use super::advice;
use crate::diagnostic::{Diagnostic, Fix, Rule};
use crate::model::{Cluster, Language, Mesh, Setting, variable};
use crate::release::dictionary::{Dictionary, Entry};
use crate::settings::merged::behind;
use crate::settings::owner_of_key;
use crate::words::{choices, shown};
use crate::yaml::Value;

/// Keys of which values would be made that the chart does not take.
pub fn wrong(rule: &'static Rule, mesh: &Mesh, cluster: &Cluster, dictionary: Dictionary) -> Vec<Diagnostic> {
    let Some(release) = cluster.release() else { return Vec::new() };
    let is_own = |setting: &&Setting| owner_of_key(release, &setting.key.value).is_none();
    let of_setting = |setting: &Setting| {
        let (row, value) = behind(mesh, cluster, setting)?;
        let entry = dictionary.value(row.value)?;
        let chart = format!("the chart of Cilium {}", release.name());
        misfit(rule, setting, &chart, (&entry, &value))
    };
    cluster.config.iter().filter(is_own).filter_map(of_setting).collect()
}

fn misfit(rule: &'static Rule, setting: &Setting, chart: &str, (entry, value): (&Entry, &Value)) -> Option<Diagnostic> {
    let (key, known) = (&setting.key.value, entry.choices());
    let is_item = |item: &Value| entry.items.take(item);
    let is_typed = entry.types.take(value) && value.as_array().into_iter().flatten().all(is_item);
    if variable(value).is_some() || is_typed && (known.is_empty() || known.contains(value)) {
        return None;
    }
    if is_typed {
        let help = format!("write one of {}", choices(known.iter().filter_map(Value::as_str)));
        let message = format!("{} cannot be {} in {chart}", shown(key), shown(&setting.value));
        return Some(rule.at(setting.place, "no choice", message).help(help));
    }
    let message =
        format!("{} is {} in {chart}, and `config` sets {}", shown(key), entry.types.name(), Entry::type_of(value));
    let finding = rule.at(setting.place, Entry::type_of(value), message);
    let pair = |value: &Value| Language::Kdl.pair(key, value);
    let meant = advice::converted(entry, value);
    if let Some((meant, text)) = meant.and_then(|value| Some((pair(&value)?, Language::Kdl.value(&value)?))) {
        let fix = Fix::safe(format!("write {text}"), setting.place, text);
        return Some(finding.help(format!("write `{meant}`")).fix(fix));
    }
    let default = entry.default().filter(|default| !default.is_null() && entry.types.take(default));
    let help = match default.as_ref().and_then(pair) {
        Some(pair) => format!("write {}, such as the default, `{pair}`", entry.types.name()),
        None => format!("write {}", entry.types.name()),
    };
    Some(finding.help(help))
}
