//! `meshc check`: diagnostics only.

use super::{Ending, MeshFile, Options, print};
use clap::Args;
use meshc::words::counted;
use meshc::world::Disk;

#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    file: MeshFile,
}

impl Check {
    /// Checks the mesh file.
    pub fn run(&self, options: &Options) -> Ending {
        let outcome = meshc::compile(&Disk, &self.file.file, &self.file.options(None));
        let ending = print::diagnostics(&outcome, &self.file.file, options);
        if let Some(mesh) = outcome.mesh() {
            let clusters = counted(mesh.clusters.len(), "cluster");
            print::remark(&format!("{}: {clusters}, no errors", self.file.file), options);
        }
        // The process ends: freeing a large mesh piece by piece would only take time.
        std::mem::forget(outcome);
        ending
    }
}
