//! What a change of a single value does where its row of SETTINGS, or the row of what is above it, is about
//! more than that value, and where it matters what it was and becomes.

use crate::release::certificates::covers;
use crate::settings::{Effect, is_within};
use crate::yaml::{self, Value};

/// What is known of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Single {
    /// It does this.
    Does(Effect),
    /// It does what follows from who reads it.
    ByReach,
}

/// A value before and after, as text; empty where it is not set.
type Texts<'t> = (&'t str, &'t str);

/// What judges a change; nothing where no more is known of it than of others.
type Judge = fn(Texts<'_>) -> Option<Single>;

/// Values of the chart; everything below a value belongs to it.
const VALUES: &[(&str, Judge)] = &[
    ("clustermesh.apiserver.service.enableSessionAffinity", |_| does(SELECTED)),
    ("clustermesh.apiserver.service.externallyCreated", |(_, after)| does(if after == "true" { GONE } else { MADE })),
    ("clustermesh.apiserver.service.labels", |_| does(LABELS)),
    ("clustermesh.apiserver.service.loadBalancerIP", |(before, _)| does(ADDRESS).filter(|_| before.is_empty())),
    ("clustermesh.apiserver.tls.auto.certValidityDuration", |_| does(VALIDITY)),
    ("clustermesh.apiserver.tls.auto.schedule", |_| does(SCHEDULE)),
    ("clustermesh.apiserver.tls.auto.server.extraDnsNames", names),
    ("clustermesh.apiserver.tls.auto.server.extraIpAddresses", names),
    ("clustermesh.config.enabled", |(_, after)| does(if after == "true" { FIRST_PEERS } else { NO_PEERS })),
    ("encryption.ipsec.interface", |_| BY_REACH),
    ("encryption.ipsec.keyRotationDuration", |_| BY_REACH),
    ("encryption.ipsec.keyWatcher", |_| BY_REACH),
    ("encryption.wireguard", |_| BY_REACH),
    ("kubeProxyReplacement", replacement),
    ("tls.readSecretsOnlyFromSecretsNamespace", |_| BY_REACH),
    ("tls.secretSync", |_| BY_REACH),
    ("tls.secretsBackend", |_| BY_REACH),
    ("tls.secretsNamespace", |_| BY_REACH),
];

const BY_REACH: Option<Single> = Some(Single::ByReach);

const SELECTED: Effect =
    Effect::reload("clients in this cluster may reach other pods of clustermesh-apiserver; peers are not affected");
const ADDRESS: Effect = Effect::reload("the Service asks for this address: nothing changes if it already has it");
const LABELS: Effect = Effect::reload("only labels of the Service change");
const SCHEDULE: Effect = Effect::reload("the Job that renews certificates runs at other times; those that exist stay");
const VALIDITY: Effect = Effect::reload("certificates issued from now on have another validity");
const MORE_NAMES: Effect = Effect::reload("the server's certificate is issued again by the same CA, with other names");
const FIRST_PEERS: Effect =
    Effect::reload("agents and clustermesh-apiserver watch the Secrets with peers, and connect as soon as they exist");
const MADE: Effect = Effect::reload(
    "the chart creates the Service, and Helm refuses if one exists that it did not create; peers dial the same address",
);

/// The Service goes with its address (`clustermesh-apiserver/service.yaml` of the charts, 1.19 and 1.20).
const GONE: Effect = Effect::disruptive(
    "the chart no longer creates the Service: Helm deletes it with its address, unless something else owns it by then",
);
const NO_PEERS: Effect = Effect::disruptive("agents lose all peers: their endpoints leave global Services");
const FEWER_NAMES: Effect = Effect::disruptive(
    "the server's certificate loses names: peers that dial this cluster by one of them no longer trust it",
);

fn does(effect: Effect) -> Option<Single> {
    Some(Single::Does(effect))
}

/// What is known of a change of a value, by its path.
pub fn of_value(path: &str, texts: Texts<'_>) -> Option<Single> {
    VALUES.iter().find(|(above, _)| is_within(path, above)).and_then(|(_, judge)| judge(texts))
}

/// The same of a key of `cilium-config`.
pub fn of_key(key: &str, texts: Texts<'_>) -> Option<Single> {
    if key == "kube-proxy-replacement" { replacement(texts) } else { None }
}

/// Up to 1.15 agents take `strict` for `true`, and `disabled` for `false` (`initKubeProxyReplacementOptions`
/// in `daemon/cmd/kube_proxy_replacement.go` of 1.14).
fn replacement((before, after): Texts<'_>) -> Option<Single> {
    let new = |word: &str| match word {
        "strict" => "true".to_string(),
        "disabled" | "" => "false".to_string(),
        other => other.to_string(),
    };
    (new(before) == new(after)).then_some(Single::ByReach)
}

/// Names of the server's certificate: the same CA signs them, whoever makes it.
fn names((before, after): Texts<'_>) -> Option<Single> {
    let (before, after) = (listed(before)?, listed(after)?);
    let is_there = |name: &String| after.iter().any(|own| covers(own, name));
    if before.iter().all(is_there) { does(MORE_NAMES) } else { does(FEWER_NAMES) }
}

fn listed(text: &str) -> Option<Vec<String>> {
    match yaml::read(text).ok()?.into_iter().next() {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::Array(items)) => items.into_iter().map(|item| item.as_str().map(str::to_string)).collect(),
        Some(_) => None,
    }
}
