//! What Flux is given: it exists, Flux can build it, and it waits for what works.

use super::meshes::{BESIDE, CHART, CLASSIC, DELIVERIES, HUB, OCI, PER_CLUSTER, RENDERED, SKEWED};
use super::meshes::{everywhere, objects, of_kind, text, tree};
use meshc::yaml::{self, Value, json};
use std::collections::BTreeSet;

#[test]
fn what_flux_applies_is_there_and_is_nothing_that_it_cannot_build() {
    everywhere(|case, tree| {
        let root = if case.contains("path \".\"") { "./" } else { "./deploy/" };
        let objects = objects(tree, "flux/");
        let kustomizations = of_kind(&objects, "Kustomization");
        let names: BTreeSet<&str> = kustomizations.iter().map(|object| text(object, "/metadata/name")).collect();
        assert_eq!(names.len(), kustomizations.len(), "{case}: a name stands twice");
        for object in &kustomizations {
            let path = text(object, "/spec/path").strip_prefix(root).unwrap_or_else(|| panic!("{case}: {object}"));
            let built = tree.get(&format!("{path}/kustomization.yaml"));
            assert!(built.is_some_and(|text| !text.contains("helmCharts")), "{case}: {path}");
            let is_hub = case.contains(HUB);
            let is_release = path.starts_with("flux/releases/");
            assert_eq!(object["spec"].get("kubeConfig").is_some(), is_hub && !is_release, "{case}: {object}");
            assert_eq!(object["spec"]["prune"], true);
            // With `wait` Flux ignores the list.
            assert!(object["spec"].get("wait").is_some() != object["spec"].get("healthChecks").is_some(), "{object}");
            assert_eq!(object["spec"]["timeout"], "5m");
            assert_eq!(object["spec"]["deletionPolicy"], "Orphan");
            let waits = object["spec"]["dependsOn"].as_array().into_iter().flatten();
            let waits: Vec<&str> = waits.map(|other| text(other, "/name")).collect();
            assert!(
                waits.iter().all(|name| ["one", "two"].contains(name) || names.contains(name)),
                "{case}: {waits:?}"
            );
            assert_eq!(waits.starts_with(&["one", "two"]), is_hub, "{case}");
            assert!(!waits.contains(&text(object, "/metadata/name")));
        }
        for release in of_kind(&objects, "HelmRelease") {
            let cluster = text(release, "/metadata/name").strip_prefix("cilium-").unwrap();
            let values = yaml::read(tree.get(&format!("clusters/{cluster}/values.yaml")).unwrap()).unwrap().remove(0);
            assert_eq!(release["spec"]["values"], values, "{case}: {cluster}");
            let source = release.pointer("/spec/chartRef").or(release.pointer("/spec/chart/spec/sourceRef")).unwrap();
            let sources: Vec<&Value> = of_kind(&objects, text(source, "/kind"));
            assert!(sources.iter().any(|object| object["metadata"]["name"] == source["name"]), "{case}: {source}");
            let health = json!({
                "apiVersion": "helm.toolkit.fluxcd.io/v2",
                "kind": "HelmRelease",
                "name": release["metadata"]["name"],
                "namespace": release["metadata"]["namespace"],
            });
            let name = format!("release-{}", text(release, "/metadata/name"));
            let own = kustomizations.iter().find(|object| object["metadata"]["name"] == name.as_str());
            assert_eq!(own.unwrap()["spec"]["healthChecks"][0], health, "{case}");
            assert_eq!(release["metadata"]["annotations"]["kustomize.toolkit.fluxcd.io/prune"], "disabled");
        }
    });
}

#[test]
fn one_source_serves_all_charts_of_one_index_and_each_version_in_a_registry_is_one() {
    let names = |mesh: &str, delivery: &str| {
        let objects = objects(&tree(mesh, delivery), "flux/");
        let sources = objects.iter().filter(|object| text(object, "/apiVersion").starts_with("source."));
        sources
            .map(|object| format!("{} {}", text(object, "/kind"), text(object, "/metadata/name")))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(SKEWED, HUB), ["HelmRepository cilium-m"]);
    assert_eq!(names(SKEWED, PER_CLUSTER), ["HelmRepository cilium-m"; 3]);
    assert_eq!(names(OCI, HUB), ["OCIRepository cilium-m", "OCIRepository cilium-m.b"]);
    assert_eq!(names(OCI, PER_CLUSTER), ["OCIRepository cilium-m", "OCIRepository cilium-m.b"]);
    assert!(names(CLASSIC, HUB).is_empty());
    let oci = objects(&tree(OCI, HUB), "flux/releases/charts");
    assert_eq!(oci[0]["spec"]["url"], "oci://quay.io/cilium/charts/cilium");
    assert_eq!(oci[1]["spec"]["ref"], json!({ "tag": "1.17.4" }));
}

#[test]
fn a_hub_reaches_clusters_through_the_secrets_that_it_is_told_of() {
    let secrets = |delivery: &str| {
        let objects = objects(&tree(BESIDE, delivery), "flux/");
        let found = objects.iter().filter_map(|object| {
            let secret = object.pointer("/spec/kubeConfig/secretRef/name")?.as_str()?.to_string();
            Some(format!("{} {secret}", text(object, "/kind")))
        });
        found.collect::<Vec<_>>()
    };
    let wanted = ["Kustomization a-kubeconfig", "HelmRelease a-kubeconfig", "HelmRelease b-kubeconfig"];
    let found = secrets(HUB);
    assert!(wanted.iter().all(|wanted| found.contains(&(*wanted).to_string())), "{found:?}");
    let own = secrets("flux { source \"p\"; kubeconfig-secret \"kc.{cluster}\"; }");
    assert!(own.contains(&"HelmRelease kc.b".to_string()) && own.len() == found.len(), "{own:?}");
}

#[test]
fn healthy_is_what_works() {
    let checks = |mesh: &str, delivery: &str, name: &str| {
        let objects = objects(&tree(mesh, delivery), "flux/");
        let kustomizations = of_kind(&objects, "Kustomization");
        let own = kustomizations.into_iter().find(|object| object["metadata"]["name"] == name).unwrap();
        let checks = own["spec"]["healthChecks"].as_array().unwrap().iter();
        checks.map(|check| format!("{}/{}", text(check, "/namespace"), text(check, "/name"))).collect::<Vec<_>>()
    };
    assert_eq!(checks(CLASSIC, HUB, "cilium-a"), ["kube-system/cilium", "kube-system/cilium-etcd-secrets"]);
    assert_eq!(checks(RENDERED, HUB, "cilium-a"), ["kube-system/cilium", "kube-system/clustermesh-apiserver"]);
    assert_eq!(checks(OCI, HUB, "release-cilium-a"), ["flux-system/cilium-a"]);
    assert_eq!(
        checks(OCI, PER_CLUSTER, "release-cilium-a"),
        ["f/cilium-a", "cilium/cilium", "cilium/clustermesh-apiserver"]
    );
}

#[test]
fn helm_does_not_wait_for_what_waits_for_its_hooks() {
    let waits = |mesh: &str| {
        let objects = objects(&tree(mesh, HUB), "flux/");
        let releases = of_kind(&objects, "HelmRelease").into_iter();
        releases.map(|release| release["spec"]["upgrade"].get("disableWait").is_none()).collect::<Vec<_>>()
    };
    // 1.20, certificates of Helm, then an etcd, a Job that is a hook, and the same.
    assert_eq!(waits(CHART), [true, true]);
    assert_eq!(waits(SKEWED), [true, true, true]);
    assert_eq!(waits(BESIDE), [true, false, false, true]);
}

#[test]
fn what_flux_would_replace_says_that_it_is_not_meant() {
    let mut seen = 0;
    for delivery in DELIVERIES {
        let tree = tree(CHART, delivery);
        for object in objects(&tree, "flux/").into_iter().chain(objects(&tree, "argocd/")) {
            let is_guarded = object["metadata"]["annotations"]["kustomize.toolkit.fluxcd.io/substitute"] == "disabled";
            assert_eq!(object.to_string().contains("${"), is_guarded, "{object}");
            seen += usize::from(is_guarded);
        }
    }
    assert!(seen >= 4);
}

#[test]
fn what_patches_change_in_the_configuration_of_a_chart_restarts_agents() {
    let mark = |value: &str, restart: &str| {
        let patch = format!("patch kind=\"ConfigMap\" name=\"cilium-config\" {{ add \"/data/foo\" \"{value}\"; }}");
        let mesh = format!(
            "mesh \"m\" {{ cilium \"1.18.3\"; {restart} }}\ncluster \"a\" id=1 {{ pod-cidr \"10.1.0.0/16\"; {patch}; \
             apiserver \"LoadBalancer\" {{ ip \"192.0.2.1\"; }}; }}\n"
        );
        let values = yaml::read(tree(&mesh, HUB).get("clusters/a/values.yaml").unwrap()).unwrap().remove(0);
        let of = |path: &str| values.pointer(&format!("{path}/podAnnotations/checksum~1cilium-mesh")).cloned();
        assert_eq!(of(""), of("/operator"));
        of("")
    };
    assert!(mark("1", "").is_some() && mark("1", "") != mark("2", "") && mark("1", "") == mark("1", ""));
    assert_eq!(mark("1", "restart \"manual\";"), None);
}

#[test]
fn keys_of_a_management_service_need_no_secret() {
    let decryption = |recipients: &str| {
        let mesh = format!(
            "mesh \"m\" {{ cilium \"1.18.3\"; encryption \"ipsec\" {{ credentials \"sops\"; }}; }}\nsops {{ {recipients}; }}\n\
             cluster \"a\" id=1 {{ pod-cidr \"10.1.0.0/16\"; apiserver \"LoadBalancer\" {{ ip \"192.0.2.1\"; }}; }}\n"
        );
        let objects = objects(&tree(&mesh, HUB), "flux/");
        let kustomizations = of_kind(&objects, "Kustomization").into_iter();
        kustomizations.filter_map(|object| object.pointer("/spec/decryption").cloned()).collect::<Vec<_>>()
    };
    let kms = "kms \"arn:aws:kms:eu-west-1:111122223333:key/1\"";
    let pgp = "pgp \"85D77543B3D624B63CEA9E6DBC17301B491B3F21\"";
    assert_eq!(decryption(kms), [json!({ "provider": "sops" })]);
    assert_eq!(decryption(pgp), [json!({ "provider": "sops", "secretRef": { "name": "sops-age" } })]);
    let stated = decryption(&format!("{kms}; decryption-secret \"aws\""));
    assert_eq!(stated, [json!({ "provider": "sops", "secretRef": { "name": "aws" } })]);
}

#[test]
fn a_flux_that_applied_all_clusters_finds_none_once_each_has_its_own() {
    let tree = tree(CLASSIC, PER_CLUSTER);
    let root = yaml::read(tree.get("flux/kustomization.yaml").unwrap()).unwrap().remove(0);
    assert_eq!(root["resources"], json!([]));
}
