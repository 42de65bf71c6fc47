//! The targets of `fuzz/` on stable Rust: each with its corpus, and with mutations of it. They are few here;
//! `FUZZ_SECONDS=600 cargo test --test main -- fuzz` makes others for that long.

use super::mutations::{Random, mutated};
use super::targets::{TARGETS, Target};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// The longest that one input may take, even where nothing is optimised and other tests run.
const LONGEST: Duration = Duration::from_secs(20);

#[test]
fn base_manifest() {
    run("base_manifest", 200);
}

#[test]
fn fmt() {
    run("fmt", 2_000);
}

#[test]
fn kops_spec() {
    run("kops_spec", 200);
}

#[test]
fn mesh_file() {
    run("mesh_file", 250);
}

#[test]
fn node_list() {
    run("node_list", 400);
}

#[test]
fn old_output() {
    run("old_output", 100);
}

#[test]
fn values_file() {
    run("values_file", 200);
}

#[test]
fn every_target_is_one_of_cargo_fuzz_and_has_a_small_corpus() {
    let package = std::fs::read_to_string("fuzz/Cargo.toml").unwrap();
    assert_eq!(package.matches("[[bin]]").count(), TARGETS.len());
    for (name, _) in TARGETS {
        assert!(package.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
        let program = std::fs::read_to_string(format!("fuzz/fuzz_targets/{name}.rs")).unwrap();
        assert!(program.contains(&format!("targets::{name}(bytes)")), "{name}");
        let corpus = corpus(name);
        assert!((2..=12).contains(&corpus.len()), "{name}: {}", corpus.len());
        assert!(corpus.iter().all(|text| text.len() < 4_096), "{name}");
    }
}

/// Runs a target with its corpus, and with that many mutations.
fn run(name: &str, mutations: u64) {
    let target = TARGETS.iter().find(|(found, _)| *found == name).unwrap();
    let corpus = corpus(name);
    corpus.iter().for_each(|text| held(target, text, 0));
    let start = Instant::now();
    let seconds = std::env::var("FUZZ_SECONDS").ok().map(|seconds| Duration::from_secs(seconds.parse().unwrap()));
    let mut number = 0;
    while seconds.map_or(number < mutations, |seconds| start.elapsed() < seconds) {
        number += 1;
        let mut random = Random::seeded(number);
        let mut pick = || &corpus[random.below(corpus.len())];
        let (text, other) = (pick(), pick());
        held(target, &mutated(text, other, &mut random), number);
    }
    eprintln!("{name}: {number} mutations of {} texts in {:.0?}", corpus.len(), start.elapsed());
}

/// Gives a target a text; one that it does not take is kept as a file.
fn held((name, target): &Target, text: &[u8], number: u64) {
    let start = Instant::now();
    let done = catch_unwind(AssertUnwindSafe(|| target(text)));
    let took = start.elapsed();
    if done.is_err() || took > LONGEST {
        let file = std::env::temp_dir().join(format!("meshc-fuzz-{name}-{number}"));
        std::fs::write(&file, text).unwrap();
        panic!("{name}, mutation {number} took {took:.0?}; it is in {}", file.display());
    }
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(format!("fuzz/corpus/{name}")).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}
