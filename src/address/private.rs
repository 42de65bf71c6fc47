//! The address space that is not routed on the Internet: what IANA's special-purpose registries (RFC 6890)
//! set aside.
//!
//! Multicast is not among it: it is nobody's pod range, private or not.

use super::contains;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether a range is wholly in space that is nobody's on the Internet (IANA's special-purpose registries,
/// RFC 6890).
pub fn is_private(net: &IpNet) -> bool {
    USUAL.iter().chain(USUAL_V6).chain(SPECIAL).any(|range| contains(range, net))
}

/// Where people put clusters: RFC 1918, then the shared space of RFC 6598.
pub const USUAL: &[IpNet] =
    &[v4([10, 0, 0, 0], 8), v4([172, 16, 0, 0], 12), v4([192, 168, 0, 0], 16), v4([100, 64, 0, 0], 10)];

/// The half of RFC 4193 that is for local use.
pub const USUAL_V6: &[IpNet] = &[v6([0xfd00, 0, 0], 8)];

const SPECIAL: &[IpNet] = &[
    v4([0, 0, 0, 0], 8),        // this network, RFC 791
    v4([127, 0, 0, 0], 8),      // loopback, RFC 1122
    v4([169, 254, 0, 0], 16),   // link local, RFC 3927
    v4([192, 0, 0, 0], 24),     // protocol assignments, RFC 6890
    v4([192, 0, 2, 0], 24),     // documentation, RFC 5737
    v4([198, 51, 100, 0], 24),  // documentation, RFC 5737
    v4([203, 0, 113, 0], 24),   // documentation, RFC 5737
    v4([198, 18, 0, 0], 15),    // benchmarks, RFC 2544
    v4([240, 0, 0, 0], 4),      // reserved, RFC 1112
    v6([0, 0, 0], 127),         // unspecified and loopback, RFC 4291
    v6([0x64, 0xff9b, 1], 48),  // local translation, RFC 8215
    v6([0x100, 0, 0], 64),      // discard only, RFC 6666
    v6([0x2001, 2, 0], 48),     // benchmarks, RFC 5180
    v6([0x2001, 0xdb8, 0], 32), // documentation, RFC 3849
    v6([0x3fff, 0, 0], 20),     // documentation, RFC 9637
    v6([0xfc00, 0, 0], 7),      // unique local, RFC 4193
    v6([0xfe80, 0, 0], 10),     // link local, RFC 4291
    v6([0xfec0, 0, 0], 10),     // site local, deprecated by RFC 3879
];

const fn v4([a, b, c, d]: [u8; 4], prefix: u8) -> IpNet {
    IpNet::new_assert(IpAddr::V4(Ipv4Addr::new(a, b, c, d)), prefix)
}

const fn v6([a, b, c]: [u16; 3], prefix: u8) -> IpNet {
    IpNet::new_assert(IpAddr::V6(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0)), prefix)
}
