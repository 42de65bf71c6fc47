//! Sets of CIDRs: which of them clash, what is free, what covers them; blocks of a pool.
//!
//! Everything here looks at a range as a network: bits after its prefix are kept where a user wrote them, but
//! do not count. Ranges of different families have nothing to do with each other.

mod family;
mod private;

#[cfg(test)]
mod tests;

pub use family::Family;
pub use private::is_private;

use crate::work;
use ipnet::IpNet;
use private::{USUAL, USUAL_V6};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range such as `10.0.0.0/16`. What Go's `net.ParseCIDR` refuses is refused: an address alone, leading
/// zeros, zones. So is an IPv4 range in IPv6 clothes, which Go takes for IPv4 and others do not.
pub fn parse(text: &str) -> Option<IpNet> {
    let (address, prefix) = text.split_once('/')?;
    let is_number = prefix == "0" || (!prefix.starts_with('0') && prefix.chars().all(|c| c.is_ascii_digit()));
    let prefix = prefix.parse().ok().filter(|_| is_number)?;
    let address: IpAddr = address.parse().ok()?;
    let is_mapped = matches!(address, IpAddr::V6(address) if address.to_ipv4_mapped().is_some());
    if is_mapped { None } else { IpNet::new(address, prefix).ok() }
}

/// Whether bits are set behind the prefix, as in `10.0.0.1/16`.
pub fn has_host_bits(net: &IpNet) -> bool {
    net.addr() != net.network()
}

/// The block of that number, from 1, among the blocks of length `prefix` in `pool`.
///
/// None past the last one, and when the pool is smaller than a block.
pub fn block(pool: &IpNet, prefix: u8, number: u128) -> Option<IpNet> {
    let index = number.checked_sub(1)?;
    let shift = u32::from(pool.max_prefix_len().checked_sub(prefix)?);
    let longer = prefix.checked_sub(pool.prefix_len())?;
    if longer < 128 && index >> longer != 0 {
        return None;
    }
    // A shift by all bits leaves block 1, at the start of the pool.
    let start = first(pool) | index.checked_shl(shift).unwrap_or(0);
    net(pool, start, prefix)
}

/// How many blocks of length `prefix` a pool holds; 2^128 becomes the largest number there is.
pub fn block_count(pool: &IpNet, prefix: u8) -> u128 {
    match prefix.checked_sub(pool.prefix_len()) {
        Some(longer) if prefix <= pool.max_prefix_len() => 1_u128.checked_shl(longer.into()).unwrap_or(u128::MAX),
        _ => 0,
    }
}

/// The upper half of a range, None of a single address.
pub fn upper_half(net: &IpNet) -> Option<IpNet> {
    block(net, net.prefix_len() + 1, 2)
}

/// The lowest eighth of a range, None of fewer than eight addresses.
pub fn lowest_eighth(net: &IpNet) -> Option<IpNet> {
    block(net, net.prefix_len() + 3, 1)
}

/// Whether two ranges have addresses in common; one of them then contains the other.
pub fn overlap(a: &IpNet, b: &IpNet) -> bool {
    contains(a, b) || contains(b, a)
}

/// Whether all of `inner` is in `outer`.
pub fn contains(outer: &IpNet, inner: &IpNet) -> bool {
    work::step();
    // What is behind the outer prefix does not count; a shift by all bits leaves none.
    match (outer, inner) {
        (IpNet::V4(outer), IpNet::V4(inner)) => {
            let differing = outer.addr().to_bits() ^ inner.addr().to_bits();
            outer.prefix_len() <= inner.prefix_len()
                && differing.checked_shr(u32::from(32 - outer.prefix_len())).unwrap_or(0) == 0
        }
        (IpNet::V6(outer), IpNet::V6(inner)) => {
            let differing = outer.addr().to_bits() ^ inner.addr().to_bits();
            outer.prefix_len() <= inner.prefix_len()
                && differing.checked_shr(u32::from(128 - outer.prefix_len())).unwrap_or(0) == 0
        }
        _ => false,
    }
}

/// The ranges that overlap, as groups of indices: an outer range and all that clash with it and with nothing
/// further out.
///
/// `clash` may exempt a pair that overlaps; it is asked with the outer range first. Every range that is in
/// another it clashes with (of equal ranges, the later in the former) is in the group of the outermost such
/// range, and in no other group but the one it is the outer range of. So one shared range is one group,
/// however many share it. Indices ascend within a group, and groups by their first index.
pub fn overlaps(ranges: &[IpNet], clash: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let mut sorted: Vec<(usize, &IpNet)> = ranges.iter().enumerate().collect();
    sorted.sort_by_key(|(index, net)| (Family::of(net), first(net), net.prefix_len(), *index));
    // Ranges are nested or disjoint: in this order those that enclose the next one are a stack.
    let mut enclosing: Vec<(usize, &IpNet)> = Vec::new();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, net) in sorted {
        while enclosing.last().is_some_and(|(_, outer)| !contains(outer, net)) {
            enclosing.pop();
        }
        if let Some((outer, _)) = enclosing.iter().find(|(outer, _)| clash(*outer, index)) {
            groups.entry(*outer).or_insert_with(|| vec![*outer]).push(index);
        }
        enclosing.push((index, net));
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort();
    groups
}

/// The lowest block of length `prefix` that overlaps none of `taken`, in the first of `within` that has one.
///
/// Without `within` the private ranges of IPv4 are searched, or `fd00::/8` when no block of IPv4 is that
/// small.
pub fn next_free(taken: &[IpNet], prefix: u8, within: &[IpNet]) -> Option<IpNet> {
    let usual = usual(if prefix <= Family::Ipv4.bits() { Family::Ipv4 } else { Family::Ipv6 });
    let within = if within.is_empty() { usual } else { within };
    let taken = by_address(taken);
    within.iter().find_map(|range| free_from(&taken, prefix, (range, first(range))))
}

/// The first free block of length `prefix` at or above `near`, in the private range around it, else as
/// [`next_free`] of its family: what to propose in the place of `near`.
pub fn next_free_near(near: &IpNet, taken: &[IpNet], prefix: u8) -> Option<IpNet> {
    let usual = usual(Family::of(near));
    let sorted = by_address(taken);
    let around = usual.iter().find(|range| contains(range, near));
    let above = around.and_then(|range| free_from(&sorted, prefix, (range, first(near))));
    above.or_else(|| next_free(taken, prefix, usual))
}

/// The same within `whole`: at or above `near`, else the lowest.
pub fn next_free_near_within(near: &IpNet, taken: &[IpNet], (prefix, whole): (u8, &IpNet)) -> Option<IpNet> {
    let above = free_from(&by_address(taken), prefix, (whole, first(near)));
    above.or_else(|| next_free(taken, prefix, &[*whole]))
}

fn by_address(taken: &[IpNet]) -> Vec<&IpNet> {
    let mut sorted: Vec<_> = taken.iter().collect();
    sorted.sort_by_key(|net| first(net));
    sorted
}

/// The lowest free block of a range that begins at or above an address of it, jumping from one taken range to
/// the next.
fn free_from(taken: &[&IpNet], prefix: u8, (range, from): (&IpNet, u128)) -> Option<IpNet> {
    let rest = host_mask(range.max_prefix_len().checked_sub(prefix)?);
    let align = |address: u128| if address & rest == 0 { Some(address) } else { (address | rest).checked_add(1) };
    let mut start = align(from)?;
    for other in taken.iter().filter(|other| Family::of(other) == Family::of(range)) {
        if first(other) > start | rest {
            break;
        }
        if last(other) >= start {
            start = align(last(other).checked_add(1)?)?;
        }
    }
    if start | rest <= last(range) { net(range, start, prefix) } else { None }
}

/// The smallest range that covers all of `nets`; None without any, and for both families at once.
pub fn cover(nets: &[IpNet]) -> Option<IpNet> {
    let any = nets.first()?;
    if nets.iter().any(|net| Family::of(net) != Family::of(any)) {
        return None;
    }
    let lowest = nets.iter().map(first).min()?;
    let highest = nets.iter().map(last).max()?;
    let differing = u8::try_from(128 - (lowest ^ highest).leading_zeros()).ok()?;
    net(any, lowest, any.max_prefix_len().checked_sub(differing)?)
}

/// Where people put clusters.
fn usual(family: Family) -> &'static [IpNet] {
    match family {
        Family::Ipv4 => USUAL,
        Family::Ipv6 => USUAL_V6,
    }
}

/// The first address of a range, as a number.
pub fn first(net: &IpNet) -> u128 {
    match net.network() {
        IpAddr::V4(address) => u32::from(address).into(),
        IpAddr::V6(address) => address.into(),
    }
}

/// The last address of a range, as a number.
pub fn last(net: &IpNet) -> u128 {
    first(net) | host_mask(net.max_prefix_len() - net.prefix_len())
}

fn host_mask(bits: u8) -> u128 {
    1_u128.checked_shl(bits.into()).map_or(u128::MAX, |size| size - 1)
}

/// The range at an address, of the family of `like`.
fn net(like: &IpNet, start: u128, prefix: u8) -> Option<IpNet> {
    let address = match like {
        IpNet::V4(_) => IpAddr::V4(Ipv4Addr::from(u32::try_from(start).ok()?)),
        IpNet::V6(_) => IpAddr::V6(Ipv6Addr::from(start)),
    };
    IpNet::new(address, prefix).ok()
}
