//! Findings in files that are included, and names that proposals use.

use super::slips::{A, B, MESH};
use crate::common::{codes, compile_with};
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

#[test]
fn a_file_that_is_meant_is_named() {
    let help = |files: &Memory, include: &str| {
        let outcome = compile_with(files.clone(), &format!("{MESH}{include}"));
        assert_eq!(codes(&outcome), ["include-not-found"], "{include}");
        outcome.diagnostics.0[0].help.clone().unwrap()
    };
    let files = Memory::default().with("mesh.d/eu.kdl", A).with("us.kdl", B).with("mesh.d/us-2.kdl", B);
    for (include, wanted) in [
        ("include \"eu.kdl\"", "did you mean `mesh.d/eu.kdl`?"),
        ("include \"uss.kdl\"", "did you mean `us.kdl`?"),
        ("include \"mesh.d/us2.kdl\"", "did you mean `mesh.d/us-2.kdl`?"),
        ("include \"mesh.d\"", "name its files: \"mesh.d/*.kdl\""),
        ("include \"frankfurt.kdl\"", "name a file relative to the one that includes it"),
    ] {
        assert_eq!(help(&files, include), wanted, "{include}");
    }
    // Nobody means the mesh file itself, or one that is included already.
    assert!(!help(&files, "include \"mesh.kd\"").contains("did you mean `mesh.kdl`"));
    assert!(!help(&files, "include \"us.kdl\"\ninclude \"uss.kdl\"").contains("`us.kdl`"));
}
