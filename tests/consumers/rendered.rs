//! `meshc render` of clusters on the chart against the real thing: kustomize with the same Helm prints the
//! same objects.

use super::helm::charts;
use crate::common::programs;
use meshc::yaml::{self, Value};
use std::path::Path;
use std::process::{Command, Output};

/// Two clusters with what is beside the chart, a patch of the user's and one of the mesh's.
fn mesh(version: &str, more: &str) -> String {
    format!(
        r#"mesh "m" {{
    cilium "{version}"
    address-pool "10.0.0.0/8" prefix=16
    {more}
}}
defaults {{
    patch kind="DaemonSet" name="cilium" {{
        add "/spec/template/spec/tolerations/-" {{ key "gpu"; operator "Exists"; }}
    }}
}}
cluster "a" id=1 {{ apiserver "LoadBalancer" {{ ip "192.0.2.1"; }}; }}
cluster "b" id=2 {{ apiserver "LoadBalancer" {{ ip "192.0.2.2"; }}; }}
"#
    )
}

fn sorted(text: &str) -> Vec<Value> {
    let mut objects: Vec<Value> = yaml::read(text).unwrap().into_iter().filter(Value::is_object).collect();
    objects.iter_mut().for_each(Value::sort_all_objects);
    objects.sort_by_key(Value::to_string);
    objects
}

fn meshc(dir: &Path, helm: &str, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshc"));
    command.current_dir(dir).args(arguments).env("MESHC_HELM", helm).env_remove("MESHC_OUT");
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// What kustomize prints for a cluster. It finds the chart beside the overlay, and fetches nothing. Helm
/// renders for the Kubernetes that meshc has it render for where its own is too old.
fn built(kustomize: &str, helm: &str, (overlay, chart): (&Path, &Path)) -> String {
    let wrapper = overlay.join("../../helm");
    let real = std::path::absolute(helm).unwrap();
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = template ] || exec '{0}' \"$@\"\n'{0}' \"$@\" 2> /dev/null || exec '{0}' \"$@\" --kube-version 1.31.0\n",
        real.display()
    );
    std::fs::write(&wrapper, script).unwrap();
    std::fs::set_permissions(&wrapper, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let place = overlay.join("charts");
    std::fs::create_dir_all(&place).unwrap();
    let version = chart.file_name().unwrap().to_str().unwrap().trim_start_matches('v').to_string();
    for folder in [place.join("cilium"), place.join(format!("cilium-{version}")).join("cilium")] {
        std::fs::create_dir_all(folder.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(chart.canonicalize().unwrap(), folder).unwrap();
    }
    let mut command = Command::new(kustomize);
    command.args(["build", "--enable-helm", "--load-restrictor", "LoadRestrictionsNone", "--helm-command"]);
    let built = command.arg(&wrapper).arg(overlay).output().unwrap();
    assert!(built.status.success(), "{kustomize}: {}", String::from_utf8_lossy(&built.stderr));
    String::from_utf8(built.stdout).unwrap()
}

fn difference(theirs: &[Value], ours: &[Value]) -> String {
    let (theirs, ours) = (yaml::write_all(theirs), yaml::write_all(ours));
    similar::TextDiff::from_lines(&theirs, &ours).unified_diff().header("kustomize", "meshc").to_string()
}

#[test]
fn clusters_on_the_chart_are_rendered_as_kustomize_renders_them() {
    let Some(helm) = programs("HELM", "helm").into_iter().next() else { return };
    let cases = [
        "",
        "peers \"shared\"; max-connected-clusters 511",
        "encryption \"ipsec\"; routing \"native\" cidr=\"10.0.0.0/8\"",
    ];
    let charts = charts();
    for (chart, more) in charts.iter().zip(cases.into_iter().cycle()) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("mesh.kdl"), mesh(&chart.version, more)).unwrap();
        let done = meshc(dir.path(), &helm, &["build"]);
        assert_eq!(done.0, 0, "{}: {}", chart.version, done.2);
        let folder = chart.folder.canonicalize().unwrap();
        let rendered = meshc(dir.path(), &helm, &["render", "--cluster", "b", "--chart", folder.to_str().unwrap()]);
        assert_eq!(rendered.0, 0, "{}: {}", chart.version, rendered.2);
        let ours = sorted(&rendered.1);
        assert!(ours.iter().any(|object| object["kind"] == "DaemonSet"));
        assert!(rendered.1.contains("key: gpu"), "the patch of the user's");
        let overlay = dir.path().join("deploy/clusters/b");
        // Of the two kustomizes the old one knows one file of values.
        for program in
            programs("KUSTOMIZE", "kustomize").iter().filter(|it| !more.contains("shared") || it.contains("v5"))
        {
            let theirs = sorted(&built(program, &helm, (&overlay, &folder)));
            std::fs::remove_dir_all(overlay.join("charts")).unwrap();
            assert!(theirs == ours, "{program} {}: {}", chart.version, difference(&theirs, &ours));
        }
    }
}

#[test]
fn a_whole_mesh_is_written_and_what_is_missing_is_named() {
    let Some(helm) = programs("HELM", "helm").into_iter().next() else { return };
    let Some(chart) = charts().into_iter().find(|chart| chart.version == "1.18.0") else { return };
    let chart = chart.folder.canonicalize().unwrap();
    let chart = chart.to_str().unwrap();
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("mesh.kdl"), mesh("1.18.0", "")).unwrap();
    let all = meshc(dir.path(), &helm, &["render", "--all", "--out", "rendered", "--chart", chart]);
    assert_eq!(all.0, 0, "{}", all.2);
    let one = meshc(dir.path(), &helm, &["render", "--cluster", "a", "--chart", chart]).1;
    assert!(std::fs::read_to_string(dir.path().join("rendered/a.yaml")).unwrap().ends_with(&one));
    assert!(dir.path().join("rendered/b.yaml").exists());
    assert_eq!(meshc(dir.path(), &helm, &["render", "--all"]).0, 2);

    let without = meshc(dir.path(), "no-such-helm", &["render", "--cluster", "a"]);
    assert!(
        (without.0, without.1.as_str()) == (2, "") && without.2.contains("there is no program no-such-helm"),
        "{}",
        without.2
    );
    assert!(without.2.contains("https://helm.sh/docs/intro/install") && without.2.contains("--helm"), "{}", without.2);
    let named = meshc(dir.path(), "no-such-helm", &["render", "--cluster", "a", "--helm", &helm, "--chart", chart]);
    assert_eq!((named.0, named.1), (0, one));
    let nowhere = meshc(dir.path(), &helm, &["render", "--cluster", "a", "--chart=-nowhere"]);
    assert!(nowhere.0 == 2 && nowhere.2.contains("does not render the chart of a"), "{}", nowhere.2);

    std::fs::write(dir.path().join("mesh.kdl"), mesh("1.18.3", "")).unwrap();
    let other = meshc(dir.path(), &helm, &["render", "--cluster", "a", "--chart", chart]);
    assert!(other.0 == 0 && other.2.contains("is version 1.18.0 of the chart, but a needs 1.18.3"), "{}", other.2);
    let patched = mesh("1.18.0", "").replace("name=\"cilium\"", "name=\"cilium-nowhere\"");
    std::fs::write(dir.path().join("mesh.kdl"), patched).unwrap();
    let refused = meshc(dir.path(), &helm, &["render", "--cluster", "a", "--chart", chart]);
    assert!(refused.0 == 2 && refused.2.contains("there is no DaemonSet cilium-nowhere to change"), "{}", refused.2);
}
