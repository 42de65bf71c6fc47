//! `meshc render`: finished manifests, what `kustomize build` would print.

mod fetch;
mod helm;

use super::{Ending, Format, MeshFile, Options, Writing, build, encrypted, print};
use clap::Args;
use clap::builder::FalseyValueParser;
use helm::Helm;
use meshc::plan::{Chart, Cluster, Plan};
use meshc::sync::{self, Edited};
use meshc::{Outcome, emit};
use std::path::PathBuf;

#[derive(Args)]
#[command(group = clap::ArgGroup::new("which").required(true))]
pub struct Render {
    #[command(flatten)]
    file: MeshFile,
    /// The cluster whose manifests to print
    #[arg(long, env = "MESHC_CLUSTER", value_name = "NAME", group = "which", conflicts_with = "all")]
    cluster: Option<String>,
    /// Write the manifests of every cluster
    #[arg(long, env = "MESHC_ALL", value_parser = FalseyValueParser::new(), group = "which", requires = "out")]
    all: bool,
    /// Where `--all` writes `<cluster>.yaml`
    #[arg(long, env = "MESHC_OUT", value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    writing: Writing,
    #[command(flatten)]
    helm: Helm,
}

impl Render {
    /// Prints the manifests of one cluster, or writes those of all.
    pub fn run(&self, options: &Options) -> Ending {
        let outcome = self.file.compile(&self.file.options(None));
        outcome.withhold_keys();
        if let Some(error) = &outcome.unreadable {
            return print::unreadable_or_cluster(&self.file.file, error, "render");
        }
        let ending = self.diagnostics(outcome, options);
        let Some(plan) = outcome.plan() else { return ending };
        let is_asked = |cluster: &&Cluster| self.cluster.as_ref().is_none_or(|name| *name == cluster.name);
        let asked: Vec<&Cluster> = plan.clusters.iter().filter(is_asked).collect();
        if let (Some(name), true) = (&self.cluster, asked.is_empty()) {
            return print::no_cluster(name, plan);
        }
        let left_out = asked.iter().flat_map(|cluster| &cluster.encrypted);
        encrypted::left_out(left_out.map(|one| one.as_ref()), options);
        let texts = match self.manifests(plan, &asked, options) {
            Ok(texts) => texts,
            Err(why) => return print::failure(&why),
        };
        match (&self.cluster, &self.out) {
            (Some(_), _) => print::output(&texts.concat()),
            (None, Some(dir)) => {
                let names = asked.iter().map(|cluster| cluster.name.as_str());
                let tree = emit::manifest_files(&plan.name, names.zip(&texts));
                match sync::sync(&tree, dir, Edited::Keep, self.writing.wait()) {
                    Ok(report) => build::summary(&report, dir, options),
                    Err(error) => print::failure(&format!("{} cannot be written: {error}", dir.display())),
                }
            }
            (None, None) => print::failure("name a cluster with --cluster, or a directory with --all --out"),
        }
    }

    /// The manifests of each of those clusters, as texts.
    fn manifests(&self, plan: &Plan, clusters: &[&Cluster], options: &Options) -> Result<Vec<String>, String> {
        let on_chart = clusters.iter().filter_map(|cluster| Some((*cluster, cluster.applied_chart()?)));
        let on_chart: Vec<(&Cluster, &Chart)> = on_chart.collect();
        let mut rendered = self.helm.render(plan, &on_chart, options)?.into_iter();
        let text = |cluster: &&Cluster| match cluster.applied_chart().and_then(|_| rendered.next()) {
            None => Ok(emit::manifests(plan, cluster)),
            Some(objects) => plan
                .manifests_with_chart(cluster, objects)
                .map(emit::text_of)
                .map_err(|why| format!("what Helm renders for {} cannot be patched for the mesh: {why}", cluster.name)),
        };
        clusters.iter().map(text).collect()
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
