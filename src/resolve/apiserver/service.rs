//! The Service of clustermesh-apiserver: how peers come in. Fields that Kubernetes takes with another type
//! only are removed (`pkg/apis/core/validation`, `ValidateService`).

use super::super::targets::merge;
use crate::manifest::find;
use crate::model::{APISERVER_PORT, Apiserver, Cluster, Mesh, ServiceType, is_pin};
use crate::plan::{Change, Target};
use crate::yaml::{Map, Value, items, json};

/// The change of the Service.
pub fn change(mesh: &Mesh, cluster: &Cluster, apiserver: &Apiserver, base: &[Value]) -> Option<Change> {
    let service = find(base, "Service", "clustermesh-apiserver", mesh.namespace())?;
    let kind = apiserver.service.value;
    let mut spec = Map::new();
    spec.insert("type".to_string(), kind.name().into());
    if let Some(port) = port(apiserver, service) {
        spec.insert("ports".to_string(), json!([port]));
    }
    if let Some(ip) = cluster_ip(apiserver) {
        spec.insert("clusterIP".to_string(), ip.into());
    }
    let is_pinned = is_pinned(service);
    if let Some(ip) = cluster.load_balancer_ip().filter(|_| !is_pinned) {
        spec.insert("loadBalancerIP".to_string(), ip.to_string().into());
    }
    let unfit = match kind {
        ServiceType::LoadBalancer if cluster.takes_load_balancer_ip() && !is_pinned => &[][..],
        ServiceType::LoadBalancer => REFUSED,
        ServiceType::NodePort => OF_LOAD_BALANCERS,
        ServiceType::ClusterIp => OF_OTHERS,
    };
    for field in unfit.iter().filter(|field| service.pointer(&format!("/spec/{field}")).is_some()) {
        spec.insert((*field).to_string(), Value::Null);
    }
    let mut fields = Map::new();
    if !apiserver.annotations.is_empty() {
        let own = apiserver.annotations.iter().map(|one| (one.key.clone(), one.value.value.as_str().into()));
        fields.insert("metadata".to_string(), json!({ "annotations": own.collect::<Map<String, Value>>() }));
    }
    fields.insert("spec".to_string(), Value::Object(spec));
    merge("clustermesh-apiserver-service", &Target::of(service), fields)
}

/// The change of the Service that a chart makes, for what none of its values sets.
pub fn beside_chart(mesh: &Mesh, apiserver: &Apiserver) -> Option<Change> {
    let spec = cluster_ip(apiserver).map(|ip| json!({ "clusterIP": ip }))?;
    let target = Target::unseen("Service", "clustermesh-apiserver", mesh.namespace());
    merge("clustermesh-apiserver-service", &target, Map::from_iter([("spec".to_string(), spec)]))
}

/// The address of a Service that peers reach by its own, when it is to have one.
fn cluster_ip(apiserver: &Apiserver) -> Option<String> {
    match &apiserver.ips[..] {
        [ip] if apiserver.service.value == ServiceType::ClusterIp => Some(ip.value.to_string()),
        _ => None,
    }
}

/// The port with the number that it has on nodes; none where it stays as it is.
fn port(apiserver: &Apiserver, service: &Value) -> Option<Value> {
    let is_ours = |port: &&Value| port.get("port").and_then(Value::as_u64) == Some(APISERVER_PORT.into());
    let current = items(service, "/spec/ports").iter().find(is_ours)?;
    let on_nodes = match apiserver.service.value {
        ServiceType::NodePort => apiserver.peer_port().into(),
        _ if current.get("nodePort").is_some() => Value::Null,
        _ => return None,
    };
    let mut port = json!({ "port": APISERVER_PORT, "nodePort": on_nodes });
    // Kubernetes distinguishes ports by both.
    if let (Some(protocol), Some(port)) = (current.get("protocol"), port.as_object_mut()) {
        port.insert("protocol".to_string(), protocol.clone());
    }
    Some(port)
}

/// Whether the base asks for addresses by an annotation, beside which another way is too much.
fn is_pinned(service: &Value) -> bool {
    let annotations = service.pointer("/metadata/annotations").and_then(Value::as_object);
    annotations.is_some_and(|annotations| annotations.keys().any(|key| is_pin(key)))
}

/// What load balancers of AWS do not take, nor others beside an annotation.
const REFUSED: &[&str] = &["loadBalancerIP"];

const OF_LOAD_BALANCERS: &[&str] =
    &["allocateLoadBalancerNodePorts", "loadBalancerClass", "loadBalancerIP", "loadBalancerSourceRanges"];

const OF_OTHERS: &[&str] = &[
    "allocateLoadBalancerNodePorts",
    "externalTrafficPolicy",
    "healthCheckNodePort",
    "loadBalancerClass",
    "loadBalancerIP",
    "loadBalancerSourceRanges",
];
