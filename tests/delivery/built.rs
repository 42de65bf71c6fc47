//! What kustomize and Helm make of what Flux and Argo CD are given.

use super::meshes::{BESIDE, HUB, build, by_name, everywhere, objects, of_kind, outcome};
use crate::common::{programs, sync};
use meshc::sync::Edited;
use meshc::yaml::{self, Value, json};
use std::path::Path;
use std::process::Command;

#[test]
fn kustomize_builds_what_flux_and_argo_cd_build() {
    for program in programs("KUSTOMIZE", "kustomize") {
        everywhere(|case, tree| {
            let dir = tempfile::tempdir().unwrap();
            sync(tree, dir.path(), Edited::Keep).unwrap();
            for (path, text) in tree.files().filter(|(path, _)| path.ends_with("kustomization.yaml")) {
                if !text.contains("helmCharts") && !path.starts_with("base/") {
                    build(&program, dir.path().join(path).parent().unwrap(), case);
                }
            }
        });
    }
}

#[test]
fn what_stands_beside_a_chart_is_what_meshc_renders() {
    let outcome = outcome(BESIDE, HUB);
    let (tree, plan) = (outcome.tree().cloned().unwrap(), outcome.plan().unwrap());
    let dir = tempfile::tempdir().unwrap();
    sync(&tree, dir.path(), Edited::Keep).unwrap();
    let sorted = |mut objects: Vec<Value>| {
        objects.iter_mut().for_each(Value::sort_all_objects);
        objects.sort_by_key(Value::to_string);
        objects
    };
    for program in programs("KUSTOMIZE", "kustomize") {
        for cluster in plan.clusters.iter().filter(|cluster| !meshc::emit::beside(plan, cluster).is_empty()) {
            let built = build(&program, &dir.path().join(format!("clusters/{}/beside", cluster.name)), "beside");
            assert_eq!(sorted(built), sorted(plan.manifests(cluster)), "{}", cluster.name);
        }
    }
    let labels = &plan.manifests(by_name(plan)[0]).into_iter().find(|object| object["kind"] == "Secret").unwrap();
    assert_eq!(labels["metadata"]["labels"]["own"], "yes");
}

#[test]
fn what_flux_changes_of_a_rendered_chart_is_what_the_overlay_changes() {
    let outcome = outcome(&BESIDE.replace("1.18.3", "1.18.0"), HUB);
    let (tree, plan) = (outcome.tree().cloned().unwrap(), outcome.plan().unwrap());
    let Some(kustomize) = programs("KUSTOMIZE", "kustomize").pop() else { return };
    for (release, cluster) in of_kind(&objects(&tree, "flux/releases/"), "HelmRelease").iter().zip(by_name(plan)) {
        let Some(made) = render("v1.18.0", &release["spec"]["values"]) else { return };
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("all.yaml"), made).unwrap();
        let patches = release.pointer("/spec/postRenderers/0/kustomize/patches").cloned().unwrap_or(json!([]));
        let kustomization = json!({ "resources": ["all.yaml"], "patches": patches });
        std::fs::write(dir.path().join("kustomization.yaml"), yaml::write(&kustomization)).unwrap();
        let objects = build(&kustomize, dir.path(), &cluster.name);
        let find = |kind: &str, name: &str| {
            let is_it = |object: &&Value| object["kind"] == kind && object["metadata"]["name"] == name;
            objects.iter().find(is_it).cloned().unwrap_or_default()
        };
        match cluster.name.as_str() {
            "b" => assert!(find("DaemonSet", "cilium").to_string().contains("\"gpu\"")),
            "c" => assert_eq!(find("Service", "clustermesh-apiserver")["spec"]["clusterIP"], "172.20.0.10"),
            _ => assert_eq!(patches, json!([])),
        }
    }
}

/// What Helm renders of a chart with those values; nothing where there is no chart or no Helm.
pub fn render(release: &str, values: &Value) -> Option<String> {
    let Ok(charts) = std::env::var("CILIUM_CHARTS") else {
        assert!(!crate::common::are_consumers_required(), "CILIUM_CHARTS names no folder");
        eprintln!("skipped: CILIUM_CHARTS names no folder with charts");
        return None;
    };
    let helm = programs("HELM", "helm").into_iter().next()?;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("values.yaml");
    std::fs::write(&file, yaml::write(values)).unwrap();
    let mut command = Command::new(helm);
    command.args(["template", "cilium", "--namespace", "kube-system", "--kube-version", "1.31.0"]);
    let made = command.arg(Path::new(&charts).join(release)).arg("--values").arg(&file).output().unwrap();
    assert!(made.status.success(), "{release}: {}", String::from_utf8_lossy(&made.stderr));
    Some(String::from_utf8(made.stdout).unwrap())
}
