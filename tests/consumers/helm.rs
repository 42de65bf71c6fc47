//! The real charts: Helm renders every release's chart with the values that meshc writes, and what it renders
//! says of peers, certificates and datapath what meshc itself writes onto manifests of the same chart (`base
//! path`).
//!
//! Which ones: `HELM`, or `helm` on the PATH; `CILIUM_CHARTS`, a folder with one folder for each release of
//! the chart, such as `v1.18.0` with its `Chart.yaml`. Without them the test says so and passes, unless
//! `CONSUMERS=required`.

use crate::common::{compile, compile_with, programs, rendered};
use base64::Engine;
use meshc::Outcome;
use meshc::plan::Object;
use meshc::release::Modern;
use meshc::world::Memory;
use meshc::yaml::{self, Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A mesh of four clusters, and which of them are rendered.
struct Case {
    mesh: String,
    names: [&'static str; 4],
    clusters: [&'static str; 4],
    rendered: &'static [usize],
}

/// One of each way in.
const MIXED: [&str; 4] = [
    r#"apiserver "LoadBalancer" { ip "192.0.2.1"; annotation "example.com/class" "on"; san "mesh.example.org" "198.51.100.1"; }"#,
    r#"apiserver "LoadBalancer" port=2380 { address "mesh.b.example.com"; }"#,
    r#"apiserver "NodePort" port=32390 { ip "172.16.0.4" "172.16.0.5"; }"#,
    r#"service-cidr "10.104.0.0/16"; apiserver "ClusterIP" { ip "10.104.0.10"; }"#,
];
/// With the names that `provided` certificates must carry.
const PROVIDED: [&str; 4] = [
    r#"apiserver "LoadBalancer" { ip "192.0.2.1"; san "*.mesh.cilium.io" "*.kube-system.svc"; }"#,
    r#"apiserver "LoadBalancer" { ip "192.0.2.2"; san "*.mesh.cilium.io" "*.kube-system.svc"; }"#,
    r#"apiserver "LoadBalancer" { ip "192.0.2.3"; san "*.mesh.cilium.io" "*.kube-system.svc"; }"#,
    r#"apiserver "LoadBalancer" { ip "192.0.2.4"; san "*.mesh.cilium.io" "*.kube-system.svc"; }"#,
];
const NAMES: [&str; 4] = ["a", "b", "c", "d"];
const VAULT: &str = r#"credentials "external-secrets" store="vault" key="{cluster}""#;
const TUNNEL: &str = r#"routing "tunnel" protocol="geneve" port=6082;"#;
const NATIVE: &str = r#"routing "native" cidr="10.0.0.0/8";"#;

impl Case {
    fn new(mesh: String, rendered: &'static [usize]) -> Case {
        Case { mesh, names: NAMES, clusters: MIXED, rendered }
    }

    /// The mesh file.
    fn text(&self, version: &str, base: &str) -> String {
        let mut text = format!(
            "mesh \"m\" {{ cilium \"{version}\"; {base} address-pool \"10.0.0.0/10\" prefix=16; {} }}\n",
            self.mesh
        );
        for (index, (name, cluster)) in self.names.iter().zip(self.clusters).enumerate() {
            text.push_str(&format!("cluster \"{name}\" id={} {{ {cluster}; }}\n", index + 1).replace("; };", "; };"));
        }
        text
    }
}

/// What is rendered of a release: every way in with every routing, with and without KVStoreMesh, and every
/// feature once.
fn cases(modern: &Modern) -> Vec<Case> {
    let case = |mesh: &str, rendered| Case::new(mesh.to_string(), rendered);
    let mut cases = vec![
        case(&format!("{TUNNEL} kvstoremesh #true;"), &[0, 1, 2]),
        case(&format!("{NATIVE} kvstoremesh #true;"), &[0, 3]),
        case(&format!("{NATIVE} kvstoremesh #false;"), &[0, 1, 2, 3]),
        case(&format!("{TUNNEL} kvstoremesh #false;"), &[2]),
        case(
            r#"certificates "cert-manager" issuer="Issuer/mesh"; domain "mesh.example.com"; encryption "ipsec";"#,
            &[0],
        ),
        case(r#"certificates "cron-job" auth-mode="cluster"; kvstoremesh #false; trust-bundle "roots";"#, &[1]),
        Case {
            names: ["on", "1e5", "no", "0x1f"],
            ..case(r#"certificates "helm" auth-mode="migration"; encryption "wireguard" node=#true;"#, &[1])
        },
    ];
    if modern.mesh_sizes.len() > 1 {
        cases.push(case("max-connected-clusters 511;", &[0]));
    }
    // Earlier charts cannot be told to await the CA, as meshc tells the jobs of manifests.
    if modern.can_await_ca {
        let brought = format!("certificates \"cron-job\" {{ {VAULT}; }}; encryption \"ipsec\" {{ {VAULT}; }};");
        cases.push(case(&brought, &[0]));
    }
    if modern.policy_default_local_cluster.is_some() {
        cases.push(case("policy-default-local-cluster #true; kvstoremesh #true;", &[1]));
    }
    if modern.provided_certificates.is_some() {
        let mesh = format!("{NATIVE} certificates \"provided\" auth-mode=\"cluster\" {{ {VAULT}; }};");
        cases.push(Case { clusters: PROVIDED, ..case(&mesh, &[0]) });
    }
    if modern.endpoint_slice_sync {
        let mcs = if modern.mcs.is_some() { "mcs-api #true;" } else { "" };
        cases.push(case(&format!("endpoint-slice-sync #true; {mcs} kvstoremesh #false;"), &[0]));
        cases.push(case(&format!("endpoint-slice-sync #true; {mcs} kvstoremesh #true;"), &[2]));
    }
    cases
}

/// A chart that is there.
struct Chart {
    folder: PathBuf,
    version: String,
    values: Value,
}

fn charts() -> Vec<Chart> {
    let Ok(folder) = std::env::var("CILIUM_CHARTS") else {
        assert!(!crate::common::are_consumers_required(), "CILIUM_CHARTS names no folder");
        eprintln!("skipped: CILIUM_CHARTS names no folder with charts");
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.join("Chart.yaml").exists());
    folders.sort();
    assert!(!folders.is_empty(), "{folder} holds no charts");
    let read = |path: PathBuf| yaml::read(&std::fs::read_to_string(path).unwrap()).unwrap().remove(0);
    let chart = |folder: PathBuf| {
        let version = read(folder.join("Chart.yaml"))["version"].as_str().unwrap().trim_start_matches('v').to_string();
        Chart { version, values: read(folder.join("values.yaml")), folder }
    };
    folders.into_iter().map(chart).collect()
}

#[test]
fn charts_render_what_meshc_writes_itself() {
    for helm in programs("HELM", "helm") {
        let charts = charts();
        let helm = Helm { program: helm, folder: tempfile::tempdir().unwrap(), bases: Mutex::default() };
        let jobs: Vec<(&Chart, Case)> =
            charts.iter().flat_map(|chart| cases(row(chart)).into_iter().map(move |case| (chart, case))).collect();
        let (next, problems) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..std::thread::available_parallelism().map_or(2, usize::from).min(4) {
                scope.spawn(|| {
                    while let Some((chart, case)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let found = helm.holds(chart, case);
                        problems.lock().unwrap().extend(found);
                    }
                });
            }
        });
        let mut problems = problems.into_inner().unwrap();
        problems.sort();
        assert!(problems.is_empty(), "{} differences:\n{}", problems.len(), problems.join("\n"));
    }
}

fn row(chart: &Chart) -> &'static Modern {
    meshc::release::find(chart.version.parse().unwrap()).unwrap().modern().unwrap()
}

/// Helm, and what it has rendered for others to build on.
struct Helm {
    program: String,
    folder: tempfile::TempDir,
    bases: Mutex<BTreeMap<(String, String), Arc<String>>>,
}

impl Helm {
    /// What is wrong with the values of a case.
    fn holds(&self, chart: &Chart, case: &Case) -> Vec<String> {
        let version = &chart.version;
        let outcome = compile(&case.text(version, ""));
        let Some(tree) = sound(&outcome).tree() else { return Vec::new() };
        let values = |name: &str| tree.get(&format!("clusters/{name}/values.yaml")).unwrap();
        let base = match self.base(chart, values(case.names[0])) {
            Ok(base) => base,
            Err(said) => return vec![format!("{version} {}: {said}", case.mesh)],
        };
        let files = Memory::default().with("base/cilium.yaml", base.as_bytes());
        let beside = compile_with(files, &case.text(version, "base path=\"base\";"));
        let plan = sound(&beside).plan().unwrap();
        let mut problems = Vec::new();
        for name in case.rendered.iter().map(|index| case.names[*index]) {
            let ours =
                yaml::read(&meshc::emit::manifests(plan, plan.clusters.iter().find(|it| it.name == name).unwrap()));
            let mut found = unknown(&yaml::read(values(name)).unwrap()[0], &chart.values, "");
            match self.render(chart, values(name)) {
                Ok(theirs) => {
                    let mut theirs = yaml::read(&theirs).unwrap();
                    // What no value says stands beside the chart.
                    let overlay = outcome.plan().unwrap().clusters.iter().find(|it| it.name == name).unwrap();
                    meshc::plan::apply(&mut theirs, &overlay.changes);
                    found.extend(twice(&theirs, &overlay.objects));
                    found.extend(differences(&facts(&theirs, name), &facts(&ours.unwrap(), name)))
                }
                Err(said) => found.push(said),
            }
            if case.names != NAMES {
                found.retain(|found| !LOSES_NAMES.iter().any(|place| found.starts_with(place)));
            }
            problems.extend(found.into_iter().map(|found| format!("{version} {} [{name}]: {found}", case.mesh)));
        }
        problems
    }

    /// The chart, rendered without what a mesh says of each cluster.
    fn base(&self, chart: &Chart, values: &str) -> Result<Arc<String>, String> {
        let values = yaml::read(values).unwrap().remove(0);
        let path = |path: &str| values.pointer(path).cloned().unwrap_or(Value::Null);
        let mut tls = path("/clustermesh/apiserver/tls");
        for pointer in ["", "/auto"] {
            tls.pointer_mut(pointer).and_then(Value::as_object_mut).map(|tls| tls.remove("server"));
        }
        let kvstoremesh = path("/clustermesh/apiserver/kvstoremesh");
        let text = yaml::write(&sorted(json!({
            "clustermesh": { "useAPIServer": true, "apiserver": { "tls": tls, "kvstoremesh": kvstoremesh } },
            "hubble": path("/hubble"),
        })));
        let key = (chart.version.clone(), text.clone());
        if let Some(base) = self.bases.lock().unwrap().get(&key) {
            return Ok(Arc::clone(base));
        }
        let mut objects = yaml::read(&self.render(chart, &text)?).unwrap();
        // Keys that Helm makes while it renders belong into no repository: meshc takes no base that holds
        // any.
        let is_key = |key: &String| key.ends_with(".key");
        let data = |object: &Value| object["data"].as_object().cloned().unwrap_or_default();
        objects.retain(|object| object["kind"] != "Secret" || !data(object).keys().any(is_key));
        let base = Arc::new(yaml::write_all(&objects));
        self.bases.lock().unwrap().insert(key, Arc::clone(&base));
        Ok(base)
    }

    fn render(&self, chart: &Chart, values: &str) -> Result<String, String> {
        let file = tempfile::NamedTempFile::new_in(self.folder.path()).unwrap();
        std::fs::write(file.path(), values).unwrap();
        let mut command = Command::new(&self.program);
        command.args(["template", "cilium", "--namespace", "kube-system", "--kube-version", "1.31.0"]);
        command.args(["--api-versions", "cert-manager.io/v1"]);
        let done = command.arg("--values").arg(file.path()).arg::<&Path>(&chart.folder).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        if !done.status.success() {
            return Err(format!("helm: {said}"));
        }
        let text = String::from_utf8(done.stdout).unwrap();
        // What does not read it, nor do Kubernetes' own tools: a key that stands twice, for one.
        yaml::read(&text).map(|_| ()).map_err(|error| format!("{error:?}"))?;
        Ok(text)
    }
}

fn sound(outcome: &Outcome) -> &Outcome {
    assert!(outcome.plan().is_some(), "{}", rendered(outcome));
    outcome
}

/// The Secrets that the chart renders and External Secrets fills.
fn twice(chart: &[Value], beside: &[Rc<Object>]) -> Vec<String> {
    let filled = beside.iter().filter(|object| object.value["kind"] == "ExternalSecret");
    let names: Vec<&Value> = filled.map(|object| &object.value["spec"]["target"]["name"]).collect();
    let secrets = chart.iter().filter(|object| object["kind"] == "Secret").map(|object| &object["metadata"]["name"]);
    secrets.filter(|name| names.contains(name)).map(|name| format!("the chart renders {name} too")).collect()
}

/// Values that the chart does not have; below an empty map of its own everything is the user's.
fn unknown(ours: &Value, chart: &Value, path: &str) -> Vec<String> {
    match (ours, chart) {
        (_, Value::Object(chart)) if chart.is_empty() => Vec::new(),
        (Value::Object(ours), Value::Object(chart)) => {
            let inner = |(key, value): (&String, &Value)| {
                let path = format!("{path}.{key}");
                match chart.get(key) {
                    Some(chart) => unknown(value, chart, &path),
                    None if UNLISTED.contains(&path.as_str()) => Vec::new(),
                    None => vec![format!("the chart has no value {path}")],
                }
            };
            ours.iter().flat_map(inner).collect()
        }
        _ => Vec::new(),
    }
}

/// Where charts write names without quotes, so that those of the rule `yaml-ambiguous-name` come out as
/// others.
const LOSES_NAMES: &[&str] = &[
    // `clustermesh-config/clustermesh-secret.yaml` and its sibling.
    "Secret/cilium-clustermesh ",
    "Secret/cilium-kvstoremesh ",
    // `cilium-configmap.yaml` up to 1.17.
    "ConfigMap/cilium-config cluster-name",
];

/// Values that templates read although `values.yaml` has no line for them.
const UNLISTED: &[&str] = &[
    // `clustermesh-apiserver/tls-cronjob/cronjob.yaml`; a comment in `values.yaml` up to 1.19.
    ".clustermesh.apiserver.tls.auto.schedule",
    // `clustermesh-apiserver/service.yaml`; in `values.yaml` from 1.16 on.
    ".clustermesh.apiserver.service.loadBalancerIP",
];

/// What two ways of making manifests must agree in, each with its place.
fn facts(objects: &[Value], own: &str) -> BTreeMap<String, Value> {
    let mut facts = BTreeMap::new();
    for object in objects {
        let kind = object["kind"].as_str().unwrap_or_default();
        let name = object["metadata"]["name"].as_str().unwrap_or_default();
        let mut say = |what: &str, value: Value| facts.insert(format!("{kind}/{name} {what}"), sorted(value));
        match (kind, name) {
            ("ConfigMap", "cilium-config") => {
                let is_said = |(key, value): &(&String, &Value)| {
                    !OWN_DEFAULTS.iter().any(|(own, default)| key == own && value == default)
                };
                for (key, value) in object["data"].as_object().unwrap().iter().filter(is_said) {
                    say(key, value.clone());
                }
            }
            ("Secret", "cilium-clustermesh" | "cilium-kvstoremesh") => {
                // A cluster ignores an entry of its own name: meshc writes one, so that all clusters have the
                // same object.
                for (peer, entry) in object["data"].as_object().into_iter().flatten().filter(|(peer, _)| *peer != own) {
                    let entry = base64::engine::general_purpose::STANDARD.decode(entry.as_str().unwrap()).unwrap();
                    say(peer, String::from_utf8(entry).unwrap().trim_start_matches('\n').into());
                }
            }
            ("ConfigMap", "clustermesh-remote-users") => {
                let users = yaml::read(object["data"]["users.yaml"].as_str().unwrap()).unwrap().remove(0);
                let is_peer = |user: &&Value| user["name"] != format!("remote-{own}");
                say("users", users["users"].as_array().into_iter().flatten().filter(is_peer).cloned().collect());
            }
            ("Service", "clustermesh-apiserver") => {
                say("annotations", object["metadata"]["annotations"].clone());
                say("spec", object["spec"].clone());
            }
            ("DaemonSet", "cilium") | ("Deployment", "cilium-operator" | "clustermesh-apiserver") => {
                let pod = &object["spec"]["template"]["spec"];
                say("hostAliases", pod["hostAliases"].clone());
                for volume in pod["volumes"].as_array().into_iter().flatten() {
                    say_volume(name, volume, &mut say);
                }
                for list in ["initContainers", "containers"] {
                    for container in pod[list].as_array().into_iter().flatten() {
                        say(container["name"].as_str().unwrap(), container.clone());
                    }
                }
            }
            ("ClusterRole", "cilium-operator" | "clustermesh-apiserver") => say_rules(object, &mut say),
            ("Role", "clustermesh-apiserver-generate-certs") => say_rules(object, &mut say),
            ("CronJob", _) if name.starts_with("clustermesh-apiserver") => {
                say_certificates(&object["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0], &mut say);
            }
            ("Certificate", _) if name.starts_with("clustermesh-apiserver") => {
                say("spec", object["spec"].clone());
            }
            _ => {}
        }
    }
    facts
}

/// Keys of `cilium-config` that the chart writes with encryption, and that say what agents do without them.
const OWN_DEFAULTS: &[(&str, &str)] = &[
    ("enable-ipsec-encrypted-overlay", "false"),
    ("enable-ipsec-key-watcher", "true"),
    ("ipsec-key-rotation-duration", "5m"),
    ("wireguard-persistent-keepalive", "0s"),
];

/// A volume, but for what is no business of a mesh.
fn say_volume(workload: &str, volume: &Value, say: &mut impl FnMut(&str, Value) -> Option<Value>) {
    let mut volume = volume.clone();
    // Hubble's own certificates: with a trust bundle the chart lets Hubble trust it too.
    if volume["name"] == "hubble-tls" {
        return;
    }
    // The chart of 1.16 gives the operator fewer certificates than the agents, all of them optional.
    if let Some(sources) = volume.pointer_mut("/projected/sources").and_then(Value::as_array_mut) {
        sources.retain(|source| {
            workload != "cilium-operator" || source["secret"]["name"] != "clustermesh-apiserver-local-cert"
        });
    }
    say(volume["name"].as_str().unwrap(), volume.clone());
}

/// What a role allows, one by one.
fn say_rules(role: &Value, say: &mut impl FnMut(&str, Value) -> Option<Value>) {
    let texts = |rule: &Value, field: &str| -> Vec<String> {
        rule[field].as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_string()).collect()
    };
    for rule in role["rules"].as_array().into_iter().flatten() {
        let mut names = texts(rule, "resourceNames");
        if names.is_empty() {
            names.push("*".to_string());
        }
        for group in texts(rule, "apiGroups") {
            for resource in texts(rule, "resources") {
                for verb in texts(rule, "verbs") {
                    for name in &names {
                        say(&format!("{RIGHT}{verb} {group}/{resource} {name}"), true.into());
                    }
                }
            }
        }
    }
}

/// Before what a role allows.
const RIGHT: &str = "allows to ";

/// What `cilium-certgen` makes: its configuration, which stands in a variable, or its arguments.
fn say_certificates(container: &Value, say: &mut impl FnMut(&str, Value) -> Option<Value>) {
    let arguments = container["args"].as_array().into_iter().flatten().map(|argument| argument.as_str().unwrap());
    let arguments = arguments.map(|argument| argument.split(',').collect::<Value>());
    say("args", arguments.collect());
    let configuration = container["env"].as_array().into_iter().flatten();
    for variable in configuration.filter(|variable| variable["name"] == "CILIUM_CERTGEN_CONFIG") {
        for certificate in yaml::read(variable["value"].as_str().unwrap()).unwrap()[0]["certs"].as_array().unwrap() {
            say(certificate["name"].as_str().unwrap(), certificate.clone());
        }
    }
}

/// The value with lists in one order and without what is null or empty.
fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(sorted).collect();
            items.sort_by_key(Value::to_string);
            items.into()
        }
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(key, value)| (key, sorted(value)));
            let mut fields: Map<String, Value> = fields.filter(|(_, value)| !is_nothing(value)).collect();
            fields.sort_keys();
            fields.into()
        }
        other => other,
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

fn differences(chart: &BTreeMap<String, Value>, meshc: &BTreeMap<String, Value>) -> Vec<String> {
    let mut places: Vec<&String> = chart.keys().chain(meshc.keys()).collect();
    places.sort();
    places.dedup();
    let fact = |facts: &BTreeMap<String, Value>, place: &String| facts.get(place).filter(|it| !is_nothing(it)).cloned();
    // The first patch releases of a line may ask for less than the later ones, whose rights meshc gives.
    let is_more = |place: &str| place.contains(RIGHT) && !chart.contains_key(place);
    let differs = places.into_iter().filter(|place| !is_more(place) && fact(chart, place) != fact(meshc, place));
    let show = |value: Option<Value>| value.map_or("nothing\n".to_string(), |value| yaml::write(&value));
    differs
        .map(|place| {
            let (theirs, ours) = (show(fact(chart, place)), show(fact(meshc, place)));
            let texts = similar::TextDiff::from_lines(&theirs, &ours);
            format!("{place}\n{}", texts.unified_diff().context_radius(1).header("chart", "meshc"))
        })
        .collect()
}
