//! Keys of `cilium-config` on the Helm chart: what it writes by itself cannot be written beside it.

use crate::diagnostic::{Diagnostic, Rule};
use crate::model::{Cluster, EncryptionKind, IpamMode, Mesh, Setting};
use crate::release::Release;
use crate::release::chart::{Kind, Row, When};
use crate::yaml::Value;

/// A key in `config` that the chart makes of something else.
pub fn derived(rule: &'static Rule, mesh: &Mesh, cluster: &Cluster, setting: &Setting) -> Option<Diagnostic> {
    let release = cluster.release().filter(|_| cluster.base.is_none())?;
    let key = setting.key.value.as_str();
    let (row, _) = release.chart_key(key).filter(|(row, kind)| *kind == Kind::Derived && writes(row, mesh, cluster))?;
    let message = format!("`config` sets `{key}`, which the Helm chart of Cilium {} makes itself", release.name());
    let help = match row.value {
        "" => "remove it: the chart takes no other value".to_string(),
        value => format!("remove it; in `values`, say `{value}`, of which the chart makes it"),
    };
    Some(rule.at(setting.key.span, "written by the chart", message).help(help))
}

/// Keys in the user's own `extraConfig` that the mesh file says elsewhere, or that the chart writes.
pub fn extra(rule: &'static Rule, mesh: &Mesh, cluster: &Cluster) -> Vec<Diagnostic> {
    let Some(release) = cluster.release().filter(|_| cluster.base.is_none()) else { return Vec::new() };
    let keys = cluster.values.get("extraConfig").and_then(Value::as_object).into_iter().flatten();
    let finding = |(key, _): (&String, &Value)| {
        let (label, message, help) = clash(release, mesh, cluster, key)?;
        let place = cluster.values.place(&format!("extraConfig.{key}"))?;
        Some(rule.at(place, label, format!("`extraConfig` sets `{key}`, which {message}")).help(help))
    };
    keys.filter_map(finding).collect()
}

fn clash(release: &Release, mesh: &Mesh, cluster: &Cluster, key: &str) -> Option<(String, &'static str, String)> {
    if let Some((_, owner)) = release.managed_config().iter().find(|(managed, _)| *managed == key) {
        let help = format!("remove it, and say it with {owner}");
        return Some((format!("set by {owner}"), "the mesh file says elsewhere", help));
    }
    let (_, kind) = release.chart_key(key).filter(|(row, _)| writes(row, mesh, cluster))?;
    let help = match kind {
        Kind::Derived => "remove it: the chart takes no other value",
        _ => "say it with `config` in the cluster: meshc then sets the chart's own value",
    };
    Some(("written by the chart".to_string(), "the chart writes itself", help.to_string()))
}

/// Whether the chart writes a key, as far as nodes of the mesh file tell.
fn writes(row: &Row, mesh: &Mesh, cluster: &Cluster) -> bool {
    let is_on = |path: &str| match cluster.values.get(path) {
        Some(value) => !matches!(value, Value::Null | Value::Bool(false)),
        None => turns_on(path, mesh, cluster),
    };
    match row.when {
        When::Always => true,
        When::Stated => cluster.values.get(row.value).is_some(),
        When::Asked => is_on(row.value),
        When::With(paths) => paths.split('|').any(is_on),
    }
}

/// Whether a node of the mesh file turns a value of the chart on.
fn turns_on(path: &str, mesh: &Mesh, cluster: &Cluster) -> bool {
    match path {
        "encryption.enabled" => mesh.encryption.kind != EncryptionKind::None,
        "cni.chainingMode" => cluster.chaining.is_some(),
        "eni.enabled" => cluster.ipam_mode() == IpamMode::Eni,
        "azure.enabled" => cluster.ipam_mode() == IpamMode::Azure,
        "alibabacloud.enabled" => cluster.ipam_mode() == IpamMode::AlibabaCloud,
        "ipam.operator.autoCreateCiliumPodIPPools" => cluster.ipam_mode() == IpamMode::MultiPool,
        _ => false,
    }
}
