//! Of clusters that contradict each other, the one that is other than it was built goes back, or else the new
//! one moves: `check` and `fix` ask the output that is there.

use crate::common::{codes, compile, rendered};
use meshc::edit::{Judged, fix};
use meshc::world::{Memory, World};
use meshc::{Options, Outcome};

const OUT: &str = "deploy";

/// A mesh with those clusters: names, ids, and what is in their braces.
fn mesh(clusters: &[(&str, u16, &str)]) -> String {
    let mut text = "mesh \"m\" { cilium \"1.18.3\"; address-pool \"10.0.0.0/8\" prefix=16; }\n".to_string();
    for (name, id, nodes) in clusters {
        let reach = format!("apiserver \"LoadBalancer\" {{ address \"{name}.example.com\"; }}");
        text.push_str(&format!("cluster \"{name}\" id={id} {{ {reach}; {nodes} }}\n"));
    }
    text
}

/// What a mesh file becomes that was built before.
struct After {
    world: Memory,
    file: String,
}

/// A world with the output of one mesh file and the text of the next.
fn after(before: &str, now: &str) -> After {
    let outcome = compile(before);
    assert_eq!(codes(&outcome), [""; 0], "{}", rendered(&outcome));
    let files = outcome.tree().unwrap().files();
    let world = files.fold(Memory::default(), |world, (path, text)| world.with(format!("{OUT}/{path}"), text));
    After { world: world.with("mesh.kdl", now), file: now.to_string() }
}

fn judged(world: &dyn World) -> Outcome {
    meshc::compile(world, "mesh.kdl", &Options { out: Some(OUT.to_string()), ..Options::default() })
}

impl After {
    fn found(&self) -> (Vec<&'static str>, String) {
        let outcome = judged(&self.world);
        (codes(&outcome), rendered(&outcome))
    }

    /// The mesh file as `fix` leaves it, and what it says of what it did.
    fn fixed(&self) -> (String, Vec<String>) {
        let judge = |world: &dyn World| {
            let Outcome { diagnostics, sources, .. } = judged(world);
            Judged { diagnostics, sources }
        };
        let fixed = fix(&self.world, &judge);
        let text = fixed.files.get("mesh.kdl").map_or(self.file.clone(), |it| String::from_utf8(it.clone()).unwrap());
        (text, fixed.applied.into_iter().flat_map(|applied| applied.changes).collect())
    }
}

const BUILT: &[(&str, u16, &str)] = &[("lisbon", 1, ""), ("paris", 2, ""), ("rome", 3, "")];

#[test]
fn a_cluster_goes_back_to_the_id_that_it_was_built_with() {
    // The slip is in the first of both, and in the last.
    for (slip, wanted) in [
        ([("lisbon", 3, ""), ("paris", 2, ""), ("rome", 3, "")], "mesh.kdl:2: lisbon: id 3 → 1"),
        ([("lisbon", 1, ""), ("paris", 2, ""), ("rome", 1, "")], "mesh.kdl:4: rome: id 1 → 3"),
    ] {
        let after = after(&mesh(BUILT), &mesh(&slip));
        let (found, report) = after.found();
        assert_eq!(found, ["duplicate-cluster-id"], "{report}");
        assert!(report.contains("again, which `") && report.contains("was built with it"), "{report}");
        assert_eq!(after.fixed(), (mesh(BUILT), vec![wanted.to_string()]), "{report}");
    }
}

#[test]
fn a_new_cluster_moves_wherever_it_is() {
    let new = ("athens", 2, "");
    for at in 0..=BUILT.len() {
        let mut clusters = BUILT.to_vec();
        clusters.insert(at, new);
        let (text, changes) = after(&mesh(BUILT), &mesh(&clusters)).fixed();
        clusters[at].1 = 4;
        assert_eq!((text, changes.len()), (mesh(&clusters), 1), "{at}: {changes:?}");
    }
}

#[test]
fn without_an_output_the_second_one_moves() {
    let slip = mesh(&[("lisbon", 3, ""), ("paris", 2, ""), ("rome", 3, "")]);
    let bare = After { world: Memory::default().with("mesh.kdl", slip.clone()), file: slip.clone() };
    let (_, report) = bare.found();
    assert!(report.contains("first used here") && report.contains("use the next free id, 1"), "{report}");
    assert_eq!(bare.fixed().1, ["mesh.kdl:4: rome: id 3 → 1"]);
    // Nor does it count behind a link, or where a cluster of it is one.
    let elsewhere = after(&mesh(BUILT), &slip);
    for link in [OUT.to_string(), format!("{OUT}/clusters"), format!("{OUT}/clusters/paris")] {
        let linked = After { world: elsewhere.world.clone().with_link(link, "/etc/shadow"), file: slip.clone() };
        assert_eq!(linked.fixed().1, ["mesh.kdl:4: rome: id 3 → 1"]);
    }
}

#[test]
fn whoever_has_the_id_of_a_cluster_that_goes_back_goes_back_too_or_moves() {
    // Two have been swapped, and a third one copied from one of them.
    let swapped = mesh(&[("lisbon", 2, ""), ("athens", 1, ""), ("paris", 1, ""), ("rome", 3, "")]);
    let (text, _) = after(&mesh(BUILT), &swapped).fixed();
    assert_eq!(text, mesh(&[("lisbon", 1, ""), ("athens", 4, ""), ("paris", 2, ""), ("rome", 3, "")]));
    // The id of one has gone to a new one.
    let taken = mesh(&[("lisbon", 1, ""), ("paris", 1, ""), ("athens", 2, ""), ("rome", 3, "")]);
    let after = after(&mesh(BUILT), &taken);
    let (_, report) = after.found();
    assert!(report.contains("`id=2` for `paris`") && report.contains("`id=4` for `athens`"), "{report}");
    let fixed = mesh(&[("lisbon", 1, ""), ("paris", 2, ""), ("athens", 4, ""), ("rome", 3, "")]);
    assert_eq!(after.fixed().0, fixed, "{report}");
}

#[test]
fn an_id_that_is_missing_or_out_of_range_is_the_one_of_before() {
    for slip in ["", "id=300", "id=0"] {
        let now = mesh(BUILT).replace("\"paris\" id=2", &format!("\"paris\" {slip}"));
        let (text, changes) = after(&mesh(BUILT), &now).fixed();
        assert!(text.contains("\"paris\"  id=2") || text.contains("\"paris\" id=2"), "{slip}: {changes:?}\n{text}");
        let moved = now.replace("\"rome\" id=3", "\"rome\" id=3 {};cluster \"new\" id=2");
        let (text, _) = after(&mesh(BUILT), &moved).fixed();
        assert!(text.contains("cluster \"new\" id=4"), "{text}");
    }
}

#[test]
fn what_was_swapped_goes_back_on_both_sides() {
    let swapped = mesh(&[("lisbon", 2, ""), ("paris", 1, ""), ("rome", 3, "")]);
    let outcome = compile(&mesh(BUILT));
    let records = meshc::impact::made_with(&meshc::impact::Output::of(outcome.tree().unwrap()));
    let deployed = Some(meshc::plan::Deployed::guarded(records, Vec::new()));
    let world = Memory::default().with("mesh.kdl", swapped);
    let outcome = meshc::compile(&world, "mesh.kdl", &Options { deployed, ..Options::default() });
    let report = rendered(&outcome).replace("\n        ", " ");
    // The blocks of the pool follow from the ids.
    assert_eq!(codes(&outcome), ["destructive-change"; 2], "{report}");
    assert!(report.contains("write `id=1` again, and in `paris`, which now uses it, `id=2`;"), "{report}");
    assert!(report.contains("write `id=2` again, and in `lisbon`, which now uses it, `id=1`;"), "{report}");
}

const RANGES: &[(&str, u16, &str)] =
    &[("lisbon", 1, "pod-cidr \"10.1.0.0/16\""), ("paris", 2, "pod-cidr \"10.2.0.0/16\"")];

#[test]
fn a_range_goes_back_to_what_was_built() {
    for (slip, label) in [
        ([("lisbon", 1, "pod-cidr \"10.2.0.0/16\""), RANGES[1]], "`pod-cidr \"10.1.0.0/16\"` again, which `lisbon`"),
        ([RANGES[0], ("paris", 2, "pod-cidr \"10.1.128.0/17\"")], "`pod-cidr \"10.2.0.0/16\"` again, which `paris`"),
        ([("lisbon", 1, "service-cidr \"10.2.0.0/20\""), RANGES[1]], "use the next free range of that size, 10."),
    ] {
        let (found, report) = after(&mesh(RANGES), &mesh(&slip)).found();
        let report = report.replace("\n        ", " ");
        assert_eq!(found.len(), 1, "{report}");
        assert!(report.contains(label), "{label}: {report}");
        let is_of_services = report.contains("service CIDR 10.2.0.0/20 of cluster `lisbon` overlaps pod CIDR");
        assert!(found != ["pod-cidr-overlaps-service-cidr"] || is_of_services, "{report}");
    }
}

#[test]
fn the_range_of_a_new_cluster_moves_wherever_it_is() {
    let new = ("athens", 7, "pod-cidr \"10.2.128.0/17\"");
    for at in 0..=RANGES.len() {
        let mut clusters = RANGES.to_vec();
        clusters.insert(at, new);
        let (found, report) = after(&mesh(RANGES), &mesh(&clusters)).found();
        assert_eq!(found, ["overlapping-pod-cidrs"], "{report}");
        assert!(report.contains("× pod CIDR 10.2.128.0/17 of cluster `athens` overlaps"), "{report}");
        assert!(report.contains(&format!("[mesh.kdl:{}:", at + 2)) && report.contains("size, 10."), "{report}");
    }
    // A block of the pool moves with its id, also where the range that is built is written.
    let block = mesh(&[("lisbon", 1, "pod-cidr \"10.9.0.0/16\" \"10.5.0.0/16\""), ("paris", 2, "")]);
    let now = format!("{block}{}", mesh(&[("athens", 6, "")]).split_once('\n').unwrap().1);
    let (found, report) = after(&block, &now).found();
    assert_eq!(found, ["overlapping-pod-cidrs"], "{report}");
    assert!(report.contains("its block, 10.") && report.contains("`id="), "{report}");
}

#[test]
fn a_pool_is_taken_back_and_what_is_new_beside_a_cluster_is_corrected() {
    let before = mesh(&[("lisbon", 1, "pod-cidr \"10.6.0.0/16\""), ("paris", 2, "")]);
    let moved = before.replace("\"10.0.0.0/8\" prefix=16", "\"10.5.0.0/16\" prefix=17");
    let (found, report) = after(&before, &moved.replace("10.6.0.0/16", "10.5.128.0/17")).found();
    assert_eq!(found, ["overlapping-pod-cidrs"], "{report}");
    let (found, report) = after(&before, &moved.replace("10.5.0.0/16", "10.6.0.0/16")).found();
    assert_eq!(found, ["overlapping-pod-cidrs"], "{report}");
    assert!(report.contains("take the `address-pool` back from which `paris` got 10.1.0.0/16"), "{report}");
    let (found, report) = after(&before, &format!("{before}network \"vpc\" \"10.1.0.0/16\"\n")).found();
    assert_eq!(found, ["pod-cidr-overlaps-network"], "{report}");
    assert!(report.contains("`paris` was built with that range: correct the other one"), "{report}");
}

#[test]
fn a_block_goes_back_with_its_id() {
    let before = mesh(&[("lisbon", 1, "pod-cidr \"10.6.0.0/16\""), ("paris", 2, "")]);
    let (found, report) = after(&before, &before.replace("id=2", "id=7")).found();
    assert_eq!(found, ["overlapping-pod-cidrs"], "{report}");
    assert!(report.contains("write `id=2` again, which `paris` was built with"), "{report}");
}
