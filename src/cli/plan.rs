//! `meshc plan`: what applying the new output would do to live clusters.

mod adoption;
mod former;
mod json;
mod markdown;
mod revision;
mod rows;
mod table;

use super::destructive::AllowDestructive;
use super::{Ending, Format, MeshFile, Options, print, terminal};
use clap::{Args, ValueEnum};
use meshc::impact::{self, ClusterImpact, Fate, Impact, Output, Risk};
use meshc::words::few;
use std::io::IsTerminal;
use std::path::PathBuf;
use table::Lines;

#[derive(Args)]
pub struct Plan {
    #[command(flatten)]
    file: MeshFile,
    /// The output directory, which holds what clusters run [default: `deploy` beside the mesh file]
    #[arg(long, env = "MESHC_OUT", value_name = "DIR")]
    out: Option<PathBuf>,
    /// Compare with another output directory, such as that of a checkout
    #[arg(long, env = "MESHC_AGAINST", value_name = "DIR")]
    against: Option<PathBuf>,
    /// Compare with the output directory at a revision of Git, such as `origin/main`; git reads it, and
    /// nothing is checked out
    #[arg(long, env = "MESHC_AGAINST_REV", value_name = "REV", conflicts_with = "against")]
    against_rev: Option<String>,
    /// Compare with what runs before meshc takes over: the values of each cluster, in a file that `helm get
    /// values` has written or in your own
    #[arg(long, env = "MESHC_AGAINST_VALUES", value_name = "PATTERN",
        conflicts_with_all = ["against", "against_rev"])]
    against_values: Option<String>,
    /// Exit with 1 when a change has this risk or a higher one
    #[arg(long, env = "MESHC_DENY", value_name = "LEVEL")]
    deny: Option<Level>,
    #[command(flatten)]
    allow: AllowDestructive,
}

/// A risk, as an argument.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    /// Anything running is affected
    Reload,
    /// Agents restart
    Restart,
    /// Connections break, or identities or policies are wrong for a while
    Disruptive,
    /// Something changes that must not change while a cluster lives
    Destructive,
}

impl Level {
    fn risk(self) -> Risk {
        match self {
            Level::Reload => Risk::Reload,
            Level::Restart => Risk::Restart,
            Level::Disruptive => Risk::Disruptive,
            Level::Destructive => Risk::Destructive,
        }
    }
}

impl Plan {
    /// Compiles the mesh file and compares its output with the one that is there.
    pub fn run(&self, options: &Options) -> Ending {
        let outcome = self.file.compile(&self.file.options(self.out.as_deref()));
        outcome.withhold_keys();
        let Some(tree) = outcome.tree() else { return print::diagnostics(outcome, &self.file.file, options) };
        if options.format == Format::Human || options.format == Format::Markdown {
            print::diagnostics(outcome, &self.file.file, options);
        }
        let (clusters, against) = match self.compared(&Output::of(tree), options) {
            Ok(compared) => compared,
            Err(ending) => return ending,
        };
        let names = clusters.iter().flat_map(|cluster| [Some(&cluster.name), former(cluster)]).flatten();
        let known = names.chain(&outcome.clusters).map(String::as_str).collect();
        if let Some(wrong) = self.allow.unknown(&known) {
            return print::failure(&wrong);
        }
        let text = match options.format {
            Format::Json => json::json(&clusters, &against),
            Format::Markdown => markdown::markdown(&clusters),
            _ => {
                let is_terminal = std::io::stdout().is_terminal();
                let lines = if is_terminal { Lines::Wrapped } else { Lines::Whole };
                table::table(&clusters, &terminal::style(options.color, terminal::Stream::Output), lines)
            }
        };
        match print::output(&text) {
            Ending::Done => self.judged(&clusters, options),
            failed => failed,
        }
    }

    /// The gravest change of a cluster, without destructive ones that are allowed.
    fn risk(&self, cluster: &ClusterImpact) -> Risk {
        let is_allowed = |impact: &&Impact| impact.risk == Risk::Destructive && self.allows(cluster);
        let impacts = cluster.impacts.iter().filter(|impact| !is_allowed(impact));
        impacts.map(|impact| impact.risk).max().unwrap_or(Risk::None)
    }

    /// Whether destructive changes of a cluster are allowed, by the name that it has or had.
    fn allows(&self, cluster: &ClusterImpact) -> bool {
        self.allow.has(&cluster.name) || former(cluster).is_some_and(|former| self.allow.has(former))
    }

    /// What changes, and against what; or how the command ends.
    fn compared(&self, new: &Output, options: &Options) -> Result<(Vec<ClusterImpact>, String), Ending> {
        if let Some(pattern) = &self.against_values {
            let live = adoption::read(pattern, new)?;
            return Ok((impact::adopt(&live, new), pattern.clone()));
        }
        let (old, place) = former::read(self, new, options)?;
        Ok((impact::compare(&old, new), place))
    }

    fn judged(&self, clusters: &[ClusterImpact], options: &Options) -> Ending {
        let Some(level) = self.deny.map(Level::risk) else { return Ending::Done };
        let denied: Vec<&str> =
            clusters.iter().filter(|it| self.risk(it) >= level).map(|it| it.name.as_str()).collect();
        if denied.is_empty() {
            return Ending::Done;
        }
        let few = few(&denied);
        let worse = if level == Risk::Destructive { "" } else { " or worse" };
        print::remark(&format!("denied: {few} would see a change that is {}{worse}", level.name()), options);
        Ending::Wrong
    }
}

/// The name that a cluster had, where it has another now.
fn former(cluster: &ClusterImpact) -> Option<&String> {
    if let Fate::Renamed(former) = &cluster.fate { Some(former) } else { None }
}
