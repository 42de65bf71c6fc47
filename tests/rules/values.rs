//! What the pages of the rules about `config` and `values` cannot show: every feature, every release, and
//! what is fine.

use crate::common::mesh::{Mesh, balanced, mesh, named};
use crate::common::releases::{is_from, modern, modern_from};
use crate::common::{codes, rendered};
use meshc::world::Memory;

/// A mesh of two clusters of that release, the second with what `own` says.
pub fn two(release: &str, own: &str) -> Mesh {
    mesh(release).clusters([balanced(1), format!("{}; {own}", balanced(2))])
}

fn of(release: &str, own: &str) -> Vec<&'static str> {
    two(release, own).codes()
}

/// A mesh of five hundred clusters whose `defaults` say that.
fn of_defaults(own: &str) -> meshc::Outcome {
    let mesh = mesh("1.18.6").blocks(17).says("max-connected-clusters 511").many(500, |id| named(&format!("c{id}")));
    mesh.beside(&format!("defaults {{ {own} }}")).compile()
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
            "values { tunnelSourcePortRange \"0-0\"; encryption { strictMode { egress { enabled #true; cidr \"10.0.0.0/8\"; }; }; }; }"
        )
        .is_empty()
    );
}

#[test]
fn values_that_the_mesh_file_says_elsewhere_are_refused() {
    for values in [
        "cluster { name \"x\"; }",
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
    let off = two("1.18.6", etcd).says("kvstoremesh #false").compile();
    assert_eq!(codes(&off), ["incompatible-identity-mode"], "{}", rendered(&off));
    assert!(of("1.18.9", &format!("{etcd}; config {{ disable-endpoint-crd #true; }}")).is_empty());
    assert_eq!(of("1.16.9", "values { disableEndpointCRD #true; }"), ["incompatible-identity-mode"]);
    assert!(of("1.16.9", "values { disableEndpointCRD #false; }").is_empty());
}

#[test]
fn what_does_not_reach_the_chart_or_the_manifests_is_refused() {
    let found = |settings: &str| two("1.18.6", "").says(settings).codes();
    assert_eq!(found("certificates \"cron-job\" ca-secret=\"other\""), ["statement-without-effect"]);
    assert!(found("certificates \"cron-job\" ca-secret=\"cilium-ca\"").is_empty());
    let issuer = "certificates \"cert-manager\" issuer=\"ca\"";
    assert!(found(issuer).is_empty());
    assert_eq!(found(&format!("{issuer} ca-secret=\"other\"")), ["statement-without-effect"]);
    let bare = two("1.15.9", "").says("certificates \"provided\"").codes();
    assert_eq!(bare, ["statement-without-effect"], "names matter where certificates can be provided");
    for release in modern() {
        let san = "san \"*.mesh.cilium.io\" \"*.kube-system.svc\";";
        let reached = [1, 2].map(|number| balanced(number).replace('}', &format!("{san} }}")));
        let found = mesh(&release).says("certificates \"provided\"").clusters(reached).codes();
        let wanted = if is_from(&release, "1.16") { Vec::new() } else { vec!["statement-without-effect"] };
        assert_eq!(found, wanted, "{release}");
    }
    let base = Memory::default().with(
        "base/config.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cilium-config, namespace: kube-system}\ndata: {}\n",
    );
    let mesh = two("1.18.6", "values { routingMode \"native\"; tunnel \"x\"; }").says("base path=\"base\"");
    let on_manifests = mesh.compile_with(base);
    let mut found = codes(&on_manifests);
    found.retain(|code| code.contains("value") || code.contains("effect"));
    assert_eq!(found, ["statement-without-effect"], "{}", rendered(&on_manifests));
}

#[test]
fn a_feature_and_a_statement_without_effect_are_silenced_each_by_itself() {
    let mesh =
        two("1.15.9", "config { enable-ipv4-egress-gateway #true; };").says("policy-default-local-cluster #true");
    let rules = ["incompatible-feature", "statement-without-effect"];
    let mut all = mesh.clone().codes();
    all.sort_unstable();
    assert_eq!(all, rules);
    for (allowed, other) in [(rules[0], rules[1]), (rules[1], rules[0])] {
        assert_eq!(mesh.clone().says(&format!("allow \"{allowed}\" reason=\"r\"")).codes(), [other]);
    }
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
    assert_eq!(of("1.17.9", external), ["unknown-helm-value"], "a value that the chart does not read yet");
}
