//! The canonical layout: what it looks like, that it is its own, and that it changes nothing but the layout.

use crate::common::{FIXTURES, codes, compile_with};
use kdl::KdlDocument;
use meshc::fmt::{Verdict, format};
use meshc::parse::{Reach, Texts, texts};
use meshc::rules::RULES;
use meshc::world::Memory;

/// Formats a text that is all there is.
pub fn verdict(text: &str) -> Verdict {
    let world = Memory::default().with("mesh.kdl", text);
    let Texts { sources, diagnostics, .. } = texts(&world, &["mesh.kdl".to_string()], Reach::Alone, None);
    let mut files = format(&sources, &diagnostics);
    let file = files.pop().unwrap();
    assert!(files.is_empty());
    assert_eq!(file.verdict == Verdict::Broken, diagnostics.has_errors(), "{text:?}");
    file.verdict
}

/// The text in its canonical layout, which is laid out already.
pub fn laid(text: &str) -> String {
    let laid = match verdict(text) {
        Verdict::Canonical => text.to_string(),
        Verdict::Differs(laid) => laid,
        verdict => panic!("{verdict:?}: {text:?}"),
    };
    assert_eq!(verdict(&laid), Verdict::Canonical, "{text:?} becomes {laid:?}");
    laid
}

/// What a text says, without how it says it.
pub fn meaning(text: &str) -> KdlDocument {
    let mut document: KdlDocument = text.parse().unwrap_or_else(|error| panic!("{error:?}: {text:?}"));
    document.clear_format_recursive();
    document
}

#[test]
fn layouts() {
    for (text, wanted) in [
        ("", ""),
        (" \n\n", ""),
        ("a", "a\n"),
        ("\n\na  \t1   x = 2 \n\n\n\nb;c;\n", "a 1 x=2\n\nb\nc\n"),
        // Blocks.
        ("a{b}", "a { b }\n"),
        ("a { b {c 1}; d\n}", "a {\n    b { c 1 }\n    d\n}\n"),
        ("a {\n\n\n\tb\n\n\n\tc\n\n}\n", "a {\n    b\n\n    c\n}\n"),
        ("a {\n\n}\nb { }\n", "a {}\nb {}\n"),
        ("a { // c\n}\n", "a { // c\n}\n"),
        ("a { /* c */ }", "a { /* c */\n}\n"),
        ("a { b // c\n }", "a {\n    b // c\n}\n"),
        ("a { b /* c */ 1 }", "a {\n    b /* c */ 1\n}\n"),
        ("a { b /-1 2 }", "a {\n    b /-1 2\n}\n"),
        // Comments.
        ("// a\n\n  // b\na //c  \n", "// a\n\n// b\na //c\n"),
        ("a; // c\nb", "a // c\nb\n"),
        ("a; /* c */ b", "a\n/* c */ b\n"),
        ("a { b; /* c */\n }", "a {\n    b /* c */\n}\n"),
        ("a {\n  /* c\n  d */\n}", "a {\n    /* c\n  d */\n}\n"),
        ("a /* b */ 1/* c */x/* d */=/* e */2", "a /* b */ 1 /* c */ x /* d */=/* e */ 2\n"),
        ("a 1 // one\nb // two\n\nc // three\n", "a 1 // one\nb   // two\n\nc // three\n"),
        (
            "a {\n b // one\n c {} // two\n}    // three\nd 4 // four",
            "a {\n    b    // one\n    c {} // two\n} // three\nd 4 // four\n",
        ),
        // What is taken away.
        ("/- \n a {\nb\n}", "/-a {\n    b\n}\n"),
        ("/- // why\na", "/- // why\n    a\n"),
        ("a /- 1 /- x = 2 /- { b } { c } /- {\nd\n}", "a /-1 /-x=2 /-{ b } { c } /-{\n    d\n}\n"),
        // Lines that go on.
        ("a \\\n 1 \\ // c\n \\\n  2 \\\n\nb", "a \\\n    1 \\ // c\n    2\nb\n"),
        ("\\\na \\ // c\n\nb", "a // c\nb\n"),
        ("a x \\\n = \\\n 1", "a x=1\n"),
        ("\\ // c\na", "// c\na\n"),
        // Types, and what is kept as it is written.
        ("( t ) a ( u8 ) 1 x = ( t ) \"b\"", "(t)a (u8)1 x=(t)\"b\"\n"),
        (
            "\"a\" 0x1F 1_000 1.50e+3 #true #\"\\\"# \"\\u{e9}\"",
            "\"a\" 0x1F 1_000 1.50e+3 #true #\"\\\"# \"\\u{e9}\"\n",
        ),
        ("a {\n  b \"\"\"\n   x  \n\n  y\n  \"\"\" 1\n}", "a {\n    b \"\"\"\n   x  \n\n  y\n  \"\"\" 1\n}\n"),
        ("a {\n  b #\"\"\"\n  \"\"\"\n  \"\"\"#\n}", "a {\n    b #\"\"\"\n  \"\"\"\n  \"\"\"#\n}\n"),
        ("a {b \"x\\  \n   y\"}", "a {\n    b \"x\\  \n   y\"\n}\n"),
        // Ends of lines, white space and byte order marks.
        ("\u{feff}a\n", "a\n"),
        ("a\r\nb {\r\n c\r\n}", "a\r\nb {\r\n    c\r\n}\r\n"),
        ("a\r\nb\nc", "a\nb\nc\n"),
        ("a\rb\u{85}c\u{2028}d\u{c}e", "a\nb\nc\nd\ne\n"),
        ("a\u{a0}1\u{3000}2", "a 1 2\n"),
        ("a \"\"\"\r\n  x\r\r\n  \"\"\"\r\n", "a \"\"\"\r\n  x\r\n\r\n  \"\"\"\r\n"),
    ] {
        assert_eq!(laid(text), wanted, "{text:?}");
    }
}

#[test]
fn a_line_of_100_columns_stays_and_one_of_101_does_not() {
    let line = |length: usize| format!("a {{ b \"{}\" }}\n", "é".repeat(length - 10));
    assert_eq!(line(100).chars().count(), 101);
    assert_eq!(laid(&line(100)), line(100));
    assert_eq!(laid(&line(101)), format!("a {{\n    b \"{}\"\n}}\n", "é".repeat(91)));
    let inner = format!("a {{\n    b {{ {}c }}\n}}\n", "c; ".repeat(20));
    assert_eq!(laid(&inner), inner, "what an inner line holds does not count for the outer one");
    let wide = format!("a // one\nb \"{}\" // two\nc // three\n", "x".repeat(100));
    assert_eq!(laid(&wide), wide, "a long line moves no other comments");
}

#[test]
fn what_is_no_kdl_is_left_alone() {
    for text in
        ["a {", "a }", "a true", "a \"b", "/* a", "a 10.0.0.0/8", "a https://b\n", &"a { ".repeat(100), "r\"a\""]
    {
        assert_eq!(verdict(text), Verdict::Broken, "{text:?}");
    }
    let world = Memory::default().with("mesh.kdl", b"a \xff");
    let read = texts(&world, &["mesh.kdl".to_string()], Reach::Alone, None);
    assert_eq!(format(&read.sources, &read.diagnostics)[0].verdict, Verdict::Broken);
    assert_eq!(read.diagnostics.0[0].rule.name, "not-utf8");
}

#[test]
fn what_is_wrong_otherwise_is_laid_out() {
    assert_eq!(laid("frobnicate  \"a\"   id = 1 id = 2\n"), "frobnicate \"a\" id=1 id=2\n");
}

#[test]
fn included_files_are_meant_only_when_asked_for() {
    let world = Memory::default()
        .with("x/mesh.kdl", "include  \"more/*.kdl\"\ninclude \"nowhere.kdl\"\n")
        .with("x/more/a.kdl", "a  1\n")
        .with("x/more/b.kdl", "b {\n")
        .with("x/more/c.kdl", "include \"../mesh.kdl\"\n");
    let names = |reach| {
        let read = texts(&world, &["x/mesh.kdl".to_string(), "x/./mesh.kdl".to_string()], reach, None);
        let files = format(&read.sources, &read.diagnostics);
        let found: Vec<_> = read.diagnostics.0.iter().map(|diagnostic| diagnostic.rule.name).collect();
        let wrong = files.into_iter().filter(|file| file.verdict != Verdict::Canonical);
        (wrong.map(|file| (file.name, file.verdict == Verdict::Broken)).collect::<Vec<_>>(), found)
    };
    let file = |name: &str, broken: bool| (name.to_string(), broken);
    assert_eq!(names(Reach::Alone), (vec![file("x/mesh.kdl", false)], vec![]));
    let all = vec![file("x/mesh.kdl", false), file("x/more/a.kdl", false), file("x/more/b.kdl", true)];
    assert_eq!(names(Reach::Includes), (all, vec!["syntax-error"]));
}

#[test]
fn the_project_s_own_files_are_canonical() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let (_, block) = readme.split_once("```kdl file=mesh.kdl\n").unwrap();
    assert_eq!(verdict(&block[..block.find("```").unwrap()]), Verdict::Canonical);
    for path in FIXTURES.iter().map(|(_, path)| *path).chain(["schema/mesh.schema.kdl"]) {
        let text = std::fs::read_to_string(path).unwrap();
        assert!(verdict(&text) == Verdict::Canonical, "run `meshc fmt {path}`");
    }
}

/// The blocks of KDL on a page, and the files beside them.
fn blocks(page: &str) -> (Memory, Vec<String>) {
    let mut files = Memory::default();
    let mut texts = Vec::new();
    let mut parts = page.split("\n```").skip(1);
    while let (Some(block), _) = (parts.next(), parts.next()) {
        let (info, text) = block.split_once('\n').unwrap_or((block, ""));
        match info.split_once("file=") {
            Some((_, path)) => files = files.with(path.trim(), text),
            None if info.starts_with("kdl") => texts.push(text.to_string()),
            None => {}
        }
    }
    (files, texts)
}

/// A text without the places in it.
fn without_spans(debug: &str) -> String {
    let mut parts = debug.split("Span { ");
    let first = parts.next().unwrap_or("").to_string();
    parts.fold(first, |text, part| text + part.split_once('}').map_or("", |(_, rest)| rest))
}

/// Holds what becomes of a mesh against what became of it before it was laid out.
pub fn same_outcome(files: &Memory, one: &str, other: &str) {
    let (one, other) = (compile_with(files.clone(), one), compile_with(files.clone(), other));
    assert_eq!(codes(&one), codes(&other));
    let mesh = |outcome: &meshc::Outcome| without_spans(&format!("{:?}", outcome.mesh()));
    assert_eq!(mesh(&one), mesh(&other));
    let tree = |outcome: &meshc::Outcome| {
        let files = outcome.tree().into_iter().flat_map(|tree| tree.files());
        files.map(|(path, text)| (path.to_string(), text.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(tree(&one), tree(&other));
}

#[test]
fn every_page_s_examples_mean_the_same() {
    let mut count = 0;
    for row in RULES {
        let (files, texts) = blocks(row.rule.page);
        for text in texts {
            count += 1;
            if let Verdict::Differs(laid) = verdict(&text) {
                same_outcome(&files, &text, &laid);
            }
            // Blank lines and comments between all lines, in the manner of Windows.
            let loose = format!("\u{feff}{}", text.replace('\n', " // c\r\n\r\n\r\n"));
            if let (Verdict::Differs(laid), false) = (verdict(&loose), loose.contains("\"\"\"")) {
                assert_eq!(laid.matches("// c\r\n").count(), text.matches('\n').count());
                same_outcome(&files, &loose, &laid);
            }
        }
    }
    assert!(count > 150, "{count} examples");
}

#[test]
fn a_large_or_hostile_file_is_done_soon() {
    let cluster = |id: usize| {
        format!(
            "cluster  \"c{id}\" id={id} {{ // c\n  pod-cidr \"10.0.0.0/16\" \"fd00::/104\" // d\n apiserver \"LoadBalancer\" {{ ip \"192.0.2.1\" }}\n}}\n\n\n"
        )
    };
    let mesh: String = (1..=511).map(cluster).collect();
    assert!(laid(&mesh).contains("\n\ncluster \"c511\" id=511 { // c\n    pod-cidr"));
    let unit = |unit: &str| unit.repeat(30_000 / unit.len());
    for text in [
        format!("a {}", unit("/-{b} ")),
        format!("a {}\n", unit("/* c */ ")),
        format!("/-{}\na", unit(" // c\n")),
        format!("/-{}\na", unit("\n")),
        format!("a {}1", unit("\\ // c\n")),
        format!("a {{ {} }}", unit("b;")),
        format!("a \"{}\" // c\n{}", unit("x"), unit("b // c\n")),
        format!("a {}", unit("(t)1 ")),
        format!("a {}", unit("x=1 ")),
        unit("a;"),
        unit("a{b{c}};"),
        unit("// c\n"),
        format!("{}{}", "a { ".repeat(64), "}; ".repeat(64)),
        format!("{}{}", "a {\n".repeat(64), "}\n".repeat(64)),
    ] {
        laid(&text);
    }
}
