//! What is broken is not absent: it silences what follows from it, in its own cluster, and nothing else.

use crate::common::{codes, compile, compile_with, rendered};
use meshc::Outcome;
use meshc::world::Memory;

const MESH: &str = "mesh \"m\" { cilium \"1.18.6\"; certificates \"cron-job\" ca-secret=\"cilium-ca\"; }\n";

/// A cluster that is right.
fn cluster(name: &str, id: u8) -> String {
    format!(
        "cluster \"{name}\" id={id} {{ pod-cidr \"10.{id}.0.0/16\"; apiserver \"LoadBalancer\" {{ ip \"192.0.2.{id}\"; }}; }}\n"
    )
}

/// A mesh of two clusters `a` and `b`, and of each a part that is written in another way.
fn two(of_a: (&str, &str), of_b: (&str, &str)) -> String {
    let change = |text: String, (from, to): (&str, &str)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    format!("{MESH}{}{}", change(cluster("a", 1), of_a), change(cluster("b", 2), of_b))
}

const SAME: (&str, &str) = ("cluster", "cluster");
const NO_APISERVER: (&str, &str) = ("apiserver \"LoadBalancer\" { ip \"192.0.2.2\"; };", "");

/// The codes, sorted.
fn sorted(outcome: &Outcome) -> Vec<&'static str> {
    let mut codes = codes(outcome);
    codes.sort_unstable();
    codes
}

/// The message of the one finding of a code.
fn message<'o>(outcome: &'o Outcome, code: &str) -> &'o str {
    let found: Vec<_> = outcome.diagnostics.0.iter().filter(|found| found.rule.name == code).collect();
    assert_eq!(found.len(), 1, "{code}\n{}", rendered(outcome));
    &found[0].message
}

#[test]
fn what_cannot_be_read_is_offered_to_nobody_else() {
    let apiserver = "apiserver \"LoadBalancer\"";
    for (broken, absent, taken) in [
        ((apiserver, "apisrver \"LoadBalancer\""), NO_APISERVER, "192.0.2.1"),
        ((apiserver, "apiserver \"Loadbalancer\""), NO_APISERVER, "192.0.2.1"),
        (("ip \"192.0.2.1\"; }", "}; ip \"192.0.2.1\""), NO_APISERVER, "192.0.2.1"),
        (("id=1", "idd=1"), ("id=2", ""), "`id=1`"),
        (("id=1", "id=\"1\""), ("id=2", ""), "`id=1`"),
        (("id=1 {", "{ id 1;"), ("id=2", ""), "`id=1`"),
        (("pod-cidr \"10.1.0.0/16\"", "pod-cdir \"10.0.0.0/16\""), ("pod-cidr \"10.2.0.0/16\";", ""), "10.0.0.0/16"),
    ] {
        let outcome = compile(&two(broken, absent));
        let missing = outcome.diagnostics.0.iter().find(|found| found.rule.name.starts_with("missing-"));
        let help = missing.and_then(|found| found.help.as_deref()).unwrap();
        assert!(!help.contains(taken), "{broken:?}: {help}");
    }
}

#[test]
fn what_is_broken_in_one_cluster_hides_nothing_in_another() {
    let apiserver = "apiserver \"LoadBalancer\"";
    let pods = "pod-cidr \"10.1.0.0/16\"";
    for (broken, absent, codes) in [
        ((apiserver, "apisrver \"LoadBalancer\""), NO_APISERVER, ["missing-endpoint", "unknown-node"]),
        ((apiserver, "apiserver \"Loadbalancer\""), NO_APISERVER, ["missing-endpoint", "unknown-choice"]),
        (("ip \"", "ipp \""), ("ip \"192.0.2.2\";", ""), ["missing-endpoint", "unknown-node"]),
        (("192.0.2.1", "192.0.2.300"), ("ip \"192.0.2.2\";", ""), ["invalid-address", "missing-endpoint"]),
        (("ip \"192.0.2.1\"; }", "}; ip \"192.0.2.1\""), NO_APISERVER, ["missing-endpoint", "unknown-node"]),
        (("id=1", "idd=1"), ("id=2", ""), ["missing-cluster-id", "unknown-property"]),
        (("id=1", "id=\"1\""), ("id=2", ""), ["missing-cluster-id", "wrong-type"]),
        (("id=1 {", "{ id 1;"), ("id=2", ""), ["missing-cluster-id", "unknown-node"]),
        (("pod-cidr", "pod-cdir"), ("pod-cidr \"10.2.0.0/16\";", ""), ["missing-pod-cidr", "unknown-node"]),
        ((pods, "pod-cidr \"10.1.0.0/61\""), ("pod-cidr \"10.2.0.0/16\";", ""), ["invalid-cidr", "missing-pod-cidr"]),
        ((pods, "ipam \"cluster-pol\""), ("pod-cidr \"10.2.0.0/16\";", ""), ["missing-pod-cidr", "unknown-choice"]),
        ((pods, "ipma \"eni\""), ("pod-cidr \"10.2.0.0/16\";", ""), ["missing-pod-cidr", "unknown-node"]),
        ((pods, "kosp \"a.example.com\""), ("pod-cidr \"10.2.0.0/16\";", ""), ["missing-pod-cidr", "unknown-node"]),
        (
            (apiserver, "etdc { endpoint \"https://etcd.a.example.com:2379\"; }; apisrver \"LoadBalancer\""),
            NO_APISERVER,
            ["missing-endpoint", "unknown-node"],
        ),
    ] {
        let outcome = compile(&two(broken, absent));
        let mut distinct = sorted(&outcome);
        distinct.dedup();
        assert_eq!(distinct, codes, "{broken:?}\n{}", rendered(&outcome));
        if let Some(missing) = codes.iter().find(|code| code.starts_with("missing")) {
            let message = message(&outcome, missing);
            assert!(message.contains("`b`") && !message.contains("`a`"), "{message}");
        }
    }
}

#[test]
fn what_is_broken_is_not_asked_for_again() {
    let pool = MESH.replace("; }", "; adress-pool \"10.0.0.0/8\" prefix=16; }");
    let without_pods =
        |text: String| text.replace("pod-cidr \"10.1.0.0/16\";", "").replace("pod-cidr \"10.2.0.0/16\";", "");
    let clusters = || cluster("a", 1) + &cluster("b", 2);
    let of_nodes = |routing: &str| {
        let mesh = MESH.replace("; }", &format!("; {routing}; }}"));
        let cloud = clusters().replace("pod-cidr", "ipam \"eni\"; node-cidr");
        format!("{mesh}{cloud}")
    };
    for (text, code) in [
        (pool + &without_pods(clusters()), "unknown-node"),
        (format!("{MESH}defaults {{ pod-cidrs \"10.9.0.0/16\"; }}\n{}", without_pods(clusters())), "unknown-node"),
        (
            format!("{MESH}defalts {{ ipam \"kubernetes\"; pod-cidr \"10.9.0.0/16\"; }}\n{}", without_pods(clusters())),
            "unknown-node",
        ),
        (of_nodes("routng \"native\""), "unknown-node"),
        (of_nodes("routing \"nativ\""), "unknown-choice"),
        (two(SAME, ("cluster", "clutser")) + "peering { link \"a\" \"b\"; }\n", "unknown-node"),
        (two(SAME, SAME) + "peerng { link \"a\" \"b\"; }\n", "unknown-node"),
        (two(SAME, SAME) + "peering { lnk \"a\" \"b\"; }\n", "unknown-node"),
        (
            two(("pod-cidr", "node-cidr network=\"vpc\"; pod-cidr"), SAME) + "netwrk \"vpc\" \"172.16.0.0/16\"\n",
            "unknown-node",
        ),
        (
            two(
                (
                    "pod-cidr",
                    "etcd { endpoint \"https://a.example.com:1\"; tsl ca=\"a\"; credentials \"existing\"; }; pod-cidr",
                ),
                SAME,
            ),
            "unknown-node",
        ),
        (two(SAME, SAME).replace("1.18.6\";", "1.18.6\"; base pth=\"vendor\";"), "unknown-property"),
        (two(SAME, SAME).replace("certificates \"cron-job\"", "certificates \"cronjob\""), "unknown-choice"),
        (
            two(SAME, SAME).replace("1.18.6\";", "1.18.6\"; max-connected-clusters 600;").replace("id=2", "id=300"),
            "number-out-of-range",
        ),
    ] {
        let outcome = compile(&text);
        assert_eq!(codes(&outcome), [code], "{text}\n{}", rendered(&outcome));
    }
}

#[test]
fn a_misspelt_network_is_that_network_and_no_other() {
    let named = |name: &str| format!("node-cidr network=\"{name}\"; pod-cidr");
    let text = two(("pod-cidr", &named("vpc")), ("pod-cidr", &named("lan"))) + "netwrk \"vpc\" \"172.16.0.0/16\"\n";
    let outcome = compile(&text);
    assert_eq!(sorted(&outcome), ["unknown-network", "unknown-node"], "{}", rendered(&outcome));
    assert_eq!(message(&outcome, "unknown-network"), "there is no network `lan`");
}

#[test]
fn without_a_release_nothing_that_follows_from_it_is_asked_for() {
    let bare = "cluster \"a\" id=1 { pod-cidr \"10.1.0.0/16\"; }\ncluster \"b\" id=2 { pod-cidr \"10.2.0.0/16\"; }\n";
    for (mesh, code) in [
        ("mesh \"m\"\n", "missing-node"),
        ("mesh \"m\" { cilium \"1.18\"; }\n", "invalid-version"),
        ("mesh \"m\" { cilium 1.18; }\n", "wrong-type"),
        ("mesh \"m\" { cilum \"1.18.6\"; }\n", "unknown-node"),
        ("mesh \"m\" { cilium \"1.13.4\"; }\n", "unsupported-release"),
        ("mesh \"m\" { certificates \"provided\"; encryption \"ipsec\"; kvstoremesh #false; }\n", "missing-node"),
    ] {
        let outcome = compile(&format!("{mesh}{bare}"));
        assert_eq!(codes(&outcome), [code], "{mesh}\n{}", rendered(&outcome));
    }
}

#[test]
fn a_release_that_cannot_be_read_is_not_missing_elsewhere() {
    let (own, none) = ("cilium \"1.18.6\"; pod-cidr", "pod-cidr");
    for (broken, code) in
        [("cilum \"1.18.6\"; pod-cidr", "unknown-node"), ("cilium \"1.18\"; pod-cidr", "invalid-version")]
    {
        let all = [cluster("a", 1).replace("pod-cidr", broken), cluster("b", 2).replace("pod-cidr", own)].concat();
        let outcome = compile(&format!("mesh \"m\"\n{all}"));
        assert_eq!(codes(&outcome), [code], "{}", rendered(&outcome));
        let outcome = compile(&format!("mesh \"m\"\n{all}{}", cluster("c", 3).replace("pod-cidr", none)));
        let mut expected = [code, "missing-node"];
        expected.sort_unstable();
        assert_eq!(sorted(&outcome), expected, "{}", rendered(&outcome));
        assert_eq!(message(&outcome, "missing-node"), "cluster `c` has no Cilium release");
    }
}

#[test]
fn what_stands_behind_a_broken_operation_is_not_judged() {
    let patch = |operations: &str| {
        let patch = format!("patch kind=\"ConfigMap\" name=\"cilium-config\" {{ {operations} }}; etcd");
        let mesh = "mesh \"m\" { cilium \"1.4.2\"; address-pool \"100.64.0.0/10\" prefix=16; }\n";
        let cluster = "cluster \"a\" id=1 { etcd { endpoint \"https://a.example.com:2379\"; }; }\n";
        compile(&format!("{mesh}{}", cluster.replacen("etcd", &patch, 1)))
    };
    assert_eq!(codes(&patch("ad \"/data/x\" \"1\"; test \"/data/x\" \"1\";")), ["unknown-node"]);
    let both = patch("test \"/data/x\" \"1\"; ad \"/data/y\" \"1\";");
    assert_eq!(sorted(&both), ["patch-does-not-apply", "unknown-node"]);
}

#[test]
fn a_merge_conflict_is_one_finding_with_its_places() {
    let conflict = |begin: &str, middle: &str, end: &str| {
        format!("{begin}\n{}{middle}\n{}{end}\n", cluster("b", 2), cluster("b", 3))
    };
    let whole = conflict("<<<<<<< HEAD", "=======", ">>>>>>> theirs");
    for (text, count) in [
        (whole.clone(), "a merge conflict"),
        (whole.replace('\n', "\r\n"), "a merge conflict"),
        (conflict("<<<<<<< HEAD", "||||||| base\n=======", ">>>>>>> x"), "a merge conflict"),
        (format!("{whole}cluster \"c\" id=3 {{\n{whole}"), "2 merge conflicts"),
    ] {
        let outcome = compile(&format!("{MESH}{}{text}", cluster("a", 1)));
        assert_eq!(codes(&outcome), ["syntax-error"], "{}", rendered(&outcome));
        assert_eq!(message(&outcome, "syntax-error"), format!("this file holds {count}"));
        assert_eq!(outcome.diagnostics.0[0].labels.len(), 3);
    }
    for text in ["// <<<<<<< a\n// =======\n// >>>>>>> b\n", "/*\n<<<<<<< a\n=======\n>>>>>>> b\n*/\n"] {
        let outcome = compile(&format!("{MESH}{}{}{text}", cluster("a", 1), cluster("b", 2)));
        assert_eq!(codes(&outcome), [""; 0], "{}", rendered(&outcome));
    }
    let alone = compile(&format!("{MESH}=======\n"));
    assert!(!rendered(&alone).contains("conflict"), "{}", rendered(&alone));
}

#[test]
fn nothing_is_looked_for_in_a_namespace_that_cannot_be_read() {
    let object = |kind: &str, name: &str, more: &str| {
        format!("---\nkind: {kind}\nmetadata: {{name: {name}, namespace: network}}\n{more}")
    };
    let base = object("ConfigMap", "cilium-config", "apiVersion: v1\ndata: {debug: \"false\"}\n")
        + &object(
            "DaemonSet",
            "cilium",
            "apiVersion: apps/v1\nspec: {template: {spec: {containers: [{name: cilium-agent, image: \"example.com/cilium:v1.4.0\"}]}}}\n",
        );
    let text = "cluster \"a\" id=1 { pod-cidr \"10.1.0.0/16\"; etcd { endpoint \"https://a.example.com:2379\" } }\n";
    for (namespace, wanted) in [
        ("namespace 5", vec!["wrong-type"]),
        ("namespce \"network\"", vec!["unknown-node"]),
        ("namespace \"network\"", vec![]),
        ("", vec!["patch-target-missing"]),
    ] {
        let mesh = format!("mesh \"m\" {{ cilium \"1.4.2\"; base path=\"own\"; {namespace} }}\n{text}");
        let outcome = compile_with(Memory::default().with("own/all.yaml", base.clone()), &mesh);
        assert_eq!(sorted(&outcome), wanted, "{namespace}\n{}", rendered(&outcome));
    }
}
