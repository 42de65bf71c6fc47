//! Ranges of nodes: what the pages of their rules cannot show.

use super::datapath::{A, B, NONE, builder, compile, help, told};
use crate::common::{codes, rendered};

#[test]
fn a_pod_cidr_holds_ranges_of_nodes() {
    let of =
        |nodes: &str| told("", &[A, nodes]).into_iter().filter(|code| *code != "mixed-ip-families").collect::<Vec<_>>();
    let (rule, small) = (["pod-cidr-mask-too-big"], ["pod-cidr-too-small-for-nodes"]);
    assert_eq!(of("pod-cidr \"10.20.0.0/25\""), small, "a node gets all of it");
    assert_eq!(of("pod-cidr \"10.20.0.0/25\"; ipam \"cluster-pool\" mask=24"), rule);
    assert_eq!(of("pod-cidr \"10.20.0.0/25\"; ipam \"cluster-pool\" mask=27"), NONE);
    assert_eq!(of("pod-cidr \"10.20.0.0/16\"; ipam \"cluster-pool\" mask=12"), rule);
    assert_eq!(of("pod-cidr \"10.20.0.0/25\"; ipam \"kubernetes\""), NONE, "Kubernetes has a mask of its own");
    assert_eq!(of("pod-cidr \"fd00:10::/104\""), NONE, "16 bits");
    assert_eq!(of("pod-cidr \"fd00:10::/103\""), NONE, "nodes get a /119");
    assert_eq!(of("pod-cidr \"fd00:10::/103\"; ipam \"cluster-pool\" mask6=120"), rule, "17 bits");
    assert_eq!(of("pod-cidr \"fd00:10::/64\" \"fd00:20::/112\""), rule, "no mask fits both");
    assert_eq!(of("pod-cidr \"fd00:10::/48\"; ipam \"cluster-pool\" mask6=64"), NONE);
    assert_eq!(of("pod-cidr \"fd00:10::/124\""), small);
    assert_eq!(of("pod-cidr \"10.20.0.0/25\"; chaining \"aws-cni\""), NONE, "the other plugin hands out addresses");
    assert_eq!(of("pod-cidr \"10.20.0.0/25\"; chaining \"portmap\""), small);
    let outcome = compile("", "defaults { ipam \"cluster-pool\" mask=12; }", &[A, B]);
    assert_eq!(codes(&outcome), rule, "one line, one finding");
}

#[test]
fn the_mask_that_is_judged_is_the_one_that_is_written() {
    let outcome = builder("1.18.12", "", &[A, "pod-cidr \"10.20.0.0/26\""]).compile();
    assert_eq!(codes(&outcome), ["pod-cidr-too-small-for-nodes"], "{}", rendered(&outcome));
    assert_eq!(outcome.diagnostics.0[0].labels[0].text, "room for 1 node, a /26 each");
    let values = outcome.plan().unwrap().clusters[1].chart().unwrap().values();
    assert_eq!(values["ipam"]["operator"]["clusterPoolIPv4MaskSize"], 26);
    let help = help(&outcome);
    assert!(help.starts_with("use a /23, with room for 2 nodes"), "{help}");
}

#[test]
fn masks_count_how_many_nodes_fit() {
    let rule = ["pod-cidr-too-small-for-nodes"];
    let b = |more: &str| format!("pod-cidr \"10.20.0.0/20\"; max-nodes 40; {more}");
    assert_eq!(told("", &[A, &b("ipam \"cluster-pool\"")]), rule);
    assert_eq!(told("", &[A, &b("ipam \"cluster-pool\" mask=26")]), NONE);
    assert_eq!(told("", &[A, &b("ipam \"multi-pool\"")]), NONE, "pools have masks of their own");
    assert_eq!(told("routing \"native\" cidr=\"10.0.0.0/11\"", &[A, &b("ipam \"eni\"")]), NONE);
}
