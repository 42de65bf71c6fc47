//! What the mesh's changes need in a base.

/// An object that must exist, and what must be in it. `values` are those with which the chart renders it;
/// empty where it always does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Its kind.
    pub kind: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The values for the object.
    pub values: &'static str,
    /// Its containers, each with the values for it.
    pub containers: Vec<(&'static str, &'static str)>,
    /// Its volumes.
    pub volumes: Vec<NeededVolume>,
}

/// A volume that must exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededVolume {
    /// Its name.
    pub name: &'static str,
    /// The Secrets that must be in it.
    pub secrets: Vec<&'static str>,
    /// The values for the volume.
    pub values: &'static str,
    /// The container without which there is none.
    pub container: Option<&'static str>,
}
