//! Flags of agents on a base: its `cilium-config` with the mesh's changes.

use super::Merged;
use super::settled::{Origin, Settled};
use crate::manifest::find as find_object;
use crate::plan::Config;
use crate::settings::of_key;
use crate::yaml;

/// What is set for a flag.
pub fn find<'m>(merged: &Merged<'m>, name: &str) -> Option<Settled<'m>> {
    let base = merged.plan.base()?;
    let config = Config::of(&base.objects, &merged.plan.changes, merged.mesh.namespace());
    let text = config.get(name)?.to_string();
    if config.merged(name).is_some() {
        let by_user = merged.cluster.config.iter().find(|setting| setting.key.value == name);
        let by_mesh = || of_key(name).and_then(|row| row.place(merged.mesh, merged.cluster));
        let origin = by_user.map_or_else(|| Origin::Mesh(by_mesh()), |setting| Origin::User(setting.key.span));
        return Some(Settled { text, origin });
    }
    Some(Settled { text, origin: Origin::Base(base, config.of_base?, format!("/data/{name}")) })
}

/// The ranges of the ip-masq-agent: its ConfigMap holds one text of JSON or YAML.
pub fn unmasqueraded<'m>(merged: &Merged<'m>) -> Option<Settled<'m>> {
    let base = merged.plan.base()?;
    let agent = find_object(&base.objects, "ConfigMap", "ip-masq-agent", merged.mesh.namespace())?;
    let config = yaml::read(agent.get("data")?.get("config")?.as_str()?).ok()?;
    let text = yaml::joined(config.first()?.get("nonMasqueradeCIDRs")?);
    Some(Settled { text, origin: Origin::Base(base, agent, "/data/config".to_string()) })
}
