//! What applies each cluster of an output: the objects of Flux and Argo CD, by name, and as whom they write
//! into the cluster.

use super::output::Output;
use super::tools::APPLICATION_SET;
use crate::yaml::{Value, text_at};

/// What applies one cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Appliers {
    /// The HelmRelease.
    pub helm_release: Option<Named>,
    /// The HelmRelease is the user's own, and takes values from a ConfigMap.
    pub has_values_only: bool,
    /// The Application.
    pub application: Option<Named>,
    /// The ApplicationSet that makes one.
    pub application_set: Option<Named>,
    /// Where Flux finds the chart: its kind and its name.
    pub source: Option<(String, String)>,
    /// Whether kustomize-controller applies the cluster's own folder.
    pub has_kustomization: bool,
    /// Whether the cluster's distribution installs the chart: what applies the folder brings its values only.
    pub has_distribution: bool,
}

/// An object of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Whether it is in another cluster than the one that it is for.
    pub is_in_hub: bool,
}

/// As whom something writes into a cluster (`metadata.managedFields`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manager {
    /// helm-controller of Flux.
    HelmController,
    /// kustomize-controller of Flux.
    KustomizeController,
    /// Argo CD.
    ArgoCd,
}

impl Manager {
    /// Its name there.
    pub fn name(self) -> &'static str {
        match self {
            Manager::HelmController => "helm-controller",
            Manager::KustomizeController => "kustomize-controller",
            Manager::ArgoCd => "argocd-controller",
        }
    }
}

impl Appliers {
    /// What applies a cluster by the files of an output.
    pub fn of(output: &Output, cluster: &str) -> Appliers {
        let [configuration, overlay, release, flux, own_flux, argocd, own_argocd, set] = Appliers::files(cluster);
        let mut appliers = Appliers { has_distribution: output.get(&configuration).is_some(), ..Appliers::default() };
        for release in output.documents(&release).iter() {
            let is_in_hub = release.pointer("/spec/kubeConfig").is_some();
            let source = release.pointer("/spec/chartRef").or(release.pointer("/spec/chart/spec/sourceRef"));
            let text = |path| source.map(|source| text_at(source, path).to_string());
            appliers.source = text("/kind").zip(text("/name"));
            appliers.helm_release = Some(named(release, is_in_hub));
        }
        for object in [flux, own_flux].iter().flat_map(|path| output.documents(path).into_owned()) {
            appliers.has_values_only |= text_at(&object, "/kind") == "ConfigMap";
            appliers.has_kustomization |= text_at(&object, "/spec/path").ends_with(&format!("clusters/{cluster}"));
        }
        for object in [argocd, own_argocd].iter().flat_map(|path| output.documents(path).into_owned()) {
            let is_in_hub = text_at(&object, "/spec/destination/server").is_empty();
            appliers.application = Some(named(&object, is_in_hub));
        }
        if appliers.application.is_none() && output.get(&overlay).is_some() {
            appliers.application_set = output.documents(&set).first().map(|set| named(set, true));
        }
        appliers
    }

    /// The files that tell what applies a cluster.
    pub fn files(cluster: &str) -> [String; 8] {
        [
            format!("clusters/{cluster}/helm-chart-config.yaml"),
            format!("clusters/{cluster}/kustomization.yaml"),
            format!("flux/releases/{cluster}/helm-release.yaml"),
            format!("flux/{cluster}.yaml"),
            format!("flux/{cluster}/cilium.yaml"),
            format!("argocd/{cluster}.yaml"),
            format!("argocd/{cluster}/cilium.yaml"),
            APPLICATION_SET.to_string(),
        ]
    }

    /// As whom what applies the cluster writes, where meshc knows that.
    pub fn manager(&self) -> Option<Manager> {
        let by_helm = self.helm_release.is_some() || self.has_values_only;
        let by_argo_cd = self.application.is_some() || self.application_set.is_some();
        let by_kustomize = self.has_kustomization.then_some(Manager::KustomizeController);
        let by_helm = by_helm.then_some(Manager::HelmController);
        if self.has_distribution {
            return None;
        }
        by_helm.or(by_kustomize).or(by_argo_cd.then_some(Manager::ArgoCd))
    }
}

fn named(object: &Value, is_in_hub: bool) -> Named {
    let text = |path| text_at(object, path).to_string();
    Named { name: text("/metadata/name"), namespace: text("/metadata/namespace"), is_in_hub }
}
