//! The reference that is made of the program: rules, kinds of changes, commands, releases. `UPDATE=1 cargo
//! test` writes it.

use crate::common::expect_file;
use meshc::diagnostic::Severity;
use meshc::impact::KINDS;
use meshc::release::{Mcs, PeerShape, Provided, RELEASES, Release};
use meshc::rules::{RULES, Row};
use std::process::Command;

/// Holds a page that is made here.
pub fn generated(path: &str, title: &str, text: &str) {
    let made = "<!-- Made by a test: UPDATE=1 cargo test writes it anew. -->";
    expect_file(path, &format!("# {title}\n\n{made}\n\n{}\n", text.trim_end()));
}

#[test]
fn every_rule_is_in_the_list() {
    let mut text = "All findings of meshc, by subject, with the default level of each rule. `meshc explain RULE` prints the page of a rule, and \
                    `meshc explain SUBJECT` lists the rules of a subject.\n\n`lint { RULE \"error\" }` changes a level. `allow \"RULE\" \
                    reason=\"…\"` silences a rule, in a cluster or in the whole mesh. Neither works for rules without which the output \
                    would be wrong.\n"
        .to_string();
    let mut left: Vec<&Row> = RULES.iter().collect();
    for subject in meshc::rules::SUBJECTS {
        let (about, others): (Vec<&Row>, Vec<&Row>) = left.into_iter().partition(|row| subject.has(row.rule.name));
        left = others;
        text.push_str(&format!("\n## {}\n\n{}.\n\n", capital(subject.name), capital(subject.about)));
        text.extend(about.into_iter().map(rule));
    }
    assert!(left.is_empty(), "rules without a subject: {:?}", left.iter().map(|row| row.rule.name).collect::<Vec<_>>());
    generated("docs/reference/rules.md", "Rules", &text);
}

fn rule(row: &Row) -> String {
    let level = if row.rule.severity == Severity::Error { "error" } else { "warning" };
    let page = row.rule.name.replace('-', "_");
    format!("- [{}](../../src/rules/{page}.md) ({level}): {}\n", row.rule.name, row.rule.summary())
}

#[test]
fn every_kind_of_change_is_in_the_list() {
    let mut text =
        "The changes that `meshc plan` reports, with the risks that each can have. `meshc explain KIND` prints its page.\n\n\
                    | change | risk | what changes |\n|---|---|---|\n"
            .to_string();
    for kind in KINDS {
        let risks: Vec<&str> = kind.risks.iter().map(|risk| risk.name()).collect();
        let page = kind.name.replace('-', "_");
        let link = format!("[{}](../../src/impact/judge/{page}.md)", kind.name);
        text.push_str(&format!("| {link} | {} | {} |\n", risks.join(", "), kind.summary()));
    }
    generated("docs/reference/changes.md", "Changes", &text);
}

#[test]
fn every_command_is_in_the_list() {
    let mut text = "Most flags can also be set by an environment variable; the flag takes precedence. A command ignores the variables of \
                    flags that it does not have. `FILE` is `mesh.kdl` in the current folder or in the nearest folder above, and `-` is \
                    standard input.\n\n`meshc COMMAND --help` describes each flag in more detail. See also [exit codes](exit-codes.md) \
                    and [formats](formats.md).\n"
        .to_string();
    for command in commands() {
        text.push_str(&format!("\n## {command}\n\n```text\n{}```\n", help(&[&command, "-h"])));
    }
    generated("docs/reference/commands.md", "Commands", &text);
}

/// The names of the commands, as the help lists them.
fn commands() -> Vec<String> {
    let help = help(&["-h"]);
    let (list, _) = help.split_once("\nOptions:").unwrap();
    let names = list.lines().filter_map(|line| line.strip_prefix("  ")?.split_once("  ")).map(|(name, _)| name);
    let is_name = |name: &&str| !name.is_empty() && *name != "help" && name.chars().all(|c| c.is_ascii_lowercase());
    names.filter(is_name).map(str::to_string).collect()
}

fn help(arguments: &[&str]) -> String {
    let ran =
        Command::new(env!("CARGO_BIN_EXE_meshc")).args(arguments).env_clear().env("COLUMNS", "100").output().unwrap();
    let text = String::from_utf8(ran.stdout).unwrap();
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn every_release_is_in_the_list() {
    let charts = std::fs::read_to_string("src/release/dictionary/charts.txt").unwrap();
    let charts: Vec<&str> = charts.lines().find_map(|line| line.strip_prefix("charts ")).unwrap().split(' ').collect();
    let mut text = "What meshc knows about each release line of Cilium. The defaults are those of Cilium; a mesh file can override \
                    them.\n\n| line | chart | peers read | clusters | KVStoreMesh | client certificates | policies without a \
                    cluster select | EndpointSlices | Multi-Cluster Services | your own certificates |\n|---|---|---|---:|---|---|---|---|---|---|\n"
        .to_string();
    for release in RELEASES {
        let of_line = |chart: &&&str| chart.starts_with(&format!("{}.", release.name()));
        let newest =
            charts.iter().rfind(of_line).map_or("built-in manifests".to_string(), |chart| format!("up to {chart}"));
        text.push_str(&format!("| {} | {newest} | {} |\n", release.name(), cells(release).join(" | ")));
    }
    text.push_str(
        "\nmeshc treats a patch release that is newer than the chart in this table like that chart. A minor release that is not in the table \
         is [an error](../../src/rules/unsupported_release.md). Clusters of a mesh can be [one minor release \
         apart](../how-to/upgrade.md).\n",
    );
    generated("docs/reference/releases.md", "Releases of Cilium", &text);
}

/// What is so in a release line, a cell each.
fn cells(release: &Release) -> Vec<String> {
    let clusters = release.max_cluster_id.to_string();
    let Some(modern) = release.modern() else {
        return ["each other's etcd", &clusters, "–", "–", "any", "–", "–", "–"].map(str::to_string).to_vec();
    };
    let switch = |is_on: bool| if is_on { "on" } else { "off" };
    let policies =
        modern.policy_default_local_cluster.map_or("any", |local| if local { "the local one" } else { "any" });
    let mcs = match modern.mcs {
        None => "–",
        Some(Mcs { installs_crds: true, .. }) => "yes",
        Some(Mcs { installs_crds: false, .. }) => "yes, CRDs by hand",
    };
    let provided = match modern.provided_certificates {
        Provided::InValues => "–",
        Provided::WhereTold | Provided::Always => "yes",
    };
    let peers = match modern.peers {
        PeerShape::List => "clustermesh-apiserver (a list in values)",
        PeerShape::Map => "clustermesh-apiserver (a map in values)",
    };
    let slices = if modern.endpoint_slice_sync { "yes" } else { "–" };
    let kvstoremesh = switch(modern.kvstoremesh);
    [peers, &clusters, kvstoremesh, modern.auth_mode.name(), policies, slices, mcs, provided]
        .map(str::to_string)
        .to_vec()
}

/// With a capital letter in front.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[test]
fn every_platform_is_in_the_list() {
    let ranges = |nets: Vec<String>| if nets.is_empty() { "–".to_string() } else { nets.join(", ") };
    let mut text = "The default ranges of each `platform`, which meshc assumes unless the mesh file sets others. When it suggests a free \
                    range, it avoids them, and it warns of [pods in the Service range of a \
                    platform](../../src/rules/pod_cidr_overlaps_platform_default.md).\n\n\
                    | platform | pods by default | Services by default |\n|---|---|---|\n"
        .to_string();
    for platform in meshc::model::PLATFORMS {
        let pods = ranges(platform.default_pods().map(|net| net.to_string()).collect());
        let services = ranges(platform.default_services().map(|net| net.to_string()).collect());
        text.push_str(&format!("| `{}` | {pods} | {services} |\n", platform.name));
    }
    generated("docs/reference/platforms.md", "Platforms", &text);
}
