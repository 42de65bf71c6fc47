//! How long `meshc` takes as a process, start-up included: `cargo bench`. Prints the table of
//! `docs/reference/speed.md`.
//!
//! Times are medians in milliseconds; they differ from machine to machine, so the yardstick beside them is what plain
//! copying of the same output takes in the same run. The clusters build on the Helm chart: each writes down all its peers, so
//! that the output grows with the square of their number.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::indexing_slicing
)]

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const RUNS: usize = 15;

fn main() {
    // Tests build benches too and run them with this flag; they have nothing to time.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    println!("| clusters | check | build, fresh | build, unchanged | copying the output | peak memory |");
    println!("|---:|---:|---:|---:|---:|---:|");
    for clusters in [2, 64, 255, 511] {
        row(clusters);
    }
}

/// A mesh of three lines for each cluster.
fn mesh(clusters: usize) -> String {
    let mut text = String::from(
        "mesh \"bench\" {\n    cilium \"1.18.3\"\n    max-connected-clusters 511\n    address-pool \"10.0.0.0/8\" prefix=18\n}\n",
    );
    for id in 1..=clusters {
        write!(
            text,
            "cluster \"c{id}\" id={id} {{\n    apiserver \"LoadBalancer\" {{ ip \"172.16.{}.{}\" }}\n}}\n",
            id / 250,
            id % 250 + 1
        )
        .unwrap();
    }
    text
}

fn row(clusters: usize) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("mesh.kdl");
    std::fs::write(&file, mesh(clusters)).unwrap();
    let check = median(|_| _ = meshc(&["check"], &file));
    let out = |run: usize| dir.path().join(format!("out{run}"));
    let peak = peak(&file, &out(RUNS + 1));
    let build = |run: usize| assert!(meshc(&["build", "--out", out(run).to_str().unwrap()], &file));
    let fresh = median(build);
    let again = median(|_| build(0));
    let copy = median(|run| copy(&out(0), &dir.path().join(format!("copy{run}"))));
    println!("| {clusters} | {check:.1} | {fresh:.1} | {again:.1} | {copy:.1} | {peak} |");
}

fn meshc(arguments: &[&str], file: &Path) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshc"));
    command
        .args(arguments)
        .arg(file)
        .arg("--quiet")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap()
        .success()
}

/// The median of several runs, in milliseconds, after one that does not count.
fn median(mut run: impl FnMut(usize)) -> f64 {
    run(RUNS);
    let mut times: Vec<f64> = (0..RUNS)
        .map(|number| {
            let start = Instant::now();
            run(number);
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::write(to.join(entry.file_name()), std::fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}

/// The most memory that a check takes, as GNU time tells it; nothing where that is not installed.
fn peak(file: &Path, out: &Path) -> String {
    let arguments = ["-f", "%M", env!("CARGO_BIN_EXE_meshc"), "build", "--quiet", "--out", out.to_str().unwrap()];
    let timed = Command::new("/usr/bin/time").args(arguments).arg(file).output();
    let Ok(timed) = timed else { return "?".to_string() };
    let text = String::from_utf8_lossy(&timed.stderr).into_owned();
    text.lines()
        .rev()
        .find_map(|line| line.trim().parse::<f64>().ok())
        .map_or("?".to_string(), |kib| format!("{:.0} MiB", kib / 1024.0))
}
