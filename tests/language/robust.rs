//! No input brings the compiler down: it ends in good time, and every label lies in its file.

use meshc::Outcome;
use meshc::rules::RULES;
use meshc::world::Memory;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Compiles bytes beside other files, and holds the outcome against what is always true.
fn total(files: &Memory, bytes: &[u8]) -> Outcome {
    let outcome = meshc::compile(&files.clone().with("mesh.kdl", bytes), "mesh.kdl", &meshc::Options::default());
    sound(&outcome);
    outcome
}

fn sound(outcome: &Outcome) {
    assert_eq!(outcome.tree().is_none(), outcome.diagnostics.has_errors(), "output, or an error that says why not");
    for diagnostic in &outcome.diagnostics.0 {
        assert!(diagnostic.primary().is_some(), "{diagnostic:?} has no place");
        let edits = diagnostic.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        for span in diagnostic.labels.iter().map(|label| label.span).chain(edits) {
            let source = outcome.sources.get(span.file).unwrap_or_else(|| panic!("{diagnostic:?}: no file"));
            assert!(source.text.get(span.start..span.end).is_some(), "{diagnostic:?} is not in {}", source.name);
        }
    }
    crate::common::rendered(outcome);
}

/// The fenced blocks of a page: info string and text.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut parts = page.split("\n```").skip(1);
    while let (Some(block), _) = (parts.next(), parts.next()) {
        let (info, text) = block.split_once('\n').unwrap_or((block, ""));
        blocks.push((info.to_string(), format!("{text}\n")));
    }
    blocks
}

/// The texts that are cut and pierced: each page's bad example with its files.
fn examples() -> Vec<(Memory, String)> {
    let example = |row: &meshc::rules::Row| {
        let blocks = blocks(row.rule.page);
        let named = blocks.iter().filter_map(|(info, text)| Some((info.split_once("file=")?.1.trim(), text)));
        let files = named.fold(Memory::default(), |files, (path, text)| files.with(path, text.as_bytes()));
        let bad = blocks.iter().find(|(info, _)| info.starts_with("kdl error") || info.starts_with("kdl warning"))?;
        Some((files, bad.1.clone()))
    };
    let examples: Vec<_> = RULES.iter().filter_map(example).collect();
    assert!(examples.len() > 20, "the pages have examples");
    examples
}

/// Of a long text only every so many bytes are looked at.
fn step(text: &[u8]) -> usize {
    if text.len() < 2_000 { 1 } else { text.len() / 400 + 1 }
}

fn prefixes(text: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    (0..text.len()).step_by(step(text)).map(|end| text[..end].to_vec())
}

/// The text with one byte less.
fn pierced(text: &[u8], at: usize) -> Vec<u8> {
    [&text[..at], &text[at + 1..]].concat()
}

/// Every prefix, and every text with one byte less.
fn maimed(text: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    prefixes(text).chain((0..text.len()).step_by(step(text)).map(|at| pierced(text, at)))
}

#[test]
fn every_page_s_example_survives_every_cut() {
    let mut seen = BTreeSet::new();
    for (files, text) in examples() {
        prefixes(text.as_bytes()).for_each(|bytes| drop(total(&files, &bytes)));
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            // Many examples begin alike: a line is pierced in the first of them.
            let places = if seen.insert(line.to_string()) { start..start + line.len() } else { start..start };
            places.for_each(|at| drop(total(&files, &pierced(text.as_bytes(), at))));
            start += line.len();
        }
    }
}

#[test]
fn the_example_and_its_specs_survive_every_cut() {
    let read = |path: &str| std::fs::read(path).unwrap();
    let specs = ["fixtures/article/kops/cluster1.yaml", "fixtures/article/kops/cluster2.yaml"];
    let files = specs.iter().fold(Memory::default(), |files, path| files.with(*path, read(path)));
    let mesh = read("mesh.kdl.example");
    maimed(&mesh).for_each(|bytes| drop(total(&files, &bytes)));
    let spec = read(specs[0]);
    for bytes in maimed(&spec) {
        total(&files.clone().with(specs[0], bytes), &mesh);
    }
}

#[test]
fn every_line_may_end_in_the_manner_of_windows_and_begin_with_a_mark() {
    for (files, text) in examples() {
        let plain = total(&files, text.as_bytes());
        let other = total(&files, format!("\u{feff}{}", text.replace('\n', "\r\n")).as_bytes());
        let places = |outcome: &Outcome| -> Vec<_> {
            let found = outcome.diagnostics.0.iter().filter_map(|diagnostic| {
                let span = diagnostic.primary()?.span;
                Some((diagnostic.rule.name, outcome.sources.get(span.file)?.position(span.start)))
            });
            found.collect()
        };
        assert_eq!(places(&plain), places(&other), "{text}");
    }
}

#[test]
fn hostile_texts_end_in_a_diagnostic() {
    let units = [
        "{",
        "}",
        "a {",
        "a { }\n",
        "a {\n",
        "/*",
        "*/",
        "/-",
        "/- ",
        "a /-",
        "=",
        "a=",
        "a=b=",
        "(",
        ")",
        "(a",
        "a (",
        "\"",
        "\"\"\"",
        "\"\n",
        "#",
        "#\"",
        "##\"",
        "#\"a\n",
        "r#\"",
        "[",
        "a ] ",
        "\\",
        "\\\n",
        "a \\\n",
        "a;",
        "a\n",
        "//",
        "//\n",
        "https://a ",
        "\u{1}",
        "é",
        "\u{feff}",
        "\u{2028}",
        "0",
        "-",
        "10.0.0.0/8 ",
        "a 10.0.0.0/8 ",
        "a true\n",
        "'",
        "a 'b'\n",
        "include \"*\"\n",
        "cluster \"a\"\n",
        "cluster \"a\" id=1 ",
        "mesh \"m\" { cilium \"1.2.5\"; }\n",
    ];
    for unit in units {
        let outcome = total(&Memory::default(), unit.repeat(100_000 / unit.len().max(2)).as_bytes());
        assert!(outcome.diagnostics.has_errors(), "{unit:?}");
    }
}

#[test]
fn hostile_manifests_end_in_a_diagnostic() {
    let mesh = "mesh \"m\" { cilium \"1.2.5\"; }\ncluster \"a\" id=1 { kops \"a.example.com\" spec=\"a.yaml\"; }\n";
    let levels = (1..60).map(|level| format!("a{level}: &a{level} [*a{0}, *a{0}]\n", level - 1)).collect::<String>();
    let bomb = format!("a0: &a0 [x, x]\n{levels}");
    let deep = |open: &str| open.repeat(100_000);
    let texts = [deep("["), deep("{"), deep("- "), deep("{a: "), deep("? "), deep("&a "), deep("!!"), deep("\""), bomb];
    for text in texts {
        let outcome = total(&Memory::default().with("a.yaml", text.as_bytes()), mesh.as_bytes());
        assert!(outcome.diagnostics.has_errors(), "{}", &text[..20]);
    }
}

#[test]
fn includes_end() {
    let mesh = "mesh \"m\" { cilium \"1.2.5\"; }\ninclude \"0.kdl\"\n";
    let name = |number: usize| format!("{number}.kdl");
    let chain =
        (0..200).fold(Memory::default(), |files, at| files.with(name(at), format!("include \"{}\"\n", name(at + 1))));
    assert_eq!(crate::common::codes(&total(&chain, mesh.as_bytes())), ["nesting-too-deep"]);
    let all = (0..100).fold(Memory::default(), |files, at| files.with(name(at), "include \"*.kdl\"\n"));
    total(&all, mesh.as_bytes());
}

/// Text of the pieces of which mesh files consist, in any order.
fn soup() -> impl Strategy<Value = String> {
    let pieces = vec![
        "mesh",
        "cluster",
        "defaults",
        "network",
        "lint",
        "include",
        "cilium",
        "pod-cidr",
        "etcd",
        "endpoint",
        "kops",
        "config",
        "patch",
        "add",
        "id",
        "prefix",
        "path",
        "base",
        "spec",
        "allow",
        "address-pool",
        "-",
        "x",
        "\"m\"",
        "\"a\"",
        "\"\"",
        "\"1.2.5\"",
        "\"10.0.0.0/8\"",
        "\"fd00::/48\"",
        "\"https://a.example.com:1\"",
        "\"*.kdl\"",
        "\"a.kdl\"",
        "\"a.yaml\"",
        "\"x\u{301}é\"",
        "#true",
        "#null",
        "true",
        "1",
        "1.5",
        "0x10",
        "-1",
        "10.0.0.0/8",
        "=",
        "=1",
        "{",
        "}",
        "{",
        "}",
        ";",
        "\n",
        "\r\n",
        " ",
        " ",
        " ",
        "\t",
        "//",
        "/*",
        "*/",
        "/-",
        "(t)",
        "#\"",
        "\"#",
        "\"\"\"",
        "\\",
        "'",
        "\u{feff}",
        "é",
        "\u{a0}",
        ",",
        ":",
        "[",
        "]",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..60).prop_map(|pieces| pieces.concat())
}

/// Whole nodes with pieces left out or wrong: it gets past the parser more often.
fn mesh() -> impl Strategy<Value = String> {
    let lines = vec![
        "mesh \"m\" {",
        "mesh \"m\" { cilium \"1.2.5\"; }",
        "cilium \"1.3.2\"",
        "address-pool \"100.64.0.0/10\" prefix=16",
        "address-pool \"fd00::/48\" prefix=200",
        "base path=\"{cluster}\"",
        "cluster \"a\" id=1 {",
        "cluster \"b\" id=2 {",
        "cluster \"a\" id=999999999999999999999 {",
        "defaults {",
        "pod-cidr \"10.0.0.0/8\" \"::/0\"",
        "node-cidr network=\"n\"",
        "network \"n\" \"10.0.0.0/16\"",
        "etcd {",
        "endpoint \"https://a.example.com:1\"",
        "tls ca=\"a\"",
        "config {",
        "a 1",
        "b #null",
        "kops \"a.example.com\" spec=\"a.yaml\"",
        "kops \"b.example.com\" {",
        "etcd-version \"3.1.11\"",
        "patch kind=\"DaemonSet\" name=\"cilium\" {",
        "add \"/spec\" { - 1; }",
        "remove \"/metadata\"",
        "test \"\" #null",
        "allow \"duplicate-endpoint\" reason=\"x\"",
        "lint { duplicate-endpoint \"off\"; }",
        "include \"*.kdl\"",
        "include \"a.kdl\"",
        "max-nodes 5",
        "platform \"kops\"",
        "}",
        "}",
        "}",
        "}",
    ];
    prop::collection::vec(prop::sample::select(lines), 0..25).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_soup_breaks_it(text in soup(), included in soup(), spec in "[a-z:{}\\[\\]&*!|>'\" \n-]{0,60}") {
        let files = Memory::default().with("a.kdl", included.as_bytes()).with("a.yaml", spec.as_bytes());
        total(&files, text.as_bytes());
    }

    #[test]
    fn no_mesh_breaks_it(text in mesh(), included in mesh()) {
        total(&Memory::default().with("a.kdl", included.as_bytes()), text.as_bytes());
    }

    #[test]
    fn no_bytes_break_it(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        total(&Memory::default(), &bytes);
    }
}
