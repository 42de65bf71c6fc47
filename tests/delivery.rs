//! What Flux and Argo CD are given: every object is one that the current CRDs take, and says what the
//! overlays say.

use crate::common::{codes, compile_file, compile_with, programs, rendered};
use meshc::Outcome;
use meshc::plan::{Cluster, Plan};
use meshc::sync::{Edited, sync};
use meshc::tree::Tree;
use meshc::world::Memory;
use meshc::yaml::{self, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// Meshes without what applies them.
const MESHES: &[(&str, &str)] = &[
    ("classic", CLASSIC),
    ("chart", CHART),
    ("skewed", SKEWED),
    ("oci", OCI),
    ("beside", BESIDE),
    ("rendered", RENDERED),
];
const CLASSIC: &str = r#"
    mesh "m" { cilium "1.4.2"; address-pool "100.64.0.0/10" prefix=16; }
    cluster "a" id=1 { etcd { endpoint "https://a.example.com:2379"; tls ca="ca.crt"; credentials "external-secrets" store="vault" key="k"; }; }
    cluster "b.c" id=2 { context "prod-b"; allow "invalid-cluster-name" reason="old"; etcd { endpoint "https://b.example.com:2379"; }; }
"#;
const CHART: &str = r#"
    mesh "m" { cilium "1.20.0"; address-pool "10.0.0.0/8" prefix=16; }
    cluster "a" id=1 { context "x \"{{y}}\" ${z}"; apiserver "LoadBalancer" { ip "192.0.2.1"; }; }
    cluster "b" id=2 { apiserver "LoadBalancer" { ip "192.0.2.2"; }; values { tools { script "echo ${HOME}"; }; }; }
"#;
const SKEWED: &str = r#"
    mesh "m" { cilium "1.18.3"; certificates "helm"; address-pool "10.0.0.0/8" prefix=16; allow "certificates-change-on-render" reason="known"; allow "version-skew" reason="upgrade"; }
    cluster "a" id=1 { apiserver "LoadBalancer" { ip "192.0.2.1"; }; }
    cluster "b" id=2 { cilium "1.17.4"; apiserver "LoadBalancer" { ip "192.0.2.2"; }; }
    cluster "c" id=3 { context "prod-c"; apiserver "NodePort" { ip "192.0.2.3" "192.0.2.4"; }; }
"#;
const OCI: &str = r#"
    mesh "m" { cilium "1.18.3"; base chart="oci://quay.io/cilium/charts/"; namespace "cilium"; address-pool "10.0.0.0/8" prefix=16; allow "version-skew" reason="upgrade"; }
    cluster "a" id=1 { apiserver "LoadBalancer" { ip "192.0.2.1"; }; }
    cluster "b" id=2 { cilium "1.17.4"; apiserver "LoadBalancer" { ip "192.0.2.2"; }; }
"#;
const BESIDE: &str = r#"
    mesh "m" { cilium "1.18.3"; routing "native" cidr="10.0.0.0/8"; address-pool "10.0.0.0/8" prefix=16; }
    peering { link "a" "d"; link "b" "c"; }
    cluster "d" id=4 { etcd { endpoint "https://d.example.com:2379"; }; }
    cluster "a" id=1 {
        etcd { endpoint "https://a.example.com:2379"; tls ca="etcd-client-ca.crt" cert="etcd-client.crt" key="etcd-client.key"; credentials "external-secrets" store="vault" key="k"; }
        patch kind="Secret" name="cilium-clustermesh" { add "/metadata/labels" { own "yes" }; }
    }
    cluster "b" id=2 {
        apiserver "LoadBalancer" { ip "192.0.2.2"; }
        patch kind="DaemonSet" name="cilium" { add "/spec/template/spec/tolerations/-" { key "gpu"; operator "Exists" }; }
    }
    cluster "c" id=3 { service-cidr "172.20.0.0/20"; apiserver "ClusterIP" { ip "172.20.0.10"; }; }
"#;
const RENDERED: &str = r#"
    mesh "m" { cilium "1.18.3"; base path="base"; address-pool "10.0.0.0/8" prefix=16; }
    cluster "a" id=1 { apiserver "LoadBalancer" { ip "192.0.2.1"; }; }
    cluster "b" id=2 { apiserver "LoadBalancer" { ip "192.0.2.2"; }; }
"#;

/// What applies them.
const HUB: &str = "flux { source \"platform\"; depends-on \"one\" \"two\"; depends-on \"one\"; }";
const PER_CLUSTER: &str = "flux { source \"p\"; source-kind \"OCIRepository\"; per-cluster #true; path \".\"; interval \"1h30m\"; namespace \"f\"; }";
const APPLICATIONS: &str = "argocd { repo-url \"https://git.example.com/p.git\"; }";
const APPLICATION_SET: &str =
    "argocd { repo-url \"https://git.example.com/p.git\"; application-set #true; path \"./a/b/\"; }";
const DELIVERIES: &[&str] = &[HUB, PER_CLUSTER, APPLICATIONS, APPLICATION_SET];

/// A mesh with what applies it, beside the manifests of a fixture.
fn outcome(mesh: &str, delivery: &str) -> Outcome {
    let mut files = Memory::default();
    for entry in std::fs::read_dir("fixtures/rendered/vendor/cilium").unwrap().map(Result::unwrap) {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        files = files.with(format!("base/{}", entry.file_name().to_str().unwrap()), text);
    }
    let outcome = compile_with(files, &format!("{mesh}\n{delivery}\n"));
    assert!(outcome.tree().is_some(), "{delivery}\n{}", rendered(&outcome));
    outcome
}

fn tree(mesh: &str, delivery: &str) -> Tree {
    outcome(mesh, delivery).tree().cloned().unwrap()
}

/// The objects of a folder of the output, without kustomize's own.
fn objects(tree: &Tree, folder: &str) -> Vec<Value> {
    let files = tree.files().filter(|(path, _)| path.starts_with(folder) && !path.ends_with("/kustomization.yaml"));
    files.flat_map(|(_, text)| yaml::read(text).unwrap()).collect()
}

fn of_kind<'o>(objects: &'o [Value], kind: &str) -> Vec<&'o Value> {
    objects.iter().filter(|object| object["kind"] == kind).collect()
}

/// The clusters in the order of their files.
fn by_name(plan: &Plan) -> Vec<&Cluster> {
    let mut clusters: Vec<&Cluster> = plan.clusters.iter().collect();
    clusters.sort_by_key(|cluster| &cluster.name);
    clusters
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

fn everywhere(check: impl Fn(&str, &Tree)) {
    for (name, mesh) in MESHES {
        for delivery in DELIVERIES {
            check(&format!("{name}: {delivery}"), &tree(mesh, delivery));
        }
    }
}

#[test]
fn every_object_is_one_that_the_crds_take() {
    let mut validators = BTreeMap::new();
    for entry in std::fs::read_dir("schema/crds").unwrap().map(Result::unwrap) {
        let schema: Value = serde_json::from_str(&std::fs::read_to_string(entry.path()).unwrap()).unwrap();
        let kind = text(&schema, "/properties/kind/const").to_string();
        validators.insert(kind, (jsonschema::validator_for(&schema).unwrap(), std::cell::Cell::new(0)));
    }
    everywhere(|case, tree| {
        for object in objects(tree, "flux/").into_iter().chain(objects(tree, "argocd/")) {
            let kind = text(&object, "/kind");
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
            assert_eq!(object["spec"]["wait"], true);
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
    assert_eq!(names(SKEWED, HUB), ["HelmRepository cilium-mesh"]);
    assert_eq!(names(SKEWED, PER_CLUSTER), ["HelmRepository cilium-mesh"; 3]);
    assert_eq!(names(OCI, HUB), ["OCIRepository cilium-mesh-1.17.4", "OCIRepository cilium-mesh-1.18.3"]);
    assert_eq!(names(OCI, PER_CLUSTER), ["OCIRepository cilium-mesh-1.18.3", "OCIRepository cilium-mesh-1.17.4"]);
    assert!(names(CLASSIC, HUB).is_empty());
    let oci = objects(&tree(OCI, HUB), "flux/releases/charts");
    assert_eq!(oci[0]["spec"]["url"], "oci://quay.io/cilium/charts/cilium");
    assert_eq!(oci[0]["spec"]["ref"], json!({ "tag": "1.17.4" }));
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
    assert_eq!(checks(CLASSIC, HUB, "cilium-a"), ["kube-system/cilium"]);
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
fn an_application_set_is_the_applications() {
    for (name, mesh) in MESHES {
        let set = tree(mesh, APPLICATION_SET);
        let single = tree(mesh, &APPLICATION_SET.replace("application-set #true;", ""));
        let folders: BTreeSet<String> = set
            .files()
            .filter_map(|(path, _)| {
                path.strip_prefix("clusters/")?.split_once('/').map(|(cluster, _)| cluster.to_string())
            })
            .map(|cluster| format!("a/b/clusters/{cluster}"))
            .collect();
        let wanted: BTreeMap<String, Value> = objects(&single, "argocd/").into_iter().map(spec_of).collect();
        let set = objects(&set, "argocd/").remove(0);
        let made: BTreeMap<String, Value> = expand(&set, &folders).into_iter().map(spec_of).collect();
        assert_eq!(made, wanted, "{name}");
        assert_eq!(wanted.len(), folders.len(), "{name}");
    }
}

fn spec_of(application: Value) -> (String, Value) {
    let annotations = application["metadata"]["annotations"]["argocd.argoproj.io/manifest-generate-paths"].clone();
    (text(&application, "/metadata/name").to_string(), json!([annotations, application["spec"]]))
}

/// What the controller makes of an ApplicationSet for those folders: a generator's template wins where it
/// says something.
fn expand(set: &Value, folders: &BTreeSet<String>) -> Vec<Value> {
    let mut made = Vec::new();
    for generator in set["spec"]["generators"].as_array().unwrap() {
        let git = &generator["git"];
        let rows: Vec<(&str, bool)> = git["directories"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (text(row, "/path"), row.get("exclude") == Some(&json!(true))))
            .collect();
        let matches = |pattern: &str, folder: &str| match pattern.strip_suffix('*') {
            Some(stem) => folder.strip_prefix(stem).is_some_and(|rest| !rest.contains('/')),
            None => pattern == folder,
        };
        let any = |folder: &str, is_excluded: bool| {
            rows.iter().any(|(pattern, excludes)| *excludes == is_excluded && matches(pattern, folder))
        };
        for folder in folders.iter().filter(|folder| any(folder, false) && !any(folder, true)) {
            let mut template = set["spec"]["template"].clone();
            fill(&mut template, &git["template"]);
            made.push(substitute(&template, folder));
        }
    }
    made
}

fn fill(value: &mut Value, over: &Value) {
    match (value, over) {
        (_, Value::Null) => {}
        (_, Value::String(text)) if text.is_empty() => {}
        (Value::Object(fields), Value::Object(over)) => {
            over.iter().for_each(|(key, over)| fill(fields.entry(key.clone()).or_insert(Value::Null), over));
        }
        (value, over) => *value = over.clone(),
    }
}

fn substitute(value: &Value, folder: &str) -> Value {
    match value {
        Value::String(text) => template(text, folder).into(),
        Value::Array(items) => items.iter().map(|item| substitute(item, folder)).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(key, value)| (key.clone(), substitute(value, folder))).collect())
        }
        other => other.clone(),
    }
}

/// The few forms of Go's templates that meshc writes.
fn template(text: &str, folder: &str) -> String {
    let name = folder.rsplit('/').next().unwrap();
    if let Some(pairs) = text.strip_prefix("{{ dig .path.basename .path.basename (dict ") {
        let words = serde_json::Deserializer::from_str(pairs.strip_suffix(") }}").unwrap()).into_iter::<String>();
        let words: Vec<String> = words.map(Result::unwrap).collect();
        let pair = words.chunks(2).find(|pair| pair[0] == name);
        return pair.map_or(name.to_string(), |pair| pair[1].clone());
    }
    let text = text.replace("{{.path.basename}}", name).replace("{{.path.path}}", folder);
    assert!(!text.contains("{{"), "{text}");
    text
}

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
fn what_fills_secrets_comes_before_what_mounts_them_and_is_still_written_once() {
    let find = |delivery: &str, path: &str| {
        let tree = tree(CLASSIC, delivery);
        yaml::read(tree.get(path).unwrap_or_else(|| panic!("no {path}"))).unwrap().remove(0)
    };
    let path = "mesh/cilium-etcd-secrets-external.yaml";
    assert_eq!(find(APPLICATIONS, path)["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"], "-1");
    assert!(find(HUB, path)["metadata"].get("annotations").is_none());
}

#[test]
fn jobs_of_a_base_run_in_time_and_once() {
    let job = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: once\n  namespace: kube-system\n  annotations: {\"helm.sh/hook\": \"post-install,post-upgrade\"}\n\
               spec:\n  ttlSecondsAfterFinished: 1800\n  template: {spec: {containers: [{name: c, image: i}], restartPolicy: Never}}\n";
    let find = |delivery: &str| {
        let mut files = Memory::default().with("base/job.yaml", job);
        for entry in std::fs::read_dir("fixtures/rendered/vendor/cilium").unwrap().map(Result::unwrap) {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            files = files.with(format!("base/{}", entry.file_name().to_str().unwrap()), text);
        }
        let outcome = compile_with(files, &format!("{RENDERED}\n{delivery}"));
        let plan = outcome.plan().unwrap();
        plan.manifests(&plan.clusters[0]).into_iter().find(|object| object["metadata"]["name"] == "once").unwrap()
    };
    let annotation = |job: &Value, key: &str| job["metadata"]["annotations"].get(key).cloned().unwrap_or_default();
    let (plain, argocd, flux) = (find(""), find(APPLICATIONS), find(HUB));
    assert_eq!(plain["spec"]["ttlSecondsAfterFinished"], 1800);
    assert_eq!(annotation(&argocd, "argocd.argoproj.io/hook"), "Sync");
    assert_eq!(annotation(&plain, "argocd.argoproj.io/hook"), Value::Null);
    assert!(flux["spec"].get("ttlSecondsAfterFinished").is_none());
    assert_eq!(annotation(&flux, "kustomize.toolkit.fluxcd.io/force"), "enabled");
}

#[test]
fn both_may_apply_a_mesh_while_it_moves_from_one_to_the_other() {
    let tree = tree(CHART, &format!("{HUB}\n{APPLICATIONS}"));
    assert!(tree.get("flux/a.yaml").is_some() && tree.get("argocd/a.yaml").is_some());
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
fn defects_of_delivery_are_found_where_they_are() {
    let found = |mesh: &str| codes(&crate::common::compile(mesh));
    let mesh = "mesh \"m\" { cilium \"1.4.2\"; address-pool \"100.64.0.0/10\" prefix=16; }\n";
    let cluster = |name: &str, id: u8, more: &str| {
        format!("cluster \"{name}\" id={id} {{ {more} etcd {{ endpoint \"https://e{id}.example.com:2379\"; }}; }}\n")
    };
    let both = |first: &str, second: &str, more: &str| {
        format!("{mesh}{}{}{more}", cluster("a", 1, first), cluster("b", 2, second))
    };
    let argocd = "argocd { repo-url \"u\"; }";
    assert_eq!(found(&both("context \"x\";", "context \"x\";", "")), ["duplicate-context"]);
    assert_eq!(found(&both("", "context \"a\";", argocd)), ["duplicate-context"]);
    assert!(found(&both("", "context \"a\";", "")).is_empty());
    assert!(found(&both("context \"b\";", "context \"a\";", argocd)).is_empty());
    assert_eq!(found(&both("", "", "defaults { context \"x\"; }")), ["duplicate-context"]);
    assert_eq!(found(&both("", "", "flux { source \"p\"; kubeconfig-secret \"x\"; }")), ["shared-kubeconfig"]);
    assert_eq!(found(&both("", "", "flux { source \"p\"; depends-on \"cilium-b\"; }")), ["circular-dependency"]);
    assert!(found(&both("", "", "flux { source \"p\"; depends-on \"cilium-c\" \"cilium\"; }")).is_empty());
    for (name, is_error) in
        [("a_b", true), ("Ab", true), ("a.b", false), ("a.-b", true), (&"a".repeat(57), true), (&"a".repeat(56), false)]
    {
        for delivery in ["", argocd, "flux { source \"p\"; }"] {
            let outcome =
                crate::common::compile(&format!("{mesh}{}{}{delivery}", cluster(name, 1, ""), cluster("b", 2, "")));
            assert_eq!(codes(&outcome), ["invalid-cluster-name"], "{name} {delivery}");
            assert_eq!(outcome.diagnostics.has_errors(), is_error && !delivery.is_empty(), "{name} {delivery}");
        }
    }
    let reserved = format!("{mesh}{}{}", cluster("kustomization", 1, ""), cluster("b", 2, ""));
    assert!(found(&reserved).is_empty());
    assert_eq!(found(&format!("{reserved}{argocd}")), ["reserved-cluster-name"]);
    // One cluster may be reached through a Secret of any name.
    let one = format!("{mesh}{}flux {{ source \"p\"; kubeconfig-secret \"x\"; }}", cluster("a", 1, ""));
    assert!(!found(&one).contains(&"shared-kubeconfig"));
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
fn the_largest_mesh_is_applied_too() {
    let mut mesh =
        "mesh \"m\" { cilium \"1.18.3\"; max-connected-clusters 511; address-pool \"10.0.0.0/8\" prefix=17; }\n\
                    peering {\n"
            .to_string();
    // In circles of seven: what is applied does not depend on who connects to whom.
    for first in (1..=511).step_by(7) {
        let members: String = (first..first + 7).map(|id| format!(" \"c{id}\"")).collect();
        mesh.push_str(&format!("group \"g{first}\"{members}\n"));
    }
    mesh.push_str("}\n");
    for id in 1..=511 {
        let address = format!("192.0.{}.{}", id / 250, id % 250 + 1);
        mesh.push_str(&format!(
            "cluster \"c{id}\" id={id} {{ context \"x{id}\"; apiserver \"LoadBalancer\" {{ ip \"{address}\"; }}; }}\n"
        ));
    }
    let outcome = crate::common::compile(&format!("{mesh}{HUB}\n{APPLICATION_SET}"));
    let tree = outcome.tree().unwrap_or_else(|| panic!("{}", rendered(&outcome)));
    assert_eq!(of_kind(&objects(tree, "flux/"), "HelmRelease").len(), 511);
    let set = objects(tree, "argocd/").remove(0);
    let folders = (1..=511).map(|id| format!("a/b/clusters/c{id}")).collect();
    let made = expand(&set, &folders);
    let is_right =
        |one: &Value| text(one, "/spec/destination/name").replace('x', "cilium-c") == text(one, "/metadata/name");
    assert!(made.iter().all(is_right));
    assert_eq!(made.len(), 511);
}

#[test]
fn kustomize_builds_what_flux_and_argo_cd_build() {
    for program in programs("KUSTOMIZE", "kustomize") {
        everywhere(|case, tree| {
            let dir = tempfile::tempdir().unwrap();
            sync(tree, dir.path(), Edited::Keep).unwrap();
            for (path, text) in tree.files().filter(|(path, _)| path.ends_with("kustomization.yaml")) {
                if !text.contains("helmCharts") && !path.starts_with("base/") {
                    build(&program, dir.path().join(path).parent().unwrap(), case);
                }
            }
        });
    }
}

#[test]
fn what_stands_beside_a_chart_is_what_meshc_renders() {
    let outcome = outcome(BESIDE, HUB);
    let (tree, plan) = (outcome.tree().cloned().unwrap(), outcome.plan().unwrap());
    let dir = tempfile::tempdir().unwrap();
    sync(&tree, dir.path(), Edited::Keep).unwrap();
    let sorted = |mut objects: Vec<Value>| {
        objects.iter_mut().for_each(Value::sort_all_objects);
        objects.sort_by_key(Value::to_string);
        objects
    };
    for program in programs("KUSTOMIZE", "kustomize") {
        for cluster in plan.clusters.iter().filter(|cluster| !meshc::emit::beside(plan, cluster).is_empty()) {
            let built = build(&program, &dir.path().join(format!("clusters/{}/beside", cluster.name)), "beside");
            assert_eq!(sorted(built), sorted(plan.manifests(cluster)), "{}", cluster.name);
        }
    }
    let labels = &plan.manifests(by_name(plan)[0]).into_iter().find(|object| object["kind"] == "Secret").unwrap();
    assert_eq!(labels["metadata"]["labels"]["own"], "yes");
}

fn build(program: &str, folder: &Path, case: &str) -> Vec<Value> {
    let built = Command::new(program).arg("build").arg(folder).output().unwrap();
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success() && said.is_empty(), "{case}: {program} build {}: {said}", folder.display());
    yaml::read(&String::from_utf8(built.stdout).unwrap()).unwrap()
}

/// What Helm renders of a chart with those values; nothing where there is no chart or no Helm.
fn render(release: &str, values: &Value) -> Option<String> {
    let Ok(charts) = std::env::var("CILIUM_CHARTS") else {
        assert!(!crate::common::are_consumers_required(), "CILIUM_CHARTS names no folder");
        eprintln!("skipped: CILIUM_CHARTS names no folder with charts");
        return None;
    };
    let helm = programs("HELM", "helm").into_iter().next()?;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("values.yaml");
    std::fs::write(&file, yaml::write(values)).unwrap();
    let mut command = Command::new(helm);
    command.args(["template", "cilium", "--namespace", "kube-system", "--kube-version", "1.31.0"]);
    let made = command.arg(Path::new(&charts).join(release)).arg("--values").arg(&file).output().unwrap();
    assert!(made.status.success(), "{release}: {}", String::from_utf8_lossy(&made.stderr));
    Some(String::from_utf8(made.stdout).unwrap())
}

#[test]
fn what_flux_changes_of_a_rendered_chart_is_what_the_overlay_changes() {
    let outcome = outcome(&BESIDE.replace("1.18.3", "1.18.0"), HUB);
    let (tree, plan) = (outcome.tree().cloned().unwrap(), outcome.plan().unwrap());
    let Some(kustomize) = programs("KUSTOMIZE", "kustomize").pop() else { return };
    for (release, cluster) in of_kind(&objects(&tree, "flux/releases/"), "HelmRelease").iter().zip(by_name(plan)) {
        let Some(made) = render("v1.18.0", &release["spec"]["values"]) else { return };
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("all.yaml"), made).unwrap();
        let patches = release.pointer("/spec/postRenderers/0/kustomize/patches").cloned().unwrap_or(json!([]));
        let kustomization = json!({ "resources": ["all.yaml"], "patches": patches });
        std::fs::write(dir.path().join("kustomization.yaml"), yaml::write(&kustomization)).unwrap();
        let objects = build(&kustomize, dir.path(), &cluster.name);
        let find = |kind: &str, name: &str| {
            let is_it = |object: &&Value| object["kind"] == kind && object["metadata"]["name"] == name;
            objects.iter().find(is_it).cloned().unwrap_or_default()
        };
        match cluster.name.as_str() {
            "b" => assert!(find("DaemonSet", "cilium").to_string().contains("\"gpu\"")),
            "c" => assert_eq!(find("Service", "clustermesh-apiserver")["spec"]["clusterIP"], "172.20.0.10"),
            _ => assert_eq!(patches, json!([])),
        }
    }
}

#[test]
fn jobs_of_a_chart_run_with_everything_else_in_argo_cd() {
    for (release, is_hook) in [("v1.14.0", true), ("v1.18.0", true), ("v1.19.0", false)] {
        let version = release.trim_start_matches('v');
        let outcome = outcome(&RENDERED.replace("1.18.3\"; base path=\"base\"", &format!("{version}\"")), APPLICATIONS);
        let plan = outcome.plan().unwrap();
        let Some(made) = render(release, &plan.clusters[0].chart().unwrap().values()) else { return };
        let objects = yaml::read(&made).unwrap();
        let jobs = of_kind(&objects, "Job");
        assert!(!jobs.is_empty());
        for job in jobs {
            let annotations = &job["metadata"]["annotations"];
            assert_eq!(annotations.get("helm.sh/hook").is_some(), is_hook, "{release}: {annotations}");
            assert_eq!(annotations["argocd.argoproj.io/hook"] == "Sync", is_hook, "{release}: {annotations}");
        }
    }
}

#[test]
fn fixtures_of_both_say_what_they_show() {
    let flux = compile_file("fixtures/flux/mesh.kdl").tree().cloned().unwrap();
    assert!(flux.get("clusters/bern/beside/kustomization.yaml").is_some());
    assert!(flux.get("flux/releases/lyon/helm-release.yaml").unwrap().contains("postRenderers"));
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
