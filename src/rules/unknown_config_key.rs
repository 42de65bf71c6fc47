#![doc = include_str!("unknown_config_key.md")]

mod builtin;

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Fix, Rule, Severity, Silence, is_close, nearest};
use crate::manifest::key_material::of_text;
use crate::model::{Cluster, Mesh, Operation, Patch};
use crate::release::chart::Kind;
use crate::release::dictionary::{Dictionary, Elsewhere};
use crate::settings;
use crate::settings::merged::{Merged, chart_writes};
use crate::source::Span;
use crate::words::shown;
use crate::yaml::Value;
use std::borrow::Cow;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-config-key",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("unknown_config_key.md"),
};

/// Looks for keys in `config`, in the chart's `extraConfig` and in patches of `cilium-config` that no program
/// of a cluster's release reads, and for arguments that are almost one. What one read once, and what the mesh
/// file sets, are other rules' business.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (cluster, settled) in case.clusters() {
        let about = |finding: Diagnostic| finding.about(&cluster.name.value);
        let Some(dictionary) = cluster.dictionary() else {
            found.0.extend(builtin::unread(&RULE, cluster, settled).into_iter().map(about));
            continue;
        };
        let all = keys(cluster).into_iter().chain(patched(cluster));
        found.0.extend(all.filter_map(|key| unknown(case.mesh, cluster, dictionary, &key)).map(about));
        let merged = Merged::of(case.mesh, cluster, settled);
        let arguments = merged.iter().flat_map(Merged::command_line);
        let misspelt = arguments.filter_map(|(flag, settled)| misspelt(cluster, dictionary, &flag, settled.span()?));
        found.0.extend(misspelt.map(about));
    }
}

/// An argument that is almost a flag of Cilium's programs. Not all of their flags are keys of
/// `cilium-config`, so that any other one is taken.
fn misspelt(cluster: &Cluster, dictionary: Dictionary, flag: &str, span: Span) -> Option<Diagnostic> {
    let release = cluster.release()?;
    if dictionary.knows_key(flag) || release.retired_config(flag).is_some() {
        return None;
    }
    let near = nearest(flag, dictionary.keys()).filter(|near| is_close(flag, near))?;
    let message = format!("no program of Cilium {} has the flag {}", release.name(), shown(&format!("--{flag}")));
    let finding = RULE.at(span, "the program exits with `unknown flag`", message);
    Some(finding.help(format!("did you mean `--{near}`?")).severity(Severity::Error))
}

/// A key as a user has written it.
struct Key<'m> {
    name: Cow<'m, str>,
    span: Span,
    way: Way,
}

/// Where a key is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Config,
    Extra,
    /// The place of an operation is no place of a key.
    Patch,
}

/// The user's keys.
fn keys(cluster: &Cluster) -> Vec<Key<'_>> {
    // A key of another kind must go for a graver reason.
    let config = cluster.config.iter().filter(|setting| of_text(&setting.value).is_none());
    let of_config = config.map(|setting| (setting.key.value.as_str(), setting.key.span, Way::Config));
    let nodes = cluster.values.nodes.iter().filter(|_| cluster.is_on_chart());
    let extra = nodes.filter_map(|written| match written.keys.as_slice() {
        [map, key] if map == "extraConfig" => Some((key.as_str(), written.span, Way::Extra)),
        _ => None,
    });
    of_config.chain(extra).map(|(name, span, way)| Key { name: Cow::Borrowed(name), span, way }).collect()
}

/// Keys that patches of `cilium-config` set.
fn patched(cluster: &Cluster) -> Vec<Key<'_>> {
    let is_config = |patch: &&Patch| patch.kind.value == "ConfigMap" && patch.name.value == "cilium-config";
    let operations = cluster.patches.iter().filter(is_config).flat_map(|patch| &patch.operations);
    let key = |operation: &Operation| {
        let field = |name: &str| operation.json.get(name).and_then(Value::as_str);
        let sets = matches!(field("op")?, "add" | "replace");
        let key = field("path").filter(|_| sets)?.strip_prefix("/data/")?;
        let name = Cow::Owned(key.replace("~1", "/").replace("~0", "~"));
        Some(Key { name, span: operation.span, way: Way::Patch })
    };
    operations.filter_map(key).collect()
}

fn unknown(mesh: &Mesh, cluster: &Cluster, dictionary: Dictionary, written: &Key<'_>) -> Option<Diagnostic> {
    let (key, span, release) = (written.name.as_ref(), written.span, cluster.release()?);
    let is_others = release.retired_config(key).is_some() || settings::owner_of_key(release, key).is_some();
    if dictionary.knows_key(key) || is_others {
        return None;
    }
    let finding = |label: &str| {
        RULE.at(span, label, format!("nothing in Cilium {} reads the key {}", release.name(), shown(key)))
    };
    if cluster.is_on_chart() && dictionary.value(key).is_some() {
        let help = format!("{} is a value of the chart: write it in `values` of the cluster", shown(key));
        return Some(finding("no key").help(help));
    }
    if let Some(near) = nearest(key, dictionary.keys()) {
        if let Some(owner) = settings::owner_of_key(release, near) {
            return Some(finding("unknown key").help(format!("use {owner}, which sets `{near}`")));
        }
        if let Some(help) = by_chart(mesh, cluster, written.way, near) {
            return Some(finding("unknown key").help(help));
        }
        let is_free = written.way != Way::Patch && !keys(cluster).iter().any(|other| other.name == near);
        let fix = Fix { safe: is_close(key, near), ..Fix::safe(format!("write `{near}`"), span, near) };
        let finding = finding("unknown key").help(format!("did you mean `{near}`?"));
        return Some(if is_free { finding.fix(fix) } else { finding });
    }
    Some(match dictionary.key_elsewhere(key) {
        Some(Elsewhere::From(version)) => {
            finding(&format!("read from {version} on")).help(format!("remove it: Cilium reads it from {version} on"))
        }
        Some(Elsewhere::Until(version)) => {
            finding(&format!("not read since {version}")).help("remove it: nothing reads it any more")
        }
        None => finding("unknown key").help("remove it: neither the chart nor a program of the release has it"),
    })
}

/// What to do where the key that was meant is one that the chart writes, and that cannot be written there.
fn by_chart(mesh: &Mesh, cluster: &Cluster, way: Way, near: &str) -> Option<String> {
    let row = cluster.chart_key(near).filter(|(row, _)| cluster.is_on_chart() && chart_writes(mesh, cluster, row));
    let (row, kind) = row?;
    match way {
        Way::Patch => None,
        Way::Config if kind != Kind::Derived => None,
        _ if row.value.is_empty() => Some(format!("remove it: the chart itself writes `{near}`")),
        _ => Some(format!("remove it; in `values`, set `{}`, of which the chart makes `{near}`", row.value)),
    }
}
