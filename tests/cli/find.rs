//! Which mesh file a command reads where none is named.

use super::command::{GOOD, code, command, err, folder, meshc};

#[test]
fn the_nearest_mesh_file_is_read_and_its_output_is_beside_it() {
    let dir = folder(GOOD);
    let below = dir.path().join("mesh.d/eu");
    std::fs::create_dir_all(&below).unwrap();
    std::fs::create_dir(below.join("mesh.kdl")).unwrap();
    let checked = meshc(&below, &["check"]);
    assert_eq!((code(&checked), err(&checked).as_str()), (0, "../../mesh.kdl: 2 clusters, no errors\n"));
    for arguments in
        [&["build", "--quiet"][..], &["plan", "--quiet"], &["render", "--cluster", "a"], &["fmt", "--quiet"]]
    {
        let done = meshc(&below, arguments);
        assert_eq!((code(&done), err(&done).as_str()), (0, ""), "{arguments:?}");
    }
    assert!(dir.path().join("deploy/clusters/a").is_dir());
    std::fs::write(dir.path().join("mesh.d/mesh.kdl"), GOOD.replace("id=2", "id=1")).unwrap();
    assert!(err(&meshc(&below, &["check"])).contains("[../mesh.kdl:"), "the nearest one");
    let named = command(&below).arg("check").env("MESHC_FILE", "../../mesh.kdl").output().unwrap();
    assert_eq!(code(&named), 0);
}

#[test]
fn without_a_mesh_file_every_command_says_how_to_begin() {
    let dir = tempfile::tempdir().unwrap();
    for arguments in [
        &["build"][..],
        &["check"],
        &["fix"],
        &["fmt"],
        &["plan"],
        &["render", "--cluster", "a"],
        &["verify", "--nodes", "-"],
    ] {
        let output = meshc(dir.path(), arguments);
        let begin = "meshc: there is no mesh.kdl here or in any folder above; `meshc init` writes a new one, `meshc import` \
                     creates one from what already runs\n";
        assert_eq!((code(&output), err(&output).as_str()), (2, begin), "{arguments:?}");
    }
}
