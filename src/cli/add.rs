//! `meshc add`: one more cluster in a mesh file, everything else of it untouched.

use super::input::{input, is_input};
use super::{Ending, MeshFile, Options, Writing, print};
use clap::Args;
use meshc::Outcome;
use meshc::diagnostic::{Diagnostic, Diagnostics, Severity};
use meshc::edit::{self, Added, Judged, Ranges, Reach, Wish};
use meshc::world::{Disk, Over, World};
use meshc::{parse, sync};
use std::collections::BTreeMap;
use std::path::Path;

const CHOICES: &str = "\
The cluster is written after the last one, in the same style. It gets the next free id and, if clusters have their \
own ranges instead of a pool, the next free ranges of the same sizes. It also gets what all other clusters have in \
common. If every cluster has a file with its name, so has this one. Without --ip and --address its address is \
`pending`: peers leave it out until you write the address.

Nothing is written if the mesh would then have an error that it does not have now.";

#[derive(Args)]
#[command(after_long_help = CHOICES)]
pub struct Add {
    /// The name of the cluster, its `cluster.name` in Cilium
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    file: MeshFile,
    /// Its id [default: the next free one]
    #[arg(long, value_name = "ID")]
    id: Option<u64>,
    /// Where its pods get their addresses; may be repeated [default: the pool, or the next free range]
    #[arg(long, value_name = "CIDR", value_delimiter = ',')]
    pod_cidr: Vec<String>,
    /// Where its Services get their addresses; may be repeated
    #[arg(long, value_name = "CIDR", value_delimiter = ',')]
    service_cidr: Vec<String>,
    /// Where its nodes get their addresses; may be repeated
    #[arg(long, value_name = "CIDR", value_delimiter = ',', conflicts_with = "network")]
    node_cidr: Vec<String>,
    /// The `network` of the mesh file that its nodes are in
    #[arg(long, value_name = "NAME")]
    network: Option<String>,
    /// An address at which peers reach it; may be repeated
    #[arg(long, value_name = "ADDRESS", value_delimiter = ',', conflicts_with = "address")]
    ip: Vec<String>,
    /// The DNS name at which peers reach it
    #[arg(long, value_name = "NAME")]
    address: Option<String>,
    /// A client endpoint of its etcd, in a mesh whose peers read etcds; may be repeated
    #[arg(long, value_name = "URL", value_delimiter = ',')]
    endpoint: Vec<String>,
    /// Its DNS name in kops, if kops creates it
    #[arg(long, value_name = "NAME", requires = "spec")]
    kops: Option<String>,
    /// The file of its kops spec
    #[arg(long, value_name = "FILE", requires = "kops")]
    spec: Option<String>,
    /// What it runs on [default: the platform that all clusters have in common]
    #[arg(long, value_name = "NAME")]
    platform: Option<String>,
    /// Its kubeconfig context
    #[arg(long, value_name = "NAME")]
    context: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

impl Add {
    /// Adds the cluster to the mesh file.
    pub fn run(&self, options: &Options) -> Ending {
        let name = self.file.file.as_str();
        let input = match input(name) {
            Ok(input) => input,
            Err(error) => return print::unreadable(name, &error),
        };
        let world = Over { world: &Disk, files: &input };
        let parsed = match parse::parse(&world, name, self.file.root.folder.as_deref()) {
            Ok(parsed) => parsed,
            Err(error) => return print::unreadable(name, &error),
        };
        let before = self.judge(&world);
        let Some(mut mesh) = parsed.mesh else {
            let (diagnostics, sources) = (before.diagnostics, before.sources);
            print::diagnostics(&Outcome { diagnostics, sources, ..Outcome::default() }, name, options);
            return print::failure(&format!("{name} stays as it is: first fix what keeps it from being read"));
        };
        let added = match edit::add(&mut mesh, &parsed.sources, &self.wish()) {
            Ok(added) => added,
            Err(why) => return print::failure(&why),
        };
        let files = BTreeMap::from([(added.path.clone(), added.new.clone().into_bytes())]);
        let after = self.judge(&Over { world: &world, files: &files });
        let raised = edit::raised(&before, &after);
        let is_error = |finding: &&Diagnostic| finding.severity == Severity::Error;
        if raised.0.iter().any(|finding| is_error(&finding)) {
            raised.0.iter().filter(is_error).for_each(|finding| refuse(&added.path, finding));
            return Ending::Failed;
        }
        if added.old.is_none() && !after.sources.names().any(|name| name == added.path) {
            let advice = format!("add `include \"{}\"` to {name}, and run this again", added.path);
            return print::failure(&format!("no `include` of {name} would find {}: {advice}", added.path));
        }
        self.write(&added, (raised, after), options)
    }

    fn wish(&self) -> Wish {
        Wish {
            name: self.name.clone(),
            id: self.id,
            platform: self.platform.clone(),
            ranges: Ranges {
                pods: self.pod_cidr.clone(),
                services: self.service_cidr.clone(),
                nodes: self.node_cidr.clone(),
                network: self.network.clone(),
            },
            reach: Reach {
                ips: self.ip.clone(),
                address: self.address.clone(),
                endpoints: self.endpoint.clone(),
                kops: self.kops.clone().zip(self.spec.clone()),
            },
            context: self.context.clone(),
        }
    }

    fn judge(&self, world: &dyn World) -> Judged {
        let outcome = meshc::compile(world, &self.file.file, &self.file.options(None));
        Judged { diagnostics: outcome.diagnostics, sources: outcome.sources }
    }

    /// Writes the file, and reports what was chosen and what there is to do.
    fn write(&self, added: &Added, (raised, after): (Diagnostics, Judged), options: &Options) -> Ending {
        let path = Path::new(&added.path);
        let written = match &added.old {
            _ if is_input(&added.path) => return print::output(&added.new),
            Some(old) => sync::replace(path, (old, &added.new), self.writing.wait()),
            None => sync::create(path, &added.new, self.writing.wait()),
        };
        if let Err(error) = written {
            return print::failure(&format!("{} stays as it is: {error}", added.path));
        }
        print::remark(&format!("{}: added cluster `{}`: {}", added.path, self.name, added.chosen.join(", ")), options);
        if !raised.0.is_empty() && !options.quiet {
            let outcome = Outcome { diagnostics: raised, sources: after.sources, ..Outcome::default() };
            print::raw(&print::formatted(&outcome, options));
        }
        Ending::Done
    }
}

/// Says why a cluster is not added.
fn refuse(path: &str, finding: &Diagnostic) {
    let help = finding.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
    print::failure(&format!("{path} stays as it is: {}{help} [{}]", finding.message, finding.rule.name));
}
