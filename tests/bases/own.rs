//! Manifests of the user's own: what becomes of them, and what the mesh's changes to them are.

use crate::common::{codes, compile_with, rendered};
use meshc::Outcome;
use meshc::tree::{Owner, Tree, owner};
use meshc::world::Memory;
use meshc::yaml::{self, Value};

const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cilium-config, namespace: kube-system}\ndata: {debug: \"false\"}\n";
const AGENT: &str = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: cilium, namespace: kube-system}\nspec:\n  template:\n    \
                     spec:\n      containers:\n      - {name: cilium-agent, image: \"example.com/cilium:v1.4.0\"}\n";

/// A base in a folder.
fn base(files: Memory, folder: &str) -> Memory {
    files.with(format!("{folder}/config.yaml"), CONFIG).with(format!("{folder}/agent.yaml"), AGENT)
}

fn build(files: Memory, path: &str, more: &str) -> Outcome {
    let cluster = |name: &str, id: u8, more: &str| {
        format!(
            "cluster \"{name}\" id={id} {{ pod-cidr \"10.{id}.0.0/16\"; etcd {{ endpoint \"https://{name}.example.com:2379\"; }}; {more} }}\n"
        )
    };
    let head = format!("mesh \"m\" {{ cilium \"1.4.2\"; base path=\"{path}\"; }}\n");
    compile_with(files, &format!("{head}{}{}", cluster("a", 1, more), cluster("b", 2, "")))
}

fn tree(outcome: Outcome) -> Tree {
    outcome.tree().unwrap_or_else(|| panic!("{}", rendered(&outcome)));
    outcome.tree().cloned().unwrap()
}

fn object(tree: &Tree, path: &str) -> Value {
    yaml::read(tree.get(path).unwrap_or_else(|| panic!("no {path}"))).unwrap().remove(0)
}

/// Every file that a kustomization names is there.
fn is_whole(tree: &Tree) {
    for (path, text) in tree.files().filter(|(path, _)| path.ends_with("/kustomization.yaml")) {
        let folder = path.strip_suffix("/kustomization.yaml").unwrap();
        let kustomization = &yaml::read(text).unwrap()[0];
        let resources = kustomization["resources"].as_array().into_iter().flatten();
        let patches = kustomization["patches"].as_array().into_iter().flatten().map(|patch| &patch["path"]);
        for file in resources.chain(patches).map(|name| name.as_str().unwrap()).filter(|name| !name.starts_with("../"))
        {
            assert!(tree.get(&format!("{folder}/{file}")).is_some(), "{path} names {file}");
        }
    }
}

#[test]
fn a_base_has_its_folders_name_and_that_of_each_cluster_its_clusters_too() {
    let one = tree(build(base(Memory::default(), "vendor/cilium"), "./vendor/cilium/", ""));
    assert!(one.get("base/cilium/agent.yaml").is_some());
    let each = base(base(Memory::default(), "vendor/a/cilium"), "vendor/b/cilium");
    let each = tree(build(each, "vendor/{cluster}/cilium", ""));
    assert!(each.get("base/a-cilium/agent.yaml").is_some() && each.get("base/b-cilium/agent.yaml").is_some());
    assert_eq!(object(&each, "clusters/b/kustomization.yaml")["resources"][0], "../../base/b-cilium");
}

#[test]
fn manifests_stay_as_they_are_but_for_the_header_and_a_byte_order_mark() {
    let files = base(Memory::default(), "b").with("b/config.yaml", format!("\u{feff}{CONFIG}"));
    let tree = tree(build(files, "b", ""));
    let text = tree.get("base/b/config.yaml").unwrap();
    assert_eq!((text.split_once('\n').unwrap().1, owner(text)), (CONFIG, Owner::Meshc));
}

#[test]
fn names_of_objects_make_no_file_names() {
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: \"system:cilium\", labels: {a: \"${A}\"}}\n";
    let files = base(Memory::default(), "b").with("b/role.yaml", role);
    let tree = tree(build(
        files,
        "b",
        "patch kind=\"ClusterRole\" name=\"system:cilium\" { add \"/rules\" { - { x 1; }; }; };",
    ));
    is_whole(&tree);
    assert!(tree.get("clusters/a/patch-1-clusterrole.yaml").is_some());
}

#[test]
fn what_flux_would_replace_is_guarded_once_for_each_object() {
    let twins = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: one}\ndata: {a: \"${A}\"}\n---\n\
                 apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: two}\ndata: {a: \"${A}\"}\n";
    let files = base(Memory::default(), "b").with("b/twins.yaml", twins);
    let outcome = build(
        files,
        "b",
        "config { debug \"${DEBUG}\"; }; patch kind=\"ConfigMap\" name=\"x\" { add \"/data/b\" \"${B}\"; };",
    );
    assert!(rendered(&outcome).contains("patch-target-missing"), "two objects of one name are ambiguous");
    let files = base(Memory::default(), "b").with("b/twins.yaml", twins);
    let outcome = build(
        files,
        "b",
        "config { debug \"${DEBUG}\"; }; patch kind=\"ConfigMap\" name=\"cilium-config\" { add \"/data/b\" \"${B}\"; };",
    );
    is_whole(outcome.tree().unwrap());
    let plan = outcome.plan().unwrap();
    let guarded = plan
        .manifests(&plan.clusters[0])
        .iter()
        .filter(|object| object["metadata"]["annotations"]["kustomize.toolkit.fluxcd.io/substitute"] == "disabled")
        .count();
    assert_eq!(guarded, 3);
}

#[test]
fn a_patch_names_its_object_in_the_version_that_the_base_has() {
    let files = base(Memory::default(), "b").with("b/agent.yaml", AGENT.replace("apps/v1", "apps/v1beta2"));
    assert_eq!(object(&tree(build(files, "b", "")), "clusters/a/cilium-ds.yaml")["apiVersion"], "apps/v1beta2");
}

#[test]
fn the_image_keeps_its_repository_and_a_tag_of_the_release() {
    for (stated, wanted) in [
        ("example.com/cilium:v1.4.0", "example.com/cilium:v1.4.2"),
        ("example.com:5000/cilium", "example.com:5000/cilium:v1.4.2"),
        ("example.com/cilium:v1.4.2-fips", "example.com/cilium:v1.4.2-fips"),
        ("example.com/cilium:v1.4.20", "example.com/cilium:v1.4.2"),
        ("example.com/cilium:latest", "example.com/cilium:v1.4.2"),
        ("example.com/cilium:v1.4.2@sha256:0a", "example.com/cilium:v1.4.2@sha256:0a"),
        ("example.com/cilium@sha256:0a", "example.com/cilium@sha256:0a"),
    ] {
        let files =
            base(Memory::default(), "b").with("b/agent.yaml", AGENT.replace("example.com/cilium:v1.4.0", stated));
        let patch = object(&tree(build(files, "b", "")), "clusters/a/cilium-ds.yaml");
        assert_eq!(patch["spec"]["template"]["spec"]["containers"][0]["image"], wanted, "{stated}");
    }
}

#[test]
fn the_users_patches_of_the_configuration_restart_agents_too() {
    let checksum = |more: &str| {
        let patch = object(&tree(build(base(Memory::default(), "b"), "b", more)), "clusters/a/cilium-ds.yaml");
        patch["spec"]["template"]["metadata"]["annotations"]["checksum/cilium-mesh"].clone()
    };
    let patch =
        |value: &str| format!("patch kind=\"ConfigMap\" name=\"cilium-config\" {{ add \"/data/x\" \"{value}\"; }};");
    assert_eq!(checksum(&patch("1")), checksum(&patch("1")));
    assert_ne!(checksum(&patch("1")), checksum(&patch("2")));
    assert_ne!(checksum(&patch("1")), checksum(""));
}

#[test]
fn a_byte_order_mark_moves_no_place() {
    let at = |mark: &str| {
        let agent = AGENT.replace("namespace: kube-system", "namespace: elsewhere");
        let files = base(Memory::default(), "b").with("b/agent.yaml", format!("{mark}{agent}"));
        let outcome = build(files, "b", "");
        let labels = outcome.diagnostics.0.iter().flat_map(|diagnostic| &diagnostic.labels);
        let inside = labels.filter(|label| outcome.sources.get(label.span.file).unwrap().name == "b/agent.yaml");
        inside
            .map(|label| {
                outcome.sources.get(label.span.file).unwrap().text[label.span.start..label.span.end].to_string()
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(at("").len(), 1);
    assert_eq!(at(""), at("\u{feff}"));
}

/// All orders of a list.
fn orders(items: &[String]) -> Vec<Vec<String>> {
    let Some((first, rest)) = items.split_first() else { return vec![Vec::new()] };
    let insert = |order: Vec<String>| {
        (0..=order.len()).map(move |at| [&order[..at], std::slice::from_ref(first), &order[at..]].concat())
    };
    orders(rest).into_iter().flat_map(insert).collect()
}

#[test]
fn an_object_that_one_cluster_brings_clashes_with_the_base_whatever_the_order() {
    let mine =
        "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: mine, namespace: kube-system}\n";
    let agent = format!(
        "{AGENT}      volumes:\n      - {{name: clustermesh-secrets, secret: {{secretName: cilium-clustermesh}}}}\n"
    );
    let files = || {
        let base = Memory::default().with("base/config.yaml", CONFIG).with("base/agent.yaml", agent.as_str());
        base.with("base/mine.yaml", mine)
    };
    let head = "mesh \"m\" { cilium \"1.4.2\"; base path=\"base\"; address-pool \"10.0.0.0/8\" prefix=16; }\n\
                peering { link \"a\" \"c\"; link \"b\" \"d\"; }\n";
    let cluster = |(index, name): (usize, &str)| {
        let keys = match name {
            "b" => {
                "tls ca=\"ca.crt\"; credentials \"external-secrets\" store=\"vault\" key=\"mesh/b\" secret=\"mine\";"
            }
            _ => "",
        };
        let id = index + 1;
        format!(
            "cluster \"{name}\" id={id} {{ etcd {{ endpoint \"https://etcd.{name}.example.com:2379\"; {keys} }}; }}\n"
        )
    };
    let clusters: Vec<String> = ["a", "b", "c", "d"].into_iter().enumerate().map(cluster).collect();
    let orders = orders(&clusters);
    assert_eq!(orders.len(), 24);
    for order in orders {
        let outcome = compile_with(files(), &format!("{head}{}", order.concat()));
        assert_eq!(codes(&outcome), ["duplicate-object"], "{}\n{}", order.concat(), rendered(&outcome));
        let message = &outcome.diagnostics.0[0].message;
        assert!(message.contains("`mine`") && message.contains("`b`") && message.contains("`d`"), "{message}");
        assert!(!message.contains("`a`") && !message.contains("`c`"), "{message}");
    }
}
