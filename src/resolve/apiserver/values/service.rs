//! The Service of a cluster's clustermesh-apiserver: the owner's side of what `peers` says to the others.
//!
//! Its port is 2379 in every chart (`clustermesh-apiserver/service.yaml`): where peers connect to another one, what stands in
//! front of it, a load balancer or a NodePort, leads from the one to the other.

use super::Values;
use crate::model::{Apiserver, ServiceType};
use crate::yaml::{Map, Value};

/// Sets the Service.
pub fn set(values: &mut Values, apiserver: &Apiserver) {
    let mut set = |name: &str, value: Value| values.set(&format!("clustermesh.apiserver.service.{name}"), value);
    set("type", apiserver.service.value.name().into());
    match (apiserver.service.value, apiserver.ips.as_slice()) {
        (ServiceType::NodePort, _) => set("nodePort", apiserver.peer_port().into()),
        (ServiceType::LoadBalancer, [ip]) => set("loadBalancerIP", ip.value.to_string().into()),
        _ => {}
    }
    if !apiserver.annotations.is_empty() {
        let annotations = apiserver.annotations.iter().map(|(name, text)| (name.clone(), text.as_str().into()));
        set("annotations", Value::Object(annotations.collect::<Map<_, _>>()));
    }
}
