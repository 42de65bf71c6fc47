//! ConfigMaps that a kustomization generates from files and literals (`configMapGenerator`).

use super::Index;
use crate::import::files::{Build, File};
use crate::import::places::joined;
use crate::manifest::kind;
use crate::yaml::{Map, Value, items, json, text, text_at};

/// Adds the ConfigMaps, without what kustomize puts behind their names: references have the names without it.
pub fn config_maps(index: &mut Index<'_>, from: (&str, &Value), made: &mut Vec<File>, build: &mut Build) {
    let (folder, kustomization) = from;
    for generator in items(kustomization, "/configMapGenerator") {
        let name = text(generator, "name");
        let mut data = Map::new();
        let mut paths = Vec::new();
        for entry in items(generator, "/files").iter().filter_map(Value::as_str) {
            let (key, path) = match entry.split_once('=') {
                Some((key, path)) => (key, path),
                None => (entry.rsplit('/').next().unwrap_or(entry), entry),
            };
            let path = joined(folder, path);
            match index.take(&path) {
                Some(file) => drop(data.insert(key.to_string(), file.text.as_ref().into())),
                None => build.missing.push(path.clone()),
            }
            paths.push(path);
        }
        for literal in items(generator, "/literals").iter().filter_map(Value::as_str) {
            if let Some((key, value)) = literal.split_once('=') {
                data.insert(key.to_string(), value.trim_matches(['"', '\'']).into());
            }
        }
        let path = match paths.as_slice() {
            [one] => one.clone(),
            _ => joined(folder, "kustomization.yaml"),
        };
        build.beside.extend(paths);
        let known = made.iter_mut().flat_map(|file| &mut file.documents);
        let mut known = known.filter(|known| kind(known) == "ConfigMap" && text_at(known, "/metadata/name") == name);
        match (text(generator, "behavior"), known.next()) {
            ("merge", Some(Value::Object(fields))) => {
                if let Some(fields) = fields.get_mut("data").and_then(Value::as_object_mut) {
                    fields.extend(data);
                }
            }
            ("replace", Some(Value::Object(fields))) => drop(fields.insert("data".to_string(), Value::Object(data))),
            _ => made.push(file(path, (generator, data))),
        }
    }
}

fn file(path: String, (generator, data): (&Value, Map<String, Value>)) -> File {
    let mut metadata = json!({ "name": text(generator, "name") });
    if let (Some(fields), Some(namespace)) = (metadata.as_object_mut(), generator.get("namespace")) {
        fields.insert("namespace".to_string(), namespace.clone());
    }
    let document = json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data });
    File::made(path, vec![document])
}
