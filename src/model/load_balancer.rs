//! What the Service of clustermesh-apiserver asks of a load balancer: by `loadBalancerIP`, or by an
//! annotation.
//!
//! Each kind of load balancer has annotations of its own for that, and some refuse a Service that asks in
//! both ways, even for one address: MetalLB does (`getDesiredLbIPs` of `controller/service.go`, v0.15).

use super::{Cluster, Operation, Patch, ServiceType};
use crate::source::Span;
use crate::yaml::{Map, Value, text, unescaped};
use std::net::IpAddr;

/// What Services ask of one kind of load balancer.
struct Pin {
    /// The annotations, in the order in which they are looked for.
    keys: &'static [&'static str],
    reads: Reads,
    holds: Holds,
}

/// Which of the annotations count where a Service has several.
#[derive(PartialEq)]
enum Reads {
    First,
    All,
}

/// What an annotation holds.
#[derive(Clone, Copy)]
enum Holds {
    /// Addresses with commas between them.
    Addresses,
    /// A JSON list of addresses.
    Json,
    /// The names of addresses that are reserved in the cloud.
    Names,
}

/// The load balancers, and what their annotations hold.
static PINS: &[Pin] = &[
    // MetalLB: `valueForAnnotation` of `controller/service.go` prefers the prefix of v0.15.
    first(&["metallb.io/loadBalancerIPs", "metallb.universe.tf/loadBalancerIPs"]),
    // Cilium's LB-IPAM: `getSVCRequestedIPs` of `operator/pkg/lbipam`, 1.14 to 1.20.
    first(&["lbipam.cilium.io/ips", "io.cilium/lb-ipam-ips"]),
    // kube-vip: `FetchServiceAddresses` of `pkg/instance`, v0.9. It also takes names, and 0.0.0.0 for DHCP.
    first(&["kube-vip.io/loadbalancerIPs"]),
    // Azure: `getServiceLoadBalancerIP` of cloud-provider-azure, v1.31.
    all(&[
        "service.beta.kubernetes.io/azure-load-balancer-ipv4",
        "service.beta.kubernetes.io/azure-load-balancer-ipv6",
    ]),
    // AWS Load Balancer Controller: one address for each subnet, `docs/guide/service/annotations.md`, v2.8.
    all(&[
        "service.beta.kubernetes.io/aws-load-balancer-private-ipv4-addresses",
        "service.beta.kubernetes.io/aws-load-balancer-ipv6-addresses",
    ]),
    // GKE prefers it to `loadBalancerIP`: `IPv4ToUse` of `pkg/address` of ingress-gce.
    Pin { holds: Holds::Names, ..first(&["networking.gke.io/load-balancer-ip-addresses"]) },
    // Calico: `parseAnnotations` of kube-controllers' load balancer controller, v3.30.
    Pin { holds: Holds::Json, ..first(&["projectcalico.org/loadBalancerIPs"]) },
    // PureLB: `DesiredAddressAnnotation` of `pkg/apis/purelb`.
    first(&["purelb.io/addresses"]),
    // Avi: `docs/objects.md` of load-balancer-and-ingress-services-for-kubernetes, v1.11.
    first(&["ako.vmware.com/load-balancer-ip"]),
    // LoxiLB: `staticIPAnnotation` of kube-loxilb.
    first(&["loxilb.io/staticIP"]),
    // F5: static addresses of Services in the documentation of k8s-bigip-ctlr.
    first(&["cis.f5.com/ip"]),
];

const fn first(keys: &'static [&'static str]) -> Pin {
    Pin { keys, reads: Reads::First, holds: Holds::Addresses }
}

const fn all(keys: &'static [&'static str]) -> Pin {
    Pin { keys, reads: Reads::All, holds: Holds::Addresses }
}

/// The annotations of load balancers of AWS begin so, whatever platform is set for the cluster (the in-tree
/// provider of Kubernetes, `pkg/providers/v1/aws.go` of cloud-provider-aws, and the AWS Load Balancer
/// Controller).
const AWS: &str = "service.beta.kubernetes.io/aws-";

/// Where the chart takes annotations of the Service from; the later ones are closer to it.
pub const SERVICE_ANNOTATIONS: [&str; 2] = ["clustermesh.annotations", "clustermesh.apiserver.service.annotations"];

/// An annotation of the Service, whoever sets it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: String,
    /// Where the value is written.
    pub span: Span,
}

/// What a load balancer is asked for by annotations.
#[derive(Debug)]
pub struct Request {
    /// The annotations.
    pub annotations: Vec<Asked>,
    /// The addresses; none where the annotations hold something else.
    pub addresses: Vec<IpAddr>,
}

impl Cluster {
    /// The address that the Service of clustermesh-apiserver asks of the platform's load balancers.
    pub fn load_balancer_ip(&self) -> Option<IpAddr> {
        let apiserver = self.apiserver.get().filter(|it| it.service.value == ServiceType::LoadBalancer)?;
        match &apiserver.ips[..] {
            [ip] if self.takes_load_balancer_ip() => Some(ip.value),
            _ => None,
        }
    }

    /// Whether its load balancers take the address that a Service asks for in `loadBalancerIP`. With those of
    /// AWS such a Service never gets any, and beside an annotation that asks for addresses it is too much.
    pub fn takes_load_balancer_ip(&self) -> bool {
        let is_enough = |key: &str| key.starts_with(AWS) || is_pin(key);
        let by_apiserver = self.apiserver.get().into_iter().flat_map(|apiserver| &apiserver.annotations);
        let values = SERVICE_ANNOTATIONS.iter().filter(|_| self.manifests().is_none());
        let values = values.filter_map(|path| self.values.get(path)?.as_object()).flat_map(Map::keys);
        let patched = self.patched_annotations();
        self.platform.value().is_none_or(|platform| platform.value.takes_load_balancer_ip)
            && !by_apiserver.map(|one| &one.key).chain(values).any(|key| is_enough(key))
            && !patched.iter().any(|(key, asked)| asked.is_some() && is_enough(key))
    }

    /// The annotations of the Service of clustermesh-apiserver that the user's patches set or remove, in
    /// their order.
    pub fn patched_annotations(&self) -> Vec<(String, Option<Asked>)> {
        let is_of_service = |patch: &&Patch| (patch.kind.value.as_str(), patch.name.value.as_str()) == SERVICE;
        let operations = self.patches.iter().filter(is_of_service).flat_map(|patch| patch.operations.iter());
        operations.flat_map(of_operation).collect()
    }
}

/// The Service through which peers reach clustermesh-apiserver.
const SERVICE: (&str, &str) = ("Service", "clustermesh-apiserver");

/// The annotations that an operation sets or removes.
fn of_operation(operation: &Operation) -> Vec<(String, Option<Asked>)> {
    let asked = |key: &str, value: &Value| {
        let value = value.as_str().map(str::to_string);
        value.map(|value| Asked { key: key.to_string(), value, span: operation.span })
    };
    let value = operation.json.get("value").filter(|_| ["add", "replace"].contains(&text(&operation.json, "op")));
    match text(&operation.json, "path").strip_prefix("/metadata/annotations") {
        Some("") => {
            let all = value.and_then(Value::as_object).into_iter().flatten();
            all.map(|(key, value)| (key.clone(), asked(key, value))).collect()
        }
        Some(rest) if text(&operation.json, "op") != "test" => {
            let key = unescaped(rest.trim_start_matches('/'));
            let asked = value.and_then(|value| asked(&key, value));
            vec![(key, asked)]
        }
        _ => Vec::new(),
    }
}

/// What annotations ask of each kind of load balancer.
pub fn requests(all: &[Asked]) -> Vec<Request> {
    let request = |pin: &Pin| {
        let found = pin.keys.iter().filter_map(|key| all.iter().find(|asked| asked.key == *key).cloned());
        let take = if pin.reads == Reads::First { 1 } else { usize::MAX };
        let annotations: Vec<Asked> = found.take(take).collect();
        let addresses = annotations.iter().map(|asked| addresses(&asked.value, pin.holds));
        // Where one of them holds something else, nobody knows which addresses there will be.
        let addresses = addresses.collect::<Option<Vec<_>>>().unwrap_or_default().concat();
        (!annotations.is_empty()).then_some(Request { annotations, addresses })
    };
    PINS.iter().filter_map(request).collect()
}

/// Whether an annotation of that key asks for addresses.
pub fn is_pin(key: &str) -> bool {
    PINS.iter().any(|pin| pin.keys.contains(&key))
}

/// The addresses in the value of an annotation; none where it holds anything else, such as a name, or
/// 0.0.0.0, which asks kube-vip for one of DHCP.
fn addresses(value: &str, holds: Holds) -> Option<Vec<IpAddr>> {
    let items: Vec<String> = match holds {
        Holds::Addresses => value.split(',').map(str::to_string).collect(),
        Holds::Json => serde_json::from_str(value).ok()?,
        Holds::Names => return None,
    };
    let parse = |text: &String| text.trim().parse::<IpAddr>().ok().filter(|ip| !ip.is_unspecified());
    items.iter().map(|text| parse(text).map(|ip| ip.to_canonical())).collect()
}
