//! Keys of `cilium-config` on the Helm chart: what it writes by itself cannot be written beside it.

use crate::diagnostic::{Diagnostic, Rule};
use crate::model::{Cluster, Mesh, Setting, variable};
use crate::release::Release;
use crate::release::chart::Kind;
use crate::settings;
use crate::settings::merged::{chart_writes, switched_on_by, typed};
use crate::yaml::{Value, joined, plain_text};

/// A key in `config` that the chart makes from something else, or that `values` set to something else.
pub fn refused(rule: &'static Rule, mesh: &Mesh, cluster: &Cluster, setting: &Setting) -> Option<Diagnostic> {
    let release = cluster.release().filter(|_| cluster.is_on_chart())?;
    let key = setting.key.value.as_str();
    let Some((row, kind)) = release.chart_key(key).filter(|(row, _)| chart_writes(mesh, cluster, row)) else {
        return beside(rule, cluster, setting);
    };
    if kind != Kind::Derived {
        cluster.values.get(row.value).filter(|other| **other != typed(kind, &setting.value))?;
        // A number or a switch written as text is the same value.
        if cluster.values.get(row.value).map(joined).as_deref() == Some(setting.value.as_str()) {
            return None;
        }
        return twice(rule, cluster, setting, row.value);
    }
    let message = format!("`config` sets `{key}`, which the Helm chart of Cilium {} makes itself", release.name());
    let help = match row.value {
        _ if switched_on_by(mesh, cluster, row).is_some() => {
            let other = switched_on_by(mesh, cluster, row).unwrap_or_default();
            format!("remove it: with `{other}` the chart switches it on")
        }
        "" => "remove it: the chart takes no other value".to_string(),
        value => format!("remove it; in `values`, set `{value}`, from which the chart makes it"),
    };
    Some(rule.at(setting.key.span, "written by the chart", message).help(help))
}

/// A key in `config` that `extraConfig` sets to something else.
fn beside(rule: &'static Rule, cluster: &Cluster, setting: &Setting) -> Option<Diagnostic> {
    let key = &setting.key.value;
    let other = cluster.values.get("extraConfig")?.get(key)?;
    let is_other = variable(other).is_none() && plain_text(other) != setting.value;
    is_other.then(|| twice(rule, cluster, setting, &format!("extraConfig.{key}"))).flatten()
}

fn twice(rule: &'static Rule, cluster: &Cluster, setting: &Setting, path: &str) -> Option<Diagnostic> {
    let message =
        format!("`config` sets `{}` to `{}`, and `values` sets another value", setting.key.value, setting.value);
    let diagnostic = rule.at(setting.key.span, "set here", message);
    let diagnostic = diagnostic.label(cluster.values.place(path)?, "and here");
    Some(diagnostic.help(format!("set it once: remove it here, or `{path}` from `values`")))
}

/// Keys in the user's own `extraConfig` that follow from other nodes of the mesh file, or that the chart
/// writes.
pub fn extra(rule: &'static Rule, mesh: &Mesh, cluster: &Cluster) -> Vec<Diagnostic> {
    let Some(release) = cluster.release().filter(|_| cluster.is_on_chart()) else { return Vec::new() };
    let keys = cluster.values.get("extraConfig").and_then(Value::as_object).into_iter().flatten();
    let finding = |(key, _): (&String, &Value)| {
        let (label, message, help) = clash(release, mesh, cluster, key)?;
        let place = cluster.values.place(&format!("extraConfig.{key}"))?;
        Some(rule.at(place, label, format!("`extraConfig` sets `{key}`, which {message}")).help(help))
    };
    keys.filter_map(finding).collect()
}

fn clash(release: &Release, mesh: &Mesh, cluster: &Cluster, key: &str) -> Option<(String, &'static str, String)> {
    if let Some(owner) = settings::owner_of_key(release, key) {
        let help = format!("remove it, and use {owner}");
        return Some((format!("set by {owner}"), "follows from another node of the mesh file", help));
    }
    let (_, kind) = release.chart_key(key).filter(|(row, _)| chart_writes(mesh, cluster, row))?;
    let help = match kind {
        Kind::Derived => "remove it: the chart takes no other value",
        _ => "use `config` in the cluster: meshc then sets the chart's own value",
    };
    Some(("written by the chart".to_string(), "the chart writes itself", help.to_string()))
}
