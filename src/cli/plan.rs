//! `meshc plan`: what applying the new output would do to live clusters.

mod adoption;
mod json;
mod markdown;
mod table;

use super::destructive::AllowDestructive;
use super::{Ending, Format, MeshFile, Options, print, terminal};
use clap::{Args, ValueEnum};
use meshc::impact::{self, ClusterImpact, Fate, Impact, Output, Risk};
use meshc::words::{cut, few, many};
use meshc::world::{Disk, World};
use std::path::PathBuf;

#[derive(Args)]
pub struct Plan {
    #[command(flatten)]
    file: MeshFile,
    /// The output directory that clusters run [default: `deploy` beside the mesh file]; `--against` takes its
    /// place
    #[arg(long, env = "MESHC_OUT", value_name = "DIR")]
    out: Option<PathBuf>,
    /// Compare with the output in another directory, such as a checkout of the main branch
    #[arg(long, env = "MESHC_AGAINST", value_name = "DIR")]
    against: Option<PathBuf>,
    /// Compare with what runs before meshc takes over: the values of each cluster, in a file that `helm get
    /// values -a` has written or in your own
    #[arg(long, env = "MESHC_AGAINST_VALUES", value_name = "PATTERN", conflicts_with = "against")]
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
            _ => table::table(&clusters, &terminal::style(options.color, terminal::Stream::Output)),
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
            let live = adoption::read(pattern, new, options)?;
            return Ok((impact::adopt(&live, new), pattern.clone()));
        }
        let named = self.against.as_ref().or(self.out.as_ref());
        let dir = named.cloned().unwrap_or_else(|| self.file.beside("deploy")).to_string_lossy().into_owned();
        let old = impact::output(&Disk, &dir, &meshc::places().folders)
            .map_err(|(path, error)| print::unreadable(&path, &error))?;
        impact::refuse_links(&Disk, &dir, new.clusters().into_iter())
            .map_err(|(path, error)| print::unreadable(&path, &error))?;
        if old.is_empty() && self.against.is_some() && Disk.list(&dir, meshc::world::Depth::Files).is_err() {
            let why = format!("there is no directory {dir}; name one with --against that holds an output");
            return Err(print::failure(&why));
        }
        if old.is_empty() {
            print::remark(&format!("{dir} holds no output yet: every cluster is new"), options);
        }
        Ok((impact::compare(&old, new), dir))
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

/// Clusters that see the same changes, in the order of their risk.
struct Group<'c> {
    names: Vec<&'c str>,
    fate: &'c Fate,
    impacts: &'c [Impact],
    risk: Risk,
}

/// Brings clusters with the same changes together; those without any are left out.
fn groups(clusters: &[ClusterImpact]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for cluster in clusters.iter().filter(|cluster| !cluster.impacts.is_empty()) {
        let is_same = |group: &&mut Group<'_>| *group.fate == cluster.fate && group.impacts == cluster.impacts;
        match groups.iter_mut().find(is_same) {
            Some(group) => group.names.push(&cluster.name),
            None => groups.push(Group {
                names: vec![&cluster.name],
                fate: &cluster.fate,
                impacts: &cluster.impacts,
                risk: cluster.risk(),
            }),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.risk));
    groups
}

/// How many clusters see what, from the gravest risk on: `1 destructive, 3 reload, 2 unchanged`.
fn tally(clusters: &[ClusterImpact]) -> String {
    let of_risk = |risk: Risk| clusters.iter().filter(|it| !it.impacts.is_empty() && it.risk() == risk).count();
    let counts = Risk::ALL.iter().rev().map(|risk| (of_risk(*risk), risk.name()));
    let unchanged = clusters.iter().filter(|it| it.impacts.is_empty()).count();
    let counts = counts.chain([(unchanged, "unchanged")]).filter(|(count, _)| *count > 0);
    let text = counts.map(|(count, name)| format!("{count} {name}")).collect::<Vec<_>>().join(", ");
    if text.is_empty() { "no clusters".to_string() } else { text }
}

/// What changes, in words: `id: 1 → 7`, `peer `oslo` added: 192.0.2.1 port 2379`.
fn what(impact: &Impact) -> String {
    let subject = &impact.subject;
    match (&impact.before, &impact.after) {
        (Some(before), Some(after)) => format!("{subject}: {} → {}", short(before), short(after)),
        (Some(before), None) => format!("{subject} removed: {}", short(before)),
        (None, Some(after)) => format!("{subject} added: {}", short(after)),
        (None, None) => subject.clone(),
    }
}

/// How many characters of a value are shown.
const LONGEST: usize = 64;

/// A value, cut where it would bury the rest.
fn short(text: &str) -> String {
    if text.is_empty() { "\"\"".to_string() } else { cut(text, LONGEST) }
}

/// The names of a group and what becomes of its clusters, such as `paris (new)`.
fn who(group: &Group<'_>) -> String {
    let named = many(&group.names);
    let fate = match group.fate {
        Fate::Stays => String::new(),
        Fate::Added => " (new)".to_string(),
        Fate::Removed => " (removed)".to_string(),
        Fate::Renamed(from) => format!(" (was {from})"),
    };
    format!("{named}{fate}")
}

/// The name that a cluster had, where it has another now.
fn former(cluster: &ClusterImpact) -> Option<&String> {
    if let Fate::Renamed(former) = &cluster.fate { Some(former) } else { None }
}
