//! `meshc fix`: what it writes, what it shows, what it leaves alone.

use super::command::{GOOD, code, err, folder, meshc, out, piped, state};

#[test]
fn fix_writes_what_its_diff_shows() {
    let dir = folder(&GOOD.replace("id=2", "id=\"1\"").replace('\n', "\r\n"));
    let before = state(dir.path());
    let shown = meshc(dir.path(), &["fix", "--diff"]);
    assert_eq!(code(&shown), 1);
    assert!(out(&shown).starts_with("--- a/mesh.kdl\n+++ b/mesh.kdl\n@@"), "{}", out(&shown));
    assert!(out(&shown).contains("+cluster \"b\" id=2 {"), "{}", out(&shown));
    assert_eq!(state(dir.path()), before, "--diff writes nothing");
    let done = meshc(dir.path(), &["fix"]);
    assert_eq!((code(&done), out(&done).as_str()), (0, ""));
    let changes = "mesh.kdl:4: b: id \"1\" → 1\nmesh.kdl:4: b: id 1 → 2\nmesh.kdl: applied 2 fixes\n";
    assert_eq!(err(&done), changes);
    assert_eq!(std::fs::read_to_string(dir.path().join("mesh.kdl")).unwrap(), GOOD.replace('\n', "\r\n"));
    let after = state(dir.path());
    let again = meshc(dir.path(), &["fix"]);
    assert_eq!((code(&again), err(&again).as_str()), (0, ""));
    assert_eq!(code(&meshc(dir.path(), &["fix", "--diff"])), 0);
    assert_eq!(state(dir.path()), after, "a file without fixes is not touched");
}

#[test]
fn fix_exits_as_check_does_afterwards() {
    let dir = folder(&GOOD.replace("id=2", "id=1").replace("\"1.4.2\"", "\"1.4\""));
    let checked = meshc(dir.path(), &["check"]);
    assert!(err(&checked).ends_with("\n2 errors; 1 of 2 can be fixed by `meshc fix`\n"), "{}", err(&checked));
    let done = meshc(dir.path(), &["fix"]);
    assert_eq!(code(&done), 1);
    assert!(err(&done).starts_with("mesh.kdl:4: b: id 1 → 2\nmesh.kdl: applied 1 fix\n"), "{}", err(&done));
    let rest = "\n1 error\n1 problem remains; it cannot be fixed automatically\n";
    assert!(err(&done).contains("invalid-version") && err(&done).ends_with(rest), "{}", err(&done));
    let again = meshc(dir.path(), &["fix"]);
    assert!(err(&again).ends_with("\n1 problem found; it cannot be fixed automatically\n"), "{}", err(&again));
    assert_eq!((code(&again), err(&meshc(dir.path(), &["fix", "--quiet"])).contains("automatically")), (1, false));
    let json = meshc(dir.path(), &["fix", "--format", "json"]);
    assert_eq!(code(&json), 1);
    assert!(out(&json).starts_with("{\"format_version\"") && out(&json).contains("\"errors\":1"), "{}", out(&json));
    assert_eq!(code(&meshc(dir.path(), &["fix", "nowhere.kdl"])), 2);
}

#[test]
fn fix_reads_standard_input() {
    let dir = tempfile::tempdir().unwrap();
    let done = piped(dir.path(), &["fix", "-"], &GOOD.replace("id=2", "id=\"2\""));
    assert_eq!((code(&done), out(&done).as_str(), err(&done).as_str()), (0, GOOD, "-:4: b: id \"2\" → 2\n"));
    let done = piped(dir.path(), &["fix", "-", "--diff"], &GOOD.replace("id=2", "id=\"2\""));
    assert_eq!(code(&done), 1);
    assert!(out(&done).starts_with("--- a/standard input\n"), "{}", out(&done));
}

#[cfg(unix)]
#[test]
fn fix_changes_included_files_and_neither_links_nor_values() {
    let dir =
        folder("mesh \"m\" { cilium \"1.18.3\"; address-pool \"10.128.0.0/9\" prefix=16; }\ninclude \"more/*.kdl\"\n");
    std::fs::create_dir(dir.path().join("more")).unwrap();
    let cluster = |name: &str, id: &str| {
        format!(
            "cluster \"{name}\" id={id} {{ values path=\"v.yaml\"; apiserver \"LoadBalancer\" {{ address \"{name}.example.com\"; }}; }}\n"
        )
    };
    std::fs::write(dir.path().join("more/v.yaml"), "operator:\n  replicas: \"2\"\n").unwrap();
    std::fs::write(dir.path().join("more/a.kdl"), cluster("a", "\"1\"")).unwrap();
    std::fs::write(
        dir.path().join("b.txt"),
        cluster("b", "2").replace("{ values", "{ kube-proxy-replacement \"true\"; values"),
    )
    .unwrap();
    std::os::unix::fs::symlink("../b.txt", dir.path().join("more/b.kdl")).unwrap();
    let done = meshc(dir.path(), &["fix"]);
    assert_eq!(code(&done), 1);
    assert!(err(&done).starts_with("more/a.kdl:1: a: id \"1\" → 1\nmore/a.kdl: applied 1 fix\n"), "{}", err(&done));
    assert!(!err(&done).contains("can be fixed by"), "{}", err(&done));
    let text = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    assert_eq!(text("more/a.kdl"), cluster("a", "1"));
    assert!(text("b.txt").contains("\"true\"") && text("more/v.yaml").contains("\"2\""));
}

#[cfg(unix)]
#[test]
fn what_is_wrong_in_a_link_too_is_fixed_elsewhere() {
    let head = "mesh \"m\" { cilium \"1.18.3\"; address-pool \"10.128.0.0/9\" prefix=16; }\ninclude \"more/*.kdl\"\n";
    let dir = folder(head);
    std::fs::create_dir(dir.path().join("more")).unwrap();
    let cluster = |name: &str, id: u8, word: &str| {
        let reach = format!("apiserver \"LoadBalancer\" {{ address \"{name}.example.com\"; }}");
        format!("cluster \"{name}\" id={id} {{ host-firewall {word}; {reach}; }}\n")
    };
    std::fs::write(dir.path().join("more/a.kdl"), cluster("a", 1, "\"true\"")).unwrap();
    std::fs::write(dir.path().join("b.txt"), cluster("b", 2, "\"true\"")).unwrap();
    std::os::unix::fs::symlink("../b.txt", dir.path().join("more/b.kdl")).unwrap();
    let done = meshc(dir.path(), &["fix"]);
    let text = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    assert_eq!(text("more/a.kdl"), cluster("a", 1, "#true"), "{}", err(&done));
    assert_eq!(text("b.txt"), cluster("b", 2, "\"true\""));
}
