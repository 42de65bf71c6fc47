//! `meshc render`: finished manifests, in process.

use super::{Ending, Format, MeshFile, Options, Writing, build, encrypted, print};
use clap::Args;
use clap::builder::FalseyValueParser;
use meshc::diagnostic::nearest;
use meshc::plan::{Cluster, Plan};
use meshc::sync::{self, Edited};
use meshc::words::many;
use meshc::{Outcome, emit};
use std::path::PathBuf;

#[derive(Args)]
#[command(group = clap::ArgGroup::new("which").required(true))]
pub struct Render {
    #[command(flatten)]
    file: MeshFile,
    /// The cluster whose manifests are printed
    #[arg(long, env = "MESHC_CLUSTER", value_name = "NAME", group = "which")]
    cluster: Option<String>,
    /// Write the manifests of every cluster
    #[arg(long, env = "MESHC_ALL", value_parser = FalseyValueParser::new(), group = "which", requires = "out")]
    all: bool,
    /// Where `--all` writes `<cluster>.yaml`
    #[arg(long, env = "MESHC_OUT", value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    writing: Writing,
}

impl Render {
    /// Prints the manifests of one cluster, or writes those of all.
    pub fn run(&self, options: &Options) -> Ending {
        let outcome = self.file.compile(&self.file.options(None));
        let ending = self.diagnostics(outcome, options);
        let Some(plan) = outcome.plan() else { return ending };
        let is_asked = |cluster: &&Cluster| self.cluster.as_ref().is_none_or(|name| *name == cluster.name);
        let mut asked = plan.clusters.iter().filter(is_asked);
        if let Some((cluster, chart)) = asked.find_map(|cluster| Some((cluster, cluster.chart()?))) {
            return of_chart(cluster, emit::peers_file(plan, chart));
        }
        let left_out = plan.clusters.iter().filter(is_asked).flat_map(|cluster| &cluster.encrypted);
        encrypted::left_out(left_out.map(|one| one.as_ref()), options);
        match (&self.cluster, &self.out) {
            (Some(name), _) => one(plan, name),
            (None, Some(dir)) => {
                let tree = emit::all_manifests(plan, &self.file.file);
                match sync::sync(&tree, dir, Edited::Keep, self.writing.wait()) {
                    Ok(report) => build::summary(&report, dir, options),
                    Err(error) => print::failure(&format!("{} cannot be written: {error}", dir.display())),
                }
            }
            (None, None) => print::failure("name a cluster with --cluster, or a directory with --all --out"),
        }
    }

    /// Standard output is for manifests: a report for programs goes there only when there are none.
    fn diagnostics(&self, outcome: &Outcome, options: &Options) -> Ending {
        if options.format != Format::Human && self.cluster.is_some() && outcome.compiled.is_some() {
            if options.verbose {
                print::details(outcome);
            }
            print::raw(&print::formatted(outcome, options));
            return Ending::Done;
        }
        print::diagnostics(outcome, &self.file.file, options)
    }
}

/// meshc renders no templates: their functions are Helm's, and so is what becomes of them.
fn of_chart(cluster: &Cluster, peers: Option<String>) -> Ending {
    let name = &cluster.name;
    let unrestricted = peers.map_or(String::new(), |_| format!(" {}", emit::WITHOUT_RESTRICTIONS));
    if cluster.applied_chart().is_none() {
        return print::failure(&format!(
            "the manifests of {name} come from the Helm chart that its distribution installs; after `meshc build`, \
             deploy/clusters/{name}/helm-chart-config.yaml holds its values"
        ));
    }
    print::failure(&format!(
        "the manifests of {name} come from the Helm chart, which meshc does not render; after `meshc build`, \
         `kustomize build --enable-helm{unrestricted} deploy/clusters/{name}` prints them"
    ))
}

fn one(plan: &Plan, name: &str) -> Ending {
    if let Some(cluster) = plan.clusters.iter().find(|cluster| cluster.name == *name) {
        return print::output(&emit::manifests(plan, cluster));
    }
    let names = || plan.clusters.iter().map(|cluster| cluster.name.as_str());
    match nearest(name, names()) {
        Some(near) => print::failure(&format!("there is no cluster {name}; did you mean {near}?")),
        None => {
            let all = many(&names().collect::<Vec<_>>());
            print::failure(&format!("there is no cluster {name} among the {} of the mesh: {all}", plan.clusters.len()))
        }
    }
}
