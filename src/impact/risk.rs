//! What a change does to a live cluster, by degrees.

/// What a change does to a live cluster, from harmless to what must never be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// Nothing that runs is affected.
    None,
    /// Running pods pick it up, or pods other than the agents restart.
    Reload,
    /// Agents restart, a node at a time; traffic flows on.
    Restart,
    /// Connections, identities or policies are wrong for a while.
    Disruptive,
    /// What must not change while a cluster lives.
    Destructive,
}

impl Risk {
    /// All of them, the least first.
    pub const ALL: &[Risk] = &[Risk::None, Risk::Reload, Risk::Restart, Risk::Disruptive, Risk::Destructive];

    /// The word for it in plans.
    pub const fn name(self) -> &'static str {
        match self {
            Risk::None => "none",
            Risk::Reload => "reload",
            Risk::Restart => "restart",
            Risk::Disruptive => "disruptive",
            Risk::Destructive => "destructive",
        }
    }
}
