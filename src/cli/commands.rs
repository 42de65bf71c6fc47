//! The command line as clap sees it: what is declared, with the commands in groups, with examples, and in
//! each command only those options that have an effect there.

use super::Arguments;
use super::examples::{self, EXAMPLES};
use super::options::{self, Format, Options};
use clap::builder::{Resettable, StyledStr, Styles};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command, CommandFactory};

/// The commands, in the order in which people meet them.
const GROUPS: &[(&str, &[&str])] = &[
    ("Describe a mesh", &["init", "add", "import", "fmt", "fix"]),
    ("See whether it is right", &["check", "explain", "show", "graph"]),
    ("Bring it into clusters", &["plan", "build", "render", "verify"]),
    ("Set up this program", &["completions", "man", "schema"]),
];

/// What becomes of the options that a command has no use for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Useless {
    /// They are understood, so that the error can name them.
    Hidden,
    /// They are not there.
    LeftOut,
}

/// All commands with their options.
pub fn commands(useless: Useless) -> Command {
    let mut commands = Arguments::command();
    let declared = Options::augment_args(Command::new("meshc"));
    let options: Vec<&Arg> = declared.get_arguments().collect();
    if useless == Useless::LeftOut {
        for option in &options {
            commands = commands.mut_arg(option.get_id().as_str(), |option| option.global(false));
        }
    }
    let names: Vec<String> = commands.get_subcommands().map(|command| command.get_name().to_string()).collect();
    for name in &names {
        commands = commands.mut_subcommand(name, |command| examples::added(fitted(command, &options, useless)));
    }
    let groups = groups(&commands);
    let template = format!("{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{groups}\n{{options}}{{after-help}}");
    commands
        .help_template(StyledStr::from(template))
        .after_help(examples::text(EXAMPLES.first().map_or(&[], |row| row.1)))
}

/// A command with its own copies of the options that it uses.
fn fitted(mut command: Command, options: &[&Arg], useless: Useless) -> Command {
    let name = command.get_name().to_string();
    for option in options {
        let id = option.get_id();
        if command.get_arguments().any(|own| own.get_id() == id) {
            continue;
        }
        let own = (*option).clone().global(useless == Useless::Hidden);
        if !options::is_used(&name, id.as_str()) {
            if useless == Useless::Hidden {
                command = command.arg(own.hide(true));
            }
            continue;
        }
        let is_format = id.as_str() == "format";
        command = command.arg(if is_format { own.value_parser(Format::offered(&name)) } else { own });
    }
    command
}

/// The list of commands for the help: each group with its head, each command with what it does.
fn groups(commands: &Command) -> String {
    let styles = Styles::styled();
    let (head, name) = (styles.get_header(), styles.get_literal());
    let mut text = String::new();
    for (title, names) in GROUPS {
        text.push_str(&format!("\n{head}{title}:{head:#}\n"));
        for command in names.iter().filter_map(|name| commands.find_subcommand(name)) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            text.push_str(&format!("  {name}{:<11}{name:#}  {about}\n", command.get_name()));
        }
    }
    text.push_str(&format!("\n{head}Options:{head:#}"));
    text
}

/// The arguments of the process. A value from the environment is not read where it has no use: by a command
/// that does not use the option, or beside an option that was typed and excludes it.
pub fn matches() -> ArgMatches {
    let commands = commands(Useless::Hidden);
    // Nearly always the environment sets nothing.
    if !std::env::vars_os().any(|(name, _)| name.as_encoded_bytes().starts_with(b"MESHC_")) {
        return read(commands);
    }
    let every = |_: &Command, _: &Arg| true;
    let typed = without_environment(commands.clone(), &every).ignore_errors(true).try_get_matches();
    let Some((name, typed)) = typed.ok().and_then(|mut typed| typed.remove_subcommand()) else {
        return read(commands);
    };
    let declared = Options::augment_args(Command::new("meshc"));
    let is_useless = |command: &Command, argument: &Arg| {
        let is_option = declared.get_arguments().any(|it| it.get_id() == argument.get_id());
        let is_excluded = command.get_name() == name && is_excluded(command, argument, &typed);
        is_option && !options::is_used(&name, argument.get_id().as_str()) || is_excluded
    };
    read(without_environment(commands, &is_useless))
}

/// Reads the arguments of the process, or ends it.
fn read(mut commands: Command) -> ArgMatches {
    commands.try_get_matches_from_mut(std::env::args_os()).unwrap_or_else(|error| {
        let mut typed = std::env::args_os().skip(1);
        let command = typed.find_map(|word| Some(commands.find_subcommand(word)?.get_name().to_string()));
        with_cluster(&command.unwrap_or_default(), error).exit()
    })
}

/// An error with a tip where what is too much may be the name of a cluster.
fn with_cluster(command: &str, mut error: clap::Error) -> clap::Error {
    let typed = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(typed)) if !typed.starts_with('-') => typed.clone(),
        _ => return error,
    };
    if error.kind() == ErrorKind::UnknownArgument && ["show", "render"].contains(&command) {
        let tip = format!("for one cluster, write `meshc {command} --cluster {typed}`");
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(tip)]));
    }
    error
}

/// Whether an argument cannot be together with one that was typed.
fn is_excluded(command: &Command, argument: &Arg, typed: &ArgMatches) -> bool {
    let is_typed =
        |id: &str| typed.try_contains_id(id).is_ok() && typed.value_source(id) == Some(ValueSource::CommandLine);
    let excludes =
        |one: &Arg, other: &Arg| command.get_arg_conflicts_with(one).iter().any(|it| it.get_id() == other.get_id());
    let others = command.get_arguments().filter(|other| is_typed(other.get_id().as_str()));
    let mut others = others.filter(|other| other.get_id() != argument.get_id());
    others.any(|other| excludes(other, argument) || excludes(argument, other))
}

/// The commands without the environment's values for those arguments.
fn without_environment(commands: Command, is_useless: &dyn Fn(&Command, &Arg) -> bool) -> Command {
    let reset = |command: Command| {
        let useless: Vec<String> = command
            .get_arguments()
            .filter(|argument| argument.get_env().is_some() && is_useless(&command, argument))
            .map(|argument| argument.get_id().to_string())
            .collect();
        useless.iter().fold(command, |command, id| command.mut_arg(id, |argument| argument.env(Resettable::Reset)))
    };
    let names: Vec<String> = commands.get_subcommands().map(|command| command.get_name().to_string()).collect();
    let commands = names.iter().fold(commands, |commands, name| commands.mut_subcommand(name, reset));
    reset(commands)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::completions;

    #[test]
    fn every_command_is_in_one_group_and_has_examples_that_are_understood() {
        let commands = commands(Useless::Hidden);
        commands.clone().debug_assert();
        for command in commands.get_subcommands() {
            let name = command.get_name();
            let groups = GROUPS.iter().filter(|(_, names)| names.contains(&name)).count();
            assert_eq!(groups, 1, "{name} is in {groups} groups");
            let (_, examples) =
                EXAMPLES.iter().find(|(of, _)| *of == name).unwrap_or_else(|| panic!("{name} has no examples"));
            for (line, _) in *examples {
                let words = examples::words(line);
                let matches =
                    commands.clone().try_get_matches_from(words).unwrap_or_else(|error| panic!("{line}: {error}"));
                assert_eq!(matches.subcommand_name(), Some(name), "{line}");
            }
        }
    }

    #[test]
    fn what_completions_and_the_man_page_are_made_of_is_sound() {
        completions::commands().debug_assert();
        commands(Useless::LeftOut).debug_assert();
    }
}
