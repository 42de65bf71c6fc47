//! What was most likely meant by a value that the chart does not have.

use crate::diagnostic::{Edit, Fix};
use crate::facts::misspelt::Misspelt;
use crate::model::{Cluster, Language, Written};
use crate::release::dictionary::{Dictionary, Elsewhere};
use crate::settings::{self, Control, is_within};
use crate::words::shown;

/// What to say of such a value.
pub struct Advice {
    /// What its label says.
    pub label: String,
    /// What to do.
    pub help: String,
    /// A change that does it.
    pub fix: Option<Fix>,
    /// Whether its name is a path of Helm's `--set`.
    pub is_dotted: bool,
}

/// What to say where it is not looked up what was meant.
pub fn none() -> Advice {
    plain("remove it, or write it where the chart has it".to_string())
}

fn plain(help: String) -> Advice {
    Advice { label: "nothing reads it".to_string(), help, fix: None, is_dotted: false }
}

/// What was meant.
pub fn of(cluster: &Cluster, dictionary: Dictionary, written: &Written) -> Advice {
    let (name, above) = (written.name(), written.above());
    if let Some(nested) = nested(cluster, dictionary, written) {
        return nested;
    }
    if above.is_empty() && dictionary.knows_key(name) {
        return plain(format!("{} is a key of `cilium-config`: write it in `config` of the cluster", shown(name)));
    }
    if let Some(Misspelt { meant, fix, .. }) = Misspelt::of(cluster, dictionary, written) {
        if let Some(owner) = owner(&meant) {
            return plain(format!("use {owner}, which sets `{meant}`"));
        }
        return Advice { fix, ..plain(format!("did you mean `{meant}`?")) };
    }
    match dictionary.elsewhere(&written.path()) {
        Some(Elsewhere::From(version)) => Advice {
            label: format!("there from {version} on"),
            ..plain(format!("remove it: the chart has it from Cilium {version} on"))
        },
        Some(Elsewhere::Until(version)) => Advice {
            label: format!("gone since {version}"),
            ..plain("remove it: nothing reads it any more".to_string())
        },
        None => match dictionary.paths_to(name).as_slice() {
            [path] => plain(format!("did you mean `{path}`?")),
            _ => none(),
        },
    }
}

/// What sets a value of the chart on which the mesh file decides.
fn owner(path: &str) -> Option<String> {
    let mut managed = settings::values().filter(|(_, value)| value.control != Control::User);
    managed.find(|(_, value)| is_within(path, value.path)).map(|(row, _)| row.node.owner())
}

/// The way to write a path of Helm's `--set`, where its beginning is a value of the chart.
fn nested(cluster: &Cluster, dictionary: Dictionary, written: &Written) -> Option<Advice> {
    let (first, _) = written.name().split_once('.')?;
    dictionary.children(&written.above()).find(|sibling| *sibling == first)?;
    let keys: Vec<&str> = written.name().split('.').collect();
    let (open, between, close) = match written.language {
        Language::Kdl => (keys.join(" { "), " ", " }".repeat(keys.len() - 1)),
        Language::Yaml => (keys.join(": {"), ": ", "}".repeat(keys.len() - 1)),
    };
    let value = cluster.values.at(&written.keys).and_then(|value| written.language.value(value));
    let help = match &value {
        Some(value) => format!("write it nested: `{open}{between}{value}{close}`"),
        None => format!("write it nested: `{open}{between}…{close}`"),
    };
    // A second node of the first name would take the place of the one that is there.
    let is_alone = |other: &Written| {
        other.above() != written.above() || first_of(other.name()) != first || other.span == written.span
    };
    let is_scalar = written.language == Language::Kdl || written.value.is_some();
    let is_free = value.is_some() && is_scalar && cluster.values.nodes.iter().all(is_alone);
    let fix = is_free.then(|| Fix {
        title: "write it nested".to_string(),
        safe: true,
        edits: vec![Edit::new(written.span, open), Edit::new(written.head.after(), close)],
    });
    Some(Advice { label: "dots do not nest here".to_string(), help, fix, is_dotted: true })
}

fn first_of(name: &str) -> &str {
    name.split_once('.').map_or(name, |(first, _)| first)
}
