//! Who the cluster is, what it runs, and what its agents do.

use super::super::case::{Case, Origin, Setting};
use crate::address::Family;
use crate::facts::ranges::pool_mask;
use crate::model::{Foundation, IpamMode};
use crate::source::Span;
use crate::yaml::joined;

pub fn settings(case: &Case<'_>) -> Vec<Setting> {
    let cluster = case.cluster;
    let mut all = vec![case.written("name", &cluster.name.value, cluster.name.span)];
    all.extend(case.stated("id", &cluster.id));
    all.extend(case.stated("cilium", &cluster.version));
    all.extend(base(case));
    all.extend(cluster.platform.value().map(|it| case.written("platform", it.value.name, it.span)));
    all.extend(cluster.kops.value().map(|it| case.written("kops", &it.value.name.value, it.value.name.span)));
    all.extend(cluster.kops.get().and_then(|kops| case.stated("kops spec=", &kops.spec_path)));
    all.extend(case.stated("context", &cluster.context));
    if cluster.modern().is_some() {
        all.extend(ipam(case));
        all.extend(case.stated("chaining", &cluster.chaining));
        let replacement = cluster.dictionary().and_then(|dictionary| dictionary.default("kubeProxyReplacement"));
        let replacement = replacement.map_or("false".to_string(), |value| joined(&value));
        all.push(case.stated_or(
            "kube-proxy-replacement",
            &cluster.kube_proxy_replacement,
            (replacement, Origin::Chart),
        ));
        all.push(case.stated_or("host-firewall", &cluster.host_firewall, (false, Origin::Chart)));
    }
    all
}

/// What it builds on. A place has it only where it is written.
fn base(case: &Case<'_>) -> Option<Setting> {
    let (value, shown, span): (&str, String, Span) = match &case.cluster.base {
        Foundation::Broken => return None,
        Foundation::Chart(repository) => (&repository.value, format!("chart of {}", repository.value), repository.span),
        Foundation::HelmChartConfig(name) => (&name.value, format!("HelmChartConfig {}", name.value), name.span),
        Foundation::Manifests(base) => (&base.title, base.title.clone(), base.span),
    };
    let is_builtin = case.cluster.manifests().is_some_and(|base| !base.is_of_user());
    let shown = if is_builtin { format!("builtin manifests of {shown}") } else { shown };
    let word = if is_builtin { "builtin" } else { value };
    let is_written = case.places.has(span, word) || case.cluster.manifests().is_some_and(|base| base.is_of_user());
    Some(if is_written {
        case.written("base", shown, span)
    } else {
        case.setting("base", shown, (Origin::Meshc, None))
    })
}

fn ipam(case: &Case<'_>) -> Vec<Setting> {
    let cluster = case.cluster;
    let of_platform = cluster.helm_chart_config().is_some();
    let default = if of_platform { Origin::Platform } else { Origin::Chart };
    let stated = cluster.ipam.value();
    let mode = match stated {
        Some(ipam) => case.written("ipam", ipam.value.mode.name(), ipam.span),
        None => case.setting("ipam", cluster.ipam_mode().name(), (default, None)),
    };
    let mask = |name: &str, family: Family| {
        let is_cut = cluster.ipam_mode() == IpamMode::ClusterPool;
        let has = |net: &crate::source::Spanned<ipnet::IpNet>| Family::of(&net.value) == family;
        let mask = pool_mask(cluster, family).filter(|_| is_cut && cluster.pod_cidrs.iter().any(has))?;
        let own = stated.and_then(|ipam| ipam.value.mask(family).value());
        Some(match own {
            Some(own) => case.written(name, own.value, own.span),
            None if mask == crate::release::default_node_mask(family) => {
                case.setting(name, mask, (Origin::Chart, None))
            }
            None => case.setting(name, mask, (Origin::Meshc, None)),
        })
    };
    let masks = [mask("ipam mask=", Family::Ipv4), mask("ipam mask6=", Family::Ipv6)];
    std::iter::once(mode).chain(masks.into_iter().flatten()).collect()
}
