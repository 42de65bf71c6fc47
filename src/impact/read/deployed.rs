//! Files to what a cluster runs by them: the resources of its overlay with its patches applied, as kustomize
//! builds them, and the values of its chart.
//!
//! The files are meshc's own or were once, so only what meshc writes is understood; what cannot be read is
//! reported, not guessed.

use super::derived;
use super::folder::Folders;
use super::output::Output;
use crate::plan::{self, Patch, RESTART_MARK, Record, Target};
use crate::release::CONFIG;
use crate::yaml::{self, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What a cluster runs.
#[derive(Debug, Default)]
pub struct Deployed {
    /// Its name.
    pub name: String,
    /// What it is made with.
    pub record: Option<Record>,
    /// Its objects, without those of a chart, by kind, namespace and name.
    pub objects: BTreeMap<Target, Value>,
    /// Patches of objects that are not among them: those of the chart.
    pub patches: BTreeMap<(Target, String), Value>,
    /// The values of its chart.
    pub values: Option<Value>,
    /// The repository of its chart, and the namespace into which it is installed.
    pub chart: Option<(String, String)>,
    /// The HelmChartConfig that holds the values, where its distribution installs the chart.
    pub helm_chart_config: Option<String>,
    /// Secrets that the user keeps encrypted, by their files.
    pub encrypted: BTreeSet<String>,
    /// Its kops manifests.
    pub kops: Vec<Value>,
    /// Files that cannot be read.
    pub unreadable: Vec<String>,
}

impl Deployed {
    /// Whether a change of what agents read when they start restarts them.
    pub fn restarts_agents(&self) -> bool {
        let by_chart = self.values.as_ref().and_then(|values| values.get("rollOutCiliumPods")?.as_bool());
        let agents = self.object("DaemonSet", "cilium");
        let marks = agents.and_then(|agents| agents.pointer("/spec/template/metadata/annotations"));
        by_chart == Some(true) || marks.is_some_and(|marks| marks.get(RESTART_MARK).is_some())
    }

    /// The object of that kind and name.
    pub fn object(&self, kind: &str, name: &str) -> Option<&Value> {
        self.objects.iter().find(|(target, _)| target.kind == kind && target.name == name).map(|(_, object)| object)
    }

    /// The objects that differ in `new`, each before and after.
    pub fn differences<'d>(&'d self, new: &'d Deployed) -> Vec<(&'d Target, Option<&'d Value>, Option<&'d Value>)> {
        let targets: BTreeSet<&Target> = self.objects.keys().chain(new.objects.keys()).collect();
        let sides = targets.into_iter().map(|target| (target, self.objects.get(target), new.objects.get(target)));
        sides.filter(|(_, before, after)| before != after).collect()
    }

    /// The release that it runs.
    pub fn release(&self) -> Option<&str> {
        self.record.as_ref()?.get("cilium")
    }
}

/// Reads clusters of one output; what several of them share is read once.
pub struct Reader<'o>(Folders<'o>);

impl<'o> Reader<'o> {
    /// A reader of an output.
    pub fn of(output: &'o Output) -> Reader<'o> {
        Reader(Folders::of(output))
    }

    /// What a cluster runs; nothing when the output does not have it.
    pub fn deployed(&mut self, name: &str) -> Deployed {
        let folder = format!("clusters/{name}");
        let record = self.0.text(&format!("{folder}/kustomization.yaml")).and_then(Record::read);
        let mut read = self.0.folder(&folder);
        let kops = self.0.documents(&format!("kops/{name}.yaml"), &mut read.unreadable);
        plan::apply(&mut read.objects, &read.patches);
        let objects: BTreeMap<Target, Value> =
            read.objects.into_iter().map(|object| (plain(&Target::of(&object)), object)).collect();
        let patches =
            read.patches.into_iter().map(|change| ((plain(&change.patch.target()), change.name), change.patch));
        let patches =
            patches.filter(|((target, _), _)| !objects.contains_key(target)).map(|(key, patch)| match patch {
                Patch::Merge(value) => (key, value),
                Patch::Json(_, operations) => (key, Value::Array(operations)),
            });
        let mut deployed = Deployed {
            name: name.to_string(),
            record,
            patches: patches.collect(),
            values: read.values,
            chart: read.chart,
            helm_chart_config: read.helm_chart_config,
            encrypted: read.encrypted,
            kops,
            unreadable: read.unreadable,
            objects,
        };
        if deployed.record.is_none() {
            deployed.record = self.derived(&deployed);
        }
        deployed
    }

    /// The record of a cluster whose overlay has none. Where the overlay does not hold them together any
    /// more, the files that it should name count.
    fn derived(&self, deployed: &Deployed) -> Option<Record> {
        let file = |name: &str| {
            let text = self.0.text(&format!("clusters/{}/{name}", deployed.name))?;
            yaml::read(text).ok()?.into_iter().next()
        };
        let config = deployed.object("ConfigMap", CONFIG).cloned().or_else(|| file("cilium-config.yaml"));
        let values = deployed.values.clone().or_else(|| file("values.yaml"));
        derived::record(config.as_ref(), values.as_ref())
    }
}

/// A target by which objects of two outputs are compared: another version of its API is not another object.
fn plain(target: &Target) -> Target {
    Target { api_version: target.group().to_string(), ..target.clone() }
}
