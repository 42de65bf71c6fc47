//! What makes certificates: `cilium-certgen`, which jobs of the charts run for clustermesh-apiserver and for
//! Hubble, with its configuration in a variable from 1.16 on, and cert-manager.

use super::super::targets::merge;
use crate::plan::{Change, Target};
use crate::yaml::{self, Map, Value, items, json, text};

/// The variable with the configuration.
const VARIABLE: &str = "CILIUM_CERTGEN_CONFIG";

/// Whether an argument of `cilium-certgen` has it make a CA where there is none. With the other one it fails
/// there (`cmd/certgen.go` of certgen v0.1.8 to v0.4.6).
pub fn makes_ca(argument: &Value) -> bool {
    matches!(argument.as_str(), Some("--ca-generate" | "--ca-generate=true"))
}

/// The argument with which it makes none.
pub const AWAITS_CA: &str = "--ca-generate=false";

/// The configuration of a container, where it has one.
pub fn configuration(container: &Value) -> Option<&str> {
    let variable = items(container, "/env").iter().find(|variable| text(variable, "name") == VARIABLE);
    variable.map(|variable| text(variable, "value"))
}

/// What is merged into a container whose configuration changes when each certificate in it is settled.
pub fn reconfigured(container: &Value, settle: impl Fn(&mut Value)) -> Option<Value> {
    let mut configuration = yaml::read(configuration(container)?).ok()?.into_iter().next()?;
    let before = configuration.clone();
    configuration.get_mut("certs")?.as_array_mut()?.iter_mut().for_each(settle);
    let wanted = (configuration != before).then(|| yaml::write(&configuration))?;
    Some(json!({ "name": text(container, "name"), "env": [{ "name": VARIABLE, "value": wanted }] }))
}

/// The change of a Certificate of cert-manager whose `spec` is settled.
pub fn of_certificate(object: &Value, name: &str, settle: impl Fn(&mut Value)) -> Option<Change> {
    let current = object.get("spec")?;
    let mut wanted = current.clone();
    settle(&mut wanted);
    let mut changed = Map::new();
    for field in ["commonName", "dnsNames", "ipAddresses"] {
        let value = wanted.get(field).filter(|value| current.get(field) != Some(value));
        changed.extend(value.map(|value| (field.to_string(), value.clone())));
    }
    let fields = (!changed.is_empty()).then(|| Map::from_iter([("spec".to_string(), Value::Object(changed))]))?;
    merge(name, &Target::of(object), fields)
}
