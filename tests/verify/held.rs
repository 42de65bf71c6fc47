//! A listing against a mesh, and what is found.

use meshc::diagnostic::{Diagnostic, Diagnostics, Label};
use meshc::source::Sources;
use meshc::verify::{Seen, verify};
use meshc::world::Memory;

pub const ARTICLE: &str = r#"
mesh "sportradar" { cilium "1.2.2"; address-pool "100.64.0.0/10" prefix=16; }
network "shared-vpc" "10.0.0.0/16"
defaults { node-cidr network="shared-vpc"; }
cluster "cluster1" id=1 {
    kops "cluster1.k8s.example.com"
    etcd { endpoint "https://etcd.cluster1.example.com:4001"; }
}
cluster "cluster2" id=2 {
    kops "cluster2.k8s.example.com"
    etcd { endpoint "https://etcd.cluster2.example.com:4001"; }
}
"#;

/// What is seen in a listing, and found in it.
pub struct Report {
    pub seen: Option<Seen>,
    pub sources: Sources,
    pub found: Diagnostics,
}

/// What a listing shows of a mesh.
pub fn held_against(kdl: &str, listing: &str) -> Report {
    let mut outcome = meshc::compile(&Memory::default().with("mesh.kdl", kdl), "mesh.kdl", &meshc::Options::default());
    let compiled = outcome.compiled.unwrap_or_else(|| panic!("{:?}", outcome.diagnostics));
    let file = outcome.sources.add("nodes", listing);
    let mut found = Diagnostics::default();
    let seen = verify(compiled.checked.mesh(), &outcome.sources, &[file], &mut found);
    Report { seen, sources: outcome.sources, found }
}

pub fn held(listing: &str) -> Report {
    held_against(ARTICLE, listing)
}

pub fn article() -> String {
    std::fs::read_to_string("fixtures/article/nodes.txt").unwrap()
}

/// The findings as lines with their places, helps indented below.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.found.0 {
        let span = finding.primary().unwrap().span;
        let source = report.sources.get(span.file).unwrap();
        let (line, column) = source.position(span.start);
        let place = format!("{}:{line}:{column}", source.name.trim_end_matches(".kdl"));
        out += &format!("{place} {}: {}\n", finding.rule.name, finding.message);
        out += &finding.help.as_ref().map_or(String::new(), |help| format!("  {help}\n"));
    }
    out
}

/// The texts that the labels of a finding show.
pub fn labelled<'r>(report: &'r Report, finding: &Diagnostic) -> Vec<&'r str> {
    let text = |label: &Label| {
        report.sources.get(label.span.file).unwrap().text.get(label.span.start..label.span.end).unwrap()
    };
    finding.labels.iter().map(text).collect()
}

/// What is found in rows of a table that has no other fault.
#[track_caller]
pub fn finds(rows: &str, wanted: &str) {
    let listing = format!("Name   IPv4 Address   Endpoint CIDR\n{}", rows.trim_start());
    assert_eq!(text(&held(&listing)), wanted.trim_start());
}

pub fn objects(nodes: &[(&str, &str, &str)]) -> String {
    let items = nodes.iter().map(|(name, address, range)| {
        serde_json::json!({
            "apiVersion": "cilium.io/v2", "kind": "CiliumNode", "metadata": { "name": name },
            "spec": {
                "addresses": [
                    { "type": "CiliumInternalIP", "ip": "100.64.128.7" }, { "type": "InternalIP", "ip": address },
                ],
                "ipam": { "podCIDRs": [range] },
            },
        })
    });
    let list = serde_json::json!({ "apiVersion": "v1", "kind": "List", "items": items.collect::<Vec<_>>() });
    serde_json::to_string_pretty(&list).unwrap()
}
