//! Keys of `cilium-config` on the Helm chart: through its own values where it writes them, beside them where
//! it does not, and never twice.

use crate::common::releases::{is_from, modern};
use crate::common::{codes, compile, rendered};
use meshc::Outcome;
use meshc::yaml::{self, Value, json};

fn mesh(version: &str, cluster: &str) -> String {
    format!(
        r#"mesh "m" {{ cilium "{version}"; routing "native" cidr="10.0.0.0/8"; address-pool "10.0.0.0/8" prefix=16; }}
        cluster "a" id=1 {{ apiserver "LoadBalancer" {{ ip "192.0.2.1"; }}; {cluster} }}
        cluster "b" id=2 {{ apiserver "LoadBalancer" {{ ip "192.0.2.2"; }}; }}
        "#
    )
}

fn values(version: &str, cluster: &str) -> Value {
    let outcome = compile(&mesh(version, cluster));
    assert!(!outcome.diagnostics.has_errors(), "{}", rendered(&outcome));
    yaml::read(outcome.tree().cloned().unwrap().get("clusters/a/values.yaml").unwrap()).unwrap().remove(0)
}

fn found(version: &str, cluster: &str) -> Outcome {
    compile(&mesh(version, cluster))
}

/// A key, a text, and the value of the chart that it becomes in the releases of these lines.
type Case = (&'static str, &'static str, &'static str, fn() -> Value);

const EVERYWHERE: &[Case] = &[
    ("debug", "#true", "/debug/enabled", || true.into()),
    ("bpf-map-dynamic-size-ratio", "\"0.0025\"", "/bpf/mapDynamicSizeRatio", || json!(0.0025)),
    ("bpf-lb-map-max", "131072", "/bpf/lbMapMax", || 131_072.into()),
    ("monitor-aggregation", "\"none\"", "/bpf/monitorAggregation", || "none".into()),
    ("identity-gc-interval", "\"20m\"", "/operator/identityGCInterval", || "20m".into()),
    ("auto-direct-node-routes", "#true", "/autoDirectNodeRoutes", || true.into()),
    ("enable-bpf-masquerade", "#false", "/bpf/masquerade", || false.into()),
    ("vlan-bpf-bypass", "\"4001 4002\"", "/bpf/vlanBypass", || json!(["4001", "4002"])),
    ("mtu", "9000", "/MTU", || 9000.into()),
];

#[test]
fn what_the_chart_writes_is_set_through_its_value() {
    for version in modern() {
        for (key, text, pointer, wanted) in EVERYWHERE {
            let values = values(&version, &format!("config {{ {key} {text}; }};"));
            assert_eq!(values.pointer(pointer), Some(&wanted()), "{version} {key}");
            assert_eq!(values.get("extraConfig"), None, "{version} {key}");
        }
    }
}

#[test]
fn what_the_chart_does_not_write_stands_beside_it_as_text() {
    let values = values("1.20.0", "config { ipam-max-above-watermark 8; mtu 0; };");
    let wanted = json!({ "ipam-max-above-watermark": "8", "mtu": "0" });
    assert_eq!(values["extraConfig"], wanted);
    // A key that later releases no longer read.
    let values = self::values("1.18.12", "config { enable-session-affinity #true; };");
    assert_eq!((&values["sessionAffinity"], values.get("extraConfig")), (&true.into(), None));
}

#[test]
fn what_is_off_is_said_both_ways_where_the_chart_would_be_silent() {
    let values = values("1.20.0", "config { enable-node-ipam #false; };");
    assert_eq!(values["nodeIPAM"], json!({ "enabled": false }));
    assert_eq!(values["extraConfig"], json!({ "enable-node-ipam": "false" }));
}

#[test]
fn a_key_of_a_feature_follows_the_feature() {
    let key = "config { enable-bbr #true; };";
    assert_eq!(values("1.20.0", key)["extraConfig"], json!({ "enable-bbr": "true" }));
    let values = values("1.20.0", &format!("{key} values {{ bandwidthManager {{ enabled #true }} }};"));
    assert_eq!(values["bandwidthManager"], json!({ "bbr": true, "enabled": true }));
    assert_eq!(values.get("extraConfig"), None);
}

#[test]
fn what_the_chart_makes_of_something_else_is_refused() {
    let outcome = found("1.20.0", "config { procfs \"/proc\"; };");
    assert_eq!(codes(&outcome), ["config-key-managed"], "{}", rendered(&outcome));
    let outcome = found("1.20.0", "config { operator-prometheus-serve-addr \":9999\"; };");
    assert!(rendered(&outcome).contains("`operator.prometheus.port`"), "{}", rendered(&outcome));
    let key = "config { prometheus-serve-addr \":9999\"; };";
    assert_eq!(codes(&found("1.20.0", key)), [""; 0]);
    let outcome = found("1.20.0", &format!("{key} values {{ prometheus {{ enabled #true }} }};"));
    assert_eq!(codes(&outcome), ["config-key-managed"], "{}", rendered(&outcome));
    let local = "config { enable-local-node-route #false; };";
    assert_eq!(codes(&found("1.18.3", local)), [""; 0]);
    let chained = found("1.18.3", &format!("chaining \"generic-veth\"; {local}"));
    assert_eq!(codes(&chained), ["config-key-managed"], "{}", rendered(&chained));
}

#[test]
fn extra_config_of_the_users_own_is_no_way_around() {
    let refused = |key: &str| codes(&found("1.18.3", &format!("values {{ extraConfig {{ {key} }} }};")));
    assert_eq!(refused("debug \"true\""), ["config-key-managed"]);
    assert_eq!(refused("cluster-id \"9\""), ["config-key-managed"]);
    assert_eq!(refused("allow-unsafe-policy-skb-usage \"true\""), [""; 0]);
}

#[test]
fn what_all_clusters_say_is_one_finding() {
    let clusters: String = (3..=200)
        .map(|id| format!("cluster \"c{id}\" id={id} {{ apiserver \"LoadBalancer\" {{ ip \"192.0.3.{id}\"; }}; }}\n"))
        .collect();
    let defaults = "defaults { config { procfs \"/proc\"; }; values { extraConfig { debug \"true\" } } }\n";
    let outcome = compile(&(mesh("1.18.3", "") + &clusters + defaults));
    assert_eq!(codes(&outcome), ["config-key-managed", "config-key-managed"], "{}", rendered(&outcome));
}

/// The clusters' keys all stand in the values: as the chart's own value, or in `extraConfig`; or a rule
/// refuses them.
#[test]
fn no_key_is_dropped_without_a_word() {
    let slices = "enable-cilium-endpoint-slice #true;";
    let cases = [
        ("1.18.12", format!("config {{ {slices} ces-rate-limits \"[]\"; }};"), true),
        ("1.18.12", "config { ces-rate-limits \"[]\"; };".to_string(), false),
        (
            "1.18.12",
            "config { ces-rate-limits \"[]\"; }; values { ciliumEndpointSlice { enabled #false } };".to_string(),
            false,
        ),
        ("1.18.12", "config { mtu 9000; }; values { MTU 1400 };".to_string(), true),
        ("1.18.12", "config { mtu 9000; }; values { MTU 9000 };".to_string(), false),
        ("1.18.12", "config { debug #true; }; values { debug { enabled #false } };".to_string(), true),
    ];
    for (version, cluster, is_refused) in cases {
        let outcome = found(version, &cluster);
        let wanted: &[&str] = if is_refused { &["config-key-managed"] } else { &[] };
        assert_eq!(codes(&outcome), wanted, "{cluster}\n{}", rendered(&outcome));
    }
    let values =
        values("1.18.12", "config { ces-rate-limits \"[]\"; }; values { ciliumEndpointSlice { enabled #false } };");
    assert_eq!(values["extraConfig"], json!({ "ces-rate-limits": "[]" }));
    // A port of zero is none: the chart, which has one of its own, says nothing then.
    let values = self::values("1.18.12", "config { agent-health-port 0; };");
    assert_eq!(values["healthPort"], json!(0));
    assert_eq!(values["extraConfig"], json!({ "agent-health-port": "0" }));
}

/// Keys that charts gave up one after the other, and the agent later.
#[test]
fn keys_of_kube_proxys_work_end_with_their_charts() {
    for (key, without) in [("enable-external-ips", "1.17"), ("enable-host-port", "1.18"), ("enable-node-port", "1.19")]
    {
        for release in modern() {
            let cluster = format!("config {{ {key} #true; }};");
            if is_from(&release, "1.19") {
                let outcome = found(&release, &cluster);
                assert_eq!(codes(&outcome), ["removed-config-key"], "{}", rendered(&outcome));
            } else {
                let wanted = if is_from(&release, without) { json!({ key: "true" }) } else { Value::Null };
                assert_eq!(values(&release, &cluster)["extraConfig"], wanted, "{release} {key}");
            }
        }
    }
    let asked = "values { externalIPs { enabled #true } };";
    assert_eq!(codes(&found("1.17.0", asked)), [""; 0]);
    assert_eq!(codes(&found("1.18.0", asked)), ["removed-helm-value"]);
}
