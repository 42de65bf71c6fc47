#![doc = include_str!("not_yet_supported.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "not-yet-supported",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("not_yet_supported.md"),
};

/// Looks for what the language has and no output supports yet: files encrypted by SOPS, applied by Argo CD.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let Some((argocd, sops)) =
        case.mesh.deliveries.argocd.get().zip(case.mesh.sops.get().filter(|_| case.mesh.may_encrypt()))
    else {
        return;
    };
    let message = "`argocd` cannot yet apply what `sops` encrypts";
    let help = "let External Secrets bring the key material, with `credentials \"external-secrets\"`, or apply the output with `flux`";
    let diagnostic = RULE.at(sops.span, "nothing decrypts this", message);
    found.push(diagnostic.label(argocd.span, "applies files as they are").help(help));
}
