//! What sources say of one cluster, each thing with the source that says it.

mod applier;
mod endpoint;
mod name;

pub use applier::Applier;
pub use endpoint::Endpoint;
pub use name::Name;

use crate::yaml::{self, Map, Value};
use ipnet::IpNet;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// What sources say of one cluster.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// What it is called.
    pub name: Name,
    /// Where it was read, the first file first.
    pub files: Vec<String>,
    /// Its Helm values, a later layer over an earlier one.
    pub layers: Vec<Layer>,
    /// Its keys of `cilium-config`.
    pub config: Vec<Seen<(String, String)>>,
    /// Its id, by what makes its machines.
    pub ids: Vec<Seen<u64>>,
    /// The Cilium release that it runs.
    pub release: Vec<Seen<String>>,
    /// The namespace of Cilium.
    pub namespace: Vec<Seen<String>>,
    /// What it runs on.
    pub platform: Vec<Seen<&'static str>>,
    /// Where pods get their addresses.
    pub pods: Vec<Seen<Vec<IpNet>>>,
    /// Where nodes have seen pods' addresses, which may be less than all.
    pub pods_in_use: Vec<Seen<Vec<IpNet>>>,
    /// Where Services get theirs.
    pub services: Vec<Seen<Vec<IpNet>>>,
    /// Where nodes get theirs.
    pub nodes: Vec<Seen<Vec<IpNet>>>,
    /// How it is reached, by its own objects.
    pub reached: Vec<Seen<Endpoint>>,
    /// How it reaches its peers.
    pub peers: Vec<(String, Seen<Endpoint>)>,
    /// Addresses of names that no DNS knows.
    pub aliases: BTreeMap<String, Vec<IpAddr>>,
    /// Names in the server's certificate.
    pub sans: Vec<String>,
    /// Where the chart comes from.
    pub repository: Vec<Seen<String>>,
    /// The name of the HelmChartConfig, where its distribution brings the chart.
    pub distribution: Option<String>,
    /// The name of the cluster in kops, where that makes it.
    pub kops: Option<Seen<String>>,
    /// Who installs the chart.
    pub installer: Option<Installer>,
    /// What applies it.
    pub applier: Option<Applier>,
    /// What is named, and among no given file.
    pub missing: Vec<String>,
    /// The file of the object that installs the chart, where one does.
    pub object: Option<String>,
    /// What several files have of which only one can be meant, a sentence each.
    pub ambiguous: Vec<String>,
    /// Whether it is so of all clusters.
    pub is_of_all: bool,
    /// Files with what several clusters have in common.
    pub common: Vec<String>,
}

/// Who installs the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Installer {
    /// Helm, by itself, or in the hands of Flux or of k3s.
    Helm,
    /// Argo CD, which renders the chart without a look at the cluster.
    ArgoCd,
}

/// A value, and the source that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen<T> {
    /// The value.
    pub value: T,
    /// The file.
    pub source: String,
}

/// Helm values from one source.
#[derive(Debug, Clone)]
pub struct Layer {
    /// The file.
    pub source: String,
    /// Whether the file is one of Helm's, which may stay where it is.
    pub form: Form,
    /// The values.
    pub values: Map<String, Value>,
}

/// What a layer of values is in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// All of it.
    Whole,
    /// A part of something else.
    Part,
    /// Together with the chart's own defaults, as `helm get values --all` prints it.
    Computed,
}

impl<T> Seen<T> {
    /// A value that a source has.
    pub fn new(value: T, source: &str) -> Self {
        Seen { value, source: source.to_string() }
    }
}

impl Facts {
    /// What is read in that file.
    pub fn of_file(file: &str) -> Facts {
        Facts { files: vec![file.to_string()], ..Facts::default() }
    }

    /// Takes a name, unless there is one that counts more.
    pub fn call(&mut self, name: Name) {
        if name.text().is_some_and(|text| !text.is_empty()) && name.weight() > self.name.weight() {
            self.name = name;
        }
    }

    /// Adds a layer of values.
    pub fn layer(&mut self, source: &str, form: Form, values: &Value) {
        if let Some(values) = values.as_object().filter(|values| !values.is_empty()) {
            self.layers.push(Layer { source: source.to_string(), form, values: values.clone() });
        }
    }

    /// The values of all layers.
    pub fn values(&self) -> Map<String, Value> {
        let mut all = Map::new();
        self.layers.iter().for_each(|layer| yaml::overlay(&mut all, &layer.values));
        all
    }

    /// Whether it says what Cilium is given, rather than what is around it.
    pub fn is_of_cilium(&self) -> bool {
        !self.layers.is_empty() || !self.config.is_empty()
    }

    /// Whether it can be a cluster of its own, rather than a word about another.
    pub fn is_of_cluster(&self) -> bool {
        self.is_of_cilium() || !self.release.is_empty() || !self.platform.is_empty() || !self.pods.is_empty()
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        let has_ranges = [&self.pods, &self.services, &self.nodes, &self.pods_in_use].iter().any(|it| !it.is_empty());
        let has_places = !self.reached.is_empty() || !self.peers.is_empty() || !self.aliases.is_empty();
        let has_hints = self.installer.is_some() || !self.namespace.is_empty();
        !self.is_of_cluster() && !has_ranges && !has_places && !has_hints
    }

    /// Adds what another source says of the same cluster.
    pub fn join(&mut self, other: Facts) {
        self.call(other.name);
        self.files.extend(other.files);
        // What several sources have in common stays below all of them.
        let is_known =
            |layer: &Layer| self.layers.iter().any(|own| own.source == layer.source && own.values == layer.values);
        let new: Vec<Layer> = other.layers.into_iter().filter(|layer| !is_known(layer)).collect();
        self.layers.extend(new);
        self.config.extend(other.config);
        self.ids.extend(other.ids);
        self.release.extend(other.release);
        self.namespace.extend(other.namespace);
        self.platform.extend(other.platform);
        self.pods.extend(other.pods);
        self.pods_in_use.extend(other.pods_in_use);
        self.services.extend(other.services);
        self.nodes.extend(other.nodes);
        self.reached.extend(other.reached);
        self.peers.extend(other.peers);
        self.aliases.extend(other.aliases);
        self.sans.extend(other.sans);
        self.repository.extend(other.repository);
        self.distribution = self.distribution.take().or(other.distribution);
        self.kops = self.kops.take().or(other.kops);
        self.installer = self.installer.or(other.installer);
        self.applier = self.applier.take().or(other.applier);
        self.missing.extend(other.missing);
        self.object = self.object.take().or(other.object);
        self.ambiguous.extend(other.ambiguous);
        self.is_of_all |= other.is_of_all;
        self.common.extend(other.common);
        self.files.dedup();
    }
}
