//! What `meshc verify` finds in the listings that people have.

use meshc::Compiled;
use meshc::verify::{ListingError, Report, verify};
use meshc::world::Memory;
use proptest::prelude::*;

const ARTICLE: &str = r#"
mesh "sportradar" { cilium "1.2.2"; address-pool "100.64.0.0/10" prefix=16; }
network "shared-vpc" "10.0.0.0/16"
defaults { node-cidr network="shared-vpc"; }
cluster "cluster1" id=1 {
    kops "cluster1.k8s.example.com"
    etcd { endpoint "https://etcd.cluster1.example.com:4001"; }
}
cluster "cluster2" id=2 {
    kops "cluster2.k8s.example.com"
    etcd { endpoint "https://etcd.cluster2.example.com:4001"; }
}
"#;

const FIVE: [&str; 5] = ["a", "b", "c", "d", "e"];

fn checked(kdl: &str) -> Compiled {
    let outcome = meshc::compile(&Memory::default().with("mesh.kdl", kdl), "mesh.kdl", &meshc::Options::default());
    outcome.compiled.unwrap_or_else(|| panic!("{:?}", outcome.diagnostics))
}

fn held(listing: &str) -> Result<Report, ListingError> {
    verify(checked(ARTICLE).checked.mesh(), listing)
}

fn article() -> String {
    std::fs::read_to_string("fixtures/article/nodes.txt").unwrap()
}

/// The findings as lines, helps indented below.
fn text(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let line = finding.line.map_or(String::new(), |line| format!("{line}: "));
        out += &format!("{line}{}\n", finding.message);
        out += &finding.help.as_ref().map_or(String::new(), |help| format!("  {help}\n"));
    }
    out
}

/// What is found in rows of a table that has no other fault.
#[track_caller]
fn finds(rows: &str, wanted: &str) {
    let listing = format!("Name   IPv4 Address   Endpoint CIDR\n{}", rows.trim_start());
    assert_eq!(text(&held(&listing).unwrap()), wanted.trim_start());
}

#[track_caller]
fn refuses(listing: &str, wanted: &str) {
    assert_eq!(held(listing).unwrap_err().to_string(), wanted);
}

fn objects(nodes: &[(&str, &str, &str)]) -> String {
    let items = nodes.iter().map(|(name, address, range)| {
        serde_json::json!({
            "apiVersion": "cilium.io/v2", "kind": "CiliumNode", "metadata": { "name": name },
            "spec": {
                "addresses": [
                    { "type": "CiliumInternalIP", "ip": "100.64.128.7" }, { "type": "InternalIP", "ip": address },
                ],
                "ipam": { "podCIDRs": [range] },
            },
        })
    });
    let list = serde_json::json!({ "apiVersion": "v1", "kind": "List", "items": items.collect::<Vec<_>>() });
    serde_json::to_string_pretty(&list).unwrap()
}

#[test]
fn the_listing_of_the_article_agrees_with_its_mesh() {
    assert_eq!(held(&article()).unwrap(), Report { nodes: 12, clusters: 2, findings: Vec::new() });
}

#[test]
fn listings_are_read_however_they_were_copied() {
    let rows = article();
    let later: Vec<String> = rows
        .lines()
        .skip(1)
        .zip(1..)
        .map(|(row, n)| format!("{}\tf00d::a0a:{n}:0:1\tf00d::a0a:{n}:0:0/112\tlocal\n", row.replace(' ', "\t")))
        .collect();
    let header = "Name\tIPv4 Address\tEndpoint CIDR\tIPv6 Address\tEndpoint CIDR\tSource\n";
    let later = format!("{header}{}", later.concat());
    for listing in [
        rows.replace('\n', "\r\n"),
        format!("\u{feff}\n\n{rows}\n\n"),
        rows.lines().skip(1).collect::<Vec<_>>().join("\n"),
        format!("$ kubectl -n kube-system exec -ti cilium-12345 cilium node list\n{rows}$ "),
        format!(
            "me@host:~$ kubectl exec ds/cilium -- cilium-dbg node list\nDefaulted container \"x\" out of: x, y\n{rows}"
        ),
        rows.replace("cluster1/", "\u{1b}[1;32mcluster1\u{1b}[0m/"),
        format!("{rows}{rows}"),
        later.replace("\tlocal", "\t(localhost) custom-resource"),
        later.replace("f00d::a0a:1:0:1\tf00d::a0a:1:0:0/112", "<nil>\t"),
        later,
    ] {
        let report = held(&listing).unwrap_or_else(|error| panic!("{error}\n{listing}"));
        assert_eq!((report.nodes, report.clusters, text(&report)), (12, 2, String::new()), "{listing}");
    }
}

#[test]
fn names_of_clusters_may_hold_dots() {
    let mesh = ARTICLE.replace("cluster \"cluster2\"", "cluster \"cluster2.k8s.example.com\"");
    let outcome =
        meshc::compile(&Memory::default().with("mesh.kdl", mesh.as_str()), "mesh.kdl", &meshc::Options::default());
    let mesh = outcome.mesh().unwrap();
    let report = verify(mesh, &article().replace("cluster2/", "cluster2.k8s.example.com/")).unwrap();
    assert_eq!((report.clusters, text(&report)), (2, String::new()));
}

#[test]
fn a_cluster_that_nobody_sees() {
    finds(
        "cluster1/a 10.0.0.1 100.64.128.0/24",
        "
the listing shows no node of `cluster2`
  where this was listed, check that the Secret `cilium-clustermesh` stands in the namespace `kube-system`, that the name of its entry is exactly the cluster's, that `cluster-id` is not 0, and that the agents were restarted since
",
    );
    let report = held("Name IPv4 Address Endpoint CIDR\n").unwrap();
    assert_eq!((report.nodes, report.clusters), (0, 0));
    assert!(text(&report).starts_with("the listing shows no node of `cluster1` and `cluster2`\n"));
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
    let found = |rows: &str| text(&verify(checked(STAR).checked.mesh(), &table(rows)).unwrap());
    assert_eq!(found(of_b), "", "`b` has no link with `c`, and masks may differ in these releases");
    assert_eq!(found(&format!("{of_b}c/n 172.16.0.3 10.2.1.0/24\n")), "", "what `a` sees");
    assert!(found("b/n 172.16.0.2 10.1.1.0/24\n").starts_with("the listing shows no node of `a`\n"));
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
4: `old` is no cluster of the mesh, but 2 nodes of it are listed: `a` and `b`
  add it to the mesh file, or remove its entry from the Secret `cilium-clustermesh`
",
    );
    for name in ["clutser2", "kops-two"] {
        let report = held(&article().replace("cluster2/", &format!("{name}/"))).unwrap();
        let unknown = report.findings.get(1).unwrap();
        let names = "6 nodes of it are listed: `ip-10-0-53-161`, `ip-10-0-53-209`, `ip-10-0-54-229` and 3 more";
        assert_eq!(unknown.message, format!("`{name}` is no cluster of the mesh, but {names}"));
        let help = "did you mean `cluster2`? `cluster-name` must be the name in the mesh file";
        assert_eq!(unknown.help.as_deref(), Some(help), "by its name or by its addresses");
        assert_eq!((unknown.line, report.findings.len()), (Some(8), 2));
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
4: 2 nodes have no cluster before the name: `b` and `c`
  set `cluster-name` in `cilium-config` to `cluster2`, whose addresses they have, and restart the agents: without it a cluster is `default`, which is not printed
6: a node has no cluster before the name: `d`
  set `cluster-name` in `cilium-config` and restart the agents: without it a cluster is `default`, which is not printed
",
    );
}

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
3: a pod range of `cluster1` is in the pod CIDR of `cluster2` instead of its own, 100.64.128.0/17: `b` (100.65.129.0/24)
  check `--cluster-cidr` of the kube-controller-manager (or the operator's pool) of `cluster1`, and `cluster-name` on these nodes
4: 2 pod ranges of `cluster1` are outside its pod CIDR 100.64.128.0/17: `c` (10.7.0.0/16) and `d` (10.8.0.0/16)
  check that Kubernetes has a podCIDR left for every node: an agent without one makes up 10.<last octet of the node's address>.0.0/16
6: a pod range of `cluster1` is outside its pod CIDR 100.64.128.0/17: `e` (192.168.0.0/24)
  let `cluster1` allocate from 100.64.128.0/17 (`--cluster-cidr`, or the operator's pool), or correct `pod-cidr` in the mesh file
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
    let report = held(&listing).unwrap();
    assert!(
        text(&report).ends_with(
            "\
2: 2 pod ranges are /24, but 2 are not: `cluster1/a` (100.64.128.0/25) and `cluster2/b` (100.65.130.0/23)
  give the nodes of all clusters masks of one size (`--node-cidr-mask-size`): agents look up tunnels by their own node's mask and miss the others
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
3: 5 node addresses of `cluster2` are outside its node CIDR 10.0.0.0/16: `a` (10.9.0.1), `b` (10.9.0.2), `c` (10.9.0.3) and 2 more
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
3: 2 pod ranges are given to more than one node: 100.64.128.0/24 (`cluster1/a` and `cluster1/b`) and 100.64.129.0/24 (`cluster1/c` and `cluster1/d`)
  remove the node that is gone, or make the newer one anew, so that it gets a range of its own
6: a node address is given to more than one node: 10.0.0.1 (`cluster1/a` and `cluster2/a`)
  remove the node that is gone, or give the clusters networks that do not overlap: a mesh reaches every node by its address
",
    );
    let report = held("x/a 10.0.0.1 10.4.0.0/23\ny/b 10.0.0.2 10.4.1.0/24\n").unwrap();
    let shared = report.findings.last().unwrap();
    let message = "a pod range is given to more than one node: 10.4.0.0/23 (`x/a` and `y/b` with 10.4.1.0/24)";
    assert_eq!((shared.line, shared.message.as_str()), (Some(2), message));
}

#[test]
fn what_cannot_be_read_is_refused_with_its_line() {
    let forms =
        "the table of `cilium node list`, or CiliumNode objects as `kubectl get ciliumnodes -o json` prints them";
    let row = "expected `<cluster>/<node>`, then addresses and pod ranges";
    refuses("\n \n", &format!("line 1: nothing is listed here; expected {forms}"));
    refuses("\nhello world\n", &format!("line 2: this row has no address and no pod range; expected {forms}"));
    refuses(
        "NAME   CILIUMINTERNALIP   INTERNALIP   AGE\na 10.0.0.1 10.0.0.2 5d\n",
        &format!("line 1: this table of kubectl has no pod ranges: add `-o json`; expected {forms}"),
    );
    for (bad, reason) in [
        ("cluster1/b 10.0.0 100.64.1.0/24", "`10.0.0` is no address and no pod range here"),
        ("cluster1/b 10.0.0.1 100.64.1.0/33", "`100.64.1.0/33` is no address and no pod range here"),
        ("cluster1/b 10.0.0.1 local 100.64.1.0/24", "`100.64.1.0/24` is no address and no pod range here"),
        ("cluster1/b 10.0.0.1 10.0.0.2", "this row has two addresses or two pod ranges of one family"),
        ("10.0.0.1 100.64.1.0/24", "`10.0.0.1` is no name of a node"),
        ("cluster1/ 10.0.0.1", "`cluster1/` is no name of a node"),
        ("cluster1/b", "this row has no address and no pod range"),
    ] {
        let listing = format!("Name IPv4 Address Endpoint CIDR\ncluster1/a 10.0.0.1 100.64.128.0/24\n{bad}\n");
        refuses(&listing, &format!("line 3: {reason}; {row}"));
    }
    refuses("{\n  \"items\": [\n", &format!("line 3: this is no JSON, EOF while parsing a list; expected {forms}"));
    refuses("[{\"name\": \"a\"}]", &format!("line 1: this is no list of Kubernetes objects; expected {forms}"));
    let nodes = objects(&[("a", "10.0.0.1", "100.64.128.0/24"), ("b", "10.0.0.2", "100.64.129.0")]);
    let line = nodes.lines().position(|line| line.contains("100.64.129.0")).unwrap() + 1;
    refuses(&nodes, &format!("line {line}: a pod range of `b` is no CIDR"));
    let first = objects(&[("a", "10.0.0.1", "100.64.128.0/24")]);
    let line = first.lines().count() + line;
    refuses(&format!("{first}\n{nodes}"), &format!("line {line}: a pod range of `b` is no CIDR"));
    refuses(
        "kind: List\nitems:\n- kind: Node\n  metadata:\n    name: a\n",
        &format!("line 3: this is a Node, not a CiliumNode; expected {forms}"),
    );
}

#[test]
fn objects_belong_to_the_cluster_that_holds_their_ranges() {
    let one = objects(&[("a", "10.0.0.1", "100.64.128.0/24"), ("b", "10.0.0.2", "100.64.129.0/24")]);
    let two = objects(&[("a", "10.0.0.3", "100.65.128.0/24")]);
    let report = held(&format!("$ kubectl get ciliumnodes -o json\n{one}")).unwrap();
    assert_eq!((report.nodes, report.clusters, text(&report)), (2, 1, String::new()), "kubectl lists one cluster");
    let report = held(&format!("{one}\n{two}")).unwrap();
    assert_eq!((report.nodes, report.clusters, text(&report)), (3, 2, String::new()));

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
        text(&held(yaml).unwrap()),
        "\
a pod range of `cluster2` is outside its pod CIDR 100.65.128.0/17: `b` (10.4.4.0/24)
  let `cluster2` allocate from 100.65.128.0/17 (`--cluster-cidr`, or the operator's pool), or correct `pod-cidr` in the mesh file
a node address of `cluster2` is outside its node CIDR 10.0.0.0/16: `a` (10.9.0.1)
  add the nodes' network to `node-cidr` of `cluster2`, or check which interface Cilium uses
",
        "the strays of one cluster's list are its own"
    );
}

#[test]
fn objects_may_name_their_cluster() {
    let nodes = objects(&[("cluster1/a", "10.0.0.1", "100.64.128.0/24"), ("clusterx/b", "10.0.0.2", "10.4.4.0/24")]);
    assert_eq!(
        text(&held(&nodes).unwrap()),
        "\
`clusterx` is no cluster of the mesh, but a node of it is listed: `b`
  did you mean `cluster2`? `cluster-name` must be the name in the mesh file
"
    );
}

#[test]
fn objects_of_several_clusters() {
    let third =
        "cluster \"cluster3\" id=3 { kops \"c3.example.com\"; etcd { endpoint \"https://c3.example.com:4001\"; }; }";
    let checked = checked(&format!("{ARTICLE}{third}"));
    let nodes = objects(&[
        ("a", "10.0.0.1", "100.64.128.0/24"),
        ("b", "10.0.0.2", "100.65.128.0/24"),
        ("c", "10.0.0.3", "10.4.4.0/24"),
    ]);
    assert_eq!(
        text(&verify(checked.checked.mesh(), &nodes).unwrap()),
        "\
the listing shows no node of `cluster3`
  kubectl lists the nodes of one cluster: add the list from that cluster's context
a pod range is in no cluster's pod CIDR: `c` (10.4.4.0/24)
  add the cluster to the mesh file, or correct its `pod-cidr`
"
    );
}

proptest! {
    #[test]
    fn no_text_breaks_it(text in "(?s)([a-z0-9./:<>{}\\[\\]\" \\t\\n\\x1b-]{0,80}|.{0,40})") {
        if let Ok(report) = held(&text) {
            prop_assert!(report.clusters <= 2);
        }
    }
}
