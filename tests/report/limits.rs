//! A report of hostile or endless input: widths, counts, escapes.

use super::human::{ASCII, CIDR, ID, MESH, UNICODE, one, places, two_labels};
use meshc::diagnostic::{Diagnostics, Fix};
use meshc::report::{Color, Glyphs, LIMIT, Links, Style, human, json};
use meshc::source::{Sources, Span};
use proptest::prelude::*;

#[test]
fn escapes_do_not_reach_the_terminal() {
    let mut sources = Sources::default();
    let file = sources.add("m\u{1b}[31m.kdl", "\u{1b}]0;x\u{7}\u{202e} id=1");
    let found = ID
        .at(places(&sources, file, "id=1")[0], "he\u{1b}re", "a\u{1b}[2J\u{9b}b")
        .help("\u{1b}[0m")
        .fix(Fix::safe("\u{1b}c", Span::default(), ""));
    let report = one(found.clone(), &sources, &UNICODE);
    assert!(report.contains("m␛[31m.kdl:1:9]\n 1 │ ␛]0;x␇\\u{202e} id=1\n   ·                ──┬─\n"), "{report}");
    assert!(report.contains("╰── he␛re\n") && report.contains("a␛[2J\\u{9b}b"), "{report}");
    let ascii = one(found.clone(), &sources, &ASCII);
    assert!(ascii.is_ascii() && ascii.contains("a\\u{1b}[2J"), "{ascii}");
    assert!(!json(&Diagnostics(vec![found]), &sources).contains(|c: char| c.is_control() && c != '\n'));
}

#[test]
fn a_line_of_a_hundred_kilobytes_fits() {
    let mut sources = Sources::default();
    let file = sources.add("mesh.kdl", format!("x \"{}\" id=1 \"{}\"\n", "a".repeat(60_000), "é".repeat(20_000)));
    let text = "an id in the middle of a line that nobody should have written";
    let found = ID.at(places(&sources, file, "id=1")[0], text, "long").label(Span { file, start: 0, end: 1 }, "node");
    let report = one(found, &sources, &UNICODE);
    assert!(report.contains("[mesh.kdl:1:60006]") && report.contains("aa\" id=1 \"éé"), "{report}");
    assert!(report.contains(" 1 │ x \"aa") && report.lines().all(|line| line.chars().count() <= 80), "{report}");
}

#[test]
fn a_big_file_with_many_findings_is_reported() {
    let mut sources = Sources::default();
    let file = sources.add("mesh.kdl", "cluster \"a\" id=1\n".repeat(60_000));
    let ids = places(&sources, file, "id=1");
    let found = ids.iter().rev().take(50).map(|span| ID.at(*span, "again", "same id").label(ids[0], "first"));
    let report = human(&Diagnostics(found.collect()), &sources, &UNICODE, LIMIT);
    assert!(report.contains("[mesh.kdl:60000:13]") && report.ends_with("\n50 errors\n"));
}

#[test]
fn errors_come_before_the_limit_cuts_in_the_order_of_the_file() {
    let mut sources = Sources::default();
    let file = sources.add("mesh.kdl", MESH);
    let at = Span { file, start: 0, end: 4 };
    let warning = |name: &str| CIDR.at(at, "", format!("warning {name}"));
    let error = |name: &str| ID.at(at, "", format!("error {name}"));
    let found = Diagnostics(vec![warning("a"), error("b"), warning("c"), error("d"), error("e")]);
    let report = human(&found, &sources, &UNICODE, 4);
    let shown: Vec<_> = report.lines().filter_map(|line| line.strip_prefix("  ")?.split_once(' ')).collect();
    let messages: Vec<_> = shown.iter().filter(|(sign, _)| matches!(*sign, "×" | "⚠")).map(|(_, text)| *text).collect();
    assert_eq!(messages, ["warning a", "error b", "error d", "error e"]);
    assert!(report.ends_with("\n… and 1 more: 1 warning\n\n3 errors, 2 warnings\n"), "{report}");
    let none = human(&found, &sources, &ASCII, 0);
    assert_eq!(none, "... and 5 more: 3 errors, 2 warnings\n\n3 errors, 2 warnings\n");
    assert_eq!(human(&Diagnostics::default(), &sources, &UNICODE, LIMIT), "");
}

#[test]
fn long_sentences_wrap_and_names_stay_whole() {
    let (sources, found) = two_labels();
    let long = "cluster `eu-west` reaches `us-east` but not the other way round, so half of the answers are lost";
    let mut found = found.help(long);
    found.message = long.to_string();
    found.labels[0].text = long.to_string();
    let report = one(found, &sources, &Style { width: 60, ..UNICODE });
    let expected = "\
  × cluster `eu-west` reaches `us-east` but not the other
  │ way round, so half of the answers are lost
";
    assert!(report.contains(expected), "{report}");
    assert!(
        report.contains("  help: cluster `eu-west` reaches `us-east` but not the\n        other way round,"),
        "{report}"
    );
    assert!(report.lines().all(|line| line.chars().count() <= 60), "{report}");
}

#[test]
fn colours_and_links_only_on_demand() {
    let (sources, found) = two_labels();
    let style = Style { color: Color::Ansi, ..UNICODE };
    let report = one(found.clone(), &sources, &style);
    let link =
        format!("\u{1b}]8;;{}\u{1b}\\\u{1b}[31;1merror[duplicate-cluster-id]\u{1b}[0m\u{1b}]8;;\u{1b}\\\n", ID.url());
    assert!(report.starts_with(&link), "{report:?}");
    let plain = one(found.clone(), &sources, &Style { links: Links::Off, ..style });
    assert!(plain.starts_with("\u{1b}[31;1merror[duplicate-cluster-id]\u{1b}[0m\n"), "{plain:?}");
    assert!(!one(found, &sources, &UNICODE).contains('\u{1b}'));
}

#[test]
fn a_finding_without_a_place_still_says_what_is_wrong() {
    let nowhere = ID.at(Span { start: 7, ..Span::default() }, "here", "no file");
    let report = one(nowhere, &Sources::default(), &UNICODE);
    let expected = "error[duplicate-cluster-id]\n  × no file\n   see: meshc explain duplicate-cluster-id\n\n1 error\n";
    assert_eq!(report, expected);
}

/// Text with everything that could break a layout.
pub fn text() -> impl Strategy<Value = String> {
    let breakers = vec![
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\u{feff}",
        "\u{1b}[31m",
        "\0",
        "集群",
        "🚀",
        "e\u{301}",
        "\u{202e}",
        "👨\u{200d}👩",
    ];
    let breaker = prop::sample::select(breakers).prop_map(str::to_string);
    let run = (any::<char>(), 0..130usize).prop_map(|(c, count)| c.to_string().repeat(count));
    let piece = prop_oneof![4 => "[a-z {}\"=]{0,12}".prop_map(|text| text), 3 => breaker, 1 => run];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_breaks_a_report(
        texts in prop::collection::vec(text(), 2),
        spans in prop::collection::vec((0..2usize, 0..400usize, 0..400usize, text()), 1..6),
        width in 0..120usize,
    ) {
        let mut sources = Sources::default();
        let files: Vec<_> = texts.iter().map(|text| sources.add(text.clone(), text.clone())).collect();
        let mut found = ID.at(Span { file: files[0], start: spans[0].1, end: spans[0].2 }, "", spans[0].3.clone());
        for (file, start, end, text) in spans {
            found = found.label(Span { file: files[file], start, end }, text);
        }
        let found = Diagnostics(vec![found]);
        for glyphs in [Glyphs::Ascii, Glyphs::Unicode] {
            let report = human(&found, &sources, &Style { glyphs, width, ..UNICODE }, LIMIT);
            prop_assert!(!report.contains("Failed to read"), "{}", report);
            // A path is never broken, and an escape may take ten columns where its character would take none.
            // Under wide characters a label may stick out by a column: miette rounds the middle of what it
            // underlines.
            let is_wide = report.contains(|c| c >= '\u{1100}');
            let columns = width.max(40) + usize::from(is_wide);
            let fits = |line: &str| line.contains("╭─[") || line.chars().count() <= columns;
            let is_told = glyphs == Glyphs::Ascii || report.contains("\\u{");
            prop_assert!(is_told || report.lines().all(fits), "{}: {}", width, report);
            prop_assert!(!report.contains(|c: char| c.is_control() && c != '\n'), "{:?}", report);
            prop_assert!(!report.contains(['\u{202e}', '\u{2028}', '\u{feff}']), "{:?}", report);
        }
        let _: serde_json::Value = serde_json::from_str(&json(&found, &sources)).unwrap();
    }
}
