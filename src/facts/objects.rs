//! Objects in findings: their names and their places.

use crate::manifest::Identity;
pub use crate::manifest::place;
use crate::words::shown;

/// An object by its kind and name: `DaemonSet `cilium``.
pub fn title(id: &Identity<'_>) -> String {
    let kind = shown(id.kind);
    format!("{} {}", kind.trim_matches('`'), shown(id.name))
}
