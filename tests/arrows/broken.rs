//! The reader of arrows is held against small sources that break each of them.

use super::absences::{deliveries, results, versions};
use super::circles::of_files;
use super::doors::{breaches, strangers};
use super::house::{Found, House};
use super::rooms::wrong;

/// What a check finds in a house of those files, besides empty modules that they may use.
fn found(check: impl Fn(&House) -> Found, files: &[(&str, &str)]) -> Vec<String> {
    let rooms = ["lib", "emit/mod", "plan", "resolve/mod", "resolve/etcd", "rules/mod", "tree", "world"];
    let mut all: Vec<(String, String)> = rooms.map(|room| (format!("src/{room}.rs"), String::new())).to_vec();
    all.extend(files.iter().map(|(file, text)| (file.to_string(), text.to_string())));
    check(&House::of(all)).into_keys().collect()
}

/// What a file of `emit` uses that it may not.
fn of_emit(text: &str) -> Vec<String> {
    assert_eq!(found(wrong, &[("src/emit/deep/mod.rs", ""), ("src/emit/deep/er.rs", "")]), [""; 0]);
    found(wrong, &[("src/emit/mod.rs", text)])
}

const ARROW: [&str; 1] = ["emit -> resolve"];

#[test]
fn imports_are_read_however_they_are_written() {
    assert_eq!(of_emit("use crate::plan::Plan; use crate::tree;"), [""; 0]);
    assert_eq!(of_emit("use crate::resolve::resolve as _r;"), ARROW);
    assert_eq!(of_emit("use super::resolve::resolve as _r;"), ARROW);
    assert_eq!(of_emit("use self::super::resolve;"), ARROW);
    assert_eq!(of_emit("use crate::{plan::{Plan}, resolve::resolve as _r};"), ARROW);
    assert_eq!(of_emit("use crate::{plan::{self, Plan}, {resolve::{etcd::{Entry}}}};"), ARROW);
    assert_eq!(of_emit("pub use crate::resolve::*;"), ARROW);
    assert_eq!(of_emit("use crate::*;"), ["emit -> lib"]);
    assert_eq!(of_emit("use crate::Outcome;"), ["emit -> lib"]);
    assert_eq!(of_emit("use crate::resolve as plan; fn f() { plan::x() }"), ARROW);
}

#[test]
fn paths_are_read_wherever_they_are() {
    assert_eq!(of_emit("fn f() { crate::resolve::resolve() }"), ARROW);
    assert_eq!(of_emit("fn f(x: &crate::resolve::X) {}"), ARROW);
    assert_eq!(of_emit("struct X(Vec<super::resolve::X>);"), ARROW);
    assert_eq!(of_emit("impl crate::resolve::X for Y {}"), ARROW);
    assert_eq!(of_emit("impl<T: crate::resolve::X> Y<T> {}"), ARROW);
    assert_eq!(of_emit("trait T { fn f() -> crate::resolve::X; }"), ARROW);
    assert_eq!(of_emit("const X: u8 = crate::resolve::X;"), ARROW);
    assert_eq!(of_emit("fn f() { g::<crate::resolve::X>() }"), ARROW);
    assert_eq!(of_emit("fn f() { x.collect::<crate::resolve::X>() }"), ARROW);
    assert_eq!(of_emit("fn f() { for x in 0..crate::resolve::X {} }"), ARROW);
    assert_eq!(of_emit("fn f() { use crate::{resolve as r, plan}; }"), ARROW);
    assert_eq!(of_emit("fn f() { assert!(matches!(x, crate::resolve::X)) }"), ARROW);
    assert_eq!(of_emit("macro_rules! m { () => { $crate::resolve::x() } }"), ARROW);
    assert_eq!(of_emit("mod inner { use crate::resolve; }"), ARROW);
    assert_eq!(found(wrong, &[("src/emit/deep/er.rs", "use super::super::super::resolve;")]), ARROW);
}

#[test]
fn what_looks_alike_is_none() {
    assert_eq!(of_emit("// crate::resolve\n/// [`crate::resolve`]\nfn f() { x.resolve() }"), [""; 0]);
    assert_eq!(of_emit("#[doc = \"crate::resolve\"] #[cfg(test)] mod tests { use crate::resolve; }"), [""; 0]);
    assert_eq!(of_emit("#[cfg(test)] use crate::resolve; pub(crate) fn f() { \"crate::resolve\" }"), [""; 0]);
    assert_eq!(found(wrong, &[("src/emit/deep/er.rs", "use super::super::resolve;")]), [""; 0], "its own");
    let tests = [("src/emit/mod.rs", "#[cfg(test)] mod tests;"), ("src/emit/tests.rs", "use crate::resolve;")];
    assert_eq!(found(wrong, &tests), [""; 0]);
}

#[test]
fn files_in_a_circle_are_found_behind_what_hands_them_on() {
    let circle = |b: &str| {
        let files = [
            ("src/plan.rs", "mod a; mod b; pub use a::{A as Other}; pub struct Plan;"),
            ("src/plan/a.rs", "use super::{b::B, Plan}; pub struct A;"),
            ("src/plan/b.rs", b),
        ];
        found(of_files, &files)
    };
    assert_eq!(circle("pub struct B;"), [""; 0]);
    assert_eq!(circle("use super::Plan; pub struct B;"), [""; 0]);
    assert_eq!(circle("use super::Other; pub struct B;"), ["plan::a plan::b"]);
    assert_eq!(circle("pub struct B; fn f() { super::a::f() }"), ["plan::a plan::b"]);
}

#[test]
fn the_disk_has_its_doors() {
    let world = |text: &str| found(breaches, &[("src/world/disk.rs", text)]);
    assert_eq!(world("use std::fs; fn place() { fs::canonicalize(x) }"), [""; 0]);
    assert_eq!(world("fn place() { std::fs::write(x) }"), ["world::disk::place std::fs::write"]);
    assert_eq!(
        world("use std::fs as f; fn other() { f::canonicalize(x) }"),
        ["world::disk::other std::fs::canonicalize"]
    );
    assert_eq!(
        world("use std::{fs::{write as w}}; impl Disk { fn read() { w(x) } }"),
        ["world::disk::Disk::read std::fs::write"]
    );
    assert_eq!(world("use std::fs::*;"), ["world::disk:: std::fs::*"]);
    assert_eq!(found(breaches, &[("src/plan.rs", "use std::fs::File;")]), ["plan:: std::fs::File"]);
}

#[test]
fn the_command_alone_prints_and_knows_its_surroundings() {
    let of_plan = |text: &str| found(strangers, &[("src/plan.rs", text)]);
    assert_eq!(of_plan("fn f() { println!(\"\") }"), ["plan println!"]);
    assert_eq!(of_plan("fn f() { assert!({ eprint!(\"\"); true }) }"), ["plan eprint!"]);
    assert_eq!(of_plan("use std::io; fn f() { io::stdout().lock() }"), ["plan std::io::stdout"]);
    assert_eq!(of_plan("use std::{process::{Command as C}};"), ["plan std::process::Command"]);
    assert_eq!(of_plan("use std::collections::{BTreeMap, HashMap};"), ["plan std::collections::HashMap"]);
    assert_eq!(of_plan("use std::collections::*;"), ["plan std::collections::*"]);
    assert_eq!(of_plan("fn f() { ::serde_yaml::from_str(x) }"), ["plan serde_yaml::from_str"]);
    assert_eq!(found(strangers, &[("src/cli/mod.rs", "fn f() { println!(\"\") }")]), [""; 0]);
}

#[test]
fn version_numbers_are_of_releases_alone() {
    let of_rules = |text: &str| found(versions, &[("src/rules/x.rs", text)]).len();
    assert_eq!(of_rules("fn newer(line: (u16, u16)) -> bool { line >= (1, 18) }"), 1);
    assert_eq!(of_rules("fn newer(line: (u16, u16)) -> bool { (1, 18) < line }"), 1);
    assert_eq!(of_rules("fn newer(line: (u16, u16)) -> bool { matches!(line, (1, 18..)) }"), 1);
    assert_eq!(of_rules("fn newer(line: (u16, u16)) -> bool { match line { (1, 18) => true, _ => false } }"), 1);
    assert_eq!(of_rules("const FROM: (u16, u16) = (1, 18);"), 1);
    assert_eq!(of_rules("fn newer(version: &str) -> bool { version >= \"1.18\" }"), 1);
    assert_eq!(of_rules("fn newer(version: &str) -> bool { version.starts_with(\"v1.18\") }"), 1);
    assert_eq!(of_rules("fn f() { let (a, b) = (0, 1); g(1, 18); h(\"3.1.11\", \"10.1.0.0/16\") }"), 0);
    assert_eq!(found(versions, &[("src/release.rs", "const FROM: (u16, u16) = (1, 18);")]), [""; 0]);
}

#[test]
fn results_are_found_in_signatures_aliases_and_imports() {
    let of_emit = |text: &str| found(results, &[("src/emit/mod.rs", text)]).len();
    assert_eq!(of_emit("type Done = Result<(), ()>;"), 1);
    assert_eq!(of_emit("pub fn emit() -> Result<(), ()> { Ok(()) }"), 1);
    assert_eq!(of_emit("impl X { fn emit() -> std::io::Result<()> { Ok(()) } }"), 1);
    assert_eq!(of_emit("trait X { fn emit() -> Option<Result<(), ()>>; }"), 1);
    assert_eq!(of_emit("use std::io::Result as R;"), 1);
    assert_eq!(of_emit("fn emit() -> Option<u8> { x.collect::<Result<Vec<_>, _>>().ok() }"), 0);
}

#[test]
fn resolve_names_no_tool() {
    let share = |text: &str| found(deliveries, &[("src/resolve/share.rs", text)]);
    assert_eq!(share("const X: &str = \"argocd.argoproj.io/hook\";"), ["src/resolve/share.rs"]);
    assert_eq!(
        share("fn f() { json!({ \"kustomize.toolkit.fluxcd.io/force\": \"enabled\" }) }"),
        ["src/resolve/share.rs"]
    );
    assert_eq!(share("use crate::model::{delivery::Flux as F};"), ["src/resolve/share.rs"]);
    assert_eq!(share("/// `argocd.argoproj.io/hook`\nfn f() {}"), [""; 0]);
}
