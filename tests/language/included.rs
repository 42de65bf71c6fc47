//! Findings in files that are included, and names that proposals use.

use super::slips::{A, B, MESH};
use crate::common::{codes, compile_with};
use meshc::Outcome;
use meshc::diagnostic::Severity;
use meshc::world::Memory;

/// The clusters and the codes of a mesh whose second part is in other files.
fn included(files: Memory, include: &str) -> (Vec<String>, Vec<&'static str>) {
    let outcome = compile_with(files, &format!("{MESH}{include}"));
    let clusters = outcome.mesh().into_iter().flat_map(|mesh| &mesh.clusters);
    (clusters.map(|cluster| cluster.name.value.clone()).collect(), codes(&outcome))
}

#[test]
fn a_file_is_taken_once_however_it_is_named() {
    let files = Memory::default().with("x/a.kdl", A).with("x/deep/b.kdl", B).with_link("x/link.kdl", "a.kdl");
    for include in [
        "include \"x/a.kdl\"\ninclude \"./x/a.kdl\"\ninclude \"x/../x/a.kdl\"\ninclude \"x/link.kdl\"\ninclude \"x/deep/*\"",
        "include \"x/*.kdl\"\ninclude \"x/*/*.kdl\"",
        "include \"x/**/*.kdl\"",
        "include \"**\"",
    ] {
        assert_eq!(included(files.clone(), include), (vec!["a".into(), "b".into()], vec![]), "{include}");
    }
}

#[test]
fn an_include_is_relative_to_its_file_and_never_takes_that_by_a_glob() {
    let files = Memory::default().with("x/all.kdl", "include \"*.kdl\"\ninclude \"../y/?.kdl\"\n");
    let files = files.with("x/a.kdl", A).with("y/b.kdl", B);
    assert_eq!(included(files, "include \"x/all.kdl\""), (vec!["a".into(), "b".into()], vec![]));
}

#[test]
fn a_broken_include_has_no_consequences() {
    let files = Memory::default().with("a.kdl", "cluster \"a\" id=1 {").with("b.kdl", b"\xff".as_slice());
    assert_eq!(included(files.clone(), "include \"a.kdl\"").1, ["syntax-error"]);
    assert_eq!(included(files.clone(), "include \"b.kdl\"").1, ["not-utf8"]);
    assert_eq!(included(files.clone(), "include \"c.kdl\"").1, ["include-not-found"]);
    assert_eq!(included(files.with("c/d.kdl", B), "include \"c\"").1, ["include-not-found"]);
}

#[test]
fn findings_name_the_included_file_in_the_manner_of_the_mesh_file() {
    let world = Memory::default().with("d/mesh.kdl", format!("{MESH}include \"./x/a.kdl\"\n"));
    let world = world.with("d/x/a.kdl", A.replace("id=1", "id=1.5"));
    for name in ["d/mesh.kdl", "./d/mesh.kdl"] {
        let outcome = meshc::compile(&world, name, &meshc::Options::default());
        let span = outcome.diagnostics.0[0].primary().unwrap().span;
        let folder = name.strip_suffix("mesh.kdl").unwrap();
        assert_eq!(outcome.sources.get(span.file).unwrap().name, format!("{folder}x/a.kdl"));
    }
}

/// What becomes of a mesh beside the files `a.kdl` and `b.kdl` of a folder `d`, and of what it names.
fn with_glob(text: &str) -> Outcome {
    compile_with(Memory::default().with("d/a.kdl", A).with("d/b.kdl", B), text)
}

#[test]
fn what_a_wrong_glob_leaves_undefined_is_one_finding_with_it() {
    let names = (1..=9).map(|id| format!(" \"c{id}\"")).collect::<String>();
    for (rest, message, labels) in [
        (format!("peering {{ group \"g\"{names}; }}"), "`c1`, `c2` and 7 more are defined nowhere", 4),
        ("peering { link \"a\" \"b\"; }".to_string(), "`b` is defined nowhere", 2),
        ("defaults { node-cidr network=\"vpc\"; }".to_string(), "network `vpc` is defined nowhere", 2),
    ] {
        let outcome = with_glob(&format!("{MESH}include \"d/*.kld\"\n{A}{rest}"));
        let finding = &outcome.diagnostics.0[0];
        assert_eq!(codes(&outcome), ["empty-glob"], "{}", crate::common::rendered(&outcome));
        assert_eq!(finding.message, format!("no file matches `d/*.kld`, and {message}"));
        assert_eq!((finding.severity, finding.labels.len()), (Severity::Error, labels));
        assert_eq!(finding.help.as_deref(), Some("did you mean `d/*.kdl`?"));
    }
}

#[test]
fn a_glob_that_leaves_no_mesh_is_an_error_that_nothing_silences() {
    for (text, missing) in [
        (MESH.to_string(), "`cluster` is"),
        (format!("{A}peering {{ link \"a\" \"b\"; }}"), "`mesh` and `b` are"),
        (format!("{MESH}lint {{ empty-glob \"off\"; }}"), "`cluster` is"),
    ] {
        let outcome = with_glob(&format!("{text}\ninclude \"e/*.kdl\"\n"));
        assert_eq!(codes(&outcome), ["empty-glob"], "{}", crate::common::rendered(&outcome));
        let finding = &outcome.diagnostics.0[0];
        assert_eq!(finding.message, format!("no file matches `e/*.kdl`, and {missing} defined nowhere"));
        assert_eq!(finding.severity, Severity::Error);
        assert!(outcome.compiled.is_none());
    }
}

#[test]
fn an_empty_glob_of_a_whole_mesh_is_a_warning() {
    let outcome = with_glob(&format!("{MESH}{A}{B}peering {{ link \"a\" \"b\"; }}\ninclude \"e/*.kdl\"\n"));
    assert_eq!(codes(&outcome), ["empty-glob"]);
    assert_eq!(outcome.diagnostics.0[0].severity, Severity::Warning);
}

#[test]
fn an_empty_glob_removes_no_cluster_from_the_output() {
    let deployed = |replaceable: &[&str]| meshc::plan::Deployed {
        records: [("a".to_string(), None), ("b".to_string(), None)].into(),
        replaceable: replaceable.iter().map(ToString::to_string).collect(),
    };
    let build = |rest: &str, deployed| {
        let world = Memory::default().with("mesh.kdl", format!("{MESH}{A}{rest}\n"));
        meshc::compile(&world, "mesh.kdl", &meshc::Options { deployed: Some(deployed) })
    };
    let refused = build("include \"e/*.kdl\"", deployed(&[]));
    let message = "no file matches `e/*.kdl`, and cluster `b` would be removed from the output";
    assert_eq!((codes(&refused), refused.diagnostics.0[0].message.as_str()), (vec!["empty-glob"], message));
    assert!(refused.compiled.is_none());
    assert!(build("include \"e/*.kdl\"", deployed(&["b"])).compiled.is_some());
    assert!(build("", deployed(&[])).compiled.is_some());
}
