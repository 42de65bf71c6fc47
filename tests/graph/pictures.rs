//! Pictures: every cluster is in them, they are what their format is, and the same bytes each time.

use crate::common::mesh::{balanced, mesh};
use crate::common::{FIXTURES, compile_file};
use meshc::graph::{dot, mermaid, svg};
use meshc::model::Mesh;
use proptest::prelude::*;
use proptest::test_runner::Config;
use roxmltree::Document;
use std::process::{Command, Stdio};

/// The texts of a picture, tooltips among them.
fn texts(document: &Document<'_>) -> Vec<String> {
    document.descendants().filter_map(|node| node.text()).map(str::to_string).collect()
}

/// Whether a picture is XML that needs nothing else and has everything in its frame.
fn judged<'p>(picture: &'p str, mesh: &Mesh) -> Document<'p> {
    let document = Document::parse(picture).unwrap_or_else(|error| panic!("{error}\n{picture}"));
    let frame = document.root_element().attribute("viewBox").unwrap().split(' ').map(|it| it.parse::<f64>().unwrap());
    let frame: Vec<f64> = frame.collect();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(!["script", "image", "foreignObject", "use"].contains(&node.tag_name().name()), "{node:?}");
        let is_foreign = |it: &roxmltree::Attribute<'_, '_>| it.name() == "href" || it.name().starts_with("on");
        assert!(!node.attributes().any(|it| is_foreign(&it)), "{node:?}");
        let number = |name: &str| node.attribute(name).and_then(|it| it.parse::<f64>().ok());
        for (name, most) in [("x", frame[2]), ("cx", frame[2]), ("y", frame[3]), ("cy", frame[3])] {
            assert!(number(name).is_none_or(|at| (0.0..=most).contains(&at)), "outside of {frame:?}: {node:?}");
        }
    }
    let all = texts(&document);
    for cluster in &mesh.clusters {
        let name = &cluster.name.value;
        assert!(all.iter().any(|text| text.lines().next() == Some(name)), "no {name}");
        for net in
            cluster.pod_cidrs.iter().chain(&cluster.service_cidrs).chain(cluster.node_cidrs.iter().map(|it| &it.net))
        {
            let net = net.value.trunc().to_string();
            assert!(all.iter().any(|text| text.lines().next() == Some(&net)), "no {net}");
        }
    }
    document
}

#[test]
fn every_fixture_is_drawn() {
    for (case, file) in FIXTURES {
        let outcome = compile_file(file);
        let mesh = outcome.mesh().unwrap();
        let picture = svg(mesh);
        judged(&picture, mesh);
        assert_eq!(picture, svg(compile_file(file).mesh().unwrap()), "{case}");
        assert!(picture.contains("prefers-color-scheme:dark"));
    }
}

#[test]
fn many_connections_are_one_shape_and_groups_have_their_colours() {
    let full = mesh("1.18.3").many(60, balanced).compile();
    let picture = svg(full.mesh().unwrap());
    judged(&picture, full.mesh().unwrap());
    assert!(!picture.contains("class=\"wire") && picture.contains("1770 connections"), "a line for each pair");
    let members =
        |range: std::ops::RangeInclusive<usize>| range.map(|number| format!(" \"c{number}\"")).collect::<String>();
    let groups = format!(
        "peering {{ group \"west\"{}; group \"east\"{}; link \"c1\" \"c40\"; }}",
        members(1..=20),
        members(21..=60)
    );
    let partial = mesh("1.18.3").many(60, balanced).beside(&groups).compile();
    let picture = svg(partial.mesh().unwrap());
    let document = judged(&picture, partial.mesh().unwrap());
    let of_class = |class: &str| document.descendants().filter(|it| it.attribute("class") == Some(class)).count();
    assert_eq!((of_class("all c0"), of_class("all c1"), of_class("wire link")), (1, 1, 1));
    assert!(texts(&document).iter().any(|text| text == "west, 20"), "no legend");
}

#[test]
fn free_blocks_and_shared_ranges_are_seen() {
    let shared = |number: usize| format!("{}; node-cidr network=\"lan\"", balanced(number));
    let outcome = mesh("1.18.3").many(3, shared).beside("network \"lan\" \"192.168.0.0/24\"").compile();
    let picture = svg(outcome.mesh().unwrap());
    let document = judged(&picture, outcome.mesh().unwrap());
    let all = texts(&document);
    assert!(all.iter().any(|text| text.starts_with("free\n10.3.0.0/16")), "{all:?}");
    let nodes = all.iter().find(|text| text.starts_with("192.168.0.0/24\n")).unwrap();
    assert!(nodes.contains("nodes of c1, c2 and c3") && nodes.contains("network lan"), "{nodes}");
    assert!(picture.contains("patch nodes in-network") && !picture.contains("overlap\""), "{picture}");
    assert!(all.iter().any(|text| text == "lan: 3 clusters"), "{all:?}");
}

#[test]
fn what_overlaps_is_marked() {
    let services = |number: usize| format!("{}; service-cidr \"10.96.0.0/16\"", balanced(number));
    let outcome =
        mesh("1.18.3").many(2, services).says("allow \"service-cidr-shared\" reason=\"they are local\"").compile();
    let picture = svg(outcome.mesh().unwrap());
    judged(&picture, outcome.mesh().unwrap());
    assert!(picture.contains("patch services overlap\"") && !picture.contains("patch pods overlap"), "{picture}");
}

/// Names may have anything in them that a language has a meaning for.
#[test]
fn names_are_text() {
    let text = mesh("1.18.3")
        .many(2, |number| format!("{}; node-cidr network=\"<lan> & \\\"co\\\" #1; -->\"", balanced(number)));
    let text = text.beside("network \"<lan> & \\\"co\\\" #1; -->\" \"192.168.0.0/24\"").text();
    let outcome = crate::common::compile(&text.replace("mesh \"m\"", "mesh \"a<b>&\\\"c\\\\\\u{1b}\""));
    let mesh = outcome.mesh().unwrap_or_else(|| panic!("{:?}", outcome.diagnostics));
    let picture = svg(mesh);
    let document = judged(&picture, mesh);
    assert!(texts(&document).iter().any(|text| text == "a<b>&\"c\\ "), "{picture}");
    assert!(dot(mesh).contains("graph \"a<b>&\\\"c\\\\ \" {\n"), "{}", dot(mesh));
    assert!(drawn(&dot(mesh)));
}

/// Whether Graphviz, where it is there, draws a graph.
fn drawn(graph: &str) -> bool {
    let program = Command::new("dot").args(["-Kneato", "-Tsvg"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut program) = program else { return true };
    std::io::Write::write_all(&mut program.stdin.take().unwrap(), graph.as_bytes()).unwrap();
    let output = program.wait_with_output().unwrap();
    output.status.success() && String::from_utf8_lossy(&output.stdout).contains("</svg>")
}

proptest! {
    #![proptest_config(Config { cases: 16, failure_persistence: None, ..Config::default() })]

    #[test]
    fn every_cluster_is_in_every_format(count in 2_usize..60, group in 2_usize..20) {
        let members = |first: usize| (first..(first + group).min(count + 1)).map(|it| format!(" \"c{it}\"")).collect::<String>();
        let groups: String = (1..count).step_by(group).map(|first| format!("group \"g{first}\"{}; ", members(first))).collect();
        let outcome = mesh("1.18.3").many(count, balanced).beside(&format!("peering {{ {groups} link \"c1\" \"c{count}\"; }}")).compile();
        let Some(mesh) = outcome.mesh() else { return Ok(()) };
        judged(&svg(mesh), mesh);
        let (dot, mermaid) = (dot(mesh), mermaid(mesh));
        prop_assert!(drawn(&dot), "{}", dot);
        prop_assert!(mermaid.matches(" --- ").count() <= 500, "{}", mermaid);
        for (number, cluster) in (1..).zip(&mesh.clusters) {
            let name = &cluster.name.value;
            let in_dot = format!("  \"{name}\" [label=\"{name}\\n");
            let in_mermaid = format!("    c{number}[\"{name}<br/>");
            prop_assert!(dot.contains(&in_dot), "{}", dot);
            prop_assert!(mermaid.contains(&in_mermaid), "{}", mermaid);
        }
    }
}
