//! What changed settings and releases do to live clusters.

use super::meshes::{after, after_on_rendered, chart, classic, impact, of, plan, risks, values};
use crate::common::mesh::mesh;
use meshc::impact::Risk;

#[test]
fn a_release_restarts_agents_one_minor_at_a_time() {
    for (to, risk) in [
        ("1.18.4", Risk::Restart),
        ("1.19.1", Risk::Restart),
        ("1.20.0", Risk::Disruptive),
        ("1.17.9", Risk::Disruptive),
    ] {
        let clusters = after(&chart(), |mesh| mesh.release(to));
        assert_eq!(impact(&clusters, "a", "cilium").risk, risk, "{to}");
    }
    let patch = after(&chart(), |mesh| mesh.release("1.18.4"));
    assert_eq!(risks(&patch), [("a", Risk::Restart), ("b", Risk::Restart)]);
    assert!(patch.iter().all(|cluster| cluster.impacts.len() == 1), "{patch:#?}");
    let classic = after(&classic(), |mesh| mesh.release("1.4.3"));
    assert!(
        classic.iter().all(|cluster| cluster.impacts.len() == 1 && cluster.risk() == Risk::Restart),
        "{classic:#?}"
    );
}

#[test]
fn settings_have_the_risk_of_what_they_do() {
    for (mesh, subject) in [(chart(), "value `debug.enabled`"), (classic(), "config `debug`")] {
        let clusters = after(&mesh, |mesh| mesh.with("debug #false", "debug #true"));
        assert_eq!(risks(&clusters), [("a", Risk::Restart), ("b", Risk::None)]);
        assert_eq!(values(impact(&clusters, "a", subject)), (Risk::Restart, Some("false"), Some("true")));
    }
    for (to, risk) in [
        ("routing \"tunnel\" protocol=\"geneve\";", Risk::Disruptive),
        ("encryption \"wireguard\";", Risk::Disruptive),
        ("certificates \"helm\"; allow \"certificates-change-on-render\" reason=\"short\";", Risk::Disruptive),
        ("certificates \"cron-job\" auth-mode=\"cluster\";", Risk::Disruptive),
        ("domain \"mesh.example.org\";", Risk::Disruptive),
        ("kvstoremesh #false;", Risk::Disruptive),
        ("restart \"manual\";", Risk::Restart),
        ("endpoint-slice-sync #true;", Risk::Restart),
    ] {
        let clusters = after(&chart(), |mesh| mesh.says(to));
        assert_eq!(of(&clusters, "a").risk(), risk, "{to}: {clusters:#?}");
    }
    for (to, risk) in [
        ("values { operator { replicas 3; }; };", Risk::Reload),
        ("values { operator { extraArgs { - \"--a\"; }; }; };", Risk::Reload),
        ("values { operator { prometheus { port 9999; }; }; };", Risk::Restart),
        ("values { operator { identityGCInterval \"5m\"; removeNodeTaints #false; }; };", Risk::Restart),
        ("values { ipam { operator { externalAPILimitQPS 9.5; }; }; };", Risk::Restart),
        ("values { hubble { tls { enabled #false; }; }; };", Risk::Restart),
        ("values { serviceAccounts { cilium { name \"agents\"; }; }; };", Risk::Restart),
        ("values { serviceAccounts { operator { name \"operator\"; }; }; };", Risk::Reload),
        ("values { envoy { prometheus { port \"9999\"; }; }; };", Risk::Reload),
        ("values { envoy { enabled #false; prometheus { port \"9999\"; }; }; };", Risk::Restart),
        ("values { clustermesh { apiserver { replicas 3; }; }; };", Risk::Reload),
        ("values { podAnnotations { \"example.com/team\" \"net\"; }; };", Risk::Restart),
        ("values { operator { podAnnotations { \"example.com/team\" \"net\"; }; }; };", Risk::Reload),
        ("values { underlayProtocol \"ipv4\"; };", Risk::Disruptive),
        ("config { underlay-protocol \"ipv4\"; };", Risk::Disruptive),
        ("values { hubble { relay { enabled #true; }; }; };", Risk::Reload),
        ("values { bandwidthManager { enabled #true; }; };", Risk::Restart),
        ("kube-proxy-replacement #true;", Risk::Disruptive),
        (
            "patch kind=\"DaemonSet\" name=\"cilium\" { add \"/spec/template/metadata/labels/x\" \"y\"; };",
            Risk::Restart,
        ),
    ] {
        let clusters = after(&chart(), |mesh| mesh.more("b", to));
        assert_eq!(risks(&clusters), [("a", Risk::None), ("b", risk)], "{to}: {clusters:#?}");
    }
}

#[test]
fn trust_between_clusters_is_part_of_what_they_are_made_with() {
    let mode = |mode: &str| chart().says(&format!("certificates \"cron-job\" auth-mode=\"{mode}\""));
    for (from, to, risk) in [
        ("legacy", "migration", Risk::Reload),
        ("migration", "cluster", Risk::Disruptive),
        ("legacy", "cluster", Risk::Disruptive),
        ("cluster", "migration", Risk::Disruptive),
    ] {
        let clusters = plan(&mode(from), &mode(to));
        assert_eq!(values(impact(&clusters, "a", "auth-mode")), (risk, Some(from), Some(to)));
    }
    let clusters = plan(&mode("legacy"), &mode("migration"));
    assert!(!of(&clusters, "a").impacts.iter().any(|impact| impact.subject.contains("authMode")), "{clusters:#?}");
    let bundle = chart().says("kvstoremesh #false; trust-bundle \"roots\"").more("b", "ca \"one\"");
    let clusters = after(&bundle, |mesh| mesh.with("ca \"one\"", "ca \"two\""));
    assert_eq!(risks(&clusters), [("a", Risk::None), ("b", Risk::Disruptive)]);
    let secret = after_on_rendered(&[("ca-secret=\"shops-ca\"", "ca-secret=\"other-ca\"")]);
    assert_eq!(risks(&secret), [("berlin", Risk::Disruptive), ("madrid", Risk::Disruptive)]);
    let cached = after_on_rendered(&[("endpoint-slice-sync #true", "endpoint-slice-sync #true; kvstoremesh #false")]);
    assert_eq!(impact(&cached, "berlin", "KVStoreMesh").risk, Risk::Disruptive);
}

#[test]
fn whoever_restarts_agents_by_hand_is_told() {
    for (mesh, subject) in [(chart(), "value `debug.enabled`"), (classic(), "config `debug`")] {
        let clusters = after(&mesh.says("restart \"manual\""), |mesh| mesh.with("debug #false", "debug #true"));
        assert!(impact(&clusters, "a", subject).reason.ends_with("by hand"));
    }
}

#[test]
fn by_hand_only_what_is_in_their_pods_restarts_agents() {
    let by_hand = chart().says("restart \"manual\"");
    for (value, reason) in [
        ("operator { prometheus { port 9999; }; }", "where their pods do not change with it, restart them by hand"),
        ("serviceAccounts { cilium { name \"agents\"; }; }", "it is in the agents' pods, so they restart"),
        ("operator { replicas 3; }", "the number of operator pods changes; agents keep running"),
        ("operator { resources { limits { cpu \"1\"; }; }; }", "operator pods restart; agents do not"),
        ("hubble { relay { enabled #true; }; }", "Hubble Relay is added or removed; agents keep running"),
    ] {
        let clusters = after(&by_hand, |mesh| mesh.more("b", &format!("values {{ {value}; }}")));
        let [impact] = of(&clusters, "b").impacts.as_slice() else { panic!("{clusters:#?}") };
        assert!(impact.reason.ends_with(reason), "{impact:?}");
    }
}

#[test]
fn nothing_that_differs_goes_untold() {
    let made = || {
        let a = "pod-cidr \"10.1.0.0/16\"; apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }";
        mesh("1.18.3").without_pool().cluster("a", a)
    };
    let values = |values: &str| made().more("a", &format!("values {{ {values} }}"));
    for (to, risk) in [
        (made().says("namespace \"cilium\""), Risk::Disruptive),
        (made().says("base chart=\"https://charts.example.com/\""), Risk::Restart),
        (values("ipam { operator { externalAPILimitQPS 9; }; };"), Risk::Restart),
        (values("certgen { tolerations { - { operator \"Exists\"; }; }; };"), Risk::Reload),
    ] {
        assert_eq!(of(&plan(&made(), &to), "a").risk(), risk, "{}", to.text());
    }
    for (patch, risk) in [
        ("kind=\"Deployment\" name=\"clustermesh-apiserver\" { add \"/spec/replicas\" 0; }", Risk::Disruptive),
        ("kind=\"Deployment\" name=\"clustermesh-apiserver\" { add \"/spec/replicas\" 3; }", Risk::Reload),
        ("kind=\"DaemonSet\" name=\"cilium\" { add \"/spec/updateStrategy\" { type \"OnDelete\"; }; }", Risk::Reload),
        ("kind=\"DaemonSet\" name=\"cilium\" { add \"/metadata/labels\" { x \"y\"; }; }", Risk::None),
    ] {
        let to = format!("cluster \"madrid\" id=300 {{ patch {patch}");
        let clusters = after_on_rendered(&[("cluster \"madrid\" id=300 {", &to)]);
        assert_eq!(of(&clusters, "madrid").risk(), risk, "{patch}: {clusters:#?}");
        assert!(!of(&clusters, "madrid").impacts.is_empty(), "{patch}");
    }
    let key = "age1yua0c882ehvqwzx7ygxn0lah46lhdcf0as0mau2qvlg6vs3x737skks8gz";
    let ipsec = made().says("encryption \"ipsec\"");
    let sops =
        made().says("encryption \"ipsec\" { credentials \"sops\"; }").beside(&format!("sops {{ age \"{key}\"; }}"));
    assert_eq!(impact(&plan(&ipsec, &sops), "a", "`cilium-ipsec-keys.sops.yaml`").risk, Risk::Disruptive);
    assert!(impact(&plan(&sops, &ipsec), "a", "`cilium-ipsec-keys.sops.yaml`").reason.contains("prune: disabled"));
    let argocd = |context: &str| {
        let mesh = made().more("a", &format!("context \"{context}\""));
        mesh.beside("argocd { repo-url \"https://git.example.com/p.git\"; }")
    };
    assert_eq!(impact(&plan(&argocd("one"), &argocd("two")), "a", "Argo CD").risk, Risk::Disruptive);
    // What stands beside is more, and nothing has moved.
    let flux = made().beside("flux { source \"p\"; }");
    let brought = "certificates \"cron-job\" { credentials \"external-secrets\" store=\"v\" key=\"k\"; }";
    assert_eq!(impact(&after(&flux, |mesh| mesh.says(brought)), "a", "Flux").risk, Risk::Reload);
    let two = |addresses: &str| {
        let nodes = format!("\"NodePort\" {{ ip {addresses};");
        chart().with("\"LoadBalancer\" { ip \"192.0.2.1\";", &nodes)
    };
    let turned = plan(&two("\"192.0.2.1\" \"192.0.2.7\""), &two("\"192.0.2.7\" \"192.0.2.1\""));
    assert_eq!(of(&turned, "b").risk(), Risk::None);
}

#[test]
fn releases_that_spell_the_same_otherwise_change_nothing_but_themselves() {
    let stated = "certificates \"cron-job\" auth-mode=\"legacy\"; policy-default-local-cluster #false;";
    for (from, to) in [("1.14.10", "1.15.10"), ("1.17.9", "1.18.3"), ("1.18.3", "1.19.1")] {
        let clusters = after(&chart().release(from).says(stated), |mesh| mesh.release(to));
        assert!(clusters.iter().all(|it| it.risk() == Risk::Restart), "{from} to {to}: {clusters:#?}");
    }
    let named = after(&chart().release("1.19.1").says(stated), |mesh| mesh.release("1.20.0"));
    assert_eq!(of(&named, "b").risk(), Risk::Restart, "names of the server have moved");
    // What the older one could not be told is fixed there.
    let small = chart().release("1.14.10");
    let large = chart().release("1.15.10").says("max-connected-clusters 511");
    assert_eq!(impact(&plan(&small, &large), "a", "max-connected-clusters").risk, Risk::Destructive);
}
