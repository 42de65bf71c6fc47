#![doc = include_str!("secret_too_big.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, shown};
use crate::model::Cluster;
use crate::plan::{self, Object, Patch, Peer, Plan};
use crate::yaml::Value;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The rule.
pub static RULE: Rule = Rule {
    name: "secret-too-big",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("secret_too_big.md"),
};

/// What the values of a Secret may take together, decoded (`MaxSecretSize` in Kubernetes'
/// `pkg/apis/core/types.go`).
const LARGEST: usize = 1_048_576;

/// Looks for a cluster whose peers' entries do not fit into one Secret: one finding, for the largest.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut known = Known::default();
    let sizes = case.clusters().map(|(cluster, settled)| (cluster, settled, known.size(case.plan, settled)));
    let too_big = sizes.filter(|(.., size)| *size > LARGEST);
    let Some((reader, settled, size)) = too_big.max_by_key(|(.., size)| *size) else { return };
    let entries = entries(case.plan, settled);
    let entry = |cluster: &&Cluster| entries.get(cluster.name.value.as_str()).copied().unwrap_or_default();
    let Some(largest) = case.mesh.clusters.iter().max_by_key(entry) else { return };
    let whose = if case.mesh.is_full() {
        "every cluster".to_string()
    } else {
        format!("cluster {}", shown(&reader.name.value))
    };
    let message =
        format!("the Secret with the peers of {whose} takes {size} bytes, but Kubernetes takes {LARGEST} at most");
    let (span, label, help) = match (largest.apiserver.get(), largest.etcd.endpoints.first()) {
        (None, Some(endpoint)) => (
            endpoint.span,
            format!("{} endpoints, the longest entry of all", largest.etcd.endpoints.len()),
            "name one endpoint for each etcd, a DNS name of all its members",
        ),
        (Some(apiserver), _) => (
            apiserver.span,
            format!("{} addresses, the longest entry of all", apiserver.ips.len()),
            "name fewer addresses for each cluster, or a load balancer's",
        ),
        (None, None) => {
            (largest.name.span, "the longest entry of all".to_string(), "connect fewer clusters, with `peering`")
        }
    };
    found.push(about(RULE.at(span, label, message).help(help), &[reader, largest]));
}

/// How many bytes those things take that clusters share, by their places in memory.
#[derive(Default)]
struct Known {
    objects: BTreeMap<*const Object, usize>,
    lists: BTreeMap<*const Vec<Rc<Peer>>, usize>,
}

impl Known {
    /// How many bytes the largest Secret of a cluster's peers takes; where that is not too much, perhaps with
    /// the cluster's own entry.
    fn size(&mut self, plan: &Plan, settled: &plan::Cluster) -> usize {
        let of_object = |object: &Rc<Object>| {
            *self.objects.entry(Rc::as_ptr(object)).or_insert_with(|| bytes(&object.value).values().sum())
        };
        let added = plan.added(settled).map(of_object).max();
        let changed = settled.changes.iter().map(|change| of_change(&change.patch).values().sum()).max();
        let others = added.max(changed).unwrap_or_default();
        let Some(chart) = settled.chart() else { return others };
        let all = &chart.peers.all;
        let list = self.lists.entry(Rc::as_ptr(all)).or_insert_with(|| all.iter().map(|peer| peer.entry).sum());
        if others + *list <= LARGEST {
            return others + *list;
        }
        others + chart.peers.iter().map(|peer| peer.entry).sum::<usize>()
    }
}

/// How many bytes each entry takes in the Secrets of a cluster, by the name of the peer.
fn entries<'p>(plan: &'p Plan, settled: &'p plan::Cluster) -> BTreeMap<&'p str, usize> {
    let added = plan.added(settled).map(|object| bytes(&object.value));
    let changed = settled.changes.iter().map(|change| of_change(&change.patch));
    let of_chart = settled.chart().into_iter().flat_map(|chart| chart.peers.iter());
    let of_chart = of_chart.map(|peer| (peer.name.as_str(), peer.entry));
    added.chain(changed).flatten().chain(of_chart).collect()
}

/// How many bytes a change adds to a Secret.
fn of_change(patch: &Patch) -> BTreeMap<&str, usize> {
    match patch {
        Patch::Merge(value) => bytes(value),
        Patch::Json(..) => BTreeMap::new(),
    }
}

/// How many bytes each value of a Secret takes; nothing of another object.
fn bytes(object: &Value) -> BTreeMap<&str, usize> {
    let is_secret = object.get("kind").and_then(Value::as_str) == Some("Secret");
    let data = object.get("data").filter(|_| is_secret).and_then(Value::as_object);
    let entries = data.into_iter().flatten().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    entries.map(|(name, text)| (name, decoded(text))).collect()
}

/// How many bytes a text in base64 stands for.
fn decoded(text: &str) -> usize {
    let padding = text.len() - text.trim_end_matches('=').len();
    (text.len() / 4 * 3).saturating_sub(padding)
}
