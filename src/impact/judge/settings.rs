//! Changes of settings, by what `effects` knows of them.

use super::kind::{Impact, Kind};
use crate::impact::change::{Setting, SettingChange};
use crate::release::dictionary::Reach;
use crate::settings::{Effect, Risk};

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
        Some(Reach::OTHERS) => (Risk::Reload, "the pods that read it restart; agents do not"),
        Some(Reach { agents: true, .. }) => (Risk::Restart, "it is in the agents' pods, so they restart"),
        _ => at_start(change),
    }
}

/// What agents read when they start: they restart, or somebody must restart them.
fn at_start(change: &SettingChange) -> (Risk, &'static str) {
    if change.restarts_agents {
        return (Risk::Restart, Effect::AT_START.reason);
    }
    (Risk::Restart, "agents read it when they start; where their pods do not change with it, restart them by hand")
}
