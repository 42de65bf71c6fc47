//! Programs of the user's: `git`, which reads a revision, and `helm`, which renders a chart. Nothing else of
//! meshc starts one.

#![allow(clippy::disallowed_methods)]

use std::ffi::OsString;
use std::io::{ErrorKind, Read, Write};
use std::process::{Child, Command, Stdio};

/// A call of a program.
#[derive(Debug, Default)]
pub struct Call<'c> {
    /// The program: a name on the PATH, or a path.
    pub program: &'c str,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// The folder in which it runs; the current one when it is empty.
    pub folder: &'c str,
    /// What it reads on its standard input.
    pub input: String,
    /// Variables of the environment that it does not see.
    pub without: &'c [&'c str],
}

/// Why a program printed nothing of use.
#[derive(Debug)]
pub enum Failure {
    /// There is no such program.
    Missing,
    /// It ended with an error: what it reported.
    Refused(String),
}

/// The most that is read of what a program prints.
const LARGEST: u64 = 256 << 20;

/// Runs a program, and returns what it printed on standard output.
pub fn run(call: &Call<'_>) -> Result<Vec<u8>, Failure> {
    let mut command = Command::new(call.program);
    command.args(&call.arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // Messages that meshc shows are in one language.
    command.env("LC_ALL", "C");
    if !call.folder.is_empty() {
        command.current_dir(call.folder);
    }
    for name in call.without {
        command.env_remove(name);
    }
    match command.spawn() {
        Ok(child) => finished(child, call.input.as_bytes()),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Failure::Missing),
        Err(error) => Err(Failure::Refused(error.to_string())),
    }
}

/// Runs calls, a few at a time, and returns what each printed.
pub fn run_all(calls: &[Call<'_>]) -> Vec<Result<Vec<u8>, Failure>> {
    let count = std::thread::available_parallelism().map_or(2, usize::from).min(MANY);
    let share = calls.len().div_ceil(count).max(1);
    std::thread::scope(|scope| {
        let shares = calls.chunks(share).map(|calls| scope.spawn(|| calls.iter().map(run).collect::<Vec<_>>()));
        let shares: Vec<_> = shares.collect();
        shares.into_iter().flat_map(|share| share.join().unwrap_or_default()).collect()
    })
}

/// So many programs run at once.
const MANY: usize = 8;

/// What a program printed. It is fed and heard at once: a pipe that nobody empties would stop it.
fn finished(mut child: Child, input: &[u8]) -> Result<Vec<u8>, Failure> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (output, complaint) = std::thread::scope(|scope| {
        // A program that does not read its input closes it, which is its own affair.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        let complaint = scope.spawn(move || stderr.map(read).unwrap_or_default());
        (stdout.map(read).unwrap_or_default(), complaint.join().unwrap_or_default())
    });
    if output.len() as u64 > LARGEST {
        let _ = child.kill();
        let _ = child.wait();
        return Err(Failure::Refused("it prints more than 256 MiB".to_string()));
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(output),
        Ok(status) => {
            let complaint = String::from_utf8_lossy(&complaint);
            let complaint =
                complaint.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ");
            Err(Failure::Refused(if complaint.is_empty() { status.to_string() } else { complaint }))
        }
        Err(error) => Err(Failure::Refused(error.to_string())),
    }
}

fn read(pipe: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What was read before an error is of no use, and the exit code shows that something went wrong.
    let _ = pipe.take(LARGEST + 1).read_to_end(&mut bytes);
    bytes
}
