//! Certificates and rights in rendered manifests: names, CAs, keys, roles.

use super::case::{Case, LB, args, named};
use meshc::yaml::{self, Value, json};

#[test]
fn ipsec_finds_its_keys() {
    let pod = |mesh| Case::new(mesh).pod("DaemonSet", "cilium")["spec"].clone();
    for (mesh, secret) in
        [("encryption \"ipsec\";", "cilium-ipsec-keys"), ("encryption \"ipsec\" secret=\"ours\";", "ours")]
    {
        let spec = pod(mesh);
        assert_eq!(named(&spec["volumes"], "cilium-ipsec-secrets")["secret"], json!({ "secretName": secret }));
        let agent = named(&spec["containers"], "cilium-agent");
        assert_eq!(named(&agent["volumeMounts"], "cilium-ipsec-secrets")["mountPath"], "/etc/ipsec");
        assert_eq!(agent["volumeMounts"].as_array().unwrap().len(), 3);
        let data = Case::new(mesh).config();
        assert_eq!((&data["enable-ipsec"], &data["ipsec-key-file"]), (&json!("true"), &json!("/etc/ipsec/keys")));
    }
    assert_eq!(named(&pod("encryption \"wireguard\";")["volumes"], "cilium-ipsec-secrets"), &Value::Null);
}

#[test]
fn the_script_of_1_14_makes_the_clusters_own_administrator() {
    let script = "[\"etcdctl user add admin-default --no-password; etcdctl user grant-role admin-default root; admin-default-2\"]";
    let case = Case::new("").release("1.14.6").with("[etcdinit, --etcd-data-dir=/var/run/etcd]", script);
    let pod = case.pod("Deployment", "clustermesh-apiserver");
    let wanted = "etcdctl user add admin-a --no-password; etcdctl user grant-role admin-a root; admin-default-2";
    assert_eq!(pod["spec"]["initContainers"][0]["args"], json!([wanted]));
}

/// The configuration of the CronJob, and its arguments.
fn certgen(case: &Case) -> (Value, Vec<String>) {
    let job = case.get("CronJob", "clustermesh-apiserver-generate-certs");
    let pod = &job["spec"]["jobTemplate"]["spec"]["template"];
    let text = named(&pod["spec"]["containers"][0]["env"], "CILIUM_CERTGEN_CONFIG")["value"].as_str().unwrap_or("{}");
    (yaml::read(text).unwrap().remove(0)["certs"].clone(), args(pod, "certgen"))
}

fn common_name(certs: &Value, user: &str) -> String {
    named(certs, &format!("clustermesh-apiserver-{user}-cert"))["commonName"].as_str().unwrap().to_string()
}

#[test]
fn certificates_carry_the_clusters_names() {
    for (mode, remote) in [("legacy", "remote"), ("migration", "remote"), ("cluster", "remote-a")] {
        let mesh: &'static str = format!("certificates \"cron-job\" auth-mode=\"{mode}\";").leak();
        let (certs, _) = certgen(&Case::new(mesh));
        assert_eq!(["admin", "local", "remote"].map(|user| common_name(&certs, user)), ["admin-a", "local-a", remote]);
    }
    let (certs, _) = certgen(&Case::new("").with("commonName: remote\n", "commonName: remote-default\n"));
    assert_eq!(common_name(&certs, "remote"), "remote");
    let right = Case::new("").with("admin-default", "admin-{cluster}").with("local-default", "local-{cluster}");
    assert_eq!(right.file("certificates-1-cronjob.yaml"), "", "nothing is to be changed");
}

#[test]
fn the_server_has_the_names_by_which_peers_come() {
    let hosts = |case: &Case| named(&certgen(case).0, "clustermesh-apiserver-server-cert")["hosts"].clone();
    let own = json!(["*.mesh.cilium.io", "clustermesh-apiserver.kube-system.svc"]);
    assert_eq!(hosts(&Case::new("")), own);
    let with = |name: &str| json!(["*.mesh.cilium.io", "clustermesh-apiserver.kube-system.svc", name]);
    assert_eq!(hosts(&Case::new("domain \"mesh.example.com\";")), with("a.mesh.example.com"));
    let address = [r#"apiserver "LoadBalancer" { address "mesh.a.example.com"; }"#, LB[1]];
    assert_eq!(hosts(&Case::new("").each(address)), with("mesh.a.example.com"));
    let deep = [r#"apiserver "LoadBalancer" { address "x.a.mesh.cilium.io"; }"#, LB[1]];
    assert_eq!(hosts(&Case::new("").each(deep)), with("x.a.mesh.cilium.io"), "a wildcard stands for one label");
    let asked = [
        r#"apiserver "LoadBalancer" { ip "192.0.2.1"; san "a.example.com" "192.0.2.1" "::1" "q.mesh.cilium.io"; }"#,
        LB[1],
    ];
    let wanted = json!(["*.mesh.cilium.io", "clustermesh-apiserver.kube-system.svc", "a.example.com", "192.0.2.1"]);
    assert_eq!(hosts(&Case::new("").each(asked)), wanted);
}

#[test]
fn the_ca_comes_from_the_secret_that_the_mesh_names() {
    let case = Case::new(r#"certificates "cron-job" ca-secret="our-ca";"#);
    assert_eq!(certgen(&case).1.last().unwrap(), "--ca-secret-name=our-ca");
    assert!(case.get("Role", "clustermesh-apiserver-generate-certs").to_string().contains("our-ca"));
    let unnamed =
        Case::new(r#"certificates "cron-job" ca-secret="our-ca";"#).with(", --ca-secret-name=cilium-ca]", "]");
    assert_eq!(certgen(&unnamed).1.last().unwrap(), "--ca-secret-name=our-ca");
    assert_eq!(Case::new("").file("certificates-1-cronjob-lists.yaml"), "");
}

#[test]
fn arguments_of_the_older_certgen_carry_the_names_too() {
    let flags = "[--clustermesh-apiserver-server-cert-generate, \"--clustermesh-apiserver-server-cert-sans=*.mesh.cilium.io,clustermesh-apiserver.kube-system.svc\", \
                 --clustermesh-apiserver-admin-cert-common-name=admin-default, --clustermesh-apiserver-remote-cert-common-name=remote]";
    let job = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: clustermesh-apiserver-generate-certs-0a1b2c3d4e, namespace: kube-system}\n\
               spec: {template: {spec: {restartPolicy: Never, containers: [{name: certgen, image: \"quay.io/cilium/certgen:v0.1.16\", args: ARGS}]}}}\n";
    let case = Case::new(r#"domain "x.example"; certificates "cron-job" auth-mode="cluster" ca-secret="our-ca";"#);
    let case = case.each([r#"apiserver "LoadBalancer" { ip "192.0.2.1"; san "192.0.2.7" "a.x.example"; }"#, LB[1]]);
    let case = case.release("1.15.2").and(&job.replace("ARGS", flags));
    let pod = case.pod("Job", "clustermesh-apiserver-generate-certs-0a1b2c3d4e");
    let wanted = [
        "--clustermesh-apiserver-server-cert-generate",
        "--clustermesh-apiserver-server-cert-sans=*.mesh.cilium.io,clustermesh-apiserver.kube-system.svc,a.x.example,192.0.2.7",
        "--clustermesh-apiserver-admin-cert-common-name=admin-a",
        "--clustermesh-apiserver-remote-cert-common-name=remote-a",
        "--ca-secret-name=our-ca",
    ];
    assert_eq!(args(&pod, "certgen"), wanted);
}

#[test]
fn certificates_of_cert_manager_carry_the_names_too() {
    let certificate = |user: &str, more: &str| {
        format!(
            "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {{name: clustermesh-apiserver-{user}-cert, namespace: kube-system}}\n\
                 spec: {{secretName: clustermesh-apiserver-{user}-cert, commonName: {user}-default{more}}}\n---\n"
        )
    };
    let all = certificate("admin", "") + &certificate("server", ", dnsNames: [\"*.mesh.cilium.io\"]");
    let case = Case::new("domain \"x.example\";").and(&all);
    assert_eq!(case.get("Certificate", "clustermesh-apiserver-admin-cert")["spec"]["commonName"], "admin-a");
    let server = case.get("Certificate", "clustermesh-apiserver-server-cert");
    assert_eq!(server["spec"]["commonName"], "server-default");
    assert_eq!(server["spec"]["dnsNames"], json!(["*.mesh.cilium.io", "a.x.example"]));
    let asked = [r#"apiserver "LoadBalancer" { ip "192.0.2.1"; san "192.0.2.7" "a.example.com"; }"#, LB[1]];
    let server = Case::new("").and(&all).each(asked).get("Certificate", "clustermesh-apiserver-server-cert");
    assert_eq!(server["spec"]["dnsNames"], json!(["*.mesh.cilium.io", "a.example.com"]));
    assert_eq!(server["spec"]["ipAddresses"], json!(["192.0.2.7"]));
}

#[test]
fn the_operator_reads_peers_for_features_that_need_it() {
    let has = |release: &'static str, mesh: &'static str| {
        let pod = Case::new(mesh).release(release).pod("Deployment", "cilium-operator");
        let container = named(&pod["spec"]["containers"], "cilium-operator").clone();
        let mounts =
            named(&container["volumeMounts"], "clustermesh-secrets")["mountPath"] == "/var/lib/cilium/clustermesh";
        let variable = container["env"]
            == json!([{ "name": "CILIUM_CLUSTERMESH_CONFIG", "value": "/var/lib/cilium/clustermesh/" }]);
        let agents = Case::new("").pod("DaemonSet", "cilium");
        let volume = |pod: &Value| named(&pod["spec"]["volumes"], "clustermesh-secrets").clone();
        let alike = volume(&pod)["projected"] == volume(&agents)["projected"];
        assert!(mounts == variable && mounts == alike, "{release} {mesh}");
        mounts
    };
    for (release, features) in [
        ("1.15.0", &[][..]),
        ("1.16.0", &["endpoint-slice-sync #true;"]),
        ("1.17.0", &["endpoint-slice-sync #true;", "mcs-api #true;"]),
        ("1.20.0", &["endpoint-slice-sync #true;", "mcs-api #true;"]),
    ] {
        assert!(!has(release, ""), "{release}");
        for feature in features {
            assert!(has(release, feature), "{release} {feature}");
        }
    }
}

#[test]
fn roles_allow_what_features_do_and_nothing_twice() {
    let rules = |case: &Case, role: &str| case.get("ClusterRole", role)["rules"].as_array().unwrap().len();
    for (release, sync) in [("1.16.0", 2), ("1.17.0", 2), ("1.18.3", 3), ("1.20.0", 3)] {
        assert_eq!(
            rules(&Case::new("endpoint-slice-sync #true;").release(release), "cilium-operator"),
            2 + sync,
            "{release}"
        );
        assert_eq!(rules(&Case::new("").release(release), "cilium-operator"), 2, "{release}");
    }
    let granted = "verbs: [get, list, watch]\n- {apiGroups: [\"\"], resources: [events, services/finalizers], verbs: [\"*\"]}\n\
                   - {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [create, update, delete, deletecollection]}\n";
    let all = Case::new("endpoint-slice-sync #true;");
    let (before, after) = all.base.rsplit_once("verbs: [get, list, watch]\n").unwrap();
    let all = Case { base: format!("{before}{granted}{after}"), ..all };
    assert_eq!(all.file("cilium-operator-role.yaml"), "");
    assert!(all.file("cilium-operator.yaml").contains("clustermesh-secrets"));
}

#[test]
fn the_multi_cluster_services_api_reaches_all_parts() {
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: clustermesh-apiserver}\nrules:\n\
                - {apiGroups: [\"\"], resources: [services], verbs: [get]}\n";
    let mesh = "mcs-api #true;";
    for (release, operator) in [("1.17.0", 6), ("1.18.3", 7), ("1.19.0", 9)] {
        let case = Case::new(mesh).release(release).and(role);
        let pod = case.pod("Deployment", "clustermesh-apiserver");
        assert_eq!(args(&pod, "apiserver").last().unwrap(), "--clustermesh-enable-mcs-api", "{release}");
        assert_eq!(case.config()["clustermesh-enable-mcs-api"], "true", "{release}");
        assert_eq!(
            case.get("ClusterRole", "cilium-operator")["rules"].as_array().unwrap().len(),
            2 + operator - 1,
            "{release}"
        );
        let wanted = json!({ "apiGroups": ["multicluster.x-k8s.io"], "resources": ["serviceexports"], "verbs": ["get", "list", "watch"] });
        assert_eq!(case.get("ClusterRole", "clustermesh-apiserver")["rules"][1], wanted, "{release}");
    }
}

#[test]
fn a_trust_bundle_takes_the_place_of_the_certificates_own_ca() {
    let case = Case::new("trust-bundle \"cilium-root-ca.crt\"; endpoint-slice-sync #true;").release("1.18.5");
    for (kind, name, volume) in [
        ("DaemonSet", "cilium", "clustermesh-secrets"),
        ("Deployment", "clustermesh-apiserver", "kvstoremesh-secrets"),
        ("Deployment", "cilium-operator", "clustermesh-secrets"),
    ] {
        let pod = case.pod(kind, name);
        let sources = named(&pod["spec"]["volumes"], volume)["projected"]["sources"].clone();
        let items = json!([{ "key": "ca.crt", "path": "common-etcd-client-ca.crt" }]);
        let bundle = json!({ "configMap": { "name": "cilium-root-ca.crt", "optional": true, "items": items } });
        assert_eq!(sources[2], bundle, "{name}");
        assert_eq!(sources[1]["secret"]["items"].as_array().unwrap().len(), 2, "{name}");
        assert_eq!(
            sources.to_string().matches("\"ca.crt\"").count(),
            if name == "clustermesh-apiserver" { 1 } else { 2 }
        );
    }
}
