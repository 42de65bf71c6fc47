//! Key material that is brought: for etcds, for the jobs of a base, and never twice.

use super::credentials::{VAULT, mesh, object, resources, tree};
use crate::common::{codes, compile, compile_with, rendered};
use meshc::world::Memory;
use meshc::yaml::Value;
use std::fs;

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
fn jobs_of_a_base_await_the_ca_and_make_none() {
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
    let mesh =
        |certificates: &str| mesh("1.18.3", &format!("base path=\"base\"; certificates \"cron-job\" {certificates};"));
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
    let awaits = |job: &String| !makes(job) && job.contains("\"--ca-generate=false\"");
    for credentials in
        ["", "{ credentials \"existing\"; }", "{ credentials \"sops\"; }", &format!("{{ {VAULT} key=\"x\"; }}")]
    {
        let jobs = jobs(&mesh(credentials));
        assert!(jobs.iter().all(awaits), "{credentials}: {jobs:?}");
    }
    // Hubble's takes the CA of the charts, whatever CA the mesh has.
    let jobs = jobs(&mesh("ca-secret=\"other\""));
    let (hubble, ours): (Vec<&String>, Vec<&String>) =
        jobs.iter().partition(|job| job.contains("hubble-generate-certs"));
    assert!(hubble.into_iter().all(makes) && ours.into_iter().all(awaits), "{jobs:?}");
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
