//! `meshc plan --against-values`: what taking over clusters does that run the chart already.

use super::meshes::chart;
use crate::common::mesh::{Mesh, balanced, mesh};
use crate::common::rendered;
use meshc::impact::{ClusterImpact, Fate, Output, Risk, adopt, live};
use std::process::{Command, Output as Ran};

/// What becomes of the clusters of a mesh that run with those values.
pub fn adopted(mesh: &Mesh, values: &[(&str, &str)]) -> Vec<ClusterImpact> {
    let outcome = mesh.compile();
    let tree = outcome.tree().unwrap_or_else(|| panic!("{}", rendered(&outcome)));
    let values = values.iter().map(|(name, text)| (name.to_string(), live::values(text).unwrap()));
    adopt(&values.collect(), &Output::of(tree))
}

/// The changes of a cluster: the risk, the subject and both values.
pub fn lines(cluster: &ClusterImpact) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let line = |it: &meshc::impact::Impact| {
        format!("{} {}: {} → {}", it.risk.name(), it.subject, text(&it.before), text(&it.after))
    };
    cluster.impacts.iter().map(line).collect()
}

fn two() -> Mesh {
    mesh("1.18.6").clusters([balanced(1), balanced(2)])
}

#[test]
fn a_cluster_with_the_defaults_of_the_chart_loses_its_ca_and_joins_with_a_name_and_an_id() {
    for text in
        ["USER-SUPPLIED VALUES:\nnull\n", "USER-SUPPLIED VALUES:\n{}\n", "", "cluster: {name: default, id: 0}\n"]
    {
        let clusters = adopted(&two(), &[("a", text)]);
        let found = lines(&clusters[0]);
        let destructive: Vec<&String> = found.iter().filter(|line| line.starts_with("destructive")).collect();
        let wanted = [
            "destructive Secret `cilium-ca`:  → ",
            "destructive id: 0 → 1",
            "destructive name: default → a",
            "destructive pod-cidr: 10.0.0.0/8 → 10.0.0.0/16",
        ];
        assert_eq!(destructive, wanted, "{text}");
        let ca = &clusters[0].impacts[0];
        assert!(ca.reason.contains("annotate secret cilium-ca helm.sh/resource-policy=keep"), "{}", ca.reason);
        assert!(found.contains(&"reload Deployment `clustermesh-apiserver`:  → ".to_string()), "{found:#?}");
        assert!(!found.iter().any(|line| line.starts_with("disruptive")), "{found:#?}");
        assert_eq!(clusters[1].fate, Fate::Added);
    }
}

#[test]
fn what_runs_as_the_mesh_file_has_it_stays_as_it_is() {
    for release in crate::common::releases::modern() {
        let mesh = mesh(&release).clusters([balanced(1), balanced(2)]);
        let outcome = mesh.compile();
        let values = outcome.tree().unwrap().get("clusters/a/values.yaml").unwrap().to_string();
        for text in [
            values.clone(),
            format!(
                "COMPUTED VALUES:\n{values}upgradeCompatibility: null\nnodeSelector: {{kubernetes.io/os: linux}}\n"
            ),
        ] {
            let found = adopted(&mesh, &[("a", &text)]).remove(0);
            assert!(found.risk() == Risk::None, "{release}: {:#?}", lines(&found));
        }
    }
}

#[test]
fn defaults_count_where_either_side_is_silent() {
    let values = "cluster: {name: a, id: 1}\nclustermesh: {useAPIServer: true, config: {enabled: true, clusters: [{name: b, \
                  ips: [192.0.2.2], port: \"2379\", tls: {}}, {name: a, ips: [192.0.2.9]}]}}\n\
                  ipam: {mode: kubernetes}\nenableIPv4Masquerade: true\nrollOutCiliumPods: true\nimage: {tag: v1.18.6}\n\
                  tls: {ca: {key: LS0tLS1CRUdJTiBLRVk, cert: LS0tLS1CRUdJTiBDRVJU}}\nazure: {clientSecret: hunter22}\n\
                  extraEnv: [{name: CORP_TOKEN, value: hunter22}, {name: GH, value: ghp_hunter22aaaaaaaaaaaaaaaa}]\n\
                  bpf: {masquerade: true}\nroutingMode: ''\ntunnelProtocol: vxlan\noperator: {replicas: 2, image: {digest: 'sha256:0'}}\n";
    let found = adopted(&two(), &[("a", values)]).remove(0);
    let all = lines(&found);
    assert!(all.contains(&"destructive ipam: kubernetes → cluster-pool".to_string()), "{all:#?}");
    assert!(
        !all.iter().any(|line| line.contains("pod-cidr") || line.contains("peer `b`") || line.contains("image")),
        "{all:#?}"
    );
    assert!(
        !all.iter().any(|line| line.contains("routingMode")
            || line.contains("tunnel")
            || line.contains("enableIPv4")
            || line.contains("replicas")),
        "{all:#?}"
    );
    assert!(all.contains(&"restart value `bpf.masquerade`: true → ".to_string()), "{all:#?}");
    assert!(!all.iter().any(|line| line.contains("LS0t") || line.contains("hunter22")), "{all:#?}");
    let older = values.replace("v1.18.6", "v1.17.2");
    let all = lines(&adopted(&two(), &[("a", &older)]).remove(0));
    assert!(all.contains(&"restart cilium: 1.17.2 → 1.18.6".to_string()), "{all:#?}");
}

fn meshc(dir: &std::path::Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshc"));
    command.current_dir(dir).env_remove("MESHC_OUT").args(arguments).output().unwrap()
}

#[test]
fn the_command_reads_a_file_for_each_cluster() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("mesh.kdl"), chart().text()).unwrap();
    std::fs::create_dir(dir.path().join("live")).unwrap();
    let plan = |arguments: &[&str]| meshc(dir.path(), &[&["plan", "--against-values"], arguments].concat());
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let pattern = "live/{cluster}.yaml";
    for arguments in
        [[pattern, "--against", "deploy"], ["live/a.yaml", "--format", "human"], [pattern, "--format", "json"]]
    {
        assert_eq!(plan(&arguments).status.code(), Some(2), "{arguments:?}");
    }
    for wrong in ["[1]", "apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nspec: {valuesContent: ''}\n"] {
        std::fs::write(dir.path().join("live/a.yaml"), wrong).unwrap();
        assert_eq!(plan(&[pattern]).status.code(), Some(2), "{wrong}");
    }
    std::fs::write(dir.path().join("live/a.yaml"), "USER-SUPPLIED VALUES:\nnull\n").unwrap();
    std::fs::write(dir.path().join("live/b.yaml"), "\n").unwrap();
    assert!(text(&plan(&[pattern]).stderr).contains("warning: live/b.yaml is empty"));
    std::fs::remove_file(dir.path().join("live/b.yaml")).unwrap();
    let human = plan(&[pattern]);
    assert!(text(&human.stdout).contains("name: default → a") && human.status.success(), "{}", text(&human.stdout));
    let warned = "warning: there is no live/b.yaml, so b counts as a new cluster; if Cilium runs there, save its values: \
                  helm -n kube-system get values cilium > live/b.yaml\n";
    for arguments in [&[pattern][..], &[pattern, "--quiet"], &[pattern, "--format", "json"]] {
        assert!(text(&plan(arguments).stderr).contains(warned), "{arguments:?}: {}", text(&human.stderr));
    }
    assert!(text(&human.stdout).ends_with("2 clusters: 1 destructive, 1 none\n"), "{}", text(&human.stdout));
    assert!(text(&plan(&[pattern, "--format", "markdown"]).stdout).contains("| name: `default` → `a` |"));
    let json: serde_json::Value = serde_json::from_slice(&plan(&[pattern, "--format", "json"]).stdout).unwrap();
    assert_eq!((&json["against"], &json["risk"]), (&pattern.into(), &"destructive".into()));
    assert_eq!(plan(&[pattern, "--deny", "destructive"]).status.code(), Some(1));
}

/// The user's own HelmRelease goes on installing Cilium, and keeps what the mesh does not set.
#[test]
fn values_for_a_helm_release_of_the_users_change_nothing_but_what_they_set() {
    let flux = "flux { source \"platform\"; per-cluster #true; release \"cilium\"; values-only #true; }";
    let mesh = two().beside(flux);
    let outcome = mesh.compile();
    let same = outcome.tree().unwrap().get("clusters/a/values.yaml").unwrap().to_string();
    let own = "k8sServiceHost: localhost\nbandwidthManager: {enabled: true}\n";
    let found = adopted(&mesh, &[("a", &format!("{same}{own}"))]).remove(0);
    assert_eq!(lines(&found), ["none Flux:  → "]);
    assert!(found.impacts[0].reason.contains("`valuesFrom`"), "{:#?}", found.impacts);
    let other = same.replace("id: 1\n", "id: 7\n");
    let found = adopted(&mesh, &[("a", &format!("{other}{own}"))]).remove(0);
    assert_eq!(lines(&found), ["destructive id: 7 → 1", "none Flux:  → "]);
    let by_helm = adopted(&two(), &[("a", &format!("{same}{own}"))]).remove(0);
    assert!(lines(&by_helm).contains(&"restart value `k8sServiceHost`: localhost → ".to_string()), "{by_helm:#?}");
}

/// What joins a mesh gets a name and an id, each with the reason and what to do, in every cluster.
#[test]
fn joining_a_mesh_is_marked_as_expected_once_in_each_cluster() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("mesh.kdl"), chart().text()).unwrap();
    std::fs::create_dir(dir.path().join("live")).unwrap();
    for cluster in ["a", "b"] {
        let different = if cluster == "a" { "null\n" } else { "debug: {enabled: true}\n" };
        std::fs::write(dir.path().join(format!("live/{cluster}.yaml")), different).unwrap();
    }
    let ran = meshc(dir.path(), &["plan", "--against-values", "live/{cluster}.yaml"]);
    let shown = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(shown.matches("expected once, when a cluster joins a mesh").count(), 4, "{shown}");
    assert!(shown.contains("until you have") || shown.contains("restarted all workloads"), "{shown}");
}
