//! What the pages of the rules about peering and trust cannot show: counts, other causes, and the Secret of a
//! classic cluster.

use crate::common::{codes, compile, rendered};
use meshc::world::Memory;

/// A mesh of those settings, with that many clusters; each has what `own` says of it.
fn mesh(settings: &str, count: usize, own: impl Fn(usize) -> String, rest: &str) -> String {
    let cluster = |id: usize| {
        let apiserver = format!("apiserver \"LoadBalancer\" {{ address \"c{id}.example.com\"; }}");
        format!("cluster \"c{id}\" id={id} {{ {apiserver}; {} }}\n", own(id))
    };
    let clusters: String = (1..=count).map(cluster).collect();
    format!("mesh \"m\" {{ address-pool \"10.0.0.0/8\" prefix=17; {settings} }}\n{clusters}\n{rest}")
}

/// What is wrong with a mesh whose output nobody needs.
fn check(text: String) -> meshc::Outcome {
    meshc::compile(&Memory::default().with("mesh.kdl", text), "mesh.kdl", &meshc::Options::default())
}

fn peering(text: &str) -> meshc::Outcome {
    compile(&mesh("cilium \"1.18.6\"", 4, |_| String::new(), &format!("peering {{ {text} }}")))
}

#[test]
fn a_link_has_two_ends() {
    assert_eq!(codes(&peering("group \"all\" \"c1\" \"c2\" \"c3\" \"c4\"; link \"c1\"")), ["missing-value"]);
    let three = peering("group \"all\" \"c1\" \"c2\" \"c3\" \"c4\"; link \"c1\" \"c2\" \"c3\"");
    assert_eq!(codes(&three), ["unexpected-value"], "{}", rendered(&three));
    assert_eq!(
        codes(&peering("group \"all\" \"c1\" \"c2\" \"c3\" \"c4\"; link \"c1\" \"c2\" \"gone\"")),
        ["unexpected-value"]
    );
    let one = peering("group \"all\" \"c1\" \"c2\" \"c3\" \"c4\"; link \"c1\"");
    assert!(rendered(&one).contains("needs a second cluster"), "{}", rendered(&one));
}

#[test]
fn a_wrong_name_is_the_only_finding() {
    assert_eq!(codes(&peering("group \"all\" \"c1\" \"c2\" \"c3\" \"c5\"")), ["unknown-cluster"]);
    assert_eq!(codes(&peering("group \"all\" \"c1\" \"c2\" \"c3\" \"c3\"")), ["self-peering"]);
    assert_eq!(codes(&peering("link \"c1\" \"c1\"")), ["self-peering"]);
    assert_eq!(codes(&peering("link \"nothing-like-it\" \"c1\"; link \"c1\" \"c9\"")), ["unknown-cluster"; 2]);
    let links: String = ["c1", "c2", "c3", "c4"].map(|name| format!("link \"{name}\" \"gone\";")).concat();
    assert_eq!(codes(&peering(&links)), ["unknown-cluster"]);
}

#[test]
fn clusters_that_nobody_connects_are_one_finding() {
    let alone = peering("link \"c1\" \"c2\"; group \"solo\" \"c4\"");
    assert_eq!(codes(&alone), ["isolated-cluster"]);
    assert_eq!(alone.diagnostics.0[0].clusters, ["c3", "c4"]);
    assert!(alone.tree().is_some());
    let empty = compile(&mesh("cilium \"1.18.6\"", 300, |_| String::new(), "peering { }"));
    assert_eq!(codes(&empty).iter().filter(|code| **code == "isolated-cluster").count(), 1);
    let one = compile(&mesh("cilium \"1.18.6\"", 1, |_| String::new(), "peering { }"));
    assert!(!codes(&one).contains(&"isolated-cluster"), "{}", rendered(&one));
    assert!(codes(&peering("group \"all\" \"c1\" \"c2\" \"c3\" \"c4\"; link \"c1\" \"c2\"")).is_empty());
}

#[test]
fn several_cas_in_one_mesh_are_one_finding() {
    let ca = |id: usize| format!("ca \"root-{}\"", id % 3);
    let of = |settings: &str, rest: &str| compile(&mesh(settings, 200, ca, rest));
    let outcome = of("cilium \"1.18.6\"", "");
    assert_eq!(codes(&outcome), ["untrusted-peer-ca"]);
    assert!(rendered(&outcome).contains("connected clusters have 3 CAs"), "{}", rendered(&outcome));
    assert!(codes(&of("cilium \"1.18.6\"; trust-bundle \"roots\"", "")).is_empty());
    let by_user = "cilium \"1.18.6\"; trust-bundle \"roots\"; certificates \"cron-job\" auth-mode=\"cluster\"";
    assert_eq!(codes(&of(by_user, "")), ["untrusted-peer-ca"]);
    // Who does not connect need not trust.
    let links: String =
        (1..=200).filter(|id| id + 3 <= 200).map(|id| format!("link \"c{id}\" \"c{}\";", id + 3)).collect();
    assert!(codes(&of("cilium \"1.18.6\"", &format!("peering {{ {links} }}"))).is_empty());
    let same = compile(&mesh("cilium \"1.18.6\"", 9, |_| "ca \"one\"".to_string(), ""));
    assert!(codes(&same).is_empty());
}

#[test]
fn kvstoremesh_reads_a_bundle_from_some_patch_on() {
    let bundle = |release: &str, more: &str| {
        codes(&compile(&mesh(
            &format!("cilium \"{release}\"; trust-bundle \"roots\"; {more}"),
            50,
            |_| String::new(),
            "",
        )))
    };
    for release in ["1.18.5", "1.19.0", "1.20.0", "1.15.9"] {
        assert!(bundle(release, "").is_empty(), "{release}");
    }
    for release in ["1.16.9", "1.17.9", "1.18.4"] {
        assert_eq!(bundle(release, ""), ["untrusted-peer-ca"], "{release}");
        assert!(bundle(release, "kvstoremesh #false").is_empty(), "{release}");
    }
    assert_eq!(bundle("1.14.9", "kvstoremesh #true"), ["untrusted-peer-ca"]);
}

#[test]
fn provided_certificates_carry_the_names_that_are_used() {
    let san = |settings: &str, reach: &str| {
        let text = mesh(&format!("cilium \"1.18.6\"; certificates \"provided\"; {settings}"), 2, |_| String::new(), "");
        let own = |id: usize| format!("apiserver \"LoadBalancer\" {{ address \"c{id}.example.com\"; }}");
        let text = text.replace(&own(1), &format!("apiserver \"LoadBalancer\" {{ {reach} }}"));
        let other = "apiserver \"LoadBalancer\" { address \"c2.example.com\"; san \"c2.example.com\" \"*.ns.svc\" \"*.kube-system.svc\"; }";
        codes(&compile(&text.replace(&own(2), other)))
    };
    let ip = "ip \"192.0.2.1\";";
    assert!(san("", &format!("{ip} san \"C1.mesh.cilium.io\" \"clustermesh-apiserver.kube-system.svc\"")).is_empty());
    assert!(san("", &format!("{ip} san \"*.mesh.cilium.io\" \"*.kube-system.svc\"")).is_empty());
    assert!(san("kvstoremesh #false", &format!("{ip} san \"*.mesh.cilium.io\"")).is_empty());
    assert!(
        san("namespace \"ns\"", &format!("{ip} san \"*.mesh.cilium.io\" \"clustermesh-apiserver.ns.svc\"")).is_empty()
    );
    assert!(san("", "address \"c1.example.com\"; san \"*.example.com\" \"*.kube-system.svc\"").is_empty());
    let lacking = [
        ("", format!("{ip} san \"*.mesh.cilium.io\"")),
        ("", format!("{ip} san \"*.kube-system.svc\" \"*.cilium.io\"")),
        ("", ip.to_string()),
        ("domain \"mesh.example.com\"", format!("{ip} san \"*.mesh.cilium.io\" \"*.kube-system.svc\"")),
        ("", "address \"c1.example.com\"; san \"*.mesh.cilium.io\" \"*.kube-system.svc\"".to_string()),
    ];
    for (settings, reach) in lacking {
        assert_eq!(san(settings, &reach), ["certificate-missing-san"], "{settings} {reach}");
    }
}

#[test]
fn the_secret_of_a_classic_cluster_holds_exactly_its_peers() {
    let cluster = |id: usize| {
        let tls = format!("tls ca=\"c{id}.ca\"; credentials \"existing\" secret=\"keys\"");
        format!(
            "cluster \"c{id}\" id={id} {{ etcd {{ endpoint \"https://etcd.c{id}.example.com:2379\"; {tls}; }}; }}\n"
        )
    };
    let clusters: String = (1..=4).map(cluster).collect();
    let text = |peering: &str| {
        format!("mesh \"m\" {{ cilium \"1.4.9\"; address-pool \"10.0.0.0/8\" prefix=16; }}\n{clusters}\n{peering}")
    };
    let entries = |peering: &str| {
        let outcome = compile(&text(peering));
        assert!(outcome.diagnostics.0.is_empty(), "{}", rendered(&outcome));
        let plan = outcome.plan().unwrap();
        let of_cluster = |cluster| {
            let objects = plan.manifests(cluster);
            let is_secret = |object: &&meshc::yaml::Value| {
                object.pointer("/metadata/name").and_then(|name| name.as_str()) == Some("cilium-clustermesh")
            };
            let secret = objects.iter().find(is_secret).unwrap();
            secret["data"].as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
        };
        plan.clusters.iter().map(of_cluster).collect::<Vec<_>>()
    };
    assert_eq!(entries(""), ["c1 c2 c3 c4"; 4]);
    assert_eq!(
        entries("peering { link \"c1\" \"c2\"; group \"g\" \"c2\" \"c3\" \"c4\"; }"),
        ["c2", "c1 c3 c4", "c2 c4", "c2 c3"]
    );
    // The key material of strangers is neither listed nor wanted.
    let tree = compile(&text("peering { link \"c1\" \"c2\"; link \"c3\" \"c4\"; }")).tree().cloned().unwrap();
    let secret =
        tree.files().find(|(path, _)| path.starts_with("clusters/c1/") && path.contains("clustermesh")).unwrap().1;
    assert!(secret.contains("c2.ca") && secret.contains("c1.ca") && !secret.contains("c3.ca"), "{secret}");
}

#[test]
fn a_secret_is_as_large_as_the_peers_of_one_cluster() {
    let endpoints: String = (0..70)
        .map(|member| format!(" \"https://etcd-{member}.cID.europe-west-1.internal.example.com:2379\""))
        .collect();
    let cluster = |id: usize| {
        format!("cluster \"c{id}\" id={id} {{ etcd {{ endpoint{}; }}; }}\n", endpoints.replace("ID", &id.to_string()))
    };
    let clusters: String = (1..=250).map(cluster).collect();
    let of = |peering: &str| {
        check(format!(
            "mesh \"m\" {{ cilium \"1.4.9\"; address-pool \"10.0.0.0/8\" prefix=16; }}\n{clusters}\n{peering}"
        ))
    };
    let full = of("");
    assert_eq!(codes(&full), ["secret-too-big"]);
    let names = |from: usize, to: usize| (from..=to).map(|id| format!(" \"c{id}\"")).collect::<String>();
    let halves = of(&format!("peering {{ group \"one\"{}; group \"two\"{}; }}", names(1, 125), names(125, 250)));
    assert_eq!(codes(&halves), ["secret-too-big"], "cluster c125 has the peers of both groups");
    let apart = of(&format!("peering {{ group \"one\"{}; group \"two\"{}; }}", names(1, 125), names(126, 250)));
    assert!(codes(&apart).is_empty(), "{}", rendered(&apart));
}

#[test]
fn a_group_that_begins_with_a_cluster_lacks_its_name() {
    let text = "mesh \"m\" { cilium \"1.18.6\"; address-pool \"10.0.0.0/8\" prefix=16; }
        cluster \"a\" id=1 { apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }; }
        cluster \"b\" id=2 { apiserver \"LoadBalancer\" { ip \"192.0.2.2\"; }; }
        cluster \"c\" id=3 { apiserver \"LoadBalancer\" { ip \"192.0.2.3\"; }; }
        peering { group \"a\" \"b\" \"c\"; }";
    let outcome = crate::common::compile(text);
    assert_eq!(crate::common::codes(&outcome), ["isolated-cluster"]);
    let help = outcome.diagnostics.0[0].help.clone().unwrap();
    assert!(help.contains("`group \"all\" \"a\" \"b\" \"c\"`"), "{help}");
}
