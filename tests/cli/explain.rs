//! `meshc explain`: pages, lists, subjects, and what a terminal gets.

use super::command::{code, command, err, meshc, out};
use meshc::impact::KINDS;
use meshc::rules::RULES;
use std::path::Path;

fn explained(arguments: &[&str]) -> String {
    let output = meshc(Path::new("."), &[&["explain"], arguments].concat());
    assert_eq!((code(&output), err(&output).as_str()), (0, ""), "{arguments:?}");
    out(&output)
}

#[test]
fn explain_lists_rules_and_changes_and_prints_pages() {
    let list = explained(&[]);
    let (rules, changes) = list.split_once("\nChanges that `meshc plan` reports:\n").unwrap();
    assert_eq!((rules.lines().count(), changes.lines().count()), (RULES.len(), KINDS.len()));
    for row in RULES {
        assert!(rules.contains(row.rule.name));
    }
    for kind in KINDS {
        assert!(changes.contains(kind.name));
    }
    assert_eq!(explained(&["duplicate-cluster-id"]), meshc::rules::find("duplicate-cluster-id").unwrap().page);
    assert_eq!(explained(&["peer-moved"]), KINDS.iter().find(|kind| kind.name == "peer-moved").unwrap().page);
}

#[test]
fn a_part_of_a_name_or_a_subject_leads_to_rules() {
    for (word, names) in [
        ("native-routing", &["missing-native-routing-cidr", "native-routing-cidr-too-narrow"][..]),
        ("peer", &["self-peering", "untrusted-peer-ca", "peer-moved", "version-skew"]),
        ("cidr", &["overlapping-pod-cidrs", "pool-exhausted", "shared-pod-range", "pod-cidr-added"]),
        ("Certificates", &["untrusted-peer-ca", "certificate-missing-san", "certificate-changed"]),
        ("ids", &["duplicate-cluster-id", "pool-exhausted"]),
        ("argocd", &["two-deliveries", "path-differs-from-output"]),
        ("cluster id", &["missing-cluster-id"]),
        ("pod-cidr-overlap", &["overlapping-pod-cidrs", "pod-cidr-overlaps-network"]),
        ("id-duplicates", &["duplicate-cluster-id"]),
    ] {
        let found = explained(&[word]);
        let first: Vec<&str> = found.lines().filter_map(|line| line.split(' ').next()).collect();
        assert!(names.iter().all(|name| first.contains(name)), "{word}: {found}");
        let mut once = first.clone();
        once.dedup();
        assert_eq!(first, once, "{word}");
    }
    let narrow = explained(&["native-routing"]);
    assert!(narrow.lines().all(|line| line.split(' ').next().unwrap().contains("native-routing")), "{narrow}");
}

#[test]
fn what_is_not_found_is_an_error_with_the_nearest_name() {
    for (word, hint) in [
        ("peer-movd", "did you mean peer-moved?"),
        ("certifcates", "did you mean certificates?"),
        ("cluster-id-duplicat-x", "did you mean duplicate-cluster-id?"),
        ("xyzzy", "run `meshc explain` for the list, or name a subject: `language`"),
        ("", "run `meshc explain` for the list"),
    ] {
        let output = meshc(Path::new("."), &["explain", word]);
        assert_eq!((code(&output), out(&output).as_str()), (2, ""), "{word}");
        assert!(err(&output).contains(hint), "{word}: {}", err(&output));
    }
}

#[test]
fn a_page_is_rendered_for_people_and_left_alone_for_programs() {
    let colored = explained(&["overlapping-pod-cidrs", "--color", "always"]);
    assert!(!colored.contains("```") && !colored.contains("## "), "{colored}");
    assert!(colored.contains("\u{1b}[1mWhy it matters\u{1b}[0m\n"), "{colored}");
    assert!(colored.contains("    \u{1b}[1;31merror[overlapping-pod-cidrs]\u{1b}[0m\n"), "{colored}");
    let forced = command(Path::new(".")).args(["explain", "cidr-host-bits"]).env("FORCE_COLOR", "1").output().unwrap();
    assert!(out(&forced).contains('\u{1b}'));
    for row in RULES {
        let page = explained(&[row.rule.name, "--color", "always"]);
        let (_, after) = page.split_once("Why it matters").unwrap();
        let (prose, _) = after.split_once("Example").unwrap();
        let wide = prose.lines().filter(|line| line.chars().filter(|c| *c != '\u{1b}').count() > 120).count();
        assert_eq!(wide, 0, "{}: {prose}", row.rule.name);
    }
    let list = explained(&["cidr", "--color", "always"]);
    assert!(list.starts_with("\u{1b}[1m") && list.contains("\n    "), "{list}");
}
