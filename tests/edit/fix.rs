//! Fixes change what they are about, and nothing is worse after them.

use crate::common::pages::{bad, blocks, bytes, files};
use crate::common::{codes, compile_with};
use meshc::Outcome;
use meshc::edit::{Fixed, Judged, fix};
use meshc::rules::RULES;
use meshc::world::{Memory, World};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What fixing the mesh file of a world comes to.
fn fixed(files: &Memory, text: &[u8]) -> (Fixed, Vec<u8>) {
    let world = files.clone().with("mesh.kdl", text);
    let judge = |world: &dyn World| {
        let Outcome { diagnostics, sources, .. } = meshc::compile(world, "mesh.kdl", &meshc::Options::default());
        Judged { diagnostics, sources }
    };
    let fixed = fix(&world, &judge);
    let after = fixed.files.get("mesh.kdl").cloned().unwrap_or_else(|| text.to_vec());
    (fixed, after)
}

/// Places of a mesh file: how each is written, and slips at it of which there is no doubt.
const PLACES: &[(&str, &[&str])] = &[
    ("\"1.18.3\"", &["1.18.3", "'1.18.3'", "\u{201c}1.18.3\u{201d}"]),
    ("prefix=16", &["prefix=\"16\""]),
    ("// pools", &["# pools"]),
    ("#true", &["true", "\"true\"", "yes"]),
    ("\"eks\"", &["\"EKS\""]),
    ("id=1", &["id=\"1\"", "1"]),
    ("\"172.16.0.0/16\"", &["172.16.0.0/16", "\"172.16.0.9/16\""]),
];

const SOUND: &str = "mesh \"grüße\"   {\n\tcilium \"1.18.3\" /* the release */\n\n\n    address-pool \"10.128.0.0/9\" prefix=16 // pools\n\
                     }\n\n// one\ncluster \"a\" id=1 { platform \"eks\"; kube-proxy-replacement #true\n    service-cidr  \"172.16.0.0/16\" ; \
                     apiserver \"LoadBalancer\" { address \"a.example.com\"; }; }\ncluster   \"b\" id=2 { /- ca \"x\"\napiserver \
                     \"LoadBalancer\" { address \"b.example.com\" } }   // \u{1f680}  \n";

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn bytes_outside_of_slips_stay(
        slips in proptest::collection::vec(0_usize..4, PLACES.len()),
        ends in proptest::sample::select(vec!["\n", "\r\n"]),
        mark in proptest::sample::select(vec!["", "\u{feff}"]),
    ) {
        let sound = format!("{mark}{}", SOUND.replace('\n', ends));
        let mut wrong = sound.clone();
        for ((right, ways), slip) in PLACES.iter().zip(&slips) {
            if let Some(way) = slip.checked_sub(1).and_then(|slip| ways.get(slip)) {
                prop_assert!(wrong.contains(right));
                wrong = wrong.replacen(right, way, 1);
            }
        }
        let (fixed, after) = fixed(&Memory::default(), wrong.as_bytes());
        prop_assert_eq!(String::from_utf8(after).unwrap(), sound, "{:?}", fixed.refused);
    }
}

/// How many findings there are of each rule.
fn tally(outcome: &Outcome) -> BTreeMap<&'static str, usize> {
    codes(outcome).into_iter().fold(BTreeMap::new(), |mut tally, code| {
        *tally.entry(code).or_default() += 1;
        tally
    })
}

#[test]
fn no_page_is_worse_after_its_fixes_and_values_and_manifests_stay() {
    let mut changed = 0;
    for row in RULES {
        let (all, _) = blocks(row.rule.page);
        let Some((example, _)) = bad(&all) else { continue };
        let (files, text) = (files(&all), bytes(example));
        let (fixed, after) = fixed(&files, &text);
        if fixed.files.is_empty() {
            continue;
        }
        changed += 1;
        let before = compile_with(files.clone(), &String::from_utf8_lossy(&text));
        assert!(fixed.files.keys().all(|path| path.ends_with(".kdl")), "{}: {:?}", row.rule.name, fixed.files.keys());
        if before.diagnostics.0.iter().any(|finding| finding.rule.name == "syntax-error") {
            continue;
        }
        let overlaid = fixed.files.iter().fold(files, |files, (path, bytes)| files.with(path, bytes.clone()));
        let now = tally(&compile_with(overlaid, &String::from_utf8_lossy(&after)));
        let then = tally(&before);
        assert!(now.iter().all(|(code, count)| then.get(code) >= Some(count)), "{}: {then:?} {now:?}", row.rule.name);
    }
    assert!(changed > 8, "{changed} pages have fixes");
}

const LOAD_BALANCERS: &str = "cluster \"a\" id=1 { apiserver \"LoadBalancer\" { address \"a.example.com\"; }; }\n\
                              cluster \"b\" id=1 { apiserver \"LoadBalancer\" { address \"b.example.com\"; }; }\n";

#[test]
fn rounds_fix_what_others_hid() {
    let text =
        format!("mesh \"m\" {{ cilium 1.18.3; address-pool \"10.128.0.0/9\" prefix=\"16\"; }}\n{LOAD_BALANCERS}");
    let (fixed, after) = fixed(&Memory::default(), text.as_bytes());
    let after = String::from_utf8(after).unwrap();
    assert!(after.contains("cilium \"1.18.3\"; address-pool \"10.128.0.0/9\" prefix=16;"), "{after}");
    assert!(after.contains("cluster \"b\" id=2 "), "{after}");
    assert_eq!((fixed.applied.len(), fixed.refused.len()), (3, 0), "{fixed:?}");
}

#[test]
fn a_fix_that_raises_something_else_is_taken_back_and_the_others_are_made() {
    let text = format!(
        "mesh \"m\" {{ cilium \"1.18.3\"; address-pool \"10.128.0.0/9\" prefix=16; }}\n{}",
        LOAD_BALANCERS.replacen("id=1 {", "id=1 { platform \"RKE2\";", 1)
    );
    let (fixed, after) = fixed(&Memory::default(), text.as_bytes());
    let after = String::from_utf8(after).unwrap();
    assert!(after.contains("\"RKE2\"") && after.contains("id=2"), "{after}");
    let [refused] = fixed.refused.as_slice() else { panic!("{:?}", fixed.refused) };
    assert_eq!(refused.what, "mesh.kdl:2: write \"rke2\"");
    assert!(refused.raises[0].starts_with("platform-brings-cilium: "), "{refused:?}");
}
