//! A new cluster changes nothing else, in all the mesh files that there are, and makes none worse.

use crate::common::pages::{blocks, bytes, files};
use meshc::Outcome;
use meshc::diagnostic::Severity;
use meshc::edit::{Added, Judged, Reach, Wish, add, raised};
use meshc::rules::RULES;
use meshc::world::{Memory, World};

fn judge(world: &dyn World) -> Judged {
    let Outcome { diagnostics, sources, .. } = meshc::compile(world, "mesh.kdl", &meshc::Options::default());
    Judged { diagnostics, sources }
}

/// What adding a cluster to the mesh file of a world comes to.
fn added(world: &Memory, wish: &Wish) -> Option<Result<Added, String>> {
    let parsed = meshc::parse::parse(world, "mesh.kdl", None).unwrap();
    let mut mesh = parsed.mesh?;
    Some(add(&mut mesh, &parsed.sources, wish))
}

/// The way in which a new cluster is reached, by what clusters of a mesh file have.
fn wish(text: &str) -> Wish {
    let endpoints =
        if text.contains("etcd") { vec!["https://etcd.zz.example.com:2379".to_string()] } else { Vec::new() };
    Wish { name: "zz".to_string(), reach: Reach { endpoints, ..Reach::default() }, ..Wish::default() }
}

#[test]
fn all_but_the_new_cluster_stays_in_the_examples_of_all_rules() {
    let (mut tried, mut clean) = (0, 0);
    // With and without a mark and the line ends of Windows, in turn.
    let mut ways = [("", "\n"), ("\u{feff}", "\r\n"), ("", "\r\n")].into_iter().cycle();
    for row in RULES {
        let (all, _) = blocks(row.rule.page);
        for example in all.iter().filter(|block| block.info.starts_with("kdl") && !block.info.contains("file=")) {
            let Ok(text) = String::from_utf8(bytes(example)) else { continue };
            let (mark, ends) = ways.next().unwrap();
            let text = format!("{mark}{}", text.replace('\n', ends));
            let world = files(&all).with("mesh.kdl", text.as_bytes());
            let Some(Ok(added)) = added(&world, &wish(&text)) else { continue };
            if added.old.is_none() {
                // Whether an include finds the new file is not known here.
                continue;
            }
            tried += 1;
            let before = judge(&world);
            let old = before.sources.text(&added.path).unwrap_or_default();
            let front = old.bytes().zip(added.new.bytes()).take_while(|(one, other)| one == other).count();
            let back = old.bytes().rev().zip(added.new.bytes().rev()).take_while(|(one, other)| one == other).count();
            assert!(front + back >= old.len(), "{}\n{}", row.rule.name, added.new);
            assert!(added.new.len() > old.len(), "{}\n{}", row.rule.name, added.new);
            assert!(!old.contains("\r\n") || !added.new.replace("\r\n", "").contains('\n'), "{}", row.rule.name);
            let after = judge(&world.with(&added.path, added.new.as_bytes()));
            assert!(after.sources.text(&added.path).is_some_and(|text| text.contains("\"zz\"")));
            let errors = raised(&before, &after).0.into_iter().filter(|it| it.severity == Severity::Error).count();
            let syntax = after.diagnostics.0.iter().filter(|it| it.rule.name == "syntax-error").count();
            assert_eq!(syntax, 0, "{}\n{}", row.rule.name, added.new);
            clean += usize::from(errors == 0);
        }
    }
    assert!(tried > 100 && clean > 50, "{clean} of {tried} without a new error");
}
