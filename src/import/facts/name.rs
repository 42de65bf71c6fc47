//! What a cluster is called.

/// What a cluster is called, and by whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Name {
    /// Nobody has said it.
    #[default]
    Unknown,
    /// By its file.
    OfFile(String),
    /// By what makes its machines, which may call it otherwise than Cilium does.
    OfMachines(String),
    /// By what Cilium is given.
    OfCilium(String),
    /// On the command line.
    OfUser(String),
}

impl Name {
    /// The name itself.
    pub fn text(&self) -> Option<&str> {
        match self {
            Name::Unknown => None,
            Name::OfFile(name) | Name::OfMachines(name) | Name::OfCilium(name) | Name::OfUser(name) => Some(name),
        }
    }

    /// How much it counts beside another.
    pub fn weight(&self) -> u8 {
        match self {
            Name::Unknown => 0,
            Name::OfFile(_) => 1,
            Name::OfMachines(_) => 2,
            Name::OfCilium(_) => 3,
            Name::OfUser(_) => 4,
        }
    }

    /// Whether Cilium or the user calls it so.
    pub fn is_certain(&self) -> bool {
        matches!(self, Name::OfCilium(_) | Name::OfUser(_))
    }
}
