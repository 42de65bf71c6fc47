//! Certificates in the Helm values: who makes them, and the names in them.

use super::release::lines;
use super::values::{LOAD_BALANCERS, NATIVE, at, mesh, values};
use meshc::yaml::{Value, json};

#[test]
fn certificate_files_are_the_charts() {
    for release in &lines() {
        let row = meshc::release::find(release.version.parse().unwrap()).unwrap().modern().unwrap();
        assert_eq!(row.agent_certificates, release.agent_certificates, "{}", release.version);
        let values = values(&mesh(&release.version, NATIVE, &LOAD_BALANCERS));
        let on = at(&values["c1"], "/clustermesh/apiserver/kvstoremesh/enabled");
        assert_eq!(*on, Value::Bool(release.kvstoremesh), "{}", release.version);
    }
}

#[test]
fn names_that_the_certificate_lacks_are_added_where_the_release_takes_them() {
    for release in &lines() {
        let clusters = [
            r#"apiserver "LoadBalancer" { address "mesh.one.example.com."; }"#,
            r#"apiserver "LoadBalancer" port=443 { address "two.mesh.cilium.io"; }"#,
        ];
        let all = values(&mesh(&release.version, NATIVE, &clusters));
        assert_eq!(*at(&all["c1"], release.names), json!({ "extraDnsNames": ["mesh.one.example.com"] }));
        assert_eq!(*at(&all["c2"], release.names), Value::Null);
        let peer = at(
            &all["c1"],
            if release.has_map { "/clustermesh/config/clusters/c2" } else { "/clustermesh/config/clusters/0" },
        );
        assert_eq!((&peer["address"], &peer["port"]), (&"two.mesh.cilium.io".into(), &443.into()));
        let domain = format!("{NATIVE}; domain \"mesh.example.org\"");
        let all = values(&mesh(&release.version, &domain, &LOAD_BALANCERS));
        assert_eq!(*at(&all["c2"], release.names), json!({ "extraDnsNames": ["c2.mesh.example.org"] }));
        assert_eq!(*at(&all["c2"], "/clustermesh/config/domain"), "mesh.example.org");
    }
}

#[test]
fn names_that_a_cluster_asks_for_are_in_its_certificate() {
    for release in &lines() {
        let own = r#"apiserver "LoadBalancer" { ip "192.0.2.1"; san "mesh.one.example.com" "198.51.100.7"; san "mesh.one.example.com" "c1.mesh.cilium.io" "*.mesh.cilium.io" "clustermesh-apiserver.kube-system.svc" "::1" "*.one.example.com"; }"#;
        let all = values(&mesh(&release.version, NATIVE, &[own, LOAD_BALANCERS[1]]));
        let wanted = json!({
            "extraDnsNames": ["mesh.one.example.com", "*.one.example.com"],
            "extraIpAddresses": ["198.51.100.7"],
        });
        assert_eq!(*at(&all["c1"], release.names), wanted, "{}", release.version);
        assert_eq!(*at(&all["c2"], release.names), Value::Null, "{}", release.version);
    }
}

#[test]
fn certificates_are_made_as_declared() {
    let tls = |version: &str, certificates: &str| {
        let more = format!("{NATIVE}; certificates {certificates}");
        at(&values(&mesh(version, &more, &LOAD_BALANCERS))["c1"], "/clustermesh/apiserver/tls").clone()
    };
    let auto = |auto: Value| json!({ "authMode": "legacy", "auto": auto });
    let schedule = json!({ "enabled": true, "method": "cronJob", "schedule": "0 0 1 */4 *" });
    assert_eq!(tls("1.18.3", r#""cron-job""#), auto(schedule));
    let issuer = |kind: &str, name: &str| {
        let issuer = json!({ "group": "cert-manager.io", "kind": kind, "name": name });
        auto(json!({ "enabled": true, "method": "certmanager", "certManagerIssuerRef": issuer }))
    };
    assert_eq!(tls("1.18.3", r#""cert-manager" issuer="mesh""#), issuer("ClusterIssuer", "mesh"));
    assert_eq!(tls("1.18.3", r#""cert-manager" issuer="Issuer/mesh""#), issuer("Issuer", "mesh"));
    let own = |ip: &str| {
        format!(
            r#"apiserver "LoadBalancer" {{ ip "{ip}"; san "*.mesh.cilium.io" "clustermesh-apiserver.kube-system.svc"; }}"#
        )
    };
    let clusters = [own("192.0.2.1"), own("192.0.2.2")];
    let tls = |version: &str, certificates: &str| {
        let more = format!("{NATIVE}; certificates {certificates}");
        let all = values(&mesh(version, &more, &[&clusters[0], &clusters[1]]));
        at(&all["c1"], "/clustermesh/apiserver/tls").clone()
    };
    let provided = json!({ "authMode": "cluster", "auto": { "enabled": false }, "enableSecrets": false });
    assert_eq!(tls("1.18.3", r#""provided" auth-mode="cluster""#), provided);
    let provided = json!({ "authMode": "migration", "auto": { "enabled": false } });
    assert_eq!(tls("1.20.0", r#""provided""#), provided);
}
