//! Pod ranges and addresses of nodes: outside of their cluster's, unequal, or given twice.

use super::held::{finds, held, labelled, text};

const FIVE: [&str; 5] = ["a", "b", "c", "d", "e"];

#[test]
fn pod_ranges_outside_the_pod_cidr() {
    finds(
        "
cluster1/a 10.0.0.1 100.64.128.0/24
cluster1/b 10.0.0.2 100.65.129.0/24
cluster1/c 10.0.0.7 10.7.0.0/16
cluster1/d 10.0.0.8 10.8.0.0/16
cluster1/e 10.0.0.9 192.168.0.0/24
cluster2/a 10.0.0.10 100.65.128.0/24
",
        "
nodes:3:21 pod-range-outside-pod-cidr: a pod range of `cluster1` is in the pod CIDR of `cluster2` instead of its own, 100.64.128.0/17: `b` (100.65.129.0/24)
  check `--cluster-cidr` of the kube-controller-manager (or the operator's pool) of `cluster1`, and `cluster-name` on these nodes
nodes:4:21 pod-range-outside-pod-cidr: 2 pod ranges of `cluster1` are outside its pod CIDR 100.64.128.0/17: `c` (10.7.0.0/16) and `d` (10.8.0.0/16)
  check that Kubernetes has a podCIDR left for every node: an agent without one makes up 10.<last octet of the node's address>.0.0/16
nodes:6:21 pod-range-outside-pod-cidr: a pod range of `cluster1` is outside its pod CIDR 100.64.128.0/17: `e` (192.168.0.0/24)
  make `cluster1` allocate from 100.64.128.0/17 (`--cluster-cidr`, or the operator's pool), or correct `pod-cidr` in the mesh file
",
    );
}

#[test]
fn masks_of_unequal_length() {
    let rows = "
cluster1/a 10.0.0.1 100.64.128.0/25
cluster1/b 10.0.0.2 100.64.129.0/24
cluster2/a 10.0.0.3 100.65.128.0/24
cluster2/b 10.0.0.4 100.65.130.0/23
cluster2/c 10.0.0.5 10.5.0.0/16
";
    let listing = format!("Name IPv4 Address Endpoint CIDR{rows}");
    let report = held(&listing);
    assert!(
        text(&report).ends_with(
            "\
nodes:2:21 mixed-pod-range-masks: not all pod ranges are /24: `cluster1/a` (100.64.128.0/25) and `cluster2/b` (100.65.130.0/23)
  give the nodes of all clusters the same mask (`--node-cidr-mask-size`): agents look up tunnels by their own node's mask and miss the others
"
        ),
        "{}",
        text(&report)
    );
}

#[test]
fn node_addresses_outside_the_node_cidr() {
    let rows: Vec<String> =
        FIVE.iter().zip(1..).map(|(name, n)| format!("cluster2/{name} 10.9.0.{n} 100.65.{}.0/24", 128 + n)).collect();
    finds(
        &format!("cluster1/a 10.0.0.1 100.64.128.0/24\n{}", rows.join("\n")),
        "
nodes:3:12 node-address-outside-node-cidr: 5 node addresses of `cluster2` are outside its node CIDR 10.0.0.0/16: `a` (10.9.0.1), `b` (10.9.0.2) and 3 more
  add the nodes' network to `node-cidr` of `cluster2`, or check which interface Cilium uses
",
    );
}

#[test]
fn what_two_nodes_share() {
    finds(
        "
cluster1/a 10.0.0.1 100.64.128.0/24
cluster1/b 10.0.0.2 100.64.128.0/24
cluster1/c 10.0.0.3 100.64.129.0/24
cluster1/d 10.0.0.4 100.64.129.0/24
cluster2/a 10.0.0.1 100.65.128.0/24
",
        "
nodes:3:21 shared-pod-range: 2 pod ranges belong to more than one node: 100.64.128.0/24 (`cluster1/a` and `cluster1/b`) and 100.64.129.0/24 (`cluster1/c` and `cluster1/d`)
  remove the node that is gone, or recreate the newer one, so that it gets its own range
nodes:6:12 shared-node-address: a node address belongs to more than one node: 10.0.0.1 (`cluster1/a` and `cluster2/a`)
  remove the node that is gone, or give the clusters networks that do not overlap: a mesh reaches every node by its address
",
    );
    let report = held("x/a 10.0.0.1 10.4.0.0/23\ny/b 10.0.0.2 10.4.1.0/24\n");
    let shared = report.found.0.last().unwrap();
    let message = "a pod range belongs to more than one node: 10.4.0.0/23 (`x/a` and `y/b` with 10.4.1.0/24)";
    assert_eq!((labelled(&report, shared), shared.message.as_str()), (vec!["10.4.1.0/24", "10.4.0.0/23"], message));
}
