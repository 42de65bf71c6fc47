//! Texts of keys of `cilium-config` and of values, held against the types that agents, charts and Kubernetes
//! have for them.

use crate::common::mesh::mesh;
use crate::common::{codes, compile};
use meshc::yaml::{self, Value, json};

const NONE: [&str; 0] = [];
const TYPE: [&str; 1] = ["wrong-helm-type"];
const AGENT: [&str; 1] = ["agent-does-not-start"];

/// What is found in a mesh of a release with these nodes in both clusters.
fn found(release: &str, nodes: &str) -> Vec<&'static str> {
    let own = |number: usize| format!("{nodes}; apiserver \"LoadBalancer\" {{ ip \"192.0.2.{number}\"; }}");
    codes(&mesh(release).clusters([own(1), own(2)]).compile())
}

/// The values that are written for a key in `config`, at a path.
fn written(config: &str, path: &str) -> Value {
    let at = |number: usize| format!("apiserver \"LoadBalancer\" {{ ip \"192.0.2.{number}\"; }}");
    let text = format!(
        "mesh \"m\" {{ cilium \"1.18.6\"; address-pool \"10.0.0.0/8\" prefix=16; }}\n\
         defaults {{ config {{ {config}; }}; }}\n\
         cluster \"a\" id=1 {{ {}; }}\ncluster \"b\" id=2 {{ {}; }}\n",
        at(1),
        at(2)
    );
    let tree = compile(&text).tree().cloned().unwrap();
    let values = tree.get("clusters/a/values.yaml").unwrap().to_string();
    path.split('.').fold(yaml::read(&values).unwrap().remove(0), |value, key| value[key].clone())
}

/// A key becomes the value behind it, and Helm refuses one of another type.
#[test]
fn keys_have_the_type_of_the_value_behind_them() {
    for config in ["enable-hubble yes", "enable-sctp \"\"", "bpf-policy-map-max \"abc\"", "mesh-auth-queue-size \"1k\""]
    {
        assert_eq!(found("1.18.6", &format!("config {{ {config}; }}")), TYPE, "{config}");
    }
    assert_eq!(found("1.14.19", "config { debug yes; }"), TYPE);
    for config in ["enable-hubble #true", "debug \"true\"", "mesh-auth-queue-size 2048", "devices \"eth0 eth1\""] {
        for release in ["1.14.19", "1.15.19", "1.16.19", "1.17.8", "1.18.6", "1.19.6", "1.20.2"] {
            assert_eq!(found(release, &format!("config {{ {config}; }}")), NONE, "{release} {config}");
        }
    }
}

/// What agents take for true or for a number is written as the chart takes it.
#[test]
fn keys_are_read_as_agents_read_them() {
    assert_eq!(written("enable-l7-proxy 0", "l7Proxy"), json!(false));
    assert_eq!(written("enable-bpf-masquerade \"TRUE\"; enable-node-port #true", "bpf.masquerade"), json!(true));
    assert_eq!(written("mesh-auth-queue-size \"0x400\"", "authentication.queueSize"), json!(1024));
    assert_eq!(written("bpf-map-dynamic-size-ratio 0.005", "bpf.mapDynamicSizeRatio"), json!(0.005));
}

/// `validateConfigMap` in `pkg/option/config.go`.
#[test]
fn agents_hold_keys_against_the_types_of_flags() {
    for key in ["policy-queue-size \"1k\"", "bpf-ct-global-tcp-max \"lots\"", "bpf-ct-timeout-regular-any \"1d\""] {
        for release in ["1.14.19", "1.18.6", "1.20.2"] {
            assert_eq!(found(release, &format!("config {{ {key}; }}")), AGENT, "{release} {key}");
            let extra = format!("values {{ extraConfig {{ {key}; }}; }}");
            assert_eq!(found(release, &extra), AGENT, "{release} {key}");
        }
    }
    for key in ["policy-queue-size 100", "policy-queue-size \"0x64\"", "bpf-ct-timeout-regular-any \"1m\""] {
        assert_eq!(found("1.18.6", &format!("config {{ {key}; }}")), NONE, "{key}");
    }
}

/// What meshc sets anyway, or the chart by itself, in another type.
#[test]
fn managed_values_have_a_type_too() {
    for values in [
        "ipv6 { enabled \"false\"; }",
        "encryption { enabled \"false\"; }",
        "encryption { nodeEncryption \"false\"; }",
        "ipam { operator { clusterPoolIPv4MaskSize \"24\"; }; }",
        "tunnelPort \"0\"",
        "clustermesh { apiserver { service { nodePort \"32379\"; }; }; }",
    ] {
        assert_eq!(found("1.18.6", &format!("values {{ {values}; }}")), TYPE, "{values}");
    }
    for values in ["ipv6 { enabled #false; }", "encryption { enabled #false; }", "tunnelPort 0"] {
        assert_eq!(found("1.18.6", &format!("values {{ {values}; }}")), NONE, "{values}");
    }
}

/// Templates go through some of these lists, Kubernetes refuses the others.
#[test]
fn lists_of_maps_have_maps() {
    for values in [
        "extraEnv \"FOO=bar\"",
        "extraHostPathMounts \"/mnt\"",
        "operator { extraHostPathMounts \"/mnt\"; }",
        "envoy { extraHostPathMounts \"/mnt\"; }",
        "operator { topologySpreadConstraints \"zone\"; }",
        "clustermesh { apiserver { topologySpreadConstraints \"zone\"; }; }",
        "tolerations \"all\"",
        "tolerations { - { key \"a\"; operator \"Equal\"; value #true; }; }",
    ] {
        for release in ["1.14.19", "1.20.2"] {
            assert_eq!(found(release, &format!("values {{ {values}; }}")), TYPE, "{release} {values}");
        }
    }
    let ranges = "values { clustermesh { apiserver { service { loadBalancerSourceRanges \"10.0.0.0\"; }; }; }; }";
    assert_eq!(found("1.20.2", ranges), TYPE);
    for values in [
        "tolerations { - { key \"a\"; operator \"Equal\"; value \"true\"; tolerationSeconds 5; }; }",
        "tolerations { - { operator \"Exists\"; }; }",
        "extraHostPathMounts { - { name \"m\"; mountPath \"/m\"; hostPath \"/m\"; readOnly #true; }; }",
        "clustermesh { apiserver { service { loadBalancerSourceRanges \"10.0.0.0/8\"; }; }; }",
    ] {
        assert_eq!(found("1.20.2", &format!("values {{ {values}; }}")), NONE, "{values}");
    }
}

/// A key that two lists have is set once.
#[test]
fn config_and_extra_config_agree() {
    let both = |one: &str, other: &str| {
        let values = format!("values {{ extraConfig {{ policy-queue-size \"{other}\"; }}; }}");
        found("1.18.6", &format!("config {{ policy-queue-size {one}; }}; {values}"))
    };
    assert_eq!(both("100", "200"), ["config-key-managed"]);
    assert_eq!(both("100", "100"), NONE);
}
