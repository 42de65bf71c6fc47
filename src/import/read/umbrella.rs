//! Charts of charts: Cilium's is a dependency of another (`Chart.yaml`), and has its values below its name.

use super::{Source, text_at};
use crate::import::facts::{Facts, Form, Seen};
use crate::import::files::File;
use crate::import::places::{folder_of, joined};
use crate::release::dictionary::has_value;
use crate::world::steps;
use crate::yaml::{Value, items, text};

/// The key below which a chart of charts has the values of Cilium's.
const SUBCHART: &str = "cilium";

/// The values, and whether they are the whole document.
pub fn of(document: &Value) -> Option<(&Value, bool)> {
    if looks_like(document) {
        return Some((document, true));
    }
    let below = document.get(SUBCHART).filter(|below| looks_like(below))?;
    Some((below, false))
}

fn looks_like(document: &Value) -> bool {
    let Some(fields) = document.as_object().filter(|_| document.get("apiVersion").is_none()) else { return false };
    if fields.is_empty() {
        return true;
    }
    let known = fields.keys().filter(|key| has_value(key)).count();
    known > 0 && known * 2 >= fields.len()
}

/// Adds a layer of values that are of Cilium's chart, or of one that has it below.
pub fn layer(facts: &mut Facts, path: &str, (form, given): (Form, &Value)) {
    match of(given) {
        Some((below, false)) => facts.layer(path, Form::Part, below),
        _ => facts.layer(path, form, given),
    }
}

/// The release and the repository that a chart in a folder has for Cilium's.
pub fn dependency(source: Source<'_>, folder: &str, facts: &mut Facts) {
    let Some((file, dependency)) = depends(source.all, folder) else { return };
    let seen = |text: &str| Seen::new(text.to_string(), &file.path);
    facts.release.extend(text_at(dependency, "/version").map(seen));
    facts.repository.extend(text_at(dependency, "/repository").map(seen));
}

/// Cilium's chart among the dependencies of a chart in a folder.
pub fn depends<'f>(all: &[&'f File], folder: &str) -> Option<(&'f File, &'f Value)> {
    let (file, chart) = chart_in(all, folder)?;
    Some((file, items(chart, "/dependencies").iter().find(|one| text(one, "name") == "cilium")?))
}

/// Whether a file is in the folder of a chart that has nothing to do with Cilium's.
pub fn is_of_another(all: &[&File], path: &str) -> bool {
    let folder = folder_of(path);
    let is_other = |(_, chart): (&File, &Value)| text(chart, "name") != "cilium";
    chart_in(all, folder).is_some_and(is_other) && depends(all, folder).is_none()
}

fn chart_in<'f>(all: &[&'f File], folder: &str) -> Option<(&'f File, &'f Value)> {
    let wanted = joined(folder, "Chart.yaml");
    let file = all.iter().find(|file| joined("", &file.path) == wanted)?;
    Some((file, file.documents.first()?))
}

/// The folder among the given ones that a path of a repository leads to, by a chart or values in it.
pub fn folder_at(source: Source<'_>, path: &str) -> Option<String> {
    let wanted = steps(path);
    let is_it = |folder: &&str| !wanted.is_empty() && steps(folder).ends_with(&wanted);
    let of_chart = |file: &&File| ["Chart.yaml", "values.yaml"].iter().any(|name| file.path.ends_with(name));
    let folders = source.all.iter().copied().filter(of_chart).map(|file| folder_of(&file.path));
    folders.into_iter().find(is_it).map(str::to_string)
}
