//! Values by their keys, one by one, and what they are where nobody sets them.

use crate::manifest::key_material;
use crate::release::Release;
use crate::release::dictionary::Dictionary;
use crate::settings::merged::PEERS;
use crate::yaml::{self, Map, Value, is_off, json, leaves, plain_text};
use std::collections::BTreeMap;

/// Values that are no maps, and empty maps, by the keys that lead to them.
pub type Flat = BTreeMap<Vec<String>, Value>;

/// The values of one side, and the chart that they are for.
pub struct Side {
    pub values: Flat,
    pub release: Option<&'static Release>,
    pub dictionary: Option<Dictionary>,
}

impl Side {
    /// What a value comes to; null where that is not known. What is off stays off, and an empty text is none.
    pub fn value(&self, keys: &[String]) -> Value {
        let stated = self.values.get(keys).filter(|value| !value.is_null() && **value != json!(""));
        stated.cloned().unwrap_or_else(|| self.default(keys))
    }

    /// Whether it is what the chart does by itself.
    pub fn is_silent(&self, keys: &[String]) -> bool {
        !self.values.contains_key(keys) || is_same(&self.value(keys), &self.default(keys))
    }

    /// The default of a value: its own, or what that of a map above it holds.
    fn default(&self, keys: &[String]) -> Value {
        let found = (1..=keys.len()).rev().find_map(|count| {
            let (above, rest) = keys.split_at(count);
            let default = self.dictionary?.at(above.iter().map(String::as_str))?.default()?;
            Some(rest.iter().try_fold(default, |value, key| value.get(key).cloned()).unwrap_or_default())
        });
        // All charts select nodes alike; the dictionary does not hold what is in maps of the user's own.
        if let [.., holder, key] = keys
            && holder == "nodeSelector"
            && key == "kubernetes.io/os"
        {
            return json!("linux");
        }
        // What is empty in `values.yaml` is made by templates.
        let is_eni = || self.values.get(&self::keys("eni.enabled")) == Some(&json!(true));
        let by_template = || match keys.join(".").as_str() {
            "enableIPv4Masquerade" => Some((!is_eni()).into()),
            path => self.release?.value_by_default(path).map(Value::from),
        };
        let full = found.clone().filter(|default| !is_off(default));
        full.or_else(by_template).or(found).unwrap_or_default()
    }
}

/// Keys of a path with dots between.
pub fn keys(path: &str) -> Vec<String> {
    path.split('.').map(str::to_string).collect()
}

/// Values by their keys. The depth is bounded by the readers of YAML.
pub fn flat(value: &Value) -> Flat {
    value.as_object().map(leaves).into_iter().flatten().collect()
}

/// The same as a tree. What is below something else than a map is left out.
pub fn nested(values: &Flat) -> Value {
    let mut tree = Map::new();
    for (keys, value) in values {
        let Some((last, above)) = keys.split_last() else { continue };
        let inner = above
            .iter()
            .try_fold(&mut tree, |fields, key| fields.entry(key.clone()).or_insert_with(|| json!({})).as_object_mut());
        if let Some(fields) = inner {
            fields.insert(last.clone(), value.clone());
        }
    }
    Value::Object(tree)
}

/// Up to 1.14 one value is both parts of routing, unless these have values of their own
/// (`cilium-configmap.yaml`).
pub fn part_routing(values: &mut Flat) {
    let Some(tunnel) = values.remove(&keys("tunnel")).filter(|tunnel| !is_off(tunnel)) else { return };
    let is_native = tunnel == "disabled";
    let mut add = |path: &str, value: Value| {
        let known = values.entry(keys(path)).or_insert(Value::Null);
        if is_off(known) {
            *known = value;
        }
    };
    add("routingMode", if is_native { "native" } else { "tunnel" }.into());
    if !is_native {
        add("tunnelProtocol", tunnel);
    }
}

/// Gives one side what the other has below some keys, where nothing reads it.
pub fn share(side: &mut Side, other: &Side, above: &[String]) {
    side.values.retain(|keys, _| !keys.starts_with(above));
    let theirs = other.values.iter().filter(|(keys, _)| keys.starts_with(above));
    side.values.extend(theirs.map(|(keys, value)| (keys.clone(), value.clone())));
}

/// Takes the peers out: without the cluster itself, without those that are off, and without what says
/// nothing.
pub fn take_peers(side: &mut Side, is_ours: &dyn Fn(&str) -> bool) -> Value {
    let path = keys(PEERS);
    let own: Flat = side.values.extract_if(.., |keys, _| keys.starts_with(&path)).collect();
    let tree = nested(&own);
    let listed = yaml::at(&tree, PEERS);
    let entries: Vec<(String, Value)> = match listed {
        Some(Value::Array(items)) => items.iter().filter_map(|item| Some((name(item)?, item.clone()))).collect(),
        Some(Value::Object(fields)) => fields.iter().map(|(name, field)| (name.clone(), field.clone())).collect(),
        _ => Vec::new(),
    };
    let is_peer = |(name, entry): &(String, Value)| !is_ours(name) && is_on(entry);
    entries.into_iter().filter(is_peer).map(|(name, entry)| (name, telling(entry))).collect::<Map<_, _>>().into()
}

/// Whether an entry counts: those of a map may be off.
pub fn is_on(entry: &Value) -> bool {
    entry.get("enabled") != Some(&json!(false))
}

fn name(item: &Value) -> Option<String> {
    item.get("name")?.as_str().map(str::to_string)
}

/// An entry without what says nothing; its port is a number.
fn telling(mut entry: Value) -> Value {
    if let Some(fields) = entry.as_object_mut() {
        fields.retain(|field, value| field != "name" && field != "enabled" && !is_bare(value));
        if let Some(port) = fields.get_mut("port")
            && let Some(number) = port.as_str().and_then(|text| text.parse::<u16>().ok())
        {
            *port = number.into();
        }
        fields.get_mut("tls").into_iter().for_each(|tls| *tls = json!("…"));
    }
    entry
}

/// Whether nothing is in a value.
fn is_bare(value: &Value) -> bool {
    is_off(value) || value.as_object().is_some_and(|fields| fields.values().all(is_off))
}

/// Whether two values come to the same.
pub fn is_same(one: &Value, other: &Value) -> bool {
    (is_off(one) && is_off(other)) || plain_text(one) == plain_text(other)
}

/// Whether a value names an image of a release: a chart of another release has another one.
pub fn is_of_image(keys: &[String]) -> bool {
    matches!(keys, [.., image, field] if image.to_ascii_lowercase().ends_with("image") && ["tag", "digest"].contains(&field.as_str()))
}

/// Hides key material, certificates and what is called a secret: a plan is shown to others.
pub fn hide(keys: &[String], value: &mut Value) {
    match value {
        Value::String(text) if key_material::is_hidden(keys, text) => *text = "…".to_string(),
        Value::Array(items) => items.iter_mut().for_each(|item| hide(keys, item)),
        Value::Object(fields) => {
            if key_material::of_variable(fields).is_some() {
                fields.insert("value".to_string(), "…".into());
            }
            for (key, field) in fields {
                hide(&[keys, std::slice::from_ref(key)].concat(), field);
            }
        }
        _ => {}
    }
}
