//! Listings of CiliumNodes, as kubectl prints them.

use super::held::{ARTICLE, held, held_against, objects, text};
use meshc::verify::Seen;

#[test]
fn objects_belong_to_the_cluster_that_holds_their_ranges() {
    let one = objects(&[("a", "10.0.0.1", "100.64.128.0/24"), ("b", "10.0.0.2", "100.64.129.0/24")]);
    let two = objects(&[("a", "10.0.0.3", "100.65.128.0/24")]);
    let report = held(&format!("$ kubectl get ciliumnodes -o json\n{one}"));
    let seen = |nodes, clusters| (Some(Seen { nodes, clusters }), String::new());
    assert_eq!((report.seen, text(&report)), seen(2, 1), "kubectl lists one cluster");
    let report = held(&format!("{one}\n{two}"));
    assert_eq!((report.seen, text(&report)), seen(3, 2));

    let yaml = "
apiVersion: v1
kind: List
items:
- apiVersion: cilium.io/v2
  kind: CiliumNode
  metadata:
    name: a
  spec:
    addresses:
    - ip: 10.9.0.1
      type: InternalIP
    - ip: 10.0.0.1
      type: InternalIP
    ipam:
      podCIDRs:
      - 100.65.128.0/24
---
kind: CiliumNode
metadata: {name: b}
spec: {ipam: {podCIDRs: [10.4.4.0/24]}}
";
    assert_eq!(
        text(&held(yaml)),
        "\
nodes:21:26 pod-range-outside-pod-cidr: a pod range of `cluster2` is outside its pod CIDR 100.65.128.0/17: `b` (10.4.4.0/24)
  make `cluster2` allocate from 100.65.128.0/17 (`--cluster-cidr`, or the operator's pool), or correct `pod-cidr` in the mesh file
nodes:11:11 node-address-outside-node-cidr: a node address of `cluster2` is outside its node CIDR 10.0.0.0/16: `a` (10.9.0.1)
  add the nodes' network to `node-cidr` of `cluster2`, or check which interface Cilium uses
",
        "the strays of one cluster's list are its own"
    );
}

#[test]
fn objects_may_name_their_cluster() {
    let nodes = objects(&[("cluster1/a", "10.0.0.1", "100.64.128.0/24"), ("clusterx/b", "10.0.0.2", "10.4.4.0/24")]);
    assert_eq!(
        text(&held(&nodes)),
        "\
nodes:33:17 unexpected-cluster: the mesh has no cluster `clusterx`, but a node of it is listed: `b`
  did you mean `cluster2`? `cluster-name` must be the name in the mesh file
"
    );
}

#[test]
fn objects_of_several_clusters() {
    let third =
        "cluster \"cluster3\" id=3 { kops \"c3.example.com\"; etcd { endpoint \"https://c3.example.com:4001\"; }; }";
    let mesh = format!("{ARTICLE}{third}");
    let nodes = objects(&[
        ("a", "10.0.0.1", "100.64.128.0/24"),
        ("b", "10.0.0.2", "100.65.128.0/24"),
        ("c", "10.0.0.3", "10.4.4.0/24"),
    ]);
    assert_eq!(
        text(&held_against(&mesh, &nodes)),
        "\
mesh:13:9 unlisted-cluster: the listing shows no node of `cluster3`
  kubectl lists the nodes of one cluster: add the list from that cluster's context
nodes:72:13 unowned-pod-range: a pod range is in no cluster's pod CIDR: `c` (10.4.4.0/24)
  add the cluster to the mesh file, or correct its `pod-cidr`
"
    );
}
