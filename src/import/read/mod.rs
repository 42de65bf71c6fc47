//! Documents to facts of a cluster: a file for each kind of source, and a row for each kind of document.

mod argocd;
mod ciliumnodes;
mod config;
mod distribution;
mod flux;
mod helmfile;
mod kops;
mod kustomize;
mod machines;
mod objects;
mod search;
mod secrets;
mod umbrella;
mod values;

pub use argocd::{files_of_others, of_set};
pub use machines::ranges;
pub use search::Search;
pub use umbrella::is_of_another;

use super::facts::Facts;
use super::files::File;
use crate::manifest::kind;
use crate::yaml::{self, Value};

/// A document, and what is around it.
#[derive(Clone, Copy)]
pub struct Source<'f> {
    /// The document.
    pub document: &'f Value,
    /// Its file.
    pub file: &'f File,
    /// All files.
    pub all: &'f [&'f File],
}

/// A kind of document.
struct Kind {
    /// Whether a document is of the kind.
    is: fn(&Value) -> bool,
    /// What it says.
    read: fn(Source<'_>, &mut Facts),
}

/// The kinds; the first that fits reads a document.
const KINDS: &[Kind] = &[
    Kind { is: |document| is_of(document, "helm.toolkit.fluxcd.io", "HelmRelease"), read: flux::release },
    Kind { is: |document| is_of(document, "argoproj.io", "Application"), read: argocd::application },
    Kind { is: kustomize::is, read: kustomize::charts },
    Kind { is: |document| is_of(document, "helm.cattle.io", "HelmChart"), read: distribution::chart },
    Kind { is: |document| is_of(document, "helm.cattle.io", "HelmChartConfig"), read: distribution::config },
    Kind { is: config::is, read: config::read },
    Kind { is: secrets::is, read: secrets::read },
    Kind { is: |document| is_of(document, "cilium.io", "CiliumNode"), read: ciliumnodes::read },
    Kind { is: |document| is_of(document, "kops.k8s.io", "Cluster"), read: kops::read },
    Kind { is: machines::is, read: machines::read },
    Kind { is: objects::is, read: objects::read },
    Kind { is: helmfile::is, read: helmfile::read },
    Kind { is: values::is, read: values::read },
];

/// Adds what a document says of its cluster, where it says something of Cilium.
pub fn read(source: Source<'_>, facts: &mut Facts) {
    if let Some(kind) = KINDS.iter().find(|kind| (kind.is)(source.document)) {
        (kind.read)(source, facts);
    }
}

/// Whether a document is a Secret of which nothing is read.
pub fn is_unread_secret(document: &Value) -> bool {
    kind(document) == "Secret" && !secrets::is(document) && !objects::is(document)
}

/// Whether a document holds values of its own: in a file with several of them each is another cluster's.
pub fn holds_values(document: &Value) -> bool {
    ["HelmRelease", "Application", "HelmChart"].contains(&kind(document)) || kustomize::is(document)
}

/// Whether a document is an object of that group and kind.
pub fn is_of(document: &Value, group: &str, kind: &str) -> bool {
    let version = text_at(document, "/apiVersion").unwrap_or_default();
    self::kind(document) == kind && version.split_once('/').is_some_and(|(own, _)| own == group)
}

/// The text at a pointer, if it is not empty.
pub fn text_at<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    Some(yaml::text_at(value, pointer)).filter(|text| !text.is_empty())
}

impl<'f> Source<'f> {
    /// The file's path.
    pub fn path(self) -> &'f str {
        &self.file.path
    }
}
