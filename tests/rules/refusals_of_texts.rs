//! Single settings that agents and charts refuse, each beside one that they take.

use crate::common::codes;
use crate::common::mesh::mesh;

const NONE: [&str; 0] = [];
const AGENT: [&str; 1] = ["agent-does-not-start"];
const CHART: [&str; 1] = ["chart-does-not-render"];

/// What is found in a mesh of a release with these nodes in both clusters.
fn found(release: &str, nodes: &str) -> Vec<&'static str> {
    let own = |number: usize| format!("{nodes}; apiserver \"LoadBalancer\" {{ ip \"192.0.2.{number}\"; }}");
    codes(&mesh(release).clusters([own(1), own(2)]).compile())
}

/// The charts up to 1.18 have an interface by default, those after it none.
#[test]
fn announcements_of_pods_have_the_interface_of_the_chart() {
    let on = "values { l2podAnnouncements { enabled #true; }; }";
    for release in ["1.14.19", "1.15.19", "1.16.19", "1.17.8", "1.18.3"] {
        assert_eq!(found(release, on), NONE, "{release}");
    }
    assert_eq!(found("1.19.6", on), AGENT);
    assert_eq!(found("1.20.2", on), AGENT);
    let with =
        |name: &str, text: &str| format!("values {{ l2podAnnouncements {{ enabled #true; {name} \"{text}\"; }}; }}");
    assert_eq!(found("1.17.8", &with("interface", "")), AGENT);
    assert_eq!(found("1.18.3", &with("interface", "eth1")), NONE);
    assert_eq!(found("1.20.2", &with("interfacePattern", "^eth")), NONE);
}

/// `cilium-agent/daemonset.yaml` of 1.14 compares a boolean with a text.
#[test]
fn nothing_waits_for_a_replaced_kube_proxy() {
    let nodes = |replaced: bool| format!("kube-proxy-replacement #{replaced}; values {{ waitForKubeProxy #true; }}");
    assert_eq!(found("1.14.19", &nodes(true)), CHART);
    assert_eq!(found("1.14.19", &nodes(false)), NONE);
    assert_eq!(found("1.15.19", &nodes(true)), NONE);
}

/// `Validate` in `pkg/option/config.go`, `initEnv` in `daemon/cmd/daemon_main.go`, `pkg/labelsfilter`.
#[test]
fn agents_refuse_texts_and_numbers() {
    let ndp = "enable-ipv6-ndp #true";
    for (release, nodes, is_fine) in [
        ("1.14.19", format!("config {{ {ndp}; }}"), false),
        ("1.18.6", format!("config {{ {ndp}; }}"), false),
        ("1.20.2", "values { extraConfig { enable-ipv6-ndp \"true\"; }; }".to_string(), false),
        ("1.18.6", "values { MTU -1; }".to_string(), false),
        ("1.18.6", "values { MTU 1400; }".to_string(), true),
        ("1.20.2", "values { MTU -1; }".to_string(), true),
        ("1.20.2", "config { route-metric -5; }".to_string(), false),
        ("1.20.2", "config { route-metric 5; }".to_string(), true),
        ("1.18.6", "config { allow-localhost \"never\"; }".to_string(), false),
        ("1.18.6", "config { allow-localhost \"Always\"; }".to_string(), true),
        ("1.18.6", "values { labels \"k8s:(app\"; }".to_string(), false),
        ("1.18.6", "values { labels \"k8s:*\"; }".to_string(), false),
        ("1.18.6", "values { labels \"k8s:app k8s:!io\\\\.kubernetes\"; }".to_string(), true),
    ] {
        assert_eq!(found(release, &nodes), if is_fine { &NONE[..] } else { &AGENT }, "{release} {nodes}");
    }
}

/// The builtin DaemonSet hands each key to the agent by its name.
#[test]
fn the_builtin_base_reads_the_keys_that_it_names() {
    let found = |key: &str| {
        let own = |number: usize| {
            let endpoint = format!("etcd {{ endpoint \"https://etcd{number}.example.com:2379\"; }}");
            format!("config {{ {key}; }}; {endpoint}")
        };
        codes(&mesh("1.4.2").clusters([own(1), own(2)]).compile())
    };
    assert_eq!(found("enable-ipv4-masquarade \"false\""), ["unknown-config-key"]);
    assert_eq!(found("monitor-agregation-level \"medium\""), ["unknown-config-key"]);
    assert_eq!(found("monitor-aggregation-level \"medium\""), NONE);
    assert_eq!(found("debug #true"), NONE);
}
