//! Slips, typed, and their helps applied as they are: none leads to another error.

use crate::common::{compile, rendered};
use meshc::Outcome;
use meshc::diagnostic::Severity;

const MESH: &str = r#"mesh "m" {
    cilium "1.18.3"
    address-pool "10.128.0.0/9" prefix=16
}
cluster "a" id=1 {
    apiserver "LoadBalancer" { ip "192.0.2.1" }
}
cluster "b" id=2 {
    apiserver "LoadBalancer" { address "b.example.com" }
}
"#;

/// What is right, what is typed instead, what the help says, and what is then typed in the place of the slip.
const SLIPS: &[(&str, &str, &str, &str)] = &[
    ("ip \"192.0.2.1\"", "pending", "pending #true", "pending #true"),
    ("\"1.18.3\"", "\"1.21.0\"", "\"1.20.", "\"1.20.2\""),
    ("\"1.18.3\"", "\"1.13.4\"", "\"1.14.0\"", "\"1.14.0\""),
    ("\"1.18.3\"", "\"latest\"", "\"1.20.2\"", "\"1.20.2\""),
    ("\"1.18.3\"", "\"1.18\"", "\"1.18.0\"", "\"1.18.0\""),
    ("\"1.18.3\"", "1.18.3", "\"1.18.3\"", "\"1.18.3\""),
    ("\"1.18.3\"", "'1.18.3'", "\"1.18.3\"", "\"1.18.3\""),
    ("\"1.18.3\"", "\"1.18.3-rc.1\"", "\"1.18.3\"", "\"1.18.3\""),
    (
        "prefix=16",
        "prefix=16; certificates \"certmanager\"",
        "`certificates \"cert-manager\" issuer=\"my-issuer\"`",
        "prefix=16; certificates \"cert-manager\" issuer=\"my-issuer\"",
    ),
    ("prefix=16", "prefix=16; max-connected-clusters 512", "such as 511", "prefix=16; max-connected-clusters 511"),
    ("prefix=16", "prefix=\"/16\"", "write 16", "prefix=16"),
    (" prefix=16", "", "`prefix=16`", " prefix=16"),
    ("id=1 {", "id=1 { max-nodes;", "`max-nodes 100`", "id=1 { max-nodes 100;"),
    ("prefix=16", "prefix=16; encryption #true", "`wireguard`", "prefix=16; encryption \"wireguard\""),
    ("id=1 {", "id=1 { service-cidr;", "service-cidr \"10.1.0.0/16\"", "id=1 { service-cidr \"10.1.0.0/16\";"),
    ("prefix=16", "prefix=16; kvstoremesh", "kvstoremesh #true", "prefix=16; kvstoremesh #true"),
    ("prefix=16", "prefix=16; kvstoremesh \"enabled\"", "write #true", "prefix=16; kvstoremesh #true"),
    ("prefix=16", "prefix=16; encryption \"wire-guard\"", "\"wireguard\"", "prefix=16; encryption \"wireguard\""),
    ("prefix=16", "prefix=16; encryption", "encryption \"wireguard\"", "prefix=16; encryption \"wireguard\""),
    ("prefix=16", "prefix=16; routing", "routing \"tunnel\"", "prefix=16; routing \"tunnel\""),
    ("prefix=16", "prefix=16; peers \"all\"", "`shared`", "prefix=16; peers \"shared\""),
    ("prefix=16", "prefix=16; restart never", "`manual`", "prefix=16; restart \"manual\""),
    ("address-pool", "adress-pool", "`address-pool`", "address-pool"),
    ("cilium \"", "cilium: \"", "`cilium`", "cilium \""),
    ("id=1 {", "id=1 { kube-proxy-replacement \"strict\";", "write #true", "id=1 { kube-proxy-replacement #true;"),
    ("id=1 {", "id=1 { host-firewall;", "host-firewall #true", "id=1 { host-firewall #true;"),
    ("id=1 {", "id=1 { platform \"EKS\";", "\"eks\"", "id=1 { platform \"eks\";"),
    ("id=1 {", "id=1 { platform \"proxmox\";", "leave `platform` out", "id=1 {"),
    ("id=1 {", "id=1 pod-cidr=\"10.1.0.0/16\" {", "`pod-cidr \"10.1.0.0/16\"`", "id=1 { pod-cidr \"10.1.0.0/16\";"),
    ("id=1 {", "id=1 { pod-cidrs \"10.1.0.0/16\";", "`pod-cidr`", "id=1 { pod-cidr \"10.1.0.0/16\";"),
    ("id=1 {", "id=1 { service-cidr \"10.1.0.9/16\";", "10.1.0.0/16", "id=1 { service-cidr \"10.1.0.0/16\";"),
    ("id=1 {", "id=1 { service-cidr 10.1.0.0/16;", "\"10.1.0.0/16\"", "id=1 { service-cidr \"10.1.0.0/16\";"),
    ("id=1 {", "id=1 { ipam \"clusterpool\";", "\"cluster-pool\"", "id=1 { ipam \"cluster-pool\";"),
    ("id=1 {", "id=1 { ipam mode=\"cluster-pool\";", "`ipam \"cluster-pool\"`", "id=1 { ipam \"cluster-pool\";"),
    ("id=1 {", "id=1 { ipam \"cluster-pool\" mask=\"24\";", "write 24", "id=1 { ipam \"cluster-pool\" mask=24;"),
    ("id=1 {", "id=1 { max-nodes 0;", "such as 1", "id=1 { max-nodes 1;"),
    (
        "id=1 {",
        "id=1 { values { operator { replicas \"2\" } };",
        "`replicas 2`",
        "id=1 { values { operator { replicas 2 } };",
    ),
    ("id=1 {", "id=1 { config { debug };", "debug", "id=1 { config { debug #true };"),
    ("id=1", "id=\"1\"", "write 1", "id=1"),
    ("id=1", "1", "write `id=1`", "id=1"),
    ("id=1", "id=0", "next free id, 1", "id=1"),
    ("id=1", "id=256", "next free id, 1", "id=1"),
    ("id=2", "id=1", "next free id, 2", "id=2"),
    ("id=2", "", "id=2", "id=2"),
    ("\"LoadBalancer\" { ip", "\"Loadbalancer\" { ip", "\"LoadBalancer\"", "\"LoadBalancer\" { ip"),
    ("\"LoadBalancer\" { ip", "type=\"LoadBalancer\" { ip", "`apiserver \"LoadBalancer\"`", "\"LoadBalancer\" { ip"),
    ("ip \"192.0.2.1\"", "ip \"a.example.com\"", "address \"a.example.com\"", "address \"a.example.com\""),
    (
        "address \"b.example.com\"",
        "address \"https://b.example.com\"",
        "`address \"b.example.com\"`",
        "address \"b.example.com\"",
    ),
    ("{ ip \"192.0.2.1\" }", "{ ip \"192.0.2.1:2379\" }", "without the port", "{ ip \"192.0.2.1\" }"),
    ("{ ip \"192.0.2.1\" }", "{ ip \"192.0.2.1:2380\" }", "that of the Service, 2379", "{ ip \"192.0.2.1\" }"),
    (
        "\"LoadBalancer\" { ip \"192.0.2.1\" }",
        "\"LoadBalancer\" { ip \"192.0.2.1:32380\" }",
        "`apiserver \"NodePort\" port=32380`",
        "\"NodePort\" port=32380 { ip \"192.0.2.1\" }",
    ),
    (
        "apiserver \"LoadBalancer\" { ip \"192.0.2.1\" }",
        "ip \"192.0.2.1\"",
        "write `apiserver \"LoadBalancer\" { ip \"192.0.2.1\" }`",
        "apiserver \"LoadBalancer\" { ip \"192.0.2.1\" }",
    ),
    (
        "{\n    apiserver \"LoadBalancer\" { ip \"192.0.2.1\" }",
        "ip=\"192.0.2.1\" {",
        "`apiserver \"LoadBalancer\" { ip \"192.0.2.1\" }` in the braces of `cluster`",
        "{\n    apiserver \"LoadBalancer\" { ip \"192.0.2.1\" }",
    ),
];

fn errors(outcome: &Outcome) -> usize {
    outcome.diagnostics.count(Severity::Error)
}

#[test]
fn a_help_that_is_typed_as_it_is_leads_to_no_other_error() {
    let mut wrong = Vec::new();
    for (right, slip, said, typed) in SLIPS {
        assert!(MESH.contains(right), "{right}");
        let outcome = compile(&MESH.replacen(right, slip, 1));
        let helps: Vec<&str> = outcome.diagnostics.0.iter().filter_map(|finding| finding.help.as_deref()).collect();
        if helps.is_empty() || !helps.iter().any(|help| help.contains(said)) {
            wrong.push(format!("{slip}: no help has {said}\n{}", rendered(&outcome)));
        }
        let mended = compile(&MESH.replacen(right, typed, 1));
        if errors(&mended) > 0 {
            wrong.push(format!("{slip}: {typed}\n{}", rendered(&mended)));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), SLIPS.len(), wrong.join("\n"));
    assert!(SLIPS.len() >= 40);
}

#[test]
fn a_fix_of_a_slip_leads_to_no_other_error() {
    let mut wrong = Vec::new();
    for (right, slip, _, _) in SLIPS {
        let outcome = compile(&MESH.replacen(right, slip, 1));
        for finding in &outcome.diagnostics.0 {
            for fix in &finding.fixes {
                let mut edits = fix.edits.clone();
                edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
                let mut text = outcome.sources.text("mesh.kdl").unwrap().to_string();
                edits.iter().for_each(|edit| text.replace_range(edit.span.start..edit.span.end, &edit.text));
                let mended = compile(&text);
                let codes: Vec<&str> = mended.diagnostics.0.iter().map(|finding| finding.rule.name).collect();
                if errors(&mended) >= errors(&outcome) {
                    wrong.push(format!("{slip}: {}: {codes:?}\n{text}", fix.title));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
