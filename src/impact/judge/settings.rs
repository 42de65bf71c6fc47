//! Changes of settings, by what `effects` knows of them.

use super::kind::{Impact, Kind};
use crate::impact::change::{Setting, SettingChange};
use crate::release::dictionary::Reach;
use crate::settings::{Effect, Risk, is_within};

pub static SETTING_CHANGED: Kind = Kind {
    name: "setting-changed",
    risks: &[Risk::Reload, Risk::Restart, Risk::Disruptive, Risk::Destructive],
    page: include_str!("setting_changed.md"),
};

pub fn judge(change: &SettingChange) -> Impact {
    let subject = match &change.setting {
        Setting::Key(key) => format!("config `{key}`"),
        Setting::EtcdFiles => "config `etcd-config`".to_string(),
        Setting::Value(path) => format!("value `{path}`"),
    };
    let known = change.known().map(|(effect, _)| (effect.risk, effect.reason));
    let (risk, reason) = known.unwrap_or_else(|| by_reach(change));
    SETTING_CHANGED.impact(risk, subject, reason).with(change.before.as_deref(), change.after.as_deref())
}

/// What a change does of which only is known what reads it.
fn by_reach(change: &SettingChange) -> (Risk, &'static str) {
    match change.reach {
        Some(Reach::OTHERS) => (Risk::Reload, of_others(&change.setting)),
        Some(Reach { agents: true, .. }) => (Risk::Restart, "it is in the agents' pods, so they restart"),
        _ => at_start(change),
    }
}

/// What follows from a value of the chart that agents do not read.
fn of_others(setting: &Setting) -> &'static str {
    let Setting::Value(path) = setting else { return OTHERS };
    OWN.iter().find(|(above, _)| is_within(path, above)).map_or(OTHERS, |(_, reason)| reason)
}

const OTHERS: &str = "the pods that read it restart; agents do not";

/// Values of single components, and what a change of them does. The number of pods is no part of their
/// template.
const OWN: &[(&str, &str)] = &[
    ("certgen", "the Job that issues certificates runs again; agents keep running"),
    ("clustermesh.apiserver.replicas", "the number of clustermesh-apiserver pods changes; agents keep running"),
    ("clustermesh.apiserver", "clustermesh-apiserver pods restart; agents do not"),
    ("envoy", "Envoy pods restart; agents do not"),
    ("hubble.relay.enabled", "Hubble Relay is added or removed; agents keep running"),
    ("hubble.relay.replicas", "the number of Hubble Relay pods changes; agents keep running"),
    ("hubble.relay", "Hubble Relay pods restart; agents do not"),
    ("hubble.tls.auto", "certificates of Hubble are issued in another way; agents keep running"),
    ("hubble.ui.enabled", "Hubble UI is added or removed; agents keep running"),
    ("hubble.ui.replicas", "the number of Hubble UI pods changes; agents keep running"),
    ("hubble.ui", "Hubble UI pods restart; agents do not"),
    ("operator.enabled", "the operator is added or removed; agents keep running"),
    ("operator.replicas", "the number of operator pods changes; agents keep running"),
    ("operator", "operator pods restart; agents do not"),
];

/// What agents read when they start: they restart, or somebody must restart them.
fn at_start(change: &SettingChange) -> (Risk, &'static str) {
    if change.restarts_agents {
        return (Risk::Restart, Effect::AT_START.reason);
    }
    (Risk::Restart, "agents read it when they start; where their pods do not change with it, restart them by hand")
}
