//! Rules that a role lacks, added after those that it has: the list has no merge key.

use super::super::targets::{add, json_patch};
use crate::plan::{Change, Target};
use crate::release::Access;
use crate::yaml::{Map, Value, items, json};

/// Adds to a role of the base what it does not allow yet.
pub fn allow(name: &str, role: &Value, access: &[Access<'_>]) -> Option<Change> {
    let lacking = access.iter().filter(|access| !is_allowed(items(role, "/rules"), access));
    let operations = lacking.map(|access| add("/rules/-", rule(access))).collect();
    json_patch(name, &Target::of(role), operations)
}

fn rule(access: &Access<'_>) -> Value {
    let mut rule = Map::new();
    rule.insert("apiGroups".to_string(), json!([access.group]));
    rule.insert("resources".to_string(), json!([access.resource]));
    if !access.names.is_empty() {
        rule.insert("resourceNames".to_string(), json!(access.names));
    }
    rule.insert("verbs".to_string(), json!(access.verbs));
    Value::Object(rule)
}

/// Whether every verb is in some rule about the resource.
fn is_allowed(rules: &[Value], access: &Access<'_>) -> bool {
    let has = |rule: &Value, list: &str, wanted: &str| {
        items(rule, list).iter().filter_map(Value::as_str).any(|item| item == wanted || item == "*")
    };
    let about = |rule: &&Value| {
        let all = items(rule, "/resourceNames").is_empty();
        has(rule, "/apiGroups", access.group)
            && has(rule, "/resources", access.resource)
            && (all || (!access.names.is_empty() && access.names.iter().all(|name| has(rule, "/resourceNames", name))))
    };
    let rules: Vec<&Value> = rules.iter().filter(about).collect();
    access.verbs.iter().all(|verb| rules.iter().any(|rule| has(rule, "/verbs", verb)))
}
