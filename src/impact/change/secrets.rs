//! Secrets with a CA or certificates that go from one maker to another, on a chart: what the chart no longer
//! renders is deleted, and what it begins to render exists already. The values of the chart and the release
//! of both sides are enough to know.

use crate::impact::read::{Charts, Deployed, Tool};
use crate::release::certificates::{self, CA, Maker, Whose, whose};
use crate::release::{self, Release, Version};
use std::collections::BTreeMap;

/// A change of who makes some Secrets.
#[derive(Debug, Clone)]
pub struct SecretChange {
    /// What is in them.
    pub content: Content,
    /// Their names, sorted.
    pub secrets: Vec<&'static str>,
    /// Their namespace.
    pub namespace: String,
    /// What becomes of them.
    pub handover: Handover,
    /// What applies the chart; none where that is not known.
    pub tool: Option<&'static Tool>,
}

/// What is in a Secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// The CA, with its private key.
    Ca,
    /// Certificates.
    Certificates(Whose),
}

/// What becomes of Secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Handover {
    /// The chart no longer renders them; who makes them then, where anybody does.
    Dropped(Option<Maker>),
    /// The chart begins to render them, and they exist.
    Taken,
    /// The values of the chart no longer bring the CA, and the chart renders it as before.
    Found,
}

impl SecretChange {
    /// How the chart is applied; by Helm, where that is not known.
    pub fn charts(&self) -> Charts {
        self.tool.map_or(Charts::Installed, |tool| tool.charts)
    }
}

/// What changes in a cluster that `tool` applies.
pub fn changes(old: &Deployed, new: &Deployed, tool: Option<&'static Tool>) -> Vec<SecretChange> {
    let Some(((_, before), (_, after))) = old.chart.as_ref().zip(new.chart.as_ref()) else { return Vec::new() };
    // Elsewhere it is another installation.
    if before != after || !old.unreadable.is_empty() {
        return Vec::new();
    }
    let mut groups: BTreeMap<(Content, Handover), Vec<&'static str>> = BTreeMap::new();
    let (before, after) = (makers(old, new), makers(new, old));
    for (secret, maker) in &before {
        let content = whose(secret).map_or(Content::Ca, Content::Certificates);
        if let Some(handover) = handover(content, *maker, after.get(secret).copied()) {
            groups.entry((content, handover)).or_default().push(secret);
        }
    }
    let brings = |side: &Deployed| side.values.as_ref().is_some_and(certificates::contains_ca);
    let is_by_chart = [&before, &after].into_iter().all(|makers| makers.get(CA) == Some(&Maker::Chart));
    if is_by_chart && brings(old) && !brings(new) {
        groups.insert((Content::Ca, Handover::Found), vec![CA]);
    }
    let namespace = old.chart.as_ref().map(|(_, namespace)| namespace.clone()).unwrap_or_default();
    let change = |((content, handover), secrets)| SecretChange {
        content,
        secrets,
        namespace: namespace.clone(),
        handover,
        tool,
    };
    groups.into_iter().map(change).collect()
}

/// What becomes of a Secret. A certificate that nobody makes any more is one that nothing reads; a CA may
/// have signed what still exists.
fn handover(content: Content, before: Maker, after: Option<Maker>) -> Option<Handover> {
    match (before, after) {
        (Maker::Chart, Some(Maker::Chart)) => None,
        (Maker::Chart, after) if after.is_some() || content == Content::Ca => Some(Handover::Dropped(after)),
        (Maker::Job | Maker::CertManager | Maker::User, Some(Maker::Chart)) => Some(Handover::Taken),
        _ => None,
    }
}

/// Who makes the Secrets of a cluster. Where its own release is not known it is taken for that of the other
/// side.
fn makers(deployed: &Deployed, other: &Deployed) -> BTreeMap<&'static str, Maker> {
    let row = |text: &str| release::find(text.parse::<Version>().ok()?);
    let release: Option<&Release> = [deployed, other].iter().find_map(|side| row(side.release()?));
    let makers = release.zip(deployed.values.as_ref()).map(|(row, values)| certificates::makers(row, values));
    makers.unwrap_or_default()
}
