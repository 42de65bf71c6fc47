//! The meshes that are rendered for each release.

use meshc::release::{Modern, Provided};

/// A mesh of four clusters, and which of them are rendered.
pub struct Case {
    pub mesh: String,
    pub names: [&'static str; 4],
    pub clusters: [&'static str; 4],
    pub rendered: &'static [usize],
}

/// One of each way in.
const MIXED: [&str; 4] = [
    r#"apiserver "LoadBalancer" { ip "192.0.2.1"; annotation "example.com/class" "on"; san "mesh.example.org" "198.51.100.1"; }"#,
    r#"apiserver "LoadBalancer" port=2380 { address "mesh.b.example.com"; }"#,
    r#"apiserver "NodePort" port=32390 { ip "172.16.0.4" "172.16.0.5"; }"#,
    r#"service-cidr "10.104.0.0/16"; apiserver "ClusterIP" { ip "10.104.0.10"; }"#,
];
/// With the names that `provided` certificates must carry.
const PROVIDED: [&str; 4] = [
    r#"apiserver "LoadBalancer" { ip "192.0.2.1"; san "*.mesh.cilium.io" "*.kube-system.svc"; }"#,
    r#"apiserver "LoadBalancer" { ip "192.0.2.2"; san "*.mesh.cilium.io" "*.kube-system.svc"; }"#,
    r#"apiserver "LoadBalancer" { ip "192.0.2.3"; san "*.mesh.cilium.io" "*.kube-system.svc"; }"#,
    r#"apiserver "LoadBalancer" { ip "192.0.2.4"; san "*.mesh.cilium.io" "*.kube-system.svc"; }"#,
];
pub const NAMES: [&str; 4] = ["a", "b", "c", "d"];
const VAULT: &str = r#"credentials "external-secrets" store="vault" key="{cluster}""#;
const TUNNEL: &str = r#"routing "tunnel" protocol="geneve" port=6082;"#;
const NATIVE: &str = r#"routing "native" cidr="10.0.0.0/8";"#;

impl Case {
    pub fn new(mesh: String, rendered: &'static [usize]) -> Case {
        Case { mesh, names: NAMES, clusters: MIXED, rendered }
    }

    /// The mesh file.
    pub fn text(&self, version: &str, base: &str) -> String {
        let mut text = format!(
            "mesh \"m\" {{ cilium \"{version}\"; {base} address-pool \"10.0.0.0/10\" prefix=16; {} }}\n",
            self.mesh
        );
        for (index, (name, cluster)) in self.names.iter().zip(self.clusters).enumerate() {
            text.push_str(&format!("cluster \"{name}\" id={} {{ {cluster}; }}\n", index + 1).replace("; };", "; };"));
        }
        text
    }
}

/// What is rendered of a release: every way in with every routing, with and without KVStoreMesh, and every
/// feature once.
pub fn cases(modern: &Modern) -> Vec<Case> {
    let case = |mesh: &str, rendered| Case::new(mesh.to_string(), rendered);
    let mut cases = vec![
        case(&format!("{TUNNEL} kvstoremesh #true;"), &[0, 1, 2]),
        case(&format!("{NATIVE} kvstoremesh #true;"), &[0, 3]),
        case(&format!("{NATIVE} kvstoremesh #false;"), &[0, 1, 2, 3]),
        case(&format!("{TUNNEL} kvstoremesh #false;"), &[2]),
        case(
            r#"certificates "cert-manager" issuer="Issuer/mesh"; domain "mesh.example.com"; encryption "ipsec";"#,
            &[0],
        ),
        case(r#"certificates "cron-job" auth-mode="cluster"; kvstoremesh #false; trust-bundle "roots";"#, &[1]),
        Case {
            // Which others read as times, but neither Helm nor kubectl.
            names: ["2026-08-22", "b", "2026-8-2", "d"],
            ..case(r#"certificates "helm" auth-mode="migration"; encryption "wireguard" node=#true;"#, &[1])
        },
    ];
    if modern.mesh_sizes.len() > 1 {
        cases.push(case("max-connected-clusters 511;", &[0]));
    }
    // Earlier charts cannot be told to await the CA, as meshc tells the jobs of manifests.
    if modern.can_await_ca {
        let brought = format!("certificates \"cron-job\" {{ {VAULT}; }}; encryption \"ipsec\" {{ {VAULT}; }};");
        cases.push(case(&brought, &[0]));
    }
    if modern.policy_default_local_cluster.is_some() {
        cases.push(case("policy-default-local-cluster #true; kvstoremesh #true;", &[1]));
    }
    if modern.provided_certificates != Provided::InValues {
        let mesh = format!("{NATIVE} certificates \"provided\" auth-mode=\"cluster\" {{ {VAULT}; }};");
        cases.push(Case { clusters: PROVIDED, ..case(&mesh, &[0]) });
    }
    if modern.endpoint_slice_sync {
        let mcs = if modern.mcs.is_some() { "mcs-api #true;" } else { "" };
        cases.push(case(&format!("endpoint-slice-sync #true; {mcs} kvstoremesh #false;"), &[0]));
        cases.push(case(&format!("endpoint-slice-sync #true; {mcs} kvstoremesh #true;"), &[2]));
    }
    cases
}
