//! The user's Helm values beside those that meshc sets: what contradicts the mesh file is refused, and lists
//! are joined.

use crate::common::{codes, compile, rendered};
use meshc::yaml::{self, Value, json};
use std::fmt::Write;

const TLS: &str = r#"tls ca="etcd-client-ca.crt" cert="etcd-client.crt" key="etcd-client.key""#;

/// A mesh of two clusters with what the mesh says, and the first with what it does.
fn mesh(version: &str, settings: &str, cluster: &str) -> String {
    let settings = format!("cilium \"{version}\"; address-pool \"10.0.0.0/8\" prefix=16; {settings}");
    let other = match cluster.contains("apiserver \"") {
        true => {
            "apiserver \"LoadBalancer\" { ip \"192.0.2.2\"; san \"*.mesh.cilium.io\" \"clustermesh-apiserver.kube-system.svc\"; }"
        }
        false => "etcd { endpoint \"https://b.example.com:2379\"; }",
    };
    format!("mesh \"m\" {{ {settings} }}\ncluster \"a\" id=1 {{ {cluster} }}\ncluster \"b\" id=2 {{ {other}; }}\n")
}

fn values(text: &str) -> Value {
    let outcome = compile(text);
    assert!(!outcome.diagnostics.has_errors(), "{text}\n{}", rendered(&outcome));
    yaml::read(outcome.tree().cloned().unwrap().get("clusters/a/values.yaml").unwrap()).unwrap().remove(0)
}

/// The paths of all that is no map.
fn paths(value: &Value, above: &str, found: &mut Vec<String>) {
    match value.as_object() {
        Some(fields) => {
            for (key, value) in fields {
                let path = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
                paths(value, &path, found);
            }
        }
        None => found.push(above.to_string()),
    }
}

/// A path as nodes.
fn nodes(path: &str) -> String {
    let mut text = String::new();
    for key in path.split('.') {
        let _ = write!(text, "{{ {key} ");
    }
    let depth = path.split('.').count();
    text + "\"other\"" + &"; }".repeat(depth)
}

/// What users may set as they like; all below is meant too. Lists are joined, and annotations and keys of
/// `cilium-config` too.
const FREE: &[&str] = &[
    "clustermesh.apiserver.extraVolumes",
    "clustermesh.apiserver.kvstoremesh.extraVolumeMounts",
    "clustermesh.apiserver.service.annotations",
    "certgen.generateCA",
    "clustermesh.apiserver.service.externalTrafficPolicy",
    "clustermesh.apiserver.tls.auto.schedule",
    "clustermesh.apiserver.tls.auto.server.extraDnsNames",
    "clustermesh.apiserver.tls.auto.server.extraIpAddresses",
    "clustermesh.apiserver.tls.server.extraDnsNames",
    "clustermesh.apiserver.tls.server.extraIpAddresses",
    "cni.exclusive",
    "extraConfig",
    "extraVolumeMounts",
    "extraVolumes",
    "hubble.tls.auto",
    "operator.extraVolumeMounts",
    "operator.extraVolumes",
    "operator.rollOutPods",
    "rollOutCiliumPods",
];

#[test]
fn what_is_set_cannot_be_contradicted_unseen() {
    let service = "apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; annotation \"a\" \"b\"; };";
    let etcd = format!("etcd {{ endpoint \"https://a.example.com:2379\"\n{TLS}\n }};");
    let both = "pod-cidr \"10.9.0.0/16\" \"fd00:9::/104\";";
    let (wide, secret) =
        ("max-connected-clusters 511; endpoint-slice-sync #true;", "encryption \"ipsec\" secret=\"keys\";");
    let cases = [
        ("1.14.19", "routing \"native\" cidr=\"10.0.0.0/8\"; domain \"x.example.com\";", service.to_string()),
        ("1.18.12", wide, format!("{service} host-firewall #true; kube-proxy-replacement #true; chaining \"generic-veth\";")),
        ("1.18.12", "certificates \"cert-manager\" issuer=\"i\";", "apiserver \"ClusterIP\" { address \"a.example.com\"; };".to_string()),
        ("1.18.12", "mcs-api #true; trust-bundle \"t\"; domain \"x.example.com\";", "apiserver \"NodePort\" { address \"a.example.com\"; };".to_string()),
        ("1.20.0", secret, format!("{service} ipam \"multi-pool\";")),
        ("1.20.0", "routing \"tunnel\" protocol=\"geneve\" port=6082; encryption \"wireguard\" node=#true;", format!("{service} {both} ipam \"cluster-pool\" mask=25 mask6=112;")),
        ("1.17.18", "certificates \"provided\";", "apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; san \"*.mesh.cilium.io\" \"clustermesh-apiserver.kube-system.svc\"; };".to_string()),
        ("1.18.12", "", etcd.clone()),
        ("1.18.12", "", format!("{etcd} {service}")),
    ];
    for (version, settings, cluster) in cases {
        let mut set = Vec::new();
        paths(&values(&mesh(version, settings, &cluster)), "", &mut set);
        assert!(set.len() > 10, "{set:?}");
        let is_free = |path: &str| {
            // What is wrong about it, a rule of its own says.
            path == "identityAllocationMode"
                || FREE
                    .iter()
                    .any(|free| path.strip_prefix(free).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        };
        for path in set.iter().filter(|path| !is_free(path)) {
            let outcome = compile(&mesh(version, settings, &format!("{cluster} values {};", nodes(path))));
            assert!(codes(&outcome).contains(&"managed-helm-value"), "{version} {path}\n{}", rendered(&outcome));
        }
    }
}

#[test]
fn what_the_mesh_file_leaves_open_is_free() {
    let address = "apiserver \"LoadBalancer\" { address \"a.example.com\"; };";
    for own in [
        "clustermesh { apiserver { service { loadBalancerIP \"192.0.2.9\" } } }",
        "etcd { endpoints { - \"https://x:2379\" } }",
        "ipam { operator { autoCreateCiliumPodIPPools { other { ipv4 { maskSize 27 } } } } }",
    ] {
        let outcome = compile(&mesh("1.18.12", "", &format!("{address} values {{ {own} }};")));
        assert_eq!(codes(&outcome), [""; 0], "{own}\n{}", rendered(&outcome));
    }
}

#[test]
fn lists_of_the_users_own_take_nothing_away() {
    let service = "apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; };";
    let more = "values { clustermesh { apiserver { tls { server { extraDnsNames \"b.example.com\" \"c.example.com\" } } } } };";
    let text = mesh("1.18.12", "domain \"x.example.com\";", &format!("{service} {more}"));
    let names = &values(&text)["clustermesh"]["apiserver"]["tls"]["server"]["extraDnsNames"];
    assert_eq!(*names, json!(["b.example.com", "c.example.com", "a.x.example.com"]));
    let etcd = format!("etcd {{ endpoint \"https://a.example.com:2379\"\n{TLS}\n }};");
    let volume = "values { extraVolumes { - { name \"mine\"; emptyDir {} } } };";
    let values = values(&mesh("1.18.12", "", &format!("{etcd} {volume}")));
    let volumes: Vec<&str> =
        values["extraVolumes"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(volumes, ["mine", "etcd-credentials-cilium-etcd-secrets"]);
}
