//! Hostile texts: soups of KDL and YAML, depths, lengths, names.

use super::robust::total;
use meshc::world::Memory;
use proptest::prelude::*;

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
pub fn mesh() -> impl Strategy<Value = String> {
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
