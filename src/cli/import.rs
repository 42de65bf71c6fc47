//! `meshc import`: a mesh file from what exists.

use super::{Ending, Options, Writing, print};
use clap::Args;
use clap::builder::FalseyValueParser;
use meshc::diagnostic::Severity;
use meshc::import::{self, Choices, Draft, Facts, Keep};
use meshc::release::Version;
use meshc::words::counted;
use meshc::world::{Disk, Kind, Over, World};
use meshc::{fmt, sync};
use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal};
use std::path::Path;

const SOURCES: &str = "\
A file is a cluster, named by `cluster.name` in it or else by its own name; NAME=a.yaml,b.yaml names a cluster and the \
layers of its values, the last over the others. In a folder with clusters, a file of values that names none is what those \
beside and below it have in common; anywhere, so is one called `common.yaml`, `values.yaml`, `defaults.yaml` or the like \
beside others. What a HelmRelease or an Application names is taken from the nearest file that has it.

Read are Helm values, what `helm get values` prints, kustomizations (resources, patches, ConfigMaps that they generate, \
Helm charts), HelmReleases with the ConfigMaps that they name and Flux's variables, Applications and ApplicationSets with their value files, HelmCharts and HelmChartConfigs of k3s and RKE2, cilium-config, \
rendered manifests, names and endpoints (nothing else) in the Secrets cilium-clustermesh and cilium-kvstoremesh, CiliumNodes, \
and the files of kops, kubeadm, k3s, RKE2, k3d, Talos, kind, Cluster API, eksctl and Terraform's variables (`*.tfvars`). \
What is in none of them is a comment in the mesh file, and on a terminal a question.";

#[derive(Args)]
#[command(after_long_help = SOURCES)]
pub struct Import {
    /// Files and folders, or NAME=FILE,FILE; `-` is standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<String>,
    /// Write the mesh file there, where none is yet, instead of to standard output
    #[arg(long, env = "MESHC_OUTPUT", value_name = "FILE")]
    output: Option<String>,
    /// The Cilium release that runs, where no file has it
    #[arg(long, env = "MESHC_CILIUM", value_name = "RELEASE")]
    cilium: Option<String>,
    /// The name of the mesh
    #[arg(long, env = "MESHC_NAME", value_name = "NAME")]
    name: Option<String>,
    /// Leave values in files of their own, named by `values path=`; without it those stay that a mesh file
    /// can take as they are, with `=false` all are written inline
    #[arg(long, env = "MESHC_KEEP_VALUES", value_name = "BOOL", num_args = 0..=1, require_equals = true,
        default_missing_value = "true", value_parser = FalseyValueParser::new())]
    keep_values: Option<bool>,
    #[command(flatten)]
    writing: Writing,
}

impl Import {
    /// Reads the files and writes the mesh file.
    pub fn run(&self, options: &Options) -> Ending {
        let release = match self.release() {
            Ok(release) => release,
            Err(why) => return print::failure(&why),
        };
        let file = self.output.as_deref().unwrap_or("mesh.kdl");
        if self.output.is_some() && Disk.real(file).kind != Kind::Missing {
            return print::failure(&format!("{file} is there already; name another file, or remove it"));
        }
        let mut facts = match import::read(&Disk, &self.paths) {
            Ok(facts) => facts,
            Err(wrong) => return wrong.iter().map(|why| print::failure(why)).fold(Ending::Failed, Ending::max),
        };
        import::shared(&facts).iter().for_each(|line| print::remark(line, options));
        if options.verbose {
            import::sources(&facts).iter().for_each(|line| print::say(&format!("read {line}")));
        }
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
        let mut choices = Choices { release, name: self.name.clone(), keep: Keep::All, folder };
        if self.keep_values == Some(false) {
            choices.keep = Keep::Nothing;
        }
        self.ask(&mut facts, &choices, options);
        let mut draft = import::draft(&facts, &choices);
        let mut refused = BTreeMap::new();
        if self.keep_values.is_none() {
            refused = self::refused(file, &draft);
            if !refused.is_empty() {
                choices.keep = Keep::AllBut(refused.keys().cloned().collect());
                draft = import::draft(&facts, &choices);
            }
        }
        let text = fmt::layout(&draft.text);
        let ending = match &self.output {
            None => print::output(&text),
            Some(file) => match sync::create(Path::new(file), &text, self.writing.wait()) {
                Ok(()) => Ending::Done,
                Err(error) => print::failure(&format!("{error}")),
            },
        };
        if ending == Ending::Done {
            self.report(&draft, &refused, options);
        }
        ending
    }

    fn release(&self) -> Result<Option<Version>, String> {
        let Some(text) = &self.cilium else { return Ok(None) };
        let version = text.parse().ok().filter(|version| meshc::release::find(*version).is_some());
        let unknown = || format!("`{text}` is no release that meshc knows; write one such as 1.18.3");
        version.map(Some).ok_or_else(unknown)
    }

    /// Asks for what is in no file, where somebody can answer. An empty answer leaves the gap.
    fn ask(&self, facts: &mut [Facts], choices: &Choices, options: &Options) {
        let is_read = self.paths.iter().any(|path| path == "-");
        let is_there = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        if !is_there || is_read || options.quiet {
            return;
        }
        let gaps = import::draft(facts, choices).gaps;
        if gaps.is_empty() {
            return;
        }
        print::say("The files do not have everything. Press Enter to skip a question.");
        let mut lines = std::io::stdin().lock().lines();
        for gap in gaps {
            loop {
                print::raw(&format!("{} ", gap.question()));
                let Some(Ok(line)) = lines.next() else { return };
                if line.trim().is_empty() || import::answer(facts, &gap, line.trim()) {
                    break;
                }
                print::say("That is no valid answer.");
            }
        }
    }

    /// Says what came out, what was left out, and what is open.
    fn report(&self, draft: &Draft, refused: &BTreeMap<String, String>, options: &Options) {
        for sentence in &draft.left_out {
            print::remark(&format!("left out {sentence}"), options);
        }
        if !refused.is_empty() {
            print::remark("copied into the mesh file, since `meshc check` refuses these files as they are:", options);
            for (file, why) in refused {
                print::remark(&format!("  {file}: {why}"), options);
            }
            print::remark("  (with --keep-values they stay where they are)", options);
        }
        let clusters = counted(draft.clusters.len(), "cluster");
        let place = self.output.as_ref().map(|file| format!("wrote {file}: ")).unwrap_or_default();
        if draft.gaps.is_empty() {
            return print::remark(&format!("{place}{clusters}; go on with `meshc check`"), options);
        }
        print::remark(&format!("{place}{clusters}. Missing:"), options);
        for gap in &draft.gaps {
            print::remark(&format!("  {}", gap.name()), options);
        }
        let file = self.output.as_deref().unwrap_or("the mesh file");
        print::remark(&format!("Fill these in at the comments in {file}, and go on with `meshc check`"), options);
    }
}

/// The files of values with errors in them, once the mesh file names them, and the first error of each.
fn refused(file: &str, draft: &Draft) -> BTreeMap<String, String> {
    if draft.kept.is_empty() {
        return BTreeMap::new();
    }
    let text = fmt::layout(&draft.text);
    let files = BTreeMap::from([(file.to_string(), text.into_bytes())]);
    let world = Over { world: &Disk, files: &files };
    let outcome = meshc::compile(&world, file, &meshc::Options::default());
    let errors = outcome.diagnostics.0.iter().filter(|finding| finding.severity == Severity::Error);
    let mut refused = BTreeMap::new();
    for (finding, label) in errors.flat_map(|finding| finding.labels.iter().map(move |label| (finding, label))) {
        let Some(source) = outcome.sources.get(label.span.file) else { continue };
        let line = source.text.lines().nth(source.position(label.span.start).0.saturating_sub(1)).unwrap_or_default();
        let is_named = source.name == file && line.trim_start().starts_with("values path=");
        for (path, named) in &draft.kept {
            let is_it = source.name == *path || source.name == *named;
            let is_pattern = is_named && (line.contains(named.as_str()) || line.contains("{cluster}"));
            if is_it || is_pattern {
                let why = format!("{} ({})", finding.message, finding.rule.name);
                refused.entry(path.clone()).or_insert(why);
            }
        }
    }
    refused
}
