//! Flags of agents on the chart: what it writes into `cilium-config` of the values, and what is appended.

use super::Merged;
use super::keys::chart_writes;
use super::settled::{Origin, Settled};
use crate::release::chart::{Kind, Row};
use crate::settings::{Control, Entry, rows};
use crate::yaml::plain_text;

/// The key that the chart switches off, whatever its value, with one of these on (`cilium-configmap.yaml`).
const NO_CONNTRACK: &str = "install-no-conntrack-iptables-rules";
const NATED: &[&str] = &["azure.enabled", "eni.enabled", "gke.enabled", "cni.chainingMode"];

/// What is set for a flag.
pub fn find<'m>(merged: &Merged<'m>, name: &str) -> Option<Settled<'m>> {
    if let Some(settled) = by_mesh(merged, name) {
        return Some(settled);
    }
    if name == NO_CONNTRACK && NATED.iter().any(|path| merged.value(path).is_on()) {
        return Some(Settled::by_default("false"));
    }
    let row = merged.cluster.chart_key(name);
    let of_chart = row.and_then(|(row, kind)| written(merged, row, kind));
    // What is appended to a key that the chart writes is refused where it is written.
    let is_written = || row.is_some_and(|(row, _)| chart_writes(merged.mesh, merged.cluster, row));
    of_chart.or_else(|| extra(merged, name).filter(|_| !is_written()))
}

/// What the mesh file alone decides. What users set otherwise is refused where they do.
pub fn by_mesh<'m>(merged: &Merged<'m>, name: &str) -> Option<Settled<'m>> {
    let is_it =
        |key: &crate::settings::Key| key.name == name && key.control != Control::User && key.lines.have(merged.release);
    let row = rows().find(|row| row.since.have(merged.release) && row.keys.iter().any(is_it))?;
    let input = merged.input();
    let (_, entry) = row.entries(&input, merged.release).find(|(key, _)| *key == name)?;
    match entry {
        Entry::Set(text) | Entry::Default(text) => {
            Some(Settled { text, origin: Origin::Mesh(row.place(merged.mesh, merged.cluster)) })
        }
        Entry::Removed => None,
    }
}

/// What the chart writes for a key, where nobody sets the value behind it and the chart has one.
pub fn by_default(merged: &Merged<'_>, name: &str) -> Option<&'static str> {
    let (row, _) = merged.cluster.chart_key(name).filter(|(_, kind)| *kind != Kind::Derived)?;
    let text = merged.release.value_by_default(row.value)?;
    row.is_written(|path| is_on(merged, path)).then_some(text)
}

const STANDALONE: &str = "loadBalancer.standalone";

/// What the chart writes for a key, where somebody sets the value behind it.
fn written<'m>(merged: &Merged<'m>, row: &Row, kind: Kind) -> Option<Settled<'m>> {
    let is_on = |path: &str| is_on(merged, path);
    // A load balancer without pods may have a mode of its own, which is no value of the mode.
    let has_mode = || merged.release.modern().is_some_and(|modern| modern.has_mode_without_pods);
    if row.key == "datapath-mode" && merged.value(STANDALONE).is_on() && has_mode() {
        return Some(Settled { text: "lb-only".to_string(), ..merged.value(STANDALONE) });
    }
    if kind != Kind::Derived {
        return row.is_written(is_on).then(|| merged.stated_value(row.value)).flatten();
    }
    let crate::release::chart::When::With(paths) = row.when else { return None };
    // A switch of several values is on with any of them, another key is what its value says.
    if row.key.starts_with("enable-") {
        let on = paths.iter().map(|path| merged.value(path)).find(Settled::is_on)?;
        return Some(Settled { text: true.to_string(), ..on });
    }
    row.is_written(is_on).then(|| merged.stated_value(row.value)).flatten()
}

/// Whether a value is on; nothing where it is not set.
fn is_on(merged: &Merged<'_>, path: &str) -> Option<bool> {
    Some(merged.value(path)).filter(|value| !value.text.is_empty()).map(|value| value.is_on())
}

/// What is appended to what the chart writes.
fn extra<'m>(merged: &Merged<'m>, name: &str) -> Option<Settled<'m>> {
    let value = merged.plan.chart()?.own.get("extraConfig")?.get(name)?;
    let text = plain_text(value);
    let by_config = merged.cluster.config.iter().find(|setting| setting.key.value == name);
    let span = by_config.map(|setting| setting.key.span);
    let span = span.or_else(|| merged.cluster.values.place(&format!("extraConfig.{name}")));
    Some(Settled { text, origin: span.map_or(Origin::Mesh(None), Origin::User) })
}
