//! What a base must hold for the changes of the mesh, and which object is meant where several have one name.

use super::patches::{findings, mesh};
use crate::common::{codes, compile_with, rendered};
use meshc::Outcome;
use meshc::world::Memory;

const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cilium-config\n  namespace: kube-system\n\
                      data:\n  debug: \"false\"\n  disable-ipv4: \"false\"\n";

fn daemon_set(version: &str, metadata: &str, container: &str) -> String {
    format!(
        "apiVersion: {version}\nkind: DaemonSet\nmetadata:\n  name: cilium\n{metadata}spec:\n  template:\n    spec:\n      \
         containers:\n      - name: {container}\n        image: docker.io/cilium/cilium:v1.2.5\n"
    )
}

/// A mesh on a base of the user's own, of one file.
fn on_base(manifests: &str, nodes: &str) -> Outcome {
    let files = Memory::default().with("vendor/cilium.yaml", manifests);
    compile_with(files, &mesh(nodes).replacen("cilium \"1.2.5\";", "cilium \"1.2.5\"; base path=\"vendor\";", 1))
}

#[test]
fn a_base_must_hold_what_the_mesh_changes() {
    let whole = daemon_set("apps/v1", "  namespace: kube-system\n", "cilium-agent");
    assert_eq!(findings(&on_base(&format!("{CONFIG}---\n{whole}"), "")), Vec::<String>::new());
    let cases = [
        (whole.clone(), "lacks ConfigMap `cilium-config` in `kube-system` ("),
        (CONFIG.to_string(), "lacks DaemonSet `cilium` in `kube-system` ("),
        (
            format!("{CONFIG}---\n{}", daemon_set("apps/v1", "", "cilium-agent")),
            "(write `namespace: kube-system` into DaemonSet `cilium`)",
        ),
        (
            format!("{CONFIG}---\n{}", daemon_set("apps/v1", "  namespace: cilium\n", "cilium-agent")),
            "(write `namespace \"cilium\"` in `mesh`, or move DaemonSet `cilium` to `kube-system`)",
        ),
        (
            format!("{CONFIG}---\n{}", daemon_set("extensions/v1beta1", "  namespace: kube-system\n", "cilium-agent")),
            "(write `apiVersion: apps/v1` into DaemonSet `cilium`)",
        ),
        (
            format!("{CONFIG}---\n{}", daemon_set("apps/v1", "  namespace: kube-system\n", "agent")),
            "lacks container `cilium-agent` in DaemonSet `cilium` (",
        ),
    ];
    for (manifests, wanted) in cases {
        let found = findings(&on_base(&manifests, ""));
        assert_eq!(found.len(), 1, "{wanted}: {found:?}");
        assert!(found[0].starts_with("patch-target-missing: ") && found[0].contains(wanted), "{wanted}\n{}", found[0]);
    }
}

#[test]
fn a_patched_volume_must_be_in_the_base() {
    let nodes = "etcd { endpoint \"https://etcd.a.example.com:2379\"; tls ca=\"a.pem\"; \
                 credentials \"existing\" secret=\"other\"; }";
    let base = format!("{CONFIG}---\n{}", daemon_set("apps/v1", "  namespace: kube-system\n", "cilium-agent"));
    let text = mesh(nodes).replacen("    etcd { endpoint \"https://etcd.a.example.com:2379\"; }\n", "", 1);
    let text = text.replacen("cilium \"1.2.5\";", "cilium \"1.2.5\"; base path=\"vendor\";", 1);
    let found = findings(&compile_with(Memory::default().with("vendor/cilium.yaml", base), &text));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("lacks volume `etcd-secrets` in DaemonSet `cilium`"), "{found:?}");
}

#[test]
fn a_base_that_could_not_be_read_lacks_nothing() {
    let found = on_base("a: [", "patch kind=\"DaemonSet\" name=\"cilium\" { remove \"/spec\"; }");
    assert_eq!(codes(&found), ["invalid-manifest"]);
}

#[test]
fn objects_in_several_namespaces_are_ambiguous_unless_one_is_the_meshs() {
    let secret = |namespace: &str| {
        format!("---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: keys\n  namespace: {namespace}\ndata: {{}}\n")
    };
    let whole = daemon_set("apps/v1", "  namespace: kube-system\n", "cilium-agent");
    let base = format!("{CONFIG}---\n{whole}{}{}", secret("one"), secret("two"));
    let nodes = "patch kind=\"Secret\" name=\"keys\" { add \"/data/x\" \"\"; }";
    let found = findings(&on_base(&base, nodes));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("2 objects match Secret `keys`, in `one` and `two`"), "{found:?}");
    assert!(on_base(&format!("{base}{}", secret("kube-system")), nodes).diagnostics.0.is_empty());
}

#[test]
fn duplicates_show_both_places_and_ignore_the_version() {
    let whole = daemon_set("apps/v1", "  namespace: kube-system\n", "cilium-agent");
    let again = daemon_set("apps/v1beta2", "  namespace: kube-system\n", "cilium-agent");
    let outcome = on_base(&format!("{CONFIG}---\n{whole}---\n{again}"), "");
    assert_eq!(codes(&outcome), ["duplicate-object"], "{}", rendered(&outcome));
    let report = rendered(&outcome);
    assert!(report.contains("first defined here") && report.contains("defined again here"), "{report}");
    assert!(report.contains("defines DaemonSet `cilium` in `kube-system` twice"), "{report}");
    assert!(report.contains("keep one of them: in a cluster they are the same object"), "{report}");
    let report = rendered(&on_base(&format!("{CONFIG}---\n{whole}---\n{whole}"), ""));
    assert!(report.contains("keep one of them: kustomize refuses"), "{report}");
}
