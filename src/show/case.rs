//! A settled value, where it comes from, and what there is to ask about that.

use super::places::{Place, Places};
use crate::model::{Cluster, Mesh};
use crate::plan;
use crate::source::{Said, Span};
use std::fmt::Display;

/// A settled value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// What it comes to.
    pub value: String,
    /// Where that comes from.
    pub origin: Origin,
    /// The place, where it is written.
    pub place: Option<Place>,
}

/// Where a settled value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The node of the cluster.
    Cluster,
    /// `defaults`.
    Defaults,
    /// `mesh`, or another node that is no cluster's.
    Mesh,
    /// A pool, by the id of the cluster.
    Pool,
    /// A `network` that the cluster names.
    Network,
    /// The kops spec.
    Spec,
    /// A file of the user's with Helm values.
    Values,
    /// The manifests that the cluster builds on.
    Base,
    /// What the platform does unless something else is set.
    Platform,
    /// What the chart does by itself.
    Chart,
    /// What the release does by itself.
    Release,
    /// meshc, of what it knows of the mesh.
    Meshc,
}

impl Origin {
    /// Its word, in tables and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Origin::Cluster => "cluster",
            Origin::Defaults => "defaults",
            Origin::Mesh => "mesh",
            Origin::Pool => "pool",
            Origin::Network => "network",
            Origin::Spec => "kops spec",
            Origin::Values => "values file",
            Origin::Base => "base",
            Origin::Platform => "platform default",
            Origin::Chart => "chart default",
            Origin::Release => "release default",
            Origin::Meshc => "meshc",
        }
    }
}

/// What there is to know of a cluster.
pub(super) struct Case<'m> {
    pub mesh: &'m Mesh,
    pub cluster: &'m Cluster,
    pub plan: &'m plan::Cluster,
    pub whole: &'m plan::Plan,
    pub places: Places<'m>,
}

impl Case<'_> {
    /// A value that is written at a place.
    pub fn written(&self, name: &str, value: impl ToString, span: Span) -> Setting {
        let origin = match self.places.node(span).as_deref() {
            Some("cluster") => Origin::Cluster,
            Some("defaults") => Origin::Defaults,
            Some("network") => Origin::Network,
            Some(_) => Origin::Mesh,
            None => Origin::Values,
        };
        self.setting(name, value, (origin, Some(span)))
    }

    /// A value that comes from there.
    pub fn setting(&self, name: &str, value: impl ToString, (origin, span): (Origin, Option<Span>)) -> Setting {
        let place = span.and_then(|span| self.places.place(span));
        Setting { name: name.to_string(), value: self.places.shown(value.to_string()), origin, place }
    }

    /// What is written, if it is.
    pub fn stated<T: Display>(&self, name: &str, said: &Said<T>) -> Option<Setting> {
        said.value().map(|it| self.written(name, &it.value, it.span))
    }

    /// What is written, or else what is so by default.
    pub fn stated_or<T: Display>(&self, name: &str, said: &Said<T>, default: (impl Display, Origin)) -> Setting {
        self.stated(name, said).unwrap_or_else(|| self.setting(name, default.0, (default.1, None)))
    }
}
