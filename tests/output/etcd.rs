//! Clusters that read each other's etcd: the entries of the mesh, key material, restarts.

use crate::common::mesh::mesh as mesh_of;
use crate::common::{compile, rendered};
use base64::Engine;
use meshc::tree::Tree;
use meshc::yaml::{self, Value};

const TLS: &str = "tls ca=\"ca.pem\" cert=\"c.pem\" key=\"k.pem\";";

fn mesh(release: &str, mesh: &str, etcd: &str) -> Tree {
    let cluster = |name: &str, id: u8| {
        format!(
            "cluster \"{name}\" id={id} {{ pod-cidr \"10.{id}.0.0/16\"; etcd {{ endpoint \"https://{name}.example.com:2379\"; {etcd} }}; }}\n"
        )
    };
    let text = format!("mesh \"m\" {{ cilium \"{release}\"; {mesh} }}\n{}{}", cluster("a", 1), cluster("b", 2));
    let outcome = compile(&text);
    outcome.tree().unwrap_or_else(|| panic!("{}", rendered(&outcome)));
    outcome.tree().cloned().unwrap()
}

fn object(tree: &Tree, path: &str) -> Value {
    yaml::read(tree.get(path).unwrap_or_else(|| panic!("no {path}"))).unwrap().remove(0)
}

fn entry(secret: &Value, key: &str) -> String {
    let encoded = secret["data"][key].as_str().unwrap();
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(encoded).unwrap()).unwrap()
}

/// The annotation that rolls the agents of `a`, when there is one.
fn restart(tree: &Tree) -> Option<String> {
    let patch = object(tree, "clusters/a/cilium-ds.yaml");
    Some(patch["spec"]["template"]["metadata"]["annotations"]["checksum/cilium-mesh"].as_str()?.to_string())
}

#[test]
fn the_secret_holds_one_configuration_for_each_cluster_and_is_written_once() {
    let tree = mesh("1.2.5", "", "");
    let secret = object(&tree, "mesh/cilium-clustermesh.yaml");
    assert_eq!(entry(&secret, "a"), "endpoints:\n- https://a.example.com:2379\n");
    assert_eq!(entry(&secret, "b"), "endpoints:\n- https://b.example.com:2379\n");
    assert_eq!(secret["type"], "Opaque");
    assert!(tree.get("clusters/a/cilium-clustermesh.yaml").is_none());
    let config = object(&tree, "clusters/a/cilium-config.yaml");
    assert_eq!(config["data"]["etcd-config"], entry(&secret, "a"), "a cluster reads its own etcd as its peers do");
}

#[test]
fn key_material_is_where_the_release_can_have_it() {
    // Until 1.3.1 agents take every file of the mesh directory for a cluster.
    for (release, folder) in [
        ("1.2.5", "/var/lib/etcd-secrets/"),
        ("1.3.0", "/var/lib/etcd-secrets/"),
        ("1.3.1", "/var/lib/etcd-secrets/"),
        ("1.3.2", "/var/lib/cilium/clustermesh/"),
        ("1.4.0", "/var/lib/cilium/clustermesh/"),
    ] {
        let tree = mesh(release, "", TLS);
        let text = entry(&object(&tree, "mesh/cilium-clustermesh.yaml"), "b");
        let wanted = format!(
            "endpoints:\n- https://b.example.com:2379\nca-file: {folder}ca.pem\ncert-file: {folder}c.pem\nkey-file: {folder}k.pem\n"
        );
        assert_eq!(text, wanted, "{release}");
        let volumes = &object(&tree, "clusters/a/cilium-ds.yaml")["spec"]["template"]["spec"]["volumes"];
        assert_eq!(
            volumes.is_null(),
            folder == "/var/lib/etcd-secrets/",
            "{release}: the base mounts that one already"
        );
    }
}

#[test]
fn existing_credentials_are_listed_and_never_written() {
    let text = mesh("1.2.5", "namespace \"net\";", &format!("{TLS} credentials \"existing\" secret=\"keys\";"));
    let secret = text.get("mesh/cilium-clustermesh.yaml").unwrap();
    assert!(
        secret.contains(
            "# Every cluster must hold the Secret net/keys with these keys:\n#   c.pem\n#   ca.pem\n#   k.pem\n"
        ),
        "{secret}"
    );
    let patch = object(&text, "clusters/a/cilium-ds.yaml");
    let sources = &patch["spec"]["template"]["spec"]["volumes"][0]["projected"]["sources"];
    assert_eq!(sources[1]["secret"]["name"], "keys", "a Secret of another name must be mounted too");
}

#[test]
fn external_secrets_fill_what_they_are_told_to() {
    let how =
        format!("{TLS} credentials \"external-secrets\" store=\"vault\" store-kind=\"SecretStore\" key=\"mesh/etcd\";");
    let external = object(&mesh("1.4.2", "", &how), "mesh/cilium-etcd-secrets-external.yaml");
    assert_eq!(
        (&external["apiVersion"], &external["kind"]),
        (&"external-secrets.io/v1".into(), &"ExternalSecret".into())
    );
    assert_eq!(external["spec"]["secretStoreRef"]["kind"], "SecretStore");
    assert_eq!(external["spec"]["target"]["name"], "cilium-etcd-secrets");
    assert_eq!(external["spec"]["data"][1]["secretKey"], "ca.pem");
    assert_eq!(external["spec"]["data"][1]["remoteRef"]["key"], "mesh/etcd");
}

#[test]
fn what_is_equal_is_written_once_whoever_made_it() {
    let etcd = |name: &str| {
        format!(
            "etcd {{ endpoint \"https://{name}.example.com:2379\"; {TLS} \
             credentials \"external-secrets\" store=\"vault\" key=\"mesh/etcd\" }}"
        )
    };
    let links = "peering { link \"a\" \"b\"; link \"c\" \"d\" }";
    let outcome = mesh_of("1.4.2").beside(links).clusters(["a", "b", "c", "d"].map(etcd)).compile();
    let tree = outcome.tree().unwrap_or_else(|| panic!("{}", rendered(&outcome)));
    let paths: Vec<&str> = tree.files().map(|(path, _)| path).filter(|path| path.contains("external")).collect();
    assert_eq!(paths, ["mesh/cilium-etcd-secrets-external.yaml"]);
}

#[test]
fn agents_restart_for_what_they_read_at_start_and_only_where_they_may() {
    let before = restart(&mesh("1.2.5", "", "")).unwrap();
    assert_eq!(restart(&mesh("1.2.5", "", "")).unwrap(), before);
    assert_ne!(restart(&mesh("1.2.5", "routing \"tunnel\" protocol=\"geneve\";", "")).unwrap(), before);
    assert_ne!(restart(&mesh("1.2.5", "", TLS)).unwrap(), before);
    assert_eq!(restart(&mesh("1.2.5", "restart \"manual\";", "")), None);
}

#[test]
fn routing_is_the_tunnel_key() {
    for (routing, wanted) in [
        ("", "vxlan"),
        ("routing \"tunnel\";", "vxlan"),
        ("routing \"tunnel\" protocol=\"geneve\";", "geneve"),
        ("routing \"native\";", "disabled"),
    ] {
        assert_eq!(object(&mesh("1.2.5", routing, ""), "clusters/a/cilium-config.yaml")["data"]["tunnel"], wanted);
    }
}
