//! What applying a new output does to live clusters: each change has its risk, on every kind of base, and what must not
//! change is refused by `build`.

use crate::common::{codes, compile, compile_file, rendered};
use meshc::impact::{ClusterImpact, Fate, Impact, Output, Risk, compare, made_with};
use meshc::plan::Deployed;
use meshc::world::Memory;
use meshc::{Options, Outcome};
use std::process::{Command, Output as Ran};

/// The output of a mesh that is right.
fn output(text: &str) -> Output {
    output_of(&compile(text))
}

fn output_of(outcome: &Outcome) -> Output {
    assert!(!outcome.diagnostics.has_errors(), "{}", rendered(outcome));
    Output::of(outcome.tree().unwrap())
}

/// What happens to each cluster when the second mesh follows the first.
fn plan(old: &str, new: &str) -> Vec<ClusterImpact> {
    compare(&output(old), &output(new))
}

/// The same, where the second is the first with one text replaced.
fn after(mesh: &str, from: &str, to: &str) -> Vec<ClusterImpact> {
    assert!(mesh.contains(from), "{from}");
    plan(mesh, &mesh.replace(from, to))
}

fn of<'c>(clusters: &'c [ClusterImpact], name: &str) -> &'c ClusterImpact {
    clusters.iter().find(|cluster| cluster.name == name).unwrap_or_else(|| panic!("no {name} in {clusters:#?}"))
}

fn risks(clusters: &[ClusterImpact]) -> Vec<(&str, Risk)> {
    clusters.iter().map(|cluster| (cluster.name.as_str(), cluster.risk())).collect()
}

fn impact<'c>(clusters: &'c [ClusterImpact], name: &str, subject: &str) -> &'c Impact {
    let cluster = of(clusters, name);
    let found = cluster.impacts.iter().find(|impact| impact.subject == subject);
    found.unwrap_or_else(|| panic!("no {subject} in {cluster:#?}"))
}

fn values(impact: &Impact) -> (Risk, Option<&str>, Option<&str>) {
    (impact.risk, impact.before.as_deref(), impact.after.as_deref())
}

/// On the chart: one cluster reached by an address, one by a name.
const CHART: &str = r#"
    mesh "m" { cilium "1.18.3"; }
    cluster "a" id=1 { pod-cidr "10.1.0.0/16"; apiserver "LoadBalancer" { ip "192.0.2.1"; }; config { debug #false; }; }
    cluster "b" id=2 { pod-cidr "10.2.0.0/16"; apiserver "LoadBalancer" { address "b.example.com"; }; }
"#;

/// With plain etcds, on the manifests that meshc ships.
const CLASSIC: &str = r#"
    mesh "m" { cilium "1.4.2"; allow "insecure-endpoint" reason="short"; }
    cluster "a" id=1 { pod-cidr "10.1.0.0/16"; etcd { endpoint "http://a.example.com:2379"; }; config { debug #false; }; }
    cluster "b" id=2 { pod-cidr "10.2.0.0/16"; etcd { endpoint "http://b.example.com:2379"; }; }
"#;

/// The fixture on manifests that a user has rendered.
fn rendered_mesh() -> String {
    std::fs::read_to_string("fixtures/rendered/mesh.kdl").unwrap()
}

/// The plan for the fixture with texts replaced.
fn after_on_rendered(changes: &[(&str, &str)]) -> Vec<ClusterImpact> {
    let mut files = meshc::world::Memory::default();
    for entry in walkdir::WalkDir::new("fixtures/rendered/vendor").into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix("fixtures/rendered").unwrap().to_str().unwrap().to_string();
            files = files.with(path, std::fs::read(entry.path()).unwrap());
        }
    }
    let mesh = rendered_mesh();
    let new = changes.iter().fold(mesh.clone(), |mesh, (from, to)| {
        assert!(mesh.contains(from), "{from} in {mesh}");
        mesh.replace(from, to)
    });
    let compiled = |text: &str| output_of(&crate::common::compile_with(files.clone(), text));
    compare(&compiled(&mesh), &compiled(&new))
}

#[test]
fn nothing_changed_is_nothing() {
    for mesh in [CHART, CLASSIC] {
        let clusters = plan(mesh, mesh);
        assert!(clusters.iter().all(|it| it.impacts.is_empty() && it.fate == Fate::Stays), "{clusters:#?}");
        let reordered = plan(mesh, &mesh.replace("pod-cidr", "  pod-cidr  "));
        assert!(reordered.iter().all(|it| it.impacts.is_empty()), "{reordered:#?}");
    }
    for (_, mesh) in crate::common::FIXTURES {
        let output = output_of(&compile_file(mesh));
        assert!(compare(&output, &output).iter().all(|it| it.impacts.is_empty()), "{mesh}");
    }
}

#[test]
fn what_a_cluster_is_made_with_must_not_change() {
    let moved = after(CHART, "10.2.0.0/16", "10.9.0.0/16");
    assert_eq!(risks(&moved), [("a", Risk::None), ("b", Risk::Destructive)]);
    assert_eq!(values(impact(&moved, "b", "pod-cidr")), (Risk::Destructive, Some("10.2.0.0/16"), Some("10.9.0.0/16")));
    for (from, to, subject) in [
        ("id=2", "id=9", "id"),
        ("\"10.2.0.0/16\"", "\"10.2.0.0/15\"", "pod-cidr"),
        ("id=2 {", "id=2 { ipam \"cluster-pool\" mask=25;", "mask"),
        ("id=2 {", "id=2 { ipam \"kubernetes\";", "ipam"),
    ] {
        let clusters = after(CHART, from, to);
        assert_eq!(impact(&clusters, "b", subject).risk, Risk::Destructive, "{to}");
        assert_eq!(of(&clusters, "a").risk(), Risk::None, "{to}: {clusters:#?}");
    }
    // The mask of the chart, spelt out, is the same mask; and what the record says is not said again by values.
    assert_eq!(of(&after(CHART, "id=2 {", "id=2 { ipam \"cluster-pool\" mask=24;"), "b").impacts, []);
    assert_eq!(of(&after(CHART, "id=2", "id=9"), "b").impacts.len(), 1);
    let sized = after(CHART, "cilium \"1.18.3\";", "cilium \"1.18.3\"; max-connected-clusters 511;");
    assert_eq!(risks(&sized), [("a", Risk::Destructive), ("b", Risk::Destructive)]);
    // In these clusters nothing of the output but the record holds the pods' addresses.
    for (mesh, name) in [(CLASSIC, "b"), (&CHART.replace("id=2 {", "id=2 { ipam \"kubernetes\";"), "b")] {
        assert_eq!(of(&after(mesh, "10.2.0.0/16", "10.9.0.0/16"), name).risk(), Risk::Destructive);
    }
}

#[test]
fn pod_cidrs_may_be_appended() {
    let clusters = after(CHART, "\"10.2.0.0/16\"", "\"10.2.0.0/16\" \"10.9.0.0/16\"");
    assert_eq!(risks(&clusters), [("a", Risk::None), ("b", Risk::Restart)]);
    assert_eq!(of(&clusters, "b").impacts.len(), 1, "{clusters:#?}");
    let dual = after(CHART, "\"10.2.0.0/16\"", "\"10.2.0.0/16\" \"fd00:2::/104\"");
    assert_eq!(impact(&dual, "b", "pod-cidr").risk, Risk::Restart);
    assert_eq!(impact(&dual, "b", "value `ipv6.enabled`").risk, Risk::Disruptive);
    assert_eq!(of(&after(CLASSIC, "\"10.2.0.0/16\"", "\"10.2.0.0/16\" \"10.9.0.0/16\""), "b").risk(), Risk::None);
}

#[test]
fn a_moved_endpoint_breaks_connections_to_it() {
    let clusters = after(CHART, "192.0.2.1", "192.0.2.9");
    assert_eq!(risks(&clusters), [("a", Risk::Disruptive), ("b", Risk::Disruptive)]);
    assert_eq!(
        values(impact(&clusters, "b", "peer `a`")),
        (Risk::Disruptive, Some("192.0.2.1 port 2379"), Some("192.0.2.9 port 2379"))
    );
    let named = after(CHART, "b.example.com", "c.example.com");
    assert_eq!(impact(&named, "a", "peer `b`").risk, Risk::Disruptive);
    // Agents of these releases do not notice a changed entry, so that they restart too.
    let classic = after(CLASSIC, "http://b.example.com:2379", "http://b.example.com:4001");
    assert_eq!(impact(&classic, "a", "peer `b`").risk, Risk::Disruptive);
    assert_eq!(impact(&classic, "a", "DaemonSet `cilium`").risk, Risk::Restart);
    assert_eq!(impact(&classic, "b", "config `etcd-config`").risk, Risk::Disruptive);
}

#[test]
fn a_new_peer_is_picked_up_live() {
    let more = r#"cluster "c" id=3 { pod-cidr "10.3.0.0/16"; apiserver "LoadBalancer" { ip "192.0.2.3"; }; }"#;
    let clusters = plan(CHART, &format!("{CHART}{more}"));
    assert_eq!(risks(&clusters), [("a", Risk::Reload), ("b", Risk::Reload), ("c", Risk::None)]);
    assert_eq!(of(&clusters, "c").fate, Fate::Added);
    let gone = plan(&format!("{CHART}{more}"), CHART);
    assert_eq!(risks(&gone), [("a", Risk::Reload), ("b", Risk::Reload), ("c", Risk::Disruptive)]);
    assert_eq!(of(&gone, "c").fate, Fate::Removed);
    assert_eq!(impact(&gone, "c", "peers").before.as_deref(), Some("`a`, `b`"));
    assert_eq!(impact(&gone, "a", "peer `c`").before.as_deref(), Some("192.0.2.3 port 2379"));
    // Without KVStoreMesh the chart writes addresses of peers into the agents' own pods.
    let direct = CHART.replace("cilium \"1.18.3\";", "cilium \"1.18.3\"; kvstoremesh #false;");
    let clusters = plan(&direct, &format!("{direct}{more}"));
    assert_eq!(impact(&clusters, "a", "hostAliases").risk, Risk::Restart);
    // Classic agents restart by a checksum of the Secret.
    let more = r#"cluster "c" id=3 { pod-cidr "10.3.0.0/16"; etcd { endpoint "http://c.example.com:2379"; }; }"#;
    let classic = plan(CLASSIC, &format!("{CLASSIC}{more}"));
    assert_eq!(impact(&classic, "a", "peer `c`").risk, Risk::Reload);
    assert_eq!(of(&classic, "a").risk(), Risk::Restart);
}

#[test]
fn a_release_restarts_agents_one_minor_at_a_time() {
    for (to, risk) in [
        ("1.18.4", Risk::Restart),
        ("1.19.1", Risk::Restart),
        ("1.20.0", Risk::Disruptive),
        ("1.17.9", Risk::Disruptive),
    ] {
        let clusters = after(CHART, "1.18.3", to);
        assert_eq!(impact(&clusters, "a", "cilium").risk, risk, "{to}");
    }
    let patch = after(CHART, "1.18.3", "1.18.4");
    assert_eq!(risks(&patch), [("a", Risk::Restart), ("b", Risk::Restart)]);
    assert!(patch.iter().all(|cluster| cluster.impacts.len() == 1), "{patch:#?}");
    let classic = after(CLASSIC, "1.4.2", "1.4.3");
    assert!(
        classic.iter().all(|cluster| cluster.impacts.len() == 1 && cluster.risk() == Risk::Restart),
        "{classic:#?}"
    );
}

#[test]
fn settings_have_the_risk_of_what_they_do() {
    for (mesh, subject) in [(CHART, "value `debug.enabled`"), (CLASSIC, "config `debug`")] {
        let clusters = after(mesh, "debug #false", "debug #true");
        assert_eq!(risks(&clusters), [("a", Risk::Restart), ("b", Risk::None)]);
        assert_eq!(values(impact(&clusters, "a", subject)), (Risk::Restart, Some("false"), Some("true")));
    }
    let mesh = "cilium \"1.18.3\";";
    for (to, risk) in [
        ("routing \"tunnel\" protocol=\"geneve\";", Risk::Disruptive),
        ("encryption \"wireguard\";", Risk::Disruptive),
        ("certificates \"helm\"; allow \"certificates-change-on-render\" reason=\"short\";", Risk::Disruptive),
        ("certificates \"cron-job\" auth-mode=\"migration\";", Risk::Disruptive),
        ("domain \"mesh.example.org\";", Risk::Disruptive),
        ("kvstoremesh #false;", Risk::Disruptive),
        ("restart \"manual\";", Risk::Restart),
        ("endpoint-slice-sync #true;", Risk::Restart),
    ] {
        let clusters = after(CHART, mesh, &format!("{mesh}{to}"));
        assert_eq!(of(&clusters, "a").risk(), risk, "{to}: {clusters:#?}");
    }
    for (to, risk) in [
        ("values { operator { replicas 3; }; };", Risk::Reload),
        ("values { hubble { relay { enabled #true; }; }; };", Risk::Reload),
        ("values { bandwidthManager { enabled #true; }; };", Risk::Restart),
        ("kube-proxy-replacement #true;", Risk::Disruptive),
        (
            "patch kind=\"DaemonSet\" name=\"cilium\" { add \"/spec/template/metadata/labels/x\" \"y\"; };",
            Risk::Restart,
        ),
    ] {
        let clusters = after(CHART, "id=2 {", &format!("id=2 {{ {to}"));
        assert_eq!(risks(&clusters), [("a", Risk::None), ("b", risk)], "{to}: {clusters:#?}");
    }
}

#[test]
fn trust_between_clusters_is_part_of_what_they_are_made_with() {
    let mode = |mode: &str| CHART.replace("cilium \"1.18.3\";", &format!("cilium \"1.18.3\"; {mode}"));
    let migration = "certificates \"cron-job\" auth-mode=\"migration\";";
    let clusters = plan(&mode("certificates \"cron-job\" auth-mode=\"legacy\";"), &mode(migration));
    assert_eq!(values(impact(&clusters, "a", "auth-mode")), (Risk::Disruptive, Some("legacy"), Some("migration")));
    assert!(!of(&clusters, "a").impacts.iter().any(|impact| impact.subject.contains("authMode")), "{clusters:#?}");
    let bundle = mode("kvstoremesh #false; trust-bundle \"roots\";").replace("id=2 {", "id=2 { ca \"one\";");
    let clusters = after(&bundle, "ca \"one\"", "ca \"two\"");
    assert_eq!(risks(&clusters), [("a", Risk::None), ("b", Risk::Disruptive)]);
    let secret = after_on_rendered(&[("ca-secret=\"shops-ca\"", "ca-secret=\"other-ca\"")]);
    assert_eq!(risks(&secret), [("berlin", Risk::Disruptive), ("madrid", Risk::Disruptive)]);
    let cached = after_on_rendered(&[("endpoint-slice-sync #true", "endpoint-slice-sync #true; kvstoremesh #false")]);
    assert_eq!(impact(&cached, "berlin", "KVStoreMesh").risk, Risk::Disruptive);
}

#[test]
fn whoever_restarts_agents_by_hand_is_told() {
    let manual = CHART.replace("cilium \"1.18.3\";", "cilium \"1.18.3\"; restart \"manual\";");
    let clusters = after(&manual, "debug #false", "debug #true");
    assert!(impact(&clusters, "a", "value `debug.enabled`").reason.ends_with("by hand"));
    let classic = CLASSIC.replace("cilium \"1.4.2\";", "cilium \"1.4.2\"; restart \"manual\";");
    assert!(impact(&after(&classic, "debug #false", "debug #true"), "a", "config `debug`").reason.ends_with("by hand"));
}

#[test]
fn a_new_name_is_a_new_cluster_to_its_peers() {
    for (from, to) in [("cluster \"b\" id=2", "cluster \"z\" id=2"), ("cluster \"b\" id=2", "cluster \"z\" id=7")] {
        let clusters = after(CHART, from, to);
        assert_eq!(of(&clusters, "z").fate, Fate::Renamed("b".to_string()));
        assert_eq!(values(impact(&clusters, "z", "name")), (Risk::Destructive, Some("b"), Some("z")));
        assert_eq!(impact(&clusters, "a", "peer `z`").risk, Risk::Reload);
    }
    // Another cluster with another id and other addresses is another cluster.
    let other =
        after(CHART, "cluster \"b\" id=2 { pod-cidr \"10.2.0.0/16\"", "cluster \"z\" id=7 { pod-cidr \"10.7.0.0/16\"");
    assert_eq!((&of(&other, "b").fate, &of(&other, "z").fate), (&Fate::Removed, &Fate::Added));
}

#[test]
fn rendered_manifests_are_compared_object_by_object() {
    let nothing = after_on_rendered(&[]);
    assert!(nothing.iter().all(|cluster| cluster.impacts.is_empty()), "{nothing:#?}");
    let moved = after_on_rendered(&[("192.0.2.10", "192.0.2.11")]);
    let (of_madrid, of_berlin) = (impact(&moved, "madrid", "peer `berlin`"), of(&moved, "berlin"));
    assert_eq!(of_madrid.risk, Risk::Disruptive);
    assert!(of_madrid.after.as_ref().unwrap().contains("192.0.2.11"), "{of_madrid:?}");
    assert!(of_madrid.before.as_ref().unwrap().contains("192.0.2.10"), "{of_madrid:?}");
    assert_eq!(of_berlin.risk(), Risk::Disruptive, "{of_berlin:#?}");
    let config = after_on_rendered(&[("monitor-aggregation \"maximum\"", "monitor-aggregation \"none\"")]);
    assert_eq!(risks(&config), [("berlin", Risk::None), ("madrid", Risk::Restart)]);
    assert_eq!(of(&config, "madrid").impacts.len(), 1, "{config:#?}");
    let more = "cluster \"rome\" id=7 { pod-cidr \"10.7.0.0/16\"; apiserver \"LoadBalancer\" { ip \"192.0.2.70\"; }; }";
    let added = after_on_rendered(&[("cluster \"berlin\"", &format!("{more}\ncluster \"berlin\""))]);
    assert_eq!(risks(&added), [("berlin", Risk::Reload), ("madrid", Risk::Reload), ("rome", Risk::None)], "{added:#?}");
    let bits = after_on_rendered(&[("mask=25", "mask=26"), ("id=300", "id=301")]);
    assert_eq!(impact(&bits, "madrid", "mask").risk, Risk::Destructive);
    assert_eq!(impact(&bits, "madrid", "id").before.as_deref(), Some("300"));
}

#[test]
fn whoever_applies_a_cluster_is_part_of_the_plan() {
    let flux = format!("{CHART}flux {{ source \"platform\"; }}\n");
    let begun = plan(CHART, &flux);
    assert_eq!(risks(&begun), [("a", Risk::Reload), ("b", Risk::Reload)]);
    assert_eq!(impact(&begun, "a", "Flux").kind, "delivery-added");
    assert_eq!(impact(&plan(&flux, CHART), "a", "Flux").kind, "delivery-removed");
    assert_eq!(impact(&after(&flux, "\"platform\"", "\"other\""), "b", "Flux").kind, "delivery-changed");
    // What the values say is told by the cluster's own folder.
    let patch = after(&flux, "1.18.3", "1.18.4");
    assert!(patch.iter().all(|cluster| cluster.impacts.len() == 1 && cluster.risk() == Risk::Restart), "{patch:#?}");
    let argocd = format!("{CHART}argocd {{ repo-url \"https://git.example.com/p.git\"; application-set #true; }}\n");
    assert_eq!(impact(&plan(CHART, &argocd), "b", "Argo CD").risk, Risk::Reload);
    assert_eq!(risks(&after(&argocd, "debug #false", "debug #true")), [("a", Risk::Restart), ("b", Risk::None)]);
}

#[test]
fn an_old_output_that_cannot_be_read_is_told() {
    let outcome = compile(CLASSIC);
    let dir = tempfile::tempdir().unwrap();
    let deploy = dir.path().join("deploy");
    meshc::sync::sync(outcome.tree().unwrap(), &deploy, meshc::sync::Edited::Keep).unwrap();
    std::fs::write(deploy.join("clusters/a/cilium-config.yaml"), "# Generated by meshc from x\n{broken: [").unwrap();
    std::fs::write(deploy.join("mesh/cilium-clustermesh.yaml"), "kind: Secret\nkind: Secret\n").unwrap();
    let old = meshc::impact::output(&meshc::world::Disk, deploy.to_str().unwrap()).unwrap();
    let clusters = compare(&old, &output(CLASSIC));
    assert!(of(&clusters, "a").impacts.iter().any(|impact| impact.subject == "`mesh/cilium-clustermesh.yaml`"));
}

/// Compiles a mesh over an output, of which some clusters may be made anew.
fn over(old: &Output, text: &str, replaceable: &[&str]) -> Outcome {
    let replaceable = replaceable.iter().map(ToString::to_string).collect();
    let deployed = Some(Deployed { records: made_with(old), replaceable });
    meshc::compile(&Memory::default().with("mesh.kdl", text), "mesh.kdl", &Options { deployed })
}

#[test]
fn build_refuses_what_must_not_change() {
    let old = output(CHART);
    let refused = |text: &str, allowed: &[&str]| {
        let outcome = over(&old, text, allowed);
        assert_eq!(outcome.tree().is_none(), outcome.diagnostics.has_errors());
        (codes(&outcome), rendered(&outcome))
    };
    let (found, report) = refused(&CHART.replace("id=2", "id=9"), &[]);
    assert_eq!(found, ["destructive-change"]);
    assert!(report.contains("changes from 2 to 9") && report.contains("--allow-destructive"), "{report}");
    for new in [
        CHART.replace("id=2", "id=9"),
        CHART.replace("10.2.0.0/16", "10.9.0.0/16"),
        CHART.replace("cluster \"b\"", "cluster \"z\""),
        CHART.replace("id=2 {", "id=2 { ipam \"cluster-pool\" mask=26;"),
    ] {
        assert_eq!(refused(&new, &["a"]).0, ["destructive-change"], "{new}");
        assert_eq!(refused(&new, &["b"]).0, [""; 0], "{new}");
    }
    // What one line says of all clusters is one finding.
    let sized = CHART.replace("cilium \"1.18.3\";", "cilium \"1.18.3\"; max-connected-clusters 511;");
    assert_eq!(refused(&sized, &[]).0, ["destructive-change"]);
    assert_eq!(refused(&sized, &["a"]).0, ["destructive-change"]);
    assert_eq!(refused(&sized, &["a", "b"]).0, [""; 0]);
    for fine in [CHART.replace("192.0.2.1", "192.0.2.9"), CHART.replace("1.18.3", "1.18.4")] {
        assert_eq!(refused(&fine, &[]).0, [""; 0], "{fine}");
    }
}

fn meshc(dir: &std::path::Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshc"));
    command.current_dir(dir).env_remove("MESHC_OUT").args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_command_prints_three_formats_and_denies_a_level() {
    let dir = tempfile::tempdir().unwrap();
    let write = |text: &str| std::fs::write(dir.path().join("mesh.kdl"), text).unwrap();
    write(CHART);
    let new = meshc(dir.path(), &["plan"]);
    assert!(new.status.success() && text(&new.stderr).contains("holds no output yet"), "{}", text(&new.stderr));
    assert!(meshc(dir.path(), &["build"]).status.success());
    assert_eq!(text(&meshc(dir.path(), &["plan"]).stdout), "2 unchanged\n");
    write(&CHART.replace("192.0.2.1", "192.0.2.9").replace("id=2", "id=9"));
    let human = text(&meshc(dir.path(), &["plan"]).stdout);
    assert!(
        human.starts_with("b\n  destructive  id: 2 → 9\n") && human.contains("peer `a`: 192.0.2.1 port"),
        "{human}"
    );
    assert!(human.ends_with("1 destructive, 1 disruptive\n") && human.lines().all(|line| line.chars().count() <= 100));
    let markdown = text(&meshc(dir.path(), &["plan", "--format", "markdown"]).stdout);
    assert!(markdown.contains("| b | destructive | id: 2 → 9 | identities carry"), "{markdown}");
    let json = meshc(dir.path(), &["plan", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&json["risk"], &json["clusters"][1]["name"]), (&"destructive".into(), &"b".into()));
    let change = &json["clusters"][1]["changes"][0];
    assert_eq!((&change["kind"], &change["before"]), (&"id-changed".into(), &"2".into()));
    for (level, code) in [("destructive", 1), ("disruptive", 1), ("reload", 1)] {
        assert_eq!(meshc(dir.path(), &["plan", "--deny", level]).status.code(), Some(code), "{level}");
    }
    let refused = meshc(dir.path(), &["build"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("error[destructive-change]"), "{}", text(&refused.stderr));
    assert_eq!(text(&meshc(dir.path(), &["plan", "--deny", "destructive"]).stdout), human, "nothing was written");
    assert!(meshc(dir.path(), &["build", "--allow-destructive", "b"]).status.success());
    assert_eq!(meshc(dir.path(), &["plan", "--deny", "reload"]).status.code(), Some(0));
}

#[test]
fn against_another_directory() {
    let dir = tempfile::tempdir().unwrap();
    let write = |text: &str| std::fs::write(dir.path().join("mesh.kdl"), text).unwrap();
    write(CHART);
    assert!(meshc(dir.path(), &["build", "--out", "main/deploy"]).status.success());
    write(&CHART.replace("1.18.3", "1.18.4"));
    assert!(meshc(dir.path(), &["build"]).status.success());
    let plan = text(&meshc(dir.path(), &["plan", "--against", "main/deploy"]).stdout);
    assert!(plan.starts_with("a, b\n  restart      cilium: 1.18.3 → 1.18.4\n"), "{plan}");
    assert_eq!(text(&meshc(dir.path(), &["plan"]).stdout), "2 unchanged\n");
}

/// The output of a mesh as it lies in a directory, with a comment behind every file: other files that say the same.
fn on_disk(mesh: &str, change: impl Fn(&std::path::Path)) -> Output {
    let dir = tempfile::tempdir().unwrap();
    let outcome = compile(mesh);
    assert!(outcome.tree().is_some(), "{}", rendered(&outcome));
    meshc::sync::sync(outcome.tree().unwrap(), dir.path(), meshc::sync::Edited::Keep).unwrap();
    for entry in walkdir::WalkDir::new(dir.path()).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            std::fs::write(entry.path(), format!("{text}# the same\n")).unwrap();
        }
    }
    change(dir.path());
    meshc::impact::output(&meshc::world::Disk, dir.path().to_str().unwrap()).unwrap()
}

#[test]
fn other_texts_that_say_the_same_are_no_change() {
    let flux = format!("{CHART}flux {{ source \"platform\"; }}\n");
    for mesh in [CHART, CLASSIC, &flux] {
        let clusters = compare(&on_disk(mesh, |_| {}), &output(mesh));
        assert_eq!(risks(&clusters), [("a", Risk::None), ("b", Risk::None)], "{clusters:#?}");
        assert!(clusters.iter().flat_map(|it| &it.impacts).all(|impact| impact.subject == "files"), "{clusters:#?}");
    }
}

#[test]
fn an_overlay_that_is_lost_or_without_a_record_guards_its_cluster_all_the_same() {
    let overlay = |dir: &std::path::Path| dir.join("clusters/b/kustomization.yaml");
    for (case, mesh) in [("chart", CHART), ("classic", CLASSIC)] {
        let lost = on_disk(mesh, |dir| std::fs::remove_file(overlay(dir)).unwrap());
        let bare = on_disk(mesh, |dir| {
            let text = std::fs::read_to_string(overlay(dir)).unwrap();
            let lines: Vec<_> = text.lines().filter(|line| !line.starts_with("# Made with")).collect();
            std::fs::write(overlay(dir), lines.join("\n")).unwrap();
        });
        let marked = on_disk(mesh, |dir| {
            let text = std::fs::read_to_string(overlay(dir)).unwrap();
            std::fs::write(overlay(dir), format!("\u{feff}{text}")).unwrap();
        });
        let conflict = on_disk(mesh, |dir| {
            let text = std::fs::read_to_string(overlay(dir)).unwrap();
            std::fs::write(overlay(dir), format!("<<<<<<< HEAD\n{text}")).unwrap();
        });
        for old in [lost, bare, marked, conflict] {
            let same = over(&old, mesh, &[]);
            assert_eq!(codes(&same), [""; 0], "{case}");
            let outcome = over(&old, &mesh.replace("id=2", "id=9"), &[]);
            assert_eq!(codes(&outcome), ["destructive-change"], "{case}");
        }
    }
    let foreign = on_disk(CHART, |dir| {
        std::fs::create_dir_all(dir.join("clusters/shared")).unwrap();
        std::fs::write(dir.join("clusters/shared/kustomization.yaml"), "resources: []\n").unwrap();
    });
    assert_eq!(compare(&foreign, &output(CHART)).len(), 2, "a folder of somebody else's is no cluster");
}

#[test]
fn nothing_that_differs_goes_untold() {
    let made = |cluster: &str| format!("mesh \"m\" {{ cilium \"1.18.3\"; }}\n{cluster}");
    let a = "cluster \"a\" id=1 { pod-cidr \"10.1.0.0/16\"; apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }; }\n";
    for (from, to, risk) in [
        ("cilium \"1.18.3\";", "cilium \"1.18.3\"; namespace \"cilium\";", Risk::Disruptive),
        ("cilium \"1.18.3\";", "cilium \"1.18.3\"; base chart=\"https://charts.example.com/\";", Risk::Restart),
        ("id=1 {", "id=1 { values { ipam { operator { externalAPILimitQPS 9; }; }; };", Risk::Reload),
        ("id=1 {", "id=1 { values { certgen { tolerations { - { operator \"Exists\"; }; }; }; };", Risk::Reload),
    ] {
        assert_eq!(of(&after(&made(a), from, to), "a").risk(), risk, "{to}");
    }
    for (patch, risk) in [
        ("kind=\"Deployment\" name=\"clustermesh-apiserver\" { add \"/spec/replicas\" 0; }", Risk::Disruptive),
        ("kind=\"Deployment\" name=\"clustermesh-apiserver\" { add \"/spec/replicas\" 3; }", Risk::Reload),
        ("kind=\"DaemonSet\" name=\"cilium\" { add \"/spec/updateStrategy\" { type \"OnDelete\"; }; }", Risk::Reload),
        ("kind=\"DaemonSet\" name=\"cilium\" { add \"/metadata/labels\" { x \"y\"; }; }", Risk::None),
    ] {
        let to = format!("cluster \"madrid\" id=300 {{ patch {patch}");
        let clusters = after_on_rendered(&[("cluster \"madrid\" id=300 {", &to)]);
        assert_eq!(of(&clusters, "madrid").risk(), risk, "{patch}: {clusters:#?}");
        assert!(!of(&clusters, "madrid").impacts.is_empty(), "{patch}");
    }
    let key = "age1yua0c882ehvqwzx7ygxn0lah46lhdcf0as0mau2qvlg6vs3x737skks8gz";
    let mesh = made(a).replace("1.18.3\";", "1.18.3\"; encryption \"ipsec\";");
    let sops = format!("{}sops {{ age \"{key}\"; }}\n", mesh.replace("ipsec\";", "ipsec\" { credentials \"sops\"; };"));
    assert_eq!(impact(&plan(&mesh, &sops), "a", "`cilium-ipsec-keys.sops.yaml`").risk, Risk::Disruptive);
    assert!(impact(&plan(&sops, &mesh), "a", "`cilium-ipsec-keys.sops.yaml`").reason.contains("prune: disabled"));
    let argocd = |context: &str| {
        let own = a.replace("id=1 {", &format!("id=1 {{ context \"{context}\";"));
        format!("{}argocd {{ repo-url \"https://git.example.com/p.git\"; }}\n", made(&own))
    };
    assert_eq!(impact(&plan(&argocd("one"), &argocd("two")), "a", "Argo CD").risk, Risk::Disruptive);
    // What stands beside is more, and nothing has moved.
    let flux = format!("{}flux {{ source \"p\"; }}\n", made(a));
    let brought =
        "cilium \"1.18.3\"; certificates \"cron-job\" { credentials \"external-secrets\" store=\"v\" key=\"k\"; };";
    assert_eq!(impact(&after(&flux, "cilium \"1.18.3\";", brought), "a", "Flux").risk, Risk::Reload);
    let two = CHART
        .replace("ip \"192.0.2.1\";", "ip \"192.0.2.1\" \"192.0.2.7\";")
        .replace("LoadBalancer\" { ip", "NodePort\" { ip");
    assert_eq!(of(&after(&two, "\"192.0.2.1\" \"192.0.2.7\"", "\"192.0.2.7\" \"192.0.2.1\""), "b").risk(), Risk::None);
}

#[test]
fn the_first_build_reads_records_where_they_are_and_all_where_they_are_not() {
    let dir = tempfile::tempdir().unwrap();
    let write = |text: &str| std::fs::write(dir.path().join("mesh.kdl"), text).unwrap();
    write(CHART);
    assert!(meshc(dir.path(), &["build"]).status.success());
    let overlay = dir.path().join("deploy/clusters/b/kustomization.yaml");
    for text in ["", "<<<<<<< HEAD\n", "kind: Kustomization\n"] {
        std::fs::write(&overlay, text).unwrap();
        write(&CHART.replace("id=2", "id=9"));
        let refused = meshc(dir.path(), &["build", "--force"]);
        assert_eq!(refused.status.code(), Some(1), "{text}");
        assert!(self::text(&refused.stderr).contains("destructive-change"), "{text}");
    }
}

#[test]
fn releases_that_spell_the_same_otherwise_change_nothing_but_themselves() {
    let stated = "certificates \"cron-job\" auth-mode=\"legacy\"; policy-default-local-cluster #false;";
    for (from, to) in [("1.14.10", "1.15.10"), ("1.17.9", "1.18.3"), ("1.18.3", "1.19.1")] {
        let mesh = CHART.replace("cilium \"1.18.3\";", &format!("cilium \"{from}\"; {stated}"));
        let clusters = after(&mesh, from, to);
        assert!(clusters.iter().all(|it| it.risk() == Risk::Restart), "{from} to {to}: {clusters:#?}");
    }
    let named = CHART.replace("cilium \"1.18.3\";", &format!("cilium \"1.19.1\"; {stated}"));
    assert_eq!(of(&after(&named, "1.19.1", "1.20.0"), "b").risk(), Risk::Restart, "names of the server have moved");
    // What the older one could not be told is fixed there.
    let small = CHART.replace("1.18.3", "1.14.10");
    let large = CHART.replace("cilium \"1.18.3\";", "cilium \"1.15.10\"; max-connected-clusters 511;");
    assert_eq!(impact(&plan(&small, &large), "a", "max-connected-clusters").risk, Risk::Destructive);
}
