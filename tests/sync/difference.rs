//! What would change in a directory, shown and not done.

use super::place::{A, B, BASE, MESH, built, put, snapshot, text, tree};
use meshc::sync::{Difference, Why, compare, unified};
use meshc::tree::Tree;

#[test]
fn the_comparison_shows_every_difference_and_writes_nothing() {
    let (old, gone) = ("one\ntwo\n", "clusters/gone.yaml");
    let before = tree(&[(A, old), (B, "b\n"), (gone, "gone\n"), (BASE, "same\n")]);
    let dir = built(&before);
    let dir = dir.path();
    put(dir, A, text(dir, A).replace('\n', "\r\n"));
    put(dir, B, text(dir, B) + "mine\n");
    put(dir, "kops/a.yaml", "mine\n");
    let there = snapshot(dir);
    let after = tree(&[(A, "one\n2\n"), (B, "b\n"), (BASE, "same\n"), (MESH, "mesh\n"), ("kops/a.yaml", "a\n")]);

    let differences = compare(&after, dir).unwrap();
    let brief = |d: &Difference| (d.path.clone(), d.old.is_some(), d.new.is_some(), d.kept);
    assert_eq!(
        differences.iter().map(brief).collect::<Vec<_>>(),
        [
            (A.to_string(), true, true, None),
            (B.to_string(), true, true, Some(Why::Edited)),
            (gone.to_string(), true, false, None),
            ("kops/a.yaml".to_string(), true, true, Some(Why::Foreign)),
            (MESH.to_string(), false, true, None),
        ]
    );
    assert_eq!(snapshot(dir), there);

    let shown = unified(&differences);
    let header = |tree: &Tree, path: &str| tree.get(path).unwrap().lines().next().unwrap().to_string();
    let changed = format!(
        "--- a/{A}\n+++ b/{A}\n@@ -1,3 +1,3 @@\n-{}\n+{}\n one\n-two\n+2\n",
        header(&before, A),
        header(&after, A)
    );
    assert!(shown.starts_with(&changed), "{shown}");
    assert!(shown.contains(&format!("--- a/{gone}\n+++ /dev/null\n@@ -1,2 +0,0 @@\n")), "{shown}");
    let added = format!("--- /dev/null\n+++ b/{MESH}\n@@ -0,0 +1,2 @@\n+{}\n+mesh\n", header(&after, MESH));
    assert!(shown.ends_with(&added), "{shown}");

    let nowhere = compare(&after, &dir.join("nowhere")).unwrap();
    assert_eq!(nowhere.len(), 5);
    assert!(!dir.join("nowhere").exists());
}
