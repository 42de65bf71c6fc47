//! What is read, what is refused, and where.

use super::*;
use serde_json::json;

#[test]
fn reads_plain_scalars_as_go_yaml_does() {
    let text = "[on, 'on', \"y\", n, &a Off, *a, 0644, 08, 0b101, 1_000, +1, -0X1F, 1_0.5, ._5, .1_5, ++6, 1:30, 2018-09-11, =, _1, !!str yes, !!str 1, ~]";
    let value = json!([
        true,
        "on",
        "y",
        false,
        false,
        false,
        420,
        8.0,
        5,
        1000,
        1,
        -31,
        10.5,
        "._5",
        0.15,
        "++6",
        "1:30",
        "2018-09-11",
        "=",
        "_1",
        "yes",
        "1",
        null
    ]);
    assert_eq!(read(text).unwrap(), [value]);
    assert_eq!(read("on").unwrap(), [json!(true)]);
    assert_eq!(
        read("a: |\n  on\nb: >-\n  on\nc:\n  on\nd: &x # c\n  on\n").unwrap(),
        [json!({ "a": "on\n", "b": "on", "c": true, "d": true })]
    );
    assert_eq!(read("on: 1\n'off': 2\n0x10: 3\nTrue: 4\n").err().map(|error| error.message), Some(twice("true")));
    assert_eq!(read("on: 1\n'off': 2\n0x10: 3\n010: 4").unwrap(), [json!({ "true": 1, "off": 2, "16": 3, "8": 4 })]);
    assert_eq!(
        read("é: [\u{2028} on]\nb: \"\u{85}\"\r\nc: on").unwrap(),
        [json!({ "é": [true], "b": " ", "c": true })]
    );
    assert_eq!(
        read("[1e20, 12345678901234567890, 1.5e300]").unwrap(),
        [json!([1e20, 12345678901234567890_u64, 1.5e300])]
    );
}

#[test]
fn merges_where_nothing_stands_already() {
    let text = "- &a {x: 1, u: 1}\n- &b {u: 2, z: 2}\n- <<: *a\n  x: 0\n- {x: 0, <<: [*b, *a]}\n- '<<': 1\n";
    let merged = read(text).unwrap();
    assert_eq!(
        merged[0].as_array().unwrap()[2..],
        [json!({ "x": 0, "u": 1 }), json!({ "x": 0, "u": 2, "z": 2 }), json!({ "<<": 1 })]
    );
}

#[test]
fn documents_keep_their_number() {
    assert_eq!(read("").unwrap(), [json!(null)]);
    assert_eq!(read("# nothing").unwrap(), [json!(null)]);
    assert_eq!(read("---\n---\na: 1\n---\n").unwrap(), [json!(null), json!({ "a": 1 }), json!(null)]);
    assert_eq!(read("\u{feff}a: 1\nb: 2\n").unwrap(), [json!({ "a": 1, "b": 2 })]);
}

fn twice(name: &str) -> String {
    key::twice(name)
}

fn refusal(text: &str) -> (usize, usize, String) {
    let error = read(text).expect_err(text);
    (error.line, error.column, error.message)
}

#[test]
fn refusals_name_their_place() {
    assert_eq!(refusal("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n"), (5, 3, twice("c")));
    assert_eq!(refusal("é: {ü: 1, 'ü': 2}"), (1, 11, twice("ü")));
    assert_eq!(refusal("\u{feff}a: 1\na: 1"), (2, 1, twice("a")));
    assert_eq!(refusal("\u{feff}{a: 1, a: 1}"), (1, 8, twice("a")));
    assert_eq!(refusal("---\na: 1\n---\nb: [{yes: 1, \"true\": 2}]"), (4, 14, twice("true")));
    assert_eq!(refusal("\"true\": 1\non: 2"), (2, 1, twice("true")));
    assert_eq!(refusal("<<: {a: 1}\n<<: {b: 1}").2, twice("<<"));
    let quote = "this key must be a string; quote it".to_string();
    assert_eq!(refusal("a: 1\n~: 1"), (2, 1, quote.clone()));
    assert_eq!(refusal("a: 1\n1.10: 1"), (2, 1, quote.clone()));
    assert_eq!(refusal("a: 1\n0_1.10: 1"), (2, 1, quote.clone()));
    assert_eq!(refusal("a: 1\n08: 1"), (2, 1, quote.clone()));
    assert_eq!(refusal("a: {[b]: 1}"), (1, 5, quote));
    assert_eq!(refusal("a: !x 1"), (1, 4, "the tag `!x` is not supported".to_string()));
    assert_eq!(refusal("a: !x [1]"), (1, 4, "the tag `!x` is not supported".to_string()));
    assert_eq!(refusal("a: !!binary aGk="), (1, 4, "the tag `!!binary` is not supported".to_string()));
    let large = "this number is too large; quote it".to_string();
    assert_eq!(refusal("a: [18446744073709551616]"), (1, 5, large.clone()));
    assert_eq!(refusal("a: -9223372036854775809"), (1, 4, large.clone()));
    assert_eq!(refusal(&format!("a: {}", "9".repeat(60))), (1, 4, large.clone()));
    assert_eq!(refusal("a: 07777777777777777777777777"), (1, 4, large));
    assert_eq!(refusal("a: .inf"), (1, 4, "JSON has no infinity and no NaN; quote it".to_string()));
    assert_eq!(refusal("<<: 1").2, "`<<` takes a mapping or a list of mappings");
    assert_eq!(refusal("a: 1\nb: *x"), (2, 4, "unknown anchor".to_string()));
    assert_eq!(refusal("a: é\u{1}").0, 1);
    assert_eq!(refusal("a: 1\nb: é\u{1}"), (2, 5, "control characters are not allowed".to_string()));
    let (line, column, message) = refusal("a: b\nc: d: e\n");
    assert_eq!((line, column, message.as_str()), (2, 5, "mapping values are not allowed in this context"));
}

#[test]
fn bombs_are_refused() {
    let billion = (1..=9).fold("- &a0 [x, x, x, x, x, x, x, x, x]\n".to_string(), |text, n| {
        format!("{text}- &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", "))
    });
    let long = format!("- &a {}\n{}", "x".repeat(100_000), "- *a\n".repeat(10_000));
    let inside_itself = "&a [*a, *a]".to_string();
    let flow = "[".repeat(500_000);
    let braces = "{a: ".repeat(1000);
    let block = "- ".repeat(20_000);
    for text in [billion, long, inside_itself, flow, braces, block] {
        read(&text).unwrap_err();
        locate(&text, 0, "/0/0/0");
    }
    let deepest = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    read(&deepest).unwrap();
}

#[test]
fn locates_values() {
    let text = "\u{feff}a: {é: [1, 日, {b/c~: x}]}\nl:\n- k: v\n  on: 'w'\n- &n z\n- *n\n- null\n-\n- !!str s\n---\nm:\n  r:\n    o: p\n";
    let places = [
        (0, "", Some((1, 1))),
        (0, "/a", Some((1, 4))),
        (0, "/a/é/1", Some((1, 12))),
        (0, "/a/é/2/b~1c~0", Some((1, 22))),
        (0, "/l", Some((3, 1))),
        (0, "/l/0", Some((3, 3))),
        (0, "/l/0/true", Some((4, 7))),
        (0, "/l/1", Some((5, 3))),
        (0, "/l/2", Some((5, 3))),
        (0, "/l/3", Some((7, 3))),
        (0, "/l/5", Some((9, 3))),
        (1, "/m", Some((12, 3))),
        (1, "/m/r/o", Some((13, 8))),
        (0, "/l/9", None),
        (0, "/x", None),
        (0, "/a/é/1/y", None),
        (0, "/l/-", None),
        (0, "l", None),
        (2, "", None),
    ];
    for (document, pointer, place) in places {
        assert_eq!(locate(text, document, pointer), place, "{pointer}");
    }
    assert_eq!(locate("a: !x {b: 1}\nc: 2", 0, "/a/b"), None);
    assert_eq!(locate("a: !x {b: 1}\nc: 2", 0, "/c"), Some((2, 4)));
}

#[test]
fn what_kustomize_reads_otherwise_is_refused_for_it() {
    for (text, place) in [
        ("a: yes\n", (1, 4)),
        ("a:\n- b: 2018-09-11\n", (2, 6)),
        ("a: [x, Off]\n", (1, 8)),
        ("1: a\n", (1, 1)),
        ("true: a\n", (1, 1)),
        ("y: a\n", (1, 1)),
    ] {
        let error = read_for_kustomize(text).unwrap_err();
        assert_eq!((error.line, error.column), place, "{text} {error}");
        assert!(read(text).is_ok(), "{text}");
    }
    let agreed =
        "a: \"yes\"\nb: 'on'\nc: 0644\nd: 1_0\ne: \"2018-09-11\"\nf: 1:30\n\"1\": true\ng: |\n  yes\nh: 2018\n";
    assert_eq!(read_for_kustomize(agreed), read(agreed));
}

#[test]
fn keys_have_places() {
    let text = "\u{feff}a: 1 # one\n'b c': {d: \"x\\\"\", e: [f: 1], g: ~, on: yes}\nh: &h\n  i: text with, commas\nj: *h\nk:\n  0x10\n<<: {l: 1}\nm: |\n  n\n";
    let all = read_placed(text).unwrap();
    let shown: Vec<_> = all[0]
        .places
        .iter()
        .map(|place| {
            let part = |(start, end): (usize, usize)| text.get(start..end).unwrap();
            (place.keys.join("."), part(place.key), place.value.map_or("", part))
        })
        .collect();
    let wanted = [
        ("a", "a", "1"),
        ("b c", "'b c'", ""),
        ("b c.d", "d", "\"x\\\"\""),
        ("b c.e", "e", ""),
        ("b c.g", "g", "~"),
        ("b c.true", "on", "yes"),
        ("h", "h", ""),
        ("h.i", "i", "text with, commas"),
        ("j", "j", ""),
        ("j.i", "i", "text with, commas"),
        ("k", "k", "0x10"),
        ("l", "l", "1"),
        ("m", "m", ""),
    ];
    assert_eq!(shown, wanted.map(|(keys, key, value)| (keys.to_string(), key, value)));
    assert_eq!(all[0].value, read(text).unwrap()[0]);
}
