//! The Service of a cluster's clustermesh-apiserver: the owner's side of what `peers` says to the others.
//!
//! Its port is 2379 in every chart (`clustermesh-apiserver/service.yaml`): where peers connect to another one, what stands in
//! front of it, a load balancer or a NodePort, leads from the one to the other.

use super::Values;
use crate::model::{Apiserver, Cluster, ServiceType};
use crate::yaml::{Map, Value};

/// Sets the Service.
pub fn set(values: &mut Values, cluster: &Cluster, apiserver: &Apiserver) {
    let mut set = |name: &str, value: Value| values.set(&format!("clustermesh.apiserver.service.{name}"), value);
    set("type", apiserver.service.value.name().into());
    if apiserver.service.value == ServiceType::NodePort {
        set("nodePort", apiserver.peer_port().into());
    }
    set("loadBalancerIP", cluster.load_balancer_ip().map(|ip| ip.to_string()).into());
    if !apiserver.annotations.is_empty() {
        let annotations = apiserver.annotations.iter().map(|(name, text)| (name.clone(), text.as_str().into()));
        set("annotations", Value::Object(annotations.collect::<Map<_, _>>()));
    }
    if apiserver.service.value == ServiceType::ClusterIp {
        // Charts from 1.16 on write `Cluster`, which Kubernetes refuses for a Service that nobody outside can reach
        // (`validateServiceExternalTrafficPolicy` in `pkg/apis/core/validation`, v1.31).
        values.unset("clustermesh.apiserver.service.externalTrafficPolicy");
    }
}
