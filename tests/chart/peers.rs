//! `peers "shared"`: the peers of all clusters are in one file, beneath the values of each.

use super::values::of;
use crate::common::mesh::{Mesh, balanced, etcd, mesh, named};
use crate::common::{codes, compile, rendered};
use meshc::tree::Tree;
use meshc::yaml::{self, Value, json};
use std::collections::BTreeSet;

const SHARED: &str = "peers \"shared\"";
const ARGOCD: &str = "argocd { repo-url \"https://git.example.com/p.git\"; }";
const ARGOCD_SET: &str = "argocd { repo-url \"https://git.example.com/p.git\"; application-set #true; }";
const FLUX: &str = "flux { source \"p\"; }";
const FLUX_PER_CLUSTER: &str = "flux { source \"p\"; per-cluster #true; }";

fn three(release: &str) -> Mesh {
    mesh(release).clusters([
        balanced(1),
        named("b"),
        "apiserver \"NodePort\" { ip \"192.0.2.3\" \"192.0.2.4\"; }".into(),
    ])
}

fn tree(mesh: &Mesh) -> Tree {
    let outcome = mesh.compile();
    assert!(!outcome.diagnostics.has_errors(), "{}", rendered(&outcome));
    outcome.tree().cloned().unwrap()
}

fn document(tree: &Tree, path: &str) -> Value {
    let text = tree.get(path).unwrap_or_else(|| panic!("no {path} in {:?}", paths(tree)));
    yaml::read(text).unwrap().remove(0)
}

fn paths(tree: &Tree) -> BTreeSet<String> {
    tree.files().map(|(path, _)| path.to_string()).collect()
}

/// The files of values of a cluster, as kustomize is told of them.
fn files(tree: &Tree, cluster: &str) -> Vec<String> {
    let overlay = document(tree, &format!("clusters/{cluster}/kustomization.yaml"));
    let chart = &overlay["helmCharts"][0];
    let more = chart["additionalValuesFiles"].as_array().into_iter().flatten();
    let all = std::iter::once(&chart["valuesFile"]).chain(more).map(|file| file.as_str().unwrap());
    let place = |file: &str| match file.strip_prefix("../../") {
        Some(file) => file.to_string(),
        None => format!("clusters/{cluster}/{file}"),
    };
    all.map(place).collect()
}

/// The values of a cluster as Helm lays them over each other, without its own entry.
fn merged(tree: &Tree, cluster: &str) -> Value {
    let mut all = meshc::yaml::Map::new();
    for file in files(tree, cluster) {
        yaml::overlay(&mut all, document(tree, &file).as_object().unwrap());
    }
    let mut all = Value::Object(all);
    match all.pointer_mut("/clustermesh/config/clusters") {
        Some(Value::Array(list)) => list.retain(|entry| entry["name"] != cluster),
        Some(Value::Object(map)) => drop(map.shift_remove(cluster)),
        _ => {}
    }
    all
}

#[test]
fn together_both_files_are_what_one_was() {
    for release in ["1.14.4", "1.16.0", "1.18.3", "1.19.0", "1.20.0"] {
        let (inline, shared) = (three(release), three(release).says(SHARED));
        let (before, after) = (of(&inline.compile()), tree(&shared));
        let peers = document(&after, "mesh/peers.yaml");
        assert!(peers.pointer("/clustermesh/config").is_some_and(|config| config.as_object().unwrap().len() == 1));
        assert_eq!(peers.as_object().unwrap().len(), 1, "nothing else is equal on all clusters");
        for name in ["a", "b", "c"] {
            assert_eq!(files(&after, name), ["mesh/peers.yaml".to_string(), format!("clusters/{name}/values.yaml")]);
            let own = document(&after, &format!("clusters/{name}/values.yaml"));
            assert_eq!(own.pointer("/clustermesh/config/clusters"), None, "{release}");
            assert_eq!(own["cluster"]["name"], name);
            let mut whole = (merged(&after, name), before[name].clone());
            whole.0.sort_all_objects();
            whole.1.sort_all_objects();
            assert_eq!(whole.0, whole.1, "{release} {name}");
        }
        assert_eq!(tree(&three(release).says("peers \"inline\"")).files().count(), tree(&inline).files().count());
    }
}

#[test]
fn charts_of_both_spellings_have_a_file_each() {
    let skewed =
        three("1.19.1").more("b", "cilium \"1.18.3\"").says(SHARED).says("allow \"version-skew\" reason=\"x\"");
    let tree = tree(&skewed);
    assert_eq!(files(&tree, "a")[0], "mesh/peers-map.yaml");
    assert_eq!(files(&tree, "b")[0], "mesh/peers-list.yaml");
    assert!(tree.get("mesh/peers.yaml").is_none());
    let names = |file: &str| document(&tree, file).pointer("/clustermesh/config/clusters").cloned().unwrap();
    let listed = names("mesh/peers-list.yaml");
    let listed: Vec<&str> = listed.as_array().unwrap().iter().map(|peer| peer["name"].as_str().unwrap()).collect();
    assert_eq!(listed, ["a", "b", "c"]);
    assert!(names("mesh/peers-map.yaml").as_object().unwrap().keys().eq(["a", "b", "c"]));
}

#[test]
fn in_a_partial_mesh_each_set_of_clusters_has_its_own_file() {
    let peering = "peering { group \"west\" \"a\" \"b\" \"c\"; group \"east\" \"d\" \"e\"; }";
    let all = mesh("1.18.3").clusters((1..=5).map(balanced)).beside(peering).says(SHARED);
    let tree = tree(&all);
    assert_eq!(files(&tree, "a")[0], "mesh/a/peers.yaml");
    assert_eq!(files(&tree, "c")[0], "mesh/a/peers.yaml");
    assert_eq!(files(&tree, "e")[0], "mesh/d/peers.yaml");
    assert!(
        paths(&tree).iter().filter(|path| path.starts_with("mesh/")).eq(["mesh/a/peers.yaml", "mesh/d/peers.yaml"])
    );
    let inline = of(&mesh("1.18.3").clusters((1..=5).map(balanced)).beside(peering).compile());
    for name in ["a", "b", "c", "d", "e"] {
        let clusters = |values: &Value| values.pointer("/clustermesh/config/clusters").cloned();
        assert_eq!(clusters(&merged(&tree, name)), clusters(&inline[name]), "{name}");
    }
    // A hub and its spokes: no two see the same.
    let star = mesh("1.18.3").clusters((1..=3).map(balanced)).beside("peering { link \"a\" \"b\"; link \"a\" \"c\"; }");
    let tree = self::tree(&star.says(SHARED));
    assert_eq!(files(&tree, "b")[0], "mesh/b/peers.yaml");
    let own = document(&tree, "mesh/b/peers.yaml");
    let names = own.pointer("/clustermesh/config/clusters").unwrap().as_array().unwrap();
    assert_eq!(names.iter().map(|peer| peer["name"].as_str().unwrap()).collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn who_has_no_address_or_an_etcd_is_in_no_file() {
    let pending = three("1.18.3").with("address \"b.example.com\"", "pending #true").says(SHARED);
    let tree = tree(&pending);
    let names = document(&tree, "mesh/peers.yaml").pointer("/clustermesh/config/clusters").cloned().unwrap();
    assert_eq!(names.as_array().unwrap().len(), 2);
    assert_eq!(files(&tree, "b")[0], "mesh/peers.yaml", "it knows its peers");
    let nodes = [format!("{}; {}", balanced(1), etcd("a")), format!("{}; {}", balanced(2), etcd("b")), etcd("c")];
    let kvstore = mesh("1.18.3").clusters(nodes).says(SHARED);
    let tree = self::tree(&kvstore);
    assert_eq!(files(&tree, "c"), ["clusters/c/values.yaml"], "its peers are in a Secret beside the chart");
    let names = document(&tree, "mesh/peers.yaml").pointer("/clustermesh/config/clusters").cloned().unwrap();
    assert_eq!(names, json!([]), "all of them are");
    assert!(tree.get("mesh/kustomization.yaml").is_none_or(|text| !text.contains("peers")), "it is no object");
}

#[test]
fn one_more_cluster_changes_the_shared_file_and_what_lists_clusters() {
    for (delivery, changed) in [
        ("", &["mesh/peers.yaml"][..]),
        (ARGOCD, &["argocd/kustomization.yaml", "mesh/peers.yaml"]),
        (ARGOCD_SET, &["mesh/peers.yaml"]),
        (FLUX, &["flux/kustomization.yaml", "flux/releases/peers.d/peers.yaml", "mesh/peers.yaml"]),
        (FLUX_PER_CLUSTER, &["flux/releases/peers.d/peers.yaml", "mesh/peers.yaml"]),
    ] {
        for release in ["1.14.4", "1.18.3", "1.20.0"] {
            let few = mesh(release).clusters((1..=4).map(balanced)).says(SHARED).beside(delivery);
            let (before, after) = (tree(&few), tree(&few.clone().cluster("new", &balanced(9))));
            let differs = |path: &&String| before.get(path) != after.get(path);
            let existed: Vec<String> = paths(&before).into_iter().filter(|path| differs(&path)).collect();
            assert_eq!(existed, changed, "{release} {delivery}");
            let (old, new) = (paths(&before), paths(&after));
            let added: Vec<&String> = new.difference(&old).collect();
            assert!(added.iter().all(|path| path.contains("new")), "{added:?}");
        }
    }
}

#[test]
fn what_applies_charts_takes_both_files() {
    let argocd = tree(&three("1.18.3").says(SHARED).beside(ARGOCD));
    let application = document(&argocd, "argocd/a.yaml");
    assert_eq!(
        application.pointer("/spec/sources/0/helm/valueFiles"),
        Some(&json!(["$values/deploy/mesh/peers.yaml", "$values/deploy/clusters/a/values.yaml"]))
    );
    let watched = application.pointer("/metadata/annotations/argocd.argoproj.io~1manifest-generate-paths").unwrap();
    assert!(watched.as_str().unwrap().contains("/deploy/mesh"), "{watched}");
    let set = document(&tree(&three("1.18.3").says(SHARED).beside(ARGOCD_SET)), "argocd/application-set.yaml");
    assert_eq!(
        set.pointer("/spec/template/spec/sources/0/helm/valueFiles"),
        Some(&json!(["$values/deploy/mesh/peers.yaml", "$values/{{.path.path}}/values.yaml"]))
    );
    // What it cannot patch, kustomize renders, which must be let out of the folder.
    let patch = "patch kind=\"DaemonSet\" name=\"cilium\" { add \"/metadata/labels/x\" \"y\"; }";
    let patched = tree(&three("1.18.3").says(SHARED).more("a", patch).beside(ARGOCD));
    assert!(patched.get("argocd/a.yaml").unwrap().contains("--enable-helm --load-restrictor LoadRestrictionsNone`"));

    let peers = |tree: &Tree| {
        let map = document(tree, "flux/releases/peers.d/peers.yaml");
        assert_eq!(map["metadata"]["name"], "cilium-m-peers");
        let values = yaml::read(map["data"]["values.yaml"].as_str().unwrap()).unwrap().remove(0);
        assert_eq!(values, document(tree, "mesh/peers.yaml"));
    };
    let resources = |tree: &Tree, file: &str| document(tree, file)["resources"].as_array().cloned().unwrap();
    for (delivery, listed_in, folder) in [
        (FLUX, "flux/kustomization.yaml", "releases/peers.d"),
        (FLUX_PER_CLUSTER, "flux/releases/a/kustomization.yaml", "../peers.d"),
    ] {
        let flux = tree(&three("1.18.3").says(SHARED).beside(delivery));
        let release = document(&flux, "flux/releases/a/helm-release.yaml");
        assert_eq!(release["spec"]["valuesFrom"], json!([{ "kind": "ConfigMap", "name": "cilium-m-peers" }]));
        assert_eq!(release["spec"]["values"], document(&flux, "clusters/a/values.yaml"));
        assert!(resources(&flux, listed_in).contains(&json!(folder)), "{delivery}");
        peers(&flux);
    }
    let inline = tree(&three("1.18.3").beside(FLUX));
    assert_eq!(document(&inline, "flux/releases/a/helm-release.yaml")["spec"].get("valuesFrom"), None);
}

#[test]
fn each_file_says_what_it_needs() {
    let tree = tree(&three("1.18.3").says(SHARED));
    let overlay = tree.get("clusters/a/kustomization.yaml").unwrap();
    assert!(overlay.contains("kustomize build --enable-helm --load-restrictor LoadRestrictionsNone"), "{overlay}");
    let values = tree.get("clusters/a/values.yaml").unwrap();
    assert!(values.contains("-f mesh/peers.yaml -f clusters/a/values.yaml"), "{values}");
    assert!(tree.get("mesh/peers.yaml").unwrap().contains("ignores its own entry"));
    let inline = self::tree(&three("1.18.3"));
    assert!(inline.files().all(|(_, text)| !text.contains("load-restrictor")));
}

#[test]
fn on_manifests_it_changes_nothing() {
    let etcds = mesh("1.4.2").clusters([etcd("a"), etcd("b")]);
    let shared = etcds.clone().says(SHARED).compile();
    assert_eq!(codes(&shared), ["statement-without-effect"], "{}", rendered(&shared));
    assert!(shared.tree().unwrap().files().eq(etcds.compile().tree().unwrap().files()));
    assert_eq!(etcds.says("peers \"inline\"").codes(), [""; 0]);
    assert_eq!(three("1.18.3").says("peers \"sharde\"").codes(), ["unknown-choice"]);
}

/// A HelmChartConfig is all that a distribution's chart is given.
#[test]
fn peers_stay_in_the_values_of_a_helm_chart_config() {
    let config = "mesh \"m\" { cilium \"1.18.3\"; base helm-chart-config=\"rke2-cilium\"; address-pool \"10.0.0.0/8\" prefix=16; PEERS }
        defaults { platform \"rke2\"; }
        cluster \"a\" id=1 { apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }; }
        cluster \"b\" id=2 { apiserver \"LoadBalancer\" { ip \"192.0.2.2\"; }; }";
    let (inline, shared) = (compile(&config.replace("PEERS", "")), compile(&config.replace("PEERS", SHARED)));
    assert_eq!(codes(&shared), ["statement-without-effect"], "{}", rendered(&shared));
    assert!(shared.tree().unwrap().files().eq(inline.tree().unwrap().files()));
}
