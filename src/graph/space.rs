//! The addresses of a mesh as a map: areas, each a few rows long, with what is in every row.
//!
//! Two ranges are one in the other or have nothing in common. So an area is a range that contains others, and
//! a row a part of it. Rows in which nothing begins or ends are one; so are those that are free. That is how
//! an area of 2^64 addresses has as many rows as one of 2^16.

use crate::address::{self, Family, first, last};
use ipnet::IpNet;
use std::net::IpAddr;

/// A part of an area.
#[derive(Debug)]
pub struct Row {
    /// Its first address.
    pub start: u128,
    /// How many rows of the usual length it stands for.
    pub count: u128,
    /// The ranges that contain it, the outermost first, as indices.
    pub around: Vec<usize>,
    /// The ranges in it, in the order of their addresses, those that contain others first.
    pub inside: Vec<usize>,
}

/// A range that contains others.
#[derive(Debug)]
pub struct Area {
    /// The range.
    pub net: IpNet,
    /// The prefix length of a row.
    pub prefix: u8,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row is so many times as long as most ranges in its area.
const ACROSS: u8 = 4;
/// An area has at most so many rows, as far as it can be.
const MOST_ROWS: usize = 40;
/// An area is cut where less than one of 2^7 addresses is somebody's.
const SPARSE: f64 = 7.0;

/// The areas of a family, in the order of their addresses.
pub fn areas(ranges: &[IpNet], family: Family) -> Vec<Area> {
    let mut outermost: Vec<IpNet> = Vec::new();
    let mut sorted: Vec<IpNet> = ranges.iter().filter(|net| Family::of(net) == family).copied().collect();
    sorted.sort_by_key(|net| (first(net), net.prefix_len()));
    for net in sorted {
        if !outermost.last().is_some_and(|last| address::contains(last, &net)) {
            outermost.push(net);
        }
    }
    let mut covers = Vec::new();
    cut(&outermost, &mut covers);
    covers.into_iter().map(|net| area(net, ranges)).collect()
}

/// Cuts an area that is almost empty, or larger than anybody reads, into halves.
fn cut(nets: &[IpNet], covers: &mut Vec<IpNet>) {
    let Some(cover) = address::cover(nets) else { return };
    let taken: f64 = nets.iter().map(|net| size(net.max_prefix_len() - net.prefix_len())).sum();
    let whole = size(cover.max_prefix_len() - cover.prefix_len());
    let is_wide = Family::of(&cover) == Family::Ipv4 && cover.prefix_len() < 8;
    if nets.len() == 1 || ((whole / taken).log2() <= SPARSE && !is_wide) {
        return covers.push(cover.trunc());
    }
    let half = address::upper_half(&cover.trunc());
    let upper = nets.partition_point(|net| half.is_some_and(|half| first(net) < first(&half)));
    let (lower, upper) = nets.split_at(upper);
    cut(lower, covers);
    cut(upper, covers);
}

fn area(net: IpNet, ranges: &[IpNet]) -> Area {
    let inside: Vec<usize> = (0..ranges.len())
        .filter(|index| ranges.get(*index).is_some_and(|range| address::contains(&net, range)))
        .collect();
    let mut prefixes: Vec<u8> = inside.iter().filter_map(|index| ranges.get(*index)).map(IpNet::prefix_len).collect();
    prefixes.sort_unstable();
    let usual = prefixes.get(prefixes.len() * 3 / 4).copied().unwrap_or(net.prefix_len());
    let finest = usual.saturating_sub(ACROSS).max(net.prefix_len());
    let is_few = |prefix: &u8| cuts(&net, *prefix, (ranges, &inside)).len() <= MOST_ROWS + 1;
    let prefix = (net.prefix_len()..=finest).rev().find(is_few).unwrap_or(net.prefix_len());
    Area { net, prefix, rows: rows(&net, prefix, (ranges, &inside)) }
}

/// The number of the row in which an address is.
fn row_of(net: &IpNet, prefix: u8, address: u128) -> u128 {
    (address - first(net)).checked_shr(u32::from(net.max_prefix_len() - prefix)).unwrap_or(0)
}

/// The rows at which something begins, or at which the one before ended; the last is behind the area.
fn cuts(net: &IpNet, prefix: u8, (ranges, inside): (&[IpNet], &[usize])) -> Vec<u128> {
    let mut cuts = vec![0, row_of(net, prefix, last(net)) + 1];
    let own = inside.iter().filter_map(|index| ranges.get(*index));
    cuts.extend(own.flat_map(|own| [row_of(net, prefix, first(own)), row_of(net, prefix, last(own)) + 1]));
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// The rows of an area, with what is around and inside of each.
fn rows(net: &IpNet, prefix: u8, (ranges, inside): (&[IpNet], &[usize])) -> Vec<Row> {
    let own = |index: &usize| Some((*index, ranges.get(*index)?));
    let row = |pair: &[u128]| {
        let (from, to) = (*pair.first()?, *pair.last()?);
        let covers = |(_, range): &(usize, &IpNet)| {
            row_of(net, prefix, first(range)) <= from && to <= row_of(net, prefix, last(range)) + 1
        };
        let mut here: Vec<(usize, &IpNet)> = inside.iter().filter_map(own).filter(covers).collect();
        here.sort_by_key(|(_, range)| (first(range), range.prefix_len()));
        let (small, around): (Vec<_>, Vec<_>) = here.into_iter().partition(|(_, range)| range.prefix_len() > prefix);
        let [around, inside] = [around, small].map(|all| all.into_iter().map(|(index, _)| index).collect());
        let bits = u32::from(net.max_prefix_len() - prefix);
        Some(Row { start: first(net) + from.checked_shl(bits).unwrap_or(0), count: to - from, around, inside })
    };
    let cuts = cuts(net, prefix, (ranges, inside));
    cuts.windows(2).filter_map(row).collect()
}

/// How many addresses so many bits are.
pub fn size(bits: u8) -> f64 {
    2_f64.powi(i32::from(bits))
}

/// The ranges that together are the addresses between two, the last included.
pub fn between(family: Family, from: u128, to: u128) -> Vec<IpNet> {
    let mut all = Vec::new();
    let mut next = Some(from);
    while let Some(at) = next.filter(|at| *at <= to) {
        let fits = |prefix: &u8| {
            let net = block(family, at, *prefix);
            net.is_some_and(|net| first(&net) == at && last(&net) <= to)
        };
        let Some(net) = (0..=family.bits()).find(fits).and_then(|prefix| block(family, at, prefix)) else { break };
        next = last(&net).checked_add(1);
        all.push(net);
    }
    all
}

fn block(family: Family, at: u128, prefix: u8) -> Option<IpNet> {
    let address = match family {
        Family::Ipv4 => IpAddr::V4(u32::try_from(at).ok()?.into()),
        Family::Ipv6 => IpAddr::V6(at.into()),
    };
    IpNet::new(address, prefix).ok().map(|net| net.trunc())
}

/// An address as people write it.
pub fn address_of(family: Family, at: u128) -> String {
    block(family, at, family.bits()).map_or(String::new(), |net| net.addr().to_string())
}
