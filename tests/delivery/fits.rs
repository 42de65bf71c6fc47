//! Output that fits the layout that is there: a chart of the distribution's, a HelmRelease or an Application
//! of the user's, mirrors, a namespace of Cilium's own.

use super::meshes::{APPLICATION_SET, APPLICATIONS, CHART, CLASSIC, DISTRIBUTION, HUB, OCI, OWN_ARGO_CD, PER_CLUSTER};
use super::meshes::{SKEWED, VALUES_ONLY, objects, of_kind, text, tree};
use crate::common::{codes, compile};
use meshc::tree::Tree;
use meshc::yaml::{self, Value, json};

fn file(tree: &Tree, path: &str) -> Value {
    let text = tree.get(path).unwrap_or_else(|| panic!("no {path}"));
    yaml::read(text).unwrap().remove(0)
}

/// The errors in a mesh, whose values may hold what no chart knows.
fn errors(mesh: &str) -> Vec<&'static str> {
    let is_asked = |code: &&str| !["unknown-helm-value", "unsubstituted-variable"].contains(code);
    codes(&compile(mesh)).into_iter().filter(is_asked).collect()
}

#[test]
fn a_chart_of_the_distribution_gets_values_and_nothing_else() {
    for delivery in ["", HUB, APPLICATIONS] {
        let tree = tree(DISTRIBUTION, delivery);
        let object = file(&tree, "clusters/b/helm-chart-config.yaml");
        assert_eq!(object["metadata"], json!({ "name": "rke2-cilium", "namespace": "kube-system" }));
        let values = yaml::read(text(&object, "/spec/valuesContent")).unwrap().remove(0);
        assert_eq!(values["cluster"], json!({ "name": "b", "id": 2 }));
        // Kubernetes hands out addresses, as the chart of RKE2 has it, and no family is turned off.
        assert_eq!(values["ipam"], json!({ "mode": "kubernetes" }));
        assert_eq!(values["global"], json!({ "clusterCIDRv4": "10.1.0.0/16" }));
        assert_eq!(values["debug"], json!({ "enabled": true }));
        assert!(values.pointer("/certgen/annotations").is_none(), "{delivery}: {values}");
        let overlay = tree.get("clusters/b/kustomization.yaml").unwrap();
        assert!(overlay.contains("- helm-chart-config.yaml") && !overlay.contains("helmCharts"), "{overlay}");
        assert!(overlay.contains("ipam=kubernetes") && !overlay.contains("mask="), "{overlay}");
        assert!(tree.get("clusters/b/values.yaml").is_none());
        assert!(tree.files().all(|(path, _)| !path.contains("releases")));
    }
    let pool = DISTRIBUTION.replace("platform \"rke2\";", "platform \"rke2\"; ipam \"cluster-pool\";");
    let object = file(&tree(&pool, ""), "clusters/b/helm-chart-config.yaml");
    let values = yaml::read(text(&object, "/spec/valuesContent")).unwrap().remove(0);
    assert_eq!(values["ipam"]["operator"]["clusterPoolIPv4PodCIDRList"], json!(["10.1.0.0/16"]));
    assert_eq!(values["global"], json!({ "clusterCIDRv4": "10.1.0.0/16" }));
}

#[test]
fn each_cluster_may_have_a_base_of_its_own() {
    let mesh = "mesh \"m\" { cilium \"1.18.3\"; address-pool \"10.0.0.0/8\" prefix=16; base chart=\"oci://one.example.com/cilium\"; }\n\
                cluster \"a\" id=1 { apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }; }\n\
                cluster \"b\" id=2 { base chart=\"https://two.example.com/\"; apiserver \"LoadBalancer\" { ip \"192.0.2.2\"; }; }\n\
                cluster \"c\" id=3 { base helm-chart-config=\"rke2-cilium\"; apiserver \"LoadBalancer\" { ip \"192.0.2.3\"; }; }\n";
    let tree = tree(mesh, HUB);
    let repository =
        |name: &str| file(&tree, &format!("clusters/{name}/kustomization.yaml"))["helmCharts"][0]["repo"].clone();
    assert_eq!((repository("a"), repository("b")), ("oci://one.example.com".into(), "https://two.example.com/".into()));
    let sources = objects(&tree, "flux/releases/charts");
    let named = |object: &Value| format!("{} {}", text(object, "/kind"), text(object, "/metadata/name"));
    let names: Vec<String> = sources.iter().map(named).collect();
    assert_eq!(names, ["OCIRepository cilium-m", "HelmRepository cilium-m.b"]);
    let over = mesh.replace(
        "base chart=\"oci://one.example.com/cilium\"; }",
        "}\ndefaults { base chart=\"oci://one.example.com/cilium\"; }",
    );
    assert_eq!(objects(&self::tree(&over, HUB), "flux/releases/charts"), sources);
    for (slip, code) in [
        ("base \"builtin\";", "unexpected-value"),
        ("base chart=\"https://two.example.com/\" helm-chart-config=\"x\";", "unexpected-value"),
        ("base chrt=\"https://two.example.com/\";", "unknown-property"),
    ] {
        assert_eq!(codes(&compile(&mesh.replace("base chart=\"https://two.example.com/\";", slip))), [code], "{slip}");
    }
    let elsewhere = mesh.replace("cilium \"1.18.3\";", "cilium \"1.18.3\"; namespace \"cilium\";");
    assert_eq!(codes(&compile(&elsewhere)), ["unexpected-value"]);
}

#[test]
fn a_helm_release_of_the_user_takes_values_from_a_config_map() {
    for (delivery, path, name) in [
        (VALUES_ONLY, "flux/b.yaml", "cilium-mesh-values-b"),
        ("flux { source \"p\"; values-only #true; per-cluster #true; }", "flux/b/cilium.yaml", "cilium-mesh-values"),
    ] {
        let tree = tree(CHART, delivery);
        assert!(of_kind(&objects(&tree, "flux/"), "HelmRelease").is_empty());
        let config = objects(&tree, path).remove(0);
        assert_eq!((text(&config, "/kind"), text(&config, "/metadata/name")), ("ConfigMap", name));
        assert_eq!(text(&config, "/metadata/namespace"), "flux-system");
        let values = yaml::read(text(&config, "/data/values.yaml")).unwrap().remove(0);
        assert_eq!(values, file(&tree, "clusters/b/values.yaml"));
        // The values of that cluster hold `${`.
        assert_eq!(config["metadata"]["annotations"]["kustomize.toolkit.fluxcd.io/substitute"], "disabled");
        assert!(tree.get("flux/releases/charts.yaml").is_none() && tree.get("flux/kustomization.yaml").is_some());
    }
    let patched = CHART.replace(
        "values { tools",
        "patch kind=\"DaemonSet\" name=\"cilium\" { add \"/metadata/labels\" { a \"b\"; }; }; values { tools",
    );
    assert_eq!(errors(&format!("{patched}{VALUES_ONLY}")), ["patch-out-of-reach"]);
    assert_eq!(errors(&format!("{patched}{HUB}")), [""; 0]);
}

#[test]
fn names_that_exist_already_are_kept() {
    let names = |delivery: &str, kind: &str| {
        let tree = tree(SKEWED, delivery);
        let all: Vec<Value> = objects(&tree, "flux/").into_iter().chain(objects(&tree, "argocd/")).collect();
        of_kind(&all, kind).into_iter().map(|object| text(object, "/metadata/name").to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names("flux { source \"p\"; release \"net-{cluster}\"; }", "HelmRelease"), ["net-a", "net-b", "net-c"]);
    assert_eq!(names("flux { source \"p\"; release \"cilium\"; per-cluster #true; }", "HelmRelease"), ["cilium"; 3]);
    let argocd = "argocd { repo-url \"https://git.example.com/p.git\"; application \"net-{cluster}\"; }";
    assert_eq!(names(argocd, "Application"), ["net-a", "net-b", "net-c"]);
    assert_eq!(names(OWN_ARGO_CD, "Application"), ["cilium"; 3]);
    assert_eq!(names(APPLICATION_SET, "ApplicationSet"), ["cilium-m"]);
    for delivery in [
        "flux { source \"p\"; release \"cilium\"; }",
        "argocd { repo-url \"https://git.example.com/p.git\"; application \"cilium\"; }",
    ] {
        assert_eq!(errors(&format!("{CHART}{delivery}")), ["shared-delivery-name"], "{delivery}");
    }
}

#[test]
fn an_argo_cd_in_each_cluster_finds_all_in_one_folder() {
    let tree = tree(SKEWED, OWN_ARGO_CD);
    for name in ["a", "b", "c"] {
        let application = file(&tree, &format!("argocd/{name}/cilium.yaml"));
        assert_eq!(application["spec"]["destination"]["server"], "https://kubernetes.default.svc");
        assert!(application["spec"]["destination"].get("name").is_none());
        assert_eq!(file(&tree, &format!("argocd/{name}/kustomization.yaml"))["resources"], json!(["cilium.yaml"]));
    }
    assert_eq!(file(&tree, "argocd/kustomization.yaml")["resources"], json!([]));
    let both = SKEWED.to_string() + &OWN_ARGO_CD.replace("per-cluster", "application-set #true; per-cluster");
    assert_eq!(codes(&compile(&both)), ["unexpected-value"]);
}

#[test]
fn a_namespace_of_its_own_is_there_before_what_lives_in_it() {
    for delivery in [HUB, PER_CLUSTER, APPLICATIONS, ""] {
        let tree = tree(OCI, delivery);
        let namespace = file(&tree, "mesh/namespace.yaml");
        assert_eq!((text(&namespace, "/kind"), text(&namespace, "/metadata/name")), ("Namespace", "cilium"));
        let annotations = &namespace["metadata"]["annotations"];
        assert_eq!(annotations["kustomize.toolkit.fluxcd.io/prune"], "disabled");
        assert_eq!(annotations["argocd.argoproj.io/sync-options"], "Prune=false,Delete=false");
    }
    let beside = objects(&tree(OCI, HUB), "flux/a.yaml").remove(0);
    assert_eq!((text(&beside, "/metadata/name"), &beside["spec"]["wait"]), ("beside-cilium-a", &json!(true)));
    assert!(tree(CHART, HUB).files().all(|(path, _)| !path.ends_with("namespace.yaml")));
}

#[test]
fn flux_waits_until_external_secrets_has_filled_what_it_fills() {
    let object = objects(&tree(CLASSIC, HUB), "flux/a.yaml").remove(0);
    let expression = &object["spec"]["healthCheckExprs"][0];
    assert_eq!(
        (text(expression, "/apiVersion"), text(expression, "/kind")),
        ("external-secrets.io/v1", "ExternalSecret")
    );
    let is_looked_at = |check: &Value| text(check, "/kind") == "ExternalSecret";
    assert!(object["spec"]["healthChecks"].as_array().unwrap().iter().any(is_looked_at), "{object}");
    assert!(objects(&tree(CHART, HUB), "flux/").iter().all(|object| object["spec"].get("healthCheckExprs").is_none()));
}
