//! Sizes of tables in the kernel.

use super::Term::Beyond;
use super::{Refusal, refusal};

const TABLE: (i64, i64) = (1 << 10, 1 << 24);

/// Sources: `checkMapSizeLimits` in `pkg/option/config.go`, `NewConfig` in `pkg/loadbalancer/config.go` from
/// 1.18 on, `pkg/maps/nat/stats` from 1.16 on. A table for policies that is too large is cut in every
/// release, one that is too small is enlarged from 1.18 on.
pub const LIMITS: &[Refusal] = &[
    refusal(
        &[Beyond("bpf-ct-global-tcp-max", TABLE.0, TABLE.1)],
        "`bpf-ct-global-tcp-max` is {bpf-ct-global-tcp-max}, which is out of range",
        "use 1024 to 16777216",
    ),
    refusal(
        &[Beyond("bpf-ct-global-any-max", TABLE.0, TABLE.1)],
        "`bpf-ct-global-any-max` is {bpf-ct-global-any-max}, which is out of range",
        "use 1024 to 16777216",
    ),
    refusal(
        &[Beyond("bpf-nat-global-max", TABLE.0, TABLE.1)],
        "`bpf-nat-global-max` is {bpf-nat-global-max}, which is out of range",
        "use 1024 to 16777216",
    ),
    refusal(
        &[Beyond("bpf-sock-rev-map-max", TABLE.0, TABLE.1)],
        "`bpf-sock-rev-map-max` is {bpf-sock-rev-map-max}, which is out of range",
        "use 1024 to 16777216",
    ),
    refusal(
        &[Beyond("bpf-auth-map-max", 1 << 8, 1 << 24)],
        "`bpf-auth-map-max` is {bpf-auth-map-max}, which is out of range",
        "use 256 to 16777216",
    ),
    refusal(
        &[Beyond("bpf-policy-map-max", 1 << 8, i64::MAX)],
        "`bpf-policy-map-max` is {bpf-policy-map-max}, which is out of range",
        "use 256 to 65536",
    )
    .until(17),
    refusal(
        &[Beyond("nat-map-stats-entries", 1, 4096)],
        "`nat-map-stats-entries` is {nat-map-stats-entries}, which is out of range",
        "use 1 to 4096",
    )
    .since(16),
    refusal(
        &[Beyond("bpf-fragments-map-max", 1 << 8, 1 << 16)],
        "`bpf-fragments-map-max` is {bpf-fragments-map-max}, which is out of range",
        "use 256 to 65536",
    ),
    refusal(
        &[Beyond("bpf-lb-map-max", 1, i64::MAX)],
        "`bpf-lb-map-max` is {bpf-lb-map-max}, which is out of range",
        "use 1 or more",
    ),
];
