//! `apiserver` in `defaults` fills in what the cluster's own leaves open.

use crate::common::mesh::{Mesh, mesh};
use crate::common::rendered;
use meshc::model::{Apiserver, ServiceType};

fn with(defaults: &str, own: &[&str]) -> Mesh {
    mesh("1.18.3").beside(&format!("defaults {{ {defaults}; }}")).clusters(own.iter().copied())
}

/// The clustermesh-apiserver of each cluster.
fn apiservers(defaults: &str, own: &[&str]) -> Vec<Apiserver> {
    let outcome = with(defaults, own).compile();
    let mesh = outcome.mesh().unwrap_or_else(|| panic!("{}", rendered(&outcome)));
    mesh.clusters.iter().map(|cluster| cluster.apiserver.get().unwrap().clone()).collect()
}

fn annotations(apiserver: &Apiserver) -> Vec<(&str, &str)> {
    apiserver.annotations.iter().map(|one| (one.key.as_str(), one.value.value.as_str())).collect()
}

#[test]
fn annotations_and_names_add_up_and_the_clusters_own_win() {
    let defaults = "apiserver \"LoadBalancer\" { annotation \"example.com/a\" \"1\"; annotation \"example.com/b\" \"1\"; san \"x.example.com\"; }";
    let own = [
        "apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; annotation \"example.com/b\" \"2\"; san \"y.example.com\"; }",
        "apiserver \"NodePort\" { ip \"192.0.2.2\" \"192.0.2.3\"; }",
    ];
    let all = apiservers(defaults, &own);
    assert_eq!(annotations(&all[0]), [("example.com/a", "1"), ("example.com/b", "2")]);
    assert_eq!(
        all[0].sans.iter().map(|san| san.value.as_str()).collect::<Vec<_>>(),
        ["x.example.com", "y.example.com"]
    );
    assert_eq!(annotations(&all[1]), [("example.com/a", "1"), ("example.com/b", "1")], "whatever the type");
}

#[test]
fn the_type_and_what_goes_with_it_come_from_defaults() {
    let own = [
        "apiserver { ip \"192.0.2.1\" \"192.0.2.2\"; }",
        "apiserver \"NodePort\" port=32381 { ip \"192.0.2.3\" \"192.0.2.4\"; }",
        "apiserver \"LoadBalancer\" { ip \"192.0.2.5\"; }",
    ];
    let all = apiservers("apiserver \"NodePort\" port=32380", &own);
    let types: Vec<ServiceType> = all.iter().map(|apiserver| apiserver.service.value).collect();
    assert_eq!(types, [ServiceType::NodePort, ServiceType::NodePort, ServiceType::LoadBalancer]);
    assert_eq!(all.iter().map(Apiserver::peer_port).collect::<Vec<_>>(), [32380, 32381, 2379]);
    let shared = ["apiserver port=32380", "apiserver port=32381 { ip \"192.0.2.9\" \"192.0.2.10\"; }"];
    let all = apiservers("apiserver \"NodePort\" { address \"mesh.example.com\"; }", &shared);
    assert_eq!(all[0].address.get().map(String::as_str), Some("mesh.example.com"));
    assert!(all[1].address.is_nothing(), "it has addresses of its own");
}

#[test]
fn a_type_is_missed_where_nobody_has_one() {
    let typed = "apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }";
    let bare = "apiserver { ip \"192.0.2.2\"; }";
    let codes = |defaults: &str, own: &[&str]| with(defaults, own).codes();
    assert_eq!(mesh("1.18.3").clusters([typed, bare]).codes(), ["missing-value"]);
    assert_eq!(codes("apiserver { annotation \"example.com/a\" \"1\"; }", &[typed, bare]), ["missing-value"]);
    assert_eq!(
        codes("apiserver { annotation \"example.com/a\" \"1\"; }", &[typed, typed]).first(),
        Some(&"duplicate-endpoint")
    );
    assert_eq!(codes("apiserver { address \"x.example.com\"; }", &[typed, ""]), ["missing-value"]);
    assert_eq!(codes("apiserver \"LoadBalancr\"", &[typed, bare]), ["unknown-choice"]);
    assert_eq!(codes("apiservr \"LoadBalancer\"", &[typed, bare]), ["unknown-node"]);
    assert_eq!(codes("apiserver type=\"LoadBalancer\"", &[typed, bare]), ["unknown-property"]);
}

#[test]
fn what_cannot_be_read_in_defaults_is_not_missed_in_clusters() {
    let own = [
        "apiserver \"NodePort\" { ip \"192.0.2.1\" \"192.0.2.2\"; }",
        "apiserver \"NodePort\" { ip \"192.0.2.3\" \"192.0.2.4\"; }",
    ];
    assert_eq!(with("apiserver \"NodePort\" port=\"x\"", &own).codes(), ["wrong-type"]);
    let other = ["apiserver \"LoadBalancer\"", "apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }"];
    assert_eq!(with("apiserver \"LoadBalancer\" { adress \"x.example.com\"; }", &other).codes(), ["unknown-node"]);
}
