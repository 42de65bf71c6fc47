//! Flags of agents on a base: its `cilium-config` with the mesh's changes.

use super::Merged;
use super::settled::{Origin, Settled, text};
use crate::manifest::find as find_object;
use crate::plan::Patch;
use crate::settings::of_key;
use crate::yaml::{self, Value};

/// The ConfigMap of the agents.
const CONFIG: &str = "cilium-config";

/// What is set for a flag.
pub fn find<'m>(merged: &Merged<'m>, name: &str) -> Option<Settled<'m>> {
    let base = merged.plan.base()?;
    let is_config = |patch: &Patch| {
        let target = patch.target();
        (target.kind.as_str(), target.name.as_str()) == ("ConfigMap", CONFIG)
    };
    let merges = merged.plan.changes.iter().filter_map(|change| match &change.patch {
        Patch::Merge(value) if is_config(&change.patch) => value.get("data"),
        _ => None,
    });
    if let Some(value) = merges.filter_map(|data| data.get(name)).next_back() {
        let by_user = merged.cluster.config.iter().find(|setting| setting.key.value == name);
        let by_mesh = || of_key(name).and_then(|row| row.place(merged.mesh, merged.cluster));
        let origin = by_user.map_or_else(|| Origin::Mesh(by_mesh()), |setting| Origin::User(setting.key.span));
        let text = value.as_str()?.to_string();
        return Some(Settled { text, origin });
    }
    let config = find_object(&base.objects, "ConfigMap", CONFIG, &merged.mesh.namespace)?;
    let text = config.get("data")?.get(name).and_then(Value::as_str)?.to_string();
    Some(Settled { text, origin: Origin::Base(base, config, format!("/data/{name}")) })
}

/// The ranges of the ip-masq-agent: its ConfigMap holds one text of JSON or YAML.
pub fn unmasqueraded<'m>(merged: &Merged<'m>) -> Option<Settled<'m>> {
    let base = merged.plan.base()?;
    let agent = find_object(&base.objects, "ConfigMap", "ip-masq-agent", &merged.mesh.namespace)?;
    let config = yaml::read(agent.get("data")?.get("config")?.as_str()?).ok()?;
    let text = text(config.first()?.get("nonMasqueradeCIDRs")?)?;
    Some(Settled { text, origin: Origin::Base(base, agent, "/data/config".to_string()) })
}
