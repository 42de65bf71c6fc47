//! The objects that charts make: their kinds, and the names that no value changes.

/// The kinds of Kubernetes that a patch of a chart is about, with the names that the templates of the charts
/// 1.14 to 1.20 give objects of theirs (`install/kubernetes/cilium/templates`); of a kind without names all
/// are taken.
static OBJECTS: &[(&str, &[&str])] = &[
    ("Certificate", &[]),
    ("ClusterRole", &[]),
    ("ClusterRoleBinding", &[]),
    ("ConfigMap", &["cilium-config", "cilium-envoy-config", "clustermesh-remote-users", "hubble-relay-config"]),
    ("CronJob", &["clustermesh-apiserver-generate-certs", "hubble-generate-certs"]),
    ("CustomResourceDefinition", &[]),
    ("DaemonSet", &["cilium", "cilium-envoy", "cilium-node-init", "cilium-pre-flight-check"]),
    ("Deployment", &["cilium-operator", "clustermesh-apiserver", "hubble-relay", "hubble-ui"]),
    ("GatewayClass", &[]),
    ("Ingress", &[]),
    ("IngressClass", &[]),
    ("Job", &[]),
    ("Namespace", &[]),
    ("NetworkPolicy", &[]),
    ("PodDisruptionBudget", &[]),
    ("PodMonitor", &[]),
    ("Role", &[]),
    ("RoleBinding", &[]),
    ("Secret", &["cilium-clustermesh", "cilium-kvstoremesh"]),
    ("Service", &["clustermesh-apiserver", "hubble-peer", "hubble-relay"]),
    ("ServiceAccount", &[]),
    ("ServiceMonitor", &[]),
    ("StatefulSet", &[]),
];

/// The kinds of objects that charts make.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    OBJECTS.iter().map(|(kind, _)| *kind)
}

/// The names that objects of a kind have in every chart that makes them.
pub fn names(kind: &str) -> &'static [&'static str] {
    OBJECTS.iter().find(|(known, _)| *known == kind).map_or(&[], |(_, names)| names)
}
