//! The release lines that have a key, a value or a whole row of SETTINGS.

use crate::release::{self, Modern, Release};

/// Release lines.
#[derive(Debug, Clone, Copy)]
pub enum Lines {
    /// All of them.
    All,
    /// Those whose clusters are read through an etcd.
    Etcd,
    /// Those with clustermesh-apiserver.
    Apiserver,
    /// Those with clustermesh-apiserver in which this is so.
    With(fn(&Modern) -> bool),
}

impl Lines {
    /// Whether a release is one of them.
    pub fn have(self, release: &Release) -> bool {
        match self {
            Lines::All => true,
            Lines::Etcd => release.classic().is_some(),
            Lines::Apiserver => release.modern().is_some(),
            Lines::With(is_so) => release.modern().is_some_and(is_so),
        }
    }

    /// The first of them with clustermesh-apiserver.
    pub fn first(self) -> Option<&'static Release> {
        release::RELEASES.iter().find(|release| release.modern().is_some() && self.have(release))
    }
}
