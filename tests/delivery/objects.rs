//! Every object of Flux and Argo CD is one that the current CRDs take, and no two clusters share one.

use super::meshes::{APPLICATIONS, HUB, PER_CLUSTER, everywhere, objects, of_kind, text, tree};
use crate::common::{compile_file, rendered};
use meshc::yaml::{self, Value, json};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn every_object_is_one_that_the_crds_take() {
    let mut validators = BTreeMap::new();
    for entry in std::fs::read_dir("schema/crds").unwrap().map(Result::unwrap) {
        let schema: Value = serde_json::from_str(&std::fs::read_to_string(entry.path()).unwrap()).unwrap();
        let kind = text(&schema, "/properties/kind/const").to_string();
        validators.insert(kind, (jsonschema::validator_for(&schema).unwrap(), std::cell::Cell::new(0)));
    }
    everywhere(|case, tree| {
        let configurations = objects(tree, "clusters/").into_iter();
        let configurations = configurations.filter(|object| object["kind"] == "HelmChartConfig");
        for object in objects(tree, "flux/").into_iter().chain(objects(tree, "argocd/")).chain(configurations) {
            let kind = text(&object, "/kind");
            // Kubernetes' own kinds are no custom resources.
            if kind == "ConfigMap" {
                continue;
            }
            let (validator, seen) = validators.get(kind).unwrap_or_else(|| panic!("{case}: a {kind}"));
            let errors: Vec<_> =
                validator.iter_errors(&object).map(|e| format!("{e} at {}", e.instance_path())).collect();
            assert!(errors.is_empty(), "{case}: {errors:?}\n{}", yaml::write(&object));
            seen.set(seen.get() + 1);
            let mut broken = object.clone();
            broken["spec"]["unheard-of"] = json!(1);
            assert!(!validator.is_valid(&broken), "{kind} is not held strictly");
        }
    });
    assert!(validators.values().all(|(_, seen)| seen.get() > 0), "a schema that nothing is held against");
}

#[test]
fn a_helm_release_of_the_user_s_finds_the_values() {
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string("schema/crds/helmrelease.json").unwrap()).unwrap();
    let own = std::fs::read_to_string("fixtures/own-helm-release/helm-release.yaml").unwrap();
    let own = yaml::read(&own).unwrap().remove(0);
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&own));
    let tree = compile_file("fixtures/own-helm-release/mesh.kdl").tree().cloned().unwrap();
    for path in ["flux/attic/", "flux/cellar/"] {
        let objects = objects(&tree, path);
        let config = of_kind(&objects, "ConfigMap").remove(0);
        assert_eq!(config["metadata"]["name"], own["spec"]["valuesFrom"][0]["name"]);
        assert_eq!(config["metadata"]["namespace"], own["metadata"]["namespace"]);
    }
}

#[test]
fn hostile_names_of_clusters_keep_their_own_files_and_objects() {
    let cluster = |name: &str, id: usize| {
        format!(
            "cluster \"{name}\" id={id} {{ pod-cidr \"10.{id}.0.0/16\"; etcd {{ endpoint \"https://e{id}.example.com:2379\"; tls ca=\"etcd-client-ca.crt\" cert=\"etcd-client.crt\" key=\"etcd-client.key\"; }}; }}\n"
        )
    };
    let names = ["charts", "cilium", "beside-x", "x", "x-beside", "application-set", "cilium-x"];
    let clusters: String = names.iter().enumerate().map(|(index, name)| cluster(name, index + 1)).collect();
    let mesh = format!("mesh \"m\" {{ cilium \"1.18.3\"; }}\n{clusters}");
    for delivery in [HUB, PER_CLUSTER, APPLICATIONS] {
        let tree = tree(&mesh, delivery);
        let all: Vec<Value> = objects(&tree, "flux/").into_iter().chain(objects(&tree, "argocd/")).collect();
        let sources = all.iter().filter(|object| object["kind"] != "HelmRepository");
        let ids: Vec<String> =
            sources.map(|object| format!("{} {}", object["kind"], object["metadata"]["name"])).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{delivery}: {ids:?}");
    }
}

#[test]
fn the_contracts_own_example_compiles() {
    let mesh = std::fs::read_to_string("fixtures/modern/mesh.kdl").unwrap();
    let outcome = crate::common::compile(&format!(
        "{mesh}\nflux {{\n    source \"platform\"\n    path \"./deploy\"\n    interval \"10m\"\n}}\n"
    ));
    assert!(outcome.diagnostics.0.is_empty(), "{}", rendered(&outcome));
    let objects = objects(&outcome.tree().cloned().unwrap(), "flux/");
    let kinds: Vec<&str> = objects.iter().map(|object| text(object, "/kind")).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "HelmRelease").count(), 2);
    assert_eq!(objects.iter().find(|object| object["kind"] == "Kustomization").unwrap()["spec"]["interval"], "10m");
}

#[test]
fn fixtures_of_both_say_what_they_show() {
    let flux = compile_file("fixtures/flux/mesh.kdl").tree().cloned().unwrap();
    assert!(flux.get("clusters/bern/beside/kustomization.yaml").is_some());
    assert!(flux.get("flux/releases/lyon/helm-release.yaml").unwrap().contains("postRenderers"));
}

#[test]
fn an_oci_registry_may_end_in_a_slash_and_a_namespace_may_be_missing() {
    let mesh = "mesh \"m\" { cilium \"1.18.3\"; namespace \"cilium\"; base chart=\"oci://quay.io/cilium/charts/\"; }\n\
                cluster \"a\" id=1 { pod-cidr \"10.1.0.0/16\"; apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }; }\n";
    let argocd = objects(&tree(mesh, "argocd { repo-url \"https://git.example.com/p.git\"; }"), "argocd/");
    let application = of_kind(&argocd, "Application").remove(0);
    assert_eq!(text(application, "/spec/sources/0/repoURL"), "quay.io/cilium/charts");
    let options = application["spec"]["syncPolicy"]["syncOptions"].as_array().unwrap();
    assert!(options.iter().any(|option| option == "CreateNamespace=true"), "{options:?}");
    let flux = objects(&tree(mesh, HUB), "flux/");
    assert_eq!(of_kind(&flux, "HelmRelease")[0]["spec"]["install"]["createNamespace"], true);
}

#[test]
fn a_path_that_stays_in_the_repository_may_go_up() {
    let mesh = "mesh \"m\" { cilium \"1.18.3\"; }\n\
                cluster \"a\" id=1 { pod-cidr \"10.1.0.0/16\"; apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }; }\n";
    let flux = |path: &str| format!("flux {{ source \"p\"; path \"{path}\"; }}");
    let applied = |path: &str| objects(&tree(mesh, &flux(path)), "flux/");
    assert_eq!(applied("./a/../deploy"), applied("deploy"));
    let outcome = crate::common::compile(&format!("{mesh}{}", flux("a/../../deploy")));
    assert!(rendered(&outcome).contains("`path` leads out of the repository"), "{}", rendered(&outcome));
}
