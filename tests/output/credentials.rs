//! How key material comes into clusters: External Secrets fills a Secret, or the user keeps it encrypted
//! beside the generated files, which meshc names and never touches. `.sops.yaml` says for whom it is
//! encrypted.

use crate::common::{codes, compile, compile_with, rendered};
use meshc::Outcome;
use meshc::sync::{self, Edited, sync};
use meshc::tree::Tree;
use meshc::world::Memory;
use meshc::yaml::{self, Value};
use std::fs;

const AGE: &str = "age1yua0c882ehvqwzx7ygxn0lah46lhdcf0as0mau2qvlg6vs3x737skks8gz";
const CLUSTERS: &str = "cluster \"a\" id=1 { apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; san \"*.mesh.cilium.io\" \"clustermesh-apiserver.kube-system.svc\"; }; }\n\
                        cluster \"b\" id=2 { apiserver \"LoadBalancer\" { ip \"192.0.2.2\"; san \"*.mesh.cilium.io\" \"clustermesh-apiserver.kube-system.svc\"; }; }\n";

fn mesh(version: &str, settings: &str) -> String {
    let sops = if settings.contains("\"sops\"") { format!("sops {{ age \"{AGE}\"; }}\n") } else { String::new() };
    format!(
        "mesh \"m\" {{ cilium \"{version}\"; address-pool \"10.0.0.0/8\" prefix=16; {settings} }}\n{sops}{CLUSTERS}"
    )
}

fn tree(text: &str) -> Tree {
    let outcome = compile(text);
    outcome.tree().unwrap_or_else(|| panic!("{text}\n{}", rendered(&outcome))).clone()
}

fn object(tree: &Tree, path: &str) -> Value {
    let paths: Vec<_> = tree.files().map(|(path, _)| path).collect();
    yaml::read(tree.get(path).unwrap_or_else(|| panic!("no {path} in {paths:?}"))).unwrap().remove(0)
}

fn resources(tree: &Tree, folder: &str) -> Vec<String> {
    let overlay = object(tree, &format!("{folder}/kustomization.yaml"));
    overlay["resources"].as_array().unwrap().iter().map(|file| file.as_str().unwrap().to_string()).collect()
}

const VAULT: &str = "credentials \"external-secrets\" store=\"vault\"";

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
fn secrets_of_etcds_are_kept_encrypted_wherever_they_are_read() {
    let cluster = |name: &str, id: u8, version: &str| {
        format!(
            "cluster \"{name}\" id={id} {{ cilium \"{version}\"; etcd {{ endpoint \"https://{name}.example.com:2379\"; tls ca=\"{name}.ca.crt\"; credentials \"sops\" secret=\"etcd-{name}\"; }}; }}\n"
        )
    };
    for version in ["1.4.2", "1.18.3"] {
        let text = format!(
            "mesh \"m\" {{ address-pool \"10.0.0.0/8\" prefix=16; }}\nsops {{ pgp \"FBC7B9E2A4F9289AC0C1D4843D16CEE4A27381B4\"; }}\n{}{}",
            cluster("a", 1, version),
            cluster("b", 2, version)
        );
        let outcome = compile(&text);
        let plan = outcome.plan().unwrap_or_else(|| panic!("{}", rendered(&outcome)));
        for cluster in &plan.clusters {
            let encrypted: Vec<_> =
                cluster.encrypted.iter().map(|one| (one.secret.as_str(), one.keys.join(" "))).collect();
            assert_eq!(encrypted, [("etcd-a", "a.ca.crt".to_string()), ("etcd-b", "b.ca.crt".to_string())]);
            let files = resources(outcome.tree().unwrap(), &format!("clusters/{}", cluster.name));
            assert_eq!(files[files.len() - 2..], ["etcd-a.sops.yaml", "etcd-b.sops.yaml"]);
        }
    }
}

#[test]
fn the_entry_of_an_etcd_may_hold_its_clusters_name() {
    let text = "mesh \"m\" { cilium \"1.18.3\"; address-pool \"10.0.0.0/8\" prefix=16; }\n\
        defaults { etcd { endpoint \"https://etcd.example.com:2379\"; tls ca=\"ca.crt\"; credentials \"external-secrets\" secret=\"etcd\" store=\"vault\" key=\"etcd/{cluster}\"; }; }\n\
        cluster \"a\" id=1\n";
    let external = object(&tree(text), "mesh/etcd-external.yaml");
    assert_eq!(external["spec"]["data"][0]["remoteRef"]["key"], "etcd/a");
}

#[test]
fn jobs_of_a_base_await_the_ca_that_is_brought() {
    let folder = "fixtures/rendered/vendor/cilium";
    let mut world = Memory::default();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let text = fs::read_to_string(entry.path()).unwrap();
        let text = text.replace("args: [--ca-reuse", "args: [--ca-generate=true, --ca-reuse");
        let hubble = text.replace("clustermesh-apiserver-generate-certs", "hubble-generate-certs").replace("=true", "");
        world = world.with(format!("base/{}", entry.file_name().to_str().unwrap()), text);
        if entry.file_name() == "certificates.yaml" {
            world = world.with("base/hubble.yaml", hubble);
        }
    }
    let mesh = |credentials: &str| {
        let certificates = format!("base path=\"base\"; certificates \"cron-job\" {{ {credentials}; }};");
        mesh("1.18.3", &certificates)
    };
    let jobs = |text: &str| {
        let outcome = compile_with(world.clone(), text);
        let (plan, report) = (outcome.plan(), rendered(&outcome));
        let plan = plan.unwrap_or_else(|| panic!("{report}"));
        let objects = plan.manifests(&plan.clusters[0]);
        let jobs: Vec<String> = objects
            .iter()
            .filter(|object| object["kind"] == "CronJob" || object["kind"] == "Job")
            .map(Value::to_string)
            .collect();
        assert_eq!(jobs.len(), 2, "{jobs:?}");
        jobs
    };
    let makes = |job: &String| job.contains("\"--ca-generate\"") || job.contains("\"--ca-generate=true\"");
    assert!(jobs(&mesh("credentials \"existing\"")).iter().all(makes));
    for brought in ["credentials \"sops\"".to_string(), format!("{VAULT} key=\"x\"")] {
        let jobs = jobs(&mesh(&brought));
        assert!(jobs.iter().all(|job| !makes(job) && job.contains("\"--ca-generate=false\"")), "{jobs:?}");
    }
}

#[test]
fn a_base_does_not_hold_what_is_brought() {
    let secret = |name: &str, fields: &str| {
        format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: kube-system}}\n{fields}\n")
    };
    let sops = "credentials \"sops\"".to_string();
    let vault = format!("{VAULT} key=\"x\"");
    let cases = [
        (&sops, secret("cilium-ca", ""), vec!["duplicate-object"]),
        (&sops, secret("cilium-ca", "data: {ca.crt: eA==}"), vec!["duplicate-object"]),
        (&vault, secret("cilium-ca", "data: {ca.crt: eA==}"), vec!["duplicate-object"]),
        (&vault, secret("cilium-ca", ""), vec![]),
        (&sops, secret("other", "data: {x: eA==}"), vec![]),
        (&sops, secret("cilium-ca", "data: {ca.key: eA==}"), vec!["base-holds-private-key"]),
    ];
    for (credentials, text, wanted) in cases {
        let mut world = Memory::default().with("base/own.yaml", text.as_str());
        for entry in fs::read_dir("fixtures/rendered/vendor/cilium").unwrap().map(Result::unwrap) {
            let name = format!("base/{}", entry.file_name().to_str().unwrap());
            world = world.with(name, fs::read_to_string(entry.path()).unwrap());
        }
        let outcome = compile_with(
            world,
            &mesh("1.18.3", &format!("base path=\"base\"; certificates \"cron-job\" {{ {credentials}; }};")),
        );
        assert_eq!(codes(&outcome), wanted, "{text}\n{}", rendered(&outcome));
    }
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
    assert_eq!(codes(&outcome), ["incompatible-feature"], "{}", rendered(&outcome));
}

#[test]
fn who_encrypts_says_for_whom() {
    let of = |certificates: &str, sops: &str| {
        let text = mesh("1.18.3", &format!("certificates \"cron-job\" {{ {certificates} }};"));
        let own = format!("sops {{ age \"{AGE}\"; }}\n");
        compile(&format!("{}{sops}\n", text.replace(&own, "")))
    };
    let encrypted = "credentials \"sops\";";
    let good = format!("sops {{ age \"{AGE}\"; }}");
    let cases = [
        (encrypted, "", vec!["missing-node"]),
        (encrypted, "sops", vec!["missing-node"]),
        (encrypted, "sops { decryption-secret \"s\"; }", vec!["missing-node"]),
        (encrypted, "sops { age 1; }", vec!["wrong-type"]),
        (encrypted, "sops { ages \"x\"; }", vec!["unknown-node"]),
        (encrypted, "sop { age \"x\"; }", vec!["unknown-node"]),
        (encrypted, good.as_str(), vec![]),
        ("credentials \"existing\";", good.as_str(), vec!["credentials-without-effect"]),
        ("credentials \"sop\";", good.as_str(), vec!["unknown-choice"]),
        ("credential \"sops\";", good.as_str(), vec!["unknown-node"]),
        ("credentials \"external-secrets\" store=\"v\";", "", vec!["missing-value"]),
        ("credentials \"sops\" store=\"v\";", good.as_str(), vec!["unexpected-value"]),
        ("credentials \"sops\" secret=\"v\";", good.as_str(), vec!["unknown-property"]),
    ];
    for (certificates, sops, wanted) in cases {
        let outcome = of(certificates, sops);
        assert_eq!(codes(&outcome), wanted, "{certificates} {sops}\n{}", rendered(&outcome));
    }
}

#[test]
fn recipients_have_the_shapes_that_sops_takes() {
    let of = |recipient: &str| {
        let text = mesh("1.18.3", "certificates \"cron-job\" { credentials \"sops\"; };");
        compile(&text.replace(&format!("age \"{AGE}\""), recipient))
    };
    for good in [
        "age \"age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t\"",
        "age \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN me@example\"",
        "pgp \"FBC7 B9E2 A4F9 289A C0C1  D484 3D16 CEE4 A273 81B4\"",
        "kms \"arn:aws:kms:eu-west-1:111122223333:key/1234abcd\"",
        "gcp-kms \"projects/p/locations/global/keyRings/sops/cryptoKeys/k\"",
        "azure-keyvault \"https://sops.vault.azure.net/keys/k/1\"",
        "hc-vault-transit-uri \"http://127.0.0.1:8200/v1/sops/keys/k\"",
    ] {
        let outcome = of(good);
        assert!(codes(&outcome).is_empty(), "{}", rendered(&outcome));
    }
    for bad in [
        "age \"AGE1YUA0C882EHVQWZX7YGXN0LAH46LHDCF0AS0MAU2QVLG6VS3X737SKKS8GZ\"".to_string(),
        "age \"age1…\"".to_string(),
        format!("age \"{AGE},{AGE}\""),
        "pgp \"3D16CEE4\"".to_string(),
        "kms \"alias/sops\"".to_string(),
        "gcp-kms \"k\"".to_string(),
        "azure-keyvault \"sops.vault.azure.net\"".to_string(),
    ] {
        let outcome = of(&bad);
        assert_eq!(codes(&outcome), ["wrong-type"], "{bad}\n{}", rendered(&outcome));
    }
}

#[test]
fn a_private_key_among_the_recipients_is_found_and_never_shown() {
    const SECRET: &str = "AGE-SECRET-KEY-1QQPQZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQS9SZ0T4";
    let text = mesh("1.18.3", "certificates \"cron-job\" { credentials \"sops\"; };").replace(AGE, SECRET);
    let outcome = compile(&text);
    assert_eq!(codes(&outcome), ["wrong-type"]);
    let report = rendered(&outcome) + &meshc::report::json(&outcome.diagnostics, &outcome.sources);
    assert!(!report.contains("QQPQ") && report.contains("private key"), "{report}");
}

/// The only rule of `.sops.yaml`.
fn rule(text: &str) -> Value {
    object(&tree(text), ".sops.yaml")["creation_rules"][0].clone()
}

#[test]
fn recipients_are_those_of_the_mesh_file_in_one_order() {
    let text = mesh("1.18.3", "certificates \"cron-job\" { credentials \"sops\"; };");
    let of = |recipients: &str| rule(&text.replace(&format!("age \"{AGE}\""), recipients));
    let (one, two) = ("arn:aws:kms:a:1:key/1", "arn:aws:kms:b:1:key/1");
    let both = of(&format!("kms \"{two}\"; age \"{AGE}\"; kms \"{one}\" \"{two}\""));
    assert_eq!(both["kms"], format!("{one},{two}"));
    assert_eq!(both["age"], AGE);
    assert_eq!(both["encrypted_regex"], "^(data|stringData)$");
    assert_eq!(both, of(&format!("age \"{AGE}\"; kms \"{one}\" \"{two}\"")));
    let google = of("gcp-kms \"projects/p/locations/global/keyRings/sops/cryptoKeys/k\"");
    assert_eq!(google["gcp_kms"], "projects/p/locations/global/keyRings/sops/cryptoKeys/k");
    // Nothing is encrypted, nothing is written.
    assert!(tree(&mesh("1.18.3", "")).get(".sops.yaml").is_none());
}

#[test]
fn encrypted_files_are_the_users() {
    let dir = tempfile::tempdir().unwrap();
    let encrypted = tree(&mesh("1.18.3", "certificates \"cron-job\" { credentials \"sops\"; };"));
    let files = ["clusters/a/cilium-ca.sops.yaml", "clusters/b/cilium-ca.sops.yaml"];
    assert_eq!(resources(&encrypted, "clusters/a"), ["cilium-ca.sops.yaml"]);
    sync(&encrypted, dir.path(), Edited::Keep).unwrap();
    assert_eq!(sync::missing(dir.path(), files.into_iter()), files);
    for file in files {
        assert!(encrypted.get(file).is_none());
        fs::write(dir.path().join(file), "the user's\n").unwrap();
    }
    assert!(sync::missing(dir.path(), files.into_iter()).is_empty());
    assert!(sync::compare(&encrypted, dir.path()).unwrap().is_empty());
    // Even when they and their clusters are wanted no more. The rule for them was meshc's, and goes.
    let after = tree(&mesh("1.18.3", "").replace("cluster \"b\" id=2", "cluster \"c\" id=2"));
    let report = sync(&after, dir.path(), Edited::Overwrite).unwrap();
    assert!(report.kept.is_empty() && report.removed.contains(&".sops.yaml".to_string()), "{report:?}");
    for file in files {
        assert_eq!(fs::read_to_string(dir.path().join(file)).unwrap(), "the user's\n");
    }
    // Nobody opens them, so nobody can take one for meshc's.
    let rule = encrypted.get(".sops.yaml").unwrap();
    fs::write(dir.path().join(files[0]), rule).unwrap();
    fs::write(dir.path().join("clusters/a/old.yaml"), rule).unwrap();
    assert_eq!(sync(&after, dir.path(), Edited::Overwrite).unwrap().removed, ["clusters/a/old.yaml"]);
    // A configuration of the user's own stays too.
    let own = dir.path().join(".sops.yaml");
    fs::write(&own, "creation_rules: []\n").unwrap();
    fs::write(dir.path().join(".sops.yml"), "not looked at").unwrap();
    assert!(sync(&after, dir.path(), Edited::Overwrite).unwrap().kept.is_empty());
    let kept = sync(&encrypted, dir.path(), Edited::Overwrite).unwrap().kept;
    assert_eq!(kept.iter().map(|kept| kept.path.as_str()).collect::<Vec<_>>(), [".sops.yaml"]);
    assert_eq!(fs::read_to_string(&own).unwrap(), "creation_rules: []\n");
}

/// Runs the command, and gives its exit code and both of its outputs.
fn run(arguments: &[&str], dir: &std::path::Path) -> (Option<i32>, String, String) {
    let output =
        std::process::Command::new(env!("CARGO_BIN_EXE_meshc")).args(arguments).current_dir(dir).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_command_says_what_is_missing_and_how_it_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let text = "mesh \"m\" { cilium \"1.4.2\"; address-pool \"10.0.0.0/8\" prefix=16; }\n";
    let etcd = "etcd { endpoint \"https://a.example.com:2379\"; tls ca=\"ca\" cert=\"cert\" key=\"key\"; credentials \"sops\" secret=\"keys\"; }";
    fs::write(
        dir.path().join("mesh.kdl"),
        format!("{text}sops {{ age \"{AGE}\"; }}\ncluster \"a\" id=1 {{ {etcd}; }}\n"),
    )
    .unwrap();
    let (code, _, said) = run(&["build"], dir.path());
    assert_eq!(code, Some(0), "{said}");
    for words in ["deploy/clusters/a/keys.sops.yaml", "kube-system/keys", "ca, cert, key", "--config deploy/.sops.yaml"]
    {
        assert!(said.contains(words), "{said}");
    }
    let (code, _, said) = run(&["build", "--check"], dir.path());
    assert!(code == Some(0) && said.contains("keys.sops.yaml"), "{said}");
    assert_eq!(run(&["build", "--quiet"], dir.path()).2, "");
    fs::write(dir.path().join("deploy/clusters/a/keys.sops.yaml"), "x").unwrap();
    let (code, _, said) = run(&["build"], dir.path());
    assert!(code == Some(0) && !said.contains("keys.sops.yaml"), "{said}");
    let (code, manifests, said) = run(&["render", "--cluster", "a"], dir.path());
    assert!(
        code == Some(0) && said.contains("kube-system/keys") && !manifests.contains("name: keys\n  namespace"),
        "{said}"
    );
}

#[test]
fn every_overlay_with_encrypted_secrets_is_told_from_the_others() {
    let outcome: Outcome = compile(&mesh("1.18.3", "certificates \"cron-job\" { credentials \"sops\"; };"));
    let plan = outcome.plan().unwrap();
    assert!(plan.clusters.iter().all(meshc::plan::Cluster::has_encrypted));
    assert_eq!(plan.sops.as_ref().unwrap().decryption_secret.as_deref(), Some("sops-age"));
}

#[test]
fn an_overlay_stays_while_a_file_of_the_users_would_be_all_there_is() {
    let cluster = |name: &str, id: u8| {
        format!(
            "cluster \"{name}\" id={id} {{ pod-cidr \"10.{id}.0.0/16\"; apiserver \"LoadBalancer\" {{ ip \"192.0.2.{id}\"; }}; }}\n"
        )
    };
    let head = "mesh \"m\" { cilium \"1.18.3\"; encryption \"ipsec\" { credentials \"sops\"; }; }\n\
                sops { pgp \"85D77543B3D624B63CEA9E6DBC17301B491B3F21\"; }\n";
    let both = compile(&format!("{head}{}{}", cluster("a", 1), cluster("b", 2)));
    let one = compile(&format!("{head}{}", cluster("a", 1)));
    let dir = tempfile::tempdir().unwrap();
    let sync = |outcome: &meshc::Outcome| {
        meshc::sync::sync(outcome.tree().unwrap(), dir.path(), meshc::sync::Edited::Overwrite).unwrap()
    };
    sync(&both);
    let secret = dir.path().join("clusters/b/cilium-ipsec-keys.sops.yaml");
    std::fs::write(&secret, "sops: {}\n").unwrap();
    let report = sync(&one);
    assert_eq!(report.left, ["clusters/b/kustomization.yaml"]);
    assert!(secret.exists() && dir.path().join("clusters/b/kustomization.yaml").exists());
    assert!(!dir.path().join("clusters/b/values.yaml").exists());
    assert!(meshc::sync::compare(one.tree().unwrap(), dir.path()).unwrap().is_empty());
    std::fs::remove_file(&secret).unwrap();
    sync(&one);
    assert!(!dir.path().join("clusters/b").exists());
}
