//! Facts of rendered manifests: what they say of peers, certificates and datapath, whoever wrote them.

use base64::Engine;
use meshc::yaml::{self, Map, Value};
use std::collections::BTreeMap;

/// Values that templates read although `values.yaml` has no line for them.
pub const UNLISTED: &[&str] = &[
    // `clustermesh-apiserver/tls-cronjob/cronjob.yaml`; a comment in `values.yaml` up to 1.19.
    ".clustermesh.apiserver.tls.auto.schedule",
    // `clustermesh-apiserver/service.yaml`; in `values.yaml` from 1.16 on.
    ".clustermesh.apiserver.service.loadBalancerIP",
];

/// What two ways of making manifests must agree in, each with its place.
pub fn facts(objects: &[Value], own: &str) -> BTreeMap<String, Value> {
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
            ("Deployment", "hubble-relay") => {
                for volume in object["spec"]["template"]["spec"]["volumes"].as_array().into_iter().flatten() {
                    say_volume(name, volume, &mut say);
                }
            }
            ("CronJob", _) if name.starts_with("clustermesh-apiserver") || name.starts_with("hubble-") => {
                say_certificates(&object["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0], &mut say);
            }
            ("Certificate", _) if name.starts_with("clustermesh-apiserver") || name.starts_with("hubble-") => {
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
pub fn sorted(value: Value) -> Value {
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

pub fn differences(chart: &BTreeMap<String, Value>, meshc: &BTreeMap<String, Value>) -> Vec<String> {
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
