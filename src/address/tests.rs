use super::*;
use proptest::prelude::*;
use std::cell::Cell;
use std::collections::BTreeSet;

fn at(text: &str) -> IpNet {
    parse(text).expect(text)
}

fn all(texts: &[&str]) -> Vec<IpNet> {
    texts.iter().map(|text| at(text)).collect()
}

#[test]
fn parses_what_go_parses() {
    assert_eq!(at("10.0.0.1/16").to_string(), "10.0.0.1/16");
    for text in [
        "10.0.0.0",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/+8",
        "10.0.0.0/08",
        "010.0.0.0/8",
        "10.0.0/8",
        "::/129",
        "fe80::1%a/64",
        "",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
    assert!(has_host_bits(&at("10.0.0.1/16")) && !has_host_bits(&at("10.0.0.0/16")) && !has_host_bits(&at("::1/128")));
}

#[test]
fn blocks_are_counted_from_one() {
    let pool = at("100.64.0.0/10");
    assert_eq!(block(&pool, 16, 1), Some(at("100.64.0.0/16")));
    assert_eq!(block(&pool, 16, 64), Some(at("100.127.0.0/16")));
    assert_eq!(
        (block(&pool, 16, 0), block(&pool, 16, 65), block(&pool, 9, 1), block(&pool, 33, 1)),
        (None, None, None, None)
    );
    assert_eq!(block(&at("10.1.2.3/8"), 8, 1), Some(at("10.0.0.0/8")));
    assert_eq!(block(&at("fd00::/8"), 48, 257), Some(at("fd00:0:100::/48")));
    assert_eq!(block(&at("::/0"), 128, u128::MAX), Some(at("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/128")));
    assert_eq!((block(&at("::/0"), 0, 1), block(&at("::/0"), 0, 2)), (Some(at("::/0")), None));
    assert_eq!((block_count(&pool, 16), block_count(&pool, 10), block_count(&pool, 9)), (64, 1, 0));
    assert_eq!((block_count(&at("::/0"), 128), block_count(&pool, 33)), (u128::MAX, 0));
}

#[test]
fn parts_are_those_of_kops() {
    assert_eq!(upper_half(&at("100.64.0.0/10")), Some(at("100.96.0.0/11")));
    assert_eq!(lowest_eighth(&at("100.64.0.0/10")), Some(at("100.64.0.0/13")));
    assert_eq!((upper_half(&at("10.0.0.0/32")), lowest_eighth(&at("10.0.0.0/30"))), (None, None));
    assert_eq!((upper_half(&at("::/128")), lowest_eighth(&at("::/126"))), (None, None));
    assert_eq!(upper_half(&at("::/0")), Some(at("8000::/1")));
}

#[test]
fn one_shared_range_is_one_group() {
    let calls = Cell::new(0);
    let groups = overlaps(&vec![at("10.0.0.0/16"); 511], |_, _| {
        calls.set(calls.get() + 1);
        true
    });
    assert_eq!(groups, [(0..511).collect::<Vec<_>>()]);
    assert_eq!(calls.get(), 510);
}

#[test]
fn groups_gather_around_the_outermost_range_that_clashes() {
    let ranges =
        all(&["10.1.0.0/16", "10.0.0.7/8", "10.1.1.0/24", "fd00::/8", "fd00::/16", "11.0.0.0/8", "::/0", "0.0.0.0/1"]);
    assert_eq!(overlaps(&ranges, |_, _| true), [vec![0, 1, 2, 5, 7], vec![3, 4, 6]]);
    assert_eq!(overlaps(&ranges, |outer, _| outer != 7 && outer != 6), [vec![0, 1, 2], vec![3, 4]]);
    assert_eq!(overlaps(&ranges, |outer, inner| (outer, inner) == (0, 2)), [[0, 2]]);
    assert!(overlaps(&ranges, |_, _| false).is_empty());
}

#[test]
fn free_blocks_are_found_without_counting() {
    assert_eq!(next_free(&[], 16, &[]), Some(at("10.0.0.0/16")));
    assert_eq!(next_free(&all(&["10.0.0.0/8", "172.16.0.9/13"]), 16, &[]), Some(at("172.24.0.0/16")));
    assert_eq!(next_free(&all(&["10.0.0.0/16", "10.0.7.0/24", "10.1.0.0/32"]), 16, &[]), Some(at("10.2.0.0/16")));
    assert_eq!(next_free(&all(&["fd00::/9", "fd80::/128"]), 64, &[]), Some(at("fd80:0:0:1::/64")));
    assert_eq!(next_free(&all(&["::/0"]), 8, &[]), Some(at("10.0.0.0/8")));
    assert_eq!(next_free(&all(&["0.0.0.0/0"]), 8, &[]), None);
    assert_eq!(next_free(&all(&["ffff::/16"]), 128, &all(&["ffff::/16"])), None);
    assert_eq!(next_free(&[], 0, &all(&["::/0"])), Some(at("::/0")));
    assert_eq!(next_free(&[], 8, &all(&["10.0.0.0/16", "11.0.0.0/8"])), Some(at("11.0.0.0/8")));
    let taken = all(&["10.1.0.0/16", "10.2.0.0/16"]);
    assert_eq!(next_free_near(&taken[0], &taken, 16), Some(at("10.3.0.0/16")));
    assert_eq!(next_free_near(&at("10.255.0.0/16"), &all(&["10.255.0.0/16"]), 16), Some(at("10.0.0.0/16")));
    assert_eq!(next_free_near(&at("8.8.0.0/16"), &taken, 16), Some(at("10.0.0.0/16")));
    assert_eq!(next_free_near(&at("fd01::/32"), &all(&["fd01::/32"]), 32), Some(at("fd01:1::/32")));
}

#[test]
fn covers() {
    assert_eq!(cover(&all(&["10.0.0.0/16", "10.3.0.5/24"])), Some(at("10.0.0.0/14")));
    assert_eq!(cover(&all(&["10.0.0.9/24"])), Some(at("10.0.0.0/24")));
    assert_eq!(cover(&all(&["0.0.0.0/8", "255.0.0.0/8"])), Some(at("0.0.0.0/0")));
    assert_eq!(cover(&all(&["::/128", "8000::/128"])), Some(at("::/0")));
    assert_eq!((cover(&[]), cover(&all(&["::/128", "0.0.0.0/32"]))), (None, None));
}

#[test]
fn private_space_is_private_as_a_whole() {
    for text in [
        "10.0.0.1/8",
        "100.64.0.0/10",
        "172.31.0.0/16",
        "fd00::/8",
        "fc00::/7",
        "240.0.0.0/4",
        "198.19.0.0/16",
        "::1/128",
        "2001:db8::/32",
    ] {
        assert!(is_private(&at(text)), "{text}");
    }
    for text in [
        "10.0.0.0/7",
        "172.0.0.0/8",
        "100.0.0.0/8",
        "8.8.8.0/24",
        "0.0.0.0/0",
        "::/0",
        "2001::/16",
        "fc00::/6",
        "192.169.0.0/16",
    ] {
        assert!(!is_private(&at(text)), "{text}");
    }
}

/// Few addresses in both families, so that ranges meet.
fn range() -> impl Strategy<Value = IpNet> {
    (any::<bool>(), any::<u8>(), 0..=8_u8).prop_map(|(is_v6, byte, longer)| {
        if is_v6 {
            IpNet::new(Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, byte.into()).into(), 120 + longer).unwrap()
        } else {
            IpNet::new(Ipv4Addr::new(10, 0, 0, byte).into(), 24 + longer).unwrap()
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn groups_are_what_all_pairs_say(ranges in prop::collection::vec(range(), 0..12), exempt in any::<[u16; 12]>()) {
        let clash = |a: usize, b: usize| exempt[a.min(b)] & 1 << a.max(b) == 0;
        let encloses = |a: usize, b: usize| {
            contains(&ranges[a], &ranges[b]) && (a < b || !contains(&ranges[b], &ranges[a]))
        };
        let mut expected: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for inner in 0..ranges.len() {
            let outer = (0..ranges.len()).filter(|outer| encloses(*outer, inner) && clash(*outer, inner));
            if let Some(outer) = outer.min_by_key(|outer| (ranges[*outer].prefix_len(), *outer)) {
                expected.entry(outer).or_default().extend([outer, inner]);
            }
        }
        let mut expected: Vec<Vec<usize>> = expected.into_values().map(|group| group.into_iter().collect()).collect();
        expected.sort();
        prop_assert_eq!(overlaps(&ranges, clash), expected);
    }

    #[test]
    fn the_next_free_block_is_the_lowest_free_one(taken in prop::collection::vec(range(), 0..12), within in range(), longer in 0..=8_u8) {
        let prefix = within.max_prefix_len() - 8 + longer;
        let lowest = (1..=block_count(&within, prefix))
            .filter_map(|number| block(&within, prefix, number))
            .find(|free| !taken.iter().any(|net| overlap(net, free)));
        prop_assert_eq!(next_free(&taken, prefix, &[within]), lowest);
    }

    #[test]
    fn the_cover_is_the_smallest(nets in prop::collection::vec(range(), 1..6)) {
        if let Some(covering) = cover(&nets) {
            prop_assert!(nets.iter().all(|net| contains(&covering, net)));
            let half = |number| block(&covering, covering.prefix_len() + 1, number);
            for half in [half(1), half(2)].into_iter().flatten() {
                prop_assert!(!nets.iter().all(|net| contains(&half, net)));
            }
        } else {
            prop_assert!(Family::ALL.iter().all(|family| nets.iter().any(|net| Family::of(net) == *family)));
        }
    }
}
