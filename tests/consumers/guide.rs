//! The guide to packaging agrees with what it shows.

use super::packaging::{GUIDE, block, document, keys, strings, takes, text};
use crate::common::programs;
use meshc::yaml::{self};
use std::path::Path;
use std::process::Command;

#[test]
fn the_hooks_of_the_guide_are_those_of_the_manifest() {
    let hooks = document(".pre-commit-hooks.yaml");
    let (ours, from_us) = block("repo: https://github.com/meshc/meshc");
    assert_eq!(env!("CARGO_PKG_REPOSITORY"), ours["repos"][0]["repo"]);
    for id in strings(&ours["repos"][0]["hooks"], "id") {
        assert!(strings(&hooks, "id").contains(&id), "no hook {id}");
    }
    let (local, from_a_wheel) = block("repo: local");
    let local = &local["repos"][0]["hooks"][0];
    let same = hooks.as_array().unwrap().iter().find(|hook| hook["id"] == local["id"]).unwrap();
    for key in ["entry", "files", "language", "name", "pass_filenames", "require_serial"] {
        assert_eq!(local[key], same[key], "{key}");
    }
    let dir = tempfile::tempdir().unwrap();
    for program in programs("PRE_COMMIT", "pre-commit") {
        for config in [&from_us, &from_a_wheel] {
            let file = dir.path().join("config.yaml");
            std::fs::write(&file, config).unwrap();
            takes(&program, &["validate-config", file.to_str().unwrap()]);
        }
    }
}

#[test]
fn the_inputs_of_the_guide_are_those_of_the_action_and_of_the_template() {
    let (workflow, _) = block("uses: meshc/meshc@");
    let inputs = &document("action.yml")["inputs"];
    for key in keys(&workflow["jobs"]["mesh"]["steps"][1]["with"]) {
        assert!(keys(inputs).contains(&key), "no input {key}");
    }
    for word in ["checksum", "command", "deny", "plan"] {
        assert!(keys(inputs).contains(&word) && text(GUIDE).contains(&format!("`{word}")), "{word}");
    }
    let (pipeline, _) = block("remote:");
    for key in keys(&pipeline["include"][0]["inputs"]) {
        assert!(keys(&document("templates/meshc.yml")["spec"]["inputs"]).contains(&key), "no input {key}");
    }
}

#[test]
fn the_component_adds_the_plugin_to_argo_cd() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("argocd-cmp")).unwrap();
    for entry in std::fs::read_dir("packaging/argocd-cmp").unwrap().map(Result::unwrap) {
        std::fs::copy(entry.path(), dir.path().join("argocd-cmp").join(entry.file_name())).unwrap();
    }
    let server = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: argocd-repo-server, namespace: gitops }\n\
                  spec: { template: { spec: { containers: [{ name: argocd-repo-server }] } } }\n";
    std::fs::write(dir.path().join("argocd.yaml"), server).unwrap();
    let (kustomization, block) = block("components:");
    let component = kustomization["components"][0].as_str().unwrap();
    let (folder, _) = component.split_once("//").unwrap().1.split_once("//").unwrap().1.split_once('?').unwrap();
    assert!(Path::new(folder).join("kustomization.yaml").exists(), "{folder}");
    let kustomization =
        format!("namespace: gitops\nresources: [argocd.yaml]\n{}", block.replace(component, "argocd-cmp"));
    std::fs::write(dir.path().join("kustomization.yaml"), kustomization).unwrap();
    for program in programs("KUSTOMIZE", "kustomize") {
        let built = Command::new(&program).arg("build").arg(dir.path()).output().unwrap();
        let built = yaml::read(&String::from_utf8(built.stdout).unwrap()).unwrap();
        let find = |kind: &str| built.iter().find(|object| object["kind"] == *kind).unwrap();
        assert_eq!(find("ConfigMap")["data"]["plugin.yaml"], text("packaging/argocd-cmp/plugin.yaml"), "{program}");
        let pod = &find("Deployment")["spec"]["template"]["spec"];
        let names = [strings(&pod["containers"], "name"), strings(&pod["volumes"], "name")].concat();
        assert_eq!(names, ["meshc", "argocd-repo-server", "meshc-plugin", "meshc-tmp"], "{program}");
    }
}

#[test]
fn the_application_of_the_guide_names_the_parameter_of_the_plugin() {
    let plugin = document("packaging/argocd-cmp/plugin.yaml");
    let (application, _) = block("kind: Application");
    let source = &application["spec"]["source"]["plugin"];
    assert_eq!(source["name"], plugin["metadata"]["name"]);
    assert_eq!(strings(&source["parameters"], "name"), strings(&plugin["spec"]["parameters"]["static"], "name"));
}
