//! What agents report of their peers, and several listings together.

use crate::common::rendered;
use meshc::verify::{Seen, verify};

const MESH: &str = r#"mesh "m" { cilium "1.18.3"; address-pool "10.0.0.0/8" prefix=16 }
cluster "paris" id=1 { apiserver "LoadBalancer" { ip "192.0.2.1" } }
cluster "oslo" id=2 { apiserver "LoadBalancer" { ip "192.0.2.2" } }
cluster "rome" id=3 { apiserver "LoadBalancer" { ip "192.0.2.3" } }
"#;

/// The status of an agent of a cluster, as `cilium-dbg status -o json` prints it, shortened.
fn status(own: &str, peers: &[(&str, u64, bool)]) -> String {
    let peer = |(name, id, ready): &(&str, u64, bool)| {
        format!(
            "{{\"name\": \"{name}\", \"connected\": {ready}, \"ready\": {ready}, \"num-nodes\": 3, \
             \"config\": {{\"cluster-id\": {id}, \"kvstoremesh\": true, \"required\": true, \"retrieved\": true}}}}"
        )
    };
    let peers: Vec<String> = peers.iter().map(peer).collect();
    format!(
        "{{\n  \"cluster\": {{\"ciliumHealth\": {{\"state\": \"Ok\"}}, \"nodes\": null, \"self\": \"{own}/node-1\"}},\n  \
         \"cluster-mesh\": {{\"clusters\": [{}], \"num-global-services\": 0}},\n  \"kvstore\": {{\"state\": \"Disabled\"}}\n}}\n",
        peers.join(", ")
    )
}

/// What is found in several listings of one mesh.
fn together(mesh: &str, listings: &[String]) -> (Option<Seen>, Vec<String>, String) {
    let mut outcome = crate::common::compile(mesh);
    assert!(outcome.diagnostics.0.is_empty(), "{}", rendered(&outcome));
    let names = ["one", "two", "three"].into_iter();
    let files: Vec<_> = names.zip(listings).map(|(name, text)| outcome.sources.add(name, text.clone())).collect();
    let compiled = outcome.compiled.take().unwrap();
    let seen = verify(compiled.checked.mesh(), &outcome.sources, &files, &mut outcome.diagnostics);
    let codes = outcome.diagnostics.0.iter().map(|found| format!("{}: {}", found.rule.name, found.message)).collect();
    (seen, codes, rendered(&outcome))
}

#[test]
fn the_status_of_an_agent_is_compared_with_the_peers_of_its_cluster() {
    let fine = [status("paris", &[("oslo", 2, true), ("rome", 3, true)])];
    assert_eq!(together(MESH, &fine).0, Some(Seen { nodes: 0, clusters: 3 }));
    assert_eq!(together(MESH, &fine).1, Vec::<String>::new());
    for (listing, wanted) in [
        (status("paris", &[("oslo", 2, true)]), "unlisted-cluster: the listing shows no node of `rome`"),
        (
            status("paris", &[("oslo", 2, true), ("rome", 3, false)]),
            "unlisted-cluster: the listing shows no node of `rome`",
        ),
        (
            status("paris", &[("oslo", 7, true), ("rome", 3, true)]),
            "unexpected-cluster: agents know `oslo` with id 7, but the mesh file gives it 2",
        ),
        (
            status("paris", &[("oslo", 2, true), ("rome", 3, true), ("old", 9, true)]),
            "unexpected-cluster: an agent is set up to connect to `old`, which the mesh does not have",
        ),
        (
            status("berlin", &[]),
            "unexpected-cluster: this agent belongs to cluster `berlin`, which the mesh does not have",
        ),
    ] {
        let (_, found, shown) = together(MESH, &[listing]);
        assert_eq!(found, [wanted], "{shown}");
    }
    let parted = format!("{MESH}peering {{ link \"paris\" \"oslo\"; link \"oslo\" \"rome\" }}\n");
    assert_eq!(together(&parted, &[status("paris", &[("oslo", 2, true)])]).1, Vec::<String>::new());
    let found = together(&parted, &[status("paris", &[("oslo", 2, true), ("rome", 3, true)])]).1;
    assert_eq!(
        found,
        ["unexpected-cluster: an agent of `paris` is set up to connect to `rome`, which is not its peer"]
    );
    let broken = together(MESH, &["{\"cluster-mesh\": {\"clusters\": []}}".to_string()]);
    assert!(broken.0.is_none() && broken.1[0].starts_with("invalid-listing"), "{}", broken.2);
}

#[test]
fn nodes_in_a_status_are_compared_like_those_of_a_table() {
    let node = "{\"name\": \"paris/node-1\", \"primary-address\": {\"ipv4\": {\"alloc-range\": \"10.9.0.0/24\", \"ip\": \"192.0.2.9\"}, \"ipv6\": {}}}";
    let listing = status("paris", &[("oslo", 2, true), ("rome", 3, true)]).replace("null", &format!("[{node}]"));
    let (_, found, shown) = together(MESH, &[listing]);
    assert!(found.len() == 1 && found[0].starts_with("pod-range-outside-pod-cidr"), "{shown}");
    assert!(shown.contains("one:2:"), "{shown}");
}

/// The list of one cluster's nodes, as kubectl prints it.
fn objects(range: &str, ip: &str) -> String {
    format!(
        "{{\"items\": [{{\"kind\": \"CiliumNode\", \"metadata\": {{\"name\": \"node-{ip}\"}}, \"spec\": \
         {{\"addresses\": [{{\"type\": \"InternalIP\", \"ip\": \"{ip}\"}}], \"ipam\": {{\"podCIDRs\": [\"{range}\"]}}}}}}]}}\n"
    )
}

#[test]
fn several_listings_are_one_view_of_the_mesh() {
    let lists = [
        objects("10.0.1.0/24", "192.168.0.1"),
        objects("10.1.1.0/24", "192.168.0.2"),
        objects("10.2.1.0/24", "192.168.0.3"),
    ];
    assert_eq!(together(MESH, &lists).0, Some(Seen { nodes: 3, clusters: 3 }));
    assert_eq!(together(MESH, &lists).1, Vec::<String>::new());
    let (_, found, _) = together(MESH, &lists[..2]);
    assert_eq!(found, ["unlisted-cluster: the listing shows no node of `rome`"]);
    let same = [lists[0].clone(), objects("10.1.1.0/24", "192.168.0.1").replace("node-", "other-"), lists[2].clone()];
    let (_, found, shown) = together(MESH, &same);
    assert!(found.len() == 1 && found[0].starts_with("shared-node-address"), "{shown}");
    assert!(shown.contains("[two:1:") && shown.contains("[one:1:"), "both files are shown: {shown}");
    let mixed = [status("paris", &[("oslo", 2, true), ("rome", 3, true)]), lists[1].clone()];
    assert_eq!(together(MESH, &mixed).1, Vec::<String>::new());
    let (seen, found, _) = together(MESH, &[lists[0].clone(), "no listing".to_string()]);
    assert!(seen.is_none() && found[0].starts_with("invalid-listing"));
}
