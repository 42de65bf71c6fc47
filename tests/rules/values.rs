//! What the pages of the rules about `config` and `values` cannot show: every feature, every release, and what is fine.

use crate::common::releases::{is_from, modern, modern_from};
use crate::common::{codes, compile, compile_with, rendered};
use meshc::world::Memory;

/// A mesh of two clusters of that release, the second with what `own` says.
fn mesh(settings: &str, own: &str) -> String {
    format!(
        "mesh \"m\" {{ address-pool \"10.0.0.0/8\" prefix=16; {settings} }}\n\
         cluster \"a\" id=1 {{ apiserver \"LoadBalancer\" {{ ip \"192.0.2.1\"; }}; }}\n\
         cluster \"b\" id=2 {{ apiserver \"LoadBalancer\" {{ ip \"192.0.2.2\"; }}; {own} }}\n"
    )
}

fn of(release: &str, own: &str) -> Vec<&'static str> {
    codes(&compile(&mesh(&format!("cilium \"{release}\""), own)))
}

/// A mesh of five hundred clusters whose `defaults` say that.
fn of_defaults(own: &str) -> meshc::Outcome {
    let cluster = |id: usize| {
        format!("cluster \"c{id}\" id={id} {{ apiserver \"LoadBalancer\" {{ address \"c{id}.example.com\"; }}; }}\n")
    };
    let clusters: String = (1..=500).map(cluster).collect();
    let settings = "cilium \"1.18.6\"; address-pool \"10.0.0.0/8\" prefix=17; max-connected-clusters 511";
    compile(&format!("mesh \"m\" {{ {settings} }}\ndefaults {{ {own} }}\n{clusters}"))
}

#[test]
fn features_that_do_not_work_in_a_mesh_are_seen_wherever_they_are_said() {
    for own in [
        "config { enable-egress-gateway #true; }",
        "config { mesh-auth-mutual-enabled \"true\"; }",
        "config { enable-ztunnel #true; }",
        "values { egressGateway { enabled #true; }; }",
        "values { authentication { mutual { spire { enabled #true; }; }; }; }",
        "values { encryption { enabled #true; type \"ztunnel\"; }; }",
        "config { synchronize-k8s-nodes \"false\"; }",
        "config { synchronize-k8s-nodes #false; }",
        "values { synchronizeK8sNodes #false; }",
    ] {
        assert_eq!(of("1.20.9", own), ["incompatible-feature"], "{own}");
    }
    assert_eq!(of("1.17.9", "config { enable-ipv4-egress-gateway #true; }"), ["incompatible-feature"]);
    assert_eq!(of("1.17.9", "values { externalWorkloads { enabled #true; }; }"), ["incompatible-feature"]);
    for own in [
        "config { mesh-auth-enabled #true; }",
        "config { enable-egress-gateway #false; synchronize-k8s-nodes #true; }",
        "values { synchronizeK8sNodes #true; }",
        "values { egressGateway { enabled #false; }; authentication { enabled #true; mutual { port 4250; }; }; }",
    ] {
        assert!(of("1.18.9", own).is_empty(), "{own}");
    }
    assert!(of("1.17.9", "values { externalWorkloads { enabled #false; }; }").is_empty());
}

#[test]
fn what_defaults_say_of_many_clusters_is_one_finding() {
    for (own, code) in [
        ("values { egressGateway { enabled #true; }; }", "incompatible-feature"),
        ("values { highScaleIPcache { enabled #true; }; }", "removed-helm-value"),
        ("values { routingMode \"native\"; }", "managed-helm-value"),
        ("config { disable-endpoint-crd #true; }", "incompatible-identity-mode"),
    ] {
        let outcome = of_defaults(own);
        assert_eq!(codes(&outcome), [code], "{own}");
        assert_eq!(outcome.diagnostics.0[0].clusters.len(), 500, "{own}");
    }
}

#[test]
fn values_that_a_release_no_longer_reads_are_named() {
    let retired = [
        ("tunnel \"vxlan\"", "1.15"),
        ("clustermesh { apiserver { tls { ca { cert \"x\"; }; }; }; }", "1.15"),
        ("remoteNodeIdentity #true", "1.16"),
        ("containerRuntime { integration \"crio\"; }", "1.16"),
        ("bgp { enabled #true; }", "1.17"),
        ("externalWorkloads { resources { limits { cpu \"1\"; }; }; }", "1.18"),
        ("enableCiliumEndpointSlice #true", "1.18"),
        ("svcSourceRangeCheck #true", "1.19"),
        ("encryption { strictMode { cidr \"10.0.0.0/8\"; }; }", "1.20"),
        ("clustermesh { apiserver { tls { enableSecrets #false; }; }; }", "1.20"),
    ];
    for (values, since) in retired {
        for release in modern() {
            let found = of(&release, &format!("values {{ {values}; }}"));
            let is_retired = is_from(&release, since);
            assert_eq!(found.contains(&"removed-helm-value"), is_retired, "{values} in {release}: {found:?}");
            assert!(found.len() < 2, "{values} in {release}: {found:?}");
        }
    }
    assert!(
        of(
            "1.20.9",
            "values { tunnelSourcePortRange \"0-0\"; encryption { strictMode { egress { enabled #true; }; }; }; }"
        )
        .is_empty()
    );
}

#[test]
fn values_that_the_mesh_file_says_elsewhere_are_refused() {
    for values in [
        "cluster { name \"b\"; }",
        "cluster #null",
        "clustermesh #null",
        "clustermesh { config { clusters { - { name \"x\"; }; }; }; }",
        "clustermesh { config { domain \"example.com\"; }; }",
        "clustermesh { apiserver { service { type \"NodePort\"; }; }; }",
        "clustermesh { apiserver { kvstoremesh #false; }; }",
        "clustermesh { maxConnectedClusters 511; }",
        "ipam { operator { clusterPoolIPv4PodCIDRList \"10.1.0.0/16\" \"10.2.0.0/16\"; }; }",
        "kubeProxyReplacement \"strict\"",
        "namespaceOverride \"other\"",
        "nativeRoutingCIDRFromClusterPool #true",
        "encryption { enabled #true; }",
        "ipv6 { enabled #true; }",
    ] {
        assert_eq!(of("1.18.9", &format!("values {{ {values}; }}")), ["managed-helm-value"], "{values}");
    }
    for values in [
        "operator { replicas 1; }",
        "clustermesh { apiserver { replicas 2; resources { limits { memory \"1Gi\"; }; }; }; }",
        "clustermesh { annotations { note \"x\"; }; }",
        "clusterName \"x\"",
        "ipam { }",
        "encryption { wireguard { persistentKeepalive \"25s\"; }; }",
    ] {
        assert!(of("1.18.9", &format!("values {{ {values}; }}")).is_empty(), "{values}");
    }
}

#[test]
fn identities_are_where_peers_look_for_them() {
    let etcd = "etcd { endpoint \"https://etcd.b.example.com:2379\"; }";
    let modes = [
        ("crd", Some("1.14")),
        ("doublewrite-readcrd", Some("1.17")),
        ("doublewrite-readkvstore", Some("1.17")),
        ("kvstore", None),
    ];
    for (mode, first) in modes {
        for release in modern() {
            for own in [
                format!("config {{ identity-allocation-mode \"{mode}\"; }}"),
                format!("values {{ identityAllocationMode \"{mode}\"; }}"),
            ] {
                let found = of(&release, &own);
                let is_refused = !first.is_some_and(|first| is_from(&release, first));
                assert_eq!(found.contains(&"incompatible-identity-mode"), is_refused, "{own} in {release}: {found:?}");
            }
        }
    }
    for release in modern_from("1.16") {
        let is_refused = !is_from(&release, "1.18");
        assert_eq!(of(&release, etcd).contains(&"incompatible-identity-mode"), is_refused, "both in {release}");
    }
    let off = compile(&mesh("cilium \"1.18.6\"; kvstoremesh #false", etcd));
    assert_eq!(codes(&off), ["incompatible-identity-mode"], "{}", rendered(&off));
    assert!(of("1.18.9", &format!("{etcd}; config {{ disable-endpoint-crd #true; }}")).is_empty());
    assert_eq!(of("1.16.9", "values { disableEndpointCRD #true; }"), ["incompatible-identity-mode"]);
    assert!(of("1.16.9", "values { disableEndpointCRD #false; }").is_empty());
}

#[test]
fn certificates_of_helm_are_fine_with_a_ca_in_the_values() {
    let helm = "cilium \"1.18.6\"; certificates \"helm\"";
    assert_eq!(codes(&compile(&mesh(helm, ""))), ["certificates-change-on-render"]);
    let ca = "defaults { values { tls { ca { cert \"x\"; key \"y\"; }; }; }; }";
    assert!(codes(&compile(&format!("{}{ca}", mesh(helm, "")))).is_empty());
}

#[test]
fn what_does_not_reach_the_chart_or_the_manifests_is_refused() {
    let found = |settings: &str| codes(&compile(&mesh(settings, "")));
    assert_eq!(found("cilium \"1.18.6\"; certificates \"cron-job\" ca-secret=\"other\""), ["incompatible-feature"]);
    assert!(found("cilium \"1.18.6\"; certificates \"cron-job\" ca-secret=\"cilium-ca\"").is_empty());
    let issuer = "cilium \"1.18.6\"; certificates \"cert-manager\" issuer=\"ca\"";
    assert!(found(issuer).is_empty());
    assert_eq!(found(&format!("{issuer} ca-secret=\"other\"")), ["incompatible-feature"]);
    let bare = codes(&compile(&mesh("cilium \"1.15.9\"; certificates \"provided\"", "")));
    assert_eq!(bare, ["incompatible-feature"], "names matter where certificates can be provided");
    for release in modern() {
        let text = mesh(&format!("cilium \"{release}\"; certificates \"provided\""), "");
        let san = "san \"*.mesh.cilium.io\" \"*.kube-system.svc\"; }; ";
        let found = codes(&compile(&text.replace("\"; }; ", &format!("\"; {san}"))));
        let wanted = if is_from(&release, "1.16") { Vec::new() } else { vec!["incompatible-feature"] };
        assert_eq!(found, wanted, "{release}");
    }
    let base = Memory::default().with(
        "base/config.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cilium-config, namespace: kube-system}\ndata: {}\n",
    );
    let on_manifests = compile_with(
        base,
        &mesh("cilium \"1.18.6\"; base path=\"base\"", "values { routingMode \"native\"; tunnel \"x\"; }"),
    );
    let mut found = codes(&on_manifests);
    found.retain(|code| code.contains("value") || code.contains("feature"));
    assert_eq!(found, ["incompatible-feature"], "{}", rendered(&on_manifests));
}

#[test]
fn ipsec_goes_without_what_it_cannot_do() {
    let ipsec = |own: &str| codes(&compile(&mesh("cilium \"1.18.6\"; encryption \"ipsec\"", own)));
    for own in ["host-firewall #true", "chaining \"generic-veth\"", "max-nodes 65536"] {
        assert!(ipsec(own).contains(&"ipsec-unsupported"), "{own}: {:?}", ipsec(own));
    }
    for own in ["host-firewall #false", "max-nodes 250", ""] {
        assert!(ipsec(own).is_empty(), "{own}: {:?}", ipsec(own));
    }
    let clusters: String = (1..=200)
        .map(|id| {
            format!(
                "cluster \"c{id}\" id={id} {{ apiserver \"LoadBalancer\" {{ address \"c{id}.example.com\"; }}; }}\n"
            )
        })
        .collect();
    let six = "cilium \"1.18.6\"; encryption \"ipsec\"; address-pool \"fd00::/80\" prefix=96";
    let outcome = compile(&format!("mesh \"m\" {{ {six} }}\n{clusters}"));
    assert_eq!(
        codes(&outcome).iter().filter(|code| **code == "ipsec-unsupported").count(),
        1,
        "{}",
        rendered(&outcome)
    );
    let settings = "cilium \"1.18.6\"; encryption \"ipsec\"; address-pool \"10.0.0.0/8\" prefix=15";
    let clusters: String = clusters.lines().take(128).collect::<Vec<_>>().join("\n");
    let nodes = format!("mesh \"m\" {{ {settings} }}\ndefaults {{ max-nodes 512; }}\n{clusters}");
    assert_eq!(codes(&compile(&nodes)), ["ipsec-unsupported"], "{}", rendered(&compile(&nodes)));
    assert!(codes(&compile(&nodes.replace("512", "511"))).is_empty());
}

#[test]
fn wireguard_waits_for_itself_in_one_combination_only() {
    let all = [
        "encryption \"wireguard\" node=#true",
        "kvstoremesh #false",
        "kube-proxy-replacement #true",
        "routing \"tunnel\"",
    ];
    let of = |all: [&str; 4]| {
        let text = mesh(&format!("cilium \"1.18.6\"; {}; {}; {}", all[0], all[1], all[3]), "");
        codes(&compile(&format!("{text}defaults {{ {} }}", all[2])))
    };
    assert_eq!(of(all), ["wireguard-with-node-port"]);
    for (index, other) in [
        (0, "encryption \"wireguard\""),
        (1, "kvstoremesh #true"),
        (2, "kube-proxy-replacement #false"),
        (3, "routing \"native\" cidr=\"10.0.0.0/8\""),
    ] {
        let mut changed = all;
        changed[index] = other;
        assert!(of(changed).is_empty(), "{other}: {:?}", of(changed));
    }
    let firewall = ["encryption \"wireguard\"", all[1], "kube-proxy-replacement #true; host-firewall #true", all[3]];
    assert_eq!(of(firewall), ["wireguard-with-node-port"]);
}

#[test]
fn an_etcd_of_the_agents_own_goes_with_identities_in_it() {
    let external = "values { clustermesh { apiserver { kvstoremesh { kvstoreMode \"external\"; }; }; }; }";
    for release in modern_from("1.18") {
        assert_eq!(of(&release, external), ["incompatible-identity-mode"], "{release}");
        assert!(of(&release, &external.replace("external", "internal")).is_empty(), "{release}");
        let double = format!("config {{ identity-allocation-mode \"doublewrite-readcrd\"; }}; {external}");
        assert!(!of(&release, &double).contains(&"incompatible-identity-mode"), "{release}");
    }
    assert!(of("1.17.9", external).is_empty(), "a value that the chart does not read yet");
}

#[test]
fn host_firewalls_of_many_clusters_are_one_finding_that_names_them() {
    let of = |count: usize| {
        let cluster = |id: usize| {
            format!(
                "cluster \"c{id}\" id={id} {{ kube-proxy-replacement #true; host-firewall #true; \
                 apiserver \"LoadBalancer\" {{ address \"c{id}.example.com\"; }}; }}\n"
            )
        };
        let clusters: String = (1..=count).map(cluster).collect();
        compile(&format!(
            "mesh \"m\" {{ cilium \"1.18.6\"; address-pool \"10.0.0.0/8\" prefix=16; kvstoremesh #false; \
             encryption \"wireguard\"; }}\n{clusters}"
        ))
    };
    for count in [2, 3, 4, 200] {
        let outcome = of(count);
        assert_eq!(codes(&outcome), ["wireguard-with-node-port"], "{count}");
        assert_eq!(outcome.diagnostics.0[0].clusters.len(), count);
        assert!(outcome.diagnostics.0[0].message.contains("host firewall"));
    }
}
