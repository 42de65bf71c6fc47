//! What meshc takes the merged settings of a cluster for is what the real charts make of its values: what a
//! chart refuses meshc refuses, what meshc accepts renders without a key that is there twice, and every flag
//! that a refusal asks for is the one in the rendered `cilium-config`.
//!
//! `HELM` and `CILIUM_CHARTS` as in `helm`.

use crate::common::{codes, compile, programs};
use meshc::release::refusals::Term;
use meshc::settings::merged::Merged;
use meshc::yaml::{self, Value};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What users write into `defaults`, each for one or two refusals or against one.
const USERS: &[&str] = &[
    "",
    "values { autoDirectNodeRoutes #true; }",
    "config { auto-direct-node-routes #true; }",
    "values { extraConfig { enable-srv6 \"true\"; }; extraArgs { - \"--enable-bpf-masquerade=true\"; }; }",
    "kube-proxy-replacement #true; values { loadBalancer { mode \"dsr\"; dsrDispatch \"geneve\"; acceleration \"native\"; }; }",
    "kube-proxy-replacement #true; config { bpf-lb-mode \"hybrid\"; bpf-lb-algorithm \"maglev\"; bpf-lb-maglev-table-size 1000; }",
    "values { ipMasqAgent { enabled #true; }; bpf { masquerade #true; }; }",
    "config { enable-ip-masq-agent #true; enable-bpf-masquerade #true; enable-ipv4-masquerade #false; }",
    "values { installNoConntrackIptablesRules #true; l7Proxy #false; nodePort { enabled #true; }; }",
    "values { enableIPv4BIGTCP #true; enableIPv6BIGTCP #true; enableMasqueradeRouteSource #true; }",
    "values { hubble { ui { enabled #true; }; }; }",
    "values { hubble { relay { enabled #true; }; ui { enabled #true; }; }; }",
    "values { hubble { enabled #false; relay { enabled #true; }; }; }",
    "values { hubble { enabled #false; }; }",
    "values { hubble { tls { auto { enabled #false; }; }; }; }",
    "values { hubble { tls { enabled #false; auto { enabled #false; }; }; }; }",
    "values { hubble { redact { enabled #true; http { headers { allow { - \"a\"; }; deny { - \"b\"; }; }; }; }; }; }",
    "values { l7Proxy #false; gatewayAPI { enabled #true; }; }",
    "values { l7Proxy #false; ingressController { enabled #true; }; }",
    "values { ingressController { enabled #true; service { externalTrafficPolicy \"None\"; }; }; }",
    "values { gatewayAPI { enabled #true; externalTrafficPolicy \"None\"; }; }",
    "values { operator { setNodeTaints #true; removeNodeTaints #false; }; }",
    "values { endpointRoutes { enabled #true; }; }",
    "values { extraEnv { - { name \"KUBE_CLIENT_BACKOFF_BASE\"; value \"1\"; }; }; }",
    "values { k8sServiceHost \"a\"; k8sServiceHostRef { name \"b\"; key \"c\"; }; }",
    "values { bpf { tproxy #true; datapathMode \"netkit\"; }; }",
    "values { loadBalancer { standalone #true; }; }",
    "values { bpf { ctTcpMax 12; natMax 13; policyMapMax 14; lbMapMax 0; authMapMax 15; }; nat { mapStatsEntries 5000; }; }",
    "values { serviceNoBackendResponse \"drop\"; policyCIDRMatchMode \"nodes\"; underlayProtocol \"ipv4\"; }",
    "values { l2podAnnouncements { enabled #true; }; disableEndpointCRD #false; }",
    "values { encryption { strictMode { enabled #true; cidr \"10.0.0.0/8\"; egress { enabled #true; cidr \"10.0.0.0/8\"; }; }; }; }",
    "values { standaloneDnsProxy { enabled #true; }; }",
    "values { vtep { enabled #true; endpoint \"192.0.2.1 192.0.2.2\"; cidr \"10.9.0.0/24\"; mask \"255.255.255.0\"; mac \"82:36:4c:98:2e:56\"; }; }",
    "values { bandwidthManager { enabled #true; bbr #true; bbrHostNamespaceOnly #false; }; bpf { hostLegacyRouting #true; }; }",
    "values { bpf { datapathMode \"netkit\"; hostLegacyRouting #false; masquerade #true; }; kubeProxyReplacement \"true\"; }",
    "values { hubble { tls { auto { enabled #false; }; server { existingSecret \"a\"; }; }; metrics { enabled { - \"dns\"; }; tls { enabled #true; }; }; }; }",
    "values { hubble { tls { auto { enabled #false; }; server { existingSecret \"a\"; }; }; ui { enabled #true; }; relay { enabled #true; tls { client { existingSecret \"b\"; }; server { enabled #true; existingSecret \"c\"; }; }; }; }; }",
    "values { upgradeCompatibility \"1.9\"; }",
    "values { upgradeCompatibility \"1.13\"; operator { nodeGCInterval \"5\"; }; }",
    "kube-proxy-replacement #false; values { upgradeCompatibility \"1.11\"; nodePort { enabled #true; range \"30000,32767\"; }; }",
    "values { bpf { mapDynamicSizeRatio 0.5; monitorAggregation \"low\"; vlanBypass { - 5; - 6; }; }; maglev { hashSeed \"JLfvgnHc2kaSUFaI\"; }; }",
    "values { keepDeprecatedLabels #true; envoy { baseID 4294967296; }; }",
];

/// Flags whose defaults meshc does not keep, for nothing is refused of them.
const DEFAULTS: &[&str] = &[
    "bpf-events-default-burst-limit",
    "bpf-events-default-rate-limit",
    "bpf-lb-map-max",
    "bpf-map-dynamic-size-ratio",
    "bpf-policy-map-max",
    "datapath-mode",
    "dnsproxy-enable-transparent-mode",
    "l2-pod-announcements-interface",
    "monitor-aggregation",
    "nat-map-stats-entries",
    "tunnel-source-port-range",
];

/// The whole of a mesh: how pods reach pods, and who hands out their addresses.
const MESHES: &[(&str, &str)] = &[
    ("", "pod-cidr \"10.N.0.0/16\""),
    ("routing \"native\" cidr=\"10.0.0.0/8\"; encryption \"wireguard\";", "pod-cidr \"10.N.0.0/16\""),
    ("routing \"native\" cidr=\"10.0.0.0/8\" protocol=\"geneve\";", "ipam \"eni\"; node-cidr \"10.N.0.0/16\""),
    ("routing \"native\" cidr=\"10.0.0.0/8\";", "ipam \"azure\"; node-cidr \"10.N.0.0/16\""),
    ("", "pod-cidr \"10.N.0.0/16\"; platform \"aks\"; values { aksbyocni { enabled #true; }; }"),
];

/// Rules whose findings are not ours to judge here, or are what is judged.
const SILENT: &str = "lint { agent-does-not-start \"off\"; chart-does-not-render \"off\"; duplicate-config-key \"off\"; \
                      unequal-setting \"off\"; incompatible-feature \"off\"; removed-helm-value \"off\"; \
                      native-routing-cidr-too-narrow \"off\"; routing-unfit-for-family \"off\"; }";

#[test]
fn merged_settings_are_what_charts_render() {
    let Ok(folder) = std::env::var("CILIUM_CHARTS") else {
        assert!(!crate::common::are_consumers_required(), "CILIUM_CHARTS names no folder");
        return;
    };
    for helm in programs("HELM", "helm") {
        let mut charts: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path()).collect();
        charts.retain(|chart| chart.join("Chart.yaml").exists());
        let problems = std::sync::Mutex::new(Vec::new());
        charts.sort();
        let jobs: Vec<(usize, usize)> =
            (0..charts.len()).flat_map(|chart| (0..MESHES.len()).map(move |mesh| (chart, mesh))).collect();
        let next = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while let Some((chart, mesh)) = jobs.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                        for (index, users) in USERS.iter().enumerate() {
                            // All of them in the first mesh, and over the charts each in every other one too.
                            let is_turn = (index + chart) % (MESHES.len() - 1) + 1 == *mesh;
                            if *mesh == 0 || index == 0 || is_turn {
                                let found = differences(&helm, &charts[*chart], &MESHES[*mesh], users);
                                problems.lock().unwrap().extend(found);
                            }
                        }
                    }
                });
            }
        });
        let mut problems = problems.into_inner().unwrap();
        problems.sort();
        assert!(problems.is_empty(), "{} differences:\n{}", problems.len(), problems.join("\n"));
    }
}

/// What meshc and a chart say differently of one mesh.
fn differences(helm: &str, chart: &Path, mesh: &(&str, &str), users: &str) -> Vec<String> {
    let version = chart.file_name().unwrap().to_str().unwrap().trim_start_matches('v').to_string();
    let text = |more: &str| {
        let cluster = |name: &str, number: usize| {
            let nodes = mesh.1.replace('N', &number.to_string());
            format!(
                "cluster \"{name}\" id={number} {{ {nodes}; apiserver \"LoadBalancer\" {{ ip \"192.0.2.{number}\"; }}; }}\n"
            )
        };
        let head = format!("mesh \"m\" {{ cilium \"{version}\"; {} }}\ndefaults {{ {users}; }}\n", mesh.0);
        format!("{head}{}{}{more}", cluster("a", 1), cluster("b", 2)).replace("{ ; }", "{ }")
    };
    let found = compile(&text(""));
    let found: BTreeSet<&str> = codes(&found).into_iter().collect();
    let silent = compile(&text(SILENT));
    let (Some(checked), Some(tree)) = (silent.mesh(), silent.tree()) else { return Vec::new() };
    let (plan, at) = (silent.plan().unwrap(), format!("{version} [{}] {users}", mesh.0));
    let says = |code: &str| found.contains(code);
    let mut problems = Vec::new();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), tree.get("clusters/a/values.yaml").unwrap()).unwrap();
    let mut command = Command::new(helm);
    command.args(["template", "cilium", "--namespace", "kube-system", "--kube-version", "1.31.0"]);
    command.args(["--show-only", "templates/cilium-configmap.yaml", "--values"]);
    let done = command.arg(file.path()).arg(chart).output().unwrap();
    let (out, error) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    // What a removed value makes of it is another rule's.
    let is_refused = !done.status.success() && !says("removed-helm-value");
    if is_refused != says("chart-does-not-render") && !error.contains("schema") {
        problems.push(format!("{at}: meshc says {found:?}, Helm {error}"));
    }
    if !done.status.success() {
        return problems;
    }
    let is_twice = twice(&out);
    if is_twice.is_some() != says("duplicate-config-key") {
        problems.push(format!("{at}: meshc says {found:?}, twice is {is_twice:?}"));
    }
    if is_twice.is_some() {
        return problems;
    }
    let objects = yaml::read(&out).unwrap();
    let config = objects.iter().find(|object| object["metadata"]["name"] == "cilium-config").unwrap();
    let merged = Merged::of(checked, &checked.clusters[0], &plan.clusters[0]).unwrap();
    let release = checked.clusters[0].release().unwrap();
    let over: Vec<String> = merged.arguments().into_iter().map(|(name, _)| name).collect();
    for flag in release.agent_refusals().flat_map(|refusal| refusal.when).flat_map(names) {
        // A value of the chart.
        if flag.contains('.') {
            continue;
        }
        let rendered = config["data"].get(flag).and_then(Value::as_str);
        let ours = merged.flag(flag).text.replace(',', " ");
        let theirs = rendered.unwrap_or_else(|| release.flag_by_default(flag).unwrap_or_default()).replace(',', " ");
        let is_off = |text: &str| text.is_empty() || text == "false";
        // Nothing is refused of these defaults, so meshc does not keep them.
        if merged.stated_flag(flag).is_none() && DEFAULTS.contains(&flag) {
            continue;
        }
        let is_unknown = rendered.is_none() && release.chart_key(flag).is_some();
        let is_same = ours == theirs || is_off(&ours) && is_off(&theirs);
        let is_expected = is_unknown || over.iter().any(|name| name == flag);
        if !is_same && !is_expected {
            problems.push(format!("{at}: {flag} is {ours:?} for meshc, and {rendered:?} in the chart"));
        }
    }
    problems
}

/// A key that is in one of the maps of `data` twice.
fn twice(text: &str) -> Option<String> {
    let mut seen = BTreeSet::new();
    for line in text.lines() {
        if line.starts_with("---") {
            seen.clear();
        }
        let key =
            line.strip_prefix("  ").filter(|rest| !rest.starts_with([' ', '#'])).and_then(|rest| rest.split_once(':'));
        if let Some((key, _)) = key.filter(|(key, _)| !seen.insert(key.to_string())) {
            return Some(key.to_string());
        }
    }
    None
}

/// The flags that a condition asks for.
fn names(term: &Term) -> Vec<&'static str> {
    match term {
        Term::On(name) | Term::Off(name) | Term::Set(name) | Term::Unset(name) | Term::NoIpv4Range(name) => vec![name],
        Term::Is(name, _) | Term::Not(name, _) | Term::Beyond(name, ..) => vec![name],
        Term::From(name, ..) | Term::Unread(name, _) => vec![name],
        Term::AnyOn(names) | Term::Unequal(names) => names.to_vec(),
        Term::SomePair(pairs) | Term::NoPair(pairs) => pairs.iter().flat_map(|(one, two)| [*one, *two]).collect(),
        Term::Names(..) => Vec::new(),
    }
}
