//! A mesh gives these files: each fixture's output stands beside it, written by `UPDATE=1 cargo test`.

use crate::common::{FIXTURES, compile_file, expect_file, rendered, updating};
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn fixtures_give_their_output() {
    for (case, mesh) in FIXTURES {
        let outcome = compile_file(mesh);
        assert!(outcome.diagnostics.0.is_empty(), "{mesh}\n{}", rendered(&outcome));
        let tree = outcome.tree().cloned().unwrap();
        let folder = format!("fixtures/{case}/out");
        let wanted: BTreeSet<String> = tree.files().map(|(path, _)| path.to_string()).collect();
        for path in files_below(&folder).difference(&wanted) {
            assert!(updating(), "{folder}/{path} is not written any more; run UPDATE=1 cargo test");
            std::fs::remove_file(format!("{folder}/{path}")).unwrap();
        }
        for (path, text) in tree.files() {
            expect_file(&format!("{folder}/{path}"), text);
        }
    }
}

#[test]
fn every_fixture_is_compiled() {
    let folders = std::fs::read_dir("fixtures").unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let folders: BTreeSet<String> = folders.collect();
    assert_eq!(folders, FIXTURES.iter().map(|(case, _)| (*case).to_string()).collect());
}

#[test]
fn the_same_input_gives_the_same_bytes_from_anywhere() {
    let here = compile_file("fixtures/three-releases/mesh.kdl").tree().cloned().unwrap();
    let there = compile_file("./fixtures/../fixtures/three-releases/mesh.kdl").tree().cloned().unwrap();
    assert!(here.files().eq(there.files()));
}

#[test]
fn adding_a_peer_leaves_everything_of_other_clusters_but_the_peers_alone() {
    let mesh = |more: &str| {
        let cluster = |name: &str, id: u8| {
            format!(
                "cluster \"{name}\" id={id} {{ pod-cidr \"10.{id}.0.0/16\"; etcd {{ endpoint \"https://{name}.example.com:2379\"; }}; }}\n"
            )
        };
        let head = "mesh \"m\" { cilium \"1.4.2\"; restart \"manual\"; }\n";
        crate::common::compile(&format!("{head}{}{}{more}", cluster("a", 1), cluster("b", 2))).tree().cloned().unwrap()
    };
    let before = mesh("");
    let after =
        mesh("cluster \"c\" id=3 { pod-cidr \"10.3.0.0/16\"; etcd { endpoint \"https://c.example.com:2379\"; }; }\n");
    let changed: Vec<_> =
        before.files().filter(|(path, text)| after.get(path) != Some(text)).map(|(path, _)| path).collect();
    assert_eq!(changed, ["mesh/cilium-clustermesh.yaml"]);
}

fn files_below(folder: &str) -> BTreeSet<String> {
    let files =
        walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    files.map(|entry| entry.path().strip_prefix(Path::new(folder)).unwrap().to_str().unwrap().to_string()).collect()
}
