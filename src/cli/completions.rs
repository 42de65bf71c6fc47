//! `meshc completions`: a script that completes commands, options, rules and names of clusters in a shell.
//!
//! The script is made from the declared commands. Names of clusters are those of a mesh file, so the scripts
//! of bash, zsh and fish ask meshc for them while somebody types.

mod clusters;

use super::commands::{self, Useless};
use super::explain;
use super::{Ending, print};
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Command, ValueEnum, ValueHint};
use clap_complete::Generator;
use clap_complete::aot::{Bash, Fish, PowerShell, Zsh, generate};
use clap_complete_nushell::Nushell;

#[derive(Args)]
pub struct Completions {
    /// The shell that reads the script
    #[arg(value_enum, value_name = "SHELL", required_unless_present = "clusters")]
    shell: Option<Script>,
    /// For the scripts: print the clusters of the mesh file, given the words typed so far
    #[arg(long, hide = true, num_args = 0.., allow_hyphen_values = true, value_name = "WORD")]
    clusters: Option<Vec<String>>,
}

/// A script, by the shell that reads it.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Script {
    Bash,
    Zsh,
    Fish,
    #[value(name = "powershell")]
    PowerShell,
    Nushell,
}

impl Completions {
    /// Prints the script, or the names of clusters for one.
    pub fn run(&self) -> Ending {
        let Some(shell) = self.shell else {
            return print::output(&clusters::names(self.clusters.as_deref().unwrap_or_default()));
        };
        print::output(&match shell {
            Script::Bash => clusters::in_bash(script(Bash, commands())),
            Script::Zsh => clusters::in_zsh(script(Zsh, commands())),
            Script::Fish => {
                let commands = commands();
                let values: String = commands.get_subcommands().map(fish_values).collect();
                clusters::in_fish(script(Fish, commands.clone()) + &values, &commands)
            }
            Script::PowerShell => script(PowerShell, with_values_as_commands(commands())),
            Script::Nushell => script(Nushell, commands()),
        })
    }
}

/// The commands as shells complete them: no option without an effect, the rules as arguments of `explain`.
pub fn commands() -> Command {
    let rules = explain::names().map(|(name, summary)| PossibleValue::new(name).help(plain(&summary)));
    let rules = PossibleValuesParser::new(rules);
    let commands = commands::commands(Useless::LeftOut);
    let commands =
        commands.mut_subcommand("explain", |explain| explain.mut_arg("rule", |rule| rule.value_parser(rules)));
    let names: Vec<String> = commands.get_subcommands().map(|command| command.get_name().to_string()).collect();
    names.iter().fold(commands, |commands, name| commands.mut_subcommand(name, |command| command.mut_args(hinted)))
}

/// An argument with what its value is, by the name that the help has for it.
fn hinted(argument: clap::Arg) -> clap::Arg {
    if argument.get_long().is_some_and(|long| clusters::OPTIONS.contains(&long)) {
        return argument.value_hint(clusters::HINT);
    }
    let hint = match argument.get_value_names().and_then(|names| names.first()).map(|name| name.as_str()) {
        Some("DIR") => ValueHint::DirPath,
        Some("FILE" | "PATH") => ValueHint::FilePath,
        Some("PROGRAM") => ValueHint::CommandName,
        _ => return argument,
    };
    argument.value_hint(hint)
}

/// A help without backticks, in which some shells would look for a command.
fn plain(help: &str) -> String {
    help.replace('`', "")
}

fn script(shell: impl Generator, mut commands: Command) -> String {
    let mut script = Vec::new();
    generate(shell, &mut commands, "meshc", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// What fish completes for an argument without a name, which clap's script for it leaves out.
fn fish_values(command: &Command) -> String {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('\'', "\\'");
    let line = |value: PossibleValue| {
        let (command, name) = (command.get_name(), value.get_name().to_string());
        let help = quoted(&value.get_help().map(ToString::to_string).unwrap_or_default());
        format!("complete -c meshc -n \"__fish_meshc_using_subcommand {command}\" -f -a '{name}' -d '{help}'\n")
    };
    command.get_positionals().flat_map(|argument| argument.get_possible_values()).map(line).collect()
}

/// The values of arguments without a name as commands: clap's script for PowerShell has no others.
fn with_values_as_commands(commands: Command) -> Command {
    let names: Vec<String> = commands.get_subcommands().map(|command| command.get_name().to_string()).collect();
    names.iter().fold(commands, |commands, name| {
        commands.mut_subcommand(name, |command| {
            let values: Vec<PossibleValue> =
                command.get_positionals().flat_map(|argument| argument.get_possible_values()).collect();
            let as_command = |value: PossibleValue| {
                let help = value.get_help().map(ToString::to_string).unwrap_or_default();
                // Names of commands live as long as the program, which ends here.
                let name: &'static str = value.get_name().to_string().leak();
                Command::new(name).about(help).disable_help_flag(true)
            };
            command.disable_help_subcommand(true).subcommands(values.into_iter().map(as_command))
        })
    })
}
