//! `meshc graph`: formats, the file that it writes, and nothing of a wrong mesh.

use crate::cli::command::{code, command, err, folder, meshc, out};
use crate::common::MESH;

#[test]
fn a_picture_is_on_standard_output_in_each_format() {
    let dir = folder(MESH);
    for (arguments, begins) in [
        (&["graph"][..], "<svg "),
        (&["graph", "--format", "svg"], "<svg "),
        (&["graph", "--format", "dot"], "graph \"m\" {\n  // Drawn by meshc graph\n"),
        (&["graph", "--format", "mermaid"], "flowchart LR\n    %% Drawn by meshc graph\n"),
        (&["--format", "dot", "graph"], "graph \"m\" {\n"),
    ] {
        let drawn = meshc(dir.path(), arguments);
        assert_eq!((code(&drawn), err(&drawn).as_str()), (0, ""), "{arguments:?}");
        assert!(out(&drawn).starts_with(begins), "{arguments:?}: {}", out(&drawn));
    }
    let elsewhere = command(dir.path()).arg("graph").env("MESHC_FORMAT", "json").output().unwrap();
    assert!(code(&elsewhere) == 0 && out(&elsewhere).starts_with("<svg "), "{}", err(&elsewhere));
    for arguments in [&["graph", "--format", "json"][..], &["--format", "json", "graph"], &["check", "--format", "svg"]]
    {
        let refused = meshc(dir.path(), arguments);
        assert_eq!((code(&refused), out(&refused).as_str()), (2, ""), "{arguments:?}");
    }
}

#[test]
fn a_wrong_mesh_is_not_drawn() {
    let dir = folder(&MESH.replace("id=2", "id=1"));
    for format in ["svg", "dot", "mermaid"] {
        let drawn = meshc(dir.path(), &["graph", "--format", format, "--output", "mesh.svg"]);
        assert_eq!((code(&drawn), out(&drawn).as_str()), (1, ""), "{format}");
        assert!(err(&drawn).contains("duplicate-cluster-id"), "{}", err(&drawn));
    }
    assert!(!dir.path().join("mesh.svg").exists());
}

#[test]
fn a_file_is_written_anew_only_where_it_is_a_picture_of_ours() {
    let dir = folder(MESH);
    let file = dir.path().join("mesh.svg");
    let run = || meshc(dir.path(), &["graph", "--output", "mesh.svg"]);
    assert_eq!(code(&run()), 0);
    let first = std::fs::read_to_string(&file).unwrap();
    std::fs::write(dir.path().join("mesh.kdl"), MESH.replace("\"b\"", "\"bern\"")).unwrap();
    let again = run();
    assert_eq!((code(&again), out(&again).as_str()), (0, ""), "{}", err(&again));
    assert!(std::fs::read_to_string(&file).unwrap() != first);
    std::fs::write(&file, "<svg/>\n").unwrap();
    let refused = run();
    assert!(code(&refused) == 2 && err(&refused).contains("not a picture drawn by meshc"), "{}", err(&refused));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "<svg/>\n");
}
