//! What is equal on every cluster of the mesh.

use super::super::case::{Case, Origin, Setting};
use crate::model::{Certificates, PeerValues, Restart};
use crate::release::Modern;

pub fn settings(case: &Case<'_>) -> Vec<Setting> {
    let mesh = case.mesh;
    let mut all = vec![case.stated_or("namespace", &mesh.namespace, (mesh.namespace(), Origin::Meshc))];
    all.extend(routing(case));
    if let Some(modern) = case.cluster.modern() {
        all.extend(encryption(case));
        all.extend(of_modern(case, modern));
        all.extend(certificates(case, modern, &mesh.certificates));
    }
    let word = |restart: Restart| if restart == Restart::Manual { "manual" } else { "rolling" };
    let restart = mesh.restart.value().map(|it| case.written("restart", word(it.value), it.span));
    all.push(restart.unwrap_or_else(|| case.setting("restart", word(Restart::Rolling), (Origin::Meshc, None))));
    all
}

fn routing(case: &Case<'_>) -> Vec<Setting> {
    let routing = &case.mesh.routing;
    let (mode, protocol) = routing.mode().words();
    let mut all = vec![match routing.span {
        Some(span) => case.written("routing", mode, span),
        None => case.setting("routing", mode, (Origin::Meshc, None)),
    }];
    let by_default = protocol.map(|protocol| case.setting("routing protocol=", protocol, (Origin::Meshc, None)));
    all.extend(case.stated("routing protocol=", &routing.protocol).or(by_default));
    all.extend(case.stated("routing port=", &routing.port));
    all.extend(case.stated("routing cidr=", &routing.cidr));
    all.extend(case.stated("routing cidr6=", &routing.cidr6));
    all
}

fn encryption(case: &Case<'_>) -> Vec<Setting> {
    let encryption = &case.mesh.encryption;
    let kind = encryption.kind().name();
    let kind = match encryption.span {
        Some(span) => case.written("encryption", kind, span),
        None => case.setting("encryption", kind, (Origin::Chart, None)),
    };
    let parts =
        [case.stated("encryption node=", &encryption.node), case.stated("encryption secret=", &encryption.secret)];
    std::iter::once(kind).chain(parts.into_iter().flatten()).collect()
}

fn of_modern(case: &Case<'_>, modern: &Modern) -> Vec<Setting> {
    let mesh = case.mesh;
    let mut all = vec![
        case.stated_or("max-connected-clusters", &mesh.max_connected_clusters, (mesh.size(), Origin::Chart)),
        case.stated_or("kvstoremesh", &mesh.kvstoremesh, (modern.kvstoremesh, Origin::Release)),
        case.stated_or("domain", &mesh.domain, (mesh.domain(), Origin::Chart)),
    ];
    if let Some(policy) = mesh.policy_default_local_cluster(modern) {
        let is_own = modern.policy_default_local_cluster == Some(policy);
        let origin = if is_own { Origin::Release } else { Origin::Meshc };
        all.push(case.stated_or("policy-default-local-cluster", &mesh.policy_default_local_cluster, (policy, origin)));
    }
    all.extend(case.stated("endpoint-slice-sync", &mesh.endpoint_slice_sync));
    all.extend(case.stated("mcs-api", &mesh.mcs_api));
    let shared = mesh.peer_values.value().map(|it| {
        let word = if it.value == PeerValues::Shared { "shared" } else { "inline" };
        case.written("peers", word, it.span)
    });
    all.push(shared.unwrap_or_else(|| case.setting("peers", "inline", (Origin::Meshc, None))));
    all
}

fn certificates(case: &Case<'_>, modern: &Modern, of: &Certificates) -> Vec<Setting> {
    if case.cluster.apiserver.is_nothing() {
        return Vec::new();
    }
    let method = match of.method.value() {
        Some(method) => case.written("certificates", method.value.name(), method.span),
        None => case.setting("certificates", of.method().name(), (Origin::Meshc, None)),
    };
    let mode = match of.auth_mode.value() {
        Some(mode) => case.written("certificates auth-mode=", mode.value.name(), mode.span),
        None => case.setting("certificates auth-mode=", modern.auth_mode.name(), (Origin::Release, None)),
    };
    let ca = case.stated_or("certificates ca-secret=", &of.ca_secret, (of.ca(), Origin::Chart));
    let own = case.stated("ca", &case.cluster.ca);
    let bundle = case.stated("trust-bundle", &case.mesh.trust_bundle);
    let more = [own, case.stated("certificates issuer=", &of.issuer), bundle];
    [method, ca, mode].into_iter().chain(more.into_iter().flatten()).collect()
}
