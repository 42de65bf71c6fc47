//! The real consumers: every fixture builds with every kustomize that is there, without a word on standard
//! error, into what `meshc render` gives; and Kubernetes' own schemas take every object.
//!
//! Which ones: `KUSTOMIZE`, a list of programs separated by `:`, or `kustomize` on the PATH;
//! `KUBERNETES_VALIDATE`, or `kubernetes-validate` on the PATH. A test that finds none says so and passes,
//! unless `CONSUMERS=required`.

use crate::common::{FIXTURES, compile, compile_file, programs, sync};
use meshc::Outcome;
use meshc::sync::Edited;
use meshc::yaml::{self, Value};
use std::process::Command;

fn sorted(text: &str) -> Vec<Value> {
    let mut objects = yaml::read(text).unwrap();
    objects.iter_mut().for_each(Value::sort_all_objects);
    objects.sort_by_key(Value::to_string);
    objects
}

/// Builds every cluster with every kustomize, and holds it against `render`.
fn builds_alike(case: &str, outcome: &Outcome) {
    let dir = tempfile::tempdir().unwrap();
    sync(outcome.tree().unwrap(), dir.path(), Edited::Keep).unwrap();
    let plan = outcome.plan().unwrap();
    let encrypted = crate::common::stand_in(plan, dir.path());
    for program in programs("KUSTOMIZE", "kustomize") {
        // A chart would have to be fetched: `chart_overlays_say_what_to_render` holds what kustomize is told
        // of it.
        for cluster in plan.clusters.iter().filter(|cluster| cluster.applied_chart().is_none()) {
            let overlay = dir.path().join("clusters").join(&cluster.name);
            let built = Command::new(&program).arg("build").arg(&overlay).output().unwrap();
            let said = String::from_utf8_lossy(&built.stderr);
            assert!(built.status.success() && said.is_empty(), "{program} build {case}/{}: {said}", cluster.name);
            let mut built = sorted(&String::from_utf8(built.stdout).unwrap());
            // The values of a chart that the distribution installs: what it renders is not known here.
            if let Some(chart) = cluster.chart() {
                let content =
                    |object: &Value| object.pointer("/spec/valuesContent").and_then(Value::as_str).map(str::to_string);
                let held: Vec<Value> =
                    built.iter().filter_map(content).flat_map(|text| yaml::read(&text).unwrap()).collect();
                assert_eq!(held, [chart.values()], "{case}/{}", cluster.name);
            }
            let before = built.len();
            // What the user keeps encrypted is in the build alone.
            built.retain(|object| {
                !(object["kind"] == "Secret" && encrypted.iter().any(|name| object["metadata"]["name"] == *name))
            });
            assert_eq!(before - built.len(), cluster.encrypted.len(), "{case}/{}", cluster.name);
            let mut rendered = sorted(&meshc::emit::manifests(plan, cluster));
            rendered.retain(Value::is_object);
            assert_eq!(built.len(), rendered.len(), "{case}/{}", cluster.name);
            for (theirs, ours) in built.iter().zip(&rendered) {
                assert!(theirs == ours, "{program} build {case}/{}: {}", cluster.name, difference(theirs, ours));
            }
        }
    }
}

fn difference(theirs: &Value, ours: &Value) -> String {
    let (theirs, ours) = (yaml::write(theirs), yaml::write(ours));
    similar::TextDiff::from_lines(&theirs, &ours).unified_diff().header("kustomize", "meshc").to_string()
}

#[test]
fn fixtures_build_alike_with_every_kustomize() {
    for (case, mesh) in FIXTURES {
        builds_alike(case, &compile_file(mesh));
    }
}

/// The fields of `helmCharts` that every kustomize from 4.1 on reads (`api/types/helmchartargs.go`); one that
/// it does not know makes it fail.
const CHART_FIELDS: [&str; 6] = ["name", "repo", "version", "releaseName", "namespace", "valuesFile"];

#[test]
fn chart_overlays_say_what_to_render() {
    let mut seen = 0;
    for (case, mesh) in FIXTURES {
        let outcome = compile_file(mesh);
        let (tree, plan) = (outcome.tree().cloned().unwrap(), outcome.plan().unwrap());
        for cluster in plan.clusters.iter().filter(|cluster| cluster.applied_chart().is_some()) {
            let folder = format!("clusters/{}", cluster.name);
            let overlay = yaml::read(tree.get(&format!("{folder}/kustomization.yaml")).unwrap()).unwrap().remove(0);
            let [chart] = overlay["helmCharts"].as_array().unwrap().as_slice() else { panic!("{case}: {overlay}") };
            assert!(chart.as_object().unwrap().keys().eq(CHART_FIELDS), "{case}: {chart}");
            assert!(tree.get(&format!("{folder}/{}", chart["valuesFile"].as_str().unwrap())).is_some());
            for patch in overlay["patches"].as_array().into_iter().flatten() {
                assert!(tree.get(&format!("{folder}/{}", patch["path"].as_str().unwrap())).is_some());
                let target = patch["target"].as_object().unwrap();
                assert!(target.values().all(|field| field.as_str().is_some_and(|text| !text.is_empty())), "{patch}");
            }
            seen += 1;
        }
    }
    assert!(seen > 0);
}

#[test]
fn hostile_names_and_values_build_alike() {
    let text = r##"
        mesh "m" { cilium "1.4.2"; allow "yaml-ambiguous-name" reason="the point"; }
        defaults {
            config { "a.b_c-d" "x: y # z"; date "2018-09-11"; big 123456789012345678; sexagesimal "1:30"; octal "0644"; under "1_000"; tilde "~"; empty ""; tab "a\tb"; lines "one\ntwo\n"; braces "{{ not helm }}"; percent "%s"; unicode "žluťoučký 🐝"; esc "\u{1b}[0m" }
            patch kind="ConfigMap" name="cilium-config" { add "/data/from~1patch" "on"; add "/metadata/labels" { "1" "0x1f"; no "no" } }
        }
        cluster "on" id=1 { pod-cidr "10.1.0.0/16"; etcd { endpoint "https://a.example.com:2379"; }; }
        cluster "0x1f" id=2 { pod-cidr "10.2.0.0/16"; etcd { endpoint "https://b.example.com:2379"; }; }
        cluster "1e3" id=3 { pod-cidr "10.3.0.0/16"; etcd { endpoint "https://c.example.com:2379"; }; }
        cluster "123" id=4 { pod-cidr "10.4.0.0/16"; etcd { endpoint "https://d.example.com:2379"; }; }
    "##;
    let text = text.replace("from~1patch", "from-patch");
    let outcome = compile(&text);
    assert!(!outcome.diagnostics.has_errors(), "{}", crate::common::rendered(&outcome));
    builds_alike("hostile", &outcome);
}

#[test]
fn every_way_to_change_a_rendered_base_builds_alike() {
    const STALE: &str = "apiVersion: v1\nkind: Secret\nmetadata: {name: cilium-clustermesh, namespace: kube-system}\n\
                         stringData: {old: x}\ndata: {gone: eA==}\n---\napiVersion: v1\nkind: ConfigMap\n\
                         metadata: {name: clustermesh-remote-users, namespace: kube-system}\ndata: {more: x}\n";
    const ALIASES: &str =
        "hostAliases: [{ip: 192.0.2.9, hostnames: [x.mesh.cilium.io]}, {ip: 192.0.2.2, hostnames: [own]}]";
    const PORTS: &str = "externalTrafficPolicy: Local\n  ports:\n  - {port: 2379, protocol: TCP, nodePort: 32379}";
    let folder = "fixtures/rendered/vendor/cilium";
    let mut files = meshc::world::Memory::default().with("base/stale.yaml", STALE);
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let text = text.replace("hostNetwork: true", &format!("hostNetwork: true\n      {ALIASES}"));
        let text = text.replace("[clustermesh, ", "[clustermesh, --cluster-users-enabled, ");
        let text = text.replace("ports:\n  - port: 2379", PORTS).replace("type: LoadBalancer", "type: NodePort");
        files = files.with(format!("base/{}", entry.file_name().to_str().unwrap()), text);
    }
    for (mesh, a, b) in [
        (
            "certificates \"cron-job\" auth-mode=\"migration\"; kvstoremesh #false; trust-bundle \"ca\"; mcs-api #true;",
            "ClusterIP\" { ip \"192.0.2.1\"",
            "LoadBalancer\" { ip \"192.0.2.2\"",
        ),
        (
            "certificates \"cron-job\" auth-mode=\"migration\"; encryption \"ipsec\"; endpoint-slice-sync #true;",
            "NodePort\" { ip \"192.0.2.1\" \"192.0.2.3\"",
            "LoadBalancer\" { address \"b.example.com\"",
        ),
        (
            "routing \"native\" cidr=\"10.0.0.0/8\"; max-connected-clusters 511; certificates \"cron-job\" auth-mode=\"cluster\";",
            "LoadBalancer\" { ip \"2001:db8::1\"",
            "LoadBalancer\" { ip \"192.0.2.2\"",
        ),
    ] {
        let cluster = |name: &str, id: u8, apiserver: &str| {
            format!("cluster \"{name}\" id={id} {{ pod-cidr \"10.{id}.0.0/16\"; apiserver \"{apiserver}; }}; }}\n")
        };
        let head = format!("mesh \"m\" {{ cilium \"1.18.3\"; base path=\"base\"; {mesh} }}\n");
        let text = format!("{head}{}{}", cluster("a", 1, a), cluster("b", 2, b));
        let outcome = crate::common::compile_with(files.clone(), &text);
        assert!(outcome.plan().is_some(), "{}", crate::common::rendered(&outcome));
        builds_alike(mesh, &outcome);
    }
}

#[test]
fn kubernetes_takes_every_object() {
    for program in programs("KUBERNETES_VALIDATE", "kubernetes-validate") {
        for (case, mesh) in FIXTURES {
            let outcome = compile_file(mesh);
            let plan = outcome.plan().unwrap();
            let dir = tempfile::tempdir().unwrap();
            for cluster in &plan.clusters {
                let file = dir.path().join(format!("{}.yaml", cluster.name));
                // What is no part of Kubernetes has no schema there.
                let objects: Vec<_> = yaml::read(&meshc::emit::manifests(plan, cluster)).unwrap();
                let foreign = ["ExternalSecret", "HelmChartConfig"];
                let known = objects.iter().filter(|object| !foreign.iter().any(|kind| object["kind"] == *kind));
                std::fs::write(&file, yaml::write_all(known)).unwrap();
                // The oldest and the newest that it knows: what holds for both has held since the time of
                // these objects.
                for version in ["1.25.0", "1.37.0"] {
                    let mut command = Command::new(&program);
                    let judged = command.args(["--strict", "-k", version]).arg(&file).output().unwrap();
                    let said = String::from_utf8_lossy(&judged.stdout) + String::from_utf8_lossy(&judged.stderr);
                    assert!(judged.status.success(), "{case}/{} for {version}: {said}", cluster.name);
                }
            }
        }
    }
}
