//! What clusters run on, and what that gives them.

/// A platform, with the pod range that it gives a cluster nobody thought about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Platform {
    /// Its name.
    pub name: &'static str,
    /// Its default pod CIDR, when it has one.
    pub default_pod_cidr: Option<&'static str>,
}

/// The platforms, sorted. Ranges: k3s and RKE2 `--cluster-cidr`, kind `podSubnet`, Talos `podSubnets`, kops
/// `nonMasqueradeCIDR`, OpenShift `clusterNetwork`; the others take no default or take it from the cloud.
pub static PLATFORMS: &[Platform] = &[
    Platform { name: "aks", default_pod_cidr: Some("10.244.0.0/16") },
    Platform { name: "eks", default_pod_cidr: None },
    Platform { name: "gke", default_pod_cidr: None },
    Platform { name: "k3s", default_pod_cidr: Some("10.42.0.0/16") },
    Platform { name: "kind", default_pod_cidr: Some("10.244.0.0/16") },
    Platform { name: "kops", default_pod_cidr: Some("100.64.0.0/10") },
    Platform { name: "kubeadm", default_pod_cidr: None },
    Platform { name: "openshift", default_pod_cidr: Some("10.128.0.0/14") },
    Platform { name: "rke2", default_pod_cidr: Some("10.42.0.0/16") },
    Platform { name: "talos", default_pod_cidr: Some("10.244.0.0/16") },
];
