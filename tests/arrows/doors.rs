//! Who may touch what is outside: the disk, the streams, programs, the clock.

use super::house::{Found, House};
use super::names::Target;
use super::tokens::Token;
use std::collections::BTreeSet;

/// The functions that touch the disk, each with what it does there.
const DOORS: &[(&str, &[&str])] = &[
    ("world::disk::Disk::read", &["std::fs::File::open", "std::io::stdin"]),
    ("world::disk::Disk::read_regular", &["std::fs::File::open"]),
    ("world::disk::Disk::list", &["std::fs::canonicalize", "walkdir::WalkDir::new"]),
    ("world::disk::Disk::real", &["std::fs::canonicalize"]),
    ("world::disk::Disk::is_link", &["std::fs::symlink_metadata"]),
    ("world::disk::kind", &["std::fs::metadata"]),
    ("world::disk::would_be", &["std::fs::canonicalize"]),
    ("world::disk::place", &["std::fs::canonicalize"]),
    ("sync::missing", &["std::fs::metadata"]),
    ("sync::above_what_is_missing", &["std::fs::symlink_metadata"]),
    ("sync::durable::folder", &["std::fs::File::open"]),
    ("sync::durable::file", &["std::fs::OpenOptions::new"]),
    ("sync::durable::wait_for", &["std::fs::File"]),
    ("sync::listing::list", &["walkdir::WalkDir::new"]),
    ("sync::listing::is_missing", &["walkdir::Error"]),
    ("sync::difference::refuse_file", &["std::fs::metadata"]),
    ("sync::difference::stale", &["std::fs::File::open"]),
    ("sync::seen::lock", &["std::fs::File", "std::fs::File::open"]),
    ("sync::seen::Seen::bytes", &["std::fs::File::open"]),
    ("sync::steps::is_left_over", &["std::fs::symlink_metadata"]),
    (
        "sync::steps::perform",
        &[
            "std::fs::create_dir_all",
            "std::fs::remove_dir",
            "std::fs::remove_dir_all",
            "std::fs::remove_file",
            "std::fs::rename",
            "std::fs::write",
        ],
    ),
    (
        "sync::replace::replace",
        &[
            "std::fs::OpenOptions::new",
            "std::fs::canonicalize",
            "std::fs::metadata",
            "std::fs::read",
            "std::fs::remove_file",
            "std::fs::rename",
        ],
    ),
    ("cli::import::Import::ask", &["std::io::stdin"]),
    ("cli::init::Init::run", &["std::io::stdin"]),
    ("sync::replace::write", &["std::fs::File", "std::fs::File::create_new"]),
    ("sync::replace::wait_for_text", &["std::fs::File"]),
];

/// What touches the disk.
const DISK: &[&str] = &["std::fs", "std::os", "std::io::stdin", "walkdir", "glob::glob", "glob::glob_with"];

/// What only the command may use: whatever comes from there would be in the output otherwise, or would be
/// printed.
const COMMAND: &[&str] = &[
    "std::env",
    "std::process::Command",
    "std::process::exit",
    "std::process::abort",
    "std::io::stdout",
    "std::io::stderr",
    "std::io::Stdout",
    "std::io::Stderr",
    "std::time",
    "std::net::TcpStream",
    "std::net::TcpListener",
    "std::net::UdpSocket",
    "std::net::ToSocketAddrs",
    "std::collections::HashMap",
    "std::collections::HashSet",
    "std::collections::hash_map",
    "std::collections::hash_set",
];

const PRINTS: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];

/// Crates that one module knows.
const CRATES: &[(&str, &[&str])] = &[("serde_yaml", &["yaml"]), ("kdl", &["kdl"])];

/// What touches the disk where [`DOORS`] has no door.
pub fn breaches(house: &House) -> Found {
    let doors: BTreeSet<String> = DOORS
        .iter()
        .flat_map(|(function, touches)| touches.iter().map(move |touch| format!("{function} {touch}")))
        .collect();
    touches(house).into_iter().filter(|(touch, _)| !doors.contains(touch)).collect()
}

/// Which functions touch the disk, and how; an import alone is no touch.
fn touches(house: &House) -> Found {
    let mut found = Found::new();
    for (path, module) in &house.0 {
        for part in &module.parts {
            for target in house.targets(path, &part.tokens) {
                let Target::Theirs(target) = target else { continue };
                let target = target.join("::");
                let has_doors = path.first().is_some_and(|module| ["world", "sync"].contains(&module.as_str()));
                let is_import = part.name.is_empty() && !target.ends_with('*') && has_doors;
                if within(&target, DISK) && !is_import {
                    let function = format!("{}::{}", path.join("::"), part.name);
                    found.entry(format!("{function} {target}")).or_default().insert(module.file.clone());
                }
            }
        }
    }
    found
}

/// What only the command may use, elsewhere; and crates that only one module may know.
pub fn strangers(house: &House) -> Found {
    let mut found = Found::new();
    for (path, module) in &house.0 {
        let room = path.first().map_or("lib", String::as_str);
        let mut add = |what: String| {
            found.entry(what).or_default().insert(module.file.clone());
        };
        for part in &module.parts {
            for target in house.targets(path, &part.tokens) {
                let Target::Theirs(target) = target else { continue };
                let text = target.join("::");
                if room != "cli" && (within(&text, COMMAND) || text.starts_with("std::") && text.ends_with("::*")) {
                    add(format!("{room} {text}"));
                }
                if CRATES.iter().any(|(name, rooms)| target[0] == *name && !rooms.contains(&room)) {
                    add(format!("{room} {text}"));
                }
            }
            for token in &part.tokens {
                match token {
                    Token::Macro(name) if room != "cli" && PRINTS.contains(&name.as_str()) => {
                        add(format!("{room} {name}!"))
                    }
                    _ => {}
                }
            }
        }
    }
    found
}

/// Whether a path is one of these or below it.
fn within(path: &str, of: &[&str]) -> bool {
    of.iter().any(|head| path.strip_prefix(head).is_some_and(|rest| rest.is_empty() || rest.starts_with("::")))
}

#[test]
fn only_world_reads_and_only_sync_writes() {
    let house = House::of_project();
    assert_eq!(breaches(house), Found::new());
    let touches = touches(house);
    for (function, doors) in DOORS {
        for touch in *doors {
            assert!(touches.contains_key(&format!("{function} {touch}")), "{function} does not use {touch}");
        }
    }
}

#[test]
fn only_the_command_prints_and_knows_its_surroundings() {
    assert_eq!(strangers(House::of_project()), Found::new());
}
