//! What the pages of the rules about names cannot show: what Helm reads, every release, and the case of
//! letters.

use crate::common::codes;
use crate::common::mesh::{Mesh, balanced, etcd, mesh};
use crate::common::releases::{is_from, modern};
use meshc::diagnostic::Severity;
use meshc::yaml::read_plain;

fn two(release: &str, names: [&str; 2]) -> Mesh {
    mesh(release).cluster(names[0], &balanced(1)).cluster(names[1], &balanced(2))
}

/// What is said of a name on the chart.
fn level(release: &str, name: &str) -> Option<Severity> {
    let found = two(release, ["a", name]).compile().diagnostics.0;
    assert!(found.iter().all(|found| found.rule.name == "yaml-ambiguous-name"), "{found:#?}");
    found.first().map(|found| found.severity)
}

/// Read by sigs.k8s.io/yaml v1.6.0 itself.
#[test]
fn a_key_is_what_helm_makes_of_it() {
    for (name, key) in [
        ("on", Some("true")),
        ("y", Some("true")),
        ("n", Some("false")),
        ("off", Some("false")),
        ("123", Some("123")),
        ("1e3", Some("1000")),
        ("0x1f", Some("31")),
        ("08", Some("8")),
        ("007", Some("7")),
        ("010", Some("8")),
        ("0b1", Some("1")),
        ("0o17", Some("15")),
        ("5e-1", Some("0.5")),
        ("9223372036854775807", Some("9223372036854775807")),
        ("9223372036854775808", None),
        ("null", None),
        ("2026-08-22", Some("2026-08-22")),
        ("1e400", Some("1e400")),
        ("0b2", Some("0b2")),
        ("1-2", Some("1-2")),
    ] {
        assert_eq!(read_plain(name).key.as_deref(), key, "{name}");
    }
}

#[test]
fn what_helm_reads_otherwise_is_an_error_on_every_chart() {
    for release in modern() {
        for name in ["on", "n", "null", "1e3", "0x1f", "08", "0b1", "007"] {
            assert_eq!(level(&release, name), Some(Severity::Error), "{release} {name}");
        }
        let number = if is_from(&release, "1.18") { Severity::Warning } else { Severity::Error };
        assert_eq!(level(&release, "123"), Some(number), "{release}");
        assert_eq!(level(&release, "2026-08-22"), Some(Severity::Warning), "{release}");
        assert_eq!(level(&release, "inf"), None, "{release}");
    }
}

#[test]
fn manifests_of_meshc_quote_every_name() {
    let found = mesh("1.4.2").cluster("a", &etcd("a")).cluster("null", &etcd("b")).compile().diagnostics.0;
    assert_eq!(found.iter().map(|found| found.severity).collect::<Vec<_>>(), [Severity::Warning]);
}

#[test]
fn names_that_are_one_folder_are_one_name() {
    assert_eq!(
        mesh("1.2.5").cluster("A", &etcd("a")).cluster("a", &etcd("b")).codes().last(),
        Some(&"duplicate-cluster-name")
    );
    assert!(two("1.18.3", ["prod", "Prod"]).codes().contains(&"duplicate-cluster-name"));
    assert_eq!(two("1.18.3", ["prod", "prod-2"]).codes(), [""; 0]);
}

#[test]
fn no_cluster_is_a_device_or_all_of_them() {
    for name in ["con", "nul", "aux", "prn", "all"] {
        assert_eq!(two("1.18.3", ["a", name]).codes(), ["reserved-cluster-name"], "{name}");
        let upper = two("1.2.5", ["a", &name.to_uppercase()]);
        assert!(codes(&upper.compile()).contains(&"reserved-cluster-name"), "{name}");
    }
    assert_eq!(two("1.18.3", ["console", "all-1"]).codes(), [""; 0]);
}
