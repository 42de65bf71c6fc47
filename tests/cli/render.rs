//! `meshc render` of clusters on the chart, and what it has Helm do.

use super::command::{code, command, err, folder};
use std::os::unix::fs::PermissionsExt;

/// A Helm that notes its calls, and renders next to nothing.
const HELM: &str = r#"#!/bin/sh
echo "$@" >> "$CALLS"
case "$1" in
pull) for last; do :; done; mkdir -p "$last/cilium" ;;
template) cat > /dev/null; printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: kube-system}\n' ;;
esac
"#;

/// The calls of Helm for a mesh of these clusters.
fn calls(clusters: &str) -> Vec<String> {
    let dir = folder(&format!("mesh \"m\" {{ cilium \"1.18.3\" }}\n{clusters}"));
    let (helm, noted) = (dir.path().join("helm"), dir.path().join("calls"));
    std::fs::write(&helm, HELM).unwrap();
    std::fs::set_permissions(&helm, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut render = command(dir.path());
    render.args(["render", "--all", "--out", "rendered", "--helm"]).arg(&helm);
    let ran = render.env("CALLS", &noted).env("PATH", "/usr/bin:/bin").output().unwrap();
    assert_eq!(code(&ran), 0, "{}", err(&ran));
    let mut calls: Vec<String> = std::fs::read_to_string(&noted).unwrap().lines().map(str::to_string).collect();
    calls.sort();
    calls
}

fn cluster(name: &str, id: usize, more: &str) -> String {
    format!(
        "cluster \"{name}\" id={id} {{ pod-cidr \"10.{id}.0.0/16\"; apiserver \"LoadBalancer\" {{ ip \"192.0.2.{id}\"; }}; {more} }}\n"
    )
}

#[test]
fn a_chart_that_several_clusters_have_is_fetched_once() {
    let clusters = cluster("a", 1, "") + &cluster("b", 2, "") + &cluster("c", 3, "cilium \"1.18.4\"");
    let calls = calls(&clusters);
    let [pull, own, one, other] = calls.as_slice() else { panic!("{calls:#?}") };
    let fetched = "pull cilium --repo https://helm.cilium.io/ --version 1.18.3 --untar --untardir ";
    let place = pull.strip_prefix(fetched).unwrap_or_else(|| panic!("{pull}"));
    let mut rendered = [own, one, other].map(|call| call.contains(&format!("template cilium {place}/cilium ")));
    rendered.sort_unstable();
    assert_eq!(rendered, [false, true, true], "{calls:#?}");
    assert!(calls.iter().any(|call| call.contains("--repo https://helm.cilium.io/ --version 1.18.4")), "{calls:#?}");
    assert!(!std::path::Path::new(place).parent().unwrap().exists(), "{place} is left behind");
}

#[test]
fn one_cluster_needs_no_folder() {
    let mirror = "base chart=\"oci://quay.io/cilium/charts/cilium\"";
    let calls = calls(&(cluster("a", 1, "") + &cluster("b", 2, mirror)));
    assert!(calls.len() == 2 && calls.iter().all(|call| call.starts_with("template cilium ")), "{calls:#?}");
}
