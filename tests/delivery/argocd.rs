//! What Argo CD is given: it exists, and nothing of it is a difference for ever.

use super::meshes::{APPLICATIONS, BESIDE, CHART, CLASSIC, MESHES, RENDERED, SKEWED};
use super::meshes::{by_name, objects, outcome, text, tree};
use meshc::yaml::{self, Value, json};

#[test]
fn what_argo_cd_applies_is_there() {
    for (name, mesh) in MESHES {
        let outcome = outcome(mesh, APPLICATIONS);
        let (tree, plan) = (outcome.tree().cloned().unwrap(), outcome.plan().unwrap());
        for (application, cluster) in objects(&tree, "argocd/").iter().zip(by_name(plan)) {
            assert!(application["metadata"].get("finalizers").is_none());
            assert_eq!(application["metadata"]["name"], format!("cilium-{}", cluster.name).as_str());
            let context = &cluster.delivery.context;
            assert_eq!(
                application["spec"]["destination"],
                json!({ "name": context, "namespace": cluster.delivery.namespace })
            );
            let sources = application["spec"]["sources"].as_array().cloned();
            let sources = sources.unwrap_or_else(|| vec![application["spec"]["source"].clone()]);
            for source in &sources {
                if let Some(path) = source["path"].as_str() {
                    let path = path.strip_prefix("deploy/").unwrap();
                    assert!(tree.get(&format!("{path}/kustomization.yaml")).is_some(), "{name}: {path}");
                }
                for file in source.pointer("/helm/valueFiles").and_then(Value::as_array).into_iter().flatten() {
                    let path = file.as_str().unwrap().strip_prefix("$values/deploy/").unwrap();
                    assert!(tree.get(path).is_some(), "{name}: {path}");
                }
            }
            let charts = sources.iter().filter(|source| source.get("chart").is_some());
            for chart in charts {
                assert_eq!(chart["targetRevision"], cluster.chart().unwrap().version.as_str());
                assert!(!text(chart, "/repoURL").contains("oci://"));
                assert!(sources.iter().any(|source| source["ref"] == "values"));
            }
        }
    }
    let tree = tree(BESIDE, APPLICATIONS);
    let needs_helm: Vec<bool> = ["a", "b", "c"]
        .iter()
        .map(|name| tree.get(&format!("argocd/{name}.yaml")).unwrap().contains("--enable-helm"))
        .collect();
    assert_eq!(needs_helm, [false, true, true]);
    let beside = objects(&tree, "argocd/a.yaml").remove(0);
    assert_eq!(beside["spec"]["sources"][2]["path"], "deploy/clusters/a/beside");
}

#[test]
fn certificates_that_the_cluster_makes_are_no_difference() {
    let ignored = |mesh: &str| {
        let object = objects(&tree(mesh, APPLICATIONS), "argocd/").remove(0);
        let rows = object["spec"]["ignoreDifferences"].as_array().cloned().unwrap_or_default();
        rows.iter().map(|row| text(row, "/name").to_string()).collect::<Vec<_>>()
    };
    assert!(ignored(SKEWED).contains(&"clustermesh-apiserver-server-cert".to_string()));
    let own = RENDERED.replace("base path", "certificates \"cron-job\" ca-secret=\"roots\"; base path");
    assert!(ignored(&own).contains(&"roots".to_string()));
    assert!(ignored(CLASSIC).is_empty());
    let provided = CHART.replace("1.20.0\";", "1.20.0\"; certificates \"provided\";").replace(
        "apiserver \"LoadBalancer\" {",
        "apiserver \"LoadBalancer\" { san \"*.mesh.cilium.io\" \"*.kube-system.svc\";",
    );
    assert!(ignored(&provided).is_empty());
}

#[test]
fn what_fills_secrets_holds_nothing_back() {
    // External Secrets itself may wait for the network that the cluster gets with it, and Argo CD would wait
    // for External Secrets.
    let tree = tree(CLASSIC, APPLICATIONS);
    let external = yaml::read(tree.get("mesh/cilium-etcd-secrets-external.yaml").unwrap()).unwrap().remove(0);
    assert!(external["metadata"].get("annotations").is_none(), "{external}");
    assert!(tree.files().all(|(_, text)| !text.contains("sync-wave")));
}
