//! What the pages of the rules about certificates cannot show: who renders the chart, and which values have
//! Helm make a CA.

use super::values::two;
use crate::common::mesh::Mesh;
use crate::common::releases::modern;
use crate::common::{codes, compile, rendered};

const FLUX: &str = "flux { source \"platform\"; }";
const ARGO_CD: &str = "argocd { repo-url \"https://git.example.com/x.git\"; }";
const HUBBLE: &str = "values { hubble { tls { auto { method \"helm\"; }; }; }; }";

/// What is said of the certificates of a mesh, and in which words.
fn found(mesh: &Mesh) -> Vec<(&'static str, String)> {
    let outcome = mesh.compile();
    let text =
        |found: &meshc::diagnostic::Diagnostic| format!("{} {}", found.message, found.help.clone().unwrap_or_default());
    outcome.diagnostics.0.iter().map(|found| (found.rule.name, text(found))).collect()
}

#[test]
fn certificates_change_where_the_chart_is_rendered_apart_from_the_cluster() {
    for release in modern() {
        for mesh in [two(&release, "").says("certificates \"helm\""), two(&release, HUBBLE)] {
            assert_eq!(found(&mesh.clone().beside(FLUX)), [], "{release}: Helm finds what is there");
            for (beside, words) in [("", ["kustomize build", "Helm itself keeps"]), (ARGO_CD, ["Argo CD", "\"cron"])] {
                let found = found(&mesh.clone().beside(beside));
                let [("certificates-change-on-render", text)] = &found[..] else { panic!("{release}: {found:?}") };
                let said = text.replace("cronJob", "cron-job");
                assert!(words.iter().all(|words| said.contains(words)), "{text}");
                assert_eq!(text.contains("Argo CD"), beside == ARGO_CD, "{text}");
            }
        }
    }
}

#[test]
fn nothing_is_made_again_without_what_needs_it() {
    let helm = two("1.18.6", "").says("certificates \"helm\"").beside(ARGO_CD);
    assert_eq!(found(&helm).len(), 1);
    let ca = "defaults { values { tls { ca { cert \"x\"; key \"y\"; }; }; }; }";
    assert!(found(&helm.beside(ca)).iter().all(|(rule, _)| *rule != "certificates-change-on-render"));
    for place in ["hubble {", "tls {", "auto {"] {
        let own = HUBBLE.replace(place, &format!("{place} enabled #false;"));
        let found = found(&two("1.18.6", &own).beside(ARGO_CD));
        // Without any certificates of Hubble the chart does not render, which is another defect.
        assert!(found.iter().all(|(rule, _)| *rule == "chart-does-not-render"), "{own}");
    }
}

#[test]
fn helm_and_what_brings_the_ca_do_not_write_the_same_secret() {
    let sops = "sops { age \"age1yua0c882ehvqwzx7ygxn0lah46lhdcf0as0mau2qvlg6vs3x737skks8gz\"; }";
    let vault = "credentials \"external-secrets\" store=\"vault\" key=\"mesh/ca\"";
    let encrypted = "credentials \"sops\"";
    let cases = [
        (encrypted, [sops, ""]),
        (encrypted, [sops, FLUX]),
        (vault, ["", ""]),
        (vault, ["", FLUX]),
        (vault, ["", ARGO_CD]),
    ];
    for (credentials, beside) in cases {
        let mesh = |own: &str| {
            let mesh = two("1.18.6", own).says(&format!("certificates \"cron-job\" {{ {credentials}; }}"));
            beside.iter().fold(mesh, |mesh, nodes| mesh.beside(nodes))
        };
        let outcome = mesh(HUBBLE).compile();
        assert_eq!(crate::common::codes(&outcome), ["conflicting-credentials"], "{}", rendered(&outcome));
        assert_eq!(outcome.diagnostics.0[0].clusters, ["b"]);
        assert_eq!(mesh(&HUBBLE.replace("helm", "cronJob")).codes(), [""; 0]);
    }
    // Whether a Secret that exists is Helm's, nobody knows.
    assert_eq!(found(&two("1.18.6", HUBBLE).says("certificates \"cron-job\"").beside(FLUX)), []);
}

/// Nobody knows who installs the chart where that cannot be read.
#[test]
fn a_delivery_that_cannot_be_read_raises_nothing_else() {
    let mesh = |delivery: &str| {
        format!(
            "mesh \"m\" {{ cilium \"1.18.3\"; certificates \"helm\"; address-pool \"10.0.0.0/8\" prefix=16; }}
             {delivery}
             cluster \"a\" id=1 {{ apiserver \"LoadBalancer\" {{ ip \"192.0.2.1\"; }}; }}
             cluster \"b\" id=2 {{ apiserver \"LoadBalancer\" {{ ip \"192.0.2.2\"; }}; }}"
        )
    };
    assert_eq!(codes(&compile(&mesh(""))), ["certificates-change-on-render"]);
    for (broken, code) in [
        ("flux { interval \"10m\"; }", "missing-node"),
        ("argocd { revision \"v1\"; }", "missing-node"),
        ("argocdd { repo-url \"https://git.example.com/p.git\"; }", "unknown-node"),
    ] {
        assert_eq!(codes(&compile(&mesh(broken))), [code], "{broken}");
    }
}
