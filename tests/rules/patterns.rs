//! Patterns in groups and links: what they stand for, and what is reported of those that stand for nothing.

use crate::common::{codes, compile, rendered};

/// A mesh of clusters with these names, and what `peering` has.
fn named(names: &[&str], peering: &str) -> meshc::Outcome {
    let cluster = |(index, name): (usize, &&str)| {
        let id = index + 1;
        format!("cluster \"{name}\" id={id} {{ apiserver \"LoadBalancer\" {{ ip \"192.0.2.{id}\" }} }}\n")
    };
    let clusters: String = names.iter().enumerate().map(cluster).collect();
    let mesh = "mesh \"m\" { cilium \"1.18.6\"; address-pool \"10.0.0.0/8\" prefix=16 }";
    compile(&format!("{mesh}\n{clusters}peering {{ {peering} }}"))
}

const NAMES: &[&str] = &["hub", "eu-west", "eu-north", "us-east", "us-west"];

/// The peers of each cluster, in its order.
fn peers(outcome: &meshc::Outcome) -> Vec<String> {
    let mesh = outcome.mesh().unwrap_or_else(|| panic!("{}", rendered(outcome)));
    let of = |cluster| mesh.peers(cluster).iter().map(|peer| peer.name.value.as_str()).collect::<Vec<_>>().join(" ");
    mesh.clusters.iter().map(of).collect()
}

#[test]
fn a_pattern_stands_for_the_clusters_that_it_matches() {
    for (patterns, names) in [
        (
            "group \"eu\" \"hub\" \"eu-*\"; link \"hub\" \"us-*\"",
            "group \"eu\" \"hub\" \"eu-west\" \"eu-north\"; link \"hub\" \"us-east\"; link \"hub\" \"us-west\"",
        ),
        ("group \"all\" \"*\"", "group \"all\" \"hub\" \"eu-west\" \"eu-north\" \"us-east\" \"us-west\""),
        (
            "group \"all\" \"hub\" \"*-west\" \"[eu]*-*st\" \"eu-west\" \"eu-n????\"",
            "group \"all\" \"hub\" \"eu-west\" \"us-west\" \"us-east\" \"eu-north\"",
        ),
        (
            "link \"*\" \"hub\"",
            "link \"hub\" \"eu-west\"; link \"hub\" \"eu-north\"; link \"hub\" \"us-east\"; link \"hub\" \"us-west\"",
        ),
        (
            "link \"eu-*\" \"us-*\"; link \"hub\" \"us-east\"",
            "link \"eu-west\" \"us-east\"; link \"eu-west\" \"us-west\"; link \"eu-north\" \"us-east\"; link \"eu-north\" \"us-west\"; link \"hub\" \"us-east\"",
        ),
    ] {
        let (by_pattern, by_name) = (named(NAMES, patterns), named(NAMES, names));
        assert_eq!(codes(&by_pattern), Vec::<&str>::new(), "{}", rendered(&by_pattern));
        assert_eq!(peers(&by_pattern), peers(&by_name), "{patterns}");
        let tree = |outcome: &meshc::Outcome| {
            outcome.tree().unwrap().files().map(|(path, text)| (path.to_string(), text.to_string())).collect::<Vec<_>>()
        };
        assert_eq!(tree(&by_pattern), tree(&by_name), "{patterns}");
    }
}

#[test]
fn a_pattern_that_matches_nothing_is_one_finding_with_the_likely_one() {
    for (peering, hint) in [
        ("group \"eu\" \"hub\" \"eur-*\"", "did you mean `eu-*`?"),
        ("link \"hub\" \"eu-wst*\"", "write a pattern that matches a cluster of this mesh: `hub`, `eu-west`"),
        ("group \"all\" \"hub\" \"asia-*\"", "write a pattern that matches a cluster of this mesh"),
        ("link \"hub\" \"hub*\"", "write a pattern"),
        ("group \"all\" \"hub\" \"[\"", "write a pattern"),
    ] {
        let outcome = named(NAMES, peering);
        assert_eq!(codes(&outcome), ["unknown-cluster"], "{peering}: {}", rendered(&outcome));
        let help = outcome.diagnostics.0[0].help.clone().unwrap();
        assert!(help.contains(hint), "{peering}: {help}");
    }
    let many: String = (0..3).map(|number| format!("group \"g{number}\" \"c*\"; link \"c*\" \"c?*\";")).collect();
    let names: Vec<String> = (0..250).map(|number| format!("c{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let full = named(&names, &many);
    assert!(full.mesh().is_some(), "{}", rendered(&full));
    let too_many = named(
        &names,
        &(0..20).map(|number| format!("group \"h{number}\" \"c1\"; link \"c*\" \"c?*\";")).collect::<String>(),
    );
    assert_eq!(codes(&too_many), ["unknown-cluster"], "{}", rendered(&too_many));
    assert!(rendered(&too_many).contains("more clusters than a mesh can connect"));
}
