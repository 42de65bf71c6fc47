//! Patches of the configuration: what they may test and copy, and what is managed.

use super::patches::{findings, mesh};
use crate::common::{codes, compile, rendered};

#[test]
fn a_patch_may_test_and_copy_what_the_mesh_says_of_a_cluster_and_not_change_it() {
    let of = |operation: &str| {
        let nodes = format!("patch kind=\"ConfigMap\" name=\"cilium-config\" {{ {operation}; }}");
        findings(&compile(&mesh(&nodes)))
    };
    let changes = [
        ("replace \"/data/cluster-id\" \"2\"", "cluster-id"),
        ("add \"/data/cluster-name\" \"b\"", "cluster-name"),
        ("remove \"/data/etcd-config\"", "etcd-config"),
        ("replace \"/data/tunnel\" \"geneve\"", "tunnel"),
        ("move \"/data/renamed\" from=\"/data/cluster-id\"", "cluster-id"),
        ("move \"/data/cluster-id\" from=\"/data/debug\"", "cluster-id"),
        ("copy \"/data/cluster-id\" from=\"/data/debug\"", "cluster-id"),
    ];
    for (operation, key) in changes {
        let found = of(operation);
        let wanted = format!(
            "config-key-managed: a patch of `cilium-config` changes `{key}`, which another node of the mesh file sets"
        );
        assert!(found.len() == 1 && found[0].starts_with(&wanted), "{operation}: {found:?}");
    }
    for operation in ["replace \"/data\" { debug \"true\"; }", "remove \"/data\"", "move \"/old\" from=\"/data\""] {
        let found = of(operation);
        let wanted = "config-key-managed: a patch of `cilium-config` changes all of its keys";
        assert!(found.len() == 1 && found[0].starts_with(wanted), "{operation}: {found:?}");
    }
    for operation in [
        "test \"/data/cluster-id\" \"1\"",
        "copy \"/data/renamed\" from=\"/data/cluster-id\"",
        "replace \"/data/debug\" \"true\"",
        "add \"/data/cluster-id-too\" \"1\"",
    ] {
        assert_eq!(of(operation), [""; 0], "{operation}");
    }
    let other = "patch kind=\"ConfigMap\" name=\"other\" { remove \"/data/cluster-id\"; }";
    assert!(findings(&compile(&mesh(other))).iter().all(|found| found.starts_with("patch-target-missing")));
}

#[test]
fn a_managed_key_in_a_patch_of_all_clusters_is_one_finding_where_the_operation_stands() {
    let patch = "patch kind=\"ConfigMap\" name=\"cilium-config\" { replace \"/data/cluster-id\" \"7\"; }";
    let outcome = compile(&format!("defaults {{ {patch}; }}\n{}", mesh("")));
    let report = rendered(&outcome);
    assert_eq!(codes(&outcome), ["config-key-managed"], "{report}");
    assert!(report.contains("set by `id=` of the cluster"), "{report}");
}

#[test]
fn a_config_map_holds_text_only() {
    let patch = |value: &str| {
        let patch = format!("patch kind=\"ConfigMap\" name=\"cilium-config\" {{ add \"/data/x\" {value}; }}");
        let text = format!(
            "mesh \"m\" {{ cilium \"1.2.5\"; }}\ncluster \"a\" id=1 {{ pod-cidr \"10.1.0.0/16\"; etcd {{ endpoint \"https://etcd.a.example.com:1\"; }}; {patch}; }}"
        );
        codes(&crate::common::compile(&text))
    };
    assert_eq!(patch("7"), ["patch-does-not-apply"]);
    assert_eq!(patch("#true"), ["patch-does-not-apply"]);
    assert_eq!(patch("\"7\""), Vec::<&str>::new());
}
