//! What the pages of the rules about releases cannot show: counts at hundreds of clusters, every release, and
//! silence where nothing is wrong.

use crate::common::mesh::balanced;
use crate::common::releases::{is_from, modern, modern_from};
use crate::common::{codes, compile, rendered};
use meshc::diagnostic::Severity;

/// A mesh of those settings, with those clusters.
fn mesh(settings: &str, clusters: impl IntoIterator<Item = (usize, &'static str)>) -> String {
    let cluster = |(id, own): (usize, &str)| {
        let apiserver = format!("apiserver \"LoadBalancer\" {{ address \"c{id}.example.com\"; }}");
        format!("cluster \"c{id}\" id={id} {{ {apiserver}; {own} }}\n")
    };
    let clusters: String = clusters.into_iter().map(cluster).collect();
    format!("mesh \"m\" {{ address-pool \"10.0.0.0/8\" prefix=17; {settings} }}\n{clusters}")
}

/// A mesh of two clusters whose etcds are read.
fn classic(settings: &str, own: &str) -> String {
    let cluster = |id: usize| {
        let etcd = format!("etcd {{ endpoint \"https://etcd.c{id}.example.com:2379\"; }}");
        format!("cluster \"c{id}\" id={id} {{ {etcd}; {} }}\n", if id == 2 { own } else { "" })
    };
    format!(
        "mesh \"m\" {{ cilium \"1.4.9\"; address-pool \"10.0.0.0/8\" prefix=16; {settings} }}\n{}{}",
        cluster(1),
        cluster(2)
    )
}

fn among(count: usize, own: impl Fn(usize) -> &'static str) -> Vec<(usize, &'static str)> {
    (1..=count).map(|id| (id, own(id))).collect()
}

#[test]
fn skew_between_hundreds_of_clusters_is_one_finding() {
    let own = |id| if id > 300 { "cilium \"1.17.9\"" } else { "" };
    let outcome = compile(&mesh("cilium \"1.19.2\"; max-connected-clusters 511", among(500, own)));
    assert_eq!(codes(&outcome), ["version-skew"]);
    let report = rendered(&outcome).replace("\n        ", " ");
    assert!(report.contains("connected clusters run Cilium 1.17 and 1.19, 2 minor releases apart"), "{report}");
    assert!(report.contains("upgrade clusters `c301`, `c302` and 198 more to 1.18 first"), "{report}");
}

#[test]
fn one_minor_release_apart_is_a_warning_and_a_patch_is_nothing() {
    let skew = |release: &'static str| compile(&mesh("cilium \"1.18.6\"", [(1, ""), (2, release)]));
    let warned = skew("cilium \"1.17.0\"");
    assert_eq!(codes(&warned), ["version-skew"]);
    assert_eq!(warned.diagnostics.0[0].severity, Severity::Warning);
    assert!(warned.tree().is_some());
    assert!(codes(&skew("cilium \"1.18.0\"")).is_empty());
    let allowed = skew("cilium \"1.16.0\"; allow \"version-skew\" reason=\"upgrade week 41\"");
    assert!(codes(&allowed).is_empty(), "{}", rendered(&allowed));
}

#[test]
fn only_connected_clusters_are_held_against_each_other() {
    let clusters = || [(1, "cilium \"1.16.9\""), (2, "cilium \"1.17.9\""), (3, "")];
    let peering = |text: &str| format!("{}peering {{ {text} }}", mesh("cilium \"1.18.6\"", clusters()));
    let chain = compile(&peering("link \"c1\" \"c2\"; link \"c2\" \"c3\""));
    assert_eq!(codes(&chain), ["version-skew"]);
    assert_eq!(chain.diagnostics.0[0].severity, Severity::Warning);
    let apart = compile(&peering("group \"x\" \"c1\" \"c2\" \"c3\""));
    assert_eq!(codes(&apart), ["version-skew"]);
    assert_eq!(apart.diagnostics.0[0].severity, Severity::Error);
    let other = format!("{}peering {{ link \"c1\" \"c2\"; }}", mesh("cilium \"1.18.6\"", [(1, ""), (2, "")]));
    assert!(codes(&compile(&other)).is_empty());
}

#[test]
fn skew_counts_in_classic_releases_too() {
    assert_eq!(codes(&compile(&classic("", "cilium \"1.2.5\""))), ["version-skew"]);
    assert_eq!(compile(&classic("", "cilium \"1.3.2\"")).diagnostics.0[0].severity, Severity::Warning);
}

#[test]
fn a_mesh_is_for_255_clusters_or_for_511() {
    let size = |release: &str, size: &str| {
        compile(&mesh(&format!("cilium \"{release}\"; max-connected-clusters {size}"), [(1, ""), (2, "")]))
    };
    for release in modern() {
        assert!(codes(&size(&release, "255")).is_empty(), "{release}");
        let largest = codes(&size(&release, "511"));
        assert_eq!(largest.is_empty(), is_from(&release, "1.15"), "{release}: {largest:?}");
        for odd in ["1", "128", "256", "510"] {
            assert_eq!(codes(&size(&release, odd)), ["max-connected-clusters-unsupported"], "{release} {odd}");
        }
    }
    let report = rendered(&size("1.14.9", "511"));
    assert!(report.contains("write 255, or run Cilium 1.15 or later in every cluster"), "{report}");
}

#[test]
fn more_clusters_than_the_mesh_holds_are_one_finding() {
    let of = |count: usize, settings: &str| compile(&mesh(settings, among(count, |_| "")));
    assert!(codes(&of(511, "cilium \"1.18.6\"; max-connected-clusters 511")).is_empty());
    let few = of(511, "cilium \"1.18.6\"; max-connected-clusters 255");
    assert_eq!(codes(&few), ["too-many-clusters"]);
    assert!(rendered(&few).contains("the mesh has 511 clusters, but can have 255"));
    assert_eq!(codes(&of(256, "cilium \"1.18.6\"")), ["too-many-clusters"]);
    assert!(codes(&of(255, "cilium \"1.18.6\"")).is_empty());
    let old = of(256, "cilium \"1.14.9\"");
    assert_eq!(codes(&old), ["too-many-clusters"]);
    assert!(rendered(&old).contains("run Cilium 1.15 or later"), "{}", rendered(&old));
    // An id that is merely too high is what it was.
    let high = compile(&mesh("cilium \"1.18.6\"", [(1, ""), (300, "")]));
    assert_eq!(codes(&high), ["cluster-id-out-of-range"]);
}

#[test]
fn what_a_classic_release_does_not_have_is_said_once_for_each_place() {
    let (of_mesh, of_cluster) = (
        [
            "encryption \"wireguard\"",
            "max-connected-clusters 511",
            "kvstoremesh #true",
            "domain \"mesh.example.com\"",
            "certificates \"cron-job\"",
            "trust-bundle \"roots\"",
            "policy-default-local-cluster #true",
            "endpoint-slice-sync #true",
            "mcs-api #true",
            "routing \"tunnel\" port=8473",
            "routing \"native\" cidr=\"10.0.0.0/8\"",
        ],
        [
            "apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }",
            "ca \"root\"",
            "chaining \"aws-cni\"",
            "host-firewall #true",
            "ipam \"eni\"",
            "kube-proxy-replacement #true",
            "values { operator { replicas 2; }; }",
        ],
    );
    for setting in of_mesh {
        let found =
            codes(&compile(&classic(setting, ""))).into_iter().filter(|code| *code == "statement-without-effect");
        assert_eq!(found.count(), 1, "{setting}");
    }
    for own in of_cluster {
        let found = codes(&compile(&classic("", own))).into_iter().filter(|code| *code == "statement-without-effect");
        assert_eq!(found.count(), 1, "{own}");
    }
    let off = "encryption \"none\"; max-connected-clusters 255; kvstoremesh #false; mcs-api #false; \
               endpoint-slice-sync #false; policy-default-local-cluster #false; restart \"manual\"";
    let outcome = compile(&classic(off, "platform \"kops\"; max-nodes 5; context \"c2\"; host-firewall #false"));
    assert!(codes(&outcome).is_empty(), "{}", rendered(&outcome));
}

#[test]
fn what_a_release_cannot_do_yet_is_refused() {
    let from = [
        ("endpoint-slice-sync #true", "1.16"),
        ("mcs-api #true", "1.17"),
        ("policy-default-local-cluster #true", "1.18"),
    ];
    for (setting, first) in from {
        for release in modern() {
            let outcome = compile(&mesh(&format!("cilium \"{release}\"; {setting}"), [(1, ""), (2, "")]));
            let refused = codes(&outcome).contains(&"statement-without-effect");
            assert_eq!(refused, !is_from(&release, first), "{setting} in {release}\n{}", rendered(&outcome));
        }
        let off = setting.replace("true", "false");
        assert!(codes(&compile(&mesh(&format!("cilium \"1.14.9\"; {off}"), [(1, ""), (2, "")]))).is_empty(), "{off}");
    }
}

#[test]
fn the_operator_needs_crds_until_it_installs_them() {
    for release in modern_from("1.17") {
        let warned = !is_from(&release, "1.19");
        let outcome = compile(&mesh(&format!("cilium \"{release}\"; mcs-api #true"), among(40, |_| "")));
        assert_eq!(codes(&outcome), if warned { vec!["mcs-needs-crds"] } else { Vec::new() }, "{release}");
    }
}

/// In words of Cilium it is refused, so that nothing more is said of it.
#[test]
fn what_policies_select_is_reported_once() {
    let mixed = |nodes: &str| {
        let clusters = [format!("cilium \"1.18.6\"; {}; {nodes}", balanced(1)), balanced(2)];
        let mesh = crate::common::mesh::mesh("1.19.4").says("allow \"version-skew\" reason=\"upgrade\"");
        mesh.clusters(clusters).codes()
    };
    assert_eq!(mixed(""), ["mixed-policy-defaults"]);
    for nodes in [
        "config { policy-default-local-cluster #true; }",
        "values { extraConfig { policy-default-local-cluster \"true\"; }; }",
    ] {
        assert_eq!(mixed(nodes), ["config-key-managed"], "{nodes}");
    }
    assert_eq!(mixed("values { clustermesh { policyDefaultLocalCluster #true; }; }"), ["managed-helm-value"]);
    // What is so anyway is no refusal, and says nothing of the time after the upgrade.
    assert_eq!(mixed("config { policy-default-local-cluster \"false\"; }"), ["mixed-policy-defaults"]);
    assert_eq!(mixed("values { clustermesh { policyDefaultLocalCluster #false; }; }"), ["mixed-policy-defaults"]);
}

#[test]
fn releases_that_take_policies_for_different_things_are_reported_in_any_order() {
    let found = |releases: [&str; 3]| {
        let clusters = (1..).zip(releases).map(|(id, release)| format!("cilium \"{release}\"; {}", balanced(id)));
        let mesh = crate::common::mesh::mesh("1.19.4").says("allow \"version-skew\" reason=\"upgrade\"");
        mesh.clusters(clusters.collect::<Vec<_>>()).codes()
    };
    for releases in [
        ["1.20.2", "1.19.4", "1.18.6"],
        ["1.18.6", "1.20.2", "1.19.4"],
        ["1.19.4", "1.18.6", "1.20.2"],
        ["1.19.4", "1.17.8", "1.18.6"],
    ] {
        assert!(found(releases).contains(&"mixed-policy-defaults"), "{releases:?}");
    }
}
