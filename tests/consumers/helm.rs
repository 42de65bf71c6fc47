//! The real charts: Helm renders every release's chart with the values that meshc writes, and what it renders
//! says of peers, certificates and datapath what meshc itself writes onto manifests of the same chart (`base
//! path`); and what reads both in a cluster takes them.
//!
//! Which ones: `HELM`, or `helm` on the PATH; `CILIUM_CHARTS`, a folder with one folder for each release of
//! the chart, such as `v1.18.0` with its `Chart.yaml`. Without them the test says so and passes, unless
//! `CONSUMERS=required`.

use super::cases::{Case, NAMES, cases};
use super::facts::{UNLISTED, differences, facts, sorted};
use super::judges::Rendered;
use crate::common::{compile, compile_with, programs, rendered};
use meshc::Outcome;
use meshc::plan::Object;
use meshc::release::Modern;
use meshc::world::Memory;
use meshc::yaml::{self, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A chart that is there.
pub struct Chart {
    pub folder: PathBuf,
    pub version: String,
    values: Value,
}

pub fn charts() -> Vec<Chart> {
    let Ok(folder) = std::env::var("CILIUM_CHARTS") else {
        assert!(!crate::common::are_consumers_required(), "CILIUM_CHARTS names no folder");
        eprintln!("skipped: CILIUM_CHARTS names no folder with charts");
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.join("Chart.yaml").exists());
    folders.sort();
    assert!(!folders.is_empty(), "{folder} holds no charts");
    let read = |path: PathBuf| yaml::read(&std::fs::read_to_string(path).unwrap()).unwrap().remove(0);
    let chart = |folder: PathBuf| {
        let version = read(folder.join("Chart.yaml"))["version"].as_str().unwrap().trim_start_matches('v').to_string();
        Chart { version, values: read(folder.join("values.yaml")), folder }
    };
    folders.into_iter().map(chart).collect()
}

#[test]
fn charts_render_what_meshc_writes_itself() {
    for helm in programs("HELM", "helm") {
        let charts = charts();
        let helm = Helm::of(helm);
        let jobs: Vec<(&Chart, Case)> =
            charts.iter().flat_map(|chart| cases(row(chart)).into_iter().map(move |case| (chart, case))).collect();
        let (next, problems) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..std::thread::available_parallelism().map_or(2, usize::from).min(4) {
                scope.spawn(|| {
                    while let Some((chart, case)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let found = helm.holds(chart, case);
                        problems.lock().unwrap().extend(found);
                    }
                });
            }
        });
        let mut problems = problems.into_inner().unwrap();
        problems.sort();
        problems.extend(helm.rendered.problems());
        assert!(problems.is_empty(), "{} differences:\n{}", problems.len(), problems.join("\n"));
    }
}

fn row(chart: &Chart) -> &'static Modern {
    meshc::release::find(chart.version.parse().unwrap()).unwrap().modern().unwrap()
}

/// Helm, and what it has rendered for others to build on.
pub struct Helm {
    program: String,
    folder: tempfile::TempDir,
    rendered: Rendered,
    bases: Mutex<BTreeMap<(String, String), Arc<String>>>,
}

impl Helm {
    pub fn of(program: String) -> Helm {
        Helm { program, folder: tempfile::tempdir().unwrap(), rendered: Rendered::new(), bases: Mutex::default() }
    }

    /// What is wrong with the values of a case.
    fn holds(&self, chart: &Chart, case: &Case) -> Vec<String> {
        let version = &chart.version;
        let outcome = compile(&case.text(version, ""));
        let Some(tree) = sound(&outcome).tree() else { return Vec::new() };
        let values = |name: &str| tree.get(&format!("clusters/{name}/values.yaml")).unwrap();
        let base = match self.base(chart, values(case.names[0])) {
            Ok(base) => base,
            Err(said) => return vec![format!("{version} {}: {said}", case.mesh)],
        };
        let files = Memory::default().with("base/cilium.yaml", base.as_bytes());
        let beside = compile_with(files, &case.text(version, "base path=\"base\";"));
        let plan = sound(&beside).plan().unwrap();
        let mut problems = Vec::new();
        for name in case.rendered.iter().map(|index| case.names[*index]) {
            let ours =
                yaml::read(&meshc::emit::manifests(plan, plan.clusters.iter().find(|it| it.name == name).unwrap()));
            let mut found = unknown(&yaml::read(values(name)).unwrap()[0], &chart.values, "");
            match self.render(chart, values(name)) {
                Ok(theirs) => {
                    let mut theirs = yaml::read(&theirs).unwrap();
                    // What no value says stands beside the chart.
                    let overlay = outcome.plan().unwrap().clusters.iter().find(|it| it.name == name).unwrap();
                    meshc::plan::apply(&mut theirs, &overlay.changes);
                    found.extend(twice(&theirs, &overlay.objects));
                    let ours = ours.unwrap();
                    if case.names == NAMES {
                        self.rendered.keep(version, &theirs);
                        self.rendered.keep(version, &ours);
                    }
                    found.extend(differences(&facts(&theirs, name), &facts(&ours, name)))
                }
                Err(said) => found.push(said),
            }
            problems.extend(found.into_iter().map(|found| format!("{version} {} [{name}]: {found}", case.mesh)));
        }
        problems
    }

    /// The chart, rendered without what a mesh says of each cluster.
    fn base(&self, chart: &Chart, values: &str) -> Result<Arc<String>, String> {
        let values = yaml::read(values).unwrap().remove(0);
        let path = |path: &str| values.pointer(path).cloned().unwrap_or(Value::Null);
        let mut tls = path("/clustermesh/apiserver/tls");
        for pointer in ["", "/auto"] {
            tls.pointer_mut(pointer).and_then(Value::as_object_mut).map(|tls| tls.remove("server"));
        }
        let kvstoremesh = path("/clustermesh/apiserver/kvstoremesh");
        let text = yaml::write(&sorted(json!({
            "clustermesh": { "useAPIServer": true, "apiserver": { "tls": tls, "kvstoremesh": kvstoremesh } },
            "hubble": path("/hubble"),
        })));
        let key = (chart.version.clone(), text.clone());
        if let Some(base) = self.bases.lock().unwrap().get(&key) {
            return Ok(Arc::clone(base));
        }
        let mut objects = yaml::read(&self.render(chart, &text)?).unwrap();
        // Keys that Helm makes while it renders belong into no repository: meshc takes no base that holds
        // any.
        let is_key = |key: &String| key.ends_with(".key");
        let data = |object: &Value| object["data"].as_object().cloned().unwrap_or_default();
        objects.retain(|object| object["kind"] != "Secret" || !data(object).keys().any(is_key));
        let base = Arc::new(yaml::write_all(&objects));
        self.bases.lock().unwrap().insert(key, Arc::clone(&base));
        Ok(base)
    }

    pub fn render(&self, chart: &Chart, values: &str) -> Result<String, String> {
        let file = tempfile::NamedTempFile::new_in(self.folder.path()).unwrap();
        std::fs::write(file.path(), values).unwrap();
        let mut command = Command::new(&self.program);
        command.args(["template", "cilium", "--namespace", "kube-system", "--kube-version", "1.31.0"]);
        command.args(["--api-versions", "cert-manager.io/v1", "--api-versions", "monitoring.coreos.com/v1"]);
        let done = command.arg("--values").arg(file.path()).arg::<&Path>(&chart.folder).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        if !done.status.success() {
            return Err(format!("helm: {said}"));
        }
        let text = String::from_utf8(done.stdout).unwrap();
        // What does not read it, nor do Kubernetes' own tools: a key that stands twice, for one.
        yaml::read(&text).map(|_| ()).map_err(|error| format!("{error:?}"))?;
        Ok(text)
    }
}

fn sound(outcome: &Outcome) -> &Outcome {
    assert!(outcome.plan().is_some(), "{}", rendered(outcome));
    outcome
}

/// The Secrets that the chart renders and External Secrets fills.
fn twice(chart: &[Value], beside: &[Rc<Object>]) -> Vec<String> {
    let filled = beside.iter().filter(|object| object.value["kind"] == "ExternalSecret");
    let names: Vec<&Value> = filled.map(|object| &object.value["spec"]["target"]["name"]).collect();
    let secrets = chart.iter().filter(|object| object["kind"] == "Secret").map(|object| &object["metadata"]["name"]);
    secrets.filter(|name| names.contains(name)).map(|name| format!("the chart renders {name} too")).collect()
}

/// Values that the chart does not have; below an empty map of its own everything is the user's.
fn unknown(ours: &Value, chart: &Value, path: &str) -> Vec<String> {
    match (ours, chart) {
        (_, Value::Object(chart)) if chart.is_empty() => Vec::new(),
        (Value::Object(ours), Value::Object(chart)) => {
            let inner = |(key, value): (&String, &Value)| {
                let path = format!("{path}.{key}");
                match chart.get(key) {
                    Some(chart) => unknown(value, chart, &path),
                    None if UNLISTED.contains(&path.as_str()) => Vec::new(),
                    None => vec![format!("the chart has no value {path}")],
                }
            };
            ours.iter().flat_map(inner).collect()
        }
        _ => Vec::new(),
    }
}
