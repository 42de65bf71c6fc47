//! The mesh and one cluster of it for people: what is seen, and in how many columns.

use crate::cli::command::{code, err, folder, meshc, out};
use crate::common::mesh::{Mesh, balanced, mesh};
use crate::common::{FIXTURES, compile, compile_file};
use meshc::Outcome;
use meshc::show::{card, details, overview, sheet};
use proptest::prelude::*;
use proptest::test_runner::Config;

fn whole(outcome: &Outcome, width: usize) -> String {
    let overview = overview(outcome.mesh().unwrap(), &outcome.diagnostics, &outcome.exceptions);
    sheet(&overview, &outcome.sources).text(width)
}

fn one(outcome: &Outcome, name: &str, width: usize) -> String {
    let (mesh, plan) = (outcome.mesh().unwrap(), outcome.plan().unwrap());
    card(&details(mesh, plan, &outcome.sources, name).unwrap()).text(width)
}

fn widest(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

fn two() -> Mesh {
    let services = |number: usize| format!("{}; service-cidr \"172.20.{number}.0/24\"", balanced(number));
    mesh("1.18.3").many(2, services)
}

#[test]
fn a_mesh_is_seen_at_a_glance() {
    let shown = whole(&two().compile(), 100);
    let wanted = "\
mesh m: 2 clusters, Cilium 1.18.3

routing     tunnel, VXLAN
encryption  none
peering     every cluster connects to every other
ids         2 of 255 taken

CLUSTER  ID  PODS              ROOM  SERVICES       ENDPOINT
c1        1  10.0.0.0/16  256 nodes  172.20.1.0/24  192.0.2.1:2379
c2        2  10.1.0.0/16  256 nodes  172.20.2.0/24  192.0.2.2:2379

POOL        BLOCKS      USED  FULL  NEXT FREE
10.0.0.0/8  /16     2 of 255    1%  id 3: 10.2.0.0/16
";
    assert_eq!(shown, wanted);
}

#[test]
fn columns_that_do_not_fit_are_below_with_their_cluster() {
    let shown = whole(&two().compile(), 50);
    assert!(shown.contains("\nCLUSTER  ID  PODS              ROOM  SERVICES\n"), "{shown}");
    assert!(shown.contains("\nCLUSTER  ENDPOINT\nc1       192.0.2.1:2379\n"), "{shown}");
    assert!(widest(&shown) <= 50, "{shown}");
}

#[test]
fn every_fixture_fits_into_60_80_and_120_columns() {
    for (case, file) in FIXTURES {
        let outcome = compile_file(file);
        for width in [60, 80, 120] {
            let shown = whole(&outcome, width);
            assert!(widest(&shown) <= width, "{case} in {width}:\n{shown}");
            for cluster in &outcome.mesh().unwrap().clusters {
                let shown = one(&outcome, &cluster.name.value, width);
                let is_long = |line: &&str| line.chars().count() > width && line.trim().contains(' ');
                assert_eq!(shown.lines().find(is_long), None, "{case} in {width}");
            }
        }
    }
}

#[test]
fn each_value_has_its_place() {
    let outcome = compile(
        "mesh \"m\" {\n    cilium \"1.18.3\"\n    address-pool \"10.0.0.0/8\" prefix=16\n}\n\
         defaults {\n    host-firewall #true\n    config {\n        debug #true\n    }\n}\n\
         cluster \"a\" id=1 {\n    apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }\n    values {\n        operator { replicas 3; }\n    }\n}\n\
         cluster \"b\" id=2 { apiserver \"LoadBalancer\" { ip \"192.0.2.2\"; }; }\n",
    );
    let shown = one(&outcome, "a", 120);
    for (name, value, origin) in [
        ("id", "1", "mesh.kdl:11, cluster"),
        ("cilium", "1.18.3", "mesh.kdl:2, mesh"),
        ("pod-cidr", "10.0.0.0/16", "mesh.kdl:3, pool"),
        ("host-firewall", "true", "mesh.kdl:6, defaults"),
        ("ipam", "cluster-pool", "chart default"),
        ("kvstoremesh", "true", "release default"),
        ("certificates", "cron-job", "meshc"),
        ("debug.enabled", "true", "mesh.kdl:8, defaults"),
        ("operator.replicas", "3", "mesh.kdl:14, cluster"),
        ("clustermesh.config.clusters", "1 peer", "meshc"),
    ] {
        let line = shown
            .lines()
            .find(|line| line.split_whitespace().next() == Some(name))
            .unwrap_or_else(|| panic!("{name}:\n{shown}"));
        let rest: Vec<&str> = line.split("  ").map(str::trim).filter(|part| !part.is_empty()).collect();
        assert_eq!(rest, [name, value, origin]);
    }
}

#[test]
fn values_of_files_have_the_line_in_the_file() {
    let files = meshc::world::Memory::default().with("v.yaml", "operator:\n  replicas: 3\n");
    let outcome =
        mesh("1.18.3").clusters([balanced(1), balanced(2)]).more("a", "values path=\"v.yaml\"").compile_with(files);
    let shown = one(&outcome, "a", 120);
    assert!(
        shown.lines().any(|line| line.starts_with("operator.replicas") && line.ends_with("v.yaml:2, values file")),
        "{shown}"
    );
}

#[test]
fn the_command_shows_nothing_of_a_wrong_mesh_and_knows_near_names() {
    let dir = folder(&two().text());
    let shown = meshc(dir.path(), &["show"]);
    assert_eq!((code(&shown), err(&shown).as_str()), (0, ""));
    assert!(out(&shown).starts_with("mesh m: 2 clusters"), "{}", out(&shown));
    let near = meshc(folder(&two().renamed("c1", "paris").text()).path(), &["show", "--cluster", "pari"]);
    assert_eq!((code(&near), out(&near).as_str()), (2, ""));
    assert!(err(&near).contains("there is no cluster pari; did you mean paris?"), "{}", err(&near));
    let odd = meshc(dir.path(), &["show", "--format", "sarif"]);
    assert_eq!((code(&odd), err(&odd).contains("use `--format human` or `--format json`")), (2, true), "{}", err(&odd));
    let bad = folder(&two().id("c2", 1).text());
    let shown = meshc(bad.path(), &["show"]);
    assert_eq!((code(&shown), out(&shown).as_str()), (1, ""));
    assert!(err(&shown).contains("duplicate-cluster-id"), "{}", err(&shown));
}

proptest! {
    #![proptest_config(Config { cases: 12, failure_persistence: None, ..Config::default() })]

    #[test]
    fn every_cluster_is_in_every_width(count in 2_usize..40, width in 40_usize..140) {
        let shown = whole(&mesh("1.18.3").many(count, balanced).compile(), width);
        for number in 1..=count {
            let name = format!("c{number}");
            prop_assert!(shown.lines().any(|line| line.split(' ').next() == Some(&name)), "{}", shown);
        }
    }
}
