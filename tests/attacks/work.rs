//! No list costs more than in proportion to its length, whatever is wrong with what is in it.
//!
//! Steps are counted, not time (`meshc::work`): twice the list takes at most 2.4 times the steps, for what is
//! sorted takes a little more than twice.

use super::lists::{CLASSIC, LISTS, List, OWN, TOP};
use meshc::parse::grammar::{Children, Count, GRAMMAR, Node, Times};
use meshc::world::Memory;
use meshc::{Options, compile, report, work};
use std::collections::BTreeSet;

/// The steps of compiling a mesh and of reporting what is found.
fn steps(text: &str) -> u64 {
    let world = Memory::default().with("mesh.kdl", text);
    let before = work::done();
    let outcome = compile(&world, "mesh.kdl", &Options::default());
    report::json(&outcome.diagnostics, &outcome.sources);
    report::human(&outcome.diagnostics, &outcome.sources, &report::Style::default(), report::LIMIT);
    work::done() - before
}

/// Why a list costs too much, if it does: more than in proportion, over what a mesh with one item of it
/// costs.
fn too_much(name: &str, most: usize, mesh: impl Fn(usize) -> String) -> Option<String> {
    let least = steps(&mesh(1));
    let [half, whole] = [most, 2 * most].map(|length| steps(&mesh(length)).saturating_sub(least).max(1));
    let is_too_much = whole * 10 > half * 24 + 2_000;
    is_too_much.then(|| format!("{name}: {half} steps for {most} and {whole} for {}", 2 * most))
}

fn with(mesh: &str, item: impl Fn(usize) -> String, length: usize) -> String {
    mesh.replacen('@', &(1..=length).map(item).collect::<String>(), 1)
}

#[test]
fn no_list_of_the_grammar_costs_more_than_in_proportion() {
    let own = LISTS.iter().map(|list| too_much(list.path, list.most, |length| with(list.mesh, list.item, length)));
    let is_of_cluster = |list: &&List| list.path.starts_with("cluster/") && list.path.matches('/').count() == 1;
    let defaults = LISTS.iter().filter(is_of_cluster).map(|list| {
        let (_, after) = list.mesh.split_once("; }; ").unwrap_or_default();
        let inside = after.split_once(" }\ncluster").map_or("@", |(inside, _)| inside);
        let most = list.most.min(60);
        too_much(&format!("defaults, {}", list.path), most, |length| {
            let clusters: String = (10..30).map(cluster).collect();
            format!(
                "{}{clusters}defaults {{ {} }}\n",
                with(mesh_of(list), |_| String::new(), 0),
                with(inside, list.item, length)
            )
        })
    });
    let wrong: Vec<String> = own.chain(defaults).flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn mesh_of(list: &List) -> &'static str {
    if list.mesh.contains("etcd") { CLASSIC } else { TOP }
}

fn cluster(id: usize) -> String {
    format!("cluster \"c{id}\" id={id} {{ apiserver \"LoadBalancer\" {{ ip \"198.18.0.{id}\"; }}; }}\n")
}

#[test]
fn neither_does_what_is_wrong_in_many_places() {
    // Of one length: names of other lengths are not compared.
    let numbered = |text: &'static str| move |at: usize| text.replace('#', &format!("{at:03}"));
    let clusters = |own: &'static str| {
        move |at: usize| {
            let own = own.replace('#', &at.to_string());
            format!("cluster \"c{at}\" id={at} {{ apiserver \"LoadBalancer\" {{ ip \"198.18.0.{at}\"; }}; {own} }}\n")
        }
    };
    let rows: Vec<Option<String>> = vec![
        too_much("unknown nodes", 200, |length| with(TOP, numbered("netwrok# 1\n"), length)),
        too_much("unknown nodes of a cluster", 200, |length| with(OWN, numbered("pod-cdr# 1; "), length)),
        too_much("nodes twice", 200, |length| with(OWN, numbered("max-nodes 4; "), length)),
        too_much("values that are none", 100, |length| with(OWN, numbered("pod-cidr \"10.0.0.0/9#\"; "), length)),
        too_much("unknown keys", 100, |length| {
            with(&OWN.replace('@', "config { @ };"), numbered("enable-pv# 1; "), length)
        }),
        too_much("unknown values", 100, |length| {
            with(&OWN.replace('@', "values { @ };"), numbered("hubbel# 1; "), length)
        }),
        too_much("unknown rules", 100, |length| with(OWN, numbered("allow \"duplicat-#\" reason=\"x\"; "), length)),
        too_much("patches of nothing", 50, |length| {
            with(CLASSIC, numbered("patch kind=\"X#\" name=\"y\" { remove \"/x\"; }; "), length)
        }),
        too_much("links of unknown clusters", 200, |length| {
            with(&TOP.replace('@', "peering { @ }\n"), numbered("link \"x#\" \"y#\"; "), length)
        }),
        too_much("clusters of one id", 60, |length| {
            with(TOP, |at| clusters("")(at).replace(&format!("id={at}"), "id=7"), length)
        }),
        too_much("clusters of one name", 60, |length| {
            with(TOP, |at| clusters("")(at).replace(&format!("\"c{at}\""), "\"c\""), length)
        }),
        too_much("clusters of one address", 60, |length| {
            with(TOP, |at| clusters("")(at).replace(&format!("198.18.0.{at}"), "198.18.0.1"), length)
        }),
        too_much("clusters of one range", 60, |length| with(TOP, clusters("pod-cidr \"172.20.0.0/16\""), length)),
        too_much("clusters of one range of nodes", 60, |length| {
            with(TOP, clusters("node-cidr \"172.20.0.0/16\""), length)
        }),
        too_much("clusters of one context", 60, |length| with(TOP, clusters("context \"x\""), length)),
        too_much("clusters of unknown networks", 60, |length| with(TOP, clusters("node-cidr network=\"n#\""), length)),
        too_much("findings that are allowed", 60, |length| {
            let own = clusters("allow \"duplicate-endpoint\" reason=\"x\"");
            with(TOP, |at| own(at).replace(&format!("198.18.0.{at}"), "198.18.0.1"), length)
        }),
        too_much("ranges of two clusters", 100, |length| {
            let ranges = |at: usize| format!("\"172.20.{at}.0/24\" ");
            let ranges: String = (1..=length).map(ranges).collect();
            with(TOP, |at| clusters("")(at).replace("; }; ", &format!("; }}; pod-cidr {ranges}; ")), 2)
        }),
    ];
    let wrong: Vec<String> = rows.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_list_of_the_grammar_has_a_row() {
    let rows: BTreeSet<String> = LISTS.iter().map(|list| list.path.to_string()).collect();
    assert_eq!(rows.len(), LISTS.len(), "a row is there twice");
    let mut lists = BTreeSet::new();
    GRAMMAR.iter().filter(|node| node.name != "defaults").for_each(|node| add(node, "", &mut lists));
    assert_eq!(rows, lists);
}

/// Adds the lists of a node and of what is in it.
fn add(node: &Node, above: &str, lists: &mut BTreeSet<String>) {
    let path = format!("{above}{}", node.name);
    if matches!(node.times, Times::Some | Times::Any | Times::OnceWithout(_)) {
        lists.insert(path.clone());
    }
    let many = node.arguments.iter().filter(|argument| matches!(argument.count, Count::Some | Count::Any));
    lists.extend(many.map(|argument| format!("{path} {}", argument.name)));
    match node.children {
        Children::None => {}
        Children::Nodes(nodes) => nodes.iter().for_each(|node| add(node, &format!("{path}/"), lists)),
        Children::Settings => drop(lists.insert(format!("{path} keys"))),
        Children::Levels => drop(lists.insert(format!("{path} levels"))),
        Children::Data => drop(lists.insert(format!("{path} data"))),
    }
}
