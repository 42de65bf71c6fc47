//! Changes of what runs pods.

use super::kind::{Impact, Kind};
use super::objects::{CERTIFICATE_CHANGED, subject};
use crate::impact::change::{WorkloadChange, WorkloadPart};
use crate::plan::Target;
use crate::settings::{Effect, Risk};

pub static WORKLOAD_ADDED: Kind =
    Kind { name: "workload-added", risks: &[Risk::Reload], page: include_str!("workload_added.md") };

pub static WORKLOAD_REMOVED: Kind = Kind {
    name: "workload-removed",
    risks: &[Risk::Reload, Risk::Disruptive],
    page: include_str!("workload_removed.md"),
};

pub static WORKLOAD_CHANGED: Kind = Kind {
    name: "workload-changed",
    risks: &[Risk::Reload, Risk::Disruptive],
    page: include_str!("workload_changed.md"),
};

pub static POD_TEMPLATE_CHANGED: Kind = Kind {
    name: "pod-template-changed",
    risks: &[Risk::Reload, Risk::Restart],
    page: include_str!("pod_template_changed.md"),
};

pub static SELECTOR_CHANGED: Kind =
    Kind { name: "selector-changed", risks: &[Risk::Disruptive], page: include_str!("selector_changed.md") };

pub fn judge(change: &WorkloadChange) -> Impact {
    let WorkloadChange { target, part, .. } = change;
    let mut impact = of_part(target, part);
    if change.is_by_hand && is_refused(target, part) {
        let delete = format!("kubectl -n {} delete job {}", target.namespace, target.name);
        impact.reason = format!("{}; `kubectl apply` refuses it until the Job is deleted: `{delete}`", impact.reason);
    }
    impact
}

/// Whether the API server refuses the change: the pods of a Job cannot change (`ValidateJobUpdate` in
/// `pkg/apis/batch/validation`). Flux and Argo CD are told to make such a Job anew.
fn is_refused(target: &Target, part: &WorkloadPart) -> bool {
    let is_of_pods = matches!(
        part,
        WorkloadPart::Template | WorkloadPart::HostAliases | WorkloadPart::MakesCa | WorkloadPart::Images { .. }
    );
    target.kind == "Job" && (is_of_pods || matches!(part, WorkloadPart::Selector))
}

fn of_part(target: &Target, part: &WorkloadPart) -> Impact {
    let of = |kind: &Kind, risk, reason: &str| kind.impact(risk, subject(target), reason);
    let is_agent = target.kind == "DaemonSet";
    match part {
        WorkloadPart::Added => of(&WORKLOAD_ADDED, Risk::Reload, "its pods start"),
        WorkloadPart::Removed => {
            let risk = if is_agent { Risk::Disruptive } else { Risk::Reload };
            of(&WORKLOAD_REMOVED, risk, "it is removed with all its pods")
        }
        WorkloadPart::Template if target.name.contains("generate-certs") => {
            of(&CERTIFICATE_CHANGED, Risk::Disruptive, Effect::CERTIFICATES.reason)
        }
        WorkloadPart::Template => template(target, "its pod template changes"),
        WorkloadPart::HostAliases => template(target, "addresses of peers in its pods (`hostAliases`) change"),
        WorkloadPart::MakesCa => template(target, "whether it creates a missing CA changes"),
        WorkloadPart::Images { before, after } => template(target, "its image changes").with(Some(before), Some(after)),
        WorkloadPart::Checksum => template(target, "the checksum of what its pods read when they start changes"),
        WorkloadPart::Selector => {
            let reason = "a selector is immutable: the object must be deleted first, and its pods with it";
            of(&SELECTOR_CHANGED, Risk::Disruptive, reason)
        }
        WorkloadPart::ScaledToZero => of(&WORKLOAD_CHANGED, Risk::Disruptive, "it has no pods left"),
        WorkloadPart::Schedule => {
            of(&WORKLOAD_CHANGED, Risk::Reload, "the number of its pods, or when and how they run, changes")
        }
    }
}

/// A change of pods, with what follows from it.
fn template(target: &Target, what: &str) -> Impact {
    let (risk, follows) = match target.kind.as_str() {
        "DaemonSet" => (Risk::Restart, "the agents restart"),
        "Job" | "CronJob" => (Risk::Reload, "it runs again, and agents keep running"),
        _ => (Risk::Reload, "its pods restart, and agents keep running"),
    };
    POD_TEMPLATE_CHANGED.impact(risk, subject(target), format!("{what}; {follows}"))
}
