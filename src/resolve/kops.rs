//! The user's kops manifests with the mesh's changes applied, each change a JSON patch, and everything else
//! as it was.

use crate::address::Family;
use crate::manifest::kind;
use crate::model::{Cluster, Kops, KopsSpec};
use crate::yaml::{self, Value, json};
use ipnet::IpNet;

/// The manifests of a cluster that kops makes; none when the mesh file names no spec.
pub fn documents(cluster: &Cluster) -> Vec<Value> {
    let Some((kops, spec)) = cluster.kops.get().and_then(|kops| Some((kops, kops.spec.get()?))) else {
        return Vec::new();
    };
    let change = |document: &Value| {
        let operations = match kind(document) {
            "Cluster" => cluster_changes(cluster, kops, spec, document),
            "InstanceGroup" => group_changes(kops, spec, document),
            _ => Vec::new(),
        };
        let mut changed = document.clone();
        // Every operation adds to a mapping that is there or that an earlier one made: `parse` has checked
        // the shape.
        let applied = yaml::patch(&mut changed, &operations);
        debug_assert!(applied.is_ok(), "{applied:?}");
        changed
    };
    spec.documents.iter().map(|(_, document)| change(document)).collect()
}

fn cluster_changes(cluster: &Cluster, kops: &Kops, spec: &KopsSpec, document: &Value) -> Vec<Value> {
    let mut changes = Changes { document, operations: Vec::new() };
    changes.etcd(cluster);
    changes.networking(cluster, spec);
    changes.addresses(cluster, kops, spec);
    changes.operations
}

struct Changes<'d> {
    document: &'d Value,
    operations: Vec<Value>,
}

impl Changes<'_> {
    /// Sets a field, in a mapping that is there or that an earlier operation made.
    fn set(&mut self, path: &str, value: Value) {
        self.operations.push(json!({ "op": "add", "path": path, "value": value }));
    }

    /// Sets a field, and makes its mapping when there is none.
    fn set_in(&mut self, parent: &str, field: &str, value: Value) {
        let exists = self.document.pointer(parent).is_some_and(Value::is_object);
        let made =
            self.operations.iter().any(|operation| operation.get("path").and_then(Value::as_str) == Some(parent));
        if !exists && !made {
            self.set(parent, json!({}));
        }
        self.set(&format!("{parent}/{field}"), value);
    }

    /// One version for all etcd clusters: kops compares them, and defaults an unset one to 2.2.1 (kops 1.10
    /// `pkg/apis/kops/validation/legacy.go`).
    fn etcd(&mut self, cluster: &Cluster) {
        let Some(version) = cluster.etcd.version.value() else { return };
        let count = self.document.pointer("/spec/etcdClusters").and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..count {
            self.set(&format!("/spec/etcdClusters/{index}/version"), version.value.to_string().into());
        }
    }

    /// Who installs Cilium. Where kops already does, and in the old releases, kops is told what it installs;
    /// elsewhere it leaves that to the chart or to the overlay, and to a plugin that Cilium is chained to.
    fn networking(&mut self, cluster: &Cluster, spec: &KopsSpec) {
        if spec.brings_no_plugin() || (cluster.is_chained() && spec.cilium().is_none()) {
            return;
        }
        let is_kops = spec.cilium().is_some() || cluster.modern().is_none();
        let stated = self.document.pointer("/spec/networking").and_then(Value::as_object);
        let is_other = |name: &str| OTHER_PLUGINS.contains(&name.to_ascii_lowercase().as_str());
        for (name, _) in stated.into_iter().flatten().filter(|(name, _)| is_other(name)) {
            self.operations.push(json!({ "op": "remove", "path": format!("/spec/networking/{name}") }));
        }
        if is_kops {
            self.cilium(cluster, spec);
        } else {
            self.set_in("/spec/networking", "cni", json!({}));
        }
    }

    /// Cilium as kops installs it. kops uses the version as the image's tag, so it has the `v`. It knows the
    /// name of a cluster from 1.16 on, and its id, of one byte, from 1.28 on (`pkg/apis/kops/networking.go`).
    fn cilium(&mut self, cluster: &Cluster, spec: &KopsSpec) {
        let Some(version) = cluster.version.value() else { return };
        if spec.cilium().is_none() {
            self.set_in("/spec/networking", "cilium", json!({}));
        }
        self.set("/spec/networking/cilium/version", format!("v{}", version.value).into());
        if spec.is_of_kops(16) {
            self.set("/spec/networking/cilium/clusterName", cluster.name.value.as_str().into());
        }
        let id = cluster.id.get().and_then(|id| u8::try_from(id.number()).ok());
        if let Some(id) = id.filter(|_| spec.is_of_kops(28)) {
            self.set("/spec/networking/cilium/clusterID", u64::from(id).into());
        }
    }

    /// The ranges, all written out: what a kops release derives from `nonMasqueradeCIDR` differs from release
    /// to release (since 1.28 Services default to 100.64.0.0/13, whatever that range is).
    fn addresses(&mut self, cluster: &Cluster, kops: &Kops, spec: &KopsSpec) {
        let parent = if spec.api_version() == "v1alpha3" { "/spec/networking" } else { "/spec" };
        if let Some(whole) = &kops.non_masquerade_cidr {
            self.set_in(parent, "nonMasqueradeCIDR", range(&whole.value));
            // kops wants the kubelets' own copies to be equal to it.
            for kubelet in ["/spec/kubelet", "/spec/masterKubelet"] {
                if self.document.pointer(kubelet).is_some_and(|kubelet| kubelet.get("nonMasqueradeCIDR").is_some()) {
                    self.set(&format!("{kubelet}/nonMasqueradeCIDR"), range(&whole.value));
                }
            }
        }
        if let Some(services) = cluster.service_cidrs.iter().find(|net| Family::of(&net.value) == Family::Ipv4) {
            self.set_in(parent, "serviceClusterIPRange", range(&services.value));
        }
        if let Some(pods) = cluster.pod_cidrs.iter().find(|net| Family::of(&net.value) == Family::Ipv4) {
            if spec.has_pod_cidr() {
                self.set_in(parent, "podCIDR", range(&pods.value));
            } else {
                self.set_in("/spec/kubeControllerManager", "clusterCIDR", range(&pods.value));
            }
        }
    }
}

fn range(net: &IpNet) -> Value {
    net.trunc().to_string().into()
}

/// The network plugins of kops besides Cilium, in lower case (`pkg/apis/kops/networking.go`,
/// `NetworkingSpec`, 1.10 to 1.33).
const OTHER_PLUGINS: &[&str] = &[
    "amazonvpc",
    "calico",
    "canal",
    "classic",
    "cni",
    "external",
    "flannel",
    "gce",
    "gcp",
    "kindnet",
    "kopeio",
    "kubenet",
    "kuberouter",
    "lyftvpc",
    "romana",
    "weave",
];

fn group_changes(kops: &Kops, spec: &KopsSpec, group: &Value) -> Vec<Value> {
    let mut operations = Vec::new();
    let stated = group.pointer("/spec/image").and_then(Value::as_str);
    // kops 1.10 gives a group without an image Debian 8; what later ones give is new enough.
    let is_old = stated.map_or_else(|| spec.kubernetes_minor().is_none_or(|minor| minor < 11), is_too_old);
    if is_old {
        let image = kops.image.value().map_or(DEFAULT_IMAGE, |image| image.value.as_str());
        operations.push(json!({ "op": "add", "path": "/spec/image", "value": image }));
    }
    let stated = group.pointer("/spec/additionalSecurityGroups").and_then(Value::as_array);
    let mut joined: Vec<Value> = stated.cloned().unwrap_or_default();
    for id in kops.security_groups.iter().map(|id| Value::from(id.value.as_str())) {
        if !joined.contains(&id) {
            joined.push(id);
        }
    }
    if !kops.security_groups.is_empty() {
        operations.push(json!({ "op": "add", "path": "/spec/additionalSecurityGroups", "value": joined }));
    }
    operations
}

/// The first image of kops with a kernel that Cilium takes, for specs of its time (Debian 9, Linux 4.9; kops
/// 1.10 `pkg/apis/kops/validation/aws_test.go` has it).
const DEFAULT_IMAGE: &str = "kope.io/k8s-1.9-debian-stretch-amd64-hvm-ebs-2018-03-11";

/// Whether an image is known to have a kernel older than 4.9.17 (Cilium 1.2,
/// `Documentation/install/system_requirements.rst`: Debian 9, CoreOS 1298.5.0, Ubuntu 16.04.2). An image
/// whose name does not contain its system, such as `ami-…`, is left alone.
fn is_too_old(image: &str) -> bool {
    let image = image.to_lowercase();
    let old = ["jessie", "wheezy", "trusty", "14.04", "centos-7", "centos7", "rhel-7"];
    old.iter().any(|name| image.contains(name)) || coreos_release(&image).is_some_and(|release| release < (1298, 5))
}

/// The release of a CoreOS image, such as `coreos.com/coreos-stable-1235.6.0-hvm`.
fn coreos_release(image: &str) -> Option<(u32, u32)> {
    let name = image.rsplit('/').next()?.strip_prefix("coreos-")?;
    let mut numbers = name.split('-').nth(1)?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}
