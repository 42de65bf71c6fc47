#![doc = include_str!("base_holds_private_key.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::bases::{self, Used};
use crate::facts::clusters::about;
use crate::facts::objects::{place, title};
use crate::manifest::key_material::{Kind, in_object, is_safe};
use crate::manifest::{BaseFile, identity};
use crate::words::few;
use crate::yaml::Value;

/// The rule.
pub static RULE: Rule = Rule {
    name: "base-holds-private-key",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("base_holds_private_key.md"),
};

/// Looks for private keys, keys of IPsec, passwords and tokens in the bases that the user gave: the output
/// contains the base, and never key material.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    found.0.extend(bases::used(case.mesh).iter().filter_map(of_base));
}

fn of_base(used: &Used<'_>) -> Option<Diagnostic> {
    let base = used.base;
    let found: Vec<_> = base.objects.iter().map(|object| (object, in_object(object))).collect();
    let objects = found.iter().filter(|(_, material)| !material.is_empty()).map(|(object, _)| *object);
    let holders: Vec<_> = objects.filter_map(|object| Some((base.place_of(object)?.0, object))).collect();
    let (file, first) = holders.first()?;
    let name = |object| identity(object).map_or("an object".to_string(), |id| title(&id));
    let titles: Vec<String> = holders.iter().map(|(_, object)| name(object)).collect();
    let material = || found.iter().flat_map(|(_, material)| material);
    let message = format!("{} of the base {}, in `{}`", few(&titles), verb(holders.len(), material()), file.path);
    let place = |(file, object): &(&BaseFile, &Value)| {
        place(base, object, "/metadata/name").filter(|span| is_safe(file, *span))
    };
    let mut places = holders.iter().take(3).filter_map(place);
    let mut diagnostic = match places.next() {
        Some(span) => RULE.at(span, "contains the key", message).label(base.span, "this base"),
        None => RULE.at(base.span, "this base", message),
    };
    for span in places {
        diagnostic = diagnostic.label(span, "and here");
    }
    let secret = |object: &Value| identity(object).is_some_and(|id| id.kind == "Secret");
    let kind = if secret(first) { "Secret" } else { "key" };
    let names: Vec<&str> = holders
        .iter()
        .filter_map(|(_, object)| Some(identity(object)?.name))
        .filter(|_| used.clusters.first().is_some_and(|cluster| cluster.modern().is_some()))
        .collect();
    let diagnostic = diagnostic.conceals(material().map(|(_, text)| (*text).to_string()));
    Some(about(diagnostic.help(help(&names, kind)), &used.clusters).in_clusters())
}

/// What so many objects contain.
fn verb<'f, 't: 'f>(objects: usize, mut material: impl Iterator<Item = &'f (Kind, &'t str)>) -> String {
    let Some((first, _)) = material.next() else { return String::new() };
    match material.all(|(kind, _)| kind == first) {
        true if objects == 1 => format!("contains {}", first.noun()),
        true => format!("contain {}s", first.noun().trim_start_matches("a ").trim_start_matches("an ")),
        false if objects == 1 => "contains key material".to_string(),
        false => "contain key material".to_string(),
    }
}

/// The charts mint certificates while they are rendered, unless a job in the cluster does (`tls.auto.method`
/// in `values.yaml`).
fn help(names: &[&str], kind: &str) -> String {
    let minted = |prefix: &str| names.iter().any(|name| name.starts_with(prefix));
    let mut values = Vec::new();
    if minted("clustermesh-apiserver-") || minted("cilium-ca") {
        values.push("`--set clustermesh.apiserver.tls.auto.method=cronJob`");
    }
    if minted("hubble-") {
        values.push("`--set hubble.tls.auto.method=cronJob`");
    }
    match values.is_empty() {
        false => format!("render the base with {}: a Job in the cluster then generates them", values.join(" and ")),
        true => {
            format!("remove the {kind} from the base and create it in the clusters, by hand or with External Secrets")
        }
    }
}
