//! `meshc verify`: exit codes, and the file of the listing in every format.

use super::command::{GOOD, code, err, folder, meshc, out, piped};

#[test]
fn verify_holds_a_listing_against_the_mesh() {
    let dir = folder(GOOD);
    let nodes = |text: &str| {
        std::fs::write(dir.path().join("nodes"), text).unwrap();
        meshc(dir.path(), &["verify", "--nodes", "nodes"])
    };
    let header = "Name  IPv4 Address  Endpoint CIDR\n";
    let fine = nodes(&format!("{header}a/one 192.168.0.1 10.1.0.0/24\nb/two 192.168.0.2 10.2.0.0/24\n"));
    assert_eq!((code(&fine), err(&fine).as_str()), (0, "2 nodes of 2 clusters match the mesh\n"));
    let stray = nodes(&format!("{header}a/one 192.168.0.1 10.9.0.0/24\nb/two 192.168.0.2 10.2.0.0/24\n"));
    assert_eq!(code(&stray), 1);
    assert!(err(&stray).starts_with("error[pod-range-outside-pod-cidr]"), "{}", err(&stray));
    let formats = [
        ("json", "\"file\":\"nodes\""),
        ("sarif", "\"uri\":\"nodes\""),
        ("github", "file=nodes,line=2"),
        ("gitlab", "\"path\":\"nodes\""),
    ];
    for (format, part) in formats {
        let printed = meshc(dir.path(), &["verify", "--nodes", "nodes", "--format", format]);
        assert_eq!(code(&printed), 1);
        assert!(out(&printed).contains(part), "{format}: {}", out(&printed));
    }
    let listing = format!("{header}a/one 192.168.0.1 10.9.0.0/24\nb/two 192.168.0.2 10.2.0.0/24\n");
    for (format, part) in [("sarif", "\"uri\":\"nodes.txt\""), ("github", "file=nodes.txt,line=2")] {
        let printed = piped(dir.path(), &["verify", "--nodes", "-", "--format", format], &listing);
        assert_eq!(code(&printed), 1);
        assert!(out(&printed).contains(part), "{format}: {}", out(&printed));
    }
    let unread = nodes("no listing");
    assert_eq!(code(&unread), 2);
    assert!(err(&unread).starts_with("error[invalid-listing]"), "{}", err(&unread));
}

#[test]
fn several_listings_are_taken_before_or_behind_the_mesh_file() {
    let dir = folder(GOOD);
    let header = "Name  IPv4 Address  Endpoint CIDR\n";
    std::fs::write(dir.path().join("a.txt"), format!("{header}a/one 192.168.0.1 10.1.0.0/24\n")).unwrap();
    std::fs::write(dir.path().join("b.txt"), format!("{header}b/two 192.168.0.2 10.2.0.0/24\n")).unwrap();
    for arguments in [
        &["verify", "--nodes", "a.txt", "b.txt"][..],
        &["verify", "--nodes", "a.txt", "--nodes", "b.txt"],
        &["verify", "--nodes", "a.txt", "b.txt", "mesh.kdl"],
        &["verify", "mesh.kdl", "--nodes", "a.txt", "b.txt"],
        &["verify", "--nodes", "a.txt", "b.txt", "--", "mesh.kdl"],
    ] {
        let done = meshc(dir.path(), arguments);
        assert_eq!(code(&done), 1, "{arguments:?}: each agent misses the other cluster");
        assert!(err(&done).contains("no node of `a`") || err(&done).contains("no node of a"), "{}", err(&done));
    }
    assert_eq!(code(&meshc(dir.path(), &["verify", "--nodes", "a.txt", "nowhere.kdl"])), 2);
    assert_eq!(code(&meshc(dir.path(), &["verify", "--nodes", "-", "-"])), 2);
}
