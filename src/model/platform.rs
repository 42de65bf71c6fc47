//! What clusters run on, and what that gives them or takes from them.

use super::{Cluster, IpamMode};
use crate::address::{self, Family};
use ipnet::IpNet;

/// A platform, with what it gives every cluster that asks for nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Platform {
    /// Its name in a mesh file.
    pub name: &'static str,
    /// Its name in a sentence.
    pub title: &'static str,
    /// Where pods are by default: a range for each family, none where that depends on the cloud's network.
    default_pods: &'static [&'static str],
    /// Where Services are by default: a range for each family, or the ranges of which it chooses one.
    default_services: &'static [&'static str],
    /// Who hands out pod addresses where Cilium is installed as the platform's own guide has it.
    pub ipam: IpamMode,
    /// Whether it installs Cilium itself, when it is told to have it as its network plugin.
    pub brings_cilium: bool,
    /// Whether its load balancers take the address that a Service asks for in `loadBalancerIP`.
    pub takes_load_balancer_ip: bool,
}

impl Platform {
    /// Where pods are by default.
    pub fn default_pods(&self) -> impl Iterator<Item = IpNet> {
        self.default_pods.iter().filter_map(|net| address::parse(net))
    }

    /// Where Services are, or may be, by default.
    pub fn default_services(&self) -> impl Iterator<Item = IpNet> {
        self.default_services.iter().filter_map(|net| address::parse(net))
    }
}

/// kind: its nodes are containers of Docker.
pub const KIND: &str = "kind";

const KOPS: &str = "kops";
const EKS: &str = "eks";

/// Where EKS has Services: in the second range for a VPC that has addresses of 10.0.0.0/8, in the first for
/// any other (amazon-eks-ami, `files/bootstrap.sh`).
const SERVICES_OF_EKS: [&str; 2] = ["10.100.0.0/16", "172.20.0.0/16"];

impl Cluster {
    /// Where its platform has Services, as far as the mesh file does not say where they are: of a family
    /// that its pods have. Up to kops 1.27 they follow from what else is in the spec.
    pub fn default_services(&self) -> impl Iterator<Item = IpNet> {
        let is_known = |platform: &Platform| platform.name != KOPS || self.modern().is_some();
        let platform = self.platform.value().filter(|it| self.service_cidrs.is_nothing() && is_known(&it.value));
        let families: Vec<Family> = match self.pod_cidrs.is_empty() {
            true => vec![Family::Ipv4],
            false => self.pod_cidrs.iter().map(|net| Family::of(&net.value)).collect(),
        };
        let chosen = self.service_range_of_eks().and_then(address::parse);
        let all = platform.into_iter().flat_map(|platform| platform.value.default_services());
        let all = all.filter(move |net| chosen.is_none_or(|chosen| chosen == *net));
        all.filter(move |net| families.contains(&Family::of(net)))
    }

    /// Which of its two ranges EKS takes, as far as the addresses of the VPC are known.
    fn service_range_of_eks(&self) -> Option<&'static str> {
        self.platform.value().filter(|platform| platform.value.name == EKS)?;
        let of_pods = self.pod_cidrs.iter().filter(|_| self.ipam_mode() == IpamMode::Eni);
        let mut of_vpc = self.node_cidrs.iter().map(|node| &node.net).chain(of_pods).map(|net| &net.value);
        let [first, second] = SERVICES_OF_EKS;
        if of_vpc.any(|net| matches!(net, IpNet::V4(net) if net.addr().octets().starts_with(&[10]))) {
            return Some(second);
        }
        (!self.node_cidrs.is_empty()).then_some(first)
    }
}

/// The platforms, sorted.
pub static PLATFORMS: &[Platform] = &[
    // `az aks create`: `--pod-cidr`, `--service-cidr` (azure-cli, `acs/_help.py`); without a network plugin
    // of its own Cilium has a pool (Cilium 1.18, `Documentation/installation/k8s-install-helm.rst`).
    Platform { title: "AKS", default_pods: &["10.244.0.0/16"], default_services: &["10.0.0.0/16"], ..any("aks") },
    // Pods have addresses of the VPC. Services are in one range or the other (`serviceIpv4Cidr` of the API
    // of EKS). `EnsureLoadBalancer` fails for a Service with `loadBalancerIP` (cloud-provider-aws 1.31,
    // `pkg/providers/v1/aws.go`).
    Platform {
        title: "EKS",
        default_services: &SERVICES_OF_EKS,
        ipam: IpamMode::Eni,
        takes_load_balancer_ip: false,
        ..any(EKS)
    },
    // Pods have a secondary range of the subnet, which Kubernetes hands out; Services are in one range that
    // Google keeps for all clusters (GKE 1.29 on).
    Platform { title: "GKE", default_services: &["34.118.224.0/20"], ipam: IpamMode::Kubernetes, ..any("gke") },
    // k3s, `pkg/cli/server/server.go`; Cilium 1.18, `Documentation/installation/k3s.rst`.
    Platform {
        default_pods: &["10.42.0.0/16", "fd00:42::/56"],
        default_services: &["10.43.0.0/16", "fd00:43::/112"],
        ..any("k3s")
    },
    // kind, `pkg/internal/apis/config/default.go`; Cilium 1.18, `Documentation/installation/kind.rst`.
    Platform {
        default_pods: &["10.244.0.0/16", "fd00:10:244::/56"],
        default_services: &["10.96.0.0/16", "fd00:10:96::/112"],
        ipam: IpamMode::Kubernetes,
        ..any(KIND)
    },
    // kops: `nonMasqueradeCIDR`, in which pods and Services are (`pkg/apis/kops/v1alpha2/defaults.go`, 1.10),
    // and Services as 1.28 and later have them (`upup/pkg/fi/cloudup/populate_cluster_spec.go`).
    Platform {
        default_pods: &["100.64.0.0/10"],
        default_services: &["100.64.0.0/13"],
        ipam: IpamMode::Kubernetes,
        ..any(KOPS)
    },
    // kubeadm: `DefaultServicesSubnet` (`cmd/kubeadm/app/apis/kubeadm/v1beta4/defaults.go`); pods have none.
    Platform { default_services: &["10.96.0.0/12"], ..any("kubeadm") },
    // openshift/installer, `pkg/types/defaults/installconfig.go`.
    Platform {
        title: "OpenShift",
        default_pods: &["10.128.0.0/14"],
        default_services: &["172.30.0.0/16"],
        ..any("openshift")
    },
    // As k3s, whose server it runs; rke2-charts, `packages/rke2-cilium`, `ipam.mode`.
    Platform {
        title: "RKE2",
        default_pods: &["10.42.0.0/16", "fd00:42::/56"],
        default_services: &["10.43.0.0/16", "fd00:43::/112"],
        ipam: IpamMode::Kubernetes,
        brings_cilium: true,
        ..any("rke2")
    },
    // Talos, `pkg/machinery/constants/constants.go`: `DefaultIPv4PodNet`, `DefaultIPv4ServiceNet` and theirs
    // of IPv6; Cilium 1.18, `Documentation/installation/k8s-install-talos-linux.rst`.
    Platform {
        title: "Talos",
        default_pods: &["10.244.0.0/16", "fc00:db8:10::/56"],
        default_services: &["10.96.0.0/12", "fc00:db8:20::/112"],
        ipam: IpamMode::Kubernetes,
        ..any("talos")
    },
];

const fn any(name: &'static str) -> Platform {
    Platform {
        name,
        title: name,
        default_pods: &[],
        default_services: &[],
        ipam: IpamMode::ClusterPool,
        brings_cilium: false,
        takes_load_balancer_ip: true,
    }
}
