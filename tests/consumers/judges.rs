//! What reads manifests in a cluster takes them: the API server, which types every object that is applied by
//! it, and Cilium's agent, which refuses settings that do not go together.
//!
//! Both are in one program of Go, `tests/consumers/judges`: `JUDGES`, or `judges` on the PATH. A test that
//! finds none says so and passes, unless `CONSUMERS=required`.

use super::helm::{Helm, charts};
use crate::common::{FIXTURES, compile, compile_file, programs};
use meshc::yaml::{self, Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The release whose agent is among them, as `go.mod` has it.
const AGENT: &str = "1.20.2";

/// Manifests in files, to be judged together.
pub struct Rendered(tempfile::TempDir);

impl Rendered {
    pub fn new() -> Rendered {
        Rendered(tempfile::tempdir().unwrap())
    }

    /// Keeps what a cluster of that release runs.
    pub fn keep(&self, version: &str, objects: &[Value]) {
        let file = tempfile::Builder::new().prefix(&format!("{version}-")).suffix(".yaml").tempfile_in(self.0.path());
        let (_, path) = file.unwrap().keep().unwrap();
        std::fs::write(path, yaml::write_all(objects)).unwrap();
    }

    /// What is wrong with any of it.
    pub fn problems(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().path());
        let files: Vec<PathBuf> = files.collect();
        let is_of_agent = |file: &&PathBuf| file.file_name().unwrap().to_str().unwrap().starts_with(AGENT);
        let mut problems = judged("apply", &files);
        for file in files.iter().filter(is_of_agent) {
            problems.extend(judged("agent", std::slice::from_ref(file)));
        }
        problems
    }
}

/// What a judge says of files.
fn judged(judge: &str, files: &[PathBuf]) -> Vec<String> {
    let mut problems = Vec::new();
    for program in programs("JUDGES", "judges") {
        let done = Command::new(&program).arg(judge).args(files).output().unwrap();
        let said = String::from_utf8(done.stdout).unwrap();
        problems.extend(said.lines().map(str::to_string));
        // What ends the agent at once is on standard error.
        if !done.status.success() && said.is_empty() {
            problems.push(format!("{files:?}: {}", String::from_utf8_lossy(&done.stderr)));
        }
    }
    problems
}

#[test]
fn every_object_that_is_written_can_be_applied_by_the_server() {
    let rendered = Rendered::new();
    let mut written = Vec::new();
    for (case, mesh) in FIXTURES {
        let outcome = compile_file(mesh);
        let plan = outcome.plan().unwrap();
        plan.clusters.iter().for_each(|cluster| rendered.keep(case, &plan.manifests(cluster)));
        let files = walkdir::WalkDir::new(Path::new("fixtures").join(case).join("out")).into_iter();
        let files = files.map(|entry| entry.unwrap().into_path());
        written.extend(files.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")));
    }
    assert!(written.len() > 100, "{written:?}");
    let problems = [rendered.problems(), judged("apply", &written)].concat();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_agent_takes_the_configuration_of_every_fixture() {
    let charts = charts();
    let Some(chart) = charts.iter().find(|chart| chart.version == AGENT) else { return };
    for helm in programs("HELM", "helm").into_iter().map(Helm::of) {
        let (rendered, mut count) = (Rendered::new(), 0);
        for (_, mesh) in FIXTURES {
            let outcome = compile(&of_agent(&std::fs::read_to_string(mesh).unwrap()));
            // One on manifests has no base here, and those that are rendered are judged beside the charts.
            let Some(plan) = outcome.plan() else { continue };
            for cluster in plan.clusters.iter().filter(|cluster| cluster.chart().is_some()) {
                let values = yaml::write(&cluster.chart().unwrap().values());
                rendered.keep(AGENT, &yaml::read(&helm.render(chart, &values).unwrap()).unwrap());
                count += 1;
            }
        }
        assert!(count > 6, "{count}");
        let problems = rendered.problems();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }
}

/// A mesh file whose clusters with clustermesh-apiserver run the release of the agent.
fn of_agent(text: &str) -> String {
    const NODE: &str = "cilium \"";
    let with_agent = |part: &str| {
        let (version, rest) = part.split_once('"')?;
        let is_modern = meshc::release::find(version.parse().ok()?)?.modern().is_some();
        is_modern.then(|| format!("{AGENT}\"{rest}"))
    };
    let mut parts = text.split(NODE);
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |text, part| text + NODE + &with_agent(part).unwrap_or_else(|| part.to_string()))
}

#[test]
fn the_judges_refuse_what_is_wrong() {
    let wrong = |version: &str, object: Value| {
        let rendered = Rendered::new();
        rendered.keep(version, &[object]);
        rendered.problems().concat()
    };
    let aliases = json!([{ "ip": "192.0.2.1", "hostnames": ["a"] }, { "ip": "192.0.2.1", "hostnames": ["b"] }]);
    let pod =
        json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "p" }, "spec": { "hostAliases": aliases } });
    let data = json!({ "routing-mode": "sideways", "identity-allocation-mode": "crd" });
    let config =
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "cilium-config" }, "data": data });
    for _ in programs("JUDGES", "judges") {
        assert!(wrong("1.18.3", pod.clone()).contains("duplicate entries for key"));
        assert!(wrong(AGENT, config.clone()).contains("invalid routing mode"));
    }
}
