//! An ApplicationSet comes to the Applications that stand for it, in the largest mesh too.

use super::meshes::{APPLICATION_SET, HUB, MESHES, objects, of_kind, text, tree};
use meshc::yaml::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

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
    let by_flux = tree(&mesh, HUB);
    assert_eq!(of_kind(&objects(&by_flux, "flux/"), "HelmRelease").len(), 511);
    let set = objects(&tree(&mesh, APPLICATION_SET), "argocd/").remove(0);
    let folders = (1..=511).map(|id| format!("a/b/clusters/c{id}")).collect();
    let made = expand(&set, &folders);
    let is_right =
        |one: &Value| text(one, "/spec/destination/name").replace('x', "cilium-c") == text(one, "/metadata/name");
    assert!(made.iter().all(is_right));
    assert_eq!(made.len(), 511);
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
