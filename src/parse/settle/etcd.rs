//! The etcd that kops makes, as far as the mesh file says nothing of it.

use crate::model::{Cluster, Etcd, Kops, KopsSpec, Tls};
use crate::release::{ETCD_OF_OLD_KOPS, Version};
use crate::source::{Said, Span, Spanned};
use crate::yaml::Value;

/// What kops runs for `spec.etcdClusters[0]`: members at `etcd-<member>.internal.<cluster>`, client port 4001
/// (kops 1.10 `protokube/pkg/protokube/etcd_cluster.go` and the addon `networking.cilium.io`).
pub fn of_kops(cluster: &mut Cluster) {
    let (kops, spec, span) = match spec(&cluster.kops) {
        Said::Nothing => return,
        Said::Broken(span) => return break_etcd(&mut cluster.etcd, span),
        Said::Value(Spanned { value: (kops, spec), span }) => (kops, spec, span),
    };
    let Some((_, fields)) = spec.cluster() else { return };
    let clusters: Vec<&Value> = fields.get("etcdClusters").and_then(Value::as_array).into_iter().flatten().collect();
    let tls = clusters.iter().any(|etcd| etcd.get("enableEtcdTLS").and_then(Value::as_bool) == Some(true));
    let scheme = if tls { "https" } else { "http" };
    if cluster.etcd.endpoints.is_nothing() && !cluster.is_reached() {
        let members = clusters.first().and_then(|etcd| etcd.get("etcdMembers")?.as_array()).into_iter().flatten();
        let names = members.filter_map(|member| member.get("name")?.as_str());
        let url = |name: &str| format!("{scheme}://etcd-{name}.internal.{}:4001", kops.name.value);
        cluster.etcd.endpoints.extend(names.map(|name| Spanned::new(url(name), span)));
    }
    if tls && cluster.etcd.tls.is_nothing() {
        let said = |key: String| Said::Value(Spanned::new(key, span));
        let key = |suffix: &str| said(format!("{}.etcd-client{suffix}", cluster.name.value));
        let tls = Tls { span, ca: key("-ca.crt"), cert: key(".crt"), key: key(".key") };
        cluster.etcd.tls = Said::Value(Spanned::new(tls, span));
    }
    // The oldest one counts: kops has no way from etcd 2 to 3, and Cilium needs all of them new enough.
    let stated = clusters.iter().filter_map(|etcd| etcd.get("version")?.as_str()?.parse().ok()).min();
    let of_spec = stated.or_else(|| default_etcd(spec));
    let of_spec = of_spec.map_or(Said::Nothing, |version| Said::Value(Spanned::new(version, span)));
    let own = std::mem::take(&mut cluster.etcd.version);
    cluster.etcd.version = kops.etcd_version.clone().or_else(|| own).or_else(|| of_spec);
}

/// The manifests of a kops cluster.
pub fn spec(kops: &Said<Kops>) -> Said<(&Kops, &KopsSpec)> {
    let kops = match kops {
        Said::Nothing => return Said::Nothing,
        Said::Broken(span) => return Said::Broken(*span),
        Said::Value(kops) => &kops.value,
    };
    match &kops.spec {
        Said::Nothing => Said::Nothing,
        Said::Broken(span) => Said::Broken(*span),
        Said::Value(spec) => Said::Value(Spanned::new((kops, &spec.value), spec.span)),
    }
}

/// What manifests that cannot be read would have said of an etcd is not missing.
fn break_etcd(etcd: &mut Etcd, span: Span) {
    if etcd.endpoints.is_nothing() {
        etcd.endpoints.break_at(span);
    }
    let tls = std::mem::take(&mut etcd.tls);
    etcd.tls = tls.or_else(|| Said::Broken(span));
    let version = std::mem::take(&mut etcd.version);
    etcd.version = version.or_else(|| Said::Broken(span));
}

/// The etcd that kops runs when the spec names none, where that matters.
fn default_etcd(spec: &KopsSpec) -> Option<Version> {
    spec.kubernetes_minor().is_none_or(|minor| minor < 11).then_some(ETCD_OF_OLD_KOPS)
}
