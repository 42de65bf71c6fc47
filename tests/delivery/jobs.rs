//! Jobs of a base and of a chart, as each tool can apply them.

use super::built::render;
use super::meshes::{APPLICATIONS, HUB, RENDERED, of_kind, outcome};
use crate::common::compile_with;
use meshc::world::Memory;
use meshc::yaml::{self, Value};

#[test]
fn jobs_of_a_base_run_in_time_and_once() {
    let job = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: once\n  namespace: kube-system\n  annotations: {\"helm.sh/hook\": \"post-install,post-upgrade\"}\n\
               spec:\n  ttlSecondsAfterFinished: 1800\n  template: {spec: {containers: [{name: c, image: i}], restartPolicy: Never}}\n";
    let find = |delivery: &str| {
        let mut files = Memory::default().with("base/job.yaml", job);
        for entry in std::fs::read_dir("fixtures/rendered/vendor/cilium").unwrap().map(Result::unwrap) {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            files = files.with(format!("base/{}", entry.file_name().to_str().unwrap()), text);
        }
        let outcome = compile_with(files, &format!("{RENDERED}\n{delivery}"));
        let plan = outcome.plan().unwrap();
        plan.manifests(&plan.clusters[0]).into_iter().find(|object| object["metadata"]["name"] == "once").unwrap()
    };
    let annotation = |job: &Value, key: &str| job["metadata"]["annotations"].get(key).cloned().unwrap_or_default();
    let (plain, argocd, flux) = (find(""), find(APPLICATIONS), find(HUB));
    assert_eq!(plain["spec"]["ttlSecondsAfterFinished"], 1800);
    assert_eq!(annotation(&argocd, "argocd.argoproj.io/hook"), "Sync");
    assert_eq!(annotation(&plain, "argocd.argoproj.io/hook"), Value::Null);
    assert!(flux["spec"].get("ttlSecondsAfterFinished").is_none());
    assert_eq!(annotation(&flux, "kustomize.toolkit.fluxcd.io/force"), "enabled");
}

#[test]
fn jobs_of_a_chart_run_with_everything_else_in_argo_cd() {
    for (release, is_hook) in [("v1.14.0", true), ("v1.18.0", true), ("v1.19.0", false)] {
        let version = release.trim_start_matches('v');
        let outcome = outcome(&RENDERED.replace("1.18.3\"; base path=\"base\"", &format!("{version}\"")), APPLICATIONS);
        let plan = outcome.plan().unwrap();
        let Some(made) = render(release, &plan.clusters[0].chart().unwrap().values()) else { return };
        let objects = yaml::read(&made).unwrap();
        let jobs = of_kind(&objects, "Job");
        assert!(!jobs.is_empty());
        for job in jobs {
            let annotations = &job["metadata"]["annotations"];
            assert_eq!(annotations.get("helm.sh/hook").is_some(), is_hook, "{release}: {annotations}");
            assert_eq!(annotations["argocd.argoproj.io/hook"] == "Sync", is_hook, "{release}: {annotations}");
        }
    }
}
