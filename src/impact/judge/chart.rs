//! Changes beside a chart.

use super::kind::{Impact, Kind};
use super::objects::{KEY_MATERIAL_CHANGED, KEY_MATERIAL_REMOVED, OTHER_KEYS, subject};
use crate::impact::change::ChartChange;
use crate::plan::Target;
use crate::settings::Risk;

pub static NAMESPACE_CHANGED: Kind =
    Kind { name: "namespace-changed", risks: &[Risk::Disruptive], page: include_str!("namespace_changed.md") };

pub static CHART_REPOSITORY_CHANGED: Kind = Kind {
    name: "chart-repository-changed",
    risks: &[Risk::Restart],
    page: include_str!("chart_repository_changed.md"),
};

pub static CHART_PATCH_CHANGED: Kind = Kind {
    name: "chart-patch-changed",
    risks: &[Risk::Reload, Risk::Restart, Risk::Disruptive],
    page: include_str!("chart_patch_changed.md"),
};

pub static KOPS_CHANGED: Kind =
    Kind { name: "kops-changed", risks: &[Risk::Disruptive], page: include_str!("kops_changed.md") };

pub fn judge(change: &ChartChange) -> Impact {
    match change {
        ChartChange::Namespace { before, after } => {
            let reason = "a second Cilium is installed there, on the same nodes as the one that runs";
            NAMESPACE_CHANGED.impact(Risk::Disruptive, "namespace", reason).with(Some(before), Some(after))
        }
        ChartChange::Repository { before, after } => {
            let reason = "the chart comes from another repository; what it renders is not known";
            CHART_REPOSITORY_CHANGED.impact(Risk::Restart, "chart", reason).with(Some(before), Some(after))
        }
        ChartChange::Patch(target) => {
            CHART_PATCH_CHANGED.impact(patched(target), subject(target), "the patch of the chart's object changes")
        }
        ChartChange::EncryptedSecretAdded(file) => {
            KEY_MATERIAL_CHANGED.impact(Risk::Disruptive, format!("`{file}`"), OTHER_KEYS)
        }
        // `kustomize.toolkit.fluxcd.io/prune` in the documentation of kustomize-controller.
        ChartChange::EncryptedSecretRemoved(file) => {
            let reason = "Flux deletes the Secret with the file: first annotate it with \
                          `kustomize.toolkit.fluxcd.io/prune: disabled`";
            KEY_MATERIAL_REMOVED.impact(Risk::Disruptive, format!("`{file}`"), reason)
        }
        ChartChange::Kops => {
            let reason = "kops replaces the instances, one group at a time, at the next rolling update";
            KOPS_CHANGED.impact(Risk::Disruptive, "kops", reason)
        }
    }
}

fn patched(target: &Target) -> Risk {
    match target.kind.as_str() {
        "DaemonSet" | "ConfigMap" => Risk::Restart,
        "Service" | "Secret" => Risk::Disruptive,
        _ => Risk::Reload,
    }
}
