//! Arguments, ports and images of a base, which no change of the mesh's mends.

use crate::facts::bases::{Used, at, object};
use crate::facts::contradictions::{Contradiction, fitting, shown};
use crate::manifest::pod::named;
use crate::model::{APISERVER_PORT, Cluster, IpamMode, Mesh};
use crate::release::AuthMode;
use crate::yaml::{Value, text, texts};

/// The parts of a base that are made for something else than the mesh file wants.
pub fn unfit<'m>(mesh: &'m Mesh, used: &Used<'m>) -> Vec<Contradiction<'m>> {
    let shown = shown(used);
    let of_peers = if shown.is_empty() { [None, None] } else { [users(mesh, used, &shown), port(mesh, used, &shown)] };
    of_peers.into_iter().flatten().chain(operator(mesh, used, &fitting(used))).collect()
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
        Some((index, _)) => (
            format!("{pointer}/args/{index}"),
            "`--cluster-users-enabled` is set",
            "creates a user for each peer",
            "migration",
        ),
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
                "the operator of the base is `{name}`, but `ipam` is `{}`, which needs `{wanted}`",
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
