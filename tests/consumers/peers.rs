//! `peers "shared"` with the real Helm and the real kustomize: both files together give the objects that one
//! file gave, but for what follows from a cluster's own entry.

use super::facts::facts;
use crate::common::mesh::{Mesh, balanced, mesh};
use crate::common::{programs, sync};
use meshc::sync::Edited;
use meshc::yaml::{self, Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Three clusters on the chart, with every place in which charts write peers.
fn three(release: &str) -> Mesh {
    let nodes = "apiserver \"NodePort\" { ip \"192.0.2.3\" \"192.0.2.4\"; }".to_string();
    let mesh = mesh(release).clusters([
        balanced(1),
        "apiserver \"LoadBalancer\" { address \"b.example.com\"; }".to_string(),
        nodes,
    ]);
    mesh.says("peers \"shared\"")
}

/// The folders of the charts, each with its release.
fn charts() -> Vec<(String, PathBuf)> {
    let folder = |chart: super::helm::Chart| {
        let folder = Path::new(&std::env::var("CILIUM_CHARTS").unwrap()).join(format!("v{}", chart.version));
        (chart.version, folder)
    };
    super::helm::charts().into_iter().map(folder).collect()
}

/// Writes the output of a mesh, and gives its folder.
fn written(mesh: &Mesh) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let outcome = mesh.compile();
    sync(outcome.tree().unwrap_or_else(|| panic!("{}", mesh.text())), dir.path(), Edited::Keep).unwrap();
    dir
}

fn ran(command: &mut Command) -> Vec<Value> {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    yaml::read(&String::from_utf8(done.stdout).unwrap()).unwrap()
}

fn helm(program: &str, chart: &Path, out: &Path, files: &[&str]) -> Vec<Value> {
    let mut command = Command::new(program);
    command.args(["template", "cilium", "--namespace", "kube-system", "--kube-version", "1.31.0"]);
    for file in files {
        command.arg("-f").arg(out.join(file));
    }
    let mut objects = ran(command.arg(chart));
    objects.sort_by_key(|object| format!("{} {}", object["kind"], object["metadata"]["name"]));
    objects
}

/// An object without what a cluster's own entry makes of it.
fn without_itself(object: &Value, name: &str) -> Value {
    let mut object = object.clone();
    let host = json!(format!("{name}.mesh.cilium.io"));
    if let Some(data) = object.get_mut("data").and_then(Value::as_object_mut) {
        data.shift_remove(name);
        if let Some(users) = data.get("users.yaml").and_then(Value::as_str) {
            let mut users = yaml::read(users).unwrap().remove(0);
            users["users"]
                .as_array_mut()
                .into_iter()
                .for_each(|all| all.retain(|user| user["name"] != format!("remote-{name}")));
            data.insert("users.yaml".to_string(), users);
        }
    }
    let aliases = object.pointer_mut("/spec/template/spec/hostAliases").and_then(Value::as_array_mut);
    aliases.into_iter().for_each(|aliases| aliases.retain(|alias| alias["hostnames"] != json!([host])));
    object
}

#[test]
fn both_files_give_the_objects_that_one_gave() {
    for program in programs("HELM", "helm") {
        for (release, chart) in charts() {
            for kvstoremesh in ["kvstoremesh #true", "kvstoremesh #false; endpoint-slice-sync #true"] {
                if kvstoremesh.contains("slice") && release.as_str() < "1.16" {
                    continue;
                }
                let shared = three(&release).says(kvstoremesh);
                let inline = written(&shared.clone().with("peers \"shared\"", "peers \"inline\""));
                let out = written(&shared);
                for name in ["a", "b", "c"] {
                    let own = format!("clusters/{name}/values.yaml");
                    let before = helm(&program, &chart, inline.path(), &[&own]);
                    let after = helm(&program, &chart, out.path(), &["mesh/peers.yaml", &own]);
                    assert_eq!(before.len(), after.len(), "{release}");
                    for (before, after) in before.iter().zip(&after) {
                        let (before, after) = (without_itself(before, name), without_itself(after, name));
                        assert_eq!(yaml::write(&before), yaml::write(&after), "{release} {name}: {kvstoremesh}");
                    }
                    assert!(!facts(&after, name).is_empty());
                }
            }
        }
    }
}

/// What kustomize says without being let out of the folder (`api/loader/loadrestrictions.go`).
const REFUSED: &str = "is not in or below";

#[test]
fn kustomize_builds_it_where_it_is_let_out_of_the_folder() {
    let Some(helm) = programs("HELM", "helm").pop() else { return };
    let Some((release, chart)) = charts().into_iter().find(|(release, _)| release == "1.18.0") else { return };
    let out = written(&three(&release));
    for name in ["a", "b"] {
        let folder = out.path().join(format!("clusters/{name}"));
        // Where kustomize looks for a chart before it fetches it.
        let home = folder.join(format!("charts/cilium-{release}"));
        std::fs::create_dir_all(&home).unwrap();
        std::os::unix::fs::symlink(&chart, home.join("cilium")).unwrap();
        let wanted =
            self::helm(&helm, &chart, out.path(), &["mesh/peers.yaml", &format!("clusters/{name}/values.yaml")]);
        for program in programs("KUSTOMIZE", "kustomize") {
            let build = |more: &[&str]| {
                let mut command = Command::new(&program);
                command.args(["build", "--enable-helm", "--helm-command", &helm]).args(more).arg(&folder);
                command
            };
            let refused = build(&[]).output().unwrap();
            let said = String::from_utf8_lossy(&refused.stderr).into_owned();
            if !said.contains(REFUSED) {
                // Up to 4.5.7 it knows one file only, and says so.
                assert!(said.contains("additionalValuesFiles"), "{program}: {said}");
                continue;
            }
            let built =
                ran(&mut build(&["--load-restrictor", "LoadRestrictionsNone", "--helm-kube-version", "1.31.0"]));
            assert_eq!(built.len(), wanted.len(), "{program}");
            let secret = |objects: &[Value]| {
                let is_it = |object: &&Value| object["metadata"]["name"] == "cilium-clustermesh";
                objects.iter().find(is_it).map(|object| object["data"].clone())
            };
            assert_eq!(secret(&built), secret(&wanted), "{program}");
        }
    }
}
