//! A plan as one JSON object, for programs.

use meshc::impact::{ClusterImpact, Fate, Impact, Risk};
use serde_json::{Value, json};

/// The object, on one line.
pub fn json(clusters: &[ClusterImpact], against: &str) -> String {
    let highest = clusters.iter().map(ClusterImpact::risk).max().unwrap_or(Risk::None);
    let clusters: Vec<Value> = clusters.iter().map(cluster).collect();
    let object = json!({ "format_version": "1", "against": against, "risk": highest.name(), "clusters": clusters });
    // A runner of CI reads `##[…]` as a command wherever it is in a line.
    format!("{object}\n").replace("##[", "##\\u005b").replace("##vso[", "##vso\\u005b")
}

fn cluster(cluster: &ClusterImpact) -> Value {
    let (change, was) = match &cluster.fate {
        Fate::Stays if cluster.impacts.is_empty() => ("unchanged", None),
        Fate::Stays => ("changed", None),
        Fate::Added => ("added", None),
        Fate::Removed => ("removed", None),
        Fate::Renamed(from) => ("renamed", Some(from)),
    };
    json!({
        "name": cluster.name,
        "change": change,
        "was": was,
        "risk": cluster.risk().name(),
        "changes": cluster.impacts.iter().map(impact).collect::<Vec<_>>(),
    })
}

fn impact(impact: &Impact) -> Value {
    json!({
        "risk": impact.risk.name(),
        "kind": impact.kind,
        "subject": impact.subject,
        "before": impact.before,
        "after": impact.after,
        "reason": impact.reason,
    })
}
