//! What encryption does not go with.

use super::values::two;
use crate::common::mesh::{mesh, named};
use crate::common::{codes, rendered};

#[test]
fn ipsec_goes_without_what_it_cannot_do() {
    let ipsec = |own: &str| two("1.18.6", own).says("encryption \"ipsec\"").codes();
    for own in ["host-firewall #true", "chaining \"generic-veth\"", "max-nodes 65536"] {
        assert!(ipsec(own).contains(&"ipsec-unsupported"), "{own}: {:?}", ipsec(own));
    }
    for own in ["host-firewall #false", "max-nodes 250", ""] {
        assert!(ipsec(own).is_empty(), "{own}: {:?}", ipsec(own));
    }
    let of = |count: usize, pool: &str, max_nodes: &str| {
        let mesh = mesh("1.18.6").without_pool().says("encryption \"ipsec\"").says(pool);
        mesh.beside(&format!("defaults {{ {max_nodes} }}")).many(count, |id| named(&format!("c{id}"))).compile()
    };
    let six = of(200, "address-pool \"fd00::/80\" prefix=96", "");
    assert_eq!(codes(&six).iter().filter(|code| **code == "ipsec-unsupported").count(), 1, "{}", rendered(&six));
    let four = "address-pool \"10.0.0.0/8\" prefix=15";
    let outcome = of(128, four, "max-nodes 512");
    assert_eq!(codes(&outcome), ["ipsec-unsupported"], "{}", rendered(&outcome));
    assert!(codes(&of(128, four, "max-nodes 511")).is_empty());
}

#[test]
fn wireguard_waits_for_itself_in_one_combination_only() {
    let all = [
        "encryption \"wireguard\" node=#true",
        "kvstoremesh #false",
        "kube-proxy-replacement #true",
        "routing \"tunnel\"",
    ];
    let of = |all: [&str; 4]| {
        let mesh = two("1.18.6", "").says(all[0]).says(all[1]).says(all[3]);
        mesh.beside(&format!("defaults {{ {} }}", all[2])).codes()
    };
    assert_eq!(of(all), ["wireguard-with-node-port"]);
    for (index, other) in [
        (0, "encryption \"wireguard\""),
        (1, "kvstoremesh #true"),
        (2, "kube-proxy-replacement #false"),
        (3, "routing \"native\" cidr=\"10.0.0.0/8\""),
    ] {
        let mut changed = all;
        changed[index] = other;
        assert!(of(changed).is_empty(), "{other}: {:?}", of(changed));
    }
    let firewall = ["encryption \"wireguard\"", all[1], "kube-proxy-replacement #true; host-firewall #true", all[3]];
    assert_eq!(of(firewall), ["wireguard-with-node-port"]);
}

#[test]
fn host_firewalls_of_many_clusters_are_one_finding_that_names_them() {
    let of = |count: usize| {
        let firewall = "kube-proxy-replacement #true; host-firewall #true";
        let mesh = mesh("1.18.6").many(count, |id| format!("{firewall}; {}", named(&format!("c{id}"))));
        mesh.says("kvstoremesh #false; encryption \"wireguard\"").compile()
    };
    for count in [2, 3, 4, 200] {
        let outcome = of(count);
        assert_eq!(codes(&outcome), ["wireguard-with-node-port"], "{count}");
        assert_eq!(outcome.diagnostics.0[0].clusters.len(), count);
        assert!(outcome.diagnostics.0[0].message.contains("host firewall"));
    }
}
