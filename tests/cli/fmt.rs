//! `meshc fmt`: what it writes, what it shows, what it leaves alone.

use super::command::{GOOD, code, command, err, folder, meshc, out, piped, state};
use meshc::sync::Wait;

#[test]
fn fmt_writes_what_check_shows_and_touches_nothing_else() {
    let loose = GOOD.replace(" { pod", "   { pod");
    let dir = folder(&loose);
    let file = dir.path().join("mesh.kdl");
    let before = state(dir.path());
    let checked = meshc(dir.path(), &["fmt", "--check"]);
    assert_eq!(code(&checked), 1);
    assert!(out(&checked).starts_with("--- a/mesh.kdl\n+++ b/mesh.kdl\n@@"), "{}", out(&checked));
    assert_eq!(err(&checked), "mesh.kdl is not formatted; run `meshc fmt mesh.kdl`\n");
    let quiet = command(dir.path()).args(["fmt", "--quiet"]).env("MESHC_CHECK", "1").output().unwrap();
    assert_eq!((code(&quiet), err(&quiet).as_str()), (1, ""));
    let json = meshc(dir.path(), &["fmt", "--check", "--format", "json"]);
    assert!(out(&json).contains("\"errors\":0") && err(&json).starts_with("--- a/mesh.kdl"), "{}", out(&json));
    assert_eq!(state(dir.path()), before, "--check writes nothing");
    let formatted = meshc(dir.path(), &["fmt"]);
    assert_eq!((code(&formatted), out(&formatted).as_str()), (0, ""));
    assert_eq!(err(&formatted), "formatted mesh.kdl\n");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), GOOD.trim_start());
    let after = state(dir.path());
    assert_eq!(err(&meshc(dir.path(), &["fmt", "./mesh.kdl", "mesh.kdl"])), "./mesh.kdl is formatted\n");
    assert_eq!(code(&meshc(dir.path(), &["fmt", "--check"])), 0);
    assert_eq!(state(dir.path()), after, "a file that is formatted is not touched");
}

#[test]
fn fmt_reads_standard_input() {
    let dir = tempfile::tempdir().unwrap();
    let fmt = |arguments: &[&str], text: &str| piped(dir.path(), arguments, text);
    let done = fmt(&["fmt", "-"], "a  {\n b }");
    assert_eq!((code(&done), out(&done).as_str(), err(&done).as_str()), (0, "a {\n    b\n}\n", ""));
    let done = fmt(&["fmt", "-", "--format", "json"], "a\n");
    assert_eq!((code(&done), out(&done).as_str()), (0, "a\n"));
    let wrong = fmt(&["fmt", "-"], "a {");
    assert_eq!((code(&wrong), out(&wrong).as_str()), (1, ""));
    assert!(err(&wrong).contains("syntax-error"), "{}", err(&wrong));
    let wrong = fmt(&["fmt", "-", "--format", "json"], "a {");
    assert!(out(&wrong).contains("\"code\":\"syntax-error\""), "{}", out(&wrong));
    let checked = fmt(&["fmt", "--check", "-"], "a  1\n");
    assert_eq!(code(&checked), 1);
    assert!(out(&checked).contains("-a  1\n+a 1\n"), "{}", out(&checked));
    let ends = fmt(&["fmt", "--check", "-"], "a\r\nb\n");
    assert_eq!((code(&ends), out(&ends).as_str()), (1, ""));
    assert_eq!(err(&ends), "standard input is not formatted: its line endings are mixed\n");
    let mark = fmt(&["fmt", "--check", "-"], "\u{feff}a\n");
    assert!(out(&mark).contains("-<U+FEFF>a\n+a\n"), "{}", out(&mark));
}

#[test]
fn fmt_goes_on_with_the_next_file() {
    let dir = folder("mesh  \"m\"\ninclude \"more/*.kdl\"\n");
    std::fs::create_dir(dir.path().join("more")).unwrap();
    std::fs::write(dir.path().join("more/a.kdl"), "a  1").unwrap();
    std::fs::write(dir.path().join("more/b.kdl"), "b  {").unwrap();
    let text = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    let named = meshc(dir.path(), &["fmt", "more/b.kdl", "more", "nowhere.kdl", "more/a.kdl"]);
    assert_eq!(code(&named), 2);
    for part in ["more is a folder", "there is no file nowhere.kdl", "syntax-error", "formatted more/a.kdl"] {
        assert!(err(&named).contains(part), "{part}: {}", err(&named));
    }
    assert_eq!((text("more/a.kdl").as_str(), text("more/b.kdl").as_str()), ("a 1\n", "b  {"));
    std::fs::write(dir.path().join("more/a.kdl"), "a  2").unwrap();
    let by_environment = command(dir.path()).args(["fmt", "--check"]).env("MESHC_FILE", "more/a.kdl").output().unwrap();
    assert!(err(&by_environment).starts_with("more/a.kdl is not formatted"), "{}", err(&by_environment));
    assert_eq!(code(&meshc(dir.path(), &["fmt", "mesh.kdl"])), 0, "a file that is named stands for itself");
    assert_eq!(
        (text("mesh.kdl").as_str(), text("more/a.kdl").as_str()),
        ("mesh \"m\"\ninclude \"more/*.kdl\"\n", "a  2")
    );
    assert_eq!(code(&meshc(dir.path(), &["fmt"])), 1, "without a name all that is included is meant");
    assert_eq!((text("more/a.kdl").as_str(), text("more/b.kdl").as_str()), ("a 2\n", "b  {"));
}

#[cfg(unix)]
#[test]
fn fmt_keeps_permissions_and_links_and_leaves_nothing_behind() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let dir = folder("a  1");
    let real = dir.path().join("mesh.kdl");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    std::fs::create_dir(dir.path().join("links")).unwrap();
    symlink("../mesh.kdl", dir.path().join("links/mesh.kdl")).unwrap();
    assert_eq!(code(&meshc(dir.path(), &["fmt", "links/mesh.kdl"])), 0);
    assert!(dir.path().join("links/mesh.kdl").is_symlink());
    assert_eq!(std::fs::read_to_string(&real).unwrap(), "a 1\n");
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    let names: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn a_file_that_changes_meanwhile_is_left_alone() {
    let dir = folder("newer");
    let file = dir.path().join("mesh.kdl");
    let error = meshc::sync::replace(&file, ("older", "new"), Wait::Never).unwrap_err();
    assert!(error.to_string().contains("changed it in the meantime"), "{error}");
    assert!(meshc::sync::replace(dir.path(), ("", "new"), Wait::Never).is_err());
    assert_eq!(state(dir.path()).len(), 1);
    assert_eq!(std::fs::read_to_string(file).unwrap(), "newer");
}
