//! The top of a file, and `mesh`.

use super::{Row, row};

/// What is at the top of a file.
pub const TOP: &[Row] = &[
    row(
        "",
        "mesh",
        "",
        r#"mesh "shop" {
    cilium "1.20.2"
}"#,
    ),
    row(
        "",
        "defaults",
        "",
        r#"defaults {
    platform "k3s"
    kube-proxy-replacement #true
}"#,
    ),
    row("", "network", "", r#"network "office" "10.200.0.0/16""#),
    row(
        "",
        "cluster",
        "",
        r#"cluster "paris" id=1 {
    pod-cidr "10.1.0.0/16"
    apiserver "LoadBalancer" {
        ip "192.0.2.10"
    }
}"#,
    ),
    row(
        "",
        "peering",
        "every cluster connects to every other",
        r#"peering {
    group "europe" "paris" "oslo"
    link "paris" "tokyo"
}"#,
    ),
    row(
        "",
        "flux",
        "no `flux/` in the output",
        r#"flux {
    source "flux-system"
}"#,
    ),
    row(
        "",
        "argocd",
        "no `argocd/` in the output",
        r#"argocd {
    repo-url "https://git.example.com/platform.git"
}"#,
    ),
    row(
        "",
        "sops",
        "",
        r#"sops {
    age "age1yua0c882ehvqwzx7ygxn0lah46lhdcf0as0mau2qvlg6vs3x737skks8gz"
}"#,
    ),
    row(
        "",
        "lint",
        "each rule's own level",
        r#"lint {
    service-cidr-shared "error"
}"#,
    ),
    row("", "include", "", r#"include "clusters/*.kdl""#),
];

/// What is in `mesh`, and in its nodes.
pub const MESH: &[Row] = &[
    row("mesh", "cilium", "", r#"cilium "1.20.2""#),
    row("mesh", "namespace", "", r#"namespace "cilium""#),
    row(
        "mesh",
        "base",
        r#"the official chart, and for 1.2 to 1.4 `base "builtin"`"#,
        r#"base chart="oci://registry.example.com/charts""#,
    ),
    row("mesh", "routing", "a tunnel, in VXLAN", r#"routing "native" cidr="10.0.0.0/8""#),
    row("mesh", "encryption", r#"`"none"`"#, r#"encryption "wireguard" node=#true"#),
    row(
        "encryption",
        "credentials",
        r#"`"existing"`"#,
        r#"credentials "external-secrets" store="vault" key="mesh/ipsec""#,
    ),
    row("mesh", "max-connected-clusters", "255", "max-connected-clusters 511"),
    row("mesh", "address-pool", "", r#"address-pool "10.0.0.0/8" prefix=16"#),
    row("mesh", "kvstoremesh", "the release's own: on from 1.16", "kvstoremesh #true"),
    row("mesh", "domain", "`mesh.cilium.io`", r#"domain "mesh.example.com""#),
    row(
        "mesh",
        "certificates",
        r#"`"cron-job"`, from the Secret `cilium-ca`; `auth-mode` is the release's own"#,
        r#"certificates "cert-manager" issuer="mesh-ca""#,
    ),
    row(
        "certificates",
        "credentials",
        r#"`"existing"`"#,
        r#"credentials "external-secrets" store="vault" key="mesh/ca""#,
    ),
    row("mesh", "trust-bundle", "one CA for all clusters", r#"trust-bundle "cilium-root-ca.crt""#),
    row("mesh", "allow", "", r#"allow "version-skew" reason="upgrade week 41""#),
    row(
        "mesh",
        "policy-default-local-cluster",
        "the release's own: `#false` in 1.18, `#true` from 1.19; in a mesh of both, `#false`",
        "policy-default-local-cluster #true",
    ),
    row("mesh", "endpoint-slice-sync", "`#false`", "endpoint-slice-sync #true"),
    row("mesh", "mcs-api", "`#false`", "mcs-api #true"),
    row("mesh", "peers", r#"`"inline"`"#, r#"peers "shared""#),
    row("mesh", "restart", r#"`"rolling"`"#, r#"restart "manual""#),
];
