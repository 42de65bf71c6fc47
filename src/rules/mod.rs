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

mod subjects;

pub use subjects::{SUBJECTS, Subject};

use crate::diagnostic::{Diagnostics, Rule};
use crate::manifest::Base;
use crate::model::{Cluster, Mesh};
use crate::plan::{self, Deployed, Plan};
use std::rc::Rc;

/// What a rule sees.
#[derive(Debug, Clone, Copy)]
pub struct Case<'m> {
    /// What the user described.
    pub mesh: &'m Mesh,
    /// What each cluster will run, in the order of the mesh's clusters.
    pub plan: &'m Plan,
    /// What runs in the clusters already, where that is known.
    pub deployed: Option<&'m Deployed>,
}

impl<'m> Case<'m> {
    /// Each cluster with what it will run.
    pub fn clusters(&self) -> impl Iterator<Item = (&'m Cluster, &'m plan::Cluster)> {
        self.mesh.clusters.iter().zip(&self.plan.clusters)
    }

    /// The clusters that build on a base.
    pub fn clusters_on(&self, base: &'m Base) -> impl Iterator<Item = (&'m Cluster, &'m plan::Cluster)> {
        self.clusters().filter(|(_, settled)| settled.base().is_some_and(|own| std::ptr::eq(Rc::as_ptr(own), base)))
    }
}

/// A row: a rule and what looks for it.
#[derive(Debug)]
pub struct Row {
    /// The rule.
    pub rule: &'static Rule,
    /// What looks for it.
    pub look: Look,
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
    /// Whatever shows or writes an output does, in the finished files.
    Finish,
}

/// The rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().map(|row| row.rule).find(|rule| rule.name == name)
}

/// Declares the module of each rule and its row.
macro_rules! rules {
    ($($(#[$doc:meta])* $stem:ident: $look:ident,)*) => {
        $($(#[$doc])* pub mod $stem;)*

        /// The rows, sorted by name.
        pub static RULES: &[Row] = &[$(Row { rule: &$stem::RULE, look: rules!(@$look $stem) }),*];
    };
    (@checked $stem:ident) => { Look::Case($stem::check) };
    (@parsed $stem:ident) => { Look::Parse };
    (@silencing $stem:ident) => { Look::Check };
    (@listed $stem:ident) => { Look::Verify };
    (@compared $stem:ident) => { Look::Compare };
    (@finished $stem:ident) => { Look::Finish };
}

rules! {
    agent_does_not_start: checked,
    ambiguous_endpoint: checked,
    ambiguous_key_material: checked,
    base_contradicts_mesh: checked,
    base_holds_private_key: checked,
    base_lacks_object: checked,
    base_names_another_cluster: checked,
    base_release_differs: checked,
    base_unfit_for_mesh: checked,
    certificate_missing_san: checked,
    certificates_change_on_render: checked,
    chart_does_not_render: checked,
    cidr_host_bits: checked,
    circular_dependency: checked,
    client_certificate_without_key: checked,
    cluster_id_out_of_range: checked,
    cluster_id_unsafe_with_ipam: checked,
    config_key_managed: checked,
    conflicting_credentials: checked,
    conflicting_load_balancer_address: checked,
    credentials_without_effect: checked,
    credentials_without_tls: checked,
    destructive_change: checked,
    duplicate_cluster_id: checked,
    duplicate_cluster_name: checked,
    duplicate_config_key: checked,
    duplicate_context: checked,
    duplicate_endpoint: checked,
    duplicate_object: checked,
    edited_output: compared,
    empty_glob: parsed,
    endpoint_port_mismatch: checked,
    endpoint_without_scheme: checked,
    etcd_too_old: checked,
    include_cycle: parsed,
    include_not_found: parsed,
    incompatible_feature: checked,
    incompatible_identity_mode: checked,
    input_too_big: parsed,
    insecure_endpoint: checked,
    invalid_address: parsed,
    invalid_cidr: parsed,
    invalid_cluster_name: checked,
    invalid_endpoint: parsed,
    invalid_listing: listed,
    invalid_manifest: parsed,
    invalid_version: parsed,
    ipsec_unsupported: checked,
    isolated_cluster: checked,
    key_material_hides_entry: checked,
    key_material_in_output: finished,
    kops_name_differs: checked,
    kops_owns_cilium: checked,
    kops_range_overlaps_network: checked,
    link_leaves_base: parsed,
    managed_helm_value: checked,
    manifest_not_found: parsed,
    max_connected_clusters_unsupported: checked,
    mcs_needs_crds: checked,
    missing_cluster_id: checked,
    missing_endpoint: checked,
    missing_native_routing_cidr: checked,
    missing_node: parsed,
    missing_pod_cidr: checked,
    missing_value: parsed,
    mixed_endpoint_schemes: checked,
    mixed_ip_families: checked,
    mixed_pod_range_masks: listed,
    mixed_policy_defaults: checked,
    native_routing_cidr_too_narrow: checked,
    native_routing_cidr_too_wide: checked,
    nesting_too_deep: parsed,
    node_address_outside_node_cidr: listed,
    node_port_out_of_range: checked,
    node_without_cluster: listed,
    not_utf8: parsed,
    not_yet_supported: checked,
    number_out_of_range: parsed,
    overlapping_node_cidrs: checked,
    overlapping_pod_cidrs: checked,
    patch_does_not_apply: checked,
    patch_out_of_reach: checked,
    patch_target_missing: checked,
    path_differs_from_output: checked,
    path_leaves_root: parsed,
    pending_endpoint: checked,
    platform_brings_cilium: checked,
    pod_cidr_mask_too_big: checked,
    pod_cidr_outside_kops_range: checked,
    pod_cidr_overlaps_network: checked,
    pod_cidr_overlaps_node_cidr: checked,
    pod_cidr_overlaps_platform_default: checked,
    pod_cidr_overlaps_service_cidr: checked,
    pod_cidr_too_small_for_nodes: checked,
    pod_range_outside_pod_cidr: listed,
    pool_exhausted: checked,
    public_pod_cidr: checked,
    release_needs_upgrade: checked,
    removed_config_key: checked,
    removed_helm_value: checked,
    repeated_node: parsed,
    repeated_property: parsed,
    reserved_cluster_name: checked,
    routing_unfit_for_family: checked,
    routing_unfit_for_ipam: checked,
    routing_unfit_for_platform: checked,
    secret_too_big: checked,
    self_peering: checked,
    service_cidr_overlaps_node_cidr: checked,
    service_cidr_shared: checked,
    shared_delivery_name: checked,
    shared_kubeconfig: checked,
    shared_node_address: listed,
    shared_node_port: checked,
    shared_pod_range: listed,
    single_node_endpoint: checked,
    stale_output: compared,
    statement_without_effect: checked,
    syntax_error: parsed,
    too_many_clusters: checked,
    two_deliveries: checked,
    unequal_setting: checked,
    unexpected_cluster: listed,
    unexpected_value: parsed,
    unknown_choice: parsed,
    unknown_cluster: checked,
    unknown_config_key: checked,
    unknown_helm_value: checked,
    unknown_network: checked,
    unknown_node: parsed,
    unknown_property: parsed,
    unlisted_cluster: listed,
    unowned_pod_range: listed,
    unprintable_character: checked,
    unresolvable_endpoint: checked,
    unroutable_endpoint: checked,
    unsilenceable_rule: silencing,
    unsubstituted_variable: checked,
    unsupported_release: checked,
    untrusted_peer_ca: checked,
    unused_allow: silencing,
    values_hold_private_key: checked,
    version_skew: checked,
    wireguard_with_node_port: checked,
    wrong_helm_type: checked,
    wrong_type: parsed,
    yaml_ambiguous_name: checked,
}
