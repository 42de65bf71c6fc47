//! A base in a folder of the user's: the manifests in it, as kustomize would read them.

use super::files::Files;
use super::manifests::{manifest, missing};
use crate::manifest::{Base, BaseFile};
use crate::model::CLUSTER;
use crate::rules::{link_leaves_base, manifest_not_found, not_yet_supported};
use crate::source::{Span, Spanned};
use crate::world::{Barrier, Depth, Entry, Kind, Place, WorldError};
use crate::yaml::{self, Value};
use std::rc::Rc;

/// The manifests of a folder; none when one of them is not a manifest, as what it would hold is unknown.
pub fn from_folder(files: &mut Files<'_>, others: &[Rc<Base>], title: &str, path: &Spanned<String>) -> Base {
    let folder = files.beside(path.span.file, title.trim_end_matches('/'));
    let name = folder_name(&path.value, title, others);
    let unread = || Base::new(name.clone(), title.to_string(), path.span);
    let mut base = unread();
    let entries = match files.list(&folder, Depth::All) {
        Ok(entries) => entries,
        Err(WorldError::Barred(barrier)) => {
            files.barred(&path.value, barrier, path.span);
            return base;
        }
        Err(WorldError::TooBig(limit)) => {
            files.too_big(limit, path.span);
            return base;
        }
        Err(_) if files.world.real(&folder).is_ok_and(|real| real.kind == Kind::File) => {
            let message = format!("`{folder}` is a file, but a base is a folder of manifests");
            let help = "name the folder that contains it";
            files.found.push(manifest_not_found::RULE.at(path.span, "named here", message).help(help));
            return base;
        }
        Err(_) => {
            let message = format!("there is no folder `{folder}`");
            let help = "write the path relative to the file that names it";
            files.found.push(manifest_not_found::RULE.at(path.span, "named here", message).help(help));
            return base;
        }
    };
    let before = files.found.0.len();
    for entry in entries.iter().filter(|entry| !entry.path.split('/').any(|part| part.starts_with('.'))) {
        if let Some((file, documents)) = file(files, &folder, entry, path.span) {
            base.push(file, documents);
        }
    }
    if files.found.0.len() > before {
        return unread();
    }
    if base.objects.is_empty() {
        let message = format!("`{folder}` contains no manifests");
        let help = "put the manifests there as .yaml files, for example with `helm template`";
        files.found.push(manifest_not_found::RULE.at(path.span, "this base", message).help(help));
    }
    base
}

fn file(files: &mut Files<'_>, folder: &str, entry: &Entry, mention: Span) -> Option<(BaseFile, Vec<Value>)> {
    let place = format!("{folder}/{}", entry.path);
    let name = entry.path.rsplit('/').next().unwrap_or(&entry.path);
    match &entry.place {
        // Out of the root it is not to be known where a link leads.
        Place::Outside if files.world.real(&place).is_err() => {
            files.barred(&place, Barrier::Outside, mention);
        }
        Place::Outside => {
            let message = format!("`{place}` is a symbolic link that points outside the base");
            let help = "replace it with a copy of the file, or name the folder that contains both";
            files.found.push(link_leaves_base::RULE.at(mention, "in this base", message).help(help));
        }
        Place::Unreadable(why) => missing(files, &place, mention, &WorldError::Unreadable(why.clone())),
        Place::Inside if ["kustomization.yaml", "kustomization.yml", "Kustomization"].contains(&name) => {
            let message = format!("a base with a kustomization, `{place}`, is not supported yet");
            let help = "use a folder of rendered manifests: `kustomize build … > vendor/cilium/cilium.yaml`";
            files.found.push(not_yet_supported::RULE.at(mention, "this base", message).help(help));
        }
        Place::Inside if name.ends_with(".json") => {
            let message = format!("a base with manifests in JSON, `{place}`, is not supported yet");
            files.found.push(not_yet_supported::RULE.at(mention, "this base", message).help("write it as YAML"));
        }
        Place::Inside if name.ends_with(".yaml") || name.ends_with(".yml") => {
            let (file, objects) = manifest(files, &place, mention, yaml::read_for_kustomize)?;
            let text = files.sources.get(file).map(|source| source.text.clone()).unwrap_or_default();
            return Some((BaseFile { path: entry.path.clone(), text, file: Some(file) }, objects));
        }
        Place::Inside => {}
    }
    None
}

/// The folder's own name; where each cluster has a folder, the name begins with the part that tells them
/// apart.
fn folder_name(pattern: &str, path: &str, others: &[Rc<Base>]) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let is_name = |part: &&str| !matches!(*part, "" | "." | "..");
    let of_cluster = pattern.split('/').filter(is_name).position(|part| part.contains(CLUSTER));
    let parts: Vec<String> = path.split('/').filter(is_name).map(|part| part.chars().map(plain).collect()).collect();
    let last = of_cluster.unwrap_or(parts.len().saturating_sub(1));
    let mut names = (0..=last).rev().map(|from| parts.get(from..).unwrap_or_default().join("-"));
    let taken = |name: &String| name.is_empty() || others.iter().any(|base| base.name == *name);
    names.find(|name| !taken(name)).unwrap_or_else(|| {
        let mut numbered = (1..).map(|number| if number == 1 { "base".to_string() } else { format!("base-{number}") });
        numbered.find(|name| !taken(name)).unwrap_or_default()
    })
}
