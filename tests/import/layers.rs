//! Layers of Helm values to a mesh file.

use super::common::{clean, draft, draft_with, inline};
use meshc::import::{Choices, Gap, Keep};

const COMMON: &str = "\
kubeProxyReplacement: true
hubble: {relay: {enabled: true}, tls: {auto: {method: cronJob}}}
ipam: {mode: cluster-pool}
clustermesh:
  useAPIServer: true
  apiserver: {service: {type: LoadBalancer}, tls: {auto: {method: cronJob}}}
";
const OSLO: &str = "\
cluster: {name: oslo, id: 1}
ipam: {operator: {clusterPoolIPv4PodCIDRList: [10.1.0.0/16]}}
operator: {replicas: 1}
clustermesh: {config: {enabled: true, clusters: [{name: rome, ips: [192.0.2.2], port: 2379}]}}
";
const ROME: &str = "\
cluster: {name: rome, id: 2}
ipam: {operator: {clusterPoolIPv4PodCIDRList: [10.2.0.0/16]}}
clustermesh: {config: {enabled: true, clusters: [{name: oslo, address: mesh.oslo.example.com, port: 2380}]}}
";
const FILES: &[(&str, &str)] = &[("common.yaml", COMMON), ("oslo.yaml", OSLO), ("rome.yaml", ROME)];

#[test]
fn layers_become_nodes_defaults_and_what_is_left() {
    let draft = draft(FILES, &["oslo=common.yaml,oslo.yaml", "rome=common.yaml,rome.yaml"]);
    assert_eq!(
        clean(&draft),
        r#"mesh "mesh" {
    cilium "1.18.3"
    certificates "cron-job"
    restart "manual" // as now: nothing restarts agents by itself
}

defaults {
    kube-proxy-replacement #true
    values {
        hubble { relay { enabled #true } }
    }
}

cluster "oslo" id=1 {
    pod-cidr "10.1.0.0/16"
    apiserver "LoadBalancer" port=2380 {
        address "mesh.oslo.example.com"
    }
    values {
        operator { replicas 1 }
    }
}

cluster "rome" id=2 {
    pod-cidr "10.2.0.0/16"
    apiserver "LoadBalancer" {
        ip "192.0.2.2"
    }
}
"#
    );
    assert!(draft.gaps.is_empty() && draft.left_out.is_empty(), "{draft:?}");
}

#[test]
fn a_folder_has_what_its_clusters_have_in_common() {
    let files: Vec<(String, &str)> = FILES.iter().map(|(path, text)| (format!("clusters/{path}"), *text)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let one = draft(&files, &["clusters"]);
    let two = draft(FILES, &["oslo=common.yaml,oslo.yaml", "rome=common.yaml,rome.yaml"]);
    assert_eq!(one.text, two.text);
}

/// No file names a cluster: what is called as something common is that, and the others are clusters.
#[test]
fn what_is_called_common_is_below_files_that_are_called_otherwise() {
    let own = |id: u8| {
        format!(
            "k8sServiceHost: {id}.example.com\nipam: {{operator: {{clusterPoolIPv4PodCIDRList: [10.{id}.0.0/16]}}}}\n"
        )
    };
    let (fra, ams) = (own(1), own(2));
    let common = "operator: {replicas: 1}\n";
    for (path, paths) in [
        ("c/common.yaml", &["c"][..]),
        ("c/_defaults.yml", &["c"]),
        ("c/values.yaml", &["c"]),
        ("c/base/cilium.yaml", &["c"]),
        ("c/common.yaml", &["c/common.yaml", "c/fra.yaml", "c/ams.yaml"]),
    ] {
        let files = [(path, common), ("c/fra.yaml", fra.as_str()), ("c/ams.yaml", ams.as_str())];
        let draft = draft(&files, paths);
        let mut clusters = draft.clusters.clone();
        clusters.sort();
        assert_eq!(clusters, ["ams", "fra"], "{path} {}", draft.text);
        assert!(draft.text.contains("defaults {\n    values {\n        operator { replicas 1 }"), "{}", draft.text);
    }
    let files = [("a/values.yaml", fra.as_str()), ("b/values.yaml", ams.as_str()), ("values.yaml", common)];
    assert_eq!(draft(&files, &["."]).clusters, ["a", "b"]);
    let files = [("values-a.yaml", fra.as_str()), ("values-b.yaml", ams.as_str()), ("values.b2.yaml", ams.as_str())];
    assert_eq!(draft(&files, &["."]).clusters, ["a", "b", "b2"]);
    // Nothing is above it: so it is a cluster, and not lost.
    let files = [("a/common.yaml", fra.as_str()), ("b/ams.yaml", "cluster: {name: ams, id: 2}\n")];
    assert_eq!(draft(&files, &["."]).clusters, ["common", "ams"]);
}

/// Several files of one cluster lie over what all clusters have in common.
#[test]
fn what_is_in_common_is_below_every_file_of_a_cluster() {
    let files = [
        ("c/common.yaml", "debug: {enabled: false}\noperator: {replicas: 1}\n"),
        ("c/a-1.yaml", "cluster: {name: a, id: 1}\ndebug: {enabled: true}\n"),
        ("c/a-2.yaml", "cluster: {name: a, id: 1}\nhubble: {relay: {enabled: true}}\n"),
    ];
    let kept = draft_with(&files, &["c"], &Choices { keep: Keep::All, ..inline() });
    let names = ["common", "a-1", "a-2"].map(|name| kept.text.find(&format!("path=\"c/{name}.yaml\"")).unwrap());
    assert!(names.is_sorted() && kept.text.matches("common.yaml").count() == 1, "{}", kept.text);
    assert!(draft(&files, &["c"]).text.contains("debug { enabled #true"), "{}", draft(&files, &["c"]).text);
}

#[test]
fn files_stay_where_they_are() {
    let choices = Choices { keep: Keep::All, ..inline() };
    let draft = draft_with(FILES, &["oslo=common.yaml,oslo.yaml", "rome=common.yaml,rome.yaml"], &choices);
    assert!(
        draft.text.contains("    values path=\"common.yaml\"\n    values path=\"{cluster}.yaml\"\n"),
        "{}",
        draft.text
    );
    assert!(!draft.text.contains("hubble"), "{}", draft.text);
    let deeper = Choices { folder: "mesh".to_string(), ..choices };
    let draft = draft_with(FILES, &["oslo=common.yaml,oslo.yaml"], &deeper);
    assert!(draft.text.contains("values path=\"../common.yaml\""), "{}", draft.text);
}

#[test]
fn what_is_in_no_file_is_a_gap() {
    let draft = draft(&[("eu.yaml", "ipam: {mode: kubernetes}\nclustermesh: {useAPIServer: true}\n")], &["eu.yaml"]);
    let eu = || "eu".to_string();
    assert_eq!(draft.gaps, [Gap::Pods(eu()), Gap::Endpoint(eu()), Gap::Id(eu())]);
    assert!(draft.text.contains("pending #true // no file has its address"), "{}", draft.text);
    assert!(draft.text.contains("// pod-cidr: no file says where pods get their addresses"), "{}", draft.text);
}

#[test]
fn old_words_become_new_ones() {
    let values = "\
cluster: {name: old, id: 01}
tunnel: geneve
kubeProxyReplacement: strict
ipam: {operator: {clusterPoolIPv4PodCIDRList: 10.1.0.0/16}}
clustermesh: {useAPIServer: true, enableMCSAPISupport: false, apiserver: {service: {type: LoadBalancer, loadBalancerIP: 192.0.2.1}}}
k8sServicePort: '6443'
enableK8sTerminatingEndpoint: true
hubbel: {enabled: true}
";
    let draft = draft(&[("old.yaml", values)], &["old.yaml"]);
    for part in [
        "routing \"tunnel\" protocol=\"geneve\"",
        "kube-proxy-replacement #true",
        "pod-cidr \"10.1.0.0/16\"",
        "cluster \"old\" id=1",
        "ip \"192.0.2.1\"",
        "left out hubbel.enabled: the chart has no such value",
        "left out enableK8sTerminatingEndpoint: Cilium does not read it since",
    ] {
        assert!(draft.text.contains(part), "{part}\n{}", draft.text);
    }
    clean_but(&draft, &["certificates-change-on-render", "isolated-cluster"]);
}

fn clean_but(draft: &meshc::import::Draft, codes: &[&str]) {
    let outcome = super::common::compiled(draft);
    let found = crate::common::codes(&outcome);
    assert!(found.iter().all(|code| codes.contains(code)), "{found:?}\n{}", draft.text);
}

#[test]
fn sources_that_contradict_each_other_are_a_comment() {
    let rome = ROME.replace("port: 2380", "port: 2380, tls: {}");
    let third = "cluster: {name: kiev, id: 3}\nipam: {operator: {clusterPoolIPv4PodCIDRList: [10.3.0.0/16]}}\n\
                 encryption: {enabled: true, type: wireguard}\n\
                 clustermesh: {config: {enabled: true, clusters: [{name: oslo, address: other.example.com, port: 2380}]}}\n";
    let files = [("common.yaml", COMMON), ("oslo.yaml", OSLO), ("rome.yaml", &rome), ("kiev.yaml", third)];
    let paths = ["oslo=common.yaml,oslo.yaml", "rome=common.yaml,rome.yaml", "kiev=common.yaml,kiev.yaml"];
    let draft = draft(&files, &paths);
    let text = draft.text.replace("\n    // ", " ");
    for part in [
        "only `kiev` sets encryption to wireguard",
        "it is reached at mesh.oslo.example.com port 2380 as rome.yaml has it, but at other.example.com port",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn a_native_range_holds_the_pods_of_all() {
    let values = |name: &str, id: u8| {
        format!(
            "cluster: {{name: {name}, id: {id}}}\nroutingMode: native\nipv4NativeRoutingCIDR: 10.{id}.0.0/16\n\
             ipam: {{operator: {{clusterPoolIPv4PodCIDRList: [10.{id}.0.0/16]}}}}\nautoDirectNodeRoutes: true\n\
             clustermesh: {{useAPIServer: true, apiserver: {{service: {{type: LoadBalancer, loadBalancerIP: 192.0.2.{id}}}}}}}\n"
        )
    };
    let (one, two) = (values("one", 4), values("two", 6));
    let draft = draft(&[("one.yaml", &one), ("two.yaml", &two)], &["one.yaml", "two.yaml"]);
    assert!(draft.text.contains("routing \"native\" cidr=\"10.4.0.0/14\""), "{}", draft.text);
    clean_but(&draft, &["certificates-change-on-render"]);
}

#[test]
fn what_keeps_the_ca_of_a_cluster_stays() {
    let common = COMMON.replace(", tls: {auto: {method: cronJob}}}\nipam", "}\nipam");
    let files = [("common.yaml", common.as_str()), ("oslo.yaml", OSLO), ("rome.yaml", ROME)];
    let draft = draft(&files, &["oslo=common.yaml,oslo.yaml", "rome=common.yaml,rome.yaml"]);
    assert!(clean(&draft).contains("tls { auto { method \"helm\" } }"), "{}", draft.text);
    assert!(draft.text.contains("keeps the Secret cilium-ca"), "{}", draft.text);
}

/// Without a release nothing is known of what meshc would write by itself: then values are read as those of
/// the newest.
#[test]
fn nothing_is_lost_where_no_file_has_the_release() {
    let values = "cluster: {name: oslo, id: 1}\nencryption: {enabled: true, type: wireguard}\nkubeProxyReplacement: true\n\
                  ipam: {operator: {clusterPoolIPv4PodCIDRList: [10.1.0.0/16]}}\nroutingMode: native\nipv4NativeRoutingCIDR: 10.0.0.0/8\n";
    let draft = draft_with(&[("oslo.yaml", values)], &["oslo.yaml"], &Choices { release: None, ..inline() });
    for part in ["encryption \"wireguard\"", "kube-proxy-replacement #true", "routing \"native\" cidr=\"10.0.0.0/8\""] {
        assert!(draft.text.contains(part), "{part}\n{}", draft.text);
    }
    assert!(draft.left_out.is_empty(), "{:?}", draft.left_out);
}
