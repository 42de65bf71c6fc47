//! Every way from one base and one delivery to another: what stays behind is named, and what could remove it
//! still finds its folder. And the outputs of meshc as users have them.

use super::meshes::impact;
use crate::common::{rendered, sync};
use meshc::impact::{ClusterImpact, Output, Risk, compare, output};
use meshc::sync::Edited;
use meshc::tree::Tree;
use meshc::world::Disk;
use meshc::{Options, compile, places};
use std::path::Path;

const BASES: &[(&str, &str)] =
    &[("chart", ""), ("manifests", "base path=\"base\";"), ("distribution", "base helm-chart-config=\"rke2-cilium\";")];

const DELIVERIES: &[(&str, &str)] = &[
    ("none", ""),
    ("hub", "flux { source \"p\"; }"),
    ("flux in each", "flux { source \"p\"; per-cluster #true; }"),
    ("values only", "flux { source \"p\"; values-only #true; }"),
    ("argocd", "argocd { repo-url \"https://git.example.com/p.git\"; }"),
    ("set", "argocd { repo-url \"https://git.example.com/p.git\"; application-set #true; }"),
    ("argocd in each", "argocd { repo-url \"https://git.example.com/p.git\"; per-cluster #true; }"),
];

/// A mesh with one base and one delivery, and its output.
struct Way {
    base: &'static str,
    delivery: &'static str,
    text: String,
    tree: Tree,
}

/// All of them, in a folder that holds the manifests.
fn ways(dir: &Path) -> Vec<Way> {
    let base = dir.join("base");
    std::fs::create_dir_all(&base).unwrap();
    for entry in std::fs::read_dir("fixtures/rendered/vendor/cilium").unwrap().map(Result::unwrap) {
        std::fs::copy(entry.path(), base.join(entry.file_name())).unwrap();
    }
    let way = |(base, node): &(&'static str, &str), (delivery, beside): &(&'static str, &str)| {
        let text = format!(
            "mesh \"m\" {{ cilium \"1.18.3\"; {node} address-pool \"10.0.0.0/8\" prefix=16; }}\n{beside}\n\
             cluster \"a\" id=1 {{ apiserver \"LoadBalancer\" {{ ip \"192.0.2.1\"; }}; }}\n\
             cluster \"b\" id=2 {{ apiserver \"LoadBalancer\" {{ ip \"192.0.2.2\"; }}; }}\n"
        );
        let tree = build(dir, &text);
        Way { base, delivery, text, tree }
    };
    BASES.iter().flat_map(|base| DELIVERIES.iter().map(move |delivery| way(base, delivery))).collect()
}

/// The output of a mesh over what is in the folder `deploy`.
fn build(dir: &Path, text: &str) -> Tree {
    let file = dir.join("mesh.kdl");
    std::fs::write(&file, text).unwrap();
    let out = Some(dir.join("deploy").to_str().unwrap().to_string());
    let root = Some(dir.to_str().unwrap().to_string());
    let outcome = compile(&Disk, file.to_str().unwrap(), &Options { root, out, ..Options::default() });
    outcome.tree().cloned().unwrap_or_else(|| panic!("{text}\n{}", rendered(&outcome)))
}

fn has(cluster: &ClusterImpact, kind: &str) -> bool {
    cluster.impacts.iter().any(|impact| impact.kind == kind && impact.risk == Risk::Disruptive)
}

/// As whom what applies Cilium writes, where that is known.
fn manager(way: &Way) -> Option<&'static str> {
    match (way.base, way.delivery) {
        ("distribution", _) | (_, "none") => None,
        (_, "argocd" | "set" | "argocd in each") => Some("argocd-controller"),
        ("chart", _) => Some("helm-controller"),
        _ => Some("kustomize-controller"),
    }
}

/// The HelmRelease of cluster `a`, and where it is.
fn release(way: &Way) -> Option<&'static str> {
    match (way.base, way.delivery) {
        ("chart", "hub") => Some("in the hub"),
        ("chart", "flux in each") => Some("in the cluster"),
        _ => None,
    }
}

#[test]
fn every_way_to_another_says_what_stays_behind_and_keeps_a_root() {
    let dir = tempfile::tempdir().unwrap();
    let ways = ways(dir.path());
    let is_root = |path: &str| {
        let is_short = path.split('/').count() <= 3 && !path.contains("/releases/");
        is_short && path.ends_with("/kustomization.yaml") && (path.starts_with("flux/") || path.starts_with("argocd/"))
    };
    for from in &ways {
        let deploy = dir.path().join("deploy");
        let _ = std::fs::remove_dir_all(&deploy);
        sync(&from.tree, &deploy, Edited::Keep).unwrap();
        for to in &ways {
            let case = format!("{} by {} to {} by {}", from.base, from.delivery, to.base, to.delivery);
            let clusters = compare(&Output::of(&from.tree), &Output::of(&to.tree));
            for cluster in &clusters {
                let is_left = release(from).is_some() && release(from) != release(to);
                assert_eq!(has(cluster, "helm-release-left"), is_left, "{case}: {cluster:#?}");
                let has_fields = manager(from).is_some() && manager(from) != manager(to);
                assert_eq!(has(cluster, "fields-left"), has_fields, "{case}: {cluster:#?}");
                assert_eq!(has(cluster, "base-changed"), from.base != to.base, "{case}");
                // Without a chart there are no values that could be all.
                let is_same = from.tree.files().eq(to.tree.files());
                assert_eq!(cluster.impacts.is_empty(), is_same, "{case}: {cluster:#?}");
            }
            let tree = build(dir.path(), &to.text);
            for (path, _) in from.tree.files().filter(|(path, _)| is_root(path)) {
                assert!(tree.get(path).is_some(), "{case}: {path} is gone");
            }
            assert!(to.tree.files().all(|(path, text)| tree.get(path) == Some(text)), "{case}");
        }
    }
}

#[test]
fn the_order_that_works_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let ways = ways(dir.path());
    let find =
        |base: &str, delivery: &str| ways.iter().find(|way| (way.base, way.delivery) == (base, delivery)).unwrap();
    let said = |from: (&str, &str), to: (&str, &str), subject: &str| {
        let clusters = compare(&Output::of(&find(from.0, from.1).tree), &Output::of(&find(to.0, to.1).tree));
        impact(&clusters, "a", subject).reason.clone()
    };
    let left = said(("chart", "hub"), ("manifests", "hub"), "HelmRelease `cilium-a`");
    let order = [
        "flux suspend helmrelease cilium-a -n flux-system",
        "merge",
        "`release-cilium-a` is gone",
        "delete helmrelease cilium-a",
    ];
    let places: Vec<usize> =
        order.iter().map(|step| left.find(step).unwrap_or_else(|| panic!("{step}: {left}"))).collect();
    assert!(places.is_sorted(), "{left}");
    let managed = "managed fields";
    assert!(
        said(("chart", "hub"), ("manifests", "hub"), managed)
            .contains("kustomize-controller with `--override-manager=helm-controller`")
    );
    assert!(
        said(("manifests", "hub"), ("chart", "hub"), managed)
            .contains("helm-controller with `--override-manager=kustomize-controller`")
    );
    assert!(said(("chart", "argocd"), ("chart", "hub"), managed).contains("--override-manager=argocd-controller"));
    assert!(said(("chart", "hub"), ("chart", "argocd"), managed).contains("metadata.managedFields"));
    assert!(said(("chart", "hub"), ("chart", "values only"), "HelmRelease `cilium-a`").contains("valuesFrom"));
}

#[test]
fn outputs_as_users_have_them_are_built_over() {
    let mut seen = 0;
    for entry in std::fs::read_dir("tests/frozen").unwrap().map(Result::unwrap) {
        let (name, path) = (entry.file_name().into_string().unwrap(), entry.path());
        let deploy = path.join("deploy");
        let old = output(&Disk, deploy.to_str().unwrap(), &places().folders).unwrap();
        let file = path.join("mesh.kdl");
        let options = Options {
            root: Some(".".to_string()),
            out: Some(deploy.to_str().unwrap().to_string()),
            ..Options::default()
        };
        let outcome = compile(&Disk, file.to_str().unwrap(), &options);
        let tree = outcome.tree().unwrap_or_else(|| panic!("{name}: {}", rendered(&outcome)));
        let clusters = compare(&old, &Output::of(tree));
        let kinds = |cluster: &ClusterImpact| cluster.impacts.iter().map(|impact| impact.kind).collect::<Vec<_>>();
        let renamed = ["chart-flux", "chart-flux-per-cluster", "chart-argocd-set"].contains(&name.as_str());
        for cluster in &clusters {
            assert_eq!(kinds(cluster).contains(&"delivery-renamed"), renamed, "{name}: {cluster:#?}");
            // A volume of the mesh's own takes the place of the base's: agents roll once.
            let worst = if name == "classic-argocd" { Risk::Restart } else { Risk::Reload };
            assert!(cluster.risk() <= worst, "{name}: {cluster:#?}");
        }
        // Whoever applies the folder lets go of what is renamed, and of nothing that runs.
        let copy = tempfile::tempdir().unwrap();
        let files =
            walkdir::WalkDir::new(&deploy).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
        for file in files {
            let to = copy.path().join(file.path().strip_prefix(&deploy).unwrap());
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::copy(file.path(), to).unwrap();
        }
        let report = sync(tree, copy.path(), Edited::Keep).unwrap();
        assert!(report.kept.is_empty(), "{name}");
        seen += 1;
    }
    assert_eq!(seen, 6);
}

/// What plans know of a tool is of the tool that writes the folder.
#[test]
fn every_delivery_has_its_row_in_plans() {
    let deliveries: Vec<&str> = meshc::delivery::DELIVERIES.iter().map(|row| row.name).collect();
    assert_eq!(meshc::impact::TOOLS.iter().map(|row| row.name).collect::<Vec<_>>(), deliveries);
    for (tool, delivery) in meshc::impact::TOOLS.iter().zip(meshc::delivery::DELIVERIES) {
        let below = format!("{}/", delivery.folder);
        assert!((tool.files)("a").iter().all(|file| file.starts_with(&below)), "{}", tool.name);
    }
}
