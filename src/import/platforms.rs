//! What a cluster runs on, by signs in its values.

use super::special::Given;
use crate::yaml::Value;

/// A sign of a platform.
struct Sign {
    /// The value at which it is.
    path: &'static str,
    /// What the value is like.
    is: Like,
    platform: &'static str,
}

enum Like {
    On,
    Is(&'static str),
    Ends(&'static str),
}

/// The signs, the surest first.
const SIGNS: &[Sign] = &[
    Sign { path: "eni.enabled", is: Like::On, platform: "eks" },
    Sign { path: "aksbyocni.enabled", is: Like::On, platform: "aks" },
    Sign { path: "azure.enabled", is: Like::On, platform: "aks" },
    Sign { path: "gke.enabled", is: Like::On, platform: "gke" },
    Sign { path: "cni.chainingMode", is: Like::Is("aws-cni"), platform: "eks" },
    // The names of the API servers of clouds.
    Sign { path: "k8sServiceHost", is: Like::Ends(".eks.amazonaws.com"), platform: "eks" },
    Sign { path: "k8sServiceHost", is: Like::Ends(".azmk8s.io"), platform: "aks" },
    Sign { path: "k8sServiceHost", is: Like::Ends("-control-plane"), platform: "kind" },
    // The first server of a cluster of k3d, which is k3s (`pkg/client/node.go` of k3d).
    Sign { path: "k8sServiceHost", is: Like::Ends("-server-0"), platform: "k3s" },
    // KubePrism of Talos (`Documentation/installation/k8s-install-talos-linux.rst`, Cilium 1.18).
    Sign { path: "k8sServicePort", is: Like::Is("7445"), platform: "talos" },
    // The load balancer that each server and agent of k3s has for itself (`pkg/agent/config`).
    Sign { path: "k8sServicePort", is: Like::Is("6444"), platform: "k3s" },
    // Multus of OpenShift looks there (`Documentation/installation/k8s-install-openshift-okd.rst`).
    Sign { path: "cni.confPath", is: Like::Is("/var/run/multus/cni/net.d"), platform: "openshift" },
];

/// The platform whose signs a cluster has.
pub fn sign(given: &Given<'_>) -> Option<&'static str> {
    let text = |path: &str| match given.at(path)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let is_there = |sign: &&Sign| match sign.is {
        Like::On => given.is_on(sign.path) == Some(true),
        Like::Is(wanted) => text(sign.path).as_deref() == Some(wanted),
        Like::Ends(end) => text(sign.path).is_some_and(|text| text.ends_with(end)),
    };
    let by_value = SIGNS.iter().find(is_there).map(|sign| sign.platform);
    by_value.or_else(|| is_talos(given).then_some("talos"))
}

/// Talos lets no pod mount cgroups or load modules: everybody there writes the agents' capabilities out (same
/// guide).
fn is_talos(given: &Given<'_>) -> bool {
    let capabilities = given.at("securityContext.capabilities.ciliumAgent").and_then(Value::as_array);
    capabilities.is_some_and(|all| !all.iter().any(|one| one == "SYS_MODULE"))
        && (given.is_on("cgroup.autoMount.enabled") == Some(false) || given.is_on("sysctlfix.enabled") == Some(false))
}
