//! The options of every command, and which of them a command uses.

use clap::builder::FalseyValueParser;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, ValueEnum};
use meshc::report::LIMIT;
use meshc::words::either;

/// What every command takes.
#[derive(Args)]
pub struct Options {
    /// The format of diagnostics; in `sarif`, `github` and `gitlab` a mesh read from standard input is called
    /// mesh.kdl, and a listing nodes.txt
    #[arg(long, global = true, env = "MESHC_FORMAT", value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// When to colour diagnostics
    #[arg(long, global = true, env = "MESHC_COLOR", value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub color: When,
    /// Print diagnostics only
    #[arg(long, short, global = true, env = "MESHC_QUIET", value_parser = FalseyValueParser::new(), conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print which files were read and written, and what each `allow` silences and why
    #[arg(long, short, global = true, env = "MESHC_VERBOSE", value_parser = FalseyValueParser::new())]
    pub verbose: bool,
    /// The number of diagnostics to print; the rest are counted
    #[arg(long, global = true, env = "MESHC_MAX_DIAGNOSTICS", value_name = "N", default_value_t = LIMIT)]
    pub max_diagnostics: usize,
    /// Exit with 0 even when the mesh is wrong
    #[arg(long, global = true, env = "MESHC_EXIT_ZERO", value_parser = FalseyValueParser::new())]
    pub exit_zero: bool,
}

/// How diagnostics are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, on standard error
    Human,
    /// One JSON object, on standard output
    Json,
    /// A comment for a pull request (`plan` only), on standard output
    Markdown,
    /// SARIF 2.1.0, for code scanning; with `--verbose` also what `allow` silences, which GitHub would take
    /// for findings
    Sarif,
    /// Workflow commands, which GitHub Actions shows beside the lines
    Github,
    /// A code quality report of GitLab
    Gitlab,
    /// A picture (`graph` only), on standard output
    #[value(hide = true)]
    Svg,
    /// The same for Graphviz
    #[value(hide = true)]
    Dot,
    /// The same for Mermaid
    #[value(hide = true)]
    Mermaid,
}

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal that takes it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Options {
    /// Compares the options with the formats of a command, the first of which is its usual one; a command
    /// without any prints no diagnostics and uses none of the options. An option without a use is refused where
    /// it was typed, and ignored where it comes from the environment.
    pub fn fit(&mut self, formats: &[Format], matches: &ArgMatches) -> Result<(), String> {
        let command = matches.subcommand_name().unwrap_or_default();
        let is_typed = |name: &str| matches.value_source(name) == Some(ValueSource::CommandLine);
        if formats.is_empty() {
            let all = Options::augment_args(clap::Command::new("meshc"));
            let typed = all.get_arguments().find(|argument| is_typed(argument.get_id().as_str()));
            let name = typed.and_then(|argument| argument.get_long());
            return name.map_or(Ok(()), |name| Err(format!("`meshc {command}` takes no `--{name}`; leave it out")));
        }
        if formats.contains(&self.format) {
            return Ok(());
        }
        if is_typed("format") {
            let wrong = name(self.format);
            let typed: Vec<String> = formats.iter().map(|format| format!("--format {}", name(*format))).collect();
            let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
            return Err(format!("`meshc {command}` has no format `{wrong}`; use {}", either(&typed)));
        }
        self.format = formats.first().copied().unwrap_or(Format::Human);
        Ok(())
    }

    /// The same with diagnostics for people, where standard output is for something else.
    pub fn for_people(&self) -> Options {
        Options { format: Format::Human, ..*self }
    }
}

fn name(format: Format) -> String {
    format.to_possible_value().map(|value| value.get_name().to_string()).unwrap_or_default()
}
