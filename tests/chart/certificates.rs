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

#[test]
fn jobs_make_no_ca_where_every_cluster_has_been_given_one() {
    for release in &lines() {
        let takes = crate::common::releases::is_from(&release.version, "1.17");
        let awaits = |more: &str, clusters: &[&str]| {
            let all = values(&mesh(&release.version, &format!("{NATIVE}; {more}"), clusters));
            at(&all["c1"], "/certgen/generateCA").clone()
        };
        let wanted = if takes { false.into() } else { Value::Null };
        for more in [
            "kvstoremesh #true",
            "certificates \"cron-job\"",
            "certificates \"cron-job\" { credentials \"existing\"; }",
        ] {
            assert_eq!(awaits(more, &LOAD_BALANCERS), wanted, "{} {more}", release.version);
        }
        // Who wants it otherwise says so.
        let own = format!("{}; values {{ certgen {{ generateCA #true; }}; }}", LOAD_BALANCERS[0]);
        assert_eq!(awaits("kvstoremesh #true", &[&own, LOAD_BALANCERS[1]]), Value::Bool(true));
        // Helm makes it, or cert-manager; and Hubble's Job makes one of its own beside provided certificates.
        assert_eq!(awaits("certificates \"helm\"", &LOAD_BALANCERS), Value::Null);
        assert_eq!(awaits("certificates \"cert-manager\" issuer=\"mesh\"", &LOAD_BALANCERS), Value::Null);
        if crate::common::releases::is_from(&release.version, "1.16") {
            let own = LOAD_BALANCERS
                .map(|it| it.replace("; }", "; san \"*.mesh.cilium.io\" \"clustermesh-apiserver.kube-system.svc\"; }"));
            assert_eq!(awaits("certificates \"provided\"", &[&own[0], &own[1]]), Value::Null);
        }
        // Nobody else reads the certificates of a cluster that peers read through its etcd.
        let etcds = ["a", "b"].map(|name| {
            format!("etcd {{ endpoint \"https://{name}.example.com:2379\"; tls ca=\"ca\" cert=\"c\" key=\"k\"; }}")
        });
        assert_eq!(awaits("kvstoremesh #false", &[&etcds[0], &etcds[1]]), Value::Null, "{}", release.version);
    }
}

#[test]
fn hubbles_certificates_are_made_by_a_job_unless_values_say_otherwise() {
    for release in &lines() {
        let own = format!("{}; values {{ hubble {{ tls {{ auto {{ method \"helm\"; }}; }}; }}; }}", LOAD_BALANCERS[0]);
        let all = values(&format!(
            "{}flux {{ source \"platform\"; }}",
            mesh(&release.version, NATIVE, &[&own, LOAD_BALANCERS[1]])
        ));
        assert_eq!(*at(&all["c1"], "/hubble/tls/auto/method"), "helm");
        assert_eq!(*at(&all["c2"], "/hubble/tls/auto/method"), "cronJob");
    }
}
