//! Changes of settings, by what `effects` knows of them.

use super::kind::{Impact, Kind};
use crate::impact::change::{Setting, SettingChange};
use crate::impact::effects::{Effect, RESTART, of_key, of_value};
use crate::impact::risk::Risk;

pub static SETTING_CHANGED: Kind = Kind {
    name: "setting-changed",
    risks: &[Risk::Reload, Risk::Restart, Risk::Disruptive, Risk::Destructive],
    page: include_str!("setting_changed.md"),
};

pub fn judge(change: &SettingChange) -> Impact {
    let (subject, effect) = match &change.setting {
        Setting::Key(key) => (format!("config `{key}`"), of_key(key)),
        Setting::EtcdFiles => ("config `etcd-config`".to_string(), None),
        Setting::Value(path) => {
            let effect = path.strip_prefix("extraConfig.").map_or_else(|| of_value(path), of_key);
            (format!("value `{path}`"), effect)
        }
    };
    let (risk, reason) = effect.map_or_else(|| at_start(change), |effect: &Effect| (effect.risk, effect.reason));
    SETTING_CHANGED.impact(risk, subject, reason).with(change.before.as_deref(), change.after.as_deref())
}

/// What agents read when they start: they restart, or somebody must restart them.
fn at_start(change: &SettingChange) -> (Risk, &'static str) {
    if change.restarts_agents {
        return (Risk::Restart, RESTART);
    }
    (Risk::Restart, "agents read it when they start; where their pods do not change with it, restart them by hand")
}
