//! `meshc verify`: the nodes that clusters report, compared with the mesh.

use super::{Ending, Format, MeshFile, Options, print};
use clap::Args;
use meshc::verify::verify;
use meshc::words::counted;
use meshc::world::{Disk, World};

#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    file: MeshFile,
    /// The output of `cilium node list`, or of `kubectl get ciliumnodes -o json`; `-` is standard input
    #[arg(long, env = "MESHC_NODES", value_name = "FILE")]
    nodes: String,
}

impl Verify {
    /// Compares the listing with the mesh.
    pub fn run(&self, options: &Options) -> Ending {
        if self.nodes == "-" && self.file.file == "-" {
            return print::failure("standard input cannot be both the mesh file and the listing");
        }
        let bytes = match Disk.read(&self.nodes) {
            Ok(bytes) => bytes,
            Err(error) => return print::unreadable(&self.nodes, &error),
        };
        let outcome = self.file.compile(&self.file.options(None));
        let Some(compiled) = &outcome.compiled else { return print::diagnostics(outcome, &self.file.file, options) };
        let listing = outcome.sources.add(self.name(options.format), String::from_utf8_lossy(&bytes));
        let seen = verify(compiled.checked.mesh(), &outcome.sources, listing, &mut outcome.diagnostics);
        outcome.diagnostics.sort();
        let ending = print::diagnostics(outcome, &self.file.file, options);
        let Some(seen) = seen else { return Ending::Failed };
        if ending == Ending::Done {
            let (nodes, clusters) = (counted(seen.nodes, "node"), counted(seen.clusters, "cluster"));
            print::remark(&format!("{nodes} of {clusters} match the mesh"), options);
        }
        ending
    }

    /// What the listing is called: an annotation needs a file, and standard input is none.
    fn name(&self, format: Format) -> &str {
        let is_annotated = matches!(format, Format::Sarif | Format::Github | Format::Gitlab);
        if self.nodes == "-" && is_annotated { "nodes.txt" } else { &self.nodes }
    }
}
