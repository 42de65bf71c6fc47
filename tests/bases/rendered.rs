//! Manifests that the user has rendered, with clustermesh-apiserver in them: what the mesh changes for each
//! cluster.

use crate::common::releases::{is_from, modern, modern_from};
use crate::common::{compile_with, entry, rendered};
use meshc::Outcome;
use meshc::world::Memory;
use meshc::yaml::{self, Value, json};

const FILES: &[&str] = &["agent", "certificates", "clustermesh-apiserver", "config", "operator"];

/// The base of the fixture, as it is or changed.
fn base() -> String {
    let read = |name: &&str| std::fs::read_to_string(format!("fixtures/rendered/vendor/cilium/{name}.yaml")).unwrap();
    FILES.iter().map(read).collect::<Vec<_>>().join("---\n")
}

/// A mesh of a release on a base.
struct Case {
    release: String,
    base: String,
    mesh: &'static str,
    /// What each of the clusters `a` and `b` says besides its pod CIDR.
    each: [&'static str; 2],
    more: &'static str,
}

const LB: [&str; 2] =
    [r#"apiserver "LoadBalancer" { ip "192.0.2.1"; }"#, r#"apiserver "LoadBalancer" { ip "192.0.2.2"; }"#];

impl Case {
    fn new(mesh: &'static str) -> Case {
        Case { release: "1.18.3".to_string(), base: base(), mesh, each: LB, more: "" }
    }

    fn release(self, release: &str) -> Case {
        Case { release: release.to_string(), ..self }
    }

    fn each(self, each: [&'static str; 2]) -> Case {
        Case { each, ..self }
    }

    fn with(self, from: &str, to: &str) -> Case {
        assert!(self.base.contains(from), "the base has no {from}");
        Case { base: self.base.replace(from, to), ..self }
    }

    fn and(self, more: &str) -> Case {
        Case { base: format!("{}---\n{more}", self.base), ..self }
    }

    fn compile(&self) -> Outcome {
        let cluster = |name: &str, id: u8, says: &str| {
            let pods = if says.contains("pod-cidr") { String::new() } else { format!("pod-cidr \"10.{id}.0.0/16\";") };
            format!("cluster \"{name}\" id={id} {{ {pods} {says} }}\n")
        };
        // A base with names in it is one for each cluster.
        let path = if self.base.contains("{cluster}") { "base/{cluster}" } else { "base" };
        let head = format!("mesh \"m\" {{ cilium \"{}\"; base path=\"{path}\"; {} }}\n", self.release, self.mesh);
        let clusters = cluster("a", 1, self.each[0]) + &cluster("b", 2, self.each[1]);
        let mut base = self.base.replace("v1.18.3", &format!("v{}", self.release));
        let is_late = is_from(&self.release, "1.19");
        if is_late {
            // A key that these no longer have.
            base = base.replace("  enable-node-port: \"false\"\n", "");
        }
        if is_late || ["migration", "cluster"].iter().any(|mode| self.mesh.contains(&format!("auth-mode=\"{mode}\""))) {
            base = base.replace("[clustermesh, ", "[clustermesh, --cluster-users-enabled, ");
        }
        let files = match path {
            "base" => Memory::default().with("base/all.yaml", base),
            _ => ["a", "b"].iter().fold(Memory::default(), |files, name| {
                files.with(format!("base/{name}/all.yaml"), base.replace("{cluster}", name))
            }),
        };
        let outcome = compile_with(files, &format!("{head}{clusters}{}", self.more));
        assert!(outcome.plan().is_some(), "{}", rendered(&outcome));
        outcome
    }

    /// What cluster `a` runs.
    fn run(&self) -> Vec<Value> {
        let outcome = self.compile();
        let plan = outcome.plan().unwrap();
        plan.manifests(&plan.clusters[0])
    }

    /// One object of it.
    fn get(&self, kind: &str, name: &str) -> Value {
        let is_meant = |object: &Value| object["kind"] == kind && object["metadata"]["name"] == name;
        self.run().into_iter().find(is_meant).unwrap_or_else(|| panic!("no {kind} {name}"))
    }

    fn config(&self) -> Value {
        self.get("ConfigMap", "cilium-config")["data"].clone()
    }

    fn pod(&self, kind: &str, name: &str) -> Value {
        self.get(kind, name)["spec"]["template"].clone()
    }

    /// The text of a file in the overlay of `a`, or nothing.
    fn file(&self, name: &str) -> String {
        self.compile().tree().cloned().unwrap().get(&format!("clusters/a/{name}")).unwrap_or("").to_string()
    }
}

fn named<'v>(list: &'v Value, name: &str) -> &'v Value {
    list.as_array().unwrap().iter().find(|item| item["name"] == name).unwrap_or(&Value::Null)
}

fn args(pod: &Value, container: &str) -> Vec<String> {
    let all = named(&pod["spec"]["containers"], container)["args"].as_array().unwrap();
    all.iter().map(|arg| arg.as_str().unwrap().to_string()).collect()
}

#[test]
fn the_configuration_says_what_the_mesh_says_and_nothing_of_another_mode() {
    for (mesh, says, wanted) in [
        ("", "", json!({ "cluster-name": "a", "cluster-id": "1", "max-connected-clusters": "255" })),
        ("max-connected-clusters 511;", "", json!({ "max-connected-clusters": "511" })),
        ("", "", json!({ "routing-mode": "tunnel", "tunnel-protocol": "vxlan", "tunnel-port": null })),
        (
            r#"routing "tunnel" protocol="geneve" port=6082;"#,
            "",
            json!({ "tunnel-protocol": "geneve", "tunnel-port": "6082", "ipv4-native-routing-cidr": null }),
        ),
        (
            r#"routing "native" cidr="10.0.0.0/8" cidr6="fd00::/48";"#,
            "",
            json!({ "routing-mode": "native", "tunnel-protocol": "vxlan", "tunnel-port": null,
                "ipv4-native-routing-cidr": "10.0.0.0/8", "ipv6-native-routing-cidr": "fd00::/48" }),
        ),
        (
            "",
            r#"pod-cidr "10.1.0.0/16" "10.9.0.0/16" "fd00:1::/104"; ipam "cluster-pool" mask=26;"#,
            json!({ "enable-ipv4": "true", "enable-ipv6": "true", "cluster-pool-ipv4-cidr": "10.1.0.0/16 10.9.0.0/16",
                "cluster-pool-ipv4-mask-size": "26", "cluster-pool-ipv6-cidr": "fd00:1::/104", "cluster-pool-ipv6-mask-size": "120" }),
        ),
        (
            "",
            r#"ipam "kubernetes";"#,
            json!({ "ipam": "kubernetes", "cluster-pool-ipv4-cidr": null, "cluster-pool-ipv4-mask-size": null }),
        ),
        (
            "",
            "",
            json!({ "ipam": "cluster-pool", "cluster-pool-ipv4-mask-size": "24", "kube-proxy-replacement": "false" }),
        ),
        ("", "kube-proxy-replacement #true;", json!({ "kube-proxy-replacement": "true", "enable-node-port": null })),
        ("", "host-firewall #true;", json!({ "enable-host-firewall": "true" })),
        (r#"encryption "wireguard" node=#true;"#, "", json!({ "enable-wireguard": "true", "encrypt-node": "true" })),
        (r#"encryption "wireguard";"#, "", json!({ "enable-wireguard": "true", "encrypt-node": null })),
        ("", "", json!({ "policy-default-local-cluster": "false", "clustermesh-enable-mcs-api": "false" })),
        ("policy-default-local-cluster #true;", "", json!({ "policy-default-local-cluster": "true" })),
        ("endpoint-slice-sync #true;", "", json!({ "clustermesh-enable-endpoint-sync": "true" })),
        ("", "config { debug #true; };", json!({ "debug": "true" })),
        ("", "", json!({ "identity-allocation-mode": "crd", "monitor-aggregation": "medium" })),
    ] {
        let says: &'static str = format!("{says} {}", LB[0]).leak();
        let data = Case::new(mesh).each([says, LB[1]]).config();
        for (key, value) in wanted.as_object().unwrap() {
            assert_eq!(data.get(key).unwrap_or(&Value::Null), value, "{key} of {mesh} {says}");
        }
    }
}

#[test]
fn keys_are_those_of_the_release() {
    for release in &modern() {
        let (size, policy) = (is_from(release, "1.15"), is_from(release, "1.18"));
        let case = Case::new("").release(release).with("  max-connected-clusters: \"255\"\n", "");
        let (data, pod) = (case.config(), case.pod("Deployment", "clustermesh-apiserver"));
        assert_eq!(data.get("max-connected-clusters").is_some(), size, "{release}");
        assert_eq!(data.get("policy-default-local-cluster").is_some(), policy, "{release}");
        assert_eq!(data.get("enable-wireguard"), None, "{release}");
        let keeps = args(&pod, "apiserver").contains(&"--max-connected-clusters=255".to_string());
        assert!(keeps, "{release}: what the base has stays");
    }
    let native = Case::new(r#"routing "native" cidr="10.0.0.0/8";"#);
    assert_eq!(native.release("1.16.0").config().get("tunnel-protocol"), None);
}

#[test]
fn what_a_base_has_of_tunnels_for_its_own_purpose_stays() {
    let base = |mesh| {
        Case::new(mesh).with("routing-mode: tunnel", "routing-mode: native\n  ipv4-native-routing-cidr: 10.0.0.0/9")
    };
    let native = base(r#"routing "native" cidr="10.0.0.0/8";"#).config();
    assert_eq!((&native["tunnel-port"], &native["ipv4-native-routing-cidr"]), (&json!("8473"), &json!("10.0.0.0/8")));
    assert_eq!(base("").config().get("ipv4-native-routing-cidr"), None);
}

#[test]
fn a_peer_restarts_no_agent_and_an_id_does() {
    let agent = |case: Case| case.file("cilium-ds.yaml");
    let stands = agent(Case::new(""));
    let with_peer = Case {
        more: "cluster \"c\" id=3 { pod-cidr \"10.3.0.0/16\"; apiserver \"LoadBalancer\" { ip \"192.0.2.3\"; }; }",
        ..Case::new("")
    };
    assert!(with_peer.file("clustermesh-apiserver.yaml").contains("c.mesh.cilium.io"));
    assert_eq!(agent(with_peer), stands);
    let renamed =
        Case::new("").compile().tree().cloned().unwrap().get("clusters/b/cilium-ds.yaml").unwrap().to_string();
    assert_ne!(renamed, stands);
    assert_ne!(agent(Case::new("max-connected-clusters 511;")), stands);
    assert_eq!(agent(Case::new("restart \"manual\";")), "");
    let server = |mesh| Case::new(mesh).pod("Deployment", "clustermesh-apiserver")["metadata"]["annotations"].clone();
    assert_ne!(server(""), server("max-connected-clusters 511;"));
    assert_eq!(server("restart \"manual\";"), Value::Null);
}

#[test]
fn peers_have_names_where_the_release_reaches_them() {
    let aliases = |case: &Case, kind: &str, name: &str| case.pod(kind, name)["spec"]["hostAliases"].clone();
    let wanted = json!([{ "ip": "192.0.2.2", "hostnames": ["b.mesh.cilium.io"] }]);
    for release in &modern_from("1.16") {
        let cached = Case::new("endpoint-slice-sync #true;").release(release);
        assert_eq!(aliases(&cached, "Deployment", "clustermesh-apiserver"), wanted, "{release}");
        assert_eq!(aliases(&cached, "DaemonSet", "cilium"), Value::Null, "{release}");
        assert_eq!(aliases(&cached, "Deployment", "cilium-operator"), Value::Null, "{release}");
        let direct = Case::new("kvstoremesh #false; endpoint-slice-sync #true;").release(release);
        assert_eq!(aliases(&direct, "Deployment", "clustermesh-apiserver"), Value::Null, "{release}");
        assert_eq!(aliases(&direct, "DaemonSet", "cilium"), wanted, "{release}");
        assert_eq!(aliases(&direct, "Deployment", "cilium-operator"), wanted, "{release}");
        let idle = Case::new("kvstoremesh #false;").release(release);
        assert_eq!(aliases(&idle, "Deployment", "cilium-operator"), Value::Null, "{release}");
    }
    let by_name = [LB[0], r#"apiserver "LoadBalancer" { address "b.example.com"; }"#];
    assert_eq!(aliases(&Case::new("").each(by_name), "Deployment", "clustermesh-apiserver"), Value::Null);
}

#[test]
fn one_address_has_the_names_of_all_who_share_it_and_the_bases_own_stay() {
    let more = "cluster \"c\" id=3 { pod-cidr \"10.3.0.0/16\"; apiserver \"NodePort\" { ip \"192.0.2.2\" \"2001:db8::3\"; }; }";
    let case = Case { more, ..Case::new("") };
    let both = json!([
        { "ip": "192.0.2.2", "hostnames": ["b.mesh.cilium.io", "c.mesh.cilium.io"] },
        { "ip": "2001:db8::3", "hostnames": ["c.mesh.cilium.io"] },
    ]);
    assert_eq!(case.pod("Deployment", "clustermesh-apiserver")["spec"]["hostAliases"], both);
    let own = "      hostAliases:\n      - {ip: 192.0.2.9, hostnames: [gone.mesh.cilium.io]}\n      - {ip: 192.0.2.2, hostnames: [db.example.com]}\n      initContainers:\n";
    let case = Case::new("").with("      initContainers:\n", own);
    let kept = json!([{ "ip": "192.0.2.2", "hostnames": ["db.example.com", "b.mesh.cilium.io"] }]);
    assert_eq!(case.pod("Deployment", "clustermesh-apiserver")["spec"]["hostAliases"], kept);
    let stale = Case::new("").with(
        "      hostNetwork: true\n",
        "      hostNetwork: true\n      hostAliases: [{ip: 192.0.2.9, hostnames: [b.mesh.cilium.io]}]\n",
    );
    assert_eq!(stale.pod("DaemonSet", "cilium")["spec"]["hostAliases"], Value::Null);
    let renamed = Case { mesh: "domain \"x.example\";", ..stale };
    assert_eq!(renamed.pod("DaemonSet", "cilium")["spec"]["hostAliases"], Value::Null);
}

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
fn a_cluster_knows_its_peers_and_nobody_else() {
    let more = "cluster \"c\" id=3 { pod-cidr \"10.3.0.0/16\"; apiserver \"LoadBalancer\" { ip \"192.0.2.3\"; }; }\n\
                peering { link \"a\" \"c\"; link \"b\" \"c\"; }";
    let case = Case { more, ..Case::new("") };
    let aliases = case.pod("Deployment", "clustermesh-apiserver")["spec"]["hostAliases"].clone();
    assert_eq!(aliases, json!([{ "ip": "192.0.2.3", "hostnames": ["c.mesh.cilium.io"] }]));
    let keys: Vec<_> = case.get("Secret", "cilium-kvstoremesh")["data"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["c"]);
}

#[test]
fn both_containers_know_the_size_of_the_mesh() {
    let pod = Case::new("max-connected-clusters 511;").pod("Deployment", "clustermesh-apiserver");
    for container in ["apiserver", "kvstoremesh"] {
        let sizes: Vec<_> = args(&pod, container).into_iter().filter(|arg| arg.contains("max-connected")).collect();
        assert_eq!(sizes, ["--max-connected-clusters=511"], "{container}");
    }
    let right = "--clustermesh-config=/var/lib/cilium/clustermesh, --max-connected-clusters=255]";
    let right = Case::new("").with("--clustermesh-config=/var/lib/cilium/clustermesh]", right);
    assert_eq!(right.file("clustermesh-apiserver-lists.yaml"), "", "nothing is to be changed");
}

#[test]
fn a_mesh_without_kvstoremesh_runs_none() {
    let pod = Case::new("kvstoremesh #false; max-connected-clusters 511;").pod("Deployment", "clustermesh-apiserver");
    assert_eq!(named(&pod["spec"]["containers"], "kvstoremesh"), &Value::Null);
    assert_eq!(named(&pod["spec"]["volumes"], "kvstoremesh-secrets"), &Value::Null);
    assert!(args(&pod, "apiserver").contains(&"--max-connected-clusters=511".to_string()));
}

#[test]
fn the_script_of_1_14_makes_the_clusters_own_administrator() {
    let script = "[\"etcdctl user add admin-default --no-password; etcdctl user grant-role admin-default root; admin-default-2\"]";
    let case = Case::new("").release("1.14.6").with("[etcdinit, --etcd-data-dir=/var/run/etcd]", script);
    let pod = case.pod("Deployment", "clustermesh-apiserver");
    let wanted = "etcdctl user add admin-a --no-password; etcdctl user grant-role admin-a root; admin-default-2";
    assert_eq!(pod["spec"]["initContainers"][0]["args"], json!([wanted]));
}

#[test]
fn the_service_is_of_one_type() {
    let service = |says: &'static str, base: fn(Case) -> Case| {
        base(Case::new("").each([says, LB[1]])).get("Service", "clustermesh-apiserver")
    };
    let as_it_is: fn(Case) -> Case = |case| case;
    let node_port: fn(Case) -> Case = |case| {
        case.with(
            "  type: LoadBalancer\n  loadBalancerClass: example.com/internal\n",
            "  type: NodePort\n  externalTrafficPolicy: Cluster\n",
        )
        .with("  - port: 2379\n", "  - {port: 2379, protocol: TCP, nodePort: 32379}\n")
    };
    let spec = service(r#"apiserver "LoadBalancer" { ip "192.0.2.1"; annotation "k" "on"; }"#, node_port);
    assert_eq!(spec["metadata"]["annotations"], json!({ "k": "on" }));
    assert_eq!((&spec["spec"]["type"], &spec["spec"]["loadBalancerIP"]), (&json!("LoadBalancer"), &json!("192.0.2.1")));
    assert_eq!(spec["spec"]["ports"], json!([{ "port": 2379, "protocol": "TCP" }]));
    let spec =
        service(r#"apiserver "NodePort" port=32380 { ip "172.31.0.4" "172.31.0.5"; }"#, as_it_is)["spec"].clone();
    assert_eq!((&spec["type"], &spec["ports"][0]["nodePort"]), (&json!("NodePort"), &json!(32380)));
    assert_eq!((&spec["loadBalancerClass"], &spec["loadBalancerIP"]), (&Value::Null, &Value::Null));
    let spec = service(r#"apiserver "ClusterIP" { ip "192.0.2.1"; }"#, node_port)["spec"].clone();
    assert_eq!(spec["type"], "ClusterIP");
    assert_eq!((&spec["externalTrafficPolicy"], &spec["ports"][0]["nodePort"]), (&Value::Null, &Value::Null));
    let asking: fn(Case) -> Case =
        |case| case.with("  type: LoadBalancer\n", "  type: LoadBalancer\n  loadBalancerIP: 192.0.2.77\n");
    let spec = service(r#"platform "eks"; apiserver "LoadBalancer" { ip "192.0.2.1"; }"#, asking)["spec"].clone();
    assert_eq!(spec.get("loadBalancerIP"), None, "AWS refuses a Service that asks for an address");
    let spec = service(LB[0], asking)["spec"].clone();
    assert_eq!(spec["loadBalancerIP"], "192.0.2.1");
    let spec = service(r#"apiserver "LoadBalancer" { ip "192.0.2.1" "192.0.2.8"; }"#, as_it_is)["spec"].clone();
    assert_eq!((&spec["loadBalancerIP"], &spec["loadBalancerClass"]), (&Value::Null, &json!("example.com/internal")));
}

#[test]
fn objects_of_the_base_hold_what_the_mesh_does_and_nothing_else() {
    let stale = "apiVersion: v1\nkind: Secret\nmetadata: {name: cilium-kvstoremesh, namespace: kube-system}\nstringData: {old: x}\ndata: {gone: eA==, b: eA==}\n\
                 ---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: clustermesh-remote-users, namespace: kube-system}\ndata: {users.yaml: \"users: []\", more: x}\n";
    let mesh = r#"certificates "cron-job" auth-mode="migration";"#;
    let (bare, case) = (Case::new(mesh), Case::new(mesh).and(stale));
    for (kind, name) in [("Secret", "cilium-kvstoremesh"), ("ConfigMap", "clustermesh-remote-users")] {
        assert_eq!(case.get(kind, name)["data"], bare.get(kind, name)["data"], "{name}");
    }
    let secret = case.get("Secret", "cilium-kvstoremesh");
    assert_eq!(secret.get("stringData"), None);
    assert!(entry(&secret, "b").starts_with("endpoints:\n- https://b.mesh.cilium.io:2379\n"));
    assert!(
        case.compile().tree().cloned().unwrap().get("mesh/cilium-clustermesh.yaml").is_some(),
        "what it lacks is shared"
    );
    assert_eq!(case.run().iter().filter(|object| object["metadata"]["name"] == "cilium-kvstoremesh").count(), 1);
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

#[test]
fn lists_without_a_merge_key_are_changed_only_where_they_stand_as_they_were() {
    let tree = Case::new("max-connected-clusters 511; kvstoremesh #false; trust-bundle \"ca\";")
        .compile()
        .tree()
        .cloned()
        .unwrap();
    let lists: Vec<_> = tree.files().filter(|(path, _)| path.ends_with("-lists.yaml")).collect();
    assert_eq!(lists.len(), 4, "two of each cluster");
    for (path, text) in lists {
        let operations = yaml::read(text).unwrap().remove(0);
        for pair in operations.as_array().unwrap().chunks(2) {
            let target = pair[1]["path"].as_str().unwrap();
            let tested = pair[0]["path"].as_str().unwrap();
            assert_eq!(pair[0]["op"], "test", "{path}");
            assert!(tested == target || tested == format!("{target}/name"), "{path}: {tested} for {target}");
        }
    }
}

/// The three files of an entry, byte for byte as the chart writes them.
fn files(prefix: &str) -> String {
    let folder = "/var/lib/cilium/clustermesh";
    format!(
        "trusted-ca-file: {folder}/{prefix}-etcd-client-ca.crt\nkey-file: {folder}/{prefix}-etcd-client.key\n\
         cert-file: {folder}/{prefix}-etcd-client.crt"
    )
}

/// What the chart of each line writes into the Secrets (`clustermesh-config/_helpers.tpl` of 1.14.19,
/// 1.15.19, 1.16.19, 1.17.18, 1.18.12, 1.19.6 and 1.20.0; its leading newline left out): agents show
/// KVStoreMesh certificates of their own from 1.17 on, and an entry carries its host's addresses from 1.20
/// on.
#[test]
fn entries_are_byte_for_byte_the_charts() {
    let each = [LB[0], r#"apiserver "NodePort" port=32380 { ip "172.16.0.4" "172.16.0.5"; }"#];
    let named = [LB[0], r#"apiserver "LoadBalancer" { address "mesh.b.example.com"; }"#];
    for release in &modern() {
        let agents = if is_from(release, "1.17") { "local" } else { "common" };
        let hosts = "\ncilium-host-aliases:\n- hostname: b.mesh.cilium.io\n  ips: \n    - 172.16.0.4\n    - 172.16.0.5";
        let hosts = if is_from(release, "1.20") { hosts } else { "" };
        let direct = format!("endpoints:\n- https://b.mesh.cilium.io:32380\n{}{hosts}", files("common"));
        let by_name = format!("endpoints:\n- https://mesh.b.example.com:2379\n{}", files("common"));
        let cached = format!("endpoints:\n- https://clustermesh-apiserver.kube-system.svc:2379\n{}", files(agents));
        let with = || Case::new("kvstoremesh #true").release(release).each(each);
        assert_eq!(entry(&with().get("Secret", "cilium-kvstoremesh"), "b"), direct, "{release}");
        assert_eq!(entry(&with().get("Secret", "cilium-clustermesh"), "b"), cached, "{release}");
        let without = || Case::new("kvstoremesh #false").release(release);
        assert_eq!(entry(&without().each(each).get("Secret", "cilium-clustermesh"), "b"), direct, "{release}");
        assert_eq!(entry(&without().each(named).get("Secret", "cilium-clustermesh"), "b"), by_name, "{release}");
    }
}
