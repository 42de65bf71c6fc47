//! What many clusters see, or many peers bring, is read once.

use std::process::Command;

/// A mesh of sixty clusters in two halves that do not know each other, or all connected.
fn mesh(release: &str, is_parted: bool) -> String {
    let mut text = format!("mesh \"m\" {{ cilium \"{release}\"; address-pool \"10.0.0.0/8\" prefix=16; }}\n");
    for id in 1..=60 {
        text.push_str(&format!(
            "cluster \"c{id:02}\" id={id} {{ apiserver \"LoadBalancer\" {{ ip \"192.0.2.{id}\"; }}; }}\n"
        ));
    }
    let half = |ids: std::ops::RangeInclusive<u32>| ids.map(|id| format!(" \"c{id:02}\"")).collect::<String>();
    if is_parted {
        text.push_str(&format!("peering {{ group \"one\"{}; group \"two\"{}; }}\n", half(1..=30), half(31..=60)));
    }
    text
}

/// The plan of one mesh over another.
fn plan(before: &str, after: &str, format: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let meshc = |mesh: &str, arguments: &[&str]| {
        std::fs::write(dir.path().join("mesh.kdl"), mesh).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_meshc"));
        let ran = command.current_dir(dir.path()).env_remove("MESHC_OUT").args(arguments).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    };
    meshc(before, &["build"]);
    meshc(after, &["plan", "--format", format])
}

#[test]
fn an_upgrade_of_sixty_clusters_is_a_few_lines() {
    let plan = plan(&mesh("1.17.3", false), &mesh("1.18.3", false), "human");
    assert!(plan.lines().count() < 10 && plan.contains("cilium: 1.17.3 → 1.18.3"), "{plan}");
}

#[test]
fn peers_that_come_for_one_reason_are_one_row() {
    let (before, after) = (mesh("1.18.3", true), mesh("1.18.3", false));
    let human = plan(&before, &after, "human");
    assert!(human.lines().count() < 20, "{human}");
    assert!(human.contains("reload       30 peers added: `c31`, `c32`, `c33`"), "{human}");
    let reasons = human.matches("the connection is made as soon as").count();
    assert_eq!(reasons, 1, "{human}");
    let markdown = plan(&before, &after, "markdown");
    assert!(markdown.lines().count() < 12, "{markdown}");
    let json: serde_json::Value = serde_json::from_str(&plan(&before, &after, "json")).unwrap();
    let changes = json["clusters"][0]["changes"].as_array().unwrap();
    assert_eq!(changes.iter().filter(|change| change["kind"] == "peer-added").count(), 30, "programs get each");
}
