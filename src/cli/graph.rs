//! `meshc graph`: a picture of the mesh.

use super::{Ending, Format, MeshFile, Options, Writing, print};
use clap::Args;
use meshc::graph::{MARK, dot, mermaid, svg};
use meshc::sync;
use meshc::world::{Disk, Kind, World};
use std::path::Path;

#[derive(Args)]
pub struct Graph {
    #[command(flatten)]
    file: MeshFile,
    /// Write the picture there instead of to standard output; only one that meshc has drawn is written over
    #[arg(long, env = "MESHC_OUTPUT", value_name = "FILE")]
    output: Option<String>,
    /// What it is drawn in: an SVG for browsers, or text for Graphviz or Mermaid
    #[arg(id = "format", long = "format", default_value = "svg", value_parser = Format::offered("graph"))]
    _format: Format,
    #[command(flatten)]
    writing: Writing,
}

impl Graph {
    /// Draws the mesh, unless it is wrong.
    pub fn run(&self, options: &Options) -> Ending {
        let outcome = self.file.compile(&self.file.options(None));
        let Some(mesh) = outcome.mesh() else {
            return print::diagnostics(outcome, &self.file.file, &options.for_people());
        };
        if options.verbose {
            print::details(outcome);
        }
        let picture = match options.format {
            Format::Dot => dot(mesh),
            Format::Mermaid => mermaid(mesh),
            _ => svg(mesh),
        };
        match &self.output {
            None => print::output(&picture),
            Some(file) => self.write(file, &picture, options),
        }
    }

    /// Writes the picture into a file that is new, or that holds one.
    fn write(&self, file: &str, picture: &str, options: &Options) -> Ending {
        let written = if Disk.real(file).kind == Kind::Missing {
            sync::create(Path::new(file), picture, self.writing.wait())
        } else {
            let old = match Disk.read(file) {
                Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                Err(error) => return print::unreadable(file, &error),
            };
            if !old.contains(MARK) {
                return print::failure(&format!(
                    "{file} is no picture that meshc has drawn; name another file, or remove it"
                ));
            }
            sync::replace(Path::new(file), (&old, picture), self.writing.wait())
        };
        match written {
            Err(error) => print::failure(&format!("{error}")),
            Ok(()) => {
                print::remark(&format!("wrote {file}"), options);
                Ending::Done
            }
        }
    }
}
