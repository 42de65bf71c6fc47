//! Generated texts: any layout of one document becomes the canonical one, and means what it meant.

use super::layout::{laid, meaning, same_outcome, verdict};
use meshc::fmt::Verdict;
use meshc::world::Memory;
use proptest::prelude::*;

/// A piece of text in which every `@` will be a number.
fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    prop::sample::select(texts).prop_map(str::to_string)
}

/// White space within a node.
pub fn space() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        6 => one_of(&[" "]),
        1 => one_of(&["  ", "\t", "\u{a0} ", "\u{2009}"]),
        2 => one_of(&[" /* c@ */ ", "/* c@\n  {; /* c@ */ */", " \\\n", " \\ // c@ \n  ", "\\ /* c@ */ \r\n\t", " \\\n \\\n"]),
    ]
}

fn maybe_space() -> impl Strategy<Value = String> + Clone {
    prop_oneof![3 => Just(String::new()), 1 => space()]
}

pub fn text() -> impl Strategy<Value = String> + Clone {
    one_of(&[
        "a",
        "é-x",
        "-",
        "\"q\"",
        "\"}{ // ;\"",
        "\"\\\\\"",
        "\"x\\\n   y\"",
        "#\"r\\\"#",
        "##\"r\"# /*\"##",
        "\"\"\"\n  m\n\n    n \n  \"\"\"",
        "\"\"\"\r\n\tm\\\n   \\t\"x\r\n\t\"\"\"",
        "#\"\"\"\n m\"\"\" \\\n \"\"\"#",
        "\"\"",
    ])
}

fn value() -> impl Strategy<Value = String> + Clone {
    let plain = prop_oneof![3 => text(), 2 => one_of(&["1", "0x1F", "-1_0.5e+3", "#true", "#null", "#-inf", "#nan"])];
    prop_oneof![
        5 => plain.clone(),
        1 => (maybe_space(), maybe_space(), maybe_space(), plain).prop_map(|(a, b, c, plain)| format!("({a}t{b}){c}{plain}")),
    ]
}

fn entry() -> impl Strategy<Value = String> + Clone {
    let property =
        (text(), maybe_space(), maybe_space(), value()).prop_map(|(name, a, b, value)| format!("{name}{a}={b}{value}"));
    let dash = prop_oneof![8 => Just(""), 1 => Just("/-"), 1 => Just("/- \n"), 1 => Just("/- // c@\n")];
    (dash, prop_oneof![value(), property]).prop_map(|(dash, entry)| format!("{dash}{entry}"))
}

/// What stands between nodes.
fn end() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        4 => one_of(&["\n", "\r\n", "\n\n\n", "\n\r\n\t\n"]),
        2 => one_of(&[";", " ; ", ";\n", "\r", "\u{85}", "\u{2028}"]),
        3 => one_of(&[" // c@\n", "; // c@ \n", " /* c@ */\n", "; /* c@ */ ", "\n// c@\n", "\n/* c@\n\tc@ */\n", ";/* c@ */// c@\n", "\n\n// c@\n\n"]),
        1 => one_of(&["\n\\\n", "\n\\ // c@\n", "; \\ // c@\n"]),
    ]
}

fn nodes() -> impl Strategy<Value = String> {
    let dash = prop_oneof![10 => Just(""), 1 => Just("/-"), 1 => Just("/-\n"), 1 => Just("/- // c@\n ")];
    let entries = prop::collection::vec((space(), entry()).prop_map(|(space, entry)| space + &entry), 0..4);
    let head = (dash, text(), entries).prop_map(|(dash, name, entries)| format!("{dash}{name}{}", entries.concat()));
    let leaf = head.clone();
    let node = leaf.prop_recursive(4, 24, 4, move |inner| {
        let dash = prop_oneof![6 => Just(""), 1 => Just("/-"), 1 => Just("/- // c@\n")];
        let begin = one_of(&["", " ", "\n", " // c@\n", " /* c@ */ ", "/* c@ */\n", "\n\n// c@\n"]);
        let inside = prop::collection::vec((inner, end()).prop_map(|(node, end)| node + &end), 0..4);
        let block =
            (dash, begin, inside).prop_map(|(dash, begin, inside)| format!("{dash}{{{begin}{}}}", inside.concat()));
        (head.clone(), space(), block).prop_map(|(head, space, block)| format!("{head}{space}{block}"))
    });
    let begin = one_of(&["", "", "\n\n", "\u{feff}", "\u{feff}// c@\n", "/* c@ */", "\\\n"]);
    let all = prop::collection::vec((node, end()).prop_map(|(node, end)| node + &end), 0..6);
    (begin, all).prop_map(|(begin, all)| format!("{begin}{}", all.concat()))
}

/// The text with a number for each `@`.
fn numbered(text: &str) -> String {
    let mut parts = text.split('@');
    let first = parts.next().unwrap_or("").to_string();
    parts.enumerate().fold(first, |text, (number, part)| format!("{text}{number}{part}"))
}

/// The numbers of the comments, in order.
pub fn comments(text: &str) -> Vec<usize> {
    let digits = |part: &str| part.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok();
    text.split(" c").skip(1).filter_map(digits).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, max_global_rejects: 500, ..ProptestConfig::default() })]

    #[test]
    fn only_the_layout_changes(text in nodes()) {
        let text = numbered(&text);
        prop_assume!(verdict(&text) != Verdict::Broken);
        let laid = laid(&text);
        prop_assert_eq!(meaning(&laid), meaning(&text));
        prop_assert_eq!(comments(&laid), comments(&text));
        prop_assert!(laid.is_empty() || laid.ends_with('\n') && !laid.ends_with("\n\n") && !laid.starts_with('\n'));
    }

    #[test]
    fn any_tokens_are_laid_out_or_left_alone(pieces in prop::collection::vec(prop::sample::select(vec![
        "a", "1", "\"b\"", "=", "x=1", "(t)", "{", "}", "{", "}", ";", "\n", "\n", "\r\n", "\r", " ", " ", " ", "//", "/* c */", "/-", "\\", "\\\n", "\u{2028}", "\u{feff}",
    ]), 0..25)) {
        let text = pieces.concat();
        if verdict(&text) != Verdict::Broken {
            let laid = laid(&text);
            prop_assert_eq!(meaning(&laid), meaning(&text));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_mesh_stays_the_same(spaces in prop::collection::vec(prop::sample::select(vec![" ", "  ", "\t", " /* c */ ", " \\\n  "]), 40),
        ends in prop::collection::vec(prop::sample::select(vec!["\n", "\r\n", ";", " // c\n", "\n\n\n", "; /* c */\n", "\n// c\n"]), 40)) {
        let mesh = "mesh~\"m\"~{|cilium~\"1.18.3\"|address-pool~\"10.0.0.0/8\"~prefix~=~16|routing~\"tunnel\"~protocol=\"geneve\"|}|\
            cluster~\"a\"~id=1~{|apiserver~\"NodePort\"~port=32380~{~ip~\"192.0.2.1\"~\"192.0.2.2\";~san~\"a.example.com\"|}|values~{|operator~{~replicas~2~}|}|}|\
            cluster~\"b\"~id~=0x2~{|apiserver~\"LoadBalancer\"~{~ip~\"192.0.2.3\";~}|}|";
        let (mut space, mut end) = (spaces.iter().cycle(), ends.iter().cycle());
        let text: String = mesh.chars().map(|c| match c {
            '~' => space.next().unwrap().to_string(),
            '|' => end.next().unwrap().to_string(),
            c => c.to_string(),
        }).collect();
        let text = text.replace("{;", "{\n").replace(";;", ";");
        prop_assume!(verdict(&text) != Verdict::Broken);
        same_outcome(&Memory::default(), &text, &laid(&text));
        same_outcome(&Memory::default(), &text, &mesh.replace(" ", "").replace('~', " ").replace('|', "\n"));
    }
}
