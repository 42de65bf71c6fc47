//! Plans of meshes whose clusters share the file with their peers: each cluster sees what it would see if it
//! had the peers in its own values.

use super::meshes::{impact, of, plan, risks};
use crate::common::mesh::{Mesh, balanced, mesh, named};
use meshc::impact::{ClusterImpact, Risk};

const SHARED: &str = "peers \"shared\"";

fn three(release: &str) -> Mesh {
    mesh(release).clusters([balanced(1), named("b"), balanced(3)])
}

/// What happens to each cluster, without what its own entry does to it, and files that moved.
fn seen(clusters: &[ClusterImpact]) -> Vec<(String, Vec<String>)> {
    let impacts = |cluster: &ClusterImpact| {
        let others =
            cluster.impacts.iter().filter(|impact| !["hostAliases", "files"].contains(&impact.subject.as_str()));
        others.map(|impact| format!("{impact:?}")).collect()
    };
    clusters.iter().map(|cluster| (cluster.name.clone(), impacts(cluster))).collect()
}

#[test]
fn a_change_is_judged_as_in_whole_files() {
    for release in ["1.16.0", "1.18.3", "1.20.0"] {
        let mesh = three(release);
        let moved = |mesh: &Mesh| mesh.clone().with("b.example.com", "other.example.com");
        let more = |mesh: &Mesh| mesh.clone().cluster("d", &balanced(4));
        let apart = |mesh: &Mesh| mesh.clone().beside("peering { link \"a\" \"b\"; link \"b\" \"c\"; }");
        let known = |mesh: &Mesh| mesh.clone().with("address \"b.example.com\"", "pending #true");
        let changes: [&dyn Fn(&Mesh) -> Mesh; 4] = [&moved, &more, &apart, &known];
        for (index, change) in changes.iter().enumerate() {
            let inline = plan(&mesh, &change(&mesh));
            let shared = mesh.clone().says(SHARED);
            let shared = plan(&shared, &change(&shared));
            assert_eq!(seen(&inline), seen(&shared), "{release}, change {index}");
            assert_eq!(risks(&inline).len(), risks(&shared).len());
        }
    }
}

#[test]
fn sharing_the_file_adds_the_clusters_own_alias_to_pods_and_nothing_else() {
    let moved = plan(&three("1.18.3"), &three("1.18.3").says(SHARED));
    assert_eq!(risks(&moved), [("a", Risk::Reload), ("b", Risk::None), ("c", Risk::Reload)]);
    assert_eq!(of(&moved, "a").impacts.len(), 1, "{moved:#?}");
    assert_eq!(impact(&moved, "a", "hostAliases").risk, Risk::Reload);
    let agents = three("1.18.3").says("kvstoremesh #false");
    let moved = plan(&agents, &agents.clone().says(SHARED));
    assert_eq!(impact(&moved, "c", "hostAliases").risk, Risk::Restart, "they are in the agents' own pods");
    let back = plan(&agents.clone().says(SHARED), &agents);
    assert_eq!(impact(&back, "c", "hostAliases").risk, Risk::Restart);
    // The address of a cluster is in its own pods too.
    let shared = agents.says(SHARED);
    let readdressed = plan(&shared, &shared.clone().with("192.0.2.3", "192.0.2.9"));
    assert_eq!(impact(&readdressed, "c", "hostAliases").risk, Risk::Restart);
}

#[test]
fn the_file_of_another_spelling_is_none_of_a_clusters_business() {
    let skewed = three("1.18.3").says(SHARED).says("allow \"version-skew\" reason=\"upgrade\"");
    let upgraded = plan(&skewed, &skewed.clone().more("b", "cilium \"1.19.1\""));
    assert_eq!(of(&upgraded, "a").risk(), Risk::None, "{upgraded:#?}");
}
