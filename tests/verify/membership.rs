//! Which clusters and nodes a listing shows, and which it must show.

use super::held::{ARTICLE, article, finds, held, held_against, labelled, text};
use meshc::verify::Seen;

#[test]
fn names_of_clusters_may_hold_dots() {
    let mesh = ARTICLE.replace("cluster \"cluster2\"", "cluster \"cluster2.k8s.example.com\"");
    let report = held_against(&mesh, &article().replace("cluster2/", "cluster2.k8s.example.com/"));
    assert_eq!((report.seen.unwrap().clusters, text(&report)), (2, String::new()));
}

#[test]
fn a_cluster_that_nobody_sees() {
    finds(
        "cluster1/a 10.0.0.1 100.64.128.0/24",
        "
mesh:9:9 unlisted-cluster: the listing shows no node of `cluster2`
  in the cluster that printed the listing, check that the Secret `cilium-clustermesh` is in the namespace `kube-system`, that the name of its entry is exactly the cluster's, that `cluster-id` is not 0, and that the agents were restarted since
",
    );
    let report = held("Name IPv4 Address Endpoint CIDR\n");
    assert_eq!(report.seen, Some(Seen { nodes: 0, clusters: 0 }));
    assert!(text(&report).contains("the listing shows no node of `cluster1` and `cluster2`\n"));
    assert_eq!(labelled(&report, &report.found.0[0]), ["\"cluster1\"", "\"cluster2\""]);
}

/// A star: `a` connects to all others, and they to it alone.
const STAR: &str = r#"
mesh "m" { cilium "1.18.3"; address-pool "10.0.0.0/8" prefix=16; }
cluster "a" id=1 { apiserver "LoadBalancer" { ip "192.0.2.1"; }; }
cluster "b" id=2 { apiserver "LoadBalancer" { ip "192.0.2.2"; }; }
cluster "c" id=3 { apiserver "LoadBalancer" { ip "192.0.2.3"; }; }
peering { link "a" "b"; link "a" "c"; }
"#;

#[test]
fn an_agent_sees_its_own_cluster_and_its_peers_only() {
    let table = |rows: &str| format!("Name IPv4 Address Endpoint CIDR\n{rows}");
    let of_b = "a/n 172.16.0.1 10.0.1.0/24\nb/n 172.16.0.2 10.1.1.0/23\n";
    let found = |rows: &str| text(&held_against(STAR, &table(rows)));
    assert_eq!(found(of_b), "", "`b` has no link with `c`, and masks may differ in these releases");
    assert_eq!(found(&format!("{of_b}c/n 172.16.0.3 10.2.1.0/24\n")), "", "what `a` sees");
    assert!(found("b/n 172.16.0.2 10.1.1.0/24\n").contains("the listing shows no node of `a`\n"));
    assert!(found("b/n 172.16.0.2 10.1.1.0/24\nc/n 172.16.0.3 10.2.1.0/24\n").contains("no node of `a`"));
}

#[test]
fn nodes_of_a_cluster_that_the_mesh_does_not_know() {
    finds(
        "
cluster1/a 10.0.0.1 100.64.128.0/24
cluster2/a 10.0.0.2 100.65.128.0/24
old/a 10.0.0.3 10.9.1.0/24
old/b 10.0.0.4 10.9.2.0/24
",
        "
nodes:4:1 unexpected-cluster: the mesh has no cluster `old`, but 2 nodes of it are listed: `a` and `b`
  add it to the mesh file, or remove its entry from the Secret `cilium-clustermesh`
",
    );
    for name in ["clutser2", "kops-two"] {
        let report = held(&article().replace("cluster2/", &format!("{name}/")));
        let unknown = &report.found.0[0];
        let names = "6 nodes of it are listed: `ip-10-0-53-161`, `ip-10-0-53-209` and 4 more";
        assert_eq!(unknown.message, format!("the mesh has no cluster `{name}`, but {names}"));
        let help = "did you mean `cluster2`? `cluster-name` must be the name in the mesh file";
        assert_eq!(unknown.help.as_deref(), Some(help), "by its name or by its addresses");
        // The cluster that they are likely of is not missed beside that.
        assert_eq!((report.found.0.len(), labelled(&report, unknown).len()), (1, 4));
    }
}

#[test]
fn nodes_without_a_cluster_before_the_name() {
    finds(
        "
cluster1/a 10.0.0.1 100.64.128.0/24
cluster2/a 10.0.0.2 100.65.128.0/24
b 10.0.0.3 100.65.129.0/24
c 10.0.0.4 100.65.130.0/24
d 10.0.0.5 192.168.0.0/24
",
        "
nodes:4:1 node-without-cluster: 2 nodes are listed without a cluster: `b` and `c`
  set `cluster-name` in `cilium-config` to `cluster2`, whose addresses they have, and restart the agents: without it a cluster is `default`, which is not printed
nodes:6:1 node-without-cluster: a node is listed without a cluster: `d`
  set `cluster-name` in `cilium-config` and restart the agents: without it a cluster is `default`, which is not printed
",
    );
}

#[test]
fn a_cluster_whose_address_is_not_known_yet_is_not_missed() {
    let pending = STAR.replace("ip \"192.0.2.3\"", "pending #true");
    let rows = "Name IPv4 Address Endpoint CIDR\na/n 172.16.0.1 10.0.1.0/24\n";
    let of_b = "b/n 172.16.0.2 10.1.1.0/24\n";
    for mesh in [pending.clone(), pending.replace("peering { link \"a\" \"b\"; link \"a\" \"c\"; }", "")] {
        assert_eq!(text(&held_against(&mesh, &format!("{rows}{of_b}"))), "", "{mesh}");
        let report = text(&held_against(&mesh, rows));
        assert!(report.contains("the listing shows no node of `b`\n"), "{report}");
        assert_eq!(text(&held_against(&mesh, &format!("{rows}{of_b}c/n 172.16.0.3 10.2.1.0/24\n"))), "");
    }
}
