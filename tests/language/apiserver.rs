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

/// Whether each cluster is pending, and its first address.
fn pending(defaults: &str, own: &[&str]) -> Vec<(bool, Option<String>)> {
    let all = apiservers(defaults, own);
    all.iter().map(|one| (one.is_pending(), one.ips.first().map(|ip| ip.value.to_string()))).collect()
}

#[test]
fn what_is_pending_takes_no_address_of_defaults_and_an_address_is_not_pending() {
    let shared = "apiserver \"LoadBalancer\" { ip \"192.0.2.9\"; annotation \"example.com/a\" \"1\"; }";
    let own = ["apiserver \"LoadBalancer\" { pending #true; }", "apiserver", ""];
    let all = apiservers(shared, &own[..2]);
    assert_eq!(annotations(&all[0]), [("example.com/a", "1")], "the rest of the default node counts");
    let known = |ip: &str| (false, Some(ip.to_string()));
    assert_eq!(pending(shared, &own[..2]), [(true, None), known("192.0.2.9")]);
    let later = "apiserver \"LoadBalancer\" { pending #true; }";
    let own = [
        "apiserver { ip \"192.0.2.1\"; }",
        "apiserver { address \"b.example.com\"; }",
        "apiserver port=2379",
        "",
        "apiserver \"NodePort\" { ip \"192.0.2.2\" \"192.0.2.3\"; }",
    ];
    let wanted = [known("192.0.2.1"), (false, None), (true, None), (true, None), known("192.0.2.2")];
    assert_eq!(pending(later, &own), wanted);
    // What is the default for one type of Service says nothing of another.
    let other = ["apiserver \"NodePort\"", "apiserver { ip \"192.0.2.1\"; }"];
    assert_eq!(with(later, &other).codes(), ["missing-endpoint"]);
    let revoked = ["apiserver { pending #false; }", "apiserver { ip \"192.0.2.1\"; }"];
    assert_eq!(with(later, &revoked).codes(), ["missing-endpoint"], "it says that its address is known");
    let revoked = ["apiserver { pending #false; }", "apiserver { ip \"192.0.2.1\"; }"];
    assert_eq!(pending(shared, &revoked), [known("192.0.2.9"), known("192.0.2.1")]);
}

#[test]
fn an_address_is_known_or_pending() {
    let codes = |defaults: &str, own: &[&str]| with(defaults, own).codes();
    let known = "apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }";
    let none = "platform \"kubeadm\"";
    for both in ["pending #true; ip \"192.0.2.2\"", "address \"b.example.com\"; pending #true"] {
        for kind in ["LoadBalancer", "NodePort", "ClusterIP"] {
            let own = format!("apiserver \"{kind}\" {{ {both}; }}");
            assert!(codes(none, &[known, &own]).contains(&"ambiguous-endpoint"), "{own}");
        }
        let of_defaults = format!("apiserver \"LoadBalancer\" {{ {both}; }}");
        assert_eq!(codes(&of_defaults, &[known, ""]), ["ambiguous-endpoint"]);
        let own = "apiserver \"LoadBalancer\" { ip \"192.0.2.2\"; }";
        assert_eq!(codes(&of_defaults, &[known, own]), [""; 0], "each has its own");
    }
    let cannot_be_read = "apiserver \"LoadBalancer\" { pending \"yes\"; }";
    assert_eq!(codes(none, &[known, cannot_be_read]), ["wrong-type"]);
    assert_eq!(codes(cannot_be_read, &[known, "apiserver"]), ["wrong-type"]);
    assert_eq!(codes(none, &[known, "apiserver \"LoadBalancer\" { pending #false; }"]), ["missing-endpoint"]);
}
