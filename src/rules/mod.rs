//! RULES: everything that can be wrong with a mesh, and the pass that looks for it.
//!
//! A rule is two files and two lines: `<stem>.rs` with its [`Rule`] and its check, `<stem>.md` with its page, a `mod` line and a
//! row here. The page is at once the rustdoc, what `meshc explain` prints, the test and the snapshot. A rule reports and
//! goes on; it leaves what it has nothing to say about to others, so that one cause raises one finding.
//!
//! Wording: the message says what, in lower case, with the user's names in backticks and no full stop; labels show every
//! place involved, the later one primary; the help says what to do, as an imperative, with a value that works; the why
//! stands on the page. A rule is named for the defect, so that `allow "duplicate-endpoint"` reads well.

pub mod ambiguous_endpoint;
pub mod ambiguous_key_material;
pub mod base_contradicts_mesh;
pub mod base_holds_private_key;
pub mod base_lacks_object;
pub mod base_names_another_cluster;
pub mod base_release_differs;
pub mod certificate_missing_san;
pub mod certificates_change_on_render;
pub mod cidr_host_bits;
pub mod circular_dependency;
pub mod client_certificate_without_key;
pub mod cluster_id_out_of_range;
pub mod cluster_id_unsafe_with_ipam;
pub mod config_key_managed;
pub mod conflicting_credentials;
pub mod credentials_without_effect;
pub mod credentials_without_tls;
pub mod destructive_change;
pub mod duplicate_cluster_id;
pub mod duplicate_cluster_name;
pub mod duplicate_context;
pub mod duplicate_endpoint;
pub mod duplicate_object;
pub mod empty_glob;
pub mod endpoint_port_mismatch;
pub mod endpoint_without_scheme;
pub mod etcd_too_old;
pub mod include_cycle;
pub mod include_not_found;
pub mod incompatible_feature;
pub mod incompatible_identity_mode;
pub mod insecure_endpoint;
pub mod invalid_address;
pub mod invalid_cidr;
pub mod invalid_cluster_name;
pub mod invalid_endpoint;
pub mod invalid_manifest;
pub mod invalid_version;
pub mod ipsec_unsupported;
pub mod isolated_cluster;
pub mod key_material_hides_entry;
pub mod kops_name_differs;
pub mod kops_range_overlaps_network;
pub mod link_leaves_base;
pub mod managed_helm_value;
pub mod manifest_not_found;
pub mod max_connected_clusters_unsupported;
pub mod mcs_needs_crds;
pub mod missing_cluster_id;
pub mod missing_endpoint;
pub mod missing_native_routing_cidr;
pub mod missing_node;
pub mod missing_pod_cidr;
pub mod missing_value;
pub mod mixed_endpoint_schemes;
pub mod mixed_ip_families;
pub mod native_routing_cidr_too_narrow;
pub mod native_routing_cidr_too_wide;
pub mod nesting_too_deep;
pub mod node_port_out_of_range;
pub mod not_utf8;
pub mod not_yet_supported;
pub mod number_out_of_range;
pub mod overlapping_node_cidrs;
pub mod overlapping_pod_cidrs;
pub mod patch_does_not_apply;
pub mod patch_target_missing;
pub mod pod_cidr_mask_too_big;
pub mod pod_cidr_outside_kops_range;
pub mod pod_cidr_overlaps_network;
pub mod pod_cidr_overlaps_node_cidr;
pub mod pod_cidr_overlaps_service_cidr;
pub mod pod_cidr_too_small_for_nodes;
pub mod pool_exhausted;
pub mod public_pod_cidr;
pub mod release_needs_upgrade;
pub mod removed_config_key;
pub mod removed_helm_value;
pub mod repeated_node;
pub mod repeated_property;
pub mod reserved_cluster_name;
pub mod routing_unfit_for_ipam;
pub mod routing_unfit_for_platform;
pub mod secret_too_big;
pub mod self_peering;
pub mod service_cidr_overlaps_node_cidr;
pub mod service_cidr_shared;
pub mod shared_kubeconfig;
pub mod shared_node_port;
pub mod single_node_endpoint;
pub mod syntax_error;
pub mod too_many_clusters;
pub mod unexpected_value;
pub mod unknown_choice;
pub mod unknown_cluster;
pub mod unknown_network;
pub mod unknown_node;
pub mod unknown_property;
pub mod unresolvable_endpoint;
pub mod unroutable_endpoint;
pub mod unsilenceable_rule;
pub mod unsupported_release;
pub mod untrusted_peer_ca;
pub mod unused_allow;
pub mod version_skew;
pub mod wireguard_with_node_port;
pub mod wrong_type;
pub mod yaml_ambiguous_name;

mod apiservers;
mod base_needs;
mod base_says;
mod base_targets;
mod bases;
mod certificate_names;
mod chart_keys;
mod clusters;
mod connected;
mod endpoints;
mod features;
mod key_material;
mod kvstore;
mod native;
mod objects;
mod operations;
mod overlays;
mod pointers;
mod ranges;
mod said;
mod silence;
mod trust;
mod without_effect;

pub use overlays::{Overlay, Preview, Runs};

use crate::diagnostic::{Diagnostics, Exceptions, Rule};
use crate::model::Mesh;

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
    /// A check of the mesh.
    Mesh(fn(&Mesh, &mut Diagnostics)),
    /// A check of what one cluster would run, before the user's patches. No such rule can be silenced: the output would not
    /// apply.
    Overlay(fn(&Overlay<'_>, &mut Diagnostics)),
    /// [`check`] itself does, once it knows what the others found.
    Check,
    /// Whoever holds a new output against the one that is there.
    Output,
}

/// A mesh without errors. Only [`check`] makes one.
#[derive(Debug)]
pub struct Checked(Mesh);

impl Checked {
    /// The mesh.
    pub fn mesh(&self) -> &Mesh {
        &self.0
    }
}

/// Runs every rule on the mesh, applies `lint` and `allow`, and sorts what was found; says what was allowed, too.
pub fn check(mut mesh: Mesh, found: &mut Diagnostics, preview: Preview) -> (Option<Checked>, Exceptions) {
    for row in RULES {
        if let Look::Mesh(check) = row.look {
            check(&mesh, found);
        }
    }
    overlays::check(&mesh, found, preview);
    let exceptions = silence::apply(&mut mesh, found);
    found.sort();
    ((!found.has_errors()).then_some(Checked(mesh)), exceptions)
}

/// The rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().map(|row| row.rule).find(|rule| rule.name == name)
}

/// The rows, sorted by name.
pub static RULES: &[Row] = &[
    Row { rule: &ambiguous_endpoint::RULE, look: Look::Mesh(ambiguous_endpoint::check) },
    Row { rule: &ambiguous_key_material::RULE, look: Look::Mesh(ambiguous_key_material::check) },
    Row { rule: &base_contradicts_mesh::RULE, look: Look::Mesh(base_contradicts_mesh::check) },
    Row { rule: &base_holds_private_key::RULE, look: Look::Overlay(base_holds_private_key::check) },
    Row { rule: &base_lacks_object::RULE, look: Look::Mesh(base_lacks_object::check) },
    Row { rule: &base_names_another_cluster::RULE, look: Look::Mesh(base_names_another_cluster::check) },
    Row { rule: &base_release_differs::RULE, look: Look::Mesh(base_release_differs::check) },
    Row { rule: &certificate_missing_san::RULE, look: Look::Mesh(certificate_missing_san::check) },
    Row { rule: &certificates_change_on_render::RULE, look: Look::Mesh(certificates_change_on_render::check) },
    Row { rule: &cidr_host_bits::RULE, look: Look::Mesh(cidr_host_bits::check) },
    Row { rule: &circular_dependency::RULE, look: Look::Mesh(circular_dependency::check) },
    Row { rule: &client_certificate_without_key::RULE, look: Look::Mesh(client_certificate_without_key::check) },
    Row { rule: &cluster_id_out_of_range::RULE, look: Look::Mesh(cluster_id_out_of_range::check) },
    Row { rule: &cluster_id_unsafe_with_ipam::RULE, look: Look::Mesh(cluster_id_unsafe_with_ipam::check) },
    Row { rule: &config_key_managed::RULE, look: Look::Mesh(config_key_managed::check) },
    Row { rule: &conflicting_credentials::RULE, look: Look::Mesh(conflicting_credentials::check) },
    Row { rule: &credentials_without_effect::RULE, look: Look::Mesh(credentials_without_effect::check) },
    Row { rule: &credentials_without_tls::RULE, look: Look::Mesh(credentials_without_tls::check) },
    Row { rule: &destructive_change::RULE, look: Look::Output },
    Row { rule: &duplicate_cluster_id::RULE, look: Look::Mesh(duplicate_cluster_id::check) },
    Row { rule: &duplicate_cluster_name::RULE, look: Look::Mesh(duplicate_cluster_name::check) },
    Row { rule: &duplicate_context::RULE, look: Look::Mesh(duplicate_context::check) },
    Row { rule: &duplicate_endpoint::RULE, look: Look::Mesh(duplicate_endpoint::check) },
    Row { rule: &duplicate_object::RULE, look: Look::Overlay(duplicate_object::check) },
    Row { rule: &empty_glob::RULE, look: Look::Parse },
    Row { rule: &endpoint_port_mismatch::RULE, look: Look::Mesh(endpoint_port_mismatch::check) },
    Row { rule: &endpoint_without_scheme::RULE, look: Look::Mesh(endpoint_without_scheme::check) },
    Row { rule: &etcd_too_old::RULE, look: Look::Mesh(etcd_too_old::check) },
    Row { rule: &include_cycle::RULE, look: Look::Parse },
    Row { rule: &include_not_found::RULE, look: Look::Parse },
    Row { rule: &incompatible_feature::RULE, look: Look::Mesh(incompatible_feature::check) },
    Row { rule: &incompatible_identity_mode::RULE, look: Look::Mesh(incompatible_identity_mode::check) },
    Row { rule: &insecure_endpoint::RULE, look: Look::Mesh(insecure_endpoint::check) },
    Row { rule: &invalid_address::RULE, look: Look::Parse },
    Row { rule: &invalid_cidr::RULE, look: Look::Parse },
    Row { rule: &invalid_cluster_name::RULE, look: Look::Mesh(invalid_cluster_name::check) },
    Row { rule: &invalid_endpoint::RULE, look: Look::Parse },
    Row { rule: &invalid_manifest::RULE, look: Look::Parse },
    Row { rule: &invalid_version::RULE, look: Look::Parse },
    Row { rule: &ipsec_unsupported::RULE, look: Look::Mesh(ipsec_unsupported::check) },
    Row { rule: &isolated_cluster::RULE, look: Look::Mesh(isolated_cluster::check) },
    Row { rule: &key_material_hides_entry::RULE, look: Look::Mesh(key_material_hides_entry::check) },
    Row { rule: &kops_name_differs::RULE, look: Look::Mesh(kops_name_differs::check) },
    Row { rule: &kops_range_overlaps_network::RULE, look: Look::Mesh(kops_range_overlaps_network::check) },
    Row { rule: &link_leaves_base::RULE, look: Look::Parse },
    Row { rule: &managed_helm_value::RULE, look: Look::Mesh(managed_helm_value::check) },
    Row { rule: &manifest_not_found::RULE, look: Look::Parse },
    Row {
        rule: &max_connected_clusters_unsupported::RULE,
        look: Look::Mesh(max_connected_clusters_unsupported::check),
    },
    Row { rule: &mcs_needs_crds::RULE, look: Look::Mesh(mcs_needs_crds::check) },
    Row { rule: &missing_cluster_id::RULE, look: Look::Mesh(missing_cluster_id::check) },
    Row { rule: &missing_endpoint::RULE, look: Look::Mesh(missing_endpoint::check) },
    Row { rule: &missing_native_routing_cidr::RULE, look: Look::Mesh(missing_native_routing_cidr::check) },
    Row { rule: &missing_node::RULE, look: Look::Parse },
    Row { rule: &missing_pod_cidr::RULE, look: Look::Mesh(missing_pod_cidr::check) },
    Row { rule: &missing_value::RULE, look: Look::Parse },
    Row { rule: &mixed_endpoint_schemes::RULE, look: Look::Mesh(mixed_endpoint_schemes::check) },
    Row { rule: &mixed_ip_families::RULE, look: Look::Mesh(mixed_ip_families::check) },
    Row { rule: &native_routing_cidr_too_narrow::RULE, look: Look::Mesh(native_routing_cidr_too_narrow::check) },
    Row { rule: &native_routing_cidr_too_wide::RULE, look: Look::Mesh(native_routing_cidr_too_wide::check) },
    Row { rule: &nesting_too_deep::RULE, look: Look::Parse },
    Row { rule: &node_port_out_of_range::RULE, look: Look::Mesh(node_port_out_of_range::check) },
    Row { rule: &not_utf8::RULE, look: Look::Parse },
    Row { rule: &not_yet_supported::RULE, look: Look::Mesh(not_yet_supported::check) },
    Row { rule: &number_out_of_range::RULE, look: Look::Parse },
    Row { rule: &overlapping_node_cidrs::RULE, look: Look::Mesh(overlapping_node_cidrs::check) },
    Row { rule: &overlapping_pod_cidrs::RULE, look: Look::Mesh(overlapping_pod_cidrs::check) },
    Row { rule: &patch_does_not_apply::RULE, look: Look::Overlay(patch_does_not_apply::check) },
    Row { rule: &patch_target_missing::RULE, look: Look::Overlay(patch_target_missing::check) },
    Row { rule: &pod_cidr_mask_too_big::RULE, look: Look::Mesh(pod_cidr_mask_too_big::check) },
    Row { rule: &pod_cidr_outside_kops_range::RULE, look: Look::Mesh(pod_cidr_outside_kops_range::check) },
    Row { rule: &pod_cidr_overlaps_network::RULE, look: Look::Mesh(pod_cidr_overlaps_network::check) },
    Row { rule: &pod_cidr_overlaps_node_cidr::RULE, look: Look::Mesh(pod_cidr_overlaps_node_cidr::check) },
    Row { rule: &pod_cidr_overlaps_service_cidr::RULE, look: Look::Mesh(pod_cidr_overlaps_service_cidr::check) },
    Row { rule: &pod_cidr_too_small_for_nodes::RULE, look: Look::Mesh(pod_cidr_too_small_for_nodes::check) },
    Row { rule: &pool_exhausted::RULE, look: Look::Mesh(pool_exhausted::check) },
    Row { rule: &public_pod_cidr::RULE, look: Look::Mesh(public_pod_cidr::check) },
    Row { rule: &release_needs_upgrade::RULE, look: Look::Mesh(release_needs_upgrade::check) },
    Row { rule: &removed_config_key::RULE, look: Look::Mesh(removed_config_key::check) },
    Row { rule: &removed_helm_value::RULE, look: Look::Mesh(removed_helm_value::check) },
    Row { rule: &repeated_node::RULE, look: Look::Parse },
    Row { rule: &repeated_property::RULE, look: Look::Parse },
    Row { rule: &reserved_cluster_name::RULE, look: Look::Mesh(reserved_cluster_name::check) },
    Row { rule: &routing_unfit_for_ipam::RULE, look: Look::Mesh(routing_unfit_for_ipam::check) },
    Row { rule: &routing_unfit_for_platform::RULE, look: Look::Mesh(routing_unfit_for_platform::check) },
    Row { rule: &secret_too_big::RULE, look: Look::Mesh(secret_too_big::check) },
    Row { rule: &self_peering::RULE, look: Look::Mesh(self_peering::check) },
    Row { rule: &service_cidr_overlaps_node_cidr::RULE, look: Look::Mesh(service_cidr_overlaps_node_cidr::check) },
    Row { rule: &service_cidr_shared::RULE, look: Look::Mesh(service_cidr_shared::check) },
    Row { rule: &shared_kubeconfig::RULE, look: Look::Mesh(shared_kubeconfig::check) },
    Row { rule: &shared_node_port::RULE, look: Look::Mesh(shared_node_port::check) },
    Row { rule: &single_node_endpoint::RULE, look: Look::Mesh(single_node_endpoint::check) },
    Row { rule: &syntax_error::RULE, look: Look::Parse },
    Row { rule: &too_many_clusters::RULE, look: Look::Mesh(too_many_clusters::check) },
    Row { rule: &unexpected_value::RULE, look: Look::Parse },
    Row { rule: &unknown_choice::RULE, look: Look::Parse },
    Row { rule: &unknown_cluster::RULE, look: Look::Mesh(unknown_cluster::check) },
    Row { rule: &unknown_network::RULE, look: Look::Mesh(unknown_network::check) },
    Row { rule: &unknown_node::RULE, look: Look::Parse },
    Row { rule: &unknown_property::RULE, look: Look::Parse },
    Row { rule: &unresolvable_endpoint::RULE, look: Look::Mesh(unresolvable_endpoint::check) },
    Row { rule: &unroutable_endpoint::RULE, look: Look::Mesh(unroutable_endpoint::check) },
    Row { rule: &unsilenceable_rule::RULE, look: Look::Check },
    Row { rule: &unsupported_release::RULE, look: Look::Mesh(unsupported_release::check) },
    Row { rule: &untrusted_peer_ca::RULE, look: Look::Mesh(untrusted_peer_ca::check) },
    Row { rule: &unused_allow::RULE, look: Look::Check },
    Row { rule: &version_skew::RULE, look: Look::Mesh(version_skew::check) },
    Row { rule: &wireguard_with_node_port::RULE, look: Look::Mesh(wireguard_with_node_port::check) },
    Row { rule: &wrong_type::RULE, look: Look::Parse },
    Row { rule: &yaml_ambiguous_name::RULE, look: Look::Mesh(yaml_ambiguous_name::check) },
];
