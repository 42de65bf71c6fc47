//! `meshc show`: the mesh at a glance, or one cluster with where each of its values comes from.

use super::{Ending, Format, MeshFile, Options, print, terminal};
use clap::Args;
use meshc::Outcome;
use meshc::model::Mesh;
use meshc::plan::Plan;
use meshc::report::{clean_line, json_line};
use meshc::show::{Sheet, card, details, details_json, overview, overview_json, sheet};
use std::io::IsTerminal;

#[derive(Args)]
pub struct Show {
    #[command(flatten)]
    file: MeshFile,
    /// Show one cluster: each of its settled values, and where that comes from
    #[arg(long, env = "MESHC_CLUSTER", value_name = "NAME")]
    cluster: Option<String>,
}

impl Show {
    /// Prints the mesh, or one cluster of it.
    pub fn run(&self, options: &Options) -> Ending {
        let outcome = self.file.compile(&self.file.options(None));
        if let Some(error) = &outcome.unreadable {
            return print::unreadable_or_cluster(&self.file.file, error, "show");
        }
        let (Some(mesh), Some(plan)) = (outcome.mesh(), outcome.plan()) else {
            return print::diagnostics(outcome, &self.file.file, options);
        };
        if options.verbose {
            print::details(outcome);
        }
        match &self.cluster {
            None => whole(mesh, outcome, options),
            Some(name) => one((mesh, plan), name, outcome, options),
        }
    }
}

fn whole(mesh: &Mesh, outcome: &Outcome, options: &Options) -> Ending {
    let overview = overview(mesh, &outcome.diagnostics, &outcome.exceptions);
    match options.format {
        Format::Json => print::output(&json_line(&overview_json(&overview, &outcome.sources))),
        _ => tables(sheet(&overview, &outcome.sources), options),
    }
}

fn one((mesh, plan): (&Mesh, &Plan), name: &str, outcome: &Outcome, options: &Options) -> Ending {
    let Some(details) = details(mesh, plan, &outcome.sources, name) else { return print::no_cluster(name, plan) };
    match options.format {
        Format::Json => print::output(&json_line(&details_json(&details))),
        _ => tables(card(&details), options),
    }
}

/// Names and values may have anything in them that a terminal would obey.
fn tables(sheet: Sheet, options: &Options) -> Ending {
    let style = terminal::style(options.color, terminal::Stream::Output);
    let sheet = sheet.map(|text| clean_line(text, style.glyphs));
    // What reads a pipe wants each cluster on a line.
    let is_terminal = std::io::stdout().is_terminal();
    print::output(&sheet.text(if is_terminal { style.width } else { usize::MAX }))
}
