//! What a change of a setting does to a live cluster, and why.

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

/// What a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effect {
    /// How grave it is.
    pub risk: Risk,
    /// Why: a sentence without a full stop.
    pub reason: &'static str,
}

impl Effect {
    /// Agents read it when they start: what is true of every setting of which nothing else is known.
    pub const AT_START: Effect =
        Effect { risk: Risk::Restart, reason: "agents read it when they start, so they restart" };
    /// Certificates of clustermesh-apiserver.
    pub const CERTIFICATES: Effect =
        Effect::disruptive("certificates change: connections to peers break until both sides trust each other again");
    /// The Service of clustermesh-apiserver.
    pub const SERVICE: Effect =
        Effect::disruptive("peers reach this cluster there: they lose it until they connect to the new address");
    /// Where agents read their peers' state.
    pub const ELSEWHERE: Effect =
        Effect::disruptive("agents read the state of their peers from another place, and reconnect");
    /// What is set once, while a cluster is made.
    pub const LASTING: Effect =
        Effect { risk: Risk::Destructive, reason: "it must not change while the cluster lives" };

    /// A change that running pods pick up, or for which others than the agents restart, for that reason.
    pub const fn reload(reason: &'static str) -> Effect {
        Effect { risk: Risk::Reload, reason }
    }

    /// A change that is disruptive for that reason.
    pub const fn disruptive(reason: &'static str) -> Effect {
        Effect { risk: Risk::Disruptive, reason }
    }
}
