//! What makes machines into a cluster: kubeadm, k3s, RKE2, k3d, Talos, kind, Cluster API and eksctl; and any
//! file of settings, such as Terraform's variables, whose names say what they are.

use super::{Source, text_at};
use crate::address;
use crate::import::facts::{Facts, Name, Seen};
use crate::manifest::kind;
use crate::yaml::{Value, items};
use ipnet::IpNet;

/// A kind of file.
struct Machines {
    is: fn(&Value) -> bool,
    /// The platform; none where it may be any.
    platform: Option<&'static str>,
    name: &'static [&'static str],
    pods: &'static [&'static str],
    services: &'static [&'static str],
    nodes: &'static [&'static str],
}

const NOTHING: Machines = Machines { is: |_| false, platform: None, name: &[], pods: &[], services: &[], nodes: &[] };

const MACHINES: &[Machines] = &[
    // `cmd/kubeadm/app/apis/kubeadm/v1beta4/types.go`.
    Machines {
        is: |document| kind(document) == "ClusterConfiguration" && starts(document, "kubeadm.k8s.io/"),
        platform: Some("kubeadm"),
        name: &["/clusterName"],
        pods: &["/networking/podSubnet"],
        services: &["/networking/serviceSubnet"],
        ..NOTHING
    },
    // `pkg/apis/config/v1alpha4/types.go` of kind.
    Machines {
        is: |document| kind(document) == "Cluster" && starts(document, "kind.x-k8s.io/"),
        platform: Some("kind"),
        name: &["/name"],
        pods: &["/networking/podSubnet"],
        services: &["/networking/serviceSubnet"],
        ..NOTHING
    },
    Machines {
        is: |document| kind(document) == "Cluster" && starts(document, "cluster.x-k8s.io/"),
        name: &["/metadata/name"],
        pods: &["/spec/clusterNetwork/pods/cidrBlocks"],
        services: &["/spec/clusterNetwork/services/cidrBlocks"],
        ..NOTHING
    },
    Machines {
        is: |document| kind(document) == "ClusterConfig" && starts(document, "eksctl.io/"),
        platform: Some("eks"),
        name: &["/metadata/name"],
        services: &["/kubernetesNetworkConfig/serviceIPv4CIDR"],
        nodes: &["/vpc/cidr"],
        ..NOTHING
    },
    // Machine configurations of Talos, and the file of talhelper that makes them.
    Machines {
        is: |document| document.get("machine").is_some() && document.get("cluster").is_some(),
        platform: Some("talos"),
        name: &["/cluster/clusterName"],
        pods: &["/cluster/network/podSubnets"],
        services: &["/cluster/network/serviceSubnets"],
        ..NOTHING
    },
    Machines {
        is: |document| document.get("talosVersion").is_some() && document.get("clusterName").is_some(),
        platform: Some("talos"),
        name: &["/clusterName"],
        pods: &["/clusterPodNets"],
        services: &["/clusterSvcNets"],
        ..NOTHING
    },
    // RKE2 has its own name for the network plugin (`cni`), k3s has none.
    Machines {
        is: |document| is_server(document) && document.get("cni").is_some(),
        platform: Some("rke2"),
        pods: &["/cluster-cidr"],
        services: &["/service-cidr"],
        ..NOTHING
    },
    Machines {
        is: is_server,
        platform: Some("k3s"),
        pods: &["/cluster-cidr"],
        services: &["/service-cidr"],
        ..NOTHING
    },
    Machines { is: is_k3d, platform: Some("k3s"), name: &["/metadata/name"], ..NOTHING },
    Machines { is: |document| !settings(document).is_empty() || names(document).is_some(), ..NOTHING },
];

/// Whether a document is one of these.
pub fn is(document: &Value) -> bool {
    MACHINES.iter().any(|machines| (machines.is)(document))
}

/// The ranges and the platform.
pub fn read(source: Source<'_>, facts: &mut Facts) {
    let document = source.document;
    let Some(machines) = MACHINES.iter().find(|machines| (machines.is)(document)) else { return };
    facts.platform.extend(machines.platform.map(|platform| Seen::new(platform, source.path())));
    let name = machines.name.iter().find_map(|pointer| text_at(document, pointer));
    // What kubeadm calls a cluster of which nobody says a name.
    if let Some(name) = name.filter(|name| *name != "kubernetes") {
        facts.call(Name::OfMachines(name.to_string()));
    }
    let at = |pointers: &[&str]| pointers.iter().find_map(|pointer| ranges(document.pointer(pointer)?));
    let seen = |nets: Vec<IpNet>| Seen::new(nets, source.path());
    facts.pods.extend(at(machines.pods).map(seen));
    facts.services.extend(at(machines.services).map(seen));
    facts.nodes.extend(at(machines.nodes).map(seen));
    if let Some((name, id)) = names(document) {
        facts.call(Name::OfMachines(name.to_string()));
        facts.ids.push(Seen::new(id, source.path()));
        let release = setting(document, &["ciliumversion", "ciliumchartversion"]).and_then(Value::as_str);
        facts.release.extend(release.map(|release| Seen::new(release.to_string(), source.path())));
    }
    for (subject, nets) in arguments(document).into_iter().chain(settings(document)) {
        match subject {
            Subject::Pods => facts.pods.push(seen(nets)),
            Subject::Services => facts.services.push(seen(nets)),
            Subject::Nodes => facts.nodes.push(seen(nets)),
        }
    }
}

/// The ranges that a value holds: a text, with commas or blanks between, a list, or a list written as text.
pub fn ranges(value: &Value) -> Option<Vec<IpNet>> {
    let texts: Vec<&str> = match value {
        Value::String(text) => {
            text.split([',', ' ', '[', ']', '"', '\'']).map(str::trim).filter(|text| !text.is_empty()).collect()
        }
        Value::Array(items) => items.iter().map(Value::as_str).collect::<Option<_>>()?,
        _ => return None,
    };
    let nets: Option<Vec<IpNet>> = texts.into_iter().map(address::parse).collect();
    nets.filter(|nets| !nets.is_empty())
}

/// Whose ranges something is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Pods,
    Services,
    Nodes,
}

fn starts(document: &Value, group: &str) -> bool {
    text_at(document, "/apiVersion").is_some_and(|version| version.starts_with(group))
}

/// Whether a document is a configuration file of the server of k3s or RKE2 (`docs.k3s.io`, "Configuration
/// File").
fn is_server(document: &Value) -> bool {
    let keys = ["cluster-cidr", "service-cidr", "flannel-backend", "disable-network-policy", "tls-san"];
    document.get("kind").is_none() && keys.iter().any(|key| document.get(key).is_some())
}

fn is_k3d(document: &Value) -> bool {
    kind(document) == "Simple" && starts(document, "k3d.io/")
}

/// What k3d gives the server of k3s as arguments.
fn arguments(document: &Value) -> Vec<(Subject, Vec<IpNet>)> {
    let all = items(document, "/options/k3s/extraArgs").iter().filter(|_| is_k3d(document));
    let texts = all.filter_map(|one| text_at(one, "/arg"));
    texts
        .filter_map(|text| {
            let (flag, value) = text.trim_start_matches('-').split_once('=')?;
            let subject = match flag {
                "cluster-cidr" => Subject::Pods,
                "service-cidr" => Subject::Services,
                _ => return None,
            };
            Some((subject, ranges(&value.into())?))
        })
        .collect()
}

/// The name and the id of a cluster in a file of settings that has both.
fn names(document: &Value) -> Option<(&str, u64)> {
    let name = setting(document, &["cluster", "clustername"])?.as_str().filter(|name| !name.is_empty())?;
    let id = setting(document, &["clusterid", "ciliumclusterid"])?;
    let id = id.as_u64().or_else(|| id.as_str()?.parse().ok()).filter(|id| *id > 0)?;
    Some((name, id))
}

/// A setting by one of its names, in lower case and without what joins words.
fn setting<'v>(document: &'v Value, names: &[&str]) -> Option<&'v Value> {
    fields(document).find(|(key, _)| names.contains(&plain(key).as_str())).map(|(_, value)| value)
}

/// The fields of a file of settings, or the data of a ConfigMap.
fn fields(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let fields = match kind(document) {
        "" => document.as_object(),
        "ConfigMap" => document.get("data").and_then(Value::as_object),
        _ => None,
    };
    fields.into_iter().flatten()
}

fn plain(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

/// Ranges in settings that are called what they are: `pod_cidr`, `POD_CIDR`, `serviceSubnet`.
fn settings(document: &Value) -> Vec<(Subject, Vec<IpNet>)> {
    let mut found: Vec<(Subject, Vec<IpNet>)> = Vec::new();
    for (key, value) in fields(document) {
        let plain = plain(key);
        let is_range = ["cidr", "subnet", "range"].iter().any(|word| plain.contains(word));
        let subject = match plain.as_str() {
            plain if plain.contains("pod") || plain.starts_with("clustercidr") => Subject::Pods,
            plain if plain.contains("service") || plain.contains("svc") => Subject::Services,
            plain if plain.contains("node") || plain.contains("vpc") => Subject::Nodes,
            _ => continue,
        };
        if let Some(nets) = ranges(value).filter(|_| is_range && found.iter().all(|(other, _)| *other != subject)) {
            found.push((subject, nets));
        }
    }
    found
}
