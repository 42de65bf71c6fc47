//! CiliumNodes of one cluster: the ranges that its nodes have, and the network in which they are
//! (`pkg/k8s/apis/cilium.io/v2/types.go`).

use super::{Source, text_at};
use crate::address;
use crate::import::facts::{Facts, Seen};
use crate::yaml::{Value, items};
use ipnet::IpNet;

/// What one node has.
pub fn read(source: Source<'_>, facts: &mut Facts) {
    let document = source.document;
    let texts = items(document, "/spec/ipam/podCIDRs").iter().filter_map(Value::as_str);
    push(&mut facts.pods_in_use, texts.filter_map(address::parse).collect(), source.path());
    let interfaces = document.pointer("/status/eni/enis").and_then(Value::as_object);
    let subnets = interfaces.into_iter().flat_map(|all| all.values()).filter_map(|one| text_at(one, "/subnet/cidr"));
    let of_azure = items(document, "/status/azure/interfaces").iter().filter_map(|one| text_at(one, "/cidr"));
    push(&mut facts.nodes, subnets.chain(of_azure).filter_map(address::parse).collect(), source.path());
    let signs = [("/spec/eni", "eks"), ("/spec/azure", "aks")];
    let has = |pointer: &str| document.pointer(pointer).and_then(Value::as_object).is_some_and(|it| !it.is_empty());
    if let Some((_, platform)) = signs.iter().find(|(pointer, _)| has(pointer)).filter(|_| facts.platform.is_empty()) {
        facts.platform.push(Seen::new(platform, source.path()));
    }
}

/// Adds ranges to those of the same file.
fn push(all: &mut Vec<Seen<Vec<IpNet>>>, nets: Vec<IpNet>, file: &str) {
    if nets.is_empty() {
        return;
    }
    match all.iter_mut().find(|seen| seen.source == file) {
        Some(seen) => seen.value.extend(nets.into_iter().filter(|net| !seen.value.contains(net)).collect::<Vec<_>>()),
        None => {
            let mut nets = nets;
            nets.dedup();
            all.push(Seen::new(nets, file));
        }
    }
}
