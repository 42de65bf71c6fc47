//! What a report looks like, and that no input breaks it.

use meshc::diagnostic::{Diagnostic, Diagnostics, Fix, Rule, Severity, Silence};
use meshc::report::{Color, Glyphs, LIMIT, Links, Style, human};
use meshc::source::{FileId, Sources, Span};

pub static ID: Rule =
    Rule { name: "duplicate-cluster-id", severity: Severity::Error, silence: Silence::Refused, page: "Two ids." };
pub static CIDR: Rule =
    Rule { name: "public-pod-cidr", severity: Severity::Warning, silence: Silence::Allowed, page: "Public." };

pub const MESH: &str = "\
mesh \"prod\" { cilium \"1.18.3\"; }

cluster \"eu-west\" id=1 {
    pod-cidr \"10.10.0.0/16\"
}
cluster \"us-east\" id=1 {
    pod-cidr \"10.20.0.0/16\"
}
";

pub const UNICODE: Style = Style { color: Color::Plain, glyphs: Glyphs::Unicode, links: Links::On, width: 80 };
pub const ASCII: Style = Style { glyphs: Glyphs::Ascii, ..UNICODE };

/// Every place of `needle` in the file, in order.
pub fn places(sources: &Sources, file: FileId, needle: &str) -> Vec<Span> {
    let text = &sources.get(file).unwrap().text;
    text.match_indices(needle).map(|(start, _)| Span { file, start, end: start + needle.len() }).collect()
}

pub fn one(found: Diagnostic, sources: &Sources, style: &Style) -> String {
    human(&Diagnostics(vec![found]), sources, style, LIMIT)
}

pub fn two_labels() -> (Sources, Diagnostic) {
    let mut sources = Sources::default();
    let file = sources.add("mesh.kdl", MESH);
    let ids = places(&sources, file, "id=1");
    let found = ID
        .at(ids[1], "used again here", "clusters `eu-west` and `us-east` have the same id, 1")
        .label(ids[0], "first used here")
        .help("use the next free id, 2")
        .fix(Fix::safe("use the next free id, 2", ids[1], "id=2"));
    (sources, found)
}

#[test]
fn two_labels_in_one_file() {
    let (sources, found) = two_labels();
    let expected = "\
error[duplicate-cluster-id]
  × clusters `eu-west` and `us-east` have the same id, 1
   ╭─[mesh.kdl:6:19]
 3 │ cluster \"eu-west\" id=1 {
   ·                   ──┬─
   ·                     ╰── first used here
 4 │     pod-cidr \"10.10.0.0/16\"
 5 │ }
 6 │ cluster \"us-east\" id=1 {
   ·                   ──┬─
   ·                     ╰── used again here
 7 │     pod-cidr \"10.20.0.0/16\"
   ╰────
  help: use the next free id, 2
   see: meshc explain duplicate-cluster-id

1 error
";
    assert_eq!(one(found, &sources, &UNICODE), expected);
}

#[test]
fn ascii_has_no_glyph_of_its_own() {
    let (sources, found) = two_labels();
    let expected = "\
error[duplicate-cluster-id]
  x clusters `eu-west` and `us-east` have the same id, 1
   ,-[mesh.kdl:6:19]
 3 | cluster \"eu-west\" id=1 {
   :                   ^^|^
   :                     `-- first used here
 4 |     pod-cidr \"10.10.0.0/16\"
 5 | }
 6 | cluster \"us-east\" id=1 {
   :                   ^^|^
   :                     `-- used again here
 7 |     pod-cidr \"10.20.0.0/16\"
   `----
  help: use the next free id, 2
   see: meshc explain duplicate-cluster-id

1 error
";
    assert_eq!(one(found, &sources, &ASCII), expected);
}

#[test]
fn labels_in_two_files_and_far_apart() {
    let mut sources = Sources::default();
    let first = sources.add("mesh.kdl", format!("cluster \"a\" id=1\n{}cluster \"b\" id=1\n", "\n// far\n".repeat(50)));
    let second = sources.add("mesh.d/c.kdl", "\u{feff}cluster \"ü\" id=1\r\n\tpod-cidr\r\n");
    let ids = places(&sources, first, "id=1");
    let found = ID
        .at(places(&sources, second, "id=1")[0], "used again here", "three clusters have the same id, 1")
        .label(ids[1], "and here")
        .label(ids[0], "first used here")
        .fix(Fix { safe: false, ..Fix::safe("drop it", ids[0], "") });
    let expected = "\
error[duplicate-cluster-id]
  × three clusters have the same id, 1
   ╭─[mesh.d/c.kdl:1:13]
 1 │ cluster \"ü\" id=1
   ·             ──┬─
   ·               ╰── used again here
 2 │     pod-cidr
   ╰────
   ╭─[mesh.kdl:1:13]
 1 │ cluster \"a\" id=1
   ·             ──┬─
   ·               ╰── first used here
   ╰────
     ╭─[mesh.kdl:102:13]
 101 │ // far
 102 │ cluster \"b\" id=1
     ·             ──┬─
     ·               ╰── and here
     ╰────
   fix: drop it (may change what the mesh means)
   see: meshc explain duplicate-cluster-id

1 error
";
    assert_eq!(one(found, &sources, &UNICODE), expected);
}

#[test]
fn an_empty_place_at_the_end_is_seen() {
    let mut sources = Sources::default();
    let file = sources.add("mesh.kdl", "mesh \"m\" {");
    let found = ID.at(Span { file, start: 10, end: 10 }, "`}` is missing", "unclosed block");
    let expected = " 1 │ mesh \"m\" {\n   ·           ▲\n   ·           ╰── `}` is missing\n";
    let report = one(found.clone(), &sources, &UNICODE);
    assert!(report.contains(expected), "{report}");
    let mut empty = Sources::default();
    empty.add("mesh.kdl", "");
    assert!(one(found, &empty, &UNICODE).contains("[mesh.kdl:1:1]\n 1 │\n   · ▲\n"));
}

#[test]
fn two_labels_on_one_place_share_it() {
    let (sources, found) = two_labels();
    let span = found.labels[0].span;
    let report = one(found.label(span, "and this"), &sources, &UNICODE);
    assert!(
        report.contains("   ·                     ╰─┤ used again here\n   ·                       │ and this\n"),
        "{report}"
    );
}

#[test]
fn places_across_lines_and_in_each_other() {
    let mut sources = Sources::default();
    let file = sources.add("mesh.kdl", MESH);
    let id = places(&sources, file, "id=1")[0];
    let block = Span { file, start: id.start - 18, end: MESH.find("}\ncluster").unwrap() + 1 };
    let line = Span { end: id.end + 2, ..block };
    let found = ID.at(id, "inner", "nested").label(line, "outer").label(block, "all of it");
    let expected = "\
 3 │ ╭─▶ cluster \"eu-west\" id=1 {
   · │   ─────────┬──────────┬─
   · │            │          ╰── inner
   · │            ╰── outer
 4 │ │       pod-cidr \"10.10.0.0/16\"
 5 │ ├─▶ }
   · ╰──── all of it
";
    let report = one(found, &sources, &UNICODE);
    assert!(report.contains(expected), "{report}");
    let whole = ID.at(Span { file, start: 0, end: MESH.len() }, "all", "too long to show");
    let report = one(whole, &sources, &UNICODE);
    assert!(report.contains("╰── all") && !report.contains("us-east"), "{report}");
}
