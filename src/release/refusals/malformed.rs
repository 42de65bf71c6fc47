//! Texts and numbers that agents cannot make sense of, whatever else is set.

use super::Term::{AnyOn, Beyond, Is, Not, Off, Set, Unread};
use super::labels::are_labels;
use super::{Refusal, Term, forms, refusal};

const BALANCED: Term = AnyOn(&["kube-proxy-replacement", "enable-node-port"]);

/// Sources: `populateNodePortRange`, `calculateBPFMapSizes` and `Populate` in `pkg/option/config.go`,
/// `NewConfig` in `pkg/loadbalancer/config.go` from 1.18 on, `ParseMonitorAggregationLevel` in
/// `pkg/option/monitor.go`, `initEnv` in `daemon/cmd/daemon_main.go` and from 1.20 on
/// `pkg/datapath/connector`, `pkg/labelsfilter`, `pkg/maglev`, `newConfig` in `pkg/datapath/tunnel`,
/// `initKubeProxyReplacementOptions` (see `balancing`).
pub const MALFORMED: &[Refusal] = &[
    refusal(
        &[Unread("node-port-range", forms::is_node_ports)],
        "`node-port-range` is `{node-port-range}`, which is no range",
        "write two ports with a comma between, the lower first, such as \"30000,32767\"",
    ),
    refusal(
        &[Beyond("bpf-map-dynamic-size-ratio", 0, 1)],
        "`bpf-map-dynamic-size-ratio` is {bpf-map-dynamic-size-ratio}, and no share of the memory",
        "use a number up to 1, such as 0.0025",
    ),
    refusal(
        &[Beyond("bpf-events-default-rate-limit", 0, 0), Is("bpf-events-default-burst-limit", &["", "0"])],
        "`bpf-events-default-rate-limit` needs `bpf-events-default-burst-limit`",
        "set both, on the chart with `values { bpf { events { default { rateLimit 1000; burstLimit 10000 } } } }`",
    )
    .since(17),
    refusal(
        &[Beyond("bpf-events-default-burst-limit", 0, 0), Is("bpf-events-default-rate-limit", &["", "0"])],
        "`bpf-events-default-burst-limit` needs `bpf-events-default-rate-limit`",
        "set both, on the chart with `values { bpf { events { default { rateLimit 1000; burstLimit 10000 } } } }`",
    )
    .since(17),
    refusal(&[Not("datapath-mode", &["veth", "lb-only"])], NO_MODE, "write \"veth\"").until(15),
    refusal(&[Not("datapath-mode", &["veth", "netkit", "netkit-l2", "lb-only"])], NO_MODE, MODES).since(16).until(17),
    refusal(&[Not("datapath-mode", &["veth", "netkit", "netkit-l2"]), Off("loadBalancer.standalone")], NO_MODE, MODES)
        .since(18)
        .until(19),
    refusal(
        &[Not("datapath-mode", &["auto", "veth", "netkit", "netkit-l2"]), Off("loadBalancer.standalone")],
        NO_MODE,
        MODES,
    )
    .since(20),
    refusal(
        &[Unread("monitor-aggregation", forms::is_aggregation)],
        "`monitor-aggregation` is `{monitor-aggregation}`, which is no choice",
        "write \"none\", \"low\", \"medium\" or \"maximum\"",
    ),
    refusal(
        &[Unread("bpf-lb-maglev-hash-seed", forms::is_seed), BALANCED, Is("bpf-lb-algorithm", &["maglev"])],
        NO_SEED,
        SEED,
    )
    .until(16),
    refusal(&[Unread("bpf-lb-maglev-hash-seed", forms::is_seed)], NO_SEED, SEED).since(17),
    refusal(
        &[Unread("tunnel-source-port-range", forms::is_source_ports)],
        "`tunnel-source-port-range` is `{tunnel-source-port-range}`, which is no range",
        "write two ports with a hyphen between, such as \"32768-60999\", or \"0-0\" for the kernel's own",
    )
    .since(17),
    refusal(
        &[Unread("vlan-bpf-bypass", forms::are_numbers)],
        "`vlan-bpf-bypass` is `{vlan-bpf-bypass}`, and takes numbers of VLANs",
        "write each as a number, or 0 for all",
    ),
    refusal(&[Beyond("mtu", 0, i64::MAX)], "`mtu` is {mtu}", "use a size in bytes, or 0 for that of the network")
        .until(18),
    refusal(&[Beyond("route-metric", 0, i64::MAX)], "`route-metric` is {route-metric}", "use 0 or more"),
    refusal(
        &[Unread("allow-localhost", forms::is_localhost)],
        "`allow-localhost` is `{allow-localhost}`, which is no choice",
        "write \"auto\", \"always\" or \"policy\"",
    ),
    refusal(&[Unread("labels", are_labels)], "`labels` has an item that is no regular expression", LABELS),
    refusal(&[Unread("node-labels", are_labels)], "`node-labels` has an item that is no regular expression", LABELS)
        .since(16),
    refusal(&[Set("bpf-lb-rss-ipv4-src-cidr"), BALANCED, Not("bpf-lb-mode", DIRECT)], SPREAD, REMOVE),
    refusal(&[Set("bpf-lb-rss-ipv4-src-cidr"), BALANCED, Not("bpf-lb-dsr-dispatch", &["ipip"])], SPREAD, REMOVE),
    refusal(&[Set("bpf-lb-rss-ipv6-src-cidr"), BALANCED, Not("bpf-lb-mode", DIRECT)], SPREAD, REMOVE),
    refusal(&[Set("bpf-lb-rss-ipv6-src-cidr"), BALANCED, Not("bpf-lb-dsr-dispatch", &["ipip"])], SPREAD, REMOVE),
];

const LABELS: &str = "write beginnings of labels with spaces between, such as \"k8s:io\\\\.kubernetes k8s:!app\"";
const NO_MODE: &str = "`datapath-mode` is `{datapath-mode}`, which is no choice";
const MODES: &str = "write \"veth\" or \"netkit\"";
const NO_SEED: &str = "`bpf-lb-maglev-hash-seed` is not 12 bytes in base64";
const SEED: &str = "write what `head -c12 /dev/urandom | base64 -w0` prints, the same in all clusters, or remove it";
const DIRECT: &[&str] = &["dsr", "hybrid"];
const SPREAD: &str = "ranges of outer addresses need `dsr` as `bpf-lb-mode` with `ipip` as `bpf-lb-dsr-dispatch`";
const REMOVE: &str = "remove it";
