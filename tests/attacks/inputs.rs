//! What is too big is refused at its place, and nothing below the limits is.

use crate::common::mesh::{balanced, etcd, mesh};
use crate::common::{codes, compile, compile_with, rendered};
use meshc::Outcome;
use meshc::limits::{self, Limit};
use meshc::world::Memory;

const CLASSIC: &str = "mesh \"m\" { cilium \"1.4.2\"; address-pool \"10.0.0.0/8\" prefix=16; }\n";

fn own(own: &str) -> Outcome {
    compile(&format!("{CLASSIC}cluster \"a\" id=1 {{ {} {own}; }}\n", endpoint("a")))
}

fn endpoint(name: &str) -> String {
    format!("etcd {{ endpoint \"https://1.{name}.example.com:2379\" \"https://2.{name}.example.com:2379\"; }};")
}

/// It is refused for that limit, and shown in few lines.
fn refuses(outcome: &Outcome, limit: &Limit) {
    let report = rendered(outcome);
    let is_it = |finding: &&meshc::diagnostic::Diagnostic| finding.rule.name == "input-too-big";
    let found = outcome.diagnostics.0.iter().find(is_it).unwrap_or_else(|| panic!("{limit}: {report}"));
    assert!(found.message.starts_with(&limit.to_string()), "{limit}: {}", found.message);
    assert!(report.len() < 20_000, "{limit}: {} bytes", report.len());
    assert!(outcome.compiled.is_none());
}

#[test]
fn copies_that_double_an_object_are_refused() {
    for count in [12, 16, 60] {
        let copies: String = (0..count).map(|at| format!("copy \"/spec/x{at}\" from=\"/spec\"; ")).collect();
        let outcome = own(&format!("patch kind=\"DaemonSet\" name=\"cilium\" {{ {copies} }}"));
        refuses(&outcome, &limits::COPIES);
        assert_eq!(codes(&outcome), ["input-too-big"]);
    }
}

#[test]
fn words_are_counted_before_they_are_parsed() {
    let most = limits::WORDS.most;
    refuses(&compile(&"x 1\n".repeat(most)), &limits::WORDS);
    refuses(&compile(&format!("x {}", "1 ".repeat(most))), &limits::WORDS);
    refuses(&compile(&format!("x {{ {}", "{;".repeat(most))), &limits::WORDS);
    // Those of all files count, and comments do not.
    let half = "y 1\n".repeat(most / 4 + 100);
    let world = Memory::default().with("a.kdl", half.as_str()).with("b.kdl", half.as_str());
    refuses(&compile_with(world, "include \"a.kdl\"\ninclude \"b.kdl\"\n"), &limits::WORDS);
    let commented = format!("{}{CLASSIC}", "// a b c d e f g h\n".repeat(30_000));
    assert!(!codes(&compile(&commented)).contains(&"input-too-big"));
}

#[test]
fn what_clusters_have_in_common_counts_for_each() {
    let clusters: String = (1..=400).map(|id| format!("cluster \"c{id}\" id={id}\n")).collect();
    for (common, limit) in [
        (format!("values {{ {} }}", "x 1;".repeat(2_000)), &limits::MERGED),
        (format!("config {{ {} }}", "x 1;".repeat(2_000)), &limits::MERGED),
        (format!("pod-cidr {}", "\"10.0.0.0/8\" ".repeat(300)), &limits::CIDRS),
        (format!("node-cidr {}", "\"10.0.0.0/8\" ".repeat(200)), &limits::RANGES),
        ("patch kind=\"a\" name=\"b\" { remove \"/x\"; }\n".repeat(200), &limits::PATCHES),
        (format!("patch kind=\"a\" name=\"b\" {{ {} }}", "remove \"/x\";".repeat(2_000)), &limits::OPERATIONS),
    ] {
        refuses(&compile(&format!("{CLASSIC}defaults {{ {common} }}\n{clusters}")), limit);
    }
    let networks = format!("network \"n\" {}\n", "\"10.0.0.0/8\" ".repeat(300));
    refuses(&compile(&format!("{CLASSIC}{networks}{clusters}")), &limits::CIDRS);
}

#[test]
fn so_do_files_that_they_share() {
    let lines: String = (0..2_000).map(|at| format!("k{at}: 1\n")).collect();
    let all = mesh("1.18.3").says("max-connected-clusters 511").beside("defaults { values path=\"v.yaml\"; }");
    let all = all.many(400, balanced);
    let with = |text: &str| all.compile_with(Memory::default().with("v.yaml", text));
    refuses(&with(&lines), &limits::MERGED);
    refuses(&with(&format!("a: [{}1]\n", "1,".repeat(limits::VALUES.most))), &limits::VALUES);
}

#[test]
fn aliases_do_not_multiply_a_document() {
    let bomb = |levels: usize| {
        let level = |at: usize| format!("a{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 10].join(", "));
        format!("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n{}", (1..levels).map(level).collect::<String>())
    };
    let of = |text: &str| {
        let world = Memory::default().with("v.yaml", text);
        let outcome = mesh("1.18.3")
            .clusters([balanced(1), format!("{}\nvalues path=\"v.yaml\"", balanced(2))])
            .compile_with(world);
        codes(&outcome).contains(&"invalid-manifest")
    };
    assert!(!of(&bomb(3)));
    assert!(of(&bomb(7)));
    assert!(of(&format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), vec!["*a"; 100].join(", "))));
}

#[test]
fn past_the_most_clusters_nothing_is_compared() {
    let of = |count: usize, name: &dyn Fn(usize) -> String| {
        let cluster = |id: usize| format!("cluster \"{}\" id=1 {{ {} }}\n", name(id), endpoint("a"));
        let clusters: String = (1..=count).map(cluster).collect();
        codes(&compile(&format!("{CLASSIC}{clusters}peering {{ group \"x\" \"y\" \"z\"; }}\n")))
    };
    assert_eq!(of(512, &|id| format!("c{id}")), ["too-many-clusters"]);
    assert_eq!(of(600, &|_| "a".to_string()), ["duplicate-cluster-name"]);
}

#[test]
fn names_without_a_like_one_are_many_and_cheap() {
    let links: String = (0..5_000).map(|at| format!("link \"x{at}\" \"y{at}\"\n")).collect();
    let clusters: String = (1..=200).map(|id| format!("cluster \"c{id}\" id={id} {{ {} }}\n", endpoint("a"))).collect();
    let outcome = compile(&format!("{CLASSIC}{clusters}peering {{\n{links}}}\n"));
    assert_eq!(outcome.diagnostics.0.iter().filter(|found| found.rule.name == "unknown-cluster").count(), 10_000);
    let long = "n".repeat(100_000);
    let text = format!("mesh \"m\" {{ cilium \"1.18.3\"; }}\nnetwork \"{long}\" \"10.0.0.0/8\"\n");
    let clusters: String =
        (1..=99).map(|id| format!("cluster \"c{id}\" id={id} {{ node-cidr network=\"q{id}\"; }}\n")).collect();
    let report = rendered(&compile(&format!("{text}{clusters}")));
    assert!(report.len() < 200_000, "{} bytes", report.len());
}

#[test]
fn one_that_is_missing_is_not_looked_for_again() {
    let includes: String = (0..1_000).map(|at| format!("include \"missing-{at}.kdl\"\n")).collect();
    let outcome = compile(&format!("{CLASSIC}{includes}"));
    assert_eq!(codes(&outcome).iter().filter(|code| **code == "include-not-found").count(), 1_000);
}

#[test]
fn so_many_files_are_included() {
    let count = limits::INCLUDED.most + 1;
    let world = (0..count).fold(Memory::default(), |world, at| world.with(format!("d/{at}.kdl"), ""));
    refuses(&compile_with(world, &format!("{CLASSIC}include \"d/*.kdl\"\n")), &limits::INCLUDED);
}

#[test]
fn all_files_together_have_a_size() {
    let world = (0..3).fold(Memory::default(), |world, at| {
        world.with(format!("vendor/{at}.yaml"), format!("# {}\n", "x".repeat(20 << 20)))
    });
    let outcome = mesh("1.2.5").says("base path=\"vendor\"").clusters([etcd("a"), etcd("b")]).compile_with(world);
    refuses(&outcome, &limits::FILES);
}

#[test]
fn a_large_honest_mesh_is_within_all_limits() {
    let values: String = (0..50).map(|at| format!("m{at}:\n  k: v\n  l: [a, b, c]\n  n: 1\n")).collect();
    let world = (1..=511).fold(Memory::default(), |world, id| world.with(format!("v/c{id}.yaml"), values.as_str()));
    let cluster = |id: usize| {
        let (high, low) = (id / 256, id % 256);
        format!(
            "cluster \"c{id}\" id={id} {{ pod-cidr \"10.{}.{low}.0/24\"; service-cidr \"172.{}.{low}.0/24\"; node-cidr \"192.{high}.{low}.0/24\"; apiserver \"LoadBalancer\" {{ ip \"198.18.{high}.{low}\"; }}; values path=\"v/{{cluster}}.yaml\"; }}\n",
            high,
            16 + high
        )
    };
    let clusters: String = (1..=511).map(cluster).collect();
    let outcome =
        compile_with(world, &format!("mesh \"m\" {{ cilium \"1.18.3\"; max-connected-clusters 511; }}\n{clusters}"));
    assert!(
        !codes(&outcome).iter().any(|code| ["input-too-big", "too-many-clusters"].contains(code)),
        "{}",
        rendered(&outcome)
    );
}
