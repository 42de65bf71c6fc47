//! The user's values and keys against the dictionary of the chart: what nothing reads, what has a wrong type,
//! and what is a list of one.

use crate::common::{codes, compile, rendered};
use meshc::yaml::{self, Value, json};

/// A mesh of two clusters, the first with something of its own.
fn mesh(version: &str, own: &str) -> String {
    let apiserver = |ip: &str| format!("apiserver \"LoadBalancer\" {{ ip \"{ip}\"; }}");
    format!(
        "mesh \"m\" {{ cilium \"{version}\"; address-pool \"10.0.0.0/8\" prefix=16; }}\n\
         cluster \"a\" id=1 {{ {}; {own} }}\ncluster \"b\" id=2 {{ {}; }}\n",
        apiserver("192.0.2.1"),
        apiserver("192.0.2.2")
    )
}

/// What a mesh with these values raises.
fn raised(version: &str, values: &str) -> Vec<String> {
    let outcome = compile(&mesh(version, &format!("values {{ {values} }}")));
    codes(&outcome).into_iter().map(str::to_string).collect()
}

/// What is written for these values, at a path.
fn written(values: &str, path: &str) -> Value {
    let outcome = compile(&mesh("1.18.6", &format!("values {{ {values} }}")));
    assert!(outcome.diagnostics.0.is_empty(), "{values}\n{}", rendered(&outcome));
    let text = outcome.tree().cloned().unwrap().get("clusters/a/values.yaml").unwrap().to_string();
    path.split('.').fold(yaml::read(&text).unwrap().remove(0), |value, key| value[key].clone())
}

#[test]
fn what_nothing_reads_is_a_warning() {
    for values in [
        "kubeProxyRelacement #true",
        "operator { replica 3; }",
        "hubble { relay { enable #true; }; }",
        "hubble { realy { enabled #true; }; }",
        "hubble.relay.enabled #true",
        "hubble { relay.enabled #true; }",
        "hubble.relay { enabled #true; }",
        "service { nodeport 32380; }",
        "enable-ipv4-masquerade #false",
        "identityManagementModes \"agent\"",
    ] {
        assert_eq!(raised("1.18.6", values), ["unknown-helm-value"], "{values}");
    }
    assert_eq!(raised("1.17.4", "identityManagementMode \"agent\""), ["unknown-helm-value"]);
}

#[test]
fn what_is_the_users_own_is_not_held_against_the_chart() {
    for values in [
        "podAnnotations { \"example.com/team\" \"network\"; }",
        "nodeSelector { \"example.com/cilium\" \"yes\"; }",
        "resources { limits { memory \"1Gi\"; cpu 2; }; }",
        "updateStrategy { rollingUpdate { maxSurge 1; }; }",
        "podSecurityContext { runAsUser 0; }",
        "affinity { nodeAffinity { requiredDuringSchedulingIgnoredDuringExecution { nodeSelectorTerms { - { x 1; }; }; }; }; }",
        "tolerations { - { key \"a\"; operator \"Exists\"; }; }",
        "extraEnv { - { name \"A\"; value \"b\"; }; }",
        "global { anything #true; }",
        "operator { resources #null; }",
        "bpf { mapDynamicSizeRatio 0.005; }",
        "bpf { ctTcpMax 65536; }",
        "ipMasqAgent { config { nonMasqueradeCIDRs \"10.0.0.0/8\"; }; }",
    ] {
        for version in ["1.14.2", "1.15.6", "1.16.5", "1.17.4", "1.18.6", "1.19.1", "1.20.2"] {
            assert_eq!(raised(version, values), [""; 0], "{version} {values}");
        }
    }
}

#[test]
fn types_are_held_against_the_chart() {
    for values in [
        "operator { replicas \"2\"; }",
        "MTU \"1400\"",
        "debug { enabled \"yes\"; }",
        "image { tag 1.18; }",
        "hubble { relay \"enabled\"; }",
        "envoy { baseID \"x\"; }",
        "podAnnotations \"x\"",
        "scheduling { mode \"other\"; }",
    ] {
        assert_eq!(raised("1.18.6", values), ["wrong-helm-type"], "{values}");
    }
    // Without a schema a template writes a text as it writes a number, but takes each for true.
    assert_eq!(raised("1.15.6", "operator { replicas \"2\"; }"), [""; 0]);
    assert_eq!(raised("1.15.6", "debug { enabled \"false\"; }"), ["wrong-helm-type"]);
}

#[test]
fn one_value_is_a_list_of_one_where_the_chart_has_a_list() {
    let ranges = "clustermesh.apiserver.service.loadBalancerSourceRanges";
    let service =
        |ranges: &str| format!("clustermesh {{ apiserver {{ service {{ loadBalancerSourceRanges {ranges}; }}; }}; }}");
    assert_eq!(written(&service("\"192.0.2.0/24\""), ranges), json!(["192.0.2.0/24"]));
    assert_eq!(
        written(&service("\"192.0.2.0/24\" \"198.51.100.0/24\""), ranges),
        json!(["192.0.2.0/24", "198.51.100.0/24"])
    );
    assert_eq!(written(&service("{ - \"192.0.2.0/24\"; }"), ranges), json!(["192.0.2.0/24"]));
    assert_eq!(written(&service(""), ranges), json!([]));
    assert_eq!(
        written("tolerations { key \"a\"; operator \"Exists\"; }", "tolerations"),
        json!([{"key": "a", "operator": "Exists"}])
    );
    assert_eq!(written("tolerations", "tolerations"), json!([]));
    assert_eq!(written("podAnnotations", "podAnnotations"), json!({}));
    assert_eq!(written("hubble { metrics { enabled \"dns\"; }; }", "hubble.metrics.enabled"), json!(["dns"]));
    assert_eq!(written("extraArgs \"--a\"", "extraArgs"), json!(["--a"]));
}

#[test]
fn keys_are_held_against_what_the_release_knows() {
    let raised = |version: &str, key: &str| {
        let outcome = compile(&mesh(version, &format!("config {{ {key} \"true\"; }}")));
        codes(&outcome).into_iter().map(str::to_string).collect::<Vec<_>>()
    };
    assert_eq!(raised("1.18.6", "bpf-map-dynamic-size-ration"), ["unknown-config-key"]);
    assert_eq!(raised("1.18.6", "enable-ipv4-masquarade"), ["unknown-config-key"]);
    assert_eq!(raised("1.18.6", "enable-host-port"), [""; 0]);
    assert_eq!(raised("1.19.1", "enable-host-port"), ["removed-config-key"]);
    // What the chart writes by itself is no fix in `extraConfig`.
    let extra = compile(&mesh("1.18.6", "values { extraConfig { bpf-map-dynamic-size-ration \"0.01\"; }; }"));
    assert_eq!(codes(&extra), ["unknown-config-key"]);
    assert!(extra.diagnostics.0.iter().all(|finding| finding.fixes.is_empty()));
    let extra = compile(&mesh("1.18.6", "values { extraConfig { policy-queue-sise \"5\"; }; }"));
    assert!(extra.diagnostics.0.iter().any(|finding| !finding.fixes.is_empty()));
}

#[test]
fn a_value_that_a_patch_release_ended_is_removed() {
    assert_eq!(raised("1.17.3", "externalIPs { enabled #true; }"), [""; 0]);
    assert_eq!(raised("1.17.8", "externalIPs { enabled #true; }"), ["removed-helm-value"]);
    assert_eq!(raised("1.18.6", "tunnel \"vxlan\""), ["removed-helm-value"]);
}

/// The chart writes these maps and lists as they are (`toYaml` in its templates).
#[test]
fn kubernetes_takes_texts_only() {
    for values in [
        "extraConfig { api-rate-limit 5; }",
        "podAnnotations { \"a\" 5; }",
        "operator { podLabels { \"a\" #true; }; }",
        "nodeSelector { \"a\" 5; }",
        "nodeSelector { \"a\" \"x\" \"y\"; }",
        "commonLabels { \"a\" 5; }",
        "clustermesh { apiserver { service { annotations { \"a\" #true; }; }; }; }",
        "certgen { annotations { job { \"a\" 5; }; }; }",
        "extraEnv { - { name \"X\"; value 5; }; }",
        "extraArgs 5",
        "hubble { metrics { enabled { dns #true; }; }; }",
    ] {
        assert_eq!(raised("1.18.6", values), ["wrong-helm-type"], "{values}");
    }
    let taken = "podAnnotations { \"a\" \"5\"; \"b\" #null; }; extraEnv { - { name \"X\"; valueFrom { fieldRef { fieldPath \"a\"; }; }; }; }";
    assert_eq!(raised("1.18.6", taken), [""; 0]);
}

/// Every map of the charts 1.15.19 and 1.20.2 was tried as null.
#[test]
fn a_map_that_templates_read_is_not_null() {
    for values in ["hubble #null", "bpf #null", "operator #null", "hubble { relay #null; }", "loadBalancer #null"] {
        assert_eq!(raised("1.18.6", values), ["wrong-helm-type"], "{values}");
    }
    for values in [
        "tolerations #null",
        "image { digest #null; }",
        "affinity #null",
        "nodePort #null",
        "operator { affinity #null; }",
    ] {
        assert_eq!(raised("1.18.6", values), [""; 0], "{values}");
    }
}

#[test]
fn keys_in_patches_are_held_against_the_release_too() {
    let patched = |operation: &str| {
        let patch = format!("patch kind=\"ConfigMap\" name=\"cilium-config\" {{ {operation}; }}");
        let outcome = compile(&mesh("1.18.6", &patch));
        codes(&outcome).into_iter().map(str::to_string).collect::<Vec<_>>()
    };
    assert_eq!(patched("add \"/data/enable-ipv4-masquarade\" \"false\""), ["unknown-config-key"]);
    assert_eq!(patched("add \"/data/bpf-lb-map-max\" 5"), ["patch-does-not-apply"]);
    assert_eq!(patched("add \"/data/bpf-lb-map-max\" \"65536\""), [""; 0]);
}

/// A program of Cilium exits when it does not know an argument.
#[test]
fn arguments_that_no_program_knows_are_reported() {
    let of = |values: &str| {
        let clusters = [format!("apiserver \"LoadBalancer\" {{ ip \"192.0.2.1\" }}; values {{ {values} }}")];
        crate::common::mesh::mesh("1.18.6").clusters(clusters).codes()
    };
    let known = "extraArgs { - \"--policy-queue-size=200\"; - \"--config-dir=/tmp/x\" }";
    assert_eq!(of(known), [""; 0]);
    assert_eq!(of("extraArgs { - \"--tunnel=vxlan\" }"), ["removed-config-key"]);
    assert_eq!(of("extraArgs { - \"--policy-queue-sise=200\" }"), ["unknown-config-key"]);
    assert_eq!(of("operator { extraArgs { - \"--identity-gc-intervall=5m\" } }"), ["unknown-config-key"]);
    // An agent ignores a variable that it does not know.
    assert_eq!(of("extraEnv { - { name \"CILIUM_POLICY_QUEUE_SISE\"; value \"200\" } }"), [""; 0]);
}
