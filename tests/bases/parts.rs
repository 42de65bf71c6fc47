//! What a base of a release with clustermesh-apiserver must hold, and what no change mends.

use super::certificates::{KEY, keyed};
use super::modern::{base, check, mesh, mutated, places};
use crate::common::{codes, compile_with, rendered};
use meshc::world::Memory;

#[test]
fn what_is_missing_is_named_where_it_is_missing() {
    let of = |from: &str, to: &str, more: &str| {
        let outcome = mutated(from, to, more);
        assert_eq!(codes(&outcome), ["base-lacks-object"], "{from}\n{}", rendered(&outcome));
        (outcome.diagnostics.0[0].message.clone(), places(&outcome).remove(0))
    };
    for (from, to, message, place) in [
        (
            "{name: kvstoremesh,",
            "{name: other,",
            "the base lacks container `kvstoremesh` in Deployment `clustermesh-apiserver`",
            "clustermesh-apiserver",
        ),
        (
            "name: cilium-kvstoremesh",
            "name: x",
            "the base lacks Secret `cilium-kvstoremesh` in volume `kvstoremesh-secrets` in Deployment `clustermesh-apiserver`",
            "clustermesh-apiserver",
        ),
        (
            "name: clustermesh-secrets",
            "name: x",
            "the base lacks volume `clustermesh-secrets` in DaemonSet `cilium`",
            "cilium",
        ),
        (
            "name: clustermesh-apiserver-local-cert",
            "name: x",
            "the base lacks Secret `clustermesh-apiserver-local-cert` in volume `clustermesh-secrets` in DaemonSet `cilium`",
            "cilium",
        ),
        ("name: cilium-config,", "name: x,", "the base lacks ConfigMap `cilium-config` in `kube-system`", "\"v\""),
        (
            "kind: Service\n",
            "kind: Endpoints\n",
            "the base lacks Service `clustermesh-apiserver` in `kube-system`",
            "\"v\"",
        ),
        ("kind: DaemonSet", "kind: Deployment", "the base lacks DaemonSet `cilium` in `kube-system`", "\"v\""),
    ] {
        assert_eq!(of(from, to, ""), (message.to_string(), place.to_string()));
    }
}

#[test]
fn the_operator_is_needed_by_those_who_change_it() {
    for (kind, more) in [("ClusterRole", "endpoint-slice-sync #true; "), ("Deployment", "mcs-api #true; ")] {
        let (from, to) = if kind == "ClusterRole" {
            ("kind: ClusterRole", "kind: Role")
        } else {
            ("name: cilium-operator, namespace", "name: x, namespace")
        };
        assert!(codes(&mutated(from, to, more)).contains(&"base-lacks-object"), "{kind}");
        assert_eq!(codes(&mutated(from, to, "")), [""; 0], "{kind}");
    }
}

#[test]
fn kvstoremesh_is_needed_where_it_is_on() {
    assert_eq!(codes(&check(&base("1.15.19"), &mesh("1.15.19", 2, "kvstoremesh #true; ", ""))), ["base-lacks-object"]);
    let without = mutated("{name: kvstoremesh,", "{name: other,", "kvstoremesh #false; ");
    assert_eq!(codes(&without), [""; 0]);
}

#[test]
fn a_base_for_another_namespace_is_one_finding_that_names_it() {
    let outcome = mutated("namespace: kube-system", "namespace: cilium", "");
    assert_eq!(codes(&outcome), ["base-lacks-object"]);
    let help = outcome.diagnostics.0[0].help.clone().unwrap();
    assert!(help.contains("write `namespace \"cilium\"` in `mesh`"), "{help}");
    assert_eq!(codes(&mutated("namespace: kube-system", "namespace: cilium", "namespace \"cilium\"; ")), [""; 0]);
}

#[test]
fn what_no_change_mends_is_a_contradiction() {
    for (from, to, more, code) in [
        ("identity-allocation-mode: crd", "identity-allocation-mode: kvstore", "", "base-contradicts-mesh"),
        ("port: 2379", "port: 32379", "", "base-unfit-for-mesh"),
        ("selector: {k8s-app: clustermesh-apiserver}", "type: ClusterIP", "", "base-unfit-for-mesh"),
        ("kube-system", "kube-system", "certificates \"cron-job\" auth-mode=\"migration\"; ", "base-unfit-for-mesh"),
    ] {
        let outcome = mutated(from, to, more);
        assert!(codes(&outcome).contains(&code), "{from} {more}\n{}", rendered(&outcome));
        assert_eq!(outcome.diagnostics.0.iter().filter(|one| one.rule.name.starts_with("base-")).count(), 1);
    }
    // A volume is a change that the mesh makes.
    assert_eq!(codes(&mutated("kube-system", "kube-system", "encryption \"ipsec\"; ")), [""; 0]);
    let outcome = check(&base("1.19.6"), &mesh("1.19.6", 2, "certificates \"cron-job\" auth-mode=\"legacy\"; ", ""));
    assert_eq!(
        (codes(&outcome), places(&outcome)),
        (vec!["base-unfit-for-mesh"], vec!["--cluster-users-enabled".to_string()])
    );
}

#[test]
fn the_operator_is_the_clouds() {
    let eni = "ipam \"eni\"; node-cidr network=\"vpc\"; ";
    let text =
        mesh("1.18.12", 2, "routing \"native\" cidr=\"172.16.0.0/12\"; ", eni) + "network \"vpc\" \"172.16.0.0/16\"\n";
    let of = |image: &str| codes(&check(&base("1.18.12").replace("operator-generic", image), &text));
    assert!(of("operator-generic").contains(&"base-unfit-for-mesh"));
    assert!(of("operator-azure").contains(&"base-unfit-for-mesh"));
    for image in ["operator-aws", "operator", "operator-of-our-own"] {
        assert!(!of(image).contains(&"base-unfit-for-mesh"), "{image}");
    }
}

#[test]
fn keys_that_are_not_read_have_their_place() {
    let key = "  enable-remote-node-identity: \"true\"\n";
    let with_key = |release: &str| {
        let text = base(release).replace("  cluster-name: default\n", &format!("  cluster-name: default\n{key}"));
        check(&text, &mesh(release, 40, "", ""))
    };
    assert_eq!(codes(&with_key("1.15.19")), [""; 0]);
    let outcome = with_key("1.16.19");
    assert_eq!((codes(&outcome), places(&outcome)), (vec!["removed-config-key"], vec!["\"true\"".to_string()]));
}

#[test]
fn keys_of_the_users_own_are_found_on_the_chart_too() {
    let chart = mesh("1.19.6", 500, "", "")
        .replace("base path=\"v\"; ", "")
        .replace("max-connected-clusters 255", "max-connected-clusters 511");
    let outcome =
        compile_with(Memory::default(), &format!("{chart}defaults {{ config {{ enable-node-port \"true\"; }}; }}"));
    let found = outcome.diagnostics.0.iter().filter(|finding| finding.rule.name == "removed-config-key");
    assert_eq!(found.map(|finding| finding.clusters.len()).collect::<Vec<_>>(), [500]);
    let outcome = compile_with(Memory::default(), &chart.replace("1.19.6", "1.18.12"));
    assert!(!codes(&outcome).contains(&"removed-config-key"));
}

#[test]
fn a_base_that_could_not_be_read_is_said_to_be_nothing_else() {
    for text in ["a: [", "- 1\n", ""] {
        let outcome = check(text, &mesh("1.18.12", 2, "", ""));
        assert!(!codes(&outcome).iter().any(|code| code.starts_with("base-")), "{}", rendered(&outcome));
        assert_eq!(outcome.diagnostics.0.len(), 1);
    }
}

#[test]
fn objects_that_stand_twice_are_found_here_too() {
    let text = base("1.20.0");
    let config = text.split("---").next().unwrap();
    let outcome = check(&format!("{text}---\n{config}"), &mesh("1.20.0", 2, "", ""));
    assert!(codes(&outcome).contains(&"duplicate-object"), "{}", rendered(&outcome));
}

#[test]
fn features_that_the_base_decides_on_are_found_in_it() {
    let rule = "incompatible-feature";
    for (key, is_wrong) in [
        ("enable-egress-gateway: \"true\"", true),
        ("enable-ztunnel: \"true\"", true),
        ("mesh-auth-mutual-enabled: \"true\"", true),
        ("synchronize-k8s-nodes: \"false\"", true),
        ("enable-egress-gateway: \"false\"", false),
        ("mesh-auth-enabled: \"true\"", false),
        ("synchronize-k8s-nodes: \"true\"", false),
    ] {
        let outcome = keyed(key, "");
        let wanted: &[&str] = if is_wrong { &[rule] } else { &[] };
        assert_eq!(codes(&outcome), wanted, "{key}\n{}", rendered(&outcome));
        if is_wrong {
            assert!(key.contains(&places(&outcome)[0]) && rendered(&outcome).contains("v/cilium.yaml"), "{key}");
        }
    }
    let text = base("1.18.12").replace(KEY, &format!("{KEY}  enable-egress-gateway: \"true\"\n"));
    let own = "config { enable-egress-gateway #false; }; ";
    assert_eq!(codes(&check(&text, &mesh("1.18.12", 2, "", own))), [""; 0], "switched off in the mesh file");
    let outcome = check(&text, &mesh("1.18.12", 40, "", ""));
    assert_eq!(codes(&outcome), [rule], "{}", rendered(&outcome));
}

#[test]
fn the_service_of_a_base_asks_its_load_balancer_too() {
    let head = "metadata: {name: clustermesh-apiserver, namespace: kube-system}\nspec: {ports";
    let of = |annotations: &str, of_cluster: &str| {
        let annotated = head.replace("kube-system}", &format!("kube-system, annotations: {{{annotations}}}}}"));
        let base = base("1.18.12");
        assert!(base.contains(head), "{base}");
        check(&base.replace(head, &annotated), &mesh("1.18.12", 2, "", of_cluster))
    };
    let conflict = ["conflicting-load-balancer-address"];
    let outcome = of("metallb.io/loadBalancerIPs: 192.0.2.9", "");
    assert_eq!(codes(&outcome), conflict, "{}", rendered(&outcome));
    assert_eq!((outcome.diagnostics.0[0].clusters.len(), places(&outcome)), (2, vec!["192.0.2.9".to_string()]));
    assert_eq!(codes(&of("metallb.io/address-pool: mesh", "")), [""; 0]);
    let add = "add \"/metadata/annotations/metallb.io~1loadBalancerIPs\" \"192.0.2.9\"";
    let outcome = of("a: b", &format!("patch kind=\"Service\" name=\"clustermesh-apiserver\" {{ {add}; }}"));
    assert!(codes(&outcome).contains(&conflict[0]), "{}", rendered(&outcome));
}

#[test]
fn a_mask_of_a_base_stays_where_it_fits() {
    let of = |mask: &str| {
        let text = base("1.18.12").replace("  cluster-name: default\n", &format!("  cluster-name: default\n{mask}"));
        let mesh = mesh("1.18.12", 2, "", "pod-cidr \"10.20.0.0/26\"; ").replacen("10.20.0.0", "10.30.0.0", 1);
        let outcome = check(&text, &mesh);
        let small = "pod-cidr-too-small-for-nodes";
        assert!(codes(&outcome).iter().all(|code| *code == small), "{}", rendered(&outcome));
        let plan = outcome.plan().unwrap();
        let objects = plan.manifests(&plan.clusters[0]);
        let config = objects.iter().find(|object| object["metadata"]["name"] == "cilium-config").unwrap();
        (config["data"]["cluster-pool-ipv4-mask-size"].as_str().unwrap().to_string(), codes(&outcome).is_empty())
    };
    assert_eq!(of(""), ("26".to_string(), false));
    assert_eq!(of("  cluster-pool-ipv4-mask-size: \"24\"\n"), ("26".to_string(), false), "the operator would exit");
    assert_eq!(of("  cluster-pool-ipv4-mask-size: \"28\"\n"), ("28".to_string(), true));
}
