//! Arguments to exit codes: one file for each command, and the only code that prints.
//!
//! Exit codes: 0 done, 1 the mesh is wrong or differs, 2 wrong usage or a file that cannot be read or
//! written.

#![allow(clippy::print_stderr, clippy::print_stdout)]

mod add;
mod build;
mod check;
mod commands;
mod compare;
mod completions;
mod destructive;
mod encrypted;
mod examples;
mod explain;
mod fix;
mod fmt;
mod graph;
mod import;
mod init;
mod input;
mod man;
mod options;
mod plan;
mod print;
mod program;
mod render;
mod schema;
mod show;
mod terminal;
mod verify;
mod writing;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use meshc::Outcome;
use meshc::diagnostic::nearest;
use meshc::world::{Disk, Kind, World, in_work_tree};
use options::{Format, Options, When};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use writing::Writing;

/// Compiles a Cilium cluster mesh, described in one file, into what every cluster runs
#[derive(Parser)]
#[command(name = "meshc", version, max_term_width = 100, infer_subcommands = false)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    options: Options,
}

#[derive(Subcommand)]
enum Command {
    /// Add a cluster to a mesh file
    Add(Box<add::Add>),
    /// Compile a mesh file and write the output directory
    Build(build::Build),
    /// Check a mesh file and write nothing
    Check(check::Check),
    /// Print a script that completes commands, rules and clusters in a shell
    Completions(completions::Completions),
    /// Print the page of a rule, the rules of a subject, or the list of all
    Explain(explain::Explain),
    /// Write a new mesh file, from answers or flags
    Init(Box<init::Init>),
    /// Apply the safe fixes of what is wrong in a mesh file
    Fix(fix::Fix),
    /// Format mesh files
    Fmt(fmt::Fmt),
    /// Draw a mesh: who connects to whom, and who has which addresses
    Graph(graph::Graph),
    /// Write a mesh file from what exists: Helm values, HelmReleases, Applications, cilium-config
    Import(import::Import),
    /// Print the man page
    Man,
    /// Show what applying the new output would do to live clusters, by risk
    Plan(plan::Plan),
    /// Print the finished manifests of a cluster, as `kustomize build` would
    Render(render::Render),
    /// Show a mesh at a glance, or each settled value of one cluster and where it comes from
    Show(show::Show),
    /// Compare a node listing with the mesh
    Verify(verify::Verify),
    /// Print the schema of mesh.kdl
    Schema,
    #[command(external_subcommand)]
    Other(Vec<OsString>),
}

/// The mesh file of a command.
#[derive(Args)]
struct MeshFile {
    /// The mesh file; `-` is standard input [default: mesh.kdl here, or in the nearest folder above]
    #[arg(value_name = "FILE", default_value_t = nearest_mesh_file(), hide_default_value = true, env = "MESHC_FILE")]
    file: String,
    #[command(flatten)]
    root: RootFolder,
}

/// Where what a mesh file names may be.
#[derive(Args)]
struct RootFolder {
    /// The folder in which everything lies that the mesh file names, links followed [default: the nearest one
    /// above it that holds .git, or else its own]
    #[arg(long = "root", env = "MESHC_ROOT", value_name = "DIR")]
    folder: Option<String>,
}

/// The name of a mesh file where no other is given.
const MESH_FILE: &str = "mesh.kdl";

/// The mesh file of the current folder, or that of the nearest one above.
fn nearest_mesh_file() -> String {
    let depth = Disk.real("").path.split('/').filter(|part| !part.is_empty()).count();
    let mut places = (0..=depth).map(|up| format!("{}{MESH_FILE}", "../".repeat(up)));
    let is_there = |path: &String| matches!(Disk.real(path).kind, Kind::File | Kind::Other);
    places.find(is_there).unwrap_or_else(|| MESH_FILE.to_string())
}

impl MeshFile {
    /// What a compilation gets besides it, with the output directory where another one is named.
    fn options(&self, out: Option<&Path>) -> meshc::Options {
        let out = out.map_or_else(|| self.beside("deploy"), Path::to_path_buf);
        let out = Some(out.to_string_lossy().into_owned());
        meshc::Options { root: self.root.folder.clone(), out, deployed: None }
    }

    /// Compiles it. The process ends with the command that asks: to free a large mesh piece by piece would
    /// only take time.
    fn compile(&self, compilation: &meshc::Options) -> &'static mut Outcome {
        let outcome = Box::leak(Box::new(meshc::compile(&Disk, &self.file, compilation)));
        outcome.sources.set_home(in_work_tree(&Disk, &self.file, "").unwrap_or_default());
        outcome
    }

    /// The output directory: the one that is named, or else `deploy` beside the mesh file.
    ///
    /// # Errors
    /// When nobody named it and it is a symbolic link: a repository could make meshc read or write anywhere.
    fn output(&self, named: Option<&Path>) -> Result<PathBuf, Ending> {
        let dir = named.map_or_else(|| self.beside("deploy"), Path::to_path_buf);
        let is_safe = named.is_some() || !Disk.is_link(&dir.to_string_lossy());
        let place = dir.display();
        let refused = || format!("{place} is a symbolic link; name the directory it leads to with --out");
        if is_safe { Ok(dir) } else { Err(print::failure(&refused())) }
    }

    /// A path beside the mesh file.
    fn beside(&self, name: &str) -> PathBuf {
        Path::new(&self.file).parent().unwrap_or(Path::new("")).join(name)
    }
}

/// How a command ended, from good to bad.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ending {
    /// What was asked for is done.
    Done,
    /// The mesh is wrong, or something differs from it.
    Wrong,
    /// Wrong usage, or a file that cannot be read or written.
    Failed,
}

/// Runs the command that the process was given.
pub fn run() -> ExitCode {
    let matches = commands::matches();
    let Arguments { mut command, mut options } =
        Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    if let Err(wrong) = options.fit(&matches) {
        print::failure(&wrong);
        return ExitCode::from(2);
    }
    if let (Command::Build(build), Some((_, own))) = (&command, matches.subcommand())
        && let Some(wrong) = build.misuse(own)
    {
        print::failure(wrong);
        return ExitCode::from(2);
    }
    if let (Command::Verify(verify), Some((_, own))) = (&mut command, matches.subcommand()) {
        verify.settle(own);
    }
    let ending = match command {
        Command::Add(add) => add.run(&options),
        Command::Build(build) => build.run(&options),
        Command::Check(check) => check.run(&options),
        Command::Completions(completions) => completions.run(),
        Command::Explain(explain) => explain.run(&options),
        Command::Fix(fix) => fix.run(&options),
        Command::Fmt(fmt) => fmt.run(&options),
        Command::Graph(graph) => graph.run(&options),
        Command::Import(import) => import.run(&options),
        Command::Init(init) => init.run(&options),
        Command::Man => man::run(),
        Command::Plan(plan) => plan.run(&options),
        Command::Render(render) => render.run(&options),
        Command::Show(show) => show.run(&options),
        Command::Verify(verify) => verify.run(&options),
        Command::Schema => schema::run(),
        Command::Other(words) => other(&words),
    };
    match ending {
        Ending::Done => ExitCode::SUCCESS,
        Ending::Wrong if options.exit_zero => ExitCode::SUCCESS,
        Ending::Wrong => ExitCode::from(1),
        Ending::Failed => ExitCode::from(2),
    }
}

/// Prints why a command does not exist.
fn other(words: &[OsString]) -> Ending {
    let name = words.first().map(|word| word.to_string_lossy()).unwrap_or_default();
    let commands = Arguments::command();
    let names = || commands.get_subcommands().map(clap::Command::get_name);
    match nearest(&name, names()) {
        Some(near) => print::failure(&format!("there is no command `{}`; did you mean `{near}`?", name)),
        None => print::failure(&format!("there is no command `{}`; run `meshc --help`", name)),
    }
}
