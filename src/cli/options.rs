//! The options of every command, and which of them a command uses.

use clap::builder::{FalseyValueParser, PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, ValueEnum};
use meshc::report::LIMIT;
use meshc::words::either;
use std::ffi::OsStr;

/// The heading of these options in the help of a command.
pub const REPORT: &str = "Report";

/// What every command takes.
#[derive(Args)]
#[command(next_help_heading = REPORT)]
pub struct Options {
    /// The format of diagnostics; in `sarif`, `github` and `gitlab` a mesh read from standard input is called
    /// mesh.kdl, and a listing nodes.txt
    #[arg(long, global = true, env = "MESHC_FORMAT", value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// When to use colours
    #[arg(long, global = true, env = "MESHC_COLOR", value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub color: When,
    /// Print only diagnostics
    #[arg(long, short, global = true, env = "MESHC_QUIET", value_parser = FalseyValueParser::new())]
    pub quiet: bool,
    /// Print which files were read and written, and what each `allow` silences and why
    #[arg(long, short, global = true, env = "MESHC_VERBOSE", value_parser = FalseyValueParser::new())]
    pub verbose: bool,
    /// The number of diagnostics to print; the rest are counted
    #[arg(long, global = true, env = "MESHC_MAX_DIAGNOSTICS", value_name = "N", default_value_t = LIMIT)]
    pub max_diagnostics: usize,
    /// Exit with 0 even if the mesh has errors
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
    /// SARIF 2.1.0, for code scanning; with `--verbose` also what `allow` silences, which GitHub would show
    /// as findings
    Sarif,
    /// Workflow commands, which GitHub Actions shows as annotations
    Github,
    /// A GitLab code quality report
    Gitlab,
    /// A picture for browsers
    #[value(hide = true)]
    Svg,
    /// Text for Graphviz
    #[value(hide = true)]
    Dot,
    /// Text for Mermaid
    #[value(hide = true)]
    Mermaid,
}

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal that supports it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The formats in which a command prints what it has found or made, the usual one first; none where it has
/// only one.
fn formats(command: &str) -> &'static [Format] {
    use Format::{Dot, Github, Gitlab, Human, Json, Markdown, Mermaid, Sarif, Svg};
    match command {
        "graph" => &[Svg, Dot, Mermaid],
        "show" => &[Human, Json],
        "add" | "completions" | "explain" | "import" | "init" | "man" | "schema" => &[],
        "plan" => &[Human, Json, Markdown],
        _ => &[Human, Json, Sarif, Github, Gitlab],
    }
}

/// Whether an option has an effect on a command.
pub fn is_used(command: &str, option: &str) -> bool {
    match command {
        "completions" | "man" | "schema" => false,
        "add" => ["color", "max_diagnostics", "quiet"].contains(&option),
        "explain" => option == "color",
        "import" => ["quiet", "verbose"].contains(&option),
        "init" => option == "quiet",
        _ => true,
    }
}

impl Options {
    /// Compares the options with what a command uses. An option without an effect is refused where it was
    /// typed, and ignored where it comes from the environment.
    pub fn fit(&mut self, matches: &ArgMatches) -> Result<(), String> {
        let command = matches.subcommand_name().unwrap_or_default();
        let is_typed = |name: &str| matches.value_source(name) == Some(ValueSource::CommandLine);
        let all = Options::augment_args(clap::Command::new("meshc"));
        let mut typed = all.get_arguments().filter(|argument| is_typed(argument.get_id().as_str()));
        let useless = typed.find(|argument| !is_used(command, argument.get_id().as_str()));
        if let Some(name) = useless.and_then(|argument| argument.get_long()) {
            return Err(format!("`meshc {command}` takes no `--{name}`; leave it out"));
        }
        match (self.quiet && self.verbose, is_typed("quiet"), is_typed("verbose")) {
            (true, false, true) => self.quiet = false,
            (true, true, false) => self.verbose = false,
            (true, ..) => return Err("`--quiet` and `--verbose` exclude each other; leave one out".to_string()),
            (false, ..) => {}
        }
        let formats = formats(command);
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

impl Format {
    /// What reads the formats of a command: all are understood, so that [`Options::fit`] can tell which are
    /// to be used instead; those of the command are offered.
    pub fn offered(command: &str) -> Offered {
        Offered(formats(command))
    }
}

/// A reader of formats that offers some of them.
#[derive(Clone)]
pub struct Offered(&'static [Format]);

impl Offered {
    fn values(&self) -> impl Iterator<Item = PossibleValue> {
        let all = Format::value_variants().iter();
        all.filter_map(|format| Some(format.to_possible_value()?.hide(!self.0.contains(format))))
    }
}

impl TypedValueParser for Offered {
    type Value = Format;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Format, clap::Error> {
        let name = PossibleValuesParser::new(self.values()).parse_ref(command, argument, value)?;
        Format::from_str(&name, false).map_err(|error| clap::Error::raw(ErrorKind::InvalidValue, error))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.values().filter(|value| !value.is_hide_set())))
    }
}

fn name(format: Format) -> String {
    format.to_possible_value().map(|value| value.get_name().to_string()).unwrap_or_default()
}
