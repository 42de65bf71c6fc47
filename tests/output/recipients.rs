//! Who can decrypt what the user keeps encrypted, and what happens to those files.

use super::credentials::{AGE, mesh, object, resources, tree};
use crate::common::{codes, compile, rendered, sync};
use meshc::Outcome;
use meshc::sync::{self, Edited};
use meshc::yaml::Value;
use std::fs;

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
    let write =
        |outcome: &meshc::Outcome| sync(outcome.tree().unwrap(), dir.path(), meshc::sync::Edited::Overwrite).unwrap();
    write(&both);
    let secret = dir.path().join("clusters/b/cilium-ipsec-keys.sops.yaml");
    std::fs::write(&secret, "sops: {}\n").unwrap();
    let report = write(&one);
    assert_eq!(report.left, ["clusters/b/kustomization.yaml"]);
    assert!(secret.exists() && dir.path().join("clusters/b/kustomization.yaml").exists());
    assert!(!dir.path().join("clusters/b/values.yaml").exists());
    assert!(meshc::sync::compare(one.tree().unwrap(), dir.path()).unwrap().is_empty());
    std::fs::remove_file(&secret).unwrap();
    write(&one);
    assert!(!dir.path().join("clusters/b").exists());
}
