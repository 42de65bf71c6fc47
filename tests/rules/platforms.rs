//! What platforms have by default: no proposal meets it, and pods there are warned of unless the mesh file
//! says otherwise.

use crate::common::mesh::{Mesh, balanced, mesh};
use crate::common::{codes, rendered};
use meshc::diagnostic::Severity;

/// Two clusters with those pods, on a platform.
fn twins(platform: &str, pods: &str) -> Mesh {
    let cluster = |number| format!("pod-cidr {pods}\n{}", balanced(number));
    mesh("1.18.3").without_pool().beside(&format!("defaults {{ platform \"{platform}\"; }}")).many(2, cluster)
}

#[test]
fn no_proposal_meets_what_a_platform_has_by_default() {
    for (platform, pods, free) in [
        ("k3s", "10.42.0.0/16", "10.44.0.0/16"),
        ("k3s", "10.41.0.0/16", "10.44.0.0/16"),
        ("kubeadm", "10.95.0.0/16", "10.112.0.0/16"),
        ("aks", "10.243.0.0/16", "10.245.0.0/16"),
        ("eks", "172.19.0.0/16", "172.21.0.0/16"),
        ("openshift", "10.128.0.0/16", "10.129.0.0/16"),
        ("kops", "100.72.0.0/16", "100.73.0.0/16"),
        ("talos", "10.244.0.0/16", "10.245.0.0/16"),
    ] {
        let outcome = twins(platform, &format!("\"{pods}\"")).compile();
        assert_eq!(codes(&outcome), ["overlapping-pod-cidrs"], "{}", rendered(&outcome));
        let help = outcome.diagnostics.0[0].help.clone().unwrap();
        assert!(help.ends_with(&format!(" {free}")), "{platform}, {pods}: {help}");
    }
}

#[test]
fn an_id_is_offered_whose_block_no_platform_takes() {
    let two = mesh("1.18.3").cluster("a", &balanced(1)).cluster("b", &balanced(2)).id("a", 5).id("b", 5);
    let offered = |mesh: &Mesh| mesh.compile().diagnostics.0[0].help.clone().unwrap();
    assert!(offered(&two).contains("1"), "{}", offered(&two));
    let on_aks = two.beside("defaults { platform \"aks\"; }");
    assert!(offered(&on_aks).contains("2"), "{}", offered(&on_aks));
}

#[test]
fn a_range_in_defaults_is_to_be_one_in_each_cluster() {
    let shared = mesh("1.18.3")
        .without_pool()
        .many(2, balanced)
        .beside("defaults { platform \"k3s\"; pod-cidr \"10.42.0.0/16\"; }");
    let outcome = shared.compile();
    assert_eq!(codes(&outcome), ["overlapping-pod-cidrs"]);
    let help = outcome.diagnostics.0[0].help.clone().unwrap();
    assert_eq!(help, "write one `pod-cidr` in each cluster instead; the next free range is 10.44.0.0/16");
}

#[test]
fn pods_where_a_platform_has_services_are_warned_of() {
    let pods = |first: &str, more: &str| {
        let mesh = mesh("1.18.3").without_pool();
        let mesh = mesh.cluster("a", &format!("pod-cidr {first}\n{}", balanced(1)));
        mesh.cluster("b", &format!("{more}\n{}", balanced(2)))
    };
    let other = "pod-cidr \"10.200.0.0/16\" \"fd01::/104\"";
    for (platform, first) in [
        ("aks", "\"10.0.128.0/20\""),
        ("eks", "\"10.100.0.0/16\""),
        ("eks", "\"172.20.4.0/22\""),
        ("k3s", "\"10.43.0.0/16\""),
        ("kind", "\"10.201.0.0/16\" \"fd00:10:96::/112\""),
        ("kubeadm", "\"10.108.0.0/16\""),
        ("openshift", "\"172.28.0.0/14\""),
        ("talos", "\"10.201.0.0/16\" \"fc00:db8:20::/112\""),
    ] {
        // Of the peer's platform as of its own.
        for mesh in [
            pods(first, other).more("a", &format!("platform \"{platform}\"")),
            pods(first, other).more("b", &format!("platform \"{platform}\"")),
        ] {
            let mut found = mesh.codes();
            found.retain(|code| code.starts_with("pod-cidr-overlaps"));
            assert_eq!(found, ["pod-cidr-overlaps-platform-default"], "{platform}\n{}", rendered(&mesh.compile()));
        }
    }
    // Nothing is known of a cluster that says where its Services are, or of one that is no peer.
    let stated = pods("\"10.43.0.0/16\"", other).more("b", "platform \"k3s\"\nservice-cidr \"10.201.0.0/16\"");
    assert!(stated.clone().codes().iter().all(|code| !code.contains("platform")), "{}", rendered(&stated.compile()));
    let apart = pods("\"10.43.0.0/16\"", other).more("b", "platform \"k3s\"").beside("peering { }");
    assert!(apart.codes().iter().all(|code| !code.contains("platform")), "{}", rendered(&apart.compile()));
    // Services have a family only where pods have it.
    let of_ipv4 =
        pods("\"10.201.0.0/16\" \"fd00:43::/112\"", "pod-cidr \"10.200.0.0/16\"").more("b", "platform \"k3s\"");
    assert!(of_ipv4.codes().iter().all(|code| !code.contains("platform")), "{}", rendered(&of_ipv4.compile()));
}

#[test]
fn blocks_of_one_pool_on_a_platforms_services_are_one_finding() {
    let outcome = mesh("1.18.3").blocks(20).many(4, balanced).beside("defaults { platform \"aks\"; }").compile();
    assert_eq!(codes(&outcome), ["pod-cidr-overlaps-platform-default"], "{}", rendered(&outcome));
    assert!(
        rendered(&outcome).contains("pod CIDRs of clusters `c1`, `c2` and 2 more overlap 10.0.0.0/16"),
        "{}",
        rendered(&outcome)
    );
}

#[test]
fn a_proposal_stays_in_what_is_not_masqueraded() {
    let cluster = |number| format!("pod-cidr \"10.255.0.0/16\"\n{}", balanced(number));
    let native = mesh("1.18.3").without_pool().says("routing \"native\" cidr=\"10.252.0.0/14\"").many(2, cluster);
    let help = native.compile().diagnostics.0[0].help.clone().unwrap();
    assert!(help.ends_with("10.252.0.0/16"), "{help}");
}

#[test]
fn a_network_that_routes_pods_is_narrowed_rather_than_left() {
    let cluster =
        |number| format!("pod-cidr \"10.{number}.0.0/16\"\nnode-cidr network=\"hcloud\"\n{}", balanced(number));
    let outcome = mesh("1.18.3").without_pool().beside("network \"hcloud\" \"10.0.0.0/8\"").many(2, cluster).compile();
    let help = outcome.diagnostics.0[0].help.clone().unwrap();
    assert!(help.starts_with("where `hcloud` routes pods too, give it only the ranges of its hosts; else "), "{help}");
}

#[test]
fn a_pool_of_the_operator_is_appended_to() {
    let mesh = |ipam: &str| {
        let first = format!("pod-cidr \"10.0.0.0/19\" \"10.0.128.0/19\"\nmax-nodes 80\n{ipam}\n{}", balanced(1));
        mesh("1.18.3")
            .without_pool()
            .cluster("a", &first)
            .cluster("b", &format!("pod-cidr \"10.1.0.0/16\"\n{}", balanced(2)))
    };
    let help = |mesh: &Mesh| mesh.compile().diagnostics.0[0].help.clone().unwrap();
    let pool = mesh("");
    assert_eq!(help(&pool), "append a range to `pod-cidr`, such as \"10.0.160.0/20\", with room for 16 nodes more");
    let appended = pool.with("\"10.0.128.0/19\"", "\"10.0.128.0/19\" \"10.0.160.0/20\"");
    assert!(appended.codes().is_empty(), "{}", rendered(&appended.compile()));
    assert!(help(&mesh("ipam \"kubernetes\"")).starts_with("use a /17"), "{}", help(&mesh("ipam \"kubernetes\"")));
}

#[test]
fn names_of_containers_are_known_under_kind() {
    let cluster =
        |name: &str, platform: &str| format!("{platform}\napiserver \"LoadBalancer\" {{ address \"{name}\"; }}");
    let kind = "platform \"kind\"";
    let found = |names: [&str; 2], platforms: [&str; 2]| {
        let mesh = mesh("1.18.3")
            .cluster("a", &cluster(names[0], platforms[0]))
            .cluster("b", &cluster(names[1], platforms[1]));
        let outcome = mesh.compile();
        let found: Vec<_> = outcome.diagnostics.0.iter().map(|found| (found.rule.name, found.severity)).collect();
        found
    };
    let (warning, error) = (Severity::Warning, Severity::Error);
    for name in ["dev0-control-plane", "dev0-control-plane.kind", "host.docker.internal"] {
        assert_eq!(found([name, "b.example.com"], [kind, kind]), [("unresolvable-endpoint", warning)], "{name}");
        assert_eq!(found([name, "b.example.com"], [kind, ""]), [("unresolvable-endpoint", warning)], "{name}");
        assert_eq!(found([name, "b.example.com"], [kind, "platform \"talos\""]), [("unresolvable-endpoint", error)]);
    }
    assert_eq!(found(["dev0-control-plane", "b.example.com"], ["", kind]), [("unresolvable-endpoint", error)]);
    assert_eq!(found(["mesh.kube-system.svc", "b.example.com"], [kind, kind]), [("unresolvable-endpoint", error)]);
    let one = found(["dev-control-plane", "dev-control-plane"], [kind, kind]);
    assert!(one.contains(&("duplicate-endpoint", error)), "{one:?}");
}

#[test]
fn rke2_brings_cilium_unless_it_was_told_not_to() {
    let rke2 = mesh("1.18.3").many(2, balanced).beside("defaults { platform \"rke2\"; }");
    assert_eq!(rke2.codes(), ["platform-brings-cilium"]);
    let own = mesh("1.18.3")
        .many(2, balanced)
        .beside("defaults { platform \"rke2\"; allow \"platform-brings-cilium\" reason=\"cni: none\"; }");
    assert!(own.codes().is_empty(), "{}", rendered(&own.compile()));
    assert!(mesh("1.18.3").many(2, balanced).beside("defaults { platform \"k3s\"; }").codes().is_empty());
}
