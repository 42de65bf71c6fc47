//! What clusters run on, and what that gives them or takes from them.

/// A platform, with the pod range that it gives a cluster by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Platform {
    /// Its name.
    pub name: &'static str,
    /// Its default pod CIDR, when it has one.
    pub default_pod_cidr: Option<&'static str>,
    /// Whether its load balancers take the address that a Service asks for in `loadBalancerIP`.
    pub takes_load_balancer_ip: bool,
}

/// The platforms, sorted. Ranges: k3s and RKE2 `--cluster-cidr`, kind `podSubnet`, Talos `podSubnets`, kops
/// `nonMasqueradeCIDR`, OpenShift `clusterNetwork`; the others take no default or take it from the cloud.
/// EKS: `EnsureLoadBalancer` of cloud-provider-aws fails for a Service with `loadBalancerIP`
/// (`pkg/providers/v1/aws.go`, v1.31).
pub static PLATFORMS: &[Platform] = &[
    Platform { name: "aks", default_pod_cidr: Some("10.244.0.0/16"), ..ANY },
    Platform { name: "eks", takes_load_balancer_ip: false, ..ANY },
    Platform { name: "gke", ..ANY },
    Platform { name: "k3s", default_pod_cidr: Some("10.42.0.0/16"), ..ANY },
    Platform { name: "kind", default_pod_cidr: Some("10.244.0.0/16"), ..ANY },
    Platform { name: "kops", default_pod_cidr: Some("100.64.0.0/10"), ..ANY },
    Platform { name: "kubeadm", ..ANY },
    Platform { name: "openshift", default_pod_cidr: Some("10.128.0.0/14"), ..ANY },
    Platform { name: "rke2", default_pod_cidr: Some("10.42.0.0/16"), ..ANY },
    Platform { name: "talos", default_pod_cidr: Some("10.244.0.0/16"), ..ANY },
];

const ANY: Platform = Platform { name: "", default_pod_cidr: None, takes_load_balancer_ip: true };
