#![doc = include_str!("duplicate_object.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::bases;
use crate::facts::clusters::about;
use crate::facts::objects::title;
use crate::manifest::key_material::holds_key;
use crate::manifest::{Base, Identity, identity};
use crate::model::Cluster;
use crate::plan::{self, Plan};
use crate::yaml::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-object",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("duplicate_object.md"),
};

/// Looks for objects that a base defines twice, and for those that the mesh brings to a base that has them.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for used in bases::all(case.mesh) {
        let mut owners: BTreeMap<Identity<'_>, Vec<&Value>> = BTreeMap::new();
        for object in &used.base.objects {
            if let Some(id) = identity(object) {
                owners.entry(id).or_default().push(object);
            }
        }
        let mut clashes: BTreeMap<(Identity<'_>, Clash), Vec<&Cluster>> = BTreeMap::new();
        for (cluster, settled) in case.clusters_on(used.base) {
            for (id, clash) in brought(case.plan, settled) {
                // The owners outlive what is brought.
                if let Some((id, objects)) = owners.get_key_value(&id)
                    && objects.first().is_some_and(|object| clash.is_with(object))
                {
                    clashes.entry((*id, clash)).or_default().push(cluster);
                }
            }
        }
        for (id, objects) in &owners {
            if let Some(finding) = twice(used.base, id, objects) {
                // What is wrong in the base comes before what is brought to it.
                clashes.retain(|(other, _), _| other != id);
                found.push(about(finding, &used.clusters).in_clusters());
            }
        }
        for ((id, clash), clusters) in clashes {
            let object = owners.get(&id).and_then(|objects| objects.first());
            found.0.extend(object.map(|object| about(clash.report(used.base, object), &clusters).in_clusters()));
        }
    }
}

/// How an object comes to a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Clash {
    /// The mesh adds it.
    Added,
    /// External Secrets fills it.
    Filled,
    /// The user keeps it encrypted.
    Encrypted,
}

impl Clash {
    /// Whether that clashes with an object of the base. An empty Secret does not disturb External Secrets,
    /// which fills it; one with a key is another rule's business.
    fn is_with(self, object: &Value) -> bool {
        match self {
            Clash::Added => true,
            Clash::Filled => has_data(object) && !holds_key(object),
            Clash::Encrypted => !holds_key(object),
        }
    }

    fn report(self, base: &Base, object: &Value) -> Diagnostic {
        let what = identity(object).map(|id| within(&id)).unwrap_or_default();
        let (message, help) = match self {
            Clash::Added => (
                format!("the base defines {what}, which the mesh adds too"),
                "remove it from the base: meshc generates it",
            ),
            Clash::Filled | Clash::Encrypted => (
                format!("the base defines {what}, which `credentials` in the mesh file provides"),
                "remove it from the base, or write `credentials \"existing\"`",
            ),
        };
        let at = bases::at(base, object, "/metadata/name");
        RULE.at(at, "defined here", message).help(help).label(base.span, "this base")
    }
}

/// What the mesh brings to a cluster.
fn brought<'p>(plan: &'p Plan, settled: &'p plan::Cluster) -> Vec<(Identity<'p>, Clash)> {
    let secret = |namespace, name| Identity { group: "", kind: "Secret", namespace, name };
    let added = plan.added(settled).filter_map(|object| identity(&object.value));
    let filled = plan.added(settled).filter_map(|object| {
        let id = identity(&object.value).filter(|id| id.kind == "ExternalSecret")?;
        Some(secret(id.namespace, object.value.pointer("/spec/target/name")?.as_str()?))
    });
    let encrypted = settled.encrypted.iter().map(|one| secret(&one.namespace, &one.secret));
    let as_clash = |clash| move |id| (id, clash);
    let all = added.map(as_clash(Clash::Added)).chain(filled.map(as_clash(Clash::Filled)));
    all.chain(encrypted.map(as_clash(Clash::Encrypted))).collect()
}

/// An object that the base itself defines more than once.
fn twice(base: &Base, id: &Identity<'_>, objects: &[&Value]) -> Option<Diagnostic> {
    let [first, .., last] = objects else { return None };
    let times = if objects.len() == 2 { "twice".to_string() } else { format!("{} times", objects.len()) };
    let message = format!("the base defines {} {times}", within(id));
    let label = if objects.len() == 2 { "defined again here" } else { "defined here last" };
    let at = |object| bases::at(base, object, "/metadata/name");
    let diagnostic = RULE.at(at(last), label, message).label(at(first), "first defined here");
    Some(diagnostic.help(help(objects)).label(base.span, "this base"))
}

/// An object by its name and its namespace.
fn within(id: &Identity<'_>) -> String {
    if id.namespace.is_empty() { title(id) } else { format!("{} in `{}`", title(id), id.namespace) }
}

fn has_data(secret: &Value) -> bool {
    let fields = ["data", "stringData"].into_iter().filter_map(|field| secret.get(field)?.as_object());
    fields.into_iter().any(|fields| !fields.is_empty())
}

/// kustomize holds objects apart by their `apiVersion`, and the API server by the group in it alone.
fn help(objects: &[&Value]) -> &'static str {
    let versions: BTreeSet<_> = objects.iter().map(|object| object.get("apiVersion").and_then(Value::as_str)).collect();
    if versions.len() < objects.len() {
        "keep one of them: kustomize refuses an object that is defined twice"
    } else {
        "keep one of them: in a cluster they are the same object, and the last one applied wins"
    }
}
