//! What a base lacks of what the mesh's changes need.

use crate::facts::bases::{Used, at, object};
use crate::facts::objects::title;
use crate::manifest::pod::named;
use crate::manifest::{Identity, identity};
use crate::model::Mesh;
use crate::plan::{self, Need, NeededVolume};
use crate::source::Span;
use crate::yaml::Value;

/// Something that a base lacks.
#[derive(Debug)]
pub struct Lack {
    /// What it is, for a sentence.
    pub what: String,
    /// The place of the object that it should be in.
    pub holder: Option<Span>,
    /// The values with which the chart renders it.
    pub values: &'static str,
    /// The place and the namespace of an object of that name elsewhere.
    pub astray: Option<(Span, String)>,
}

/// What clusters need in their base and it has not, each once.
pub fn lacking(mesh: &Mesh, used: &Used<'_>, clusters: &[&plan::Cluster]) -> Vec<Lack> {
    let mut needed: Vec<&Need> = Vec::new();
    for need in clusters.iter().flat_map(|cluster| &cluster.needs) {
        if !needed.contains(&need) {
            needed.push(need);
        }
    }
    let mut lacking: Vec<Lack> = Vec::new();
    for lack in needed.into_iter().flat_map(|need| lacks(mesh, used, need)) {
        if !lacking.iter().any(|known| known.what == lack.what) {
            lacking.push(lack);
        }
    }
    lacking
}

/// What the base lacks of it. Where an object is missing, its parts are not reported.
fn lacks(mesh: &Mesh, used: &Used<'_>, need: &Need) -> Vec<Lack> {
    let wanted = Identity { group: "", kind: need.kind, namespace: "", name: need.name };
    let Some(current) = object(mesh, used.base, need.kind, need.name) else {
        let alike = |id: Option<Identity<'_>>| id.is_some_and(|id| (id.kind, id.name) == (need.kind, need.name));
        let astray = used.base.objects.iter().find(|object| alike(identity(object)));
        let place = |object| (at(used.base, object, "/metadata/name"), namespace(object));
        let what = title(&wanted);
        return vec![Lack { what, holder: None, values: need.values, astray: astray.map(place) }];
    };
    let holder = Some(at(used.base, current, "/metadata/name"));
    let part =
        |what: String, values| Lack { what: format!("{what} in {}", title(&wanted)), holder, values, astray: None };
    let has = |container: &str| named(current, "containers", container).is_some();
    let missing = need.containers.iter().filter(|(name, _)| !has(name));
    let mut lacking: Vec<Lack> = missing.map(|(name, values)| part(format!("container `{name}`"), *values)).collect();
    for NeededVolume { name, secrets, values, container } in &need.volumes {
        match named(current, "volumes", name) {
            // Where the container is missing, its volume is too.
            None if container.is_some_and(|container| !has(container)) => {}
            None => lacking.push(part(format!("volume `{name}`"), *values)),
            Some((_, volume)) => {
                let missing = secrets.iter().filter(|secret| !holds(volume, secret));
                lacking.extend(missing.map(|secret| part(format!("Secret `{secret}` in volume `{name}`"), *values)));
            }
        }
    }
    lacking
}

/// Whether a projected volume contains a Secret.
fn holds(volume: &Value, secret: &str) -> bool {
    let sources = volume.pointer("/projected/sources").and_then(Value::as_array).into_iter().flatten();
    sources.filter_map(|source| source.pointer("/secret/name")?.as_str()).any(|name| name == secret)
}

fn namespace(object: &Value) -> String {
    identity(object).map(|id| id.namespace.to_string()).unwrap_or_default()
}
