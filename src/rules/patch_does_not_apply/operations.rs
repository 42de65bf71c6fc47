//! Operations of JSON patches: applied, or explained by what is there instead.

use super::pointers::{advice, flaw, follow, text};
use crate::facts::clusters::shown;
use crate::facts::objects::title;
use crate::manifest::{Identity, identity};
use crate::yaml::{self, PatchError, PatchErrorKind, Value};

/// A label, a message and a help.
pub type Failure = (&'static str, String, String);

/// Why an operation is not applied.
pub enum Refusal {
    /// It does not apply.
    Failure(Failure),
    /// What it copies would make the object too large.
    TooBig,
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Refusal {
        Refusal::Failure(failure)
    }
}

/// Applies one operation.
///
/// # Errors
/// When it does not apply, or makes another object of this one; the object is then as it was.
pub fn apply(object: &mut Value, operation: &Value) -> Result<(), Refusal> {
    if let Some(failure) = no_pointer(operation) {
        return Err(failure.into());
    }
    if !concerns_identity_or_data(operation) {
        let applied = yaml::patch(object, std::slice::from_ref(operation));
        return applied.map_err(|error| refusal(object, operation, error));
    }
    let mut changed = object.clone();
    if let Err(error) = yaml::patch(&mut changed, std::slice::from_ref(operation)) {
        return Err(refusal(object, operation, error));
    }
    let is_same = |id: &Identity<'_>| {
        identity(&changed).as_ref() == Some(id) && changed.get("apiVersion") == object.get("apiVersion")
    };
    if let Some(id) = identity(object).filter(|id| !is_same(id)) {
        let message = format!("the patch makes another object of {}", title(&id));
        let help = "leave its API version, its kind, its namespace and its name alone: kustomize finds it by them";
        return Err(("the object's identity", message, help.to_string()).into());
    }
    if let Some(key) = not_text(&changed).filter(|_| not_text(object).is_none()) {
        return Err(failure(&key).into());
    }
    *object = changed;
    Ok(())
}

/// What is no JSON pointer in an operation.
pub fn no_pointer(operation: &Value) -> Option<Failure> {
    let mut pointers = ["path", "from"].into_iter().filter_map(|name| operation.get(name).and_then(Value::as_str));
    let (message, help) = pointers.find_map(flaw)?;
    Some(("not a JSON pointer", message, help))
}

/// Whether an operation touches what the object is called, or what must be text in it: only such a one is
/// tried on a copy, which for each of many would take long.
fn concerns_identity_or_data(operation: &Value) -> bool {
    let pointers = ["path", "from"].into_iter().filter_map(|name| operation.get(name).and_then(Value::as_str));
    let concerns = |pointer: &str| {
        let mut steps = pointer.split('/').skip(1);
        match (steps.next().unwrap_or_default(), steps.next()) {
            ("" | "apiVersion" | "kind" | "data" | "stringData" | "binaryData", _) => true,
            ("metadata", step) => matches!(step, None | Some("name" | "namespace")),
            _ => false,
        }
    };
    pointers.into_iter().any(concerns)
}

fn refusal(object: &Value, operation: &Value, error: PatchError) -> Refusal {
    match error.kind {
        PatchErrorKind::TooBig => Refusal::TooBig,
        PatchErrorKind::DoesNotApply => explain(object, operation, error.message).into(),
    }
}

/// The same of an object that only the chart knows: by the path that the operation sets.
pub fn no_text(kind: &str, operation: &Value) -> Option<Failure> {
    let field = |name: &str| operation.get(name).and_then(Value::as_str);
    let sets = matches!(field("op")?, "add" | "replace");
    let key = field("path").filter(|_| sets && matches!(kind, "ConfigMap" | "Secret"))?;
    let fields = ["/data/", "/stringData/", "/binaryData/"];
    let key = fields.into_iter().find_map(|field| key.strip_prefix(field)).filter(|key| !key.contains('/'))?;
    let is_text = operation.get("value").is_some_and(Value::is_string);
    (!is_text).then(|| failure(&key.replace("~1", "/").replace("~0", "~")))
}

fn failure(key: &str) -> Failure {
    let message = format!("the patch gives {} a value that is not text", shown(key));
    ("not text", message, "write the value in quotes: a ConfigMap and a Secret take only text".into())
}

/// A key in the data of a ConfigMap or a Secret whose value the API server would refuse.
fn not_text(object: &Value) -> Option<String> {
    identity(object).filter(|id| matches!(id.kind, "ConfigMap" | "Secret") && id.group.is_empty())?;
    let fields = ["data", "stringData", "binaryData"].iter().filter_map(|name| object.get(*name)?.as_object());
    fields.flatten().find(|(_, value)| !value.is_string()).map(|(key, _)| key.clone())
}

/// Why an operation does not apply, and what is there instead.
fn explain(object: &Value, operation: &Value, error: String) -> Failure {
    let field = |name: &str| operation.get(name).and_then(Value::as_str).unwrap_or_default();
    let (op, path, from) = (field("op"), field("path"), field("from"));
    let is_missing = |pointer: &str| object.pointer(pointer).is_none();
    let source = if op == "move" || op == "copy" { from } else { path };
    if op == "test" && !is_missing(path) {
        let current = object.pointer(path).map(text).unwrap_or_default();
        let message =
            format!("`test` does not find {} at {}", text(operation.get("value").unwrap_or(object)), shown(path));
        return ("fails", message, format!("test for what is there, {current}"));
    }
    if op != "add" && is_missing(source) {
        let message = format!("`{op}` finds nothing at {}", shown(source));
        return ("nothing there", message, advice(&follow(object, source)));
    }
    let way = follow(object, path);
    match way.rest.as_slice() {
        [] => (
            "does not apply",
            format!("`{op}` does not apply to {}: {error}", shown(path)),
            "write another path".into(),
        ),
        [step, _, ..] if way.value.is_object() => {
            let parent = format!("{}/{step}", way.prefix);
            let message = format!("`{op}` has no place for {}: there is no {}", shown(path), shown(&parent));
            let help = format!("add {} first, or {}", shown(&parent), advice(&way));
            ("nothing to add to", message, help)
        }
        _ => ("no place there", format!("`{op}` has no place for {}", shown(path)), advice(&way)),
    }
}
