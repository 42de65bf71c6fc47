//! Settings of a base that the mesh's changes leave as they are and the mesh file contradicts.

use crate::facts::bases::{Used, at, object};
use crate::manifest::pod::{named, text, texts};
use crate::model::{APISERVER_PORT, Cluster, IpamMode, Mesh};
use crate::release::AuthMode;
use crate::source::Span;
use crate::yaml::Value;

/// One contradiction.
#[derive(Debug)]
pub struct Contradiction<'m> {
    /// What the base has, and what the mesh file wants.
    pub message: String,
    /// The place in the base.
    pub place: Span,
    /// What is there.
    pub label: &'static str,
    /// The place in the mesh file, if it has one.
    pub stated: Option<Span>,
    /// What to do.
    pub help: String,
    /// The clusters for which it is wrong.
    pub clusters: Vec<&'m Cluster>,
}

/// All contradictions between a base and the mesh file about its clusters.
pub fn contradictions<'m>(mesh: &'m Mesh, used: &Used<'m>, clusters: &[&'m Cluster]) -> Vec<Contradiction<'m>> {
    let shown: Vec<&Cluster> =
        clusters.iter().copied().filter(|cluster| cluster.apiserver.get().is_some() && !cluster.is_kvstore()).collect();
    let mut all = Vec::new();
    if !shown.is_empty() {
        all.extend(
            [users(mesh, used, &shown), identities(mesh, used, &shown), port(mesh, used, &shown)].into_iter().flatten(),
        );
    }
    all.extend(operator(mesh, used, clusters));
    if let Some(config) = object(mesh, used.base, "ConfigMap", "cilium-config") {
        all.extend([encryption(mesh, used, config, clusters), ipam(used, config, clusters)].into_iter().flatten());
    }
    all
}

/// What is not set stays as it is in the base: pods of clusters on other bases, or on the chart, are not
/// encrypted.
fn encryption<'m>(
    mesh: &'m Mesh,
    used: &Used<'m>,
    config: &Value,
    clusters: &[&'m Cluster],
) -> Option<Contradiction<'m>> {
    let is_on = |key: &str| config.get("data").is_some_and(|data| text(data, key) == "true");
    let kinds = [("enable-wireguard", "wireguard"), ("enable-ipsec", "ipsec")];
    let (key, kind) = kinds.into_iter().find(|(key, _)| mesh.encryption.span.is_none() && is_on(key))?;
    Some(Contradiction {
        message: format!("`{key}` of the base is \"true\", but the mesh has no `encryption`"),
        place: at(used.base, config, &format!("/data/{key}")),
        label: "set in the base",
        stated: None,
        help: format!("write `encryption \"{kind}\"` in `mesh`, or `encryption \"none\"` to switch it off"),
        clusters: clusters.first().map(|_| clusters.to_vec())?,
    })
}

/// What is not set stays as it is in the base, but addresses and routing are checked as Cilium's own pool
/// needs them.
fn ipam<'m>(used: &Used<'m>, config: &Value, clusters: &[&'m Cluster]) -> Option<Contradiction<'m>> {
    let of_base = text(config.get("data")?, "ipam");
    IpamMode::ALL.iter().find(|mode| mode.name() == of_base && mode.takes_node_addresses())?;
    let clusters: Vec<&Cluster> = clusters.iter().copied().filter(|cluster| cluster.ipam.is_nothing()).collect();
    let own = IpamMode::ClusterPool.name();
    clusters.first()?;
    Some(Contradiction {
        message: format!("`ipam` of the base is `{of_base}`, but no `ipam` is set, which means `{own}`"),
        place: at(used.base, config, "/data/ipam"),
        label: "set in the base",
        stated: None,
        help: format!("write `ipam \"{of_base}\"`, in the cluster or in `defaults`"),
        clusters,
    })
}

/// Whether clustermesh-apiserver makes a user of each peer (`clustermesh-apiserver/deployment.yaml` of the
/// charts): that is an argument and a volume, rendered by the mode.
fn users<'m>(mesh: &'m Mesh, used: &Used<'m>, shown: &[&'m Cluster]) -> Option<Contradiction<'m>> {
    let apiserver = object(mesh, used.base, "Deployment", "clustermesh-apiserver")?;
    let (pointer, container) = named(apiserver, "containers", "apiserver")?;
    let argument = texts(container, "args").find(|(_, text)| text.starts_with("--cluster-users-enabled"));
    let mode = |cluster: &Cluster| cluster.modern().map(|modern| mesh.auth_mode(modern));
    let is_wrong =
        |cluster: &&Cluster| mode(cluster).is_some_and(|mode| (mode != AuthMode::Legacy) != argument.is_some());
    let clusters: Vec<&Cluster> = shown.iter().copied().filter(is_wrong).collect();
    let wanted = mode(clusters.first()?)?.name();
    let (place, label, does, other) = match argument {
        Some((index, _)) => (format!("{pointer}/args/{index}"), "so it does", "makes a user of each peer", "migration"),
        None => {
            (format!("{pointer}/name"), "without `--cluster-users-enabled`", "has one user for all peers", "legacy")
        }
    };
    let stated = mesh.certificates.auth_mode.value().map(|mode| mode.span);
    let by_default = if stated.is_some() { "" } else { " by default" };
    Some(Contradiction {
        message: format!(
            "clustermesh-apiserver of the base {does}, but the authentication mode is `{wanted}`{by_default}"
        ),
        place: at(used.base, apiserver, &place),
        stated,
        label,
        help: format!(
            "render the base with `--set clustermesh.apiserver.tls.authMode={wanted}`, or write `certificates \"{}\" \
             auth-mode=\"{other}\"`",
            mesh.certificates.method().name()
        ),
        clusters,
    })
}

/// Agents that keep identities in an etcd need one; what clustermesh-apiserver shows are identities in CRDs.
fn identities<'m>(mesh: &'m Mesh, used: &Used<'m>, shown: &[&'m Cluster]) -> Option<Contradiction<'m>> {
    const KEY: &str = "identity-allocation-mode";
    let config = object(mesh, used.base, "ConfigMap", "cilium-config")?;
    config.get("data").filter(|data| text(data, KEY) == "kvstore")?;
    let is_own = |cluster: &&Cluster| !cluster.config.iter().any(|setting| setting.key.value == KEY);
    let clusters: Vec<&Cluster> = shown.iter().copied().filter(is_own).collect();
    let first = clusters.first()?;
    Some(Contradiction {
        message: format!("`{KEY}` of the base is `kvstore`, but no `etcd` holds identities"),
        label: "set in the base",
        place: at(used.base, config, &format!("/data/{KEY}")),
        stated: first.apiserver.get().map(|apiserver| apiserver.span),
        help: "render the base with `--set identityAllocationMode=crd`, or set `etcd` in the cluster".to_string(),
        clusters,
    })
}

/// Peers, and KVStoreMesh's readers, connect to one port of the Service, which the chart fixes.
fn port<'m>(mesh: &'m Mesh, used: &Used<'m>, shown: &[&'m Cluster]) -> Option<Contradiction<'m>> {
    let service = object(mesh, used.base, "Service", "clustermesh-apiserver")?;
    let ports = service.pointer("/spec/ports").and_then(Value::as_array).into_iter().flatten();
    let has_port = ports.filter_map(|port| port.get("port")?.as_u64()).any(|port| port == u64::from(APISERVER_PORT));
    let has_pods =
        service.pointer("/spec/selector").and_then(Value::as_object).is_some_and(|labels| !labels.is_empty());
    let flaw = match (has_port, has_pods) {
        (true, true) => return None,
        (false, _) => format!("has no port {APISERVER_PORT}, to which peers connect"),
        (true, false) => "selects no pods, but peers connect to it".to_string(),
    };
    Some(Contradiction {
        message: format!("Service `clustermesh-apiserver` of the base {flaw}"),
        label: "this Service",
        place: at(used.base, service, "/metadata/name"),
        stated: shown.first().and_then(|cluster| cluster.apiserver.get()).map(|apiserver| apiserver.span),
        help: "render the base with `--set clustermesh.useAPIServer=true`, and keep its Service".to_string(),
        clusters: shown.to_vec(),
    })
}

/// Addresses of a cloud's network are handed out by the operator that is built for it
/// (`cilium.operator.cloud` in `_helpers.tpl` of the charts).
fn operator<'m>(mesh: &'m Mesh, used: &Used<'m>, clusters: &[&'m Cluster]) -> Vec<Contradiction<'m>> {
    let Some(operator) = object(mesh, used.base, "Deployment", "cilium-operator") else { return Vec::new() };
    let Some((pointer, container)) = named(operator, "containers", "cilium-operator") else { return Vec::new() };
    let image = text(container, "image").rsplit('/').next().unwrap_or_default();
    let name = image.split([':', '@']).next().unwrap_or_default();
    let of_cloud = [
        (IpamMode::Eni, "operator-aws", "eni.enabled=true"),
        (IpamMode::Azure, "operator-azure", "azure.enabled=true"),
        (IpamMode::AlibabaCloud, "operator-alibabacloud", "alibabacloud.enabled=true"),
    ];
    let is_known = name == "operator-generic" || of_cloud.iter().any(|(_, operator, _)| *operator == name);
    let wrong = of_cloud.into_iter().filter(|(_, wanted, _)| is_known && *wanted != name);
    let contradiction = |(mode, wanted, value): (IpamMode, &str, &str)| {
        let clusters: Vec<&Cluster> = clusters.iter().copied().filter(|cluster| cluster.ipam_mode() == mode).collect();
        let stated = clusters.first()?.ipam.span();
        Some(Contradiction {
            message: format!(
                "the operator of the base is `{name}`, but `ipam` is `{}`: it needs `{wanted}`",
                mode.name()
            ),
            label: "set in the base",
            place: at(used.base, operator, &format!("{pointer}/image")),
            stated,
            help: format!("render the base with `--set {value} --set ipam.mode={}`", mode.name()),
            clusters,
        })
    };
    wrong.filter_map(contradiction).collect()
}
