use super::super::{RELEASES, find};
use super::{Dictionary, Elsewhere, Found};
use crate::yaml::json;

fn of(version: &str) -> Dictionary {
    let version = version.parse().unwrap();
    find(version).unwrap().dictionary(version).unwrap()
}

#[test]
fn a_value_has_a_type_a_default_and_a_reach() {
    let dictionary = of("1.18.6");
    let enabled = dictionary.value("hubble.relay.enabled").unwrap();
    assert!(enabled.types.take(&json!(true)) && !enabled.types.take(&json!("true")));
    assert_eq!(enabled.default(), Some(json!(false)));
    assert_eq!(dictionary.default("operator.replicas"), Some(json!(2)));
    let ranges = dictionary.value("clustermesh.apiserver.service.loadBalancerSourceRanges").unwrap();
    assert!(ranges.types.are_list() && !ranges.types.take(&json!("10.0.0.0/8")));
    assert!(dictionary.value("podAnnotations").unwrap().is_open);
    assert!(!dictionary.value("hubble.relay").unwrap().is_open);
    assert!(dictionary.value("debug.enabled").unwrap().reach.config);
    assert!(!dictionary.value("operator.replicas").unwrap().reach.config);
    assert!(dictionary.value("extraArgs").unwrap().reach.agents);
    assert!(dictionary.children("hubble.relay").any(|name| name == "enabled"));
    assert!(dictionary.children("").any(|name| name == "hubble"));
    assert!(dictionary.value("hubble.relay.enable").is_none());
}

#[test]
fn what_the_chart_has_no_schema_for_takes_any_scalar() {
    let replicas = of("1.15.6").value("operator.replicas").unwrap();
    assert!(replicas.types.take(&json!("2")) && !replicas.types.take(&json!([2])));
    assert!(of("1.15.6").value("hubble.metrics.enabled").unwrap().types.take(&json!(null)));
}

#[test]
fn a_patch_release_ends_a_value() {
    assert!(of("1.17.3").value("externalIPs").is_some());
    assert!(of("1.17.6").value("externalIPs").is_none());
    assert!(of("1.17.18").value("externalIPs").is_none());
    let until = Elsewhere::Until("1.17.6".parse().unwrap());
    assert_eq!(of("1.18.0").elsewhere("externalIPs.enabled"), Some(until));
    assert_eq!(of("1.17.3").elsewhere("externalIPs.enabled"), None);
    let from = Elsewhere::From("1.18.0".parse().unwrap());
    assert_eq!(of("1.17.3").elsewhere("identityManagementMode"), Some(from));
}

#[test]
fn what_a_user_sets_is_known_free_or_nothing() {
    let find = |path: &str| {
        let keys: Vec<String> = path.split('/').map(str::to_string).collect();
        match of("1.18.6").find(&keys) {
            Found::Value(_) => "value",
            Found::Free => "free",
            Found::Nothing => "nothing",
        }
    };
    let cases = [
        ("hubble/relay/enabled", "value"),
        ("hubble/relay/enable", "nothing"),
        ("hubble/rely/enabled", "free"),
        ("hubble/rely", "nothing"),
        ("hubble.relay.enabled", "nothing"),
        ("podAnnotations/example.com/team", "free"),
        ("updateStrategy/rollingUpdate/maxUnavailable", "value"),
        ("updateStrategy/rollingUpdate/maxSurge", "free"),
        ("updateStrategy/other", "free"),
        ("extraConfig/some-key", "free"),
        ("ipMasqAgent/config/nonMasqueradeCIDRs", "free"),
        ("tolerations/key", "free"),
    ];
    for (path, wanted) in cases {
        assert_eq!(find(path), wanted, "{path}");
    }
}

#[test]
fn keys_are_the_charts_and_the_flags() {
    let dictionary = of("1.18.6");
    for key in
        ["enable-ipv4-masquerade", "bpf-map-dynamic-size-ratio", "debug", "kvstore-mesh", "policy-trigger-interval"]
    {
        assert_eq!(dictionary.knows_key(key), key != "kvstore-mesh", "{key}");
    }
    assert!(!dictionary.knows_key("enable-ipv4-masquarade"));
    assert!(of("1.14.0").knows_key("endpoint-status") && !of("1.16.0").knows_key("endpoint-status"));
}

#[test]
fn every_line_with_a_chart_is_in_it() {
    for release in RELEASES.iter().filter(|release| release.modern().is_some()) {
        let version = format!("{}.0", release.name()).parse().unwrap();
        assert!(super::TABLE.charts.contains(&version), "{version}");
    }
}
