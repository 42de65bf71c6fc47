//! How key material comes into clusters: External Secrets fills a Secret, or the user keeps it encrypted
//! beside the generated files, which meshc names and never touches. `.sops.yaml` says for whom it is
//! encrypted.

use crate::common::{codes, compile, rendered};
use meshc::tree::Tree;
use meshc::yaml::{self, Value};

pub const AGE: &str = "age1yua0c882ehvqwzx7ygxn0lah46lhdcf0as0mau2qvlg6vs3x737skks8gz";
const CLUSTERS: &str = "cluster \"a\" id=1 { apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; san \"*.mesh.cilium.io\" \"clustermesh-apiserver.kube-system.svc\"; }; }\n\
                        cluster \"b\" id=2 { apiserver \"LoadBalancer\" { ip \"192.0.2.2\"; san \"*.mesh.cilium.io\" \"clustermesh-apiserver.kube-system.svc\"; }; }\n";

pub fn mesh(version: &str, settings: &str) -> String {
    let sops = if settings.contains("\"sops\"") { format!("sops {{ age \"{AGE}\"; }}\n") } else { String::new() };
    format!(
        "mesh \"m\" {{ cilium \"{version}\"; address-pool \"10.0.0.0/8\" prefix=16; {settings} }}\n{sops}{CLUSTERS}"
    )
}

pub fn tree(text: &str) -> Tree {
    let outcome = compile(text);
    outcome.tree().unwrap_or_else(|| panic!("{text}\n{}", rendered(&outcome))).clone()
}

pub fn object(tree: &Tree, path: &str) -> Value {
    let paths: Vec<_> = tree.files().map(|(path, _)| path).collect();
    yaml::read(tree.get(path).unwrap_or_else(|| panic!("no {path} in {paths:?}"))).unwrap().remove(0)
}

pub fn resources(tree: &Tree, folder: &str) -> Vec<String> {
    let overlay = object(tree, &format!("{folder}/kustomization.yaml"));
    overlay["resources"].as_array().unwrap().iter().map(|file| file.as_str().unwrap().to_string()).collect()
}

pub const VAULT: &str = "credentials \"external-secrets\" store=\"vault\"";

#[test]
fn external_secrets_fill_the_ca_and_the_keys_of_ipsec_once_for_all() {
    let settings = format!(
        "certificates \"cron-job\" {{ {VAULT} key=\"mesh/ca\"; }}; encryption \"ipsec\" secret=\"keys\" {{ {VAULT} store-kind=\"SecretStore\" key=\"mesh/{{secret}}\"; }};"
    );
    let tree = tree(&mesh("1.18.3", &settings));
    let ca = object(&tree, "mesh/cilium-ca-external.yaml");
    assert_eq!(ca["metadata"]["namespace"], "kube-system");
    assert_eq!(ca["spec"]["target"]["name"], "cilium-ca");
    let entries = ca["spec"]["data"].as_array().unwrap();
    let entry = |entry: &Value| format!("{}={}", entry["secretKey"].as_str().unwrap(), entry["remoteRef"]);
    let entries: Vec<String> = entries.iter().map(entry).collect();
    assert_eq!(
        entries,
        [r#"ca.crt={"key":"mesh/ca","property":"ca.crt"}"#, r#"ca.key={"key":"mesh/ca","property":"ca.key"}"#]
    );
    let keys = object(&tree, "mesh/keys-external.yaml");
    assert_eq!(keys["spec"]["secretStoreRef"]["kind"], "SecretStore");
    assert_eq!(keys["spec"]["data"][0]["remoteRef"]["key"], "mesh/keys");
    assert_eq!(keys["spec"]["data"][0]["secretKey"], "keys");
    assert_eq!(resources(&tree, "clusters/a"), ["../../mesh"]);
    // A job that makes a CA because there is none yet would be quicker than External Secrets.
    assert_eq!(object(&tree, "clusters/a/values.yaml")["certgen"]["generateCA"], false);
}

#[test]
fn each_certificate_has_an_entry_of_its_own() {
    let admin = "clustermesh-apiserver-admin-cert";
    for (key, wanted) in [
        ("mesh/{cluster}", "mesh/a/clustermesh-apiserver-admin-cert"),
        ("mesh-{cluster}-{secret}", "mesh-a-clustermesh-apiserver-admin-cert"),
    ] {
        let settings = format!("certificates \"provided\" {{ {VAULT} key=\"{key}\"; }};");
        let tree = tree(&mesh("1.18.3", &settings));
        let external = object(&tree, &format!("clusters/a/{admin}-external.yaml"));
        assert_eq!(external["spec"]["target"]["template"]["type"], "kubernetes.io/tls");
        let entries = external["spec"]["data"].as_array().unwrap();
        let keys: Vec<_> = entries.iter().map(|entry| entry["secretKey"].as_str().unwrap()).collect();
        assert_eq!(keys, ["ca.crt", "tls.crt", "tls.key"]);
        assert!(entries.iter().all(|entry| entry["remoteRef"]["key"] == wanted), "{external}");
        assert_eq!(object(&tree, "clusters/a/values.yaml").pointer("/certgen"), None);
    }
}

#[test]
fn clusters_have_the_certificates_that_their_release_reads() {
    let of = |text: &str, cluster: &str| {
        let files: Vec<_> = resources(&tree(text), &format!("clusters/{cluster}"));
        let files = files.iter().filter_map(|file| file.strip_prefix("clustermesh-apiserver-"));
        files.filter_map(|file| Some(file.strip_suffix("-cert.sops.yaml")?.to_string())).collect::<Vec<_>>()
    };
    let provided = "certificates \"provided\" { credentials \"sops\"; };";
    assert_eq!(of(&mesh("1.18.3", provided), "a"), ["admin", "local", "remote", "server"]);
    assert_eq!(of(&mesh("1.18.3", &format!("{provided} kvstoremesh #false;")), "a"), ["admin", "remote", "server"]);
    assert_eq!(of(&mesh("1.16.19", provided), "a"), ["admin", "local", "remote", "server"]);
    // KVStoreMesh may write into the etcd that agents have: then there is no other.
    let kvstore = |values: &str| {
        let etcd = format!("etcd {{ endpoint \"https://etcd.example.com:2379\"; tls ca=\"ca\"; }}; {values}");
        mesh("1.18.3", provided).replace("cluster \"a\" id=1 {", &format!("cluster \"a\" id=1 {{ {etcd}"))
    };
    assert_eq!(of(&kvstore(""), "a"), ["admin", "local", "remote", "server"]);
    let external = "values { clustermesh { apiserver { kvstoremesh { kvstoreMode \"external\"; }; }; }; };";
    assert_eq!(of(&kvstore(external), "a"), ["remote"]);
    assert_eq!(of(&kvstore(external), "b"), ["admin", "local", "remote", "server"]);
}

#[test]
fn one_secret_comes_in_one_way() {
    let of = |settings: &str, etcds: [&str; 2]| {
        let etcd = |name: &str, etcd: &str| {
            format!("etcd {{ endpoint \"https://{name}.example.com:2379\"; tls ca=\"{name}.ca\"; {etcd} }}")
        };
        let sops = format!("sops {{ age \"{AGE}\"; }}\n");
        let sops =
            if format!("{settings}{}{}", etcds[0], etcds[1]).contains("\"sops\"") { sops } else { String::new() };
        compile(&format!(
            "mesh \"m\" {{ cilium \"1.18.3\"; address-pool \"10.0.0.0/8\" prefix=16; {settings} }}\n{sops}cluster \"a\" id=1 {{ {}; }}\ncluster \"b\" id=2 {{ {}; }}\n",
            etcd("a", etcds[0]),
            etcd("b", etcds[1])
        ))
    };
    let (there, sops) = ("credentials \"existing\" secret=\"s\";", "credentials \"sops\" secret=\"s\";");
    let vault = "credentials \"external-secrets\" secret=\"s\" store=\"vault\" key=\"x\";";
    let ipsec = |how: &str| format!("encryption \"ipsec\" secret=\"s\" {{ {how} }};");
    let vault_of_mesh = format!("{VAULT} key=\"x\";");
    let cases: [(String, [&str; 2], usize); 9] = [
        (String::new(), [there, there], 0),
        (String::new(), [there, vault], 0),
        (String::new(), [sops, sops], 0),
        (String::new(), [there, sops], 1),
        (String::new(), [vault, sops], 1),
        (ipsec(""), [there, there], 0),
        (ipsec("credentials \"sops\";"), [sops, sops], 0),
        (ipsec(""), [vault, vault], 1),
        (ipsec(&vault_of_mesh), [vault, vault], 1),
    ];
    for (settings, etcds, wanted) in cases {
        let outcome = of(&settings, etcds);
        assert_eq!(
            codes(&outcome),
            vec!["conflicting-credentials"; wanted],
            "{settings} {etcds:?}\n{}",
            rendered(&outcome)
        );
    }
    // All of them in one file.
    let outcome = of(&ipsec("credentials \"sops\";"), [sops, sops]);
    let encrypted = &outcome.plan().unwrap().clusters[0].encrypted;
    assert_eq!((encrypted.len(), encrypted[0].keys.join(" ")), (1, "a.ca b.ca keys".to_string()));
    // Of one key from two places `ambiguous-key-material` speaks, and nobody else.
    let text = mesh("1.4.2", "").replace(CLUSTERS, "");
    let cluster = |name: &str, id: u8, how: &str| {
        format!(
            "cluster \"{name}\" id={id} {{ etcd {{ endpoint \"https://{name}.example.com:2379\"; tls ca=\"ca\"; {how} }}; }}\n"
        )
    };
    let outcome =
        compile(&format!("{text}sops {{ age \"{AGE}\"; }}\n{}{}", cluster("a", 1, sops), cluster("b", 2, vault)));
    assert_eq!(codes(&outcome), ["ambiguous-key-material"], "{}", rendered(&outcome));
}

#[test]
fn credentials_stand_where_something_needs_them() {
    let (there, vault) = ("credentials \"existing\";".to_string(), format!("{VAULT} key=\"x\";"));
    let cases = [
        ("certificates \"cert-manager\" issuer=\"i\"", &vault, 1),
        ("certificates \"cert-manager\" issuer=\"i\"", &there, 1),
        ("certificates \"cron-job\"", &there, 0),
        ("certificates \"provided\"", &there, 0),
        ("encryption \"wireguard\"", &there, 1),
        ("encryption \"none\"", &vault, 1),
        ("encryption \"ipsec\"", &there, 0),
    ];
    for (node, credentials, wanted) in cases {
        let outcome = compile(&mesh("1.18.3", &format!("{node} {{ {credentials} }};")));
        assert_eq!(codes(&outcome), vec!["credentials-without-effect"; wanted], "{node}\n{}", rendered(&outcome));
    }
    // The chart writes `cilium-ca` by itself; what is there it takes.
    let outcome = compile(&mesh("1.18.3", &format!("certificates \"helm\" {{ {vault} }};")));
    assert_eq!(
        codes(&outcome),
        ["certificates-change-on-render", "credentials-without-effect"],
        "{}",
        rendered(&outcome)
    );
    let outcome = compile(&mesh("1.18.3", "certificates \"helm\" { credentials \"existing\"; };"));
    assert_eq!(codes(&outcome), ["certificates-change-on-render"], "{}", rendered(&outcome));
    // One cause, one finding: of a misspelt kind nobody knows what it needs, and classic releases have
    // neither.
    let outcome = compile(&mesh("1.18.3", &format!("encryption \"ipsek\" {{ {vault} }};")));
    assert_eq!(codes(&outcome), ["unknown-choice"], "{}", rendered(&outcome));
    let outcome = compile(&format!(
        "mesh \"m\" {{ cilium \"1.4.2\"; address-pool \"10.0.0.0/8\" prefix=16; encryption \"wireguard\" {{ {vault} }}; }}\ncluster \"a\" id=1 {{ etcd {{ endpoint \"https://a.example.com:2379\"; }}; }}\n"
    ));
    assert_eq!(codes(&outcome), ["statement-without-effect"], "{}", rendered(&outcome));
}
