//! `meshc init`: a mesh file that checks clean, whatever is chosen.

use super::command::{code, command, err, meshc, out};
use meshc::model::PLATFORMS;

fn begun(arguments: &[&str]) -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let output = meshc(dir.path(), &[&["init"], arguments].concat());
    assert_eq!((code(&output), out(&output).as_str()), (0, ""), "{arguments:?} {}", err(&output));
    let text = std::fs::read_to_string(dir.path().join("mesh.kdl")).unwrap();
    (dir, text)
}

#[test]
fn without_flags_two_clusters_check_clean() {
    let (dir, text) = begun(&[]);
    let checked = meshc(dir.path(), &["check"]);
    assert_eq!((code(&checked), err(&checked).as_str()), (0, "mesh.kdl: 2 clusters, no errors\n"));
    assert!(text.contains(&format!("cilium \"{}\"", meshc::release::newest())), "{text}");
    assert_eq!(meshc::fmt::layout(&text), text);
    // Every choice is below a comment.
    let settings = ["cilium ", "address-pool ", "routing ", "certificates ", "cluster \"paris\"", "apiserver "];
    for setting in settings {
        let (before, _) = text.split_once(setting).unwrap();
        let above = before.trim_end_matches(' ').trim_end_matches('\n').lines().last().unwrap();
        assert!(above.trim_start().starts_with("//"), "{setting}: {above}");
    }
    let again = meshc(dir.path(), &["init"]);
    assert_eq!(code(&again), 2);
    assert!(err(&again).contains("mesh.kdl already exists"), "{}", err(&again));
    assert_eq!(std::fs::read_to_string(dir.path().join("mesh.kdl")).unwrap(), text);
}

#[test]
fn every_platform_and_every_way_checks_clean() {
    let ways = [
        &["--apiserver", "NodePort"][..],
        &["--apiserver", "ClusterIP"],
        &["--flux"],
        &["--argocd", "https://git.example.com/platform.git"],
        &["--cilium", "1.16.3"],
        &["--pool", "172.20.0.0/16", "--name", "prod"],
        &["--cluster", "a=192.0.2.1,b=b.example.com", "--pod-cidr", "a=10.1.0.0/16,b=10.2.0.0/16"],
    ];
    let platforms: Vec<Vec<&str>> = PLATFORMS.iter().map(|platform| vec!["--platform", platform.name]).collect();
    for arguments in ways.into_iter().chain(platforms.iter().map(Vec::as_slice)) {
        let (dir, text) = begun(arguments);
        let checked = meshc(dir.path(), &["check"]);
        let clean = "mesh.kdl: 2 clusters, no errors\n";
        assert_eq!((code(&checked), err(&checked).as_str()), (0, clean), "{arguments:?}\n{text}");
        assert_eq!(code(&meshc(dir.path(), &["build", "--quiet"])), 0, "{arguments:?}");
    }
}

#[test]
fn what_flags_say_is_in_the_file() {
    let (dir, text) =
        begun(&["--name", "shop", "--cluster", "bern", "--cluster", "rome=rome.example.com", "--platform", "eks"]);
    for part in ["mesh \"shop\"", "cluster \"bern\" id=1", "pending #true", "cluster \"rome\" id=2", "platform \"eks\""]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let added = meshc(dir.path(), &["add", "oslo", "--address", "oslo.example.com"]);
    assert_eq!(code(&added), 0, "{}", err(&added));
    let git = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(git.path().join(".git")).unwrap();
    std::fs::create_dir_all(git.path().join("infra")).unwrap();
    let done = command(git.path()).args(["init", "infra/mesh.kdl", "--flux=platform"]).output().unwrap();
    assert_eq!(code(&done), 0, "{}", err(&done));
    let text = std::fs::read_to_string(git.path().join("infra/mesh.kdl")).unwrap();
    assert!(text.contains("source \"platform\"\n    path \"./infra/deploy\""), "{text}");
    let checked = meshc(git.path(), &["check", "infra/mesh.kdl"]);
    assert_eq!(err(&checked), "infra/mesh.kdl: 2 clusters, no errors\n");
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    for (arguments, why) in [
        (&["--cluster", "a,A"][..], "cluster"),
        (&["--cluster", "c_d"], "cluster-name"),
        (&["--cilium", "1.21.0"], "release"),
        (&["--pool", "10.0.0.0/22"], "too small"),
        (&["--pool", "ten"], "not an IPv4 range"),
        (&["--pod-cidr", "a=10.0.0.0/16"], "no `--cluster a`"),
        (&["--name", ""], "not a valid name"),
        (&["nowhere/mesh.kdl"], "nowhere/mesh.kdl"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let output = meshc(dir.path(), &[&["init"], arguments].concat());
        assert_eq!(code(&output), 2, "{arguments:?} {}", err(&output));
        assert!(err(&output).contains(why), "{arguments:?} {}", err(&output));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
