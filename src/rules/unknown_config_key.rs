#![doc = include_str!("unknown_config_key.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Fix, Rule, Severity, Silence, is_close, nearest};
use crate::manifest::key_material::of_text;
use crate::model::{Cluster, Operation, Patch};
use crate::release::dictionary::{Dictionary, Elsewhere};
use crate::settings::{self, merged::Merged};
use crate::source::Span;
use crate::words::shown;
use crate::yaml::Value;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-config-key",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("unknown_config_key.md"),
};

/// Looks for keys in `config`, in the chart's `extraConfig` and in patches of `cilium-config` that no program
/// of a cluster's release reads, and for arguments that are almost one. What one read once, and what the mesh file sets, are other rules' business.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (cluster, settled) in case.clusters() {
        let Some(dictionary) = cluster.dictionary() else { continue };
        let findings = keys(cluster).into_iter().filter_map(|(key, span)| unknown(cluster, dictionary, key, span));
        // The place of an operation is no place of a key.
        let of_patches = patched(cluster).into_iter().filter_map(|(key, span)| {
            let finding = unknown(cluster, dictionary, &key, span)?;
            Some(Diagnostic { fixes: Vec::new(), ..finding })
        });
        let merged = Merged::of(case.mesh, cluster, settled);
        let arguments = merged.iter().flat_map(Merged::command_line);
        let of_arguments = arguments.filter_map(|(flag, settled)| misspelt(cluster, dictionary, &flag, settled.span()?));
        found.0.extend(findings.chain(of_patches).chain(of_arguments).map(|finding| finding.about(&cluster.name.value)));
    }
}

/// An argument that is almost a flag of Cilium's programs. Not all of their flags are keys of `cilium-config`,
/// so that any other one is taken.
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

/// The user's keys and their places.
fn keys(cluster: &Cluster) -> Vec<(&str, Span)> {
    // A key of another kind must go for a graver reason.
    let config = cluster.config.iter().filter(|setting| of_text(&setting.value).is_none());
    let of_config = config.map(|setting| (setting.key.value.as_str(), setting.key.span));
    let nodes = cluster.values.nodes.iter().filter(|_| cluster.is_on_chart());
    let extra = nodes.filter_map(|written| match written.keys.as_slice() {
        [map, key] if map == "extraConfig" => Some((key.as_str(), written.span)),
        _ => None,
    });
    of_config.chain(extra).collect()
}

/// Keys that patches of `cilium-config` set, and the places of their operations.
fn patched(cluster: &Cluster) -> Vec<(String, Span)> {
    let is_config = |patch: &&Patch| patch.kind.value == "ConfigMap" && patch.name.value == "cilium-config";
    let operations = cluster.patches.iter().filter(is_config).flat_map(|patch| &patch.operations);
    let key = |operation: &Operation| {
        let field = |name: &str| operation.json.get(name).and_then(Value::as_str);
        let sets = matches!(field("op")?, "add" | "replace");
        let key = field("path").filter(|_| sets)?.strip_prefix("/data/")?;
        Some((key.replace("~1", "/").replace("~0", "~"), operation.span))
    };
    operations.filter_map(key).collect()
}

fn unknown(cluster: &Cluster, dictionary: Dictionary, key: &str, span: Span) -> Option<Diagnostic> {
    let release = cluster.release()?;
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
        let is_free = !keys(cluster).iter().any(|(other, _)| *other == near);
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
