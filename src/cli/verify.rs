//! `meshc verify`: what clusters report, held against the mesh.

use super::{Ending, Format, MeshFile, Options, print};
use clap::Args;
use meshc::verify::{Finding, Report, verify};
use meshc::world::{Disk, World};
use serde_json::json;

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
        if self.nodes == "-" && self.file.file == "-" {
            return print::failure("standard input cannot be both the mesh file and the listing");
        }
        let bytes = match Disk.read(&self.nodes) {
            Ok(bytes) => bytes,
            Err(error) => return print::unreadable(&self.nodes, &error),
        };
        let outcome = meshc::compile(&Disk, &self.file.file, &meshc::Options::default());
        let Some(compiled) = &outcome.compiled else { return print::diagnostics(&outcome, &self.file, options) };
        if options.format == Format::Human {
            print::diagnostics(&outcome, &self.file, options);
        }
        match verify(compiled.checked.mesh(), &String::from_utf8_lossy(&bytes)) {
            Err(error) => print::failure(&format!("{} cannot be understood: {error}", self.nodes)),
            Ok(report) => self.report(&report, options),
        }
    }

    /// Findings are what the user asked for, so they go to standard output.
    fn report(&self, report: &Report, options: &Options) -> Ending {
        let text = match options.format {
            Format::Human => report.findings.iter().map(|finding| self.human(finding)).collect(),
            _ => self.json(report),
        };
        if print::output(&text) == Ending::Failed {
            return Ending::Failed;
        }
        if report.findings.is_empty() {
            let plural =
                |count: usize, noun: &str| if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") };
            let (nodes, clusters) = (plural(report.nodes, "node"), plural(report.clusters, "cluster"));
            let summary = format!("as the mesh says: {nodes} of {clusters}");
            print::remark(&summary, options);
            return Ending::Done;
        }
        Ending::Wrong
    }

    fn human(&self, finding: &Finding) -> String {
        let place = finding.line.map_or_else(|| self.nodes.clone(), |line| format!("{}:{line}", self.nodes));
        let help = finding.help.as_ref().map_or_else(String::new, |help| format!("  help: {help}\n"));
        format!("{place}: {}\n{help}", finding.message)
    }

    fn json(&self, report: &Report) -> String {
        let one = |finding: &Finding| json!({ "file": self.nodes, "line": finding.line, "message": finding.message, "help": finding.help });
        let findings: Vec<_> = report.findings.iter().map(one).collect();
        let object =
            json!({ "format_version": "1", "nodes": report.nodes, "clusters": report.clusters, "findings": findings });
        format!("{object}\n")
    }
}
