//! `meshc check`: diagnostics only.

use super::{Ending, MeshFile, Options, print};
use clap::Args;
use meshc::words::counted;

#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    file: MeshFile,
}

impl Check {
    /// Checks the mesh file.
    pub fn run(&self, options: &Options) -> Ending {
        let outcome = self.file.compile(&self.file.options(None));
        let ending = print::diagnostics(outcome, &self.file.file, options);
        if let Some(mesh) = outcome.mesh() {
            let clusters = counted(mesh.clusters.len(), "cluster");
            print::remark(&format!("{}: {clusters}, no errors", self.file.file), options);
        }
        ending
    }
}
