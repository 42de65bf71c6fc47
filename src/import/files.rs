//! Paths of the command line to files with their documents.

use super::places::{folder_of, is_below};
use super::tfvars;
use crate::words::{counted, shown};
use crate::world::{Barrier, Depth, Kind, Place, World, WorldError};
use crate::yaml::{self, Heading, Map, Value};
use std::rc::Rc;

/// The most files that are read: more is a folder that was not meant.
const MOST_FILES: usize = 5_000;
/// The largest file: nobody writes values of that size, and what clusters print stays below.
const LARGEST: usize = 64 << 20;

/// One file.
#[derive(Debug, Clone)]
pub struct File {
    /// Its path, as it was given.
    pub path: String,
    /// Its text, of which a kustomization may make a ConfigMap.
    pub text: Rc<str>,
    /// Its documents.
    pub documents: Vec<Value>,
    /// Whether `helm get values` has printed it.
    pub origin: Origin,
    /// The cluster that the command line names for it.
    pub cluster: Option<String>,
    /// The number of the argument, when that is a folder.
    pub folder: Option<usize>,
    /// What kustomize builds with it, where that has changed its documents or put them beside others.
    pub build: Option<Rc<Build>>,
}

impl File {
    /// A file that a kustomization has made, as if it were there.
    pub fn made(path: String, documents: Vec<Value>) -> File {
        File { path, text: "".into(), documents, origin: Origin::Written, cluster: None, folder: None, build: None }
    }

    /// Where it counts: below the kustomization that takes it from elsewhere, or in its own folder.
    pub fn place(&self) -> &str {
        let root = self.build.as_ref().map_or(self.path.as_str(), |build| build.kustomization.as_str());
        if is_below(folder_of(&self.path), folder_of(root)) { &self.path } else { root }
    }

    /// Whether another file is of the same cluster by what the command line or a kustomization says.
    pub fn is_with(&self, other: &File) -> bool {
        let is_named = self.cluster.is_some() && self.cluster == other.cluster;
        let builds = self.build.as_ref().zip(other.build.as_ref());
        is_named || builds.is_some_and(|(one, other)| Rc::ptr_eq(one, other))
    }
}

/// What one kustomization builds.
#[derive(Debug, Default)]
pub struct Build {
    /// The file of the kustomization that nothing else builds on.
    pub kustomization: String,
    /// The files of kustomizations, patches and generators.
    pub beside: Vec<String>,
    /// What they name, and is not among the given files.
    pub missing: Vec<String>,
}

/// Who has written a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Anybody.
    Written,
    /// Helm, of a release: `helm get values`.
    Printed,
    /// The same with `--all`: the chart's own defaults are in it.
    Computed,
}

/// Reads the files that arguments name: files, folders, and `NAME=a.yaml,b.yaml`.
///
/// # Errors
/// What cannot be read, a sentence each.
pub fn read(world: &dyn World, arguments: &[String]) -> Result<Vec<File>, Vec<String>> {
    let (mut files, mut wrong) = (Vec::new(), Vec::new());
    for (number, argument) in arguments.iter().enumerate() {
        let (cluster, paths) = named(world, argument);
        for path in paths {
            let (is_folder, found) = match listed(world, &path) {
                Ok(found) => found,
                Err(why) => {
                    wrong.push(why);
                    continue;
                }
            };
            for path in found {
                match one(world, &path) {
                    Ok(file) => {
                        let folder = is_folder.then_some(number);
                        files.push(File { cluster: cluster.clone(), folder, ..file });
                    }
                    Err(why) => wrong.push(why),
                }
            }
        }
    }
    if files.len() > MOST_FILES {
        wrong.push(format!("these are {}, more than {MOST_FILES}; name fewer", counted(files.len(), "file")));
    }
    if wrong.is_empty() { Ok(files) } else { Err(wrong) }
}

/// The cluster that an argument names, and its paths. A path that exists is a path, whatever is in it.
fn named(world: &dyn World, argument: &str) -> (Option<String>, Vec<String>) {
    let is_there = world.real(argument).kind != Kind::Missing;
    match argument.split_once('=').filter(|(name, _)| !is_there && !name.is_empty() && !name.contains('/')) {
        Some((name, paths)) => (Some(name.to_string()), paths.split(',').map(str::to_string).collect()),
        None => (None, vec![argument.to_string()]),
    }
}

/// Whether a path is a folder, and the files that it is.
fn listed(world: &dyn World, path: &str) -> Result<(bool, Vec<String>), String> {
    if path == "-" || world.real(path).kind != Kind::Folder {
        return Ok((false, vec![path.to_string()]));
    }
    let entries = world.list(path, Depth::All).map_err(|error| unreadable(path, &error))?;
    let is_data = |name: &str| [".yaml", ".yml", ".json", tfvars::END].iter().any(|end| name.ends_with(end));
    let is_hidden = |name: &str| name.split('/').any(|part| part.starts_with('.') && part != "." && part != "..");
    let inside = entries.into_iter().filter(|entry| entry.place == Place::Inside);
    let names: Vec<String> = inside.map(|entry| entry.path).filter(|name| is_data(name) && !is_hidden(name)).collect();
    let charts: Vec<String> =
        names.iter().filter_map(|name| Some(format!("{}templates/", name.strip_suffix("Chart.yaml")?))).collect();
    // Templates of Helm are no YAML.
    let names = names.iter().filter(|name| !charts.iter().any(|templates| name.starts_with(templates.as_str())));
    let folder = path.trim_end_matches('/');
    let all: Vec<String> = names
        .map(|name| if folder.is_empty() || folder == "." { name.clone() } else { format!("{folder}/{name}") })
        .collect();
    if all.is_empty() { Err(format!("{path} holds no YAML and no JSON")) } else { Ok((true, all)) }
}

fn one(world: &dyn World, path: &str) -> Result<File, String> {
    let bytes = bytes(world, path).map_err(|error| unreadable(path, &error))?;
    if bytes.len() > LARGEST {
        return Err(format!("{path} is larger than {} MiB", LARGEST >> 20));
    }
    let text = String::from_utf8(bytes).map_err(|_| format!("{path} is not text in UTF-8"))?;
    let (documents, origin) = documents(path, &text)?;
    Ok(File { path: path.to_string(), text: text.into(), documents, origin, cluster: None, folder: None, build: None })
}

/// What is in a regular file, or on standard input: a pipe may have no end, and opening one may take for
/// ever.
fn bytes(world: &dyn World, path: &str) -> Result<Vec<u8>, WorldError> {
    match world.real(path).kind {
        _ if path == "-" => world.read(path),
        Kind::Other => Err(WorldError::Barred(Barrier::NotRegular)),
        Kind::Missing | Kind::File | Kind::Folder => world.read_regular(path),
    }
}

fn documents(path: &str, text: &str) -> Result<(Vec<Value>, Origin), String> {
    if path.ends_with(tfvars::END) {
        return Ok((vec![tfvars::read(text)], Origin::Written));
    }
    let (heading, text) = yaml::heading(text);
    let origin = match heading {
        Some(Heading::User) => Origin::Printed,
        Some(Heading::Computed) => Origin::Computed,
        None => Origin::Written,
    };
    if is_bare(text) {
        return Ok((vec![Value::Object(Map::new())], origin));
    }
    let documents = yaml::read(text).map_err(|error| format!("{path} cannot be read: {error}"))?;
    let documents = documents.into_iter().flat_map(unpacked).filter(|document| !document.is_null());
    Ok((documents.collect(), origin))
}

/// Whether a text holds no values, as Helm prints them of a release that was installed without any. A file
/// in which nothing is written at all is another matter.
fn is_bare(text: &str) -> bool {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#') && *line != "---");
    matches!(lines.collect::<Vec<_>>().as_slice(), ["null" | "{}" | "~"])
}

/// The objects of a List, or the document itself.
fn unpacked(document: Value) -> Vec<Value> {
    let is_list = document.get("kind").and_then(Value::as_str).is_some_and(|kind| kind.ends_with("List"));
    match document {
        Value::Object(mut fields) if is_list => match fields.remove("items") {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        },
        other => vec![other],
    }
}

fn unreadable(path: &str, error: &WorldError) -> String {
    match error {
        WorldError::NotFound => format!("there is no file {}", shown(path)),
        WorldError::Barred(_) => {
            format!("{path} is a pipe, a device or a socket; give a regular file, or `-` for standard input")
        }
        WorldError::TooBig(limit) => format!("{path} is not read: {limit}"),
        WorldError::Unreadable(why) => format!("{path} cannot be read: {why}"),
    }
}
