//! Who connects to whom, what applies the output, and who decrypts it.

use super::{Row, row};

/// What is in `peering`, `flux`, `argocd` and `sops`.
pub const DELIVERIES: &[Row] = &[
    row("peering", "group", "", r#"group "europe" "paris" "oslo""#),
    row("peering", "link", "", r#"link "paris" "tokyo""#),
    row("flux", "source", "", r#"source "flux-system""#),
    row("flux", "source-kind", "", r#"source-kind "OCIRepository""#),
    row("flux", "path", "", r#"path "./live/deploy""#),
    row("flux", "interval", "", r#"interval "30m""#),
    row("flux", "namespace", "", r#"namespace "flux""#),
    row("flux", "depends-on", "", r#"depends-on "external-secrets""#),
    row("flux", "per-cluster", "", "per-cluster #true"),
    row("flux", "kubeconfig-secret", "", r#"kubeconfig-secret "{cluster}-admin""#),
    row("flux", "release", "", r#"release "cilium""#),
    row("flux", "values-only", "`#false`", "values-only #true"),
    row("argocd", "repo-url", "", r#"repo-url "https://git.example.com/platform.git""#),
    row("argocd", "revision", "", r#"revision "main""#),
    row("argocd", "path", "", r#"path "live/deploy""#),
    row("argocd", "project", "", r#"project "network""#),
    row("argocd", "namespace", "", r#"namespace "gitops""#),
    row("argocd", "application-set", "`#false`", "application-set #true"),
    row("argocd", "application", "", r#"application "cilium""#),
    row("argocd", "per-cluster", "", "per-cluster #true"),
    row("sops", "age", "", r#"age "age1yua0c882ehvqwzx7ygxn0lah46lhdcf0as0mau2qvlg6vs3x737skks8gz""#),
    row("sops", "pgp", "", r#"pgp "85D77543B3D624B63CEA9E6DBC17301B491B3F21""#),
    row("sops", "kms", "", r#"kms "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab""#),
    row("sops", "gcp-kms", "", r#"gcp-kms "projects/shop/locations/global/keyRings/mesh/cryptoKeys/ca""#),
    row(
        "sops",
        "azure-keyvault",
        "",
        r#"azure-keyvault "https://shop.vault.azure.net/keys/mesh/0123456789abcdef0123456789abcdef""#,
    ),
    row(
        "sops",
        "hc-vault-transit-uri",
        "",
        r#"hc-vault-transit-uri "https://vault.example.com:8200/v1/transit/keys/mesh""#,
    ),
    row("sops", "decryption-secret", "", r#"decryption-secret "sops-gpg""#),
];
