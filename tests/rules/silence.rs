//! What `lint` and `allow` take away: one rule, in one cluster or everywhere, and nothing beside it.

use crate::common::{codes, compile, rendered};
use meshc::Outcome;
use meshc::diagnostic::{Severity, Silence};
use meshc::rules::{Look, RULES};

/// A mesh of clusters, each with its name, what its node says beside its endpoint, and the rules that it
/// allows.
fn mesh(top: &str, clusters: &[(&str, &str, &[&str])]) -> Outcome {
    let mut text = format!("{top}\n");
    for (number, (name, nodes, allowed)) in (1..).zip(clusters) {
        let allows: String = allowed.iter().map(|rule| format!("allow \"{rule}\" reason=\"r\"; ")).collect();
        let etcd = format!("etcd {{ endpoint \"https://etcd.{name}.example.com:2379\"; }}");
        text.push_str(&format!("cluster \"{name}\" id={number} {{ {nodes} {etcd}; {allows}}}\n"));
    }
    compile(&text)
}

/// The findings: each with its rule and its clusters.
fn found(outcome: &Outcome) -> Vec<String> {
    let line =
        |finding: &meshc::diagnostic::Diagnostic| format!("{} {}", finding.rule.name, finding.clusters.join(" "));
    outcome.diagnostics.0.iter().map(line).collect()
}

const TOP: &str = "mesh \"m\" { cilium \"1.2.5\"; }";
const SAME: &str = "pod-cidr \"10.0.0.0/16\";";
const PODS: &str = "overlapping-pod-cidrs";

/// What clusters of one pod CIDR are told, by the rules that each allows.
fn clash(allowed: &[&[&str]]) -> Vec<String> {
    let clusters: Vec<_> =
        ["a", "b", "c", "d"].into_iter().zip(allowed).map(|(name, rules)| (name, SAME, *rules)).collect();
    found(&mesh(TOP, &clusters))
}

#[test]
fn either_side_of_a_pair_silences_it() {
    assert_eq!(clash(&[&[], &[]]), ["overlapping-pod-cidrs a b"]);
    assert_eq!(clash(&[&[PODS], &[]]), [""; 0]);
    assert_eq!(clash(&[&[], &[PODS]]), [""; 0]);
    assert_eq!(clash(&[&[PODS], &[PODS]]), [""; 0]);
}

#[test]
fn what_the_others_of_a_group_have_among_themselves_stays() {
    assert_eq!(clash(&[&[], &[], &[]]), ["overlapping-pod-cidrs a b c"]);
    assert_eq!(clash(&[&[PODS], &[], &[]]), ["overlapping-pod-cidrs b c"]);
    assert_eq!(clash(&[&[], &[PODS], &[]]), ["overlapping-pod-cidrs a c"]);
    assert_eq!(clash(&[&[], &[], &[PODS]]), ["overlapping-pod-cidrs a b"]);
    assert_eq!(clash(&[&[PODS], &[PODS], &[]]), [""; 0]);
    assert_eq!(clash(&[&[PODS], &[], &[PODS], &[]]), ["overlapping-pod-cidrs b d"]);
}

#[test]
fn the_outer_range_alone_may_have_been_the_clash() {
    let of = |allowed: &[&str]| {
        let inner = |pods| ("b", pods, &[][..]);
        let (one, two) = (inner("pod-cidr \"10.1.0.0/16\";"), inner("pod-cidr \"10.2.0.0/16\";"));
        found(&mesh(TOP, &[("a", "pod-cidr \"10.0.0.0/8\";", allowed), one, ("c", two.1, two.2)]))
    };
    assert_eq!(of(&[]), ["overlapping-pod-cidrs a b c"]);
    assert_eq!(of(&[PODS]), [""; 0]);
}

#[test]
fn what_clusters_have_beside_the_exception_stays_as_it_was() {
    let other = "pod-cidr \"10.9.0.0/16\";";
    let allows = &[PODS][..];
    let of = |allowed| {
        let clusters =
            [("a", SAME, allowed), ("b", SAME, &[][..]), ("c", SAME, &[]), ("d", other, &[]), ("e", other, &[])];
        mesh(TOP, &clusters)
    };
    let (all, some) = (of(&[]), of(allows));
    assert_eq!(found(&all), ["overlapping-pod-cidrs a b c", "overlapping-pod-cidrs d e"]);
    assert_eq!(found(&some), ["overlapping-pod-cidrs b c", "overlapping-pod-cidrs d e"]);
    for (before, after) in all.diagnostics.0.iter().zip(&some.diagnostics.0) {
        assert_eq!(before.help, after.help, "the way out is the one beside all clusters");
    }
    assert!(rendered(&some).contains("clusters `b` and `c` have the same pod CIDR"), "{}", rendered(&some));
}

#[test]
fn a_canary_does_not_exempt_the_others() {
    let top = "mesh \"m\" { cilium \"1.2.0\"; address-pool \"100.64.0.0/10\" prefix=16; }";
    let rule = "release-needs-upgrade";
    let of = |first: &[&str]| mesh(top, &[("a", "", first), ("b", "", &[]), ("c", "", &[])]);
    assert_eq!(found(&of(&[])), ["release-needs-upgrade a b c"]);
    assert_eq!(found(&of(&[rule])), ["release-needs-upgrade b c"]);
    let all = mesh(top, &[("a", "", &[rule]), ("b", "", &[rule]), ("c", "", &[rule])]);
    assert_eq!(found(&all), [""; 0]);
    assert!(all.tree().is_some(), "nothing is left that forbids output");
}

#[test]
fn clusters_keep_their_order() {
    let pools = "mesh \"m\" { cilium \"1.2.0\"; address-pool \"100.64.0.0/10\" prefix=16; ";
    let rule = "release-needs-upgrade";
    let tree = |everywhere: &str, allowed: &[&str]| {
        let all = mesh(&format!("{pools}{everywhere}}}"), &[("c", "", &[]), ("b", "", allowed), ("a", "", &[])]);
        let tree = all.tree().cloned().unwrap_or_else(|| panic!("no output"));
        format!("{tree:?}")
    };
    assert_eq!(tree("", &[]), tree("", &[rule]));
    assert_eq!(tree("", &[]), tree("allow \"release-needs-upgrade\" reason=\"r\"; ", &[]));
}

#[test]
fn an_allow_in_the_mesh_or_in_defaults_silences_a_rule_everywhere() {
    let clusters = [("a", SAME, &[][..]), ("b", SAME, &[]), ("c", SAME, &[])];
    let everywhere = "mesh \"m\" { cilium \"1.2.5\"; allow \"overlapping-pod-cidrs\" reason=\"r\"; }";
    assert_eq!(found(&mesh(everywhere, &clusters)), [""; 0]);
    let defaults = format!("{TOP}\ndefaults {{ allow \"overlapping-pod-cidrs\" reason=\"r\"; }}");
    assert_eq!(found(&mesh(&defaults, &clusters)), [""; 0]);
}

#[test]
fn an_allow_that_silences_nothing_is_reported() {
    assert_eq!(clash(&[&["insecure-endpoint"], &[], &[]]), ["unused-allow a", "overlapping-pod-cidrs a b c"]);
    let other = ("d", "pod-cidr \"10.9.0.0/16\";", &[PODS][..]);
    let idle = mesh(TOP, &[("a", SAME, &[PODS]), ("b", SAME, &[]), ("c", SAME, &[]), other]);
    assert_eq!(found(&idle), ["overlapping-pod-cidrs b c", "unused-allow d"]);
}

#[test]
fn no_allow_is_idle_where_a_rule_could_not_look() {
    let (allowing, pool) = ([("a", "", &["public-pod-cidr"][..])], "address-pool \"100.64.0.0/10\" prefix=16;");
    for (top, rule) in [
        (format!("mesh \"m\" {{ {pool} }}"), "missing-node"),
        (format!("mesh \"m\" {{ cilium \"1.99.0\"; {pool} }}"), "unsupported-release"),
        ("mesh \"m\" { cilium \"1.2.5\"; address-pool \"100.64.0.0\" prefix=16; }".to_string(), "invalid-cidr"),
    ] {
        assert_eq!(codes(&mesh(&top, &allowing)), [rule], "{top}");
    }
}

#[test]
fn a_level_holds_for_what_is_left_of_a_group() {
    let top = format!("{TOP}\nlint {{ overlapping-pod-cidrs \"warning\"; }}");
    let outcome = mesh(&top, &[("a", SAME, &[PODS]), ("b", SAME, &[]), ("c", SAME, &[])]);
    assert_eq!(found(&outcome), ["overlapping-pod-cidrs b c"]);
    assert!(!outcome.diagnostics.has_errors(), "{}", rendered(&outcome));
    let off = format!("{TOP}\nlint {{ overlapping-pod-cidrs \"off\"; }}");
    assert_eq!(found(&mesh(&off, &[("a", SAME, &[PODS]), ("b", SAME, &[]), ("c", SAME, &[])])), [""; 0]);
}

#[test]
fn a_case_that_cannot_be_silenced_survives_the_exception() {
    let long = "x".repeat(64);
    let text = format!(
        "mesh \"m\" {{ cilium \"1.2.5\"; address-pool \"100.64.0.0/10\" prefix=16; }}
         cluster \"{long}\" id=1 {{ etcd {{ endpoint \"https://a.example.com:2379\"; }}; \
         allow \"invalid-cluster-name\" reason=\"r\"; }}
         cluster \"b\" id=2 {{ etcd {{ endpoint \"https://b.example.com:2379\"; }}; }}\n"
    );
    assert_eq!(codes(&compile(&text)), ["invalid-cluster-name"]);
}

#[test]
fn rules_without_which_the_output_is_wrong_cannot_be_silenced() {
    for name in [
        "config-key-managed",
        "duplicate-cluster-id",
        "duplicate-cluster-name",
        "duplicate-object",
        "kops-name-differs",
        "missing-endpoint",
        "patch-does-not-apply",
        "patch-target-missing",
        "reserved-cluster-name",
        "unknown-network",
        "unsupported-release",
    ] {
        assert_eq!(meshc::rules::find(name).unwrap().silence, Silence::Refused, "{name}");
        for level in ["off", "warning"] {
            let outcome = mesh(&format!("{TOP}\nlint {{ {name} \"{level}\"; }}"), &[("a", SAME, &[])]);
            assert_eq!(codes(&outcome), ["unsilenceable-rule"], "{name} {level}");
        }
        assert_eq!(codes(&mesh(TOP, &[("a", SAME, &[name])])), ["unsilenceable-rule"], "{name}");
    }
}

#[test]
fn a_level_that_a_rule_has_may_be_stated() {
    for row in RULES.iter().filter(|row| row.rule.silence == Silence::Refused) {
        let top = format!("{TOP}\nlint {{ {} \"error\"; }}", row.rule.name);
        assert_eq!(codes(&mesh(&top, &[("a", SAME, &[])])), [""; 0], "{}", row.rule.name);
        if row.rule.severity == Severity::Warning {
            let top = format!("{TOP}\nlint {{ {} \"warning\"; }}", row.rule.name);
            assert_eq!(codes(&mesh(&top, &[("a", SAME, &[])])), [""; 0], "{}", row.rule.name);
        }
    }
}

#[test]
fn two_clusters_of_one_name_are_an_error_whatever_the_name() {
    for (name, rule) in [("a", "duplicate-cluster-name"), ("default", "reserved-cluster-name")] {
        let two = |top: &str| {
            let pods = |number| format!("pod-cidr \"10.{number}.0.0/16\";");
            mesh(top, &[(name, &pods(1), &[]), (name, &pods(2), &[])])
        };
        let errors = |outcome: &Outcome| {
            let errors = outcome.diagnostics.0.iter().filter(|finding| finding.severity == Severity::Error);
            errors.map(|finding| finding.rule.name).filter(|found| *found == rule).count()
        };
        let silenced = format!("{TOP}\nlint {{ {rule} \"off\"; }}");
        for outcome in [two(TOP), two(&silenced)] {
            assert_eq!(errors(&outcome), 1, "{}", rendered(&outcome));
            assert!(outcome.tree().is_none());
        }
    }
}

#[test]
fn what_guards_data_and_keys_and_what_the_grammar_finds_cannot_be_silenced() {
    let guards = [
        "base-holds-private-key",
        "cluster-id-out-of-range",
        "duplicate-cluster-id",
        "duplicate-cluster-name",
        "key-material-hides-entry",
        "missing-cluster-id",
        "secret-too-big",
    ];
    let is_refused = |name: &str| meshc::rules::find(name).unwrap().silence == Silence::Refused;
    assert_eq!(guards.iter().find(|name| !is_refused(name)), None);
    // An empty glob is no mistake of the grammar: the mesh is understood without it.
    let of_parse = RULES.iter().filter(|row| matches!(row.look, Look::Parse) && row.rule.name != "empty-glob");
    assert_eq!(of_parse.map(|row| row.rule.name).find(|name| !is_refused(name)), None);
    let outcome = mesh(TOP, &[("a", SAME, &["duplicate-cluster-id", "insecure-endpoint"])]);
    let allowed: Vec<&str> = outcome.exceptions.allows.iter().map(|allow| allow.rule.name).collect();
    assert_eq!(allowed, ["insecure-endpoint"], "what cannot be silenced is no exception");
}

#[test]
fn what_is_silenced_is_kept_with_every_reason_and_its_level() {
    let top = format!("{TOP}\nlint {{ overlapping-pod-cidrs \"warning\"; }}");
    let outcome = mesh(&top, &[("a", SAME, &[PODS]), ("b", SAME, &[PODS]), ("c", SAME, &[])]);
    let [silenced] = &outcome.exceptions.silenced[..] else { panic!("{:?}", outcome.exceptions.silenced) };
    assert_eq!(silenced.finding.clusters, ["a", "b", "c"]);
    assert_eq!(silenced.finding.severity, Severity::Warning);
    let clusters: Vec<_> = silenced.by.iter().map(|allow| allow.cluster.as_deref().unwrap()).collect();
    assert_eq!((clusters, silenced.by[0].silenced), (vec!["a", "b"], 1));
    // A case that nobody can silence stays a finding, and nothing of it is kept.
    let long = "x".repeat(64);
    let outcome = mesh(TOP, &[(&long, SAME, &["invalid-cluster-name"])]);
    assert!(outcome.exceptions.silenced.is_empty() && outcome.exceptions.allows[0].silenced == 0);
}
