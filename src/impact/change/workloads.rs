//! What runs pods and differs: the pods, and how many of them there are, when and how they run.

use super::known::Known;
use crate::impact::read::{Deployed, Tool};
use crate::manifest::pod;
use crate::plan::Target;
use crate::yaml::{Value, json};

/// A change of what runs pods.
#[derive(Debug, Clone)]
pub struct WorkloadChange {
    /// The DaemonSet, Deployment or the like.
    pub target: Target,
    /// What of it changes.
    pub part: WorkloadPart,
    /// Whether no tool is known to apply it.
    pub is_by_hand: bool,
}

/// What changes of it.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum WorkloadPart {
    /// All: it is new.
    Added,
    /// All: it is gone.
    Removed,
    /// Its pod template, and more of that than the parts below.
    Template,
    /// Only the names that pods have for addresses of peers.
    HostAliases,
    /// Only whether it makes a CA where there is none.
    MakesCa,
    /// Only its images.
    Images { before: String, after: String },
    /// Only the checksum of what pods read when they start.
    Checksum,
    /// By which labels it knows its pods.
    Selector,
    /// It has no pods any more.
    ScaledToZero,
    /// How many pods it has, when they run or how they are replaced.
    Schedule,
}

/// Whether an object runs pods.
pub fn runs_pods(target: &Target) -> bool {
    ["DaemonSet", "Deployment", "StatefulSet", "Job", "CronJob"].contains(&target.kind.as_str())
}

/// What differs.
pub fn changes(old: &Deployed, new: &Deployed, known: Known, tool: Option<&'static Tool>) -> Vec<WorkloadChange> {
    let differences = old.differences(new).into_iter().filter(|(target, ..)| runs_pods(target));
    let of = |(target, before, after): (&Target, Option<&Value>, Option<&Value>)| {
        let parts = match (before, after) {
            (Some(before), Some(after)) => parts((before, after), known),
            (None, _) => vec![WorkloadPart::Added],
            (_, None) => vec![WorkloadPart::Removed],
        };
        let change = |part| WorkloadChange { target: target.clone(), part, is_by_hand: tool.is_none() };
        parts.into_iter().map(change).collect::<Vec<_>>()
    };
    differences.flat_map(of).collect()
}

fn parts((before, after): (&Value, &Value), known: Known) -> Vec<WorkloadPart> {
    let is_selector_equal = before.pointer("/spec/selector") == after.pointer("/spec/selector");
    let selector = (!is_selector_equal).then_some(WorkloadPart::Selector);
    pods((before, after), known).into_iter().chain(schedule(before, after)).chain(selector).collect()
}

/// What changes of its pods.
fn pods((before, after): (&Value, &Value), known: Known) -> Option<WorkloadPart> {
    let (from, to) = (Pods::of(before), Pods::of(after));
    let is_checksum_news = !known.settings && !known.release;
    if from.rest != to.rest {
        Some(WorkloadPart::Template)
    } else if from.aliases != to.aliases {
        Some(WorkloadPart::HostAliases)
    } else if from.makes_ca != to.makes_ca {
        Some(WorkloadPart::MakesCa)
    } else if from.images != to.images && !known.release {
        Some(WorkloadPart::Images { before: from.images.join(" "), after: to.images.join(" ") })
    } else {
        (from.marks != to.marks && is_checksum_news).then_some(WorkloadPart::Checksum)
    }
}

/// What changes beside its pods.
fn schedule(before: &Value, after: &Value) -> Option<WorkloadPart> {
    let spec = |object: &Value| {
        let mut spec = object.get("spec").cloned().unwrap_or_default();
        if let Some(fields) = spec.as_object_mut() {
            ["template", "jobTemplate", "selector"].iter().for_each(|field| drop(fields.shift_remove(*field)));
        }
        spec
    };
    let (from, to) = (spec(before), spec(after));
    let is_gone = to.get("replicas").and_then(Value::as_u64) == Some(0) && from.get("replicas") != to.get("replicas");
    let part = if is_gone { WorkloadPart::ScaledToZero } else { WorkloadPart::Schedule };
    (from != to).then_some(part)
}

/// The parts of a pod template that are compared apart.
struct Pods {
    images: Vec<String>,
    aliases: Value,
    /// The argument of `cilium-certgen` that decides about it.
    makes_ca: Vec<Value>,
    marks: Value,
    rest: Value,
}

impl Pods {
    fn of(object: &Value) -> Pods {
        let mut rest = object.pointer(pod::template(object)).cloned().unwrap_or_default();
        let mut marks = json!({});
        if let Some(annotations) = rest.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut) {
            let names: Vec<String> = annotations.keys().filter(|name| name.contains("checksum")).cloned().collect();
            for name in names {
                let mark = annotations.shift_remove(&name).unwrap_or_default();
                marks.as_object_mut().map(|marks| marks.insert(name, mark));
            }
        }
        let spec = rest.pointer_mut("/spec").and_then(Value::as_object_mut);
        let aliases = spec.and_then(|spec| spec.shift_remove("hostAliases")).unwrap_or_default();
        let (mut images, mut makes_ca) = (Vec::new(), Vec::new());
        for list in ["/spec/initContainers", "/spec/containers"] {
            for container in rest.pointer_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
                let image = container.as_object_mut().and_then(|fields| fields.shift_remove("image"));
                images.extend(image.and_then(|image| image.as_str().map(str::to_string)));
                let decides =
                    |argument: &mut Value| argument.as_str().is_some_and(|it| it.starts_with("--ca-generate"));
                let arguments = container.get_mut("args").and_then(Value::as_array_mut);
                makes_ca.extend(arguments.into_iter().flat_map(|arguments| arguments.extract_if(.., decides)));
            }
        }
        Pods { images, aliases, makes_ca, marks, rest }
    }
}
