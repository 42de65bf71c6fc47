//! How long `meshc` takes as a process, start-up included: `cargo bench`. Prints the table of
//! `docs/reference/speed.md`.
//!
//! Times are medians in milliseconds; they differ from machine to machine, so the yardstick beside them is the
//! floor: how long it takes in the same run to write the same files and to do nothing else. The clusters build
//! on the Helm chart: each writes down all its peers, so that the output grows with the square of their number,
//! unless `peers` is `"shared"`. All but the last row write with `--no-sync`; in that one, meshc and the floor
//! wait for the disk.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::indexing_slicing
)]

use std::fmt::Write;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const RUNS: usize = 15;

/// A row of the table.
struct Row {
    name: &'static str,
    clusters: usize,
    /// What is in the node `mesh` besides.
    node: &'static str,
    wait: Wait,
}

/// Whether meshc and the floor wait for the disk.
#[derive(Clone, Copy, PartialEq)]
enum Wait {
    ForDisk,
    Never,
}

const ROWS: [Row; 5] = [
    Row { name: "2", clusters: 2, node: "", wait: Wait::Never },
    Row { name: "255", clusters: 255, node: "", wait: Wait::Never },
    Row { name: "511", clusters: 511, node: "", wait: Wait::Never },
    Row { name: "511, `peers \"shared\"`", clusters: 511, node: "peers \"shared\"", wait: Wait::Never },
    Row { name: "511, until the disk has it", clusters: 511, node: "", wait: Wait::ForDisk },
];

fn main() {
    // Tests build benches too and run them with this flag; they have nothing to time.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    println!("| clusters | check | build, fresh | build, unchanged | plain writes | written | peak memory |");
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    ROWS.iter().for_each(row);
}

/// A mesh of three lines for each cluster.
fn mesh(row: &Row) -> String {
    let mut text = format!(
        "mesh \"bench\" {{\n    cilium \"1.18.3\"\n    max-connected-clusters 511\n    \
         address-pool \"10.0.0.0/8\" prefix=18\n    {}\n}}\n",
        row.node
    );
    for id in 1..=row.clusters {
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

fn row(row: &Row) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("mesh.kdl");
    std::fs::write(&file, mesh(row)).unwrap();
    let check = median(|_| _ = meshc(&["check"], &file));
    let out = |run: usize| dir.path().join(format!("out{run}"));
    let flags: &[&str] = if row.wait == Wait::Never { &["--no-sync"] } else { &[] };
    let peak = peak(flags, &file, &out(RUNS + 1));
    let build = |run: usize| assert!(meshc(&[&["build", "--out", out(run).to_str().unwrap()], flags].concat(), &file));
    let fresh = median(build);
    let again = median(|_| build(0));
    let files = files(&out(0));
    let floor = median(|run| write(&files, &dir.path().join(format!("floor{run}")), row.wait));
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let (name, kilobytes) = (row.name, bytes.div_ceil(1_000));
    println!("| {name} | {check:.1} | {fresh:.1} | {again:.1} | {floor:.1} | {kilobytes} kB | {peak} |");
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

/// The files below a folder, by their relative paths.
fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(dir).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let one = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(dir).unwrap().to_path_buf();
        (path, std::fs::read(entry.path()).unwrap())
    };
    files.map(one).collect()
}

/// Writes files and does nothing else.
fn write(files: &[(PathBuf, Vec<u8>)], dir: &Path, wait: Wait) {
    let mut folder = PathBuf::new();
    for (path, text) in files {
        let place = dir.join(path);
        let parent = place.parent().unwrap();
        if parent != folder {
            std::fs::create_dir_all(parent).unwrap();
            folder = parent.to_path_buf();
        }
        std::fs::write(place, text).unwrap();
    }
    if wait == Wait::ForDisk {
        files.iter().for_each(|(path, _)| File::open(dir.join(path)).unwrap().sync_all().unwrap());
    }
}

/// The most memory that a fresh build takes, as GNU time reports it; nothing where that is not installed.
fn peak(flags: &[&str], file: &Path, out: &Path) -> String {
    let arguments = ["-f", "%M", env!("CARGO_BIN_EXE_meshc"), "build", "--quiet", "--out", out.to_str().unwrap()];
    let timed = Command::new("/usr/bin/time").args(arguments).args(flags).arg(file).output();
    let Ok(timed) = timed else { return "?".to_string() };
    let text = String::from_utf8_lossy(&timed.stderr).into_owned();
    text.lines()
        .rev()
        .find_map(|line| line.trim().parse::<f64>().ok())
        .map_or("?".to_string(), |kib| format!("{:.0} MiB", kib / 1024.0))
}
