//! Features that make the operator, and clustermesh-apiserver, read more than they do by themselves.

use crate::model::Mesh;
use crate::release::{Feature, Modern};

/// The features that the mesh file asks for and the release has.
pub fn features(mesh: &Mesh, modern: &Modern) -> Vec<Feature> {
    let sync = modern.endpoint_slice_sync && mesh.endpoint_slice_sync.value().is_some_and(|stated| stated.value);
    let mcs = modern.mcs.is_some() && mesh.mcs_api.value().is_some_and(|stated| stated.value);
    let features = [(sync, Feature::EndpointSliceSync), (mcs, Feature::Mcs)];
    features.into_iter().filter(|(is_on, _)| *is_on).map(|(_, feature)| feature).collect()
}

/// Whether the Multi-Cluster Services API is on.
pub fn has_mcs(mesh: &Mesh, modern: &Modern) -> bool {
    features(mesh, modern).contains(&Feature::Mcs)
}
