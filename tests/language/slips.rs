//! One slip is one finding, with a help that says how it is written.

use crate::common::{codes, compile};

pub const MESH: &str = "mesh \"m\" { cilium \"1.2.5\"; address-pool \"100.64.0.0/10\" prefix=16; }\n";
pub const A: &str = "cluster \"a\" id=1 { etcd { endpoint \"https://etcd.a.example.com:2379\"; }; }\n";
pub const B: &str = "cluster \"b\" id=2 { etcd { endpoint \"https://etcd.b.example.com:2379\"; }; }\n";

/// In a sound mesh, what stands instead of what, the one code that is raised, and part of its help.
const SLIPS: &[(&str, &str, &str, &str)] = &[
    // What KDL refuses.
    ("\"1.2.5\"", "1.2.5", "syntax-error", "write \"1.2.5\""),
    ("\"1.2.5\"", "'1.2.5'", "syntax-error", "write \"1.2.5\""),
    ("\"1.2.5\"", "\"1.2.5\",", "syntax-error", "a space in its place"),
    ("\"1.2.5\"", "\"1.2.5", "syntax-error", "the missing `\"`"),
    ("\"1.2.5\"", "r\"1.2.5\"", "syntax-error", "write #\"1.2.5\"#"),
    ("\"1.2.5\"", "=\"1.2.5\"", "syntax-error", "cilium \"…\""),
    ("\"100.64.0.0/10\"", "100.64.0.0/10", "syntax-error", "write \"100.64.0.0/10\""),
    ("\"100.64.0.0/10\"", "fd00:1::/64", "syntax-error", "write \"fd00:1::/64\""),
    ("\"https://etcd.a.example.com:2379\"", "https://etcd.a.example.com:2379", "syntax-error", "in quotes"),
    ("prefix=16; }", "prefix=16;", "syntax-error", "the missing `}`"),
    ("prefix=16; }", "prefix=16; } }", "syntax-error", "remove it"),
    ("mesh \"m\" {", "mesh \"m\"\n{", "syntax-error", "line above"),
    ("mesh \"m\"", "# the mesh\nmesh \"m\"", "syntax-error", "`//`"),
    ("mesh \"m\"", "/* the mesh\nmesh \"m\"", "syntax-error", "`*/`"),
    ("id=1", "id=", "syntax-error", "after `=`"),
    ("id=1", "id=true", "syntax-error", "#true"),
    ("id=1", "id=#True", "syntax-error", "#true"),
    ("id=1 {", "id=1 { ;", "syntax-error", "remove it"),
    ("id=1 {", "id=1 { /-id 1;", "syntax-error", "with a line break"),
    ("id=1 {", "id=1 { config { debug true; };", "syntax-error", "#true"),
    ("id=1 {", "id=1 { config { a \"\\q\"; };", "syntax-error", "backslash"),
    ("\"https://etcd.a.example.com:2379\"", "'https://etcd.a.example.com:2379'", "syntax-error", "quotes: \"https"),
    ("\"1.2.5\"", "\u{201c}1.2.5\u{201d}", "syntax-error", "write \"1.2.5\""),
    ("prefix=16; }", "prefix=16; } # newest", "syntax-error", "`//`"),
    ("id=1 {", "id=1 {\n  max-nodes: 5\n  host-firewall: false\n", "syntax-error", "without a colon"),
    ("cluster \"a\"", "<<<<<<< HEAD\n=======\n>>>>>>> x\ncluster \"a\"", "syntax-error", "three lines"),
    // Types.
    ("prefix=16", "prefix=\"/16\"", "wrong-type", "write 16"),
    ("id=1 {", "id=1 { host-firewall no;", "wrong-type", "write #false"),
    ("id=1 {", "id=1 { platform \"k8s\";", "unknown-choice", "leave `platform` out"),
    ("id=1", "id=1.0", "wrong-type", "write 1"),
    ("id=1", "id=\"1\"", "wrong-type", "without quotes"),
    ("id=1", "id=(u8)1", "wrong-type", "parentheses"),
    ("id=1", "id=1 id=1", "repeated-property", "keep one"),
    ("\"1.2.5\"", "(v)\"1.2.5\"", "wrong-type", "parentheses"),
    ("\"1.2.5\"", "1.2", "wrong-type", "three numbers"),
    ("\"1.2.5\"", "\"1.2\"", "invalid-version", "patch release"),
    ("\"1.2.5\"", "\"\"", "missing-value", "between the quotes"),
    ("\"1.2.5\"", "", "missing-value", "cilium \"<release>\""),
    ("cilium \"1.2.5\";", "", "missing-node", "cilium \"1.20."),
    ("prefix=16", "prefix=64", "number-out-of-range", "from 10 to 32"),
    ("prefix=16", "prefix=200", "number-out-of-range", "from 0 to 128"),
    ("prefix=16", "prefx=16", "unknown-property", "`prefix`"),
    ("id=1 {", "id=1 { max-nodes 0;", "number-out-of-range", "from 1"),
    ("id=1 {", "id=1 { config { a #null; };", "wrong-type", "text, a number or a boolean"),
    ("id=1 {", "id=1 { platform \"EKS\";", "unknown-choice", "\"eks\""),
    // Places.
    ("id=1", "1", "unexpected-value", "write `id=1`"),
    ("cilium \"1.2.5\"", "cilium: \"1.2.5\"", "unknown-node", "without the colon: `cilium`"),
    ("id=1 {", "id=1 { k8sServiceHost \"x\";", "unknown-node", "put it in `values`"),
    ("id=1 {", "id=1 { tunnel \"vxlan\";", "unknown-node", "that is `routing` in `mesh` here"),
    ("cluster \"a\"", "clustermesh\ncluster \"a\"", "unknown-node", "put it in `values`"),
    ("id=1 {", "{ id 1;", "unknown-node", "`id=1` after the name"),
    ("id=1", "id: 1", "unexpected-value", "id=…"),
    ("id=1", "id=1 max-nodes=5", "unknown-property", "`max-nodes 5` in the braces"),
    ("id=1 {", "id=1 { etcd-version \"3.1.11\";", "unknown-node", "braces of `kops`"),
    ("id=1 {", "id=1 { etcd-versoin \"3.1.11\";", "unknown-node", "did you mean `etcd-version`?"),
    ("address-pool \"100", "adress-pool \"100", "unknown-node", "`address-pool`"),
    ("etcd { endpoint", "etcd { endpiont", "unknown-node", "`endpoint`"),
    ("etcd { endpoint", "endpoint", "syntax-error", "remove it"),
    ("mesh \"m\"", "mehs \"m\"", "unknown-node", "`mesh`"),
    ("cluster \"a\"", "clutser \"a\"", "unknown-node", "`cluster`"),
    ("cluster \"a\"", "mcs-api #true\ncluster \"a\"", "unknown-node", "braces of `mesh`"),
    ("cilium \"1.2.5\"; address", "address", "missing-node", "cilium"),
    ("mesh \"m\" { cilium \"1.2.5\";", "cilium \"1.2.5\"\nmesh \"m\" {", "unknown-node", "of `cluster` or `mesh`"),
    ("cluster \"a\"", "defaults\ndefaults\ncluster \"a\"", "repeated-node", "keep one"),
    (
        "cluster \"a\"",
        "network \"n\" \"10.0.0.0/8\"\nnetwork \"n\" \"11.0.0.0/8\"\ncluster \"a\"",
        "repeated-node",
        "one node",
    ),
    ("cluster \"a\"", "include \"\"\ncluster \"a\"", "missing-value", "between the quotes"),
    ("cluster \"a\"", "include \"b.kdl\"\ncluster \"a\"", "include-not-found", "relative"),
    ("id=1 {", "id=1 { kops \"a.example.com\" { image \"i\"; };", "missing-value", "`spec=\"kops.yaml\"`"),
    ("id=1 {", "id=1 { pod-cidr \"10.1.0.0/08\";", "invalid-cidr", "10.1.0.0/8"),
    ("id=1 {", "id=1 { pod-cidr \"010.1.0.0/08\";", "invalid-cidr", "such as"),
    ("cilium \"1.2.5\";", "cilium \"1.2.5\"; base chart=\"vendor/cilium\";", "wrong-type", "`path=`"),
    ("cluster \"a\"", "flux { source \"p\"; kubeconfig-secret \"\"; }\ncluster \"a\"", "missing-value", "quotes"),
    ("cluster \"a\"", "flux { source \"p\"; kubeconfig-secret \"Foo\"; }\ncluster \"a\"", "wrong-type", "lower-case"),
    ("cluster \"a\"", "flux\ncluster \"a\"", "missing-node", "`source"),
    ("cluster \"a\"", "flux { sources \"p\"; }\ncluster \"a\"", "unknown-node", "`source`"),
    ("cluster \"a\"", "flux { source \"p\"; source-kind \"Git\"; }\ncluster \"a\"", "unknown-choice", "GitRepository"),
    ("cluster \"a\"", "flux { source \"p\"; path \"/deploy\"; }\ncluster \"a\"", "wrong-type", "\"./deploy\""),
    ("cluster \"a\"", "flux { source \"p\"; path \"a/../..\"; }\ncluster \"a\"", "wrong-type", "without `..`"),
    ("cluster \"a\"", "flux { source \"p\"; path \"clusters/*\"; }\ncluster \"a\"", "wrong-type", "use letters"),
    ("cluster \"a\"", "flux { source \"p\"; interval \"10 min\"; }\ncluster \"a\"", "wrong-type", "\"10m\""),
    ("cluster \"a\"", "flux { source \"p\"; interval 10; }\ncluster \"a\"", "wrong-type", "\"10m\""),
    ("cluster \"a\"", "flux { source \"p\"; interval \"0s\"; }\ncluster \"a\"", "number-out-of-range", "\"10m\""),
    ("cluster \"a\"", "flux { source \"Platform\"; }\ncluster \"a\"", "wrong-type", "lower-case"),
    (
        "cluster \"a\"",
        "flux { source \"p\"; kubeconfig-secret \"{Cluster}\"; }\ncluster \"a\"",
        "wrong-type",
        "{cluster}-kubeconfig",
    ),
    (
        "cluster \"a\"",
        "flux { source \"p\"; per-cluster #true; kubeconfig-secret \"{cluster}\"; }\ncluster \"a\"",
        "unexpected-value",
        "remove one",
    ),
    ("cluster \"a\"", "argocd { path \"deploy\"; }\ncluster \"a\"", "missing-node", "`repo-url"),
    ("cluster \"a\"", "argocd { repo-url \"u\"; project \"a b\"; }\ncluster \"a\"", "wrong-type", "lower-case"),
];

#[test]
fn one_slip_is_one_finding() {
    for (right, wrong, code, help) in SLIPS {
        let text = format!("{MESH}{A}");
        assert!(text.contains(right), "{right}");
        let outcome = compile(&text.replacen(right, wrong, 1));
        let report = crate::common::rendered(&outcome);
        assert_eq!(codes(&outcome), [*code], "{right} → {wrong}\n{report}");
        let found = outcome.diagnostics.0[0].help.clone().unwrap_or_default();
        assert!(found.contains(help), "{right} → {wrong}\n{report}");
        if let Some(fix) = outcome.diagnostics.0[0].fixes.iter().find(|fix| fix.safe) {
            let [edit] = fix.edits.as_slice() else { panic!("{right} → {wrong}: one edit") };
            let mut text = outcome.sources.get(edit.span.file).unwrap().text.clone();
            text.replace_range(edit.span.start..edit.span.end, &edit.text);
            assert_ne!(codes(&compile(&text)).first(), Some(code), "{text}");
        }
    }
}

#[test]
fn what_is_right_is_taken() {
    for (right, other) in [
        ("id=1", "id=0x1"),
        ("id=1", "id=0b0_1"),
        ("id=1", "id = 1"),
        ("id=1", "\"id\"=1"),
        ("\"m\"", "m"),
        ("\"1.2.5\"", "v1.2.5"),
        ("\"1.2.5\"", "#\"1.2.5\"#"),
        ("prefix=16", "\\\n prefix=16"),
        ("prefix=16", "/* { */ prefix=16 /* } */"),
        ("id=1 {", "id=1 { /-etcd { nonsense; }\n /-id 1\n"),
        ("cluster \"a\"", "/-cluster \"x\" { nonsense; }\n/-defaults\n/-defaults\ncluster \"a\""),
        ("id=1 {", "id=1 { config { debug #true; sidecar-istio-proxy-image 0.0025; prometheus-serve-addr 1_000; };"),
    ] {
        let outcome = compile(&format!("{MESH}{A}").replacen(right, other, 1));
        assert!(outcome.diagnostics.0.is_empty(), "{other}\n{}", crate::common::rendered(&outcome));
    }
}

#[test]
fn numbers_in_a_config_stay_as_they_were_written() {
    let settings = "config { a 1.0; b 0x10; c 1_000; d 1e21; e #true; f 0.0025; }; etcd";
    let outcome = compile(&format!("{MESH}{A}").replacen("etcd", settings, 1));
    let mesh = outcome.mesh().unwrap();
    let values: Vec<_> = mesh.clusters[0].config.iter().map(|setting| setting.value.as_str()).collect();
    assert_eq!(values, ["1.0", "16", "1000", "1e21", "true", "0.0025"]);
}

#[test]
fn many_places_of_one_defect_are_one_finding() {
    let cluster = |id: usize| {
        format!("cluster \"c{id}\" id={id} {{ mx-nodes 5; etcd {{ endpoint \"https://{id}.c.example.com:1\"; }}; }}\n")
    };
    let outcome = compile(&format!("{MESH}{}", (1..=50).map(cluster).collect::<String>()));
    assert_eq!(codes(&outcome), ["unknown-node"]);
    assert!(outcome.diagnostics.0[0].message.ends_with("(in 50 places)"));
    assert_eq!(outcome.diagnostics.0[0].labels.len(), 3);
}

const MODERN: &str = r#"mesh "m" { cilium "1.18.3"; address-pool "10.0.0.0/8" prefix=16; domain "mesh.example.com"; }
cluster "a" id=1 { apiserver "LoadBalancer" { address "mesh.a.example.com"; san "*.a.example.com" "192.0.2.1"; }; }
cluster "b" id=2 { apiserver "LoadBalancer" { ip "192.0.2.2"; }; }
"#;

#[test]
fn names_on_the_network_are_dns_names() {
    let (address, domain, san) = ("\"mesh.a.example.com\"", "\"mesh.example.com\"", "\"*.a.example.com\"");
    let long = format!("{}.example.com", "a".repeat(64));
    for (right, wrong, help) in [
        (address, "https://mesh.a.example.com", "`address \"mesh.a.example.com\"`"),
        (
            address,
            "https://mesh.a.example.com:2380/",
            "`address \"mesh.a.example.com\"`, and the port as `apiserver \"LoadBalancer\" port=2380`",
        ),
        (address, "mesh.a.example.com:2379", "port=2379`"),
        (address, "mesh.a.example.com:http", "`address \"mesh.a.example.com\"`"),
        (address, "[2001:db8::1]:2379", "`address \"2001:db8::1\"`"),
        (address, "mesh.a.example.com/x", "`address \"mesh.a.example.com\"`"),
        (address, "mesh.a.example.com..", "`address \"mesh.a.example.com\"`"),
        (domain, "mesh.example.com.", "`domain \"mesh.example.com\"`"),
        (address, " mesh.a.example.com", "`address \"mesh.a.example.com\"`"),
        (address, "a.example.com b.example.com", "write one name"),
        (address, "a.example.com,b.example.com", "write one name"),
        (address, "192.0.2.0/24", "write one name"),
        (address, "192.0.2", "write one name"),
        (address, "mesh..example.com", "write one name"),
        (address, ".example.com", "write one name"),
        (address, "-a.example.com", "write one name"),
        (address, "a_b.example.com", "write one name"),
        (address, "*.example.com", "write one name"),
        (address, "mesh.žluť.example.com", "write one name"),
        (address, long.as_str(), "write one name"),
        (domain, "https://mesh.example.com", "`domain \"mesh.example.com\"`"),
        (domain, "mesh.example.com:2379", "`domain \"mesh.example.com\"`"),
        (domain, "Mesh.example.com", "`domain \"mesh.example.com\"`"),
        (domain, "*.example.com", "write one name"),
        (domain, "192.0.2.1", "write one name"),
        (san, "https://a.example.com", "`san \"a.example.com\"`"),
        (san, "a.*.example.com", "or \"*.mesh.example.com\""),
        (san, "*", "or \"*.mesh.example.com\""),
        (san, "192.0.2.0/24", "or \"*.mesh.example.com\""),
    ] {
        let outcome = compile(&MODERN.replacen(right, &format!("\"{wrong}\""), 1));
        let report = crate::common::rendered(&outcome);
        assert_eq!(codes(&outcome), ["invalid-address"], "{wrong}\n{report}");
        let found = outcome.diagnostics.0[0].help.clone().unwrap_or_default();
        assert!(found.contains(help), "{wrong}\n{report}");
    }
    for (right, other) in [
        (address, "MESH.a.example.com"),
        (address, "mesh"),
        (address, "mesh.a.example.com."),
        (domain, "mesh"),
        (san, "2001:db8::1"),
        (san, "a"),
        (san, "7.example.com"),
    ] {
        let outcome = compile(&MODERN.replacen(right, &format!("\"{other}\""), 1));
        assert!(outcome.diagnostics.0.iter().all(|found| found.rule.name != "invalid-address"), "{other}");
    }
}

#[test]
fn the_release_that_is_proposed_is_the_newest() {
    let outcome = compile(
        "mesh \"m\"\ncluster \"a\" id=1 { pod-cidr \"10.1.0.0/16\"; apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }; }\n",
    );
    let help =
        outcome.diagnostics.0.iter().find(|found| found.rule.name == "missing-node").unwrap().help.clone().unwrap();
    assert!(help.contains(&format!("`cilium \"{}\"`", meshc::release::newest())), "{help}");
}
