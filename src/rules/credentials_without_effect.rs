#![doc = include_str!("credentials_without_effect.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::model::{EncryptionKind, Mesh, Method, Origin};

/// The rule.
pub static RULE: Rule = Rule {
    name: "credentials-without-effect",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("credentials_without_effect.md"),
};

/// Looks for `credentials` of what needs no key material, and for recipients of nothing.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    // Without clustermesh-apiserver the nodes around them have no effect: another rule reports that.
    if case.mesh.clusters.iter().any(|cluster| cluster.modern().is_some()) {
        found.0.extend(of_certificates(case.mesh).into_iter().chain(of_encryption(case.mesh)));
    }
    if let Some(sops) = case.mesh.sops.get().filter(|_| !case.mesh.may_encrypt()) {
        let message = "`sops` names recipients, but nothing is encrypted";
        let help = "write `credentials \"sops\"` in `certificates`, `encryption` or `etcd`, or remove `sops`";
        found.push(RULE.at(sops.span, "has no effect", message).help(help));
    }
}

/// The chart mints a CA of its own, over an existing one (`cilium-ca-secret.yaml`), and cert-manager has one.
fn of_certificates(mesh: &Mesh) -> Option<Diagnostic> {
    let stated = mesh.certificates.credentials.value()?;
    // `certificates` without any clustermesh-apiserver has no effect at all.
    mesh.clusters.iter().find(|cluster| cluster.apiserver.get().is_some())?;
    let (message, help) = match mesh.certificates.method() {
        Method::CertManager => (
            "`certificates \"cert-manager\"` needs no `credentials`",
            "remove it: cert-manager issues the certificates, and its issuer has the CA",
        ),
        Method::Helm if stated.value != Origin::Existing => (
            "`certificates \"helm\"` writes the CA Secret itself and overwrites what `credentials` provides",
            "write `certificates \"cron-job\"`: a Job in the cluster then signs with the CA that `credentials` provides",
        ),
        Method::Helm | Method::CronJob | Method::Provided => return None,
    };
    Some(RULE.at(stated.span, "has no effect", message).help(help))
}

fn of_encryption(mesh: &Mesh) -> Option<Diagnostic> {
    let stated = mesh.encryption.credentials.value()?;
    let (kind, help) = match mesh.encryption.kind() {
        EncryptionKind::Ipsec => return None,
        EncryptionKind::WireGuard => ("wireguard", "remove it: every node generates its own key"),
        EncryptionKind::None => ("none", "remove it, or write `encryption \"ipsec\"`"),
    };
    let message = format!("`encryption \"{kind}\"` needs no `credentials`");
    Some(RULE.at(stated.span, "has no effect", message).help(help))
}
