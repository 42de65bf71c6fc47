//! `meshc schema`: the KDL schema of mesh.kdl.

use super::{Ending, print};

/// Prints the schema.
pub fn run() -> Ending {
    print::output(&meshc::fmt::layout(&meshc::parse::schema()))
}
