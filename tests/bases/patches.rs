//! What pages of rules cannot show: several failures at once, ambiguous targets, bases of the user's own,
//! hostile names, findings of many clusters, and what `lint` and `allow` do together.

use crate::common::{codes, compile, rendered};
use meshc::Outcome;

/// A mesh of one cluster whose braces also hold `nodes`.
pub fn mesh(nodes: &str) -> String {
    format!(
        "mesh \"m\" {{ cilium \"1.2.5\"; address-pool \"100.64.0.0/10\" prefix=16; }}\n\
         cluster \"a\" id=1 {{\n    etcd {{ endpoint \"https://etcd.a.example.com:2379\"; }}\n{nodes}\n}}\n"
    )
}

/// What was found, a line each: the rule, the message and the help.
pub fn findings(outcome: &Outcome) -> Vec<String> {
    let line = |it: &meshc::diagnostic::Diagnostic| {
        format!("{}: {} ({})", it.rule.name, it.message, it.help.as_deref().unwrap_or("-"))
    };
    outcome.diagnostics.0.iter().map(line).collect()
}

pub fn patch(operations: &str) -> Vec<String> {
    findings(&compile(&mesh(&format!("patch kind=\"DaemonSet\" name=\"cilium\" {{ {operations}; }}"))))
}

#[test]
fn every_failing_operation_is_explained_by_what_is_there() {
    let cases = [
        ("remove \"/spec/templat/x\"", "`remove` finds nothing at `/spec/templat/x` (did you mean `/spec/template`?)"),
        (
            "replace \"/spec/updateStrategy/nothing\" 1",
            "`replace` finds nothing at `/spec/updateStrategy/nothing` \
             (choose one of the keys of `/spec/updateStrategy`: `rollingUpdate` and `type`)",
        ),
        (
            "test \"/spec/template/spec/hostNetwork\" #false",
            "`test` does not find `false` at `/spec/template/spec/hostNetwork` (test for what is there, `true`)",
        ),
        (
            "remove \"/spec/template/spec/containers/1\"",
            "`remove` finds nothing at `/spec/template/spec/containers/1` \
             (use the index 0, or `-` to append: `/spec/template/spec/containers` has one item)",
        ),
        (
            "add \"/spec/template/spec/hostNetwork/x\" 1",
            "`add` has no place for `/spec/template/spec/hostNetwork/x` \
             (write a path that is there: `/spec/template/spec/hostNetwork` ends in `true`)",
        ),
        ("add \"spec/x\" 1", "`spec/x` is not a JSON pointer (begin it with `/`: `/spec/x`)"),
        (
            "add \"/spec/a~b\" 1",
            "`/spec/a~b` has a `~` that escapes nothing (write `~0` for `~` and `~1` for `/` in a key)",
        ),
        (
            "remove \"/spec/template/metadata/annotations/prometheus.io/port\"",
            "`remove` finds nothing at `/spec/template/metadata/annotations/prometheus.io/port` (write `~1` for the `/` in a \
             key: `/spec/template/metadata/annotations/prometheus.io~1port`)",
        ),
        (
            "copy \"/spec/x\" from=\"/spec/nothing-like-it\"",
            "`copy` finds nothing at `/spec/nothing-like-it` (choose one of the keys of `/spec`: `selector`, \
             `template` and `updateStrategy`)",
        ),
    ];
    for (operation, wanted) in cases {
        let found = patch(operation);
        assert_eq!(found, [format!("patch-does-not-apply: {wanted}")], "{operation}");
    }
}

#[test]
fn a_patch_leaves_the_identity_of_its_object_alone() {
    for operation in [
        "replace \"/metadata/name\" \"other\"",
        "remove \"/metadata/namespace\"",
        "remove \"/kind\"",
        "replace \"/apiVersion\" \"extensions/v1beta1\"",
        "replace \"/apiVersion\" \"apps/v1beta2\"",
        "remove \"/metadata\"",
        "replace \"\" \"nothing\"",
    ] {
        let found = patch(operation);
        assert_eq!(found.len(), 1, "{operation}: {found:?}");
        assert!(found[0].contains("the patch makes another object of DaemonSet `cilium`"), "{operation}: {found:?}");
    }
}

#[test]
fn one_failure_hides_no_other() {
    let operations = "remove \"/spec/one\"; add \"/spec/two\" 2; test \"/spec/two\" 2; remove \"/spec/three\"";
    let found = patch(operations);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("`/spec/one`") && found[1].contains("`/spec/three`"), "{found:?}");
    let later = "patch kind=\"DaemonSet\" name=\"cilium\" { add \"/spec/two\" 2; }\n\
                 patch kind=\"DaemonSet\" name=\"cilium\" { test \"/spec/two\" 2; }";
    assert_eq!(findings(&compile(&mesh(later))), Vec::<String>::new(), "later patches see earlier ones");
}

#[test]
fn an_empty_patch_is_said_to_be_empty_unless_its_operations_are_only_broken() {
    assert_eq!(codes(&compile(&mesh("patch kind=\"DaemonSet\" name=\"cilium\""))), ["patch-does-not-apply"]);
    let broken = compile(&mesh("patch kind=\"DaemonSet\" name=\"cilium\" { ad \"/x\" 1; }"));
    assert_eq!(codes(&broken), ["unknown-node"]);
}

#[test]
fn a_patch_of_many_clusters_is_one_finding_with_a_count() {
    let head = "mesh \"m\" { cilium \"1.2.5\"; address-pool \"100.64.0.0/10\" prefix=20; }\n\
                defaults { patch kind=\"DaemonSet\" name=\"cilium\" { remove \"/spec/one\"; }; }\n";
    let cluster = |id: usize, nodes: &str| {
        format!(
            "cluster \"c{id}\" id={id} {{ etcd {{ endpoint \"https://etcd.c{id}.example.com:2379\"; }}\n{nodes}\n}}\n"
        )
    };
    let all: String = (1..=60).map(|id| cluster(id, "")).collect();
    let found = findings(&compile(&format!("{head}{all}")));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("patch-does-not-apply: `remove` finds nothing at `/spec/one` ("), "{found:?}");
    let some = cluster(1, "cilium \"1.2.5\"")
        + &cluster(2, "")
        + &cluster(3, "patch kind=\"X\" name=\"y\" { remove \"/z\"; }");
    let found = findings(&compile(&format!("{head}{some}")));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[1].contains("there is no X `y` to patch in cluster `c3`"), "{found:?}");
}

#[test]
fn names_of_any_kind_give_a_short_report() {
    for (name, free) in [
        ("x".repeat(10_000), "x".repeat(32)),
        ("\\u{1b}[31m\\u{0}red".to_string(), "31m-red".to_string()),
        ("\\u{202e}".to_string(), "cluster-2".to_string()),
        ("../../etc/passwd".to_string(), "etc-passwd".to_string()),
        ("集群".to_string(), "cluster-2".to_string()),
        ("ON".to_string(), "on-2".to_string()),
        ("Default".to_string(), "default-2".to_string()),
    ] {
        let outcome = compile(&mesh("").replacen("cluster \"a\"", &format!("cluster \"{name}\""), 1));
        let report = rendered(&outcome);
        assert_eq!(codes(&outcome), ["invalid-cluster-name"], "{report}");
        assert!(report.lines().count() < 17 && report.lines().all(|line| line.chars().count() <= 80), "{report}");
        assert!(!report.contains('\u{1b}') && report.contains(&format!("name it `{free}`")), "{report}");
    }
}

#[test]
fn ids_that_are_offered_differ() {
    let cluster = |name: &str, id: &str| {
        format!("cluster \"{name}\" {id} {{ etcd {{ endpoint \"https://etcd.{name}.example.com:2379\"; }}; }}\n")
    };
    let head = "mesh \"m\" { cilium \"1.2.5\"; address-pool \"100.64.0.0/10\" prefix=20; }\n";
    let clusters =
        [("a", "id=1"), ("b", "id=1"), ("c", ""), ("d", "id=0"), ("e", "id=-1"), ("f", "id=2"), ("g", "id=1")];
    let text = head.to_string() + &clusters.map(|(name, id)| cluster(name, id)).concat();
    let outcome = compile(&text);
    let mut edits: Vec<_> = outcome.diagnostics.0.iter().flat_map(|it| &it.fixes).flat_map(|fix| &fix.edits).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    let mut mended = text.clone();
    for edit in &edits {
        mended.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    assert_eq!(edits.len(), 5, "{}", rendered(&outcome));
    assert_eq!(codes(&compile(&mended)), Vec::<&str>::new(), "{mended}");
}

#[test]
fn an_allow_is_used_by_whatever_it_would_silence() {
    let of = |lint: &str, first: &str, second: &str| {
        let allow = |yes: &str| if yes.is_empty() { String::new() } else { format!("allow \"{yes}\" reason=\"r\";") };
        let cluster = |name: &str, id: u8, yes: &str| {
            format!(
                "cluster \"{name}\" id={id} {{ etcd {{ endpoint \"https://etcd.example.com:2379\"; }}; {} }}\n",
                allow(yes)
            )
        };
        let head = "mesh \"m\" { cilium \"1.2.5\"; address-pool \"100.64.0.0/10\" prefix=16; }\n";
        let text = format!("{head}{}{}{lint}\n", cluster("a", 1, first), cluster("b", 2, second));
        codes(&compile(&text)).join(" ")
    };
    let rule = "duplicate-endpoint";
    assert_eq!(of("", "", ""), rule);
    assert_eq!(of("", rule, ""), "", "either side silences it");
    assert_eq!(of("", rule, rule), "", "and so do both");
    assert_eq!(of("lint { duplicate-endpoint \"off\"; }", rule, ""), "", "a level does not make an exception idle");
    assert_eq!(of("", rule, "insecure-endpoint"), "unused-allow");
    assert_eq!(of("lint { unused-allow \"off\"; }", rule, "insecure-endpoint"), "");
    assert_eq!(of("", "", "duplicate-cluster-id"), "duplicate-endpoint unsilenceable-rule");
}

#[test]
fn no_id_is_offered_that_has_no_block_in_the_pool() {
    let of = |prefix: u8| {
        let head = format!("mesh \"m\" {{ cilium \"1.2.5\"; address-pool \"10.0.0.0/14\" prefix={prefix}; }}\n");
        let etcd = |name: &str| format!("etcd {{ endpoint \"https://{name}.example.com:2379\"; }}");
        let cluster = |name: &str, id: u8| format!("cluster \"{name}\" id={id} {{ {}; }}\n", etcd(name));
        let four: String = ('a'..='d').zip(1..).map(|(name, id)| cluster(&name.to_string(), id)).collect();
        findings(&compile(&format!("{head}{four}cluster \"e\" {{ {}; }}\n", etcd("e"))))
    };
    let offered = |found: &[String]| found.iter().any(|found| found.contains("`id=5`"));
    assert!(offered(&of(17)), "{:?}", of(17));
    assert!(!offered(&of(16)), "{:?}", of(16));
    assert!(of(16).iter().any(|found| found.contains("or enlarge the address pool")), "{:?}", of(16));
}

/// What a chart renders is not known, but a slip is a slip.
#[test]
fn a_patch_of_a_chart_is_judged_by_what_is_known() {
    let of = |patch: &str| {
        let clusters = [format!("apiserver \"LoadBalancer\" {{ ip \"192.0.2.1\" }}; patch {patch}")];
        crate::common::mesh::mesh("1.18.6").clusters(clusters).codes()
    };
    let restart = "{ add \"/spec/template/metadata/labels/x\" \"y\"; }";
    for right in [
        "DaemonSet\" name=\"cilium",
        "Deployment\" name=\"hubble-relay",
        "Service\" name=\"cilium-ingress",
        "Gadget\" name=\"x",
    ] {
        assert_eq!(of(&format!("kind=\"{right}\" {restart}")), [""; 0], "{right}");
    }
    for slip in ["DaemonSet\" name=\"clium", "Daemonset\" name=\"cilium", "Deployment\" name=\"clustermesh-apisever"] {
        assert_eq!(of(&format!("kind=\"{slip}\" {restart}")), ["patch-target-missing"], "{slip}");
    }
    for operations in ["{ add \"spec/template/spec/x\" \"y\"; }", "{ remove \"/spec/a~b\"; }", ""] {
        let patch = format!("kind=\"DaemonSet\" name=\"cilium\" {operations}");
        assert_eq!(of(&patch), ["patch-does-not-apply"], "{operations}");
    }
}
