//! Importing what `meshc build` wrote gives the mesh back: the same values for every cluster.

use super::common::{compiled, draft_with};
use crate::common::mesh::{Mesh, balanced, mesh, named};
use crate::common::rendered;
use meshc::Outcome;
use meshc::import::{Choices, Keep};
use meshc::yaml::Value;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The values of each cluster, as they are written.
fn values(outcome: &Outcome) -> BTreeMap<String, Value> {
    let plan = outcome.plan().unwrap_or_else(|| panic!("{}", rendered(outcome)));
    let chart = |cluster: &meshc::plan::Cluster| Some((cluster.name.clone(), cluster.chart()?.values()));
    plan.clusters.iter().filter_map(chart).collect()
}

/// The values of a mesh through its output and back.
fn comes_back(text: &str, release: &str) -> Result<(), String> {
    let built = crate::common::compile(text);
    let before = values(&built);
    let files: Vec<(String, String)> = built
        .tree()
        .unwrap()
        .files()
        .filter(|(path, _)| path.ends_with("/values.yaml"))
        .map(|(path, text)| (path.to_string(), text.to_string()))
        .collect();
    let world: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let choices = Choices { release: Some(release.parse().unwrap()), keep: Keep::Nothing, ..Choices::default() };
    let draft = draft_with(&world, &["clusters"], &choices);
    let after = compiled(&draft);
    if after.plan().is_none() {
        return Err(format!("{}\n{}", draft.text, rendered(&after)));
    }
    let after = values(&after);
    if before != after { Err(format!("{}\n{before:#?}\n{after:#?}", draft.text)) } else { Ok(()) }
}

fn check(mesh: &Mesh, release: &str) {
    comes_back(&mesh.text(), release).unwrap_or_else(|why| panic!("{release}: {why}"));
}

#[test]
fn every_release_comes_back() {
    for release in crate::common::releases::modern() {
        check(&mesh(&release).clusters([balanced(1), named("b")]), &release);
        check(
            &mesh(&release).says("routing \"native\" cidr=\"10.0.0.0/8\"").clusters([balanced(1), balanced(2)]),
            &release,
        );
    }
}

#[test]
fn settings_come_back() {
    let port = |number: u8| {
        format!("apiserver \"NodePort\" port=3238{number} {{ ip \"172.16.{number}.4\" \"172.16.{number}.5\"; }}")
    };
    for says in [
        "encryption \"wireguard\" node=#true",
        "encryption \"ipsec\" secret=\"keys\"",
        "routing \"tunnel\" protocol=\"geneve\" port=6082",
        "certificates \"cert-manager\" issuer=\"mesh\"",
        "certificates \"cert-manager\" issuer=\"Issuer/mesh\"",
        "certificates \"helm\"",
        "certificates \"cron-job\" auth-mode=\"cluster\"",
        "max-connected-clusters 511",
        "domain \"mesh.example.com\"",
        "policy-default-local-cluster #true",
        "endpoint-slice-sync #true",
        "mcs-api #true",
        "restart \"manual\"",
        "trust-bundle \"all-cas\"",
        "kvstoremesh #false",
    ] {
        let mesh = mesh("1.18.12").says(says).clusters([port(1), port(2)]);
        check(&mesh, "1.18.12");
    }
    for node in
        ["kube-proxy-replacement #true", "host-firewall #true", "ipam \"cluster-pool\" mask=25", "ipam \"kubernetes\""]
    {
        let nodes = |number| format!("{}; {node}", balanced(number));
        if node.contains("kubernetes") {
            // The ranges are in no values then.
            continue;
        }
        check(&mesh("1.18.12").clusters([nodes(1), nodes(2)]), "1.18.12");
    }
}

#[test]
fn partial_meshes_and_own_values_come_back() {
    let links = "peering { link \"a\" \"b\"; link \"a\" \"c\"; }";
    check(&mesh("1.20.0").clusters([1, 2, 3].map(balanced)).beside(links), "1.20.0");
    let own = |number| {
        format!(
            "{}; values {{ operator {{ replicas 1; }}; tolerations {{ - {{ key \"gpu\"; operator \"Exists\"; }}; }}; extraArgs \"--x\"; }}",
            balanced(number)
        )
    };
    check(&mesh("1.18.3").clusters([own(1), own(2)]), "1.18.3");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn meshes_come_back(
        release in prop::sample::select(vec!["1.15.19", "1.18.3", "1.20.0"]),
        settings in prop::collection::vec(prop::sample::select(vec![
            "encryption \"wireguard\"", "max-connected-clusters 511", "domain \"m.example.com\"",
            "restart \"manual\"", "routing \"tunnel\" protocol=\"geneve\"", "kvstoremesh #true",
        ]), 0..4),
        count in 1_usize..5,
    ) {
        let mut settings = settings;
        settings.sort_unstable();
        settings.dedup();
        let mesh = settings.iter().fold(mesh(release), |mesh, says| mesh.says(says));
        let result = comes_back(&mesh.many(count, |number| if number % 2 == 0 { named(&format!("c{number}")) } else { balanced(number) }).text(), release);
        prop_assert!(result.is_ok(), "{}", result.unwrap_err());
    }
}
