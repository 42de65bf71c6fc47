//! A mesh on manifests that the user has rendered, and what becomes of their objects.

use crate::common::releases::is_from;
use crate::common::{compile_with, rendered};
use meshc::Outcome;
use meshc::world::Memory;
use meshc::yaml::Value;

const FILES: &[&str] = &["agent", "certificates", "clustermesh-apiserver", "config", "operator"];

/// The base of the fixture, as it is or changed.
pub fn base() -> String {
    let read = |name: &&str| std::fs::read_to_string(format!("fixtures/rendered/vendor/cilium/{name}.yaml")).unwrap();
    FILES.iter().map(read).collect::<Vec<_>>().join("---\n")
}

/// A mesh of a release on a base.
pub struct Case {
    pub release: String,
    pub base: String,
    pub mesh: &'static str,
    /// What each of the clusters `a` and `b` says besides its pod CIDR.
    pub each: [&'static str; 2],
    pub more: &'static str,
}

pub const LB: [&str; 2] =
    [r#"apiserver "LoadBalancer" { ip "192.0.2.1"; }"#, r#"apiserver "LoadBalancer" { ip "192.0.2.2"; }"#];

impl Case {
    pub fn new(mesh: &'static str) -> Case {
        Case { release: "1.18.3".to_string(), base: base(), mesh, each: LB, more: "" }
    }

    pub fn release(self, release: &str) -> Case {
        Case { release: release.to_string(), ..self }
    }

    pub fn each(self, each: [&'static str; 2]) -> Case {
        Case { each, ..self }
    }

    pub fn with(self, from: &str, to: &str) -> Case {
        assert!(self.base.contains(from), "the base has no {from}");
        Case { base: self.base.replace(from, to), ..self }
    }

    pub fn and(self, more: &str) -> Case {
        Case { base: format!("{}---\n{more}", self.base), ..self }
    }

    pub fn compile(&self) -> Outcome {
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
    pub fn run(&self) -> Vec<Value> {
        let outcome = self.compile();
        let plan = outcome.plan().unwrap();
        plan.manifests(&plan.clusters[0])
    }

    /// One object of it.
    pub fn get(&self, kind: &str, name: &str) -> Value {
        let is_meant = |object: &Value| object["kind"] == kind && object["metadata"]["name"] == name;
        self.run().into_iter().find(is_meant).unwrap_or_else(|| panic!("no {kind} {name}"))
    }

    pub fn config(&self) -> Value {
        self.get("ConfigMap", "cilium-config")["data"].clone()
    }

    pub fn pod(&self, kind: &str, name: &str) -> Value {
        self.get(kind, name)["spec"]["template"].clone()
    }

    /// The text of a file in the overlay of `a`, or nothing.
    pub fn file(&self, name: &str) -> String {
        self.compile().tree().cloned().unwrap().get(&format!("clusters/a/{name}")).unwrap_or("").to_string()
    }
}

pub fn named<'v>(list: &'v Value, name: &str) -> &'v Value {
    list.as_array().unwrap().iter().find(|item| item["name"] == name).unwrap_or(&Value::Null)
}

pub fn args(pod: &Value, container: &str) -> Vec<String> {
    let all = named(&pod["spec"]["containers"], container)["args"].as_array().unwrap();
    all.iter().map(|arg| arg.as_str().unwrap().to_string()).collect()
}

/// The three files of an entry, byte for byte as the chart writes them.
pub fn files(prefix: &str) -> String {
    let folder = "/var/lib/cilium/clustermesh";
    format!(
        "trusted-ca-file: {folder}/{prefix}-etcd-client-ca.crt\nkey-file: {folder}/{prefix}-etcd-client.key\n\
         cert-file: {folder}/{prefix}-etcd-client.crt"
    )
}
