//! The Service of a cluster's clustermesh-apiserver: the owner's side of what `peers` gives the others.
//!
//! Its port is 2379 in every chart (`clustermesh-apiserver/service.yaml`): where peers connect to another
//! one, what is in front of it, a load balancer or a NodePort, leads from the one to the other.

use super::Values;
use crate::model::{Apiserver, ServiceType};
use crate::yaml::{Map, Value};

/// Sets what SETTINGS leaves of the Service.
pub fn set(values: &mut Values, apiserver: &Apiserver) {
    if !apiserver.annotations.is_empty() {
        let annotations = apiserver.annotations.iter().map(|one| (one.key.clone(), one.value.value.as_str().into()));
        values.set("clustermesh.apiserver.service.annotations", Value::Object(annotations.collect::<Map<_, _>>()));
    }
    if apiserver.service.value == ServiceType::ClusterIp {
        // Charts from 1.16 on write `Cluster`, which Kubernetes refuses for a Service that nobody outside can
        // reach (`validateServiceExternalTrafficPolicy` in `pkg/apis/core/validation`, v1.31).
        values.unset("clustermesh.apiserver.service.externalTrafficPolicy");
    }
}
