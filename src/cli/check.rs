//! `meshc check`: diagnostics only.

use super::{Ending, MeshFile, Options, print};
use clap::Args;
use meshc::world::Disk;

#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    file: MeshFile,
}

impl Check {
    /// Checks the mesh file.
    pub fn run(&self, options: &Options) -> Ending {
        let outcome = meshc::check(&Disk, &self.file.file);
        let ending = print::diagnostics(&outcome, &self.file, options);
        if let Some(checked) = &outcome.checked {
            let clusters = checked.mesh().clusters.len();
            let noun = if clusters == 1 { "cluster" } else { "clusters" };
            print::remark(&format!("{}: {clusters} {noun}, no errors", self.file.file), options);
        }
        ending
    }
}
