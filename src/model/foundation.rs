//! What a cluster builds on.

use super::Cluster;
use crate::manifest::Base;
use crate::source::Spanned;
use std::rc::Rc;

/// What a cluster builds on.
#[derive(Debug, Clone, Default)]
pub enum Foundation {
    /// It could not be read, or follows from a release that could not.
    #[default]
    Broken,
    /// The Helm chart of its release, from that repository.
    Chart(Spanned<String>),
    /// The Helm chart that its distribution installs, which takes values from the HelmChartConfig of that
    /// name.
    HelmChartConfig(Spanned<String>),
    /// Manifests: clusters that build on the same ones share them.
    Manifests(Rc<Base>),
}

impl Cluster {
    /// Whether it builds on a Helm chart, whoever installs that: it has values.
    pub fn is_on_chart(&self) -> bool {
        matches!(self.base, Foundation::Chart(_) | Foundation::HelmChartConfig(_))
    }

    /// The HelmChartConfig with its values, where its distribution installs the chart.
    pub fn helm_chart_config(&self) -> Option<&Spanned<String>> {
        match &self.base {
            Foundation::HelmChartConfig(name) => Some(name),
            Foundation::Chart(_) | Foundation::Manifests(_) | Foundation::Broken => None,
        }
    }

    /// The manifests that it builds on.
    pub fn manifests(&self) -> Option<&Rc<Base>> {
        match &self.base {
            Foundation::Manifests(base) => Some(base),
            Foundation::Chart(_) | Foundation::HelmChartConfig(_) | Foundation::Broken => None,
        }
    }
}
