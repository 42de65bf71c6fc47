//! What the pages of `values-hold-private-key` and `base-holds-private-key` cannot show: every kind of key
//! material, and that no report shows any.

use crate::common::mesh::{balanced, etcd, mesh};
use crate::common::{codes, rendered};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use meshc::Outcome;
use meshc::report;
use meshc::world::Memory;

const SECRET: &str = "c2VjcmV0IHNlY3JldCBzZWNyZXQ";
const FOUND: [&str; 1] = ["values-hold-private-key"];
const NONE: [&str; 0] = [];

fn of(own: &str) -> Outcome {
    mesh("1.18.3").clusters([format!("{}\n{own}", balanced(1)), balanced(2)]).compile()
}

/// No report says any of that.
fn hides(outcome: &Outcome, secrets: &[&str]) {
    let (found, sources) = (&outcome.diagnostics, &outcome.sources);
    let silenced = &outcome.exceptions.silenced;
    let reports = [
        rendered(outcome),
        report::json(found, sources),
        report::sarif(found, silenced, sources),
        report::github(found, sources, report::LIMIT),
        report::gitlab(found, sources),
    ];
    for (text, secret) in reports.iter().flat_map(|text| secrets.iter().map(move |secret| (text, secret))) {
        assert!(!text.contains(secret), "{text}");
    }
}

#[test]
fn the_charts_own_places_of_keys_are_known() {
    for path in [
        "hubble.tls.server.key",
        "hubble.relay.tls.client.key",
        "clustermesh.apiserver.tls.server.key",
        "clustermesh.apiserver.tls.ca.key",
        "azure.clientSecret",
    ] {
        let (above, last) = path.rsplit_once('.').unwrap();
        let open = above.split('.').map(|part| format!("{part} {{ ")).collect::<String>();
        let close = "; }".repeat(above.split('.').count());
        let outcome = of(&format!("values {{ {open}{last} \"{SECRET}\"{close} }}"));
        assert_eq!(codes(&outcome), FOUND, "{path}");
        assert!(outcome.diagnostics.0[0].message.contains(path), "{}", rendered(&outcome));
        hides(&outcome, &[SECRET]);
        let empty = of(&format!("values {{ {open}{last} \"\"{close} }}"));
        assert!(!codes(&empty).contains(&FOUND[0]), "{path}");
    }
    assert!(!codes(&of("values { tls { caBundle { key \"ca.crt\"; }; }; }")).contains(&FOUND[0]));
    assert_eq!(codes(&of("values { tolerations { - { key \"x\"; operator \"Exists\"; }; }; }")), NONE);
    let listed = of(&format!("values {{ extraEnv {{ - {{ name \"x\"; tls {{ key \"{SECRET}\"; }}; }}; }}; }}"));
    assert_eq!(codes(&listed), FOUND, "{}", rendered(&listed));
    hides(&listed, &[SECRET]);
}

#[test]
fn key_material_is_known_by_its_looks() {
    let pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAsecret\n-----END RSA PRIVATE KEY-----\n";
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJlIn0123.c2lnbmF0dXJlc2lnbmF0dXJl";
    let ipsec = "3+ rfc4106(gcm(aes)) 0123456789abcdef0123456789abcdef01234567 128";
    let kubeconfig = "users:\n- user:\n    token: abcdefghijklmnopqrstuvwxyz0123\n";
    for text in [pem, token, ipsec, kubeconfig] {
        for text in [text.replace('\n', "\\n"), STANDARD.encode(text)] {
            let hidden = text.split("\\n").max_by_key(|line| line.len()).unwrap().to_string();
            for own in [
                format!("values {{ podAnnotations {{ note \"{text}\"; }}; }}"),
                format!("config {{ debug #true; note \"{text}\"; }}"),
            ] {
                let outcome = of(&own);
                assert_eq!(codes(&outcome), FOUND, "{}", rendered(&outcome));
                hides(&outcome, &[&hidden]);
            }
        }
    }
    let certificate = STANDARD.encode("-----BEGIN CERTIFICATE-----\nMIIB\n");
    for text in [certificate.as_str(), "1.2.3", "3 apples", "users: token", "${TOKEN}"] {
        assert_eq!(codes(&of(&format!("values {{ podAnnotations {{ note \"{text}\"; }}; }}"))), NONE, "{text}");
    }
}

#[test]
fn other_findings_beside_a_key_do_not_show_it_either() {
    let lines = "values {\n  podAnnotations {\n    note \"\"\"\n      -----BEGIN PRIVATE KEY-----\n      MIIEpAIBAAKCAQEAsecret\n      \"\"\"\n  }\n  nodeinit 1 2 3\n  tls { ca { key \"c2VjcmV0c2VjcmV0\"; }; }; externalWorkloads { enabled #true; }\n}";
    let outcome = of(lines);
    assert!(codes(&outcome).len() > 2, "{}", rendered(&outcome));
    hides(&outcome, &["MIIEpAIBAAKCAQEAsecret", "c2VjcmV0c2VjcmV0"]);
}

#[test]
fn a_ca_of_one_cluster_alone_is_not_trusted() {
    let ca = |cert: &str| format!("values {{ tls {{ ca {{ cert \"{cert}\"; key \"{SECRET}\"; }}; }}; }}");
    let with = |one: &str, two: &str| {
        let clusters = [format!("{}\n{one}", balanced(1)), format!("{}\n{two}", balanced(2))];
        mesh("1.18.3").clusters(clusters).codes()
    };
    assert!(with(&ca("b25l"), "").contains(&"untrusted-peer-ca"));
    assert!(with(&ca("b25l"), &ca("dHdv")).contains(&"untrusted-peer-ca"));
    assert!(!with(&ca("b25l"), &ca("b25l")).contains(&"untrusted-peer-ca"));
}

#[test]
fn secrets_of_a_base_hold_more_than_private_keys() {
    let of = |data: &str| {
        let secret = format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: x, namespace: kube-system}}\n{data}\n");
        let files = Memory::default().with("vendor/cilium.yaml", BASE).with("vendor/x.yaml", secret.as_str());
        let mesh = mesh("1.2.5").says("base path=\"vendor\"").clusters([etcd("a"), etcd("b")]);
        mesh.compile_with(files)
    };
    let encode = |text: &str| STANDARD.encode(text);
    let ipsec = encode("3 rfc4106(gcm(aes)) 0123456789abcdef0123456789abcdef01234567 128");
    for (data, hidden) in [
        (format!("data: {{keys: {ipsec}}}"), ipsec.clone()),
        ("stringData: {password: hunter2hunter2}".to_string(), "hunter2hunter2".to_string()),
        (format!("data: {{token: {}}}", encode("hunter2hunter2")), encode("hunter2hunter2")),
        (format!("data: {{server.key: {}}}", encode("hunter2hunter2")), encode("hunter2hunter2")),
    ] {
        let outcome = of(&data);
        assert_eq!(codes(&outcome), ["base-holds-private-key"], "{data}: {}", rendered(&outcome));
        hides(&outcome, &[&hidden]);
    }
    for data in
        ["data: {}", "stringData: {password: \"\"}", "stringData: {user: mesh}", "stringData: {token: \"<path:x>\"}"]
    {
        assert_eq!(codes(&of(data)), NONE, "{data}");
    }
}

const BASE: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cilium-config, namespace: kube-system}\n\
                    data: {disable-ipv4: \"false\"}\n---\napiVersion: apps/v1\nkind: DaemonSet\n\
                    metadata: {name: cilium, namespace: kube-system}\nspec: {template: {spec: {containers: \
                    [{name: cilium-agent, image: \"docker.io/cilium/cilium:v1.2.5\"}]}}}\n";
