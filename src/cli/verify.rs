//! `meshc verify`: what clusters report, held against the mesh.

use super::{Ending, MeshFile, Options, print};
use clap::Args;

#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    file: MeshFile,
    /// The output of `cilium node list`, or of `kubectl get ciliumnodes -o json`; `-` is standard input
    #[arg(long, env = "MESHC_NODES", value_name = "FILE")]
    nodes: String,
}

impl Verify {
    /// Holds the listing against the mesh.
    pub fn run(&self, options: &Options) -> Ending {
        let _ = (&self.file, &self.nodes, options);
        print::failure("todo")
    }
}
