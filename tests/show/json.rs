//! What programs read of `meshc show`: held against its schema.

use crate::cli::command::{code, err, folder, meshc, out};
use crate::common::mesh::{balanced, mesh};
use crate::common::{FIXTURES, compile_file};
use crate::report::formats::{closed, valid, validator};
use meshc::Outcome;
use meshc::show::{details, details_json, overview, overview_json};
use serde_json::Value;

fn whole(outcome: &Outcome) -> Value {
    let mesh = outcome.mesh().unwrap();
    overview_json(&overview(mesh, &outcome.diagnostics, &outcome.exceptions), &outcome.sources)
}

#[test]
fn every_fixture_is_valid_and_every_cluster_of_it() {
    let schema = std::fs::read_to_string("schema/show.schema.json").unwrap();
    let schema = validator(&closed(serde_json::from_str(&schema).unwrap()));
    for (case, file) in FIXTURES {
        let outcome = compile_file(file);
        let (mesh, plan) = (outcome.mesh().unwrap(), outcome.plan().unwrap());
        let shown = valid(&schema, &format!("{}\n", whole(&outcome)), case);
        assert_eq!(shown["clusters"].as_array().unwrap().len(), mesh.clusters.len(), "{case}");
        for cluster in &mesh.clusters {
            let name = &cluster.name.value;
            let details = details(mesh, plan, &outcome.sources, name).unwrap();
            let shown = valid(&schema, &format!("{}\n", details_json(&details)), name);
            let settings = shown["cluster"]["settings"].as_array().unwrap();
            assert!(!settings.is_empty(), "{case}: nothing runs in {name}");
            let id = cluster.id.get().unwrap().to_string();
            let is_id = |it: &&Value| it["name"] == "cluster.id" || it["name"] == "cluster-id";
            assert_eq!(settings.iter().find(is_id).map(|it| &it["value"]), Some(&Value::from(id)), "{case}: {name}");
        }
        let wrong = whole(&outcome).to_string().replace("\"format_version\":\"1\"", "\"format_version\":\"2\"");
        assert!(!schema.is_valid(&serde_json::from_str(&wrong).unwrap()), "{case}");
    }
}

#[test]
fn the_object_has_what_the_mesh_has() {
    let outcome = mesh("1.18.3")
        .cluster("a", &format!("{}; max-nodes 100", balanced(1)))
        .cluster("b", &balanced(2))
        .id("b", 7)
        .cluster("c", "apiserver \"NodePort\" { pending #true; }; allow \"pending-endpoint\" reason=\"soon\"")
        .beside("peering { group \"ab\" \"a\" \"b\"; link \"b\" \"c\"; }")
        .compile();
    let shown = whole(&outcome);
    let of = |name: &str| shown["clusters"].as_array().unwrap().iter().find(|it| it["name"] == name).unwrap().clone();
    assert_eq!(of("b")["peers"], serde_json::json!(["a", "c"]));
    assert_eq!(of("a")["pod_cidrs"], serde_json::json!([{ "cidr": "10.0.0.0/16", "from": "pool", "network": null }]));
    assert_eq!((&of("a")["room_for_nodes"], &of("a")["max_nodes"]), (&256.into(), &100.into()));
    assert_eq!((&of("a")["endpoints"][0], &of("c")["pending"]), (&"192.0.2.1:2379".into(), &true.into()));
    let pool = &shown["pools"][0];
    assert_eq!((&pool["blocks"], &pool["used"], &pool["next"]["id"]), (&255.into(), &3.into(), &2.into()));
    assert_eq!(shown["allowances"][0]["reason"], "soon");
    assert_eq!((&shown["mesh"]["full"], &shown["links"][0]), (&false.into(), &serde_json::json!(["b", "c"])));
}

#[test]
fn the_command_prints_one_object_or_the_report() {
    let good = folder(&mesh("1.18.3").clusters([balanced(1), balanced(2)]).text());
    let shown = meshc(good.path(), &["show", "--format", "json"]);
    let object: Value = serde_json::from_str(&out(&shown)).unwrap();
    assert_eq!((code(&shown), err(&shown).as_str(), &object["clusters"][1]["name"]), (0, "", &"b".into()));
    let one = meshc(good.path(), &["show", "--cluster", "a", "--format", "json"]);
    let object: Value = serde_json::from_str(&out(&one)).unwrap();
    assert_eq!((code(&one), &object["cluster"]["name"]), (0, &"a".into()));
    let bad = folder(&mesh("1.18.3").clusters([balanced(1), balanced(2)]).id("b", 1).text());
    let report = meshc(bad.path(), &["show", "--format", "json"]);
    let object: Value = serde_json::from_str(&out(&report)).unwrap();
    assert_eq!((code(&report), &object["diagnostics"][0]["code"]), (1, &"duplicate-cluster-id".into()));
}
