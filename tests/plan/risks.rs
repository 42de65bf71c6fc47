//! What applying a new output does to live clusters: each change has its risk, on every kind of base, and
//! what must not change is refused by `build`.

use super::meshes::{after, after_on_rendered, chart, classic, impact, of, plan, risks, values};
use meshc::impact::{Fate, Risk};

#[test]
fn what_a_cluster_is_made_with_must_not_change() {
    let moved = after(&chart(), |mesh| mesh.with("10.2.0.0/16", "10.9.0.0/16"));
    assert_eq!(risks(&moved), [("a", Risk::None), ("b", Risk::Destructive)]);
    assert_eq!(values(impact(&moved, "b", "pod-cidr")), (Risk::Destructive, Some("10.2.0.0/16"), Some("10.9.0.0/16")));
    let changes = [
        (chart().id("b", 9), "id"),
        (chart().with("10.2.0.0/16", "10.2.0.0/15"), "pod-cidr"),
        (chart().more("b", "ipam \"cluster-pool\" mask=25"), "mask"),
        (chart().more("b", "ipam \"kubernetes\""), "ipam"),
    ];
    for (changed, subject) in changes {
        let clusters = plan(&chart(), &changed);
        assert_eq!(impact(&clusters, "b", subject).risk, Risk::Destructive, "{subject}");
        assert_eq!(of(&clusters, "a").risk(), Risk::None, "{subject}: {clusters:#?}");
    }
    // The mask of the chart, spelt out, is the same mask; and what the record says is not said again by
    // values.
    assert_eq!(of(&after(&chart(), |mesh| mesh.more("b", "ipam \"cluster-pool\" mask=24")), "b").impacts, []);
    assert_eq!(of(&after(&chart(), |mesh| mesh.id("b", 9)), "b").impacts.len(), 1);
    let sized = after(&chart(), |mesh| mesh.says("max-connected-clusters 511"));
    assert_eq!(risks(&sized), [("a", Risk::Destructive), ("b", Risk::Destructive)]);
    // In these clusters nothing of the output but the record holds the pods' addresses.
    for mesh in [classic(), chart().more("b", "ipam \"kubernetes\"")] {
        let moved = after(&mesh, |mesh| mesh.with("10.2.0.0/16", "10.9.0.0/16"));
        assert_eq!(of(&moved, "b").risk(), Risk::Destructive);
    }
}

#[test]
fn pod_cidrs_may_be_appended() {
    let clusters = after(&chart(), |mesh| mesh.with("\"10.2.0.0/16\"", "\"10.2.0.0/16\" \"10.9.0.0/16\""));
    assert_eq!(risks(&clusters), [("a", Risk::None), ("b", Risk::Restart)]);
    assert_eq!(of(&clusters, "b").impacts.len(), 1, "{clusters:#?}");
    let dual = after(&chart(), |mesh| mesh.with("\"10.2.0.0/16\"", "\"10.2.0.0/16\" \"fd00:2::/104\""));
    assert_eq!(impact(&dual, "b", "pod-cidr").risk, Risk::Restart);
    assert_eq!(impact(&dual, "b", "value `ipv6.enabled`").risk, Risk::Disruptive);
    let classic = after(&classic(), |mesh| mesh.with("\"10.2.0.0/16\"", "\"10.2.0.0/16\" \"10.9.0.0/16\""));
    assert_eq!(of(&classic, "b").risk(), Risk::None);
}

#[test]
fn a_moved_endpoint_breaks_connections_to_it() {
    let clusters = after(&chart(), |mesh| mesh.with("192.0.2.1", "192.0.2.9"));
    assert_eq!(risks(&clusters), [("a", Risk::Disruptive), ("b", Risk::Disruptive)]);
    assert_eq!(
        values(impact(&clusters, "b", "peer `a`")),
        (Risk::Disruptive, Some("192.0.2.1 port 2379"), Some("192.0.2.9 port 2379"))
    );
    let named = after(&chart(), |mesh| mesh.with("b.example.com", "c.example.com"));
    assert_eq!(impact(&named, "a", "peer `b`").risk, Risk::Disruptive);
    // Agents of these releases do not notice a changed entry, so that they restart too.
    let classic = after(&classic(), |mesh| mesh.with("http://b.example.com:2379", "http://b.example.com:4001"));
    assert_eq!(impact(&classic, "a", "peer `b`").risk, Risk::Disruptive);
    assert_eq!(impact(&classic, "a", "DaemonSet `cilium`").risk, Risk::Restart);
    assert_eq!(impact(&classic, "b", "config `etcd-config`").risk, Risk::Disruptive);
    // Its own entry in the Secret of the mesh is nothing that it reads.
    let is_of_keys = |cluster: &meshc::impact::ClusterImpact| {
        cluster.impacts.iter().any(|impact| impact.kind == "key-material-changed")
    };
    assert!(!is_of_keys(of(&classic, "b")), "{classic:#?}");
}

#[test]
fn a_new_peer_is_picked_up_live() {
    let more = "pod-cidr \"10.3.0.0/16\"; apiserver \"LoadBalancer\" { ip \"192.0.2.3\"; }";
    let clusters = after(&chart(), |mesh| mesh.cluster("c", more));
    assert_eq!(risks(&clusters), [("a", Risk::Reload), ("b", Risk::Reload), ("c", Risk::None)]);
    assert_eq!(of(&clusters, "c").fate, Fate::Added);
    let gone = plan(&chart().cluster("c", more), &chart());
    assert_eq!(risks(&gone), [("a", Risk::Reload), ("b", Risk::Reload), ("c", Risk::Disruptive)]);
    assert_eq!(of(&gone, "c").fate, Fate::Removed);
    assert_eq!(impact(&gone, "c", "peers").before.as_deref(), Some("a, b"));
    assert_eq!(impact(&gone, "a", "peer `c`").before.as_deref(), Some("192.0.2.3 port 2379"));
    // Without KVStoreMesh the chart writes addresses of peers into the agents' own pods.
    let clusters = after(&chart().says("kvstoremesh #false"), |mesh| mesh.cluster("c", more));
    assert_eq!(impact(&clusters, "a", "hostAliases").risk, Risk::Restart);
    // Classic agents restart by a checksum of the Secret.
    let more = "pod-cidr \"10.3.0.0/16\"; etcd { endpoint \"http://c.example.com:2379\"; }";
    let classic = after(&classic(), |mesh| mesh.cluster("c", more));
    assert_eq!(impact(&classic, "a", "peer `c`").risk, Risk::Reload);
    assert_eq!(of(&classic, "a").risk(), Risk::Restart);
}

#[test]
fn living_clusters_that_part_lose_each_other() {
    let c = "pod-cidr \"10.3.0.0/16\"; apiserver \"LoadBalancer\" { ip \"192.0.2.3\"; }";
    let peered = |nodes: &str| chart().cluster("c", c).beside(&format!("peering {{ {nodes}; }}"));
    let all = "group \"g\" \"a\" \"b\" \"c\"";
    for (before, after) in [
        (all, "group \"g\" \"a\" \"b\"; link \"a\" \"c\""),
        ("link \"a\" \"b\"; link \"b\" \"c\"; link \"a\" \"c\"", "link \"a\" \"b\"; link \"a\" \"c\""),
    ] {
        let clusters = plan(&peered(before), &peered(after));
        assert_eq!(risks(&clusters), [("a", Risk::None), ("b", Risk::Disruptive), ("c", Risk::Disruptive)]);
        for (name, peer) in [("b", "peer `c`"), ("c", "peer `b`")] {
            let parted = impact(&clusters, name, peer);
            assert_eq!((parted.kind, parted.risk), ("peer-removed", Risk::Disruptive), "{parted:?}");
        }
        // The other way round they meet.
        let met = plan(&peered(after), &peered(before));
        assert_eq!(impact(&met, "b", "peer `c`").risk, Risk::Reload);
    }
}

#[test]
fn what_is_in_their_configuration_rolls_other_workloads_too() {
    let bits = after_on_rendered(&[("id=300", "id=301")]);
    let of_madrid: Vec<_> =
        of(&bits, "madrid").impacts.iter().map(|impact| (impact.subject.as_str(), impact.risk)).collect();
    assert_eq!(
        of_madrid,
        [
            ("id", Risk::Destructive),
            ("DaemonSet `cilium`", Risk::Restart),
            ("Deployment `cilium-operator`", Risk::Reload),
            ("Deployment `clustermesh-apiserver`", Risk::Reload),
        ]
    );
    let named = after_on_rendered(&[("cluster \"madrid\"", "cluster \"sevilla\"")]);
    for workload in ["Deployment `cilium-operator`", "Deployment `clustermesh-apiserver`"] {
        assert_eq!(impact(&named, "sevilla", workload).risk, Risk::Reload);
    }
    // The etcd of a cluster of its own is in the configuration of its agents.
    let moved = after(&classic(), |mesh| mesh.with("http://b.example.com:2379", "http://b.example.com:4001"));
    assert_eq!(impact(&moved, "b", "DaemonSet `cilium`").risk, Risk::Restart);
}

#[test]
fn a_new_name_is_a_new_cluster_to_its_peers() {
    for id in [2, 7] {
        let clusters = after(&chart(), |mesh| mesh.id("b", id).renamed("b", "z"));
        assert_eq!(of(&clusters, "z").fate, Fate::Renamed("b".to_string()));
        assert_eq!(values(impact(&clusters, "z", "name")), (Risk::Destructive, Some("b"), Some("z")));
        assert_eq!(impact(&clusters, "a", "peer `z`").risk, Risk::Reload);
    }
    // Another cluster with another id and other addresses is another cluster.
    let other = after(&chart(), |mesh| mesh.with("10.2.0.0/16", "10.7.0.0/16").id("b", 7).renamed("b", "z"));
    assert_eq!((&of(&other, "b").fate, &of(&other, "z").fate), (&Fate::Removed, &Fate::Added));
}

#[test]
fn rendered_manifests_are_compared_object_by_object() {
    let nothing = after_on_rendered(&[]);
    assert!(nothing.iter().all(|cluster| cluster.impacts.is_empty()), "{nothing:#?}");
    let moved = after_on_rendered(&[("192.0.2.10", "192.0.2.11")]);
    let (of_madrid, of_berlin) = (impact(&moved, "madrid", "peer `berlin`"), of(&moved, "berlin"));
    assert_eq!(of_madrid.risk, Risk::Disruptive);
    assert!(of_madrid.after.as_ref().unwrap().contains("192.0.2.11"), "{of_madrid:?}");
    assert!(of_madrid.before.as_ref().unwrap().contains("192.0.2.10"), "{of_madrid:?}");
    assert_eq!(of_berlin.risk(), Risk::Disruptive, "{of_berlin:#?}");
    let config = after_on_rendered(&[("monitor-aggregation \"maximum\"", "monitor-aggregation \"none\"")]);
    assert_eq!(risks(&config), [("berlin", Risk::None), ("madrid", Risk::Restart)]);
    assert_eq!(of(&config, "madrid").impacts.len(), 1, "{config:#?}");
    let more = "cluster \"rome\" id=7 { pod-cidr \"10.7.0.0/16\"; apiserver \"LoadBalancer\" { ip \"192.0.2.70\"; }; }";
    let added = after_on_rendered(&[("cluster \"berlin\"", &format!("{more}\ncluster \"berlin\""))]);
    assert_eq!(risks(&added), [("berlin", Risk::Reload), ("madrid", Risk::Reload), ("rome", Risk::None)], "{added:#?}");
    let bits = after_on_rendered(&[("mask=25", "mask=26"), ("id=300", "id=301")]);
    assert_eq!(impact(&bits, "madrid", "mask").risk, Risk::Destructive);
    assert_eq!(impact(&bits, "madrid", "id").before.as_deref(), Some("300"));
}

#[test]
fn whoever_applies_a_cluster_is_part_of_the_plan() {
    let flux = chart().beside("flux { source \"platform\"; }");
    let begun = plan(&chart(), &flux);
    assert_eq!(risks(&begun), [("a", Risk::Reload), ("b", Risk::Reload)]);
    assert_eq!(impact(&begun, "a", "Flux").kind, "delivery-added");
    assert_eq!(impact(&plan(&flux, &chart()), "a", "Flux").kind, "delivery-removed");
    assert_eq!(impact(&after(&flux, |mesh| mesh.with("platform", "other")), "b", "Flux").kind, "delivery-changed");
    // What the values say is told by the cluster's own folder.
    let patch = after(&flux, |mesh| mesh.release("1.18.4"));
    assert!(patch.iter().all(|cluster| cluster.impacts.len() == 1 && cluster.risk() == Risk::Restart), "{patch:#?}");
    let argocd = chart().beside("argocd { repo-url \"https://git.example.com/p.git\"; application-set #true; }");
    assert_eq!(impact(&plan(&chart(), &argocd), "b", "Argo CD").risk, Risk::Reload);
    assert_eq!(
        risks(&after(&argocd, |mesh| mesh.with("debug #false", "debug #true"))),
        [("a", Risk::Restart), ("b", Risk::None)]
    );
}
