//! `meshc verify`: the nodes that clusters report, compared with the mesh.

use super::{Ending, Format, MeshFile, Options, print};
use clap::{ArgMatches, Args};
use meshc::verify::verify;
use meshc::words::counted;
use meshc::world::{Disk, World};

#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    file: MeshFile,
    /// Node listings from clusters, in one or more files: the output of `cilium node list`, of `kubectl get
    /// ciliumnodes -o json` or of `cilium-dbg status -o json`; `-` is standard input
    #[arg(long, env = "MESHC_NODES", value_name = "FILE", num_args = 1.., required = true)]
    nodes: Vec<String>,
}

impl Verify {
    /// Takes what ends in `.kdl` behind the listings for the mesh file: `--nodes a b mesh.kdl`.
    pub fn settle(&mut self, matches: &ArgMatches) {
        let is_typed = matches.value_source("file") == Some(clap::parser::ValueSource::CommandLine);
        let is_mesh = self.nodes.len() > 1 && self.nodes.last().is_some_and(|last| last.ends_with(".kdl"));
        if let (false, true, Some(file)) = (is_typed, is_mesh, self.nodes.last()) {
            self.file.file = file.clone();
            self.nodes.pop();
        }
    }

    /// Compares the listings with the mesh.
    pub fn run(&self, options: &Options) -> Ending {
        let inputs = self.nodes.iter().chain([&self.file.file]).filter(|path| *path == "-").count();
        if inputs > 1 {
            return print::failure("standard input cannot be two files at once");
        }
        let mut listings = Vec::new();
        for path in &self.nodes {
            match Disk.read(path) {
                Ok(bytes) => listings.push((path, bytes)),
                Err(error) => return print::unreadable(path, &error),
            }
        }
        let outcome = self.file.compile(&self.file.options(None));
        let Some(compiled) = &outcome.compiled else { return print::diagnostics(outcome, &self.file.file, options) };
        let listings = listings.into_iter().map(|(path, bytes)| (name(path, options.format), bytes));
        let mut files = Vec::new();
        for (name, bytes) in listings {
            files.push(outcome.sources.add(name, String::from_utf8_lossy(&bytes)));
        }
        let seen = verify(compiled.checked.mesh(), &outcome.sources, &files, &mut outcome.diagnostics);
        outcome.diagnostics.sort();
        let ending = print::diagnostics(outcome, &self.file.file, options);
        let Some(seen) = seen else { return Ending::Failed };
        if ending == Ending::Done {
            let clusters = counted(seen.clusters, "cluster");
            // A status need not list any nodes.
            let what =
                if seen.nodes == 0 { clusters } else { format!("{} of {clusters}", counted(seen.nodes, "node")) };
            let matches = if seen.nodes.max(seen.clusters) == 1 { "matches" } else { "match" };
            print::remark(&format!("{what} {matches} the mesh"), options);
        }
        ending
    }
}

/// What a listing is called: an annotation needs a file, and standard input is none.
fn name(path: &str, format: Format) -> &str {
    let is_annotated = matches!(format, Format::Sarif | Format::Github | Format::Gitlab);
    if path == "-" && is_annotated { "nodes.txt" } else { path }
}
