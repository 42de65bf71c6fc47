//! What other changes report already, so that what follows from it is not reported again.

/// What is known to change.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Peers that come, go or move.
    pub peers: bool,
    /// Settings for which agents restart.
    pub settings: bool,
    /// The release.
    pub release: bool,
}
