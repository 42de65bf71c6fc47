//! `meshc init`: a new mesh file, from flags, from answers, or with two example clusters.

mod ask;

use super::{Ending, MESH_FILE, Options, Writing, print};
use clap::Args;
use clap::builder::{FalseyValueParser, PossibleValuesParser, TypedValueParser};
use meshc::diagnostic::Severity;
use meshc::edit::{self, Delivery, First, POOL, POOL_OF_OPENSHIFT, Start};
use meshc::model::{PLATFORMS, ServiceType};
use meshc::world::{Disk, Kind, Over, World, in_work_tree};
use meshc::{fmt, release, sync, words};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::Path;

const ASKED: &str = "\
On a terminal, meshc asks for whatever no flag sets. Elsewhere, or with --yes, it uses the defaults: without any \
flag, a mesh of two example clusters that checks clean. A comment in the file explains each choice.";

#[derive(Args)]
#[command(after_long_help = ASKED)]
pub struct Init {
    /// The new mesh file
    #[arg(value_name = "FILE", default_value = MESH_FILE)]
    file: String,
    /// The name of the mesh [default: mesh]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// A cluster and, if known, the address or DNS name at which peers reach it; may be repeated
    #[arg(long = "cluster", value_name = "NAME[=ADDRESS]", value_delimiter = ',')]
    clusters: Vec<String>,
    /// The Cilium release of every cluster [default: the newest that meshc knows]
    #[arg(long, value_name = "RELEASE")]
    cilium: Option<String>,
    /// What the clusters run on
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(PLATFORMS.iter().map(|it| it.name)))]
    platform: Option<String>,
    /// The range from which each cluster gets a block for its pods [default: 10.128.0.0/10]
    #[arg(long, value_name = "CIDR")]
    pool: Option<String>,
    /// The pod range of a cluster that already has one; may be repeated
    #[arg(long = "pod-cidr", value_name = "NAME=CIDR", value_delimiter = ',')]
    pods: Vec<String>,
    /// How peers reach clustermesh-apiserver
    #[arg(long, value_name = "TYPE", value_parser = service())]
    apiserver: Option<ServiceType>,
    /// Let Flux apply the output, from the GitRepository of that name [default: flux-system]
    #[arg(long, value_name = "SOURCE", num_args = 0..=1, require_equals = true, default_missing_value = "flux-system",
        conflicts_with = "argocd")]
    flux: Option<String>,
    /// Let Argo CD apply the output, from the repository at that URL
    #[arg(long, value_name = "URL")]
    argocd: Option<String>,
    /// Ask nothing
    #[arg(long, short, env = "MESHC_YES", value_parser = FalseyValueParser::new())]
    yes: bool,
    #[command(flatten)]
    writing: Writing,
}

/// The ways in which a Service is exposed.
const SERVICES: [ServiceType; 3] = [ServiceType::LoadBalancer, ServiceType::NodePort, ServiceType::ClusterIp];

fn service() -> impl TypedValueParser<Value = ServiceType> {
    let names = PossibleValuesParser::new(SERVICES.map(ServiceType::name));
    let find = |name: String| SERVICES.into_iter().find(|service| service.name() == name);
    names.map(move |name| find(name).unwrap_or(ServiceType::LoadBalancer))
}

impl Init {
    /// Writes the mesh file.
    pub fn run(&self, options: &Options) -> Ending {
        let file = self.file.as_str();
        if Disk.real(file).kind != Kind::Missing {
            return print::failure(&format!("{file} already exists; name another file, or add to it with `meshc add`"));
        }
        let is_terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        let start = match self.start() {
            Ok(start) if self.yes || options.quiet || !is_terminal => start,
            Ok(start) => match ask::ask(self, start) {
                Ok(start) => start,
                Err(why) => return print::failure(&format!("nothing is written: {why}")),
            },
            Err(why) => return print::failure(&why),
        };
        match edit::init(&start).and_then(|text| self.judged(fmt::layout(&text))) {
            Ok(text) => match sync::create(Path::new(file), &text, self.writing.wait()) {
                Ok(()) => {
                    let clusters = words::counted(start.clusters.len(), "cluster");
                    print::remark(&format!("wrote {file}: {clusters}; go on with `meshc check`"), options);
                    Ending::Done
                }
                Err(error) => print::failure(&format!("{error}")),
            },
            Err(why) => print::failure(&why),
        }
    }

    /// What the flags say, and what is the default elsewhere.
    fn start(&self) -> Result<Start, String> {
        let mut clusters: Vec<First> = self.clusters.iter().map(|text| first(text)).collect();
        if clusters.is_empty() {
            clusters = ["paris=paris.example.com", "oslo=oslo.example.com"].iter().map(|text| first(text)).collect();
        }
        for text in &self.pods {
            let (name, net) =
                text.split_once('=').ok_or_else(|| format!("`{text}` names no cluster: write NAME=CIDR"))?;
            let cluster = clusters.iter_mut().find(|cluster| cluster.name == name);
            let cluster = cluster.ok_or_else(|| format!("there is no `--cluster {name}` for `--pod-cidr {text}`"))?;
            cluster.pods = Some(net.to_string());
        }
        let is_openshift = self.platform.as_deref() == Some("openshift");
        let pool = if is_openshift { POOL_OF_OPENSHIFT } else { POOL };
        let delivery = match (&self.flux, &self.argocd) {
            (Some(source), _) => Delivery::Flux(source.clone()),
            (_, Some(url)) => Delivery::ArgoCd(url.clone()),
            _ => Delivery::ByHand,
        };
        Ok(Start {
            name: self.name.clone().unwrap_or_else(|| "mesh".to_string()),
            release: self.cilium.clone().unwrap_or_else(|| release::newest().to_string()),
            platform: self.platform.clone(),
            pool: self.pool.clone().unwrap_or_else(|| pool.to_string()),
            service: self.apiserver.unwrap_or(ServiceType::LoadBalancer),
            clusters,
            delivery,
            path: self.output(),
        })
    }

    /// Where the output will be, from the top of the repository.
    fn output(&self) -> String {
        let folder = self.file.rsplit_once('/').map_or("deploy".to_string(), |(folder, _)| format!("{folder}/deploy"));
        in_work_tree(&Disk, &self.file, &folder).unwrap_or_else(|| "deploy".to_string())
    }

    /// The text, where it is a mesh without errors.
    fn judged(&self, text: String) -> Result<String, String> {
        let files = BTreeMap::from([(self.file.clone(), text.clone().into_bytes())]);
        let outcome = meshc::compile(&Over { world: &Disk, files: &files }, &self.file, &meshc::Options::default());
        let error = outcome.diagnostics.0.iter().find(|finding| finding.severity == Severity::Error);
        error.map_or(Ok(text), |finding| {
            let help = finding.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
            Err(format!("nothing is written: {}{help} [{}]", finding.message, finding.rule.name))
        })
    }
}

/// A cluster as it is typed, with its address or without.
fn first(text: &str) -> First {
    let (name, address) = text.split_once('=').unwrap_or((text, ""));
    let address = Some(address.trim().to_string()).filter(|address| !address.is_empty());
    First { name: name.trim().to_string(), address, pods: None }
}
