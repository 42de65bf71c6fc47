//! A cluster whose address is not known yet: what its peers have of it, and what the address then changes.

use super::meshes::{after, after_on_rendered, impact, of, risks, values};
use crate::common::mesh::{Mesh, balanced, mesh};
use crate::common::rendered;
use meshc::impact::Risk;
use meshc::yaml::{self, Value};

const LATER: &str = "apiserver \"LoadBalancer\" { pending #true; }";

fn with(release: &str, own: &str) -> Mesh {
    mesh(release).clusters([balanced(1), own.to_string(), balanced(3)])
}

fn settled(mesh: Mesh, pending: &str, known: &str) -> Vec<meshc::impact::ClusterImpact> {
    after(&mesh, |mesh| mesh.with(pending, known))
}

/// The values of a cluster.
fn values_of(mesh: &Mesh, cluster: &str) -> Value {
    let outcome = mesh.compile();
    let tree = outcome.tree().unwrap_or_else(|| panic!("{}", rendered(&outcome)));
    yaml::read(tree.get(&format!("clusters/{cluster}/values.yaml")).unwrap()).unwrap().remove(0)
}

#[test]
fn peers_leave_it_out_and_it_knows_them() {
    for release in ["1.14.4", "1.18.6", "1.20.0"] {
        let mesh = with(release, LATER);
        let peers = |cluster: &str| match values_of(&mesh, cluster).pointer("/clustermesh/config/clusters") {
            Some(Value::Array(list)) => list.iter().map(|peer| peer["name"].as_str().unwrap().to_string()).collect(),
            Some(map) => map.as_object().unwrap().keys().cloned().collect::<Vec<String>>(),
            None => panic!("{release}: no peers"),
        };
        assert_eq!((peers("a"), peers("c")), (vec!["c".to_string()], vec!["a".to_string()]), "{release}");
        assert_eq!(peers("b"), ["a", "c"], "{release}");
        let service = values_of(&mesh, "b").pointer("/clustermesh/apiserver/service").cloned().unwrap();
        assert_eq!(service["type"], "LoadBalancer");
        assert_eq!(service.get("loadBalancerIP"), None);
    }
}

#[test]
fn its_address_is_an_entry_more_for_its_peers() {
    let arrived = settled(with("1.18.6", LATER), "pending #true", "ip \"192.0.2.2\"");
    let added = impact(&arrived, "a", "peer `b`");
    assert_eq!(values(added), (Risk::Reload, None, Some("192.0.2.2 port 2379")));
    assert_eq!(risks(&arrived), [("a", Risk::Reload), ("b", Risk::Reload), ("c", Risk::Reload)]);
    let named = settled(with("1.18.6", LATER), "pending #true", "address \"b.example.com\"");
    assert_eq!(values(impact(&named, "c", "peer `b`")), (Risk::Reload, None, Some("b.example.com port 2379")));
    let alone = settled(with("1.18.6", LATER).with("192.0.2.3", "192.0.2.4"), "192.0.2.4", "192.0.2.5");
    assert!(of(&alone, "b").impacts.iter().any(|impact| impact.subject == "peer `c`"), "it reads its peers already");
}

#[test]
fn on_manifests_it_is_a_user_of_its_peers_already() {
    let of_madrid = "ip \"172.31.2.4\" \"172.31.2.5\"";
    let gone = after_on_rendered(&[(of_madrid, "pending #true")]);
    let subjects: Vec<&str> = of(&gone, "berlin").impacts.iter().map(|impact| impact.subject.as_str()).collect();
    assert!(subjects.contains(&"peer `madrid`"), "{gone:#?}");
    assert!(!subjects.iter().any(|subject| subject.contains("remote-users")), "{gone:#?}");
}
