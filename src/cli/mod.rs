//! Arguments to exit codes: one file for each command, and the only code that prints.
//!
//! Exit codes: 0 done, 1 the mesh is wrong or differs, 2 wrong usage or a file that cannot be read or written.

#![allow(clippy::print_stderr, clippy::print_stdout)]

mod build;
mod check;
mod explain;
mod print;
mod render;
mod schema;
mod terminal;
mod verify;

use clap::builder::FalseyValueParser;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use meshc::diagnostic::nearest;
use meshc::report::LIMIT;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

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
    /// Compile a mesh file and write the output directory
    Build(build::Build),
    /// Say what is wrong with a mesh file, and write nothing
    Check(check::Check),
    /// Print the page of a rule, or the list of rules
    Explain(explain::Explain),
    /// Print the finished manifests of a cluster, as `kustomize build` would
    Render(render::Render),
    /// Hold what clusters report against the mesh
    ///
    /// Findings go to standard output. There are only `human` and `json` of the formats: the others show lines of a mesh
    /// file, and what clusters report stands in none.
    Verify(verify::Verify),
    /// Print the schema of mesh.kdl
    Schema,
    #[command(external_subcommand)]
    Other(Vec<OsString>),
}

/// What every command takes.
#[derive(Args)]
struct Options {
    /// How diagnostics are printed; a mesh read from standard input is called mesh.kdl in `sarif`, `github` and `gitlab`
    #[arg(long, global = true, env = "MESHC_FORMAT", value_enum, default_value_t = Format::Human)]
    format: Format,
    /// When diagnostics are coloured
    #[arg(long, global = true, env = "MESHC_COLOR", value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    color: When,
    /// Print diagnostics only
    #[arg(long, short, global = true, env = "MESHC_QUIET", value_parser = FalseyValueParser::new(), conflicts_with = "verbose")]
    quiet: bool,
    /// Say which files were read and written, and what each `allow` silences and why
    #[arg(long, short, global = true, env = "MESHC_VERBOSE", value_parser = FalseyValueParser::new())]
    verbose: bool,
    /// How many diagnostics are shown; the others are counted
    #[arg(long, global = true, env = "MESHC_MAX_DIAGNOSTICS", value_name = "N", default_value_t = LIMIT)]
    max_diagnostics: usize,
    /// Exit with 0 even when the mesh is wrong
    #[arg(long, global = true, env = "MESHC_EXIT_ZERO", value_parser = FalseyValueParser::new())]
    exit_zero: bool,
}

/// How diagnostics are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, on standard error
    Human,
    /// One JSON object, on standard output
    Json,
    /// SARIF 2.1.0, for code scanning; with `--verbose` also what `allow` silences, which GitHub would take for findings
    Sarif,
    /// Workflow commands, which GitHub Actions shows beside the lines
    Github,
    /// A code quality report of GitLab
    Gitlab,
}

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum When {
    /// On a terminal that takes it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The mesh file of a command.
#[derive(Args)]
struct MeshFile {
    /// The mesh file; `-` is standard input
    #[arg(value_name = "FILE", default_value = "mesh.kdl", env = "MESHC_FILE")]
    file: String,
}

impl MeshFile {
    /// A path beside the mesh file.
    fn beside(&self, name: &str) -> PathBuf {
        std::path::Path::new(&self.file).parent().unwrap_or(std::path::Path::new("")).join(name)
    }
}

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// What was asked for is done.
    Done,
    /// The mesh is wrong, or something differs from it.
    Wrong,
    /// Wrong usage, or a file that cannot be read or written.
    Failed,
}

/// Commands that the language names and a later release will have.
const LATER: &[&str] = &["plan", "show", "graph", "fmt", "fix", "init", "add", "import", "completions", "man"];

/// Runs the command that the process was given.
pub fn run() -> ExitCode {
    let Arguments { command, options } = Arguments::parse();
    let ending = match command {
        Command::Build(build) => build.run(&options),
        Command::Check(check) => check.run(&options),
        Command::Explain(explain) => explain.run(),
        Command::Render(render) => render.run(&options),
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

/// Says why a command is none.
fn other(words: &[OsString]) -> Ending {
    let name = words.first().map(|word| word.to_string_lossy()).unwrap_or_default();
    if LATER.contains(&name.as_ref()) {
        return print::failure(&format!("`meshc {name}` is not supported yet; run `meshc --help` for what is"));
    }
    let commands = Arguments::command();
    let names = || commands.get_subcommands().map(clap::Command::get_name);
    match nearest(&name, names()) {
        Some(near) => print::failure(&format!("there is no command `{}`; did you mean `{near}`?", name)),
        None => print::failure(&format!("there is no command `{}`; run `meshc --help`", name)),
    }
}
