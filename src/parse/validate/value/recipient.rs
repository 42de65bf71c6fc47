//! What a recipient of encrypted files must look like. SOPS reports a wrong one only when somebody encrypts.
//!
//! The checks are light: plugins of age and later releases of SOPS know more than meshc does.

use crate::diagnostic::Diagnostic;
use crate::parse::grammar::RecipientKind;
use crate::rules::wrong_type::RULE;
use crate::source::Span;

/// What keeps a text from being a recipient.
pub fn problem(text: &str, kind: RecipientKind, span: Span, owner: &str) -> Option<Diagnostic> {
    if is_private(text) {
        // Neither the message nor an excerpt may show it.
        let message = format!("`{owner}` of `sops` is a private key, which anybody can now read in the mesh file");
        let help = "make another key with `age-keygen`, and write the public one, which begins with `age1`";
        let mut diagnostic = RULE.at(span, "", message).help(help);
        diagnostic.labels.clear();
        return Some(diagnostic);
    }
    // SOPS splits at commas.
    if text.contains(',') {
        let message = format!("`{owner}` has several recipients in one value");
        let help = format!("write each in its own quotes: `{owner} \"…\" \"…\"`");
        return Some(RULE.at(span, "has commas", message).help(help));
    }
    let (is_one, what, example) = match kind {
        RecipientKind::Age => (is_age(text), "an age recipient", "age1… as `age-keygen` prints it"),
        RecipientKind::Pgp => {
            (is_fingerprint(text), "a fingerprint", "all 40 digits, as `gpg --fingerprint` prints them")
        }
        RecipientKind::Kms => (text.starts_with("arn:"), "an ARN", "arn:aws:kms:eu-west-1:111122223333:key/…"),
        RecipientKind::GcpKms => {
            let example = "projects/my-project/locations/global/keyRings/sops/cryptoKeys/mesh";
            (text.starts_with("projects/"), "the name of a key of Google Cloud KMS", example)
        }
        RecipientKind::Url => (is_url(text), "the address of a key", "https://…"),
    };
    let message = format!("`{text}` is not {what}");
    (!is_one).then(|| RULE.at(span, format!("not {what}"), message).help(format!("write {example}")))
}

/// Whether it is the secret half of a key of age.
fn is_private(text: &str) -> bool {
    text.to_ascii_uppercase().contains("AGE-SECRET-KEY-") || text.contains("PRIVATE KEY")
}

/// `age1` and Bech32, which for plugins holds their name and another `1`; or an SSH key (`age/keysource.go`
/// of SOPS).
fn is_age(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_own = text.strip_prefix("age1").is_some_and(|rest| rest.len() >= 38 && rest.chars().all(is_plain));
    is_own || ["ssh-ed25519 ", "ssh-rsa "].iter().any(|kind| text.starts_with(kind))
}

/// Digits in hexadecimal; blanks between them are SOPS's to remove. Short ids of keys can be forged.
fn is_fingerprint(text: &str) -> bool {
    let digits: Vec<char> = text.chars().filter(|c| *c != ' ').collect();
    matches!(digits.len(), 40 | 64) && digits.iter().all(char::is_ascii_hexdigit)
}

fn is_url(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
}
