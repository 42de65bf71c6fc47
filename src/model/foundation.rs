//! What a cluster builds on.

use super::Cluster;
use crate::manifest::Base;
use std::rc::Rc;

/// What a cluster builds on.
#[derive(Debug, Clone, Default)]
pub enum Foundation {
    /// It could not be read, or follows from a release that could not.
    #[default]
    Broken,
    /// The Helm chart of its release.
    Chart,
    /// Manifests: clusters that build on the same ones share them.
    Manifests(Rc<Base>),
}

impl Cluster {
    /// Whether it builds on the Helm chart.
    pub fn is_on_chart(&self) -> bool {
        matches!(self.base, Foundation::Chart)
    }

    /// The manifests that it builds on.
    pub fn manifests(&self) -> Option<&Rc<Base>> {
        match &self.base {
            Foundation::Manifests(base) => Some(base),
            Foundation::Chart | Foundation::Broken => None,
        }
    }
}
