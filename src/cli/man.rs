//! `meshc man`: one man page, with a section for each command.

use super::commands::{Useless, commands};
use super::examples::EXAMPLES;
use super::options::REPORT;
use super::{Ending, print};
use clap::{Arg, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::io;

/// Prints the page.
pub fn run() -> Ending {
    match page() {
        Ok(page) => print::output(&page),
        Err(error) => print::failure(&format!("the man page cannot be made: {error}")),
    }
}

/// Exit codes, which are the same for every command.
const CODES: &[(&str, &str)] = &[
    ("0", "Success."),
    ("1", "The mesh has errors, or something differs from it."),
    ("2", "A usage error, or a file that cannot be read or written."),
];

fn page() -> io::Result<String> {
    let mut commands = commands(Useless::LeftOut).disable_help_subcommand(true);
    commands.build();
    let mut page = Vec::new();
    let man = Man::new(commands.clone()).manual("meshc");
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    for command in commands.get_subcommands() {
        section(command, &mut page)?;
    }
    let mut roff = Roff::new();
    // The options of the program itself are those of reports, and `--help`.
    man.render_options_section(&mut page)?;
    roff.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in CODES {
        roff.control("TP", []).text([bold(*code)]).text([roman(*meaning)]);
    }
    examples(&mut roff, "meshc", "SH");
    roff.to_writer(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// The section of a command.
fn section(command: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_name();
    let mut head = Roff::new();
    head.control("SH", [format!("meshc {name}").as_str()]);
    head.to_writer(page)?;
    let is_of_reports = |argument: &&Arg| argument.get_help_heading() == Some(REPORT);
    let of_reports: Vec<String> = command
        .get_arguments()
        .filter(is_of_reports)
        .filter_map(Arg::get_long)
        .map(|long| format!("--{long}"))
        .collect();
    let man = Man::new(command.clone().mut_args(|argument| {
        let is_elsewhere = argument.get_help_heading() == Some(REPORT) || argument.get_id() == "help";
        argument.hide(is_elsewhere)
    }));
    let mut parts = Vec::new();
    man.render_description_section(&mut parts)?;
    man.render_synopsis_section(&mut parts)?;
    man.render_options_section(&mut parts)?;
    let parts = String::from_utf8_lossy(&parts).replace(".SH DESCRIPTION\n", "").replace(".SH ", ".SS ");
    page.extend(parts.as_bytes());
    let mut end = Roff::new();
    if !of_reports.is_empty() {
        end.control("PP", [])
            .text([roman(format!("It also takes these options, described below: {}.", of_reports.join(", ")))]);
    }
    examples(&mut end, name, "SS");
    end.to_writer(page)
}

/// The examples of a command, or of the program.
fn examples(roff: &mut Roff, name: &str, level: &str) {
    let Some((_, examples)) = EXAMPLES.iter().find(|(of, _)| *of == name) else { return };
    roff.control(level, ["EXAMPLES"]);
    for (line, purpose) in *examples {
        roff.control("TP", []).text([bold(*line)]).text([roman(*purpose)]);
    }
}
