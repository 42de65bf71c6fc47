//! Input that means no good, and key material.

use super::common::{compiled, draft, world};
use meshc::import;
use proptest::prelude::*;

#[test]
fn key_material_is_named_and_never_copied() {
    let key =
        "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ\\n-----END PRIVATE KEY-----";
    let values = format!(
        "cluster: {{name: oslo, id: 1}}\ntls: {{ca: {{cert: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t, key: SECRETSECRET}}}}\n\
         hubble: {{tls: {{server: {{key: \"{key}\"}}}}}}\n\
         clustermesh: {{config: {{clusters: [{{name: rome, address: rome.example.com, port: 2379, tls: {{key: SECRETTOO, cert: x}}}}]}}}}\n"
    );
    let draft = draft(&[("oslo.yaml", &values)], &["oslo.yaml"]);
    let all = format!("{} {:?}", draft.text, draft.left_out);
    for secret in ["SECRETSECRET", "SECRETTOO", "MIIEv", "LS0tLS1"] {
        assert!(!all.contains(secret), "{all}");
    }
    for path in ["tls.ca.key: a private key", "tls.ca.cert: a certificate", "hubble.tls.server.key: a private key"] {
        assert!(draft.text.contains(path) && draft.left_out.iter().any(|one| one.starts_with(path)), "{all}");
    }
}

/// Of a list only the item goes that holds a secret.
#[test]
fn a_secret_in_a_list_takes_nothing_else_with_it() {
    let values = "cluster: {name: oslo, id: 1}\n\
                  extraEnv: [{name: GOGC, value: '50'}, {name: API_TOKEN, value: SECRETSECRET}, {name: AGE, value: '1'}]\n\
                  operator: {extraEnv: [{name: DB_PASSWORD, value: SECRETTOO}]}\n";
    let draft = draft(&[("oslo.yaml", values)], &["oslo.yaml"]);
    for part in ["GOGC", "AGE"] {
        assert!(draft.text.contains(part), "{}", draft.text);
    }
    assert!(!draft.text.contains("SECRET") && !draft.text.contains("operator {"), "{}", draft.text);
    assert_eq!(
        draft.left_out,
        [
            "extraEnv[1].value: a token; put it into a Secret, and name that with `valueFrom` (oslo)",
            "operator.extraEnv[0].value: a password; put it into a Secret, and name that with `valueFrom` (oslo)",
        ]
    );
}

#[test]
fn a_merge_that_is_not_finished_is_named() {
    let text = "cluster:\n  name: a\n<<<<<<< HEAD\n  id: 1\n=======\n  id: 2\n>>>>>>> other\n";
    let wrong = import::read(&world(&[("x.yaml", text)]), &["x.yaml".to_string()]).unwrap_err();
    assert_eq!(wrong, ["x.yaml cannot be read: it holds an unresolved merge conflict at line 3 column 1"]);
}

#[test]
fn what_cannot_be_read_is_a_sentence() {
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n\
                d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n\
                g: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n";
    let deep = format!("cluster: {}{}", "[".repeat(3000), "]".repeat(3000));
    let sops = "cluster: {name: ENC[AES256_GCM,data:x]}\nsops: {mac: x}\n";
    for text in [bomb, deep.as_str(), sops, "a: 1\na: 2\n", "a: [", "\u{0}"] {
        let read = import::read(&world(&[("x.yaml", text)]), &["x.yaml".to_string()]);
        let wrong = read.expect_err(text.get(..20).unwrap_or(text));
        assert!(wrong.len() == 1 && wrong[0].contains("x.yaml"), "{wrong:?}");
    }
    assert!(import::read(&world(&[]), &["nowhere.yaml".to_string()]).is_err());
}

#[test]
fn texts_of_users_stay_texts() {
    let name = "a\\\"b\\u2028}\\u0007";
    let values = format!(
        "cluster: {{name: \"{name}\", id: 1}}\nk8sServiceHost: \"x\\\" }} cluster \\n \\\\ \\u0085\"\nnodeSelector: {{\"{name}\": \"#true\"}}\n"
    );
    let draft = draft(&[("oslo.yaml", &values)], &["oslo.yaml"]);
    let outcome = compiled(&draft);
    let syntax = outcome.diagnostics.0.iter().filter(|finding| finding.rule.name == "syntax-error").count();
    assert_eq!((syntax, outcome.clusters.len()), (0, 1), "{}", draft.text);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn no_values_make_it_panic_or_write_what_is_no_kdl(
        keys in prop::collection::vec((0..KEYS.len(), "[ -~\u{85}\u{2028}é]{0,12}"), 1..12)
    ) {
        let mut text = "cluster: {name: x}\n".to_string();
        let mut seen = Vec::new();
        for (key, value) in keys {
            if !seen.contains(&key) {
                seen.push(key);
                text.push_str(&KEYS[key].replace("@", &quoted(&value)));
                text.push('\n');
            }
        }
        let draft = draft(&[("x.yaml", &text)], &["x.yaml"]);
        let outcome = compiled(&draft);
        prop_assert!(outcome.diagnostics.0.iter().all(|finding| finding.rule.name != "syntax-error"), "{}", draft.text);
    }
}

/// A text in quotes of YAML, which takes other characters than ASCII for ends of lines too.
fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap();
    json.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) }).collect()
}

const KEYS: &[&str] = &[
    "routingMode: @",
    "tunnel: @",
    "ipam: {mode: @}",
    "kubeProxyReplacement: @",
    "encryption: {enabled: true, type: @}",
    "k8sServiceHost: @",
    "nodeSelector: {@: @}",
    "tolerations: [{key: @}]",
    "clustermesh: {config: {clusters: [{name: @, address: @}]}}",
    "extraArgs: [@]",
    "ipv4NativeRoutingCIDR: @",
    "operator: {replicas: @}",
    "cni: {chainingMode: @}",
    "extraConfig: {@: @}",
];
