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
        let outcome = meshc::compile(&Disk, &self.file.file, &meshc::Options::default());
        let ending = print::diagnostics(&outcome, &self.file, options);
        if let Some(mesh) = outcome.mesh() {
            let clusters = mesh.clusters.len();
            let noun = if clusters == 1 { "cluster" } else { "clusters" };
            print::remark(&format!("{}: {clusters} {noun}, no errors", self.file.file), options);
        }
        // The process ends: freeing a large mesh piece by piece would only take time.
        std::mem::forget(outcome);
        ending
    }
}
