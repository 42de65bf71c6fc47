//! The `meshc` command: arguments in, exit code out; [`cli`] does the rest.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
