//! RULES: everything that can be wrong with a mesh.
//!
//! A rule is two files and one line: `<stem>.rs` with its [`Rule`] and its check, `<stem>.md` with its page,
//! and its line in the list below. The page is at once the rustdoc, what `meshc explain` prints, the test and
//! the snapshot. What only one rule needs is in a folder of the rule's name. A rule reports and goes on; it
//! leaves to others what is not its own defect, so that one cause raises one finding.
//!
//! Wording: the message says what, in lower case, with the user's names in backticks and no full stop; labels
//! show every place involved, the later one primary; the help says what to do, as an imperative, with a value
//! that works; the why is on the page. A rule is named for the defect, so that `allow "duplicate-endpoint"`
//! reads well.

mod case;
mod subjects;

pub use case::Case;
pub use subjects::{SUBJECTS, Subject};

use crate::diagnostic::{Diagnostics, Rule};

/// A row: a rule and what looks for it.
#[derive(Debug)]
pub struct Row {
    /// The rule.
    pub rule: &'static Rule,
    /// What looks for it.
    pub look: Look,
    /// The names of the subjects that it is about.
    pub subjects: &'static [&'static str],
}

/// What looks for a defect.
#[derive(Debug, Clone, Copy)]
pub enum Look {
    /// `parse` does, before there is a mesh.
    Parse,
    /// A check of the mesh and of what its clusters will run.
    Case(fn(&Case<'_>, &mut Diagnostics)),
    /// `check` itself does, once it knows what the others found.
    Check,
    /// `verify` does, in a listing of nodes.
    Verify,
    /// `build --check` does, in the output directory.
    Compare,
}

/// The rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().map(|row| row.rule).find(|rule| rule.name == name)
}

/// Declares the module of each rule and its row: who looks for it, and which [subjects](SUBJECTS) it is
/// about.
macro_rules! rules {
    ($($(#[$doc:meta])* $stem:ident: $look:ident $(in $($subject:ident)+)?,)*) => {
        $($(#[$doc])* pub mod $stem;)*

        /// The rows, sorted by name.
        pub static RULES: &[Row] = &[$(Row {
            rule: &$stem::RULE,
            look: rules!(@$look $stem),
            subjects: &[$($(stringify!($subject)),+)?],
        }),*];
    };
    (@checked $stem:ident) => { Look::Case($stem::check) };
    (@parsed $stem:ident) => { Look::Parse };
    (@silencing $stem:ident) => { Look::Check };
    (@listed $stem:ident) => { Look::Verify };
    (@compared $stem:ident) => { Look::Compare };
}

rules! {
    agent_does_not_start: checked in settings,
    ambiguous_endpoint: checked in endpoints,
    ambiguous_key_material: checked in certificates,
    base_contradicts_mesh: checked in bases,
    base_holds_private_key: checked in certificates bases,
    base_lacks_object: checked in bases,
    base_names_another_cluster: checked in certificates bases,
    base_release_differs: checked in releases bases,
    base_unfit_for_mesh: checked in bases,
    certificate_missing_san: checked in certificates,
    certificates_change_on_render: checked in certificates,
    chart_does_not_render: checked in settings,
    cidr_host_bits: checked in addresses,
    circular_dependency: checked in delivery,
    client_certificate_without_key: checked in certificates,
    cluster_id_out_of_range: checked in identity,
    cluster_id_unsafe_with_ipam: checked in identity platforms,
    config_key_managed: checked in settings,
    conflicting_credentials: checked in certificates,
    conflicting_load_balancer_address: checked in endpoints,
    credentials_without_effect: checked in certificates,
    credentials_without_tls: checked in certificates,
    destructive_change: checked in output,
    duplicate_cluster_id: checked in identity,
    duplicate_cluster_name: checked in identity,
    duplicate_config_key: checked in settings,
    duplicate_context: checked in identity delivery,
    duplicate_endpoint: checked in endpoints,
    duplicate_object: checked in bases,
    edited_output: compared in output,
    empty_glob: parsed in language,
    endpoint_port_mismatch: checked in endpoints,
    endpoint_without_scheme: checked in endpoints,
    etcd_too_old: checked in endpoints releases,
    include_cycle: parsed in language,
    include_not_found: parsed in language,
    incompatible_feature: checked in routing encryption settings,
    incompatible_identity_mode: checked in identity settings,
    input_too_big: parsed in language,
    insecure_endpoint: checked in endpoints certificates,
    invalid_address: parsed in language addresses endpoints,
    invalid_cidr: parsed in language addresses,
    invalid_cluster_name: checked in identity,
    invalid_endpoint: parsed in language endpoints,
    invalid_listing: listed in nodes,
    invalid_manifest: parsed in bases,
    invalid_version: parsed in language releases,
    ipsec_unsupported: checked in encryption,
    isolated_cluster: checked in peering,
    key_material_hides_entry: checked in certificates,
    kops_name_differs: checked in platforms,
    kops_owns_cilium: checked in platforms,
    kops_range_overlaps_network: checked in addresses platforms,
    link_leaves_base: parsed in bases,
    managed_helm_value: checked in settings,
    manifest_not_found: parsed in bases,
    max_connected_clusters_unsupported: checked in identity settings,
    mcs_needs_crds: checked in releases settings,
    missing_cluster_id: checked in identity,
    missing_endpoint: checked in endpoints,
    missing_native_routing_cidr: checked in addresses routing,
    missing_node: parsed in language,
    missing_pod_cidr: checked in addresses,
    missing_value: parsed in language,
    mixed_endpoint_schemes: checked in endpoints,
    mixed_ip_families: checked in addresses routing peering,
    mixed_pod_range_masks: listed in addresses,
    mixed_policy_defaults: checked in peering releases,
    native_routing_cidr_too_narrow: checked in addresses routing,
    native_routing_cidr_too_wide: checked in addresses routing,
    nesting_too_deep: parsed in language,
    node_address_outside_node_cidr: listed in addresses nodes,
    node_port_out_of_range: checked in endpoints,
    node_without_cluster: listed in nodes,
    not_utf8: parsed in language,
    not_yet_supported: checked in language,
    number_out_of_range: parsed in language,
    overlapping_node_cidrs: checked in addresses,
    overlapping_pod_cidrs: checked in addresses,
    patch_does_not_apply: checked in bases,
    patch_out_of_reach: checked in bases delivery,
    patch_target_missing: checked in bases,
    path_differs_from_output: checked in delivery output,
    path_leaves_root: parsed in language,
    pending_endpoint: checked in endpoints peering,
    platform_brings_cilium: checked in platforms,
    pod_cidr_mask_too_big: checked in addresses,
    pod_cidr_outside_kops_range: checked in addresses platforms,
    pod_cidr_overlaps_network: checked in addresses,
    pod_cidr_overlaps_node_cidr: checked in addresses,
    pod_cidr_overlaps_platform_default: checked in addresses platforms,
    pod_cidr_overlaps_service_cidr: checked in addresses,
    pod_cidr_too_small_for_nodes: checked in addresses,
    pod_range_outside_pod_cidr: listed in addresses nodes,
    pool_exhausted: checked in identity addresses,
    public_pod_cidr: checked in addresses,
    release_needs_upgrade: checked in releases,
    removed_config_key: checked in releases settings,
    removed_helm_value: checked in releases settings,
    repeated_node: parsed in language,
    repeated_property: parsed in language,
    reserved_cluster_name: checked in identity,
    routing_unfit_for_family: checked in routing,
    routing_unfit_for_ipam: checked in routing platforms,
    routing_unfit_for_platform: checked in routing platforms,
    secret_too_big: checked in peering certificates,
    self_peering: checked in peering,
    service_cidr_overlaps_node_cidr: checked in addresses,
    service_cidr_shared: checked in addresses,
    shared_delivery_name: checked in delivery,
    shared_kubeconfig: checked in delivery,
    shared_node_address: listed in addresses nodes,
    shared_node_port: checked in endpoints,
    shared_pod_range: listed in addresses nodes,
    single_node_endpoint: checked in endpoints,
    stale_output: compared in output,
    statement_without_effect: checked in releases settings,
    syntax_error: parsed in language,
    too_many_clusters: checked in identity,
    two_deliveries: checked in delivery,
    unequal_setting: checked in peering settings,
    unexpected_cluster: listed in nodes,
    unexpected_value: parsed in language,
    unknown_choice: parsed in language,
    unknown_cluster: checked in language peering,
    unknown_config_key: checked in settings,
    unknown_helm_value: checked in settings,
    unknown_network: checked in language addresses,
    unknown_node: parsed in language,
    unknown_property: parsed in language,
    unlisted_cluster: listed in nodes,
    unowned_pod_range: listed in addresses nodes,
    unprintable_character: checked in settings,
    unresolvable_endpoint: checked in endpoints,
    unroutable_endpoint: checked in endpoints,
    unsilenceable_rule: silencing in silencing,
    unsubstituted_variable: checked in settings delivery,
    unsupported_release: checked in releases,
    untrusted_peer_ca: checked in peering certificates,
    unused_allow: silencing in silencing,
    values_hold_private_key: checked in certificates settings,
    version_skew: checked in peering releases,
    wireguard_with_node_port: checked in encryption endpoints,
    wrong_helm_type: checked in settings,
    wrong_type: parsed in language,
    yaml_ambiguous_name: checked in identity,
}
