#![doc = include_str!("destructive_change.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{names, shown};
use crate::model::{Cluster, Mesh};
use crate::settings::{self, Node};
use crate::source::Span;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "destructive-change",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("destructive_change.md"),
};

/// What would change of a cluster that must not, by the words of mesh.kdl.
#[derive(Debug, Clone)]
pub struct Change {
    /// The cluster, by its new name.
    pub cluster: String,
    /// The word, such as `id`.
    pub word: String,
    /// What is in the output.
    pub before: String,
    /// What would come there.
    pub after: String,
}

/// Reports changes; what one place says of many clusters is one finding.
pub fn refuse(mesh: &Mesh, changes: &[Change], found: &mut Diagnostics) {
    let mut places: BTreeMap<(Span, &str, &str, &str), Vec<&Cluster>> = BTreeMap::new();
    for change in changes {
        let Some(cluster) = mesh.clusters.iter().find(|cluster| cluster.name.value == change.cluster) else { continue };
        let key =
            (place(mesh, cluster, &change.word), change.word.as_str(), change.before.as_str(), change.after.as_str());
        places.entry(key).or_default().push(cluster);
    }
    for ((span, word, before, after), clusters) in places {
        let message = match word {
            "name" => format!("cluster {} becomes {}", shown(before), shown(after)),
            _ => format!("`{word}` of {} changes from {before} to {after}", names(&clusters)),
        };
        let first = clusters.first().map(|cluster| cluster.name.value.as_str()).unwrap_or_default();
        let more = if clusters.len() > 1 { ", and so for the others" } else { "" };
        let back = match word {
            "name" => format!("name it `{before}` again"),
            "id" => format!("write `id={before}` again"),
            "pod-cidr" => {
                let quoted: Vec<String> = before.split(',').map(|net| format!("\"{net}\"")).collect();
                format!("write `pod-cidr {}` in the cluster", quoted.join(" "))
            }
            _ => format!("keep {before}"),
        };
        let label = format!("{} in the output", if word == "name" { shown(before) } else { before.to_string() });
        let mut diagnostic = RULE.at(span, label, message);
        diagnostic.clusters = clusters.iter().map(|cluster| cluster.name.value.clone()).collect();
        let help = format!("{back}; where the cluster is made anew, `--allow-destructive {first}` lets it pass{more}");
        found.push(diagnostic.help(help));
    }
}

/// Where the mesh file says it.
fn place(mesh: &Mesh, cluster: &Cluster, word: &str) -> Span {
    let row = settings::of_word(word);
    let otherwise = row.map_or(cluster.head, |row| match row.node {
        Node::Mesh(_) => mesh.span,
        Node::Cluster(_) | Node::Other(_) => cluster.head,
    });
    row.and_then(|row| row.place(mesh, cluster)).unwrap_or(otherwise)
}
