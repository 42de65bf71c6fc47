//! Keys of `cilium-config` that follow a list of the chart.

use super::{Row, always, asked, with};

/// Lists that the key has with spaces between, sorted by key.
pub const WORDS: &[Row] = &[
    asked("devices", "devices", 14).until(19),
    always("devices", "devices", 20),
    asked("disable-iptables-feeder-rules", "disableIptablesFeederRules", 14),
    with("hubble-drop-events-reasons", "hubble.dropEventEmitter.reasons", &["hubble.dropEventEmitter.enabled"], 16),
    with("hubble-export-allowlist", "hubble.export.static.allowList", &["hubble.export.static.enabled"], 17),
    with("hubble-export-denylist", "hubble.export.static.denyList", &["hubble.export.static.enabled"], 17),
    with("hubble-export-fieldaggregate", "hubble.export.static.fieldAggregate", &["hubble.export.static.enabled"], 19),
    with("hubble-export-fieldmask", "hubble.export.static.fieldMask", &["hubble.export.static.enabled"], 15),
    with(
        "ingress-lb-annotation-prefixes",
        "ingressController.ingressLBAnnotationPrefixes",
        &["ingressController.enabled"],
        14,
    ),
    with("instance-tags-filter", "eni.instanceTagsFilter", &["eni.enabled"], 14).until(15),
    always("policy-cidr-match-mode", "policyCIDRMatchMode", 15),
    with("subnet-ids-filter", "eni.subnetIDsFilter", &["eni.enabled"], 14),
    with("subnet-tags-filter", "eni.subnetTagsFilter", &["eni.enabled"], 14).until(15),
    asked("vlan-bpf-bypass", "bpf.vlanBypass", 14),
];

/// Lists that the key has with commas between, sorted by key.
pub const LISTS: &[Row] = &[
    asked("alibabacloud-security-group-tags", "alibabacloud.nodeSpec.securityGroupTags", 19),
    asked("alibabacloud-security-groups", "alibabacloud.nodeSpec.securityGroups", 19),
    asked("alibabacloud-vswitch-tags", "alibabacloud.nodeSpec.vSwitchTags", 19),
    asked("alibabacloud-vswitches", "alibabacloud.nodeSpec.vSwitches", 19),
    with("eni-exclude-interface-tags", "eni.nodeSpec.excludeInterfaceTags", &["eni.enabled"], 19),
    with("eni-security-group-tags", "eni.nodeSpec.securityGroupTags", &["eni.enabled"], 19),
    with("eni-security-groups", "eni.nodeSpec.securityGroups", &["eni.enabled"], 19),
    with("eni-subnet-ids", "eni.nodeSpec.subnetIDs", &["eni.enabled"], 19),
    with("eni-subnet-tags", "eni.nodeSpec.subnetTags", &["eni.enabled"], 19),
    with("hubble-export-allowlist", "hubble.export.static.allowList", &["hubble.export.static.enabled"], 15).until(15),
    with("hubble-export-denylist", "hubble.export.static.denyList", &["hubble.export.static.enabled"], 15).until(15),
    asked("ignore-flags-drift-checker", "configDriftDetection.ignoredKeys", 18),
    with("instance-tags-filter", "eni.instanceTagsFilter", &["eni.enabled"], 16),
    asked("ipam-static-ip-tags", "ipam.nodeSpec.ipamStaticIPTags", 19),
    asked("lrp-address-matcher-cidrs", "localRedirectPolicies.addressMatcherCIDRs", 18),
    always("nodeport-addresses", "nodePort.addresses", 16),
    with("subnet-tags-filter", "eni.subnetTagsFilter", &["eni.enabled"], 16),
];
