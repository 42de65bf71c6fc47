//! How values are written.

use super::*;
use serde_json::json;

/// What some reader takes for something else.
pub const AMBIGUOUS: &[&str] = &[
    "",
    " ",
    "a ",
    " a",
    "on",
    "Off",
    "no",
    "YES",
    "y",
    "N",
    "null",
    "Null",
    "~",
    "true",
    "False",
    "1e3",
    "1E+5",
    "1_000",
    "0x1f",
    "0X1F",
    "-0x1",
    "0o17",
    "0b101",
    "08",
    "0644",
    "123",
    "-1",
    "+1",
    ".5",
    "5.",
    "1.5",
    "-.inf",
    ".Inf",
    ".nan",
    "1:30",
    "190:20:30.15",
    "2018-09-11",
    "2018-9-1",
    "2001-12-14t21:59:43.10-05:00",
    "2001-12-14 21:59:43",
    "=",
    "<<",
    "!x",
    "&a",
    "*a",
    "- a",
    "-",
    "? a",
    "?",
    "a: b",
    "a:",
    ":",
    ":a",
    "a #b",
    "#a",
    "@a",
    "`a`",
    "%a",
    "|",
    ">",
    "{",
    "[",
    "]",
    "}",
    ",",
    "'a'",
    "\"a\"",
    "---",
    "--- a",
    "...",
    "... a",
    "a\tb",
    "\t",
    "\n",
    "a\r",
    "a\u{85}b",
    "a\u{2028}b",
    "\u{feff}",
    "a\u{200b}b",
    "\u{7f}",
    "\u{0}",
    "1,000",
    "1_0.5e+3",
    ".",
    "0b1_0",
    "-_1",
    "+_5.2",
    "-__0x1",
];

const PLAIN: &[&str] = &[
    "a",
    "cluster1",
    "10.0.0.0/16",
    "10.0.0.1",
    "fd00:10::/104",
    "-a",
    "--flag=on",
    "a:b",
    "a#b",
    "https://a.example:2379",
    "v1.18.3",
    "1.18.3",
    "1a",
    "e1",
    "one two",
    "ä",
    "日本",
    "0xg",
    "10m",
    "a, b",
    "a]",
    "2018-09-11-a",
    "no-way",
    "node",
    "0.5-rc1",
    "_1",
    "a=b",
    "<a>",
    "~a",
    "$a",
    "(a)",
    "é #",
    "1e",
    "12ab",
    "-----BEGIN",
    ".a",
    "..",
];

#[test]
fn what_a_reader_could_mistake_is_quoted_as_key_and_as_value() {
    for text in AMBIGUOUS {
        assert!(is_ambiguous(text), "{text:?}");
        let written = write(&json!({ *text: [text] }));
        assert!(written.starts_with('"') && written.ends_with("\"\n"), "{written}");
        assert_eq!(read(&written).unwrap(), [json!({ *text: [text] })], "{written}");
    }
    for text in PLAIN.iter().filter(|text| **text != "é #") {
        assert!(!is_ambiguous(text), "{text:?}");
        assert_eq!(write(&json!({ *text: text })), format!("{text}: {text}\n"));
    }
    assert!(is_ambiguous("é #"));
}

#[test]
fn writes_in_the_style_of_kubectl() {
    let value = json!({
        "args": ["a", ["b", [], ["c"]], { "d": { "e": [1, 2.5], "f": null } }, {}],
        "data": { "run.sh": "#!/bin/sh\n\n  echo\n", "bare": "a\nb", "kept": "a\n\n", "space": "a \nb", "tab": "\ta\nb" },
        "list": ["a\nb\n", [["a\nb"]]],
        "numbers": [1e21, 1.5e-7, -0.0, u64::MAX, i64::MIN, 1e2],
    });
    let text = r##"args:
- a
- - b
  - []
  - - c
- d:
    e:
    - 1
    - 2.5
    f: null
- {}
data:
  run.sh: |
    #!/bin/sh

      echo
  bare: |-
    a
    b
  kept: |+
    a

  space: "a \nb"
  tab: "\ta\nb"
list:
- |
  a
  b
- - - |-
      a
      b
numbers:
- 1.0e+21
- 1.5e-7
- -0.0
- 18446744073709551615
- -9223372036854775808
- 100.0
"##;
    assert_eq!(write(&value), text);
    assert_eq!(read(text).unwrap(), [value]);
    assert_eq!(
        write_all([&json!("a\nb"), &json!([]), &json!("a\n\n"), &json!(1)]),
        "|-\n  a\n  b\n---\n[]\n---\n|+\n  a\n\n---\n1\n"
    );
}

#[test]
fn keys_too_long_for_a_colon_behind_them_are_marked() {
    for length in [128, 129, 1000, 1001, 1024, 5000] {
        let key = "a".repeat(length);
        let value = json!([{ key.clone(): [1], "b": { key.clone(): { "c": 1 }, format!("{key}\n"): "d\ne" } }]);
        assert_eq!(read(&write(&value)).unwrap(), [value]);
    }
}

#[test]
fn long_strings_are_read_and_written_whole() {
    let value = json!({ "a": "QUJD".repeat(25_000), "b": "1".repeat(100_000), "c": "a\n".repeat(50_000) });
    assert_eq!(read(&write(&value)).unwrap(), [value]);
}

#[test]
fn parts_are_written_once_and_read_as_if_they_were_there() {
    let items = [json!({ "name": "a", "ips": ["192.0.2.1"], "text": "one\n\ntwo\n" }), json!("on"), json!({ "x": {} })];
    let parts: Vec<Part> = items.iter().map(write_part).collect();
    let parts: Vec<&Part> = parts.iter().collect();
    let whole = |list: Value| json!({ "before": 1, "outer": { "list": list, "listed": 2 }, "list": [] });
    let text = write_with(&whole(json!([])), Filling::of("/outer/list", &parts));
    assert_eq!(text, write(&whole(json!(items))));
    let fields = [json!({ "on": { "port": 2379 } }), json!({ "b": "x\ny" })];
    let parts: Vec<Part> = fields.iter().map(write_part).collect();
    let parts: Vec<&Part> = parts.iter().collect();
    let text = write_with(&whole(json!({})), Filling::of("/outer/list", &parts));
    assert_eq!(text, write(&whole(json!({ "on": { "port": 2379 }, "b": "x\ny" }))));
    assert_eq!(write_with(&whole(json!([])), Filling::of("/outer/list", &[])), write(&whole(json!([]))));
}
