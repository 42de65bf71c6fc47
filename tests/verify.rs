//! What `meshc verify` finds in the listings that people have.

use meshc::diagnostic::{Diagnostic, Diagnostics, Label};
use meshc::source::Sources;
use meshc::verify::{Seen, verify};
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

/// What is seen in a listing, and found in it.
struct Report {
    seen: Option<Seen>,
    sources: Sources,
    found: Diagnostics,
}

/// What a listing shows of a mesh.
fn held_against(kdl: &str, listing: &str) -> Report {
    let mut outcome = meshc::compile(&Memory::default().with("mesh.kdl", kdl), "mesh.kdl", &meshc::Options::default());
    let compiled = outcome.compiled.unwrap_or_else(|| panic!("{:?}", outcome.diagnostics));
    let file = outcome.sources.add("nodes", listing);
    let mut found = Diagnostics::default();
    let seen = verify(compiled.checked.mesh(), &outcome.sources, file, &mut found);
    Report { seen, sources: outcome.sources, found }
}

fn held(listing: &str) -> Report {
    held_against(ARTICLE, listing)
}

fn article() -> String {
    std::fs::read_to_string("fixtures/article/nodes.txt").unwrap()
}

/// The findings as lines with their places, helps indented below.
fn text(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.found.0 {
        let span = finding.primary().unwrap().span;
        let source = report.sources.get(span.file).unwrap();
        let (line, column) = source.position(span.start);
        let place = format!("{}:{line}:{column}", source.name.trim_end_matches(".kdl"));
        out += &format!("{place} {}: {}\n", finding.rule.name, finding.message);
        out += &finding.help.as_ref().map_or(String::new(), |help| format!("  {help}\n"));
    }
    out
}

/// The texts that the labels of a finding show.
fn labelled<'r>(report: &'r Report, finding: &Diagnostic) -> Vec<&'r str> {
    let text = |label: &Label| {
        report.sources.get(label.span.file).unwrap().text.get(label.span.start..label.span.end).unwrap()
    };
    finding.labels.iter().map(text).collect()
}

/// What is found in rows of a table that has no other fault.
#[track_caller]
fn finds(rows: &str, wanted: &str) {
    let listing = format!("Name   IPv4 Address   Endpoint CIDR\n{}", rows.trim_start());
    assert_eq!(text(&held(&listing)), wanted.trim_start());
}

/// Where a listing cannot be read: the line, the text there, and why.
#[track_caller]
fn refuses(listing: &str, wanted: (usize, &str, &str)) {
    let report = held(listing);
    let finding = &report.found.0[0];
    let span = finding.labels[0].span;
    let line = report.sources.get(span.file).unwrap().position(span.start).0;
    assert_eq!((report.seen, finding.rule.name), (None, "invalid-listing"));
    assert_eq!((line, labelled(&report, finding)[0], finding.message.as_str()), wanted);
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
    let report = held(&article());
    assert_eq!((report.seen, text(&report)), (Some(Seen { nodes: 12, clusters: 2 }), String::new()));
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
        let report = held(&listing);
        let wanted = (Some(Seen { nodes: 12, clusters: 2 }), String::new());
        assert_eq!((report.seen, text(&report)), wanted, "{listing}");
    }
}

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
  where this was listed, check that the Secret `cilium-clustermesh` is in the namespace `kube-system`, that the name of its entry is exactly the cluster's, that `cluster-id` is not 0, and that the agents were restarted since
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
nodes:4:1 node-without-cluster: 2 nodes have no cluster before the name: `b` and `c`
  set `cluster-name` in `cilium-config` to `cluster2`, whose addresses they have, and restart the agents: without it a cluster is `default`, which is not printed
nodes:6:1 node-without-cluster: a node has no cluster before the name: `d`
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
nodes:3:21 pod-range-outside-pod-cidr: a pod range of `cluster1` is in the pod CIDR of `cluster2` instead of its own, 100.64.128.0/17: `b` (100.65.129.0/24)
  check `--cluster-cidr` of the kube-controller-manager (or the operator's pool) of `cluster1`, and `cluster-name` on these nodes
nodes:4:21 pod-range-outside-pod-cidr: 2 pod ranges of `cluster1` are outside its pod CIDR 100.64.128.0/17: `c` (10.7.0.0/16) and `d` (10.8.0.0/16)
  check that Kubernetes has a podCIDR left for every node: an agent without one makes up 10.<last octet of the node's address>.0.0/16
nodes:6:21 pod-range-outside-pod-cidr: a pod range of `cluster1` is outside its pod CIDR 100.64.128.0/17: `e` (192.168.0.0/24)
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
    let report = held(&listing);
    assert!(
        text(&report).ends_with(
            "\
nodes:2:21 mixed-pod-range-masks: 2 pod ranges are /24, but 2 are not: `cluster1/a` (100.64.128.0/25) and `cluster2/b` (100.65.130.0/23)
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
nodes:3:21 shared-pod-range: 2 pod ranges are given to more than one node: 100.64.128.0/24 (`cluster1/a` and `cluster1/b`) and 100.64.129.0/24 (`cluster1/c` and `cluster1/d`)
  remove the node that is gone, or recreate the newer one, so that it gets a range of its own
nodes:6:12 shared-node-address: a node address is given to more than one node: 10.0.0.1 (`cluster1/a` and `cluster2/a`)
  remove the node that is gone, or give the clusters networks that do not overlap: a mesh reaches every node by its address
",
    );
    let report = held("x/a 10.0.0.1 10.4.0.0/23\ny/b 10.0.0.2 10.4.1.0/24\n");
    let shared = report.found.0.last().unwrap();
    let message = "a pod range is given to more than one node: 10.4.0.0/23 (`x/a` and `y/b` with 10.4.1.0/24)";
    assert_eq!((labelled(&report, shared), shared.message.as_str()), (vec!["10.4.1.0/24", "10.4.0.0/23"], message));
}

#[test]
fn what_cannot_be_read_is_refused_at_its_place() {
    refuses("\n \n", (1, "", "the listing is empty"));
    refuses("\nhello world\n", (2, "hello world", "this row has no address and no pod range"));
    refuses(
        "NAME   CILIUMINTERNALIP   INTERNALIP\na 10.0.0.1 10.0.0.2\n",
        (1, "NAME   CILIUMINTERNALIP   INTERNALIP", "this table of kubectl has no pod ranges: add `-o json`"),
    );
    for (bad, place, reason) in [
        ("cluster1/b 10.0.0 100.64.1.0/24", "10.0.0", "`10.0.0` is neither an address nor a pod range here"),
        ("cluster1/b 10.0.0.1 100.1.0/33", "100.1.0/33", "`100.1.0/33` is neither an address nor a pod range here"),
        ("b 10.0.0.1 local 10.4.1.0/24", "10.4.1.0/24", "`10.4.1.0/24` is neither an address nor a pod range here"),
        ("b 10.0.0.1 10.0.0.2", "", "this row has two addresses or two pod ranges of one family"),
        ("10.0.0.1 100.64.1.0/24", "10.0.0.1", "`10.0.0.1` is not the name of a node"),
        ("cluster1/ 10.0.0.1", "cluster1/", "`cluster1/` is not the name of a node"),
        ("cluster1/b", "", "this row has no address and no pod range"),
    ] {
        let listing = format!("Name IPv4 Address Endpoint CIDR\ncluster1/a 10.0.0.1 100.64.128.0/24\n{bad}\n");
        refuses(&listing, (3, if place.is_empty() { bad } else { place }, reason));
    }
    refuses("{\n  \"items\": [\n", (3, "", "the listing is not JSON: EOF while parsing a list"));
    refuses("[{\"name\": \"a\"}]", (1, "[{\"name\": \"a\"", "the listing is not a list of Kubernetes objects"));
    let nodes = objects(&[("a", "10.0.0.1", "100.64.128.0/24"), ("b", "10.0.0.2", "100.64.129.0")]);
    let line = nodes.lines().position(|line| line.contains("100.64.129.0")).unwrap() + 1;
    refuses(&nodes, (line, "\"100.64.129.0\"", "a pod range of node `b` is not a CIDR"));
    let first = objects(&[("a", "10.0.0.1", "100.64.128.0/24")]);
    let line = first.lines().count() + line;
    let both = format!("\u{feff}{first}\n{nodes}");
    refuses(&both, (line, "\"100.64.129.0\"", "a pod range of node `b` is not a CIDR"));
    refuses(
        "kind: List\nitems:\n- kind: Node\n  metadata:\n    name: a\n",
        (3, "Node", "this object is a Node, not a CiliumNode"),
    );
    assert!(held("hello").found.0[0].help.as_ref().unwrap().starts_with("give the table of `cilium node list`"));
}

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
  let `cluster2` allocate from 100.65.128.0/17 (`--cluster-cidr`, or the operator's pool), or correct `pod-cidr` in the mesh file
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

proptest! {
    #[test]
    fn no_text_breaks_it(text in "(?s)([a-z0-9./:<>{}\\[\\]\" \\t\\n\\x1b-]{0,80}|.{0,40})") {
        let report = held(&text);
        prop_assert!(report.seen.is_none_or(|seen| seen.clusters <= 2));
        let _ = meshc::report::human(&report.found, &report.sources, &meshc::report::Style::default(), 50);
    }
}
