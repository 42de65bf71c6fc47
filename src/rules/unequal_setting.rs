#![doc = include_str!("unequal_setting.md")]

mod strict;

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names};
use crate::facts::connected::units;
use crate::facts::refused::label_of;
use crate::model::Cluster;
use crate::settings::merged::{Merged, Settled};
use crate::words::cut;
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unequal-setting",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("unequal_setting.md"),
};

/// A flag of the agent that must be equal in clusters that are connected. Those that follow from the mesh
/// file are.
struct Equal {
    flag: &'static str,
    /// What it comes to where the text is not all.
    effective: fn(&Merged<'_>, &str) -> String,
}

/// Sources: `pkg/health` (an agent probes the nodes of peers at its own port), `pkg/datapath/tunnel`,
/// `pkg/labelsfilter` (the labels by which identities are compared), `pkg/clustermesh` (which Services are
/// global), `pkg/identity` (numbers of reserved identities), `pkg/datapath/linux/ipsec`.
const EQUAL: &[Equal] = &[
    Equal { flag: "cluster-health-port", ..AS_IT_IS },
    Equal { flag: "underlay-protocol", effective: underlay },
    // The longest prefix that fits a label counts, whatever its place (`filterLabels` in `pkg/labelsfilter`).
    Equal { flag: "labels", effective: |_, text| in_order(text) },
    Equal {
        flag: "clustermesh-default-global-namespace",
        // Where the release does not have it, it is so.
        effective: |_, text| if text.is_empty() { true.to_string() } else { text.to_string() },
    },
    Equal { flag: "enable-ipsec-encrypted-overlay", effective: |_, text| is_on(text) },
    Equal { flag: "fixed-identity-mapping", ..AS_IT_IS },
];

const AS_IT_IS: Equal = Equal { flag: "", effective: |_, text| text.to_string() };

fn in_order(text: &str) -> String {
    let words: BTreeSet<&str> = text.split_whitespace().collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

fn is_on(text: &str) -> String {
    (text == "true").to_string()
}

/// Over what a tunnel goes; nothing without one.
fn underlay(merged: &Merged<'_>, text: &str) -> String {
    match text {
        _ if merged.flag("routing-mode").text != "tunnel" => String::new(),
        "auto" if merged.is_on("enable-ipv4") => "ipv4".to_string(),
        "auto" => "ipv6".to_string(),
        stated => stated.to_string(),
    }
}

/// Looks for flags of agents that are not equal in connected clusters, and for pods outside of the range in
/// which a peer demands encryption.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let all = case.clusters().filter_map(|(cluster, settled)| Merged::of(case.mesh, cluster, settled));
    let all: Vec<Merged<'_>> = all.collect();
    if !all.iter().any(Merged::has_words_of_users) {
        return;
    }
    let known: BTreeMap<*const Cluster, &Merged<'_>> =
        all.iter().map(|merged| (std::ptr::from_ref(merged.cluster()), merged)).collect();
    for circle in units(case.mesh).into_iter().flatten() {
        let circle: Vec<&Merged<'_>> =
            circle.into_iter().filter_map(|cluster| known.get(&std::ptr::from_ref(cluster)).copied()).collect();
        found.0.extend(EQUAL.iter().filter_map(|equal| differing(&circle, equal)));
    }
    strict::check(&RULE, case.mesh, &all, found);
}

/// A cluster, what a flag comes to there, and to what effect.
type Vote<'m> = (&'m Cluster, Settled<'m>, String);

/// The finding of a flag that is not equal in a circle of clusters: the text of most of them counts as meant.
fn differing(circle: &[&Merged<'_>], equal: &Equal) -> Option<Diagnostic> {
    let votes: Vec<Vote<'_>> = circle
        .iter()
        .map(|merged| {
            let settled = merged.flag(equal.flag);
            let effect = (equal.effective)(merged, &settled.text);
            (merged.cluster(), settled, effect)
        })
        .collect();
    let is_written = |vote: &&Vote<'_>| vote.1.is_of_user() || vote.1.is_of_base();
    votes.iter().find(is_written)?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    votes.iter().for_each(|(.., text)| *counts.entry(text).or_default() += 1);
    // Of texts that are as frequent, one that users have not written counts as meant.
    let plain = |text: &str| votes.iter().any(|vote| vote.2 == text && !is_written(&vote));
    let (meant, _) = counts.iter().max_by_key(|(text, count)| (**count, plain(text)))?;
    let (usual, odd): (Vec<&Vote<'_>>, Vec<&Vote<'_>>) = votes.iter().partition(|vote| vote.2 == *meant);
    let first = odd.first()?;
    let shown = odd.iter().chain(&usual).find(|vote| is_written(vote))?;
    let clusters = |votes: &[&Vote<'_>]| names(&votes.iter().map(|vote| vote.0).collect::<Vec<_>>());
    let message = format!(
        "`{}` is {} in {}, but {} in {}",
        equal.flag,
        quoted(&first.2),
        clusters(&odd),
        quoted(meant),
        clusters(&usual)
    );
    let mut diagnostic = RULE.at(shown.1.span()?, label_of(equal.flag, &shown.1), message);
    let others = odd.iter().chain(&usual).filter(|vote| !std::ptr::eq(**vote, *shown) && is_written(vote));
    for vote in others.take(2) {
        if let Some(span) = vote.1.span().filter(|span| Some(*span) != shown.1.span()) {
            diagnostic = diagnostic.label(span, label_of(equal.flag, &vote.1));
        }
    }
    let help = "set it to the same value in all connected clusters, in `defaults`, or remove it";
    Some(about(diagnostic.help(help), &votes.iter().map(|vote| vote.0).collect::<Vec<_>>()))
}

fn quoted(text: &str) -> String {
    if text.is_empty() { "not set".to_string() } else { format!("`{}`", cut(text, LONGEST)) }
}

/// So many characters of a value a message shows.
const LONGEST: usize = 40;
