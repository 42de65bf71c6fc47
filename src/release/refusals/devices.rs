//! What is beside the datapath of pods: devices of other networks, the kind of pods' own devices, and
//! bandwidth.

use super::Term::{Is, Off, On, SomePair, Unequal, Unset};
use super::{MASQUERADING, Refusal, Term, refusal};

const VTEP: Term = On("enable-vtep");
const FASTER: Term = On("enable-bandwidth-manager");
const NETKIT: Term = Is("datapath-mode", &["netkit", "netkit-l2"]);

/// Sources: `validateVTEP` in `pkg/option/config.go`, from 1.19 on with `pkg/datapath/vtep`;
/// `InitBandwidthManager` in `pkg/bandwidth` of 1.14 and `probe` in `pkg/datapath/linux/bandwidth` of the
/// others; `canUseNetkit` in `pkg/datapath/connector` of 1.20.
pub const DEVICES: &[Refusal] = &[
    refusal(
        &[VTEP, Unset("vtep-endpoint")],
        "`enable-vtep` needs the addresses of the devices",
        "set `vtep-endpoint`, `vtep-cidr`, `vtep-mask` and `vtep-mac` (`vtep` on the chart), or turn it off",
    ),
    refusal(
        &[VTEP, Unequal(&["vtep-endpoint", "vtep-cidr", "vtep-mac"])],
        "`vtep-endpoint`, `vtep-cidr` and `vtep-mac` must have one item for each device",
        "write as many ranges and as many MAC addresses as there are devices",
    ),
    refusal(
        &[VTEP, Unset("vtep-mask")],
        "`enable-vtep` needs the mask of the devices' ranges",
        "set `vtep-mask` (`vtep.mask` on the chart), such as \"255.255.255.0\"",
    ),
    refusal(&[On("enable-bbr"), FASTER, On("enable-host-legacy-routing")], BBR, LEGACY).until(17),
    refusal(&[On("enable-bbr"), FASTER, On("enable-host-legacy-routing"), Off("enable-bbr-hostns-only")], BBR, LEGACY)
        .since(18),
    refusal(
        &[On("enable-bbr-hostns-only"), FASTER, Off("enable-bbr")],
        "`enable-bbr-hostns-only` needs `enable-bbr`",
        "turn it off, or `enable-bbr` on",
    )
    .since(18),
    refusal(
        &[NETKIT, On("enable-host-legacy-routing")],
        "`datapath-mode` `{datapath-mode}` does not work with `enable-host-legacy-routing`",
        "turn `enable-host-legacy-routing` off, or write \"veth\"",
    )
    .since(20),
    refusal(
        &[NETKIT, SomePair(MASQUERADING), Off("enable-bpf-masquerade")],
        "`datapath-mode` `{datapath-mode}` needs BPF masquerading",
        "turn `enable-bpf-masquerade` on, on the chart with `values { bpf { masquerade #true } }`, or write \"veth\"",
    )
    .since(20),
    refusal(
        &[NETKIT, Off("kube-proxy-replacement")],
        "`datapath-mode` `{datapath-mode}` needs kube-proxy replacement",
        "write `kube-proxy-replacement #true` in the cluster, or \"veth\"",
    )
    .since(20),
    refusal(
        &[NETKIT, On("enable-bpf-tproxy")],
        "`datapath-mode` `{datapath-mode}` does not work with `enable-bpf-tproxy`",
        "turn `enable-bpf-tproxy` off, or write \"veth\"",
    )
    .since(20),
];

const BBR: &str = "`enable-bbr` does not work with `enable-host-legacy-routing`";
const LEGACY: &str = "turn one of the two off";
