//! The volume with key material in the DaemonSet: it has a name of its own, and the mount of the base's leads
//! to it.
//!
//! Under the base's name it would be a volume of another type: a manager that has applied the DaemonSet
//! before, such as kops or Helm, keeps its own type, and the API server refuses both (`may not specify more
//! than 1 volume type`, `pkg/apis/core/validation`).

use super::super::targets;
use super::AGENT;
use super::credentials::KeyVolume;
use crate::manifest::pod;
use crate::yaml::{Map, Value, items, json, text};

/// What the name of a volume of the mesh begins with.
pub const OWN: &str = "cilium-mesh-";

/// Adds the volume to what is merged into pods, and gives what removes the base's.
pub fn add(volume: &KeyVolume, daemon_set: Option<&Value>, pod: &mut Map<String, Value>) -> Vec<Value> {
    let mounted = daemon_set.and_then(|object| mount(object, volume.of_base));
    let Some((daemon_set, mount)) = daemon_set.zip(mounted) else {
        // The base lacks it, which a rule reports.
        let lacking = json!([{ "name": volume.of_base, "secret": null, "projected": volume.source }]);
        pod.insert("volumes".to_string(), lacking);
        return Vec::new();
    };
    let name = format!("{OWN}{}", volume.of_base.trim_start_matches("clustermesh-"));
    pod.insert("volumes".to_string(), json!([{ "name": name, "projected": volume.source }]));
    let mut mount = mount.clone();
    if let Some(fields) = mount.as_object_mut() {
        fields.insert("name".to_string(), name.into());
    }
    let agent = pod.get_mut("containers").and_then(|containers| containers.get_mut(0)).and_then(Value::as_object_mut);
    if let Some(agent) = agent {
        agent.insert("volumeMounts".to_string(), json!([mount]));
    }
    let mounts = pod::containers(daemon_set).flat_map(|(_, container)| items(container, "/volumeMounts"));
    let is_shared = mounts.filter(|mount| text(mount, "name") == volume.of_base).count() > 1;
    match pod::named(daemon_set, "volumes", volume.of_base).filter(|_| !is_shared) {
        Some((place, current)) => vec![targets::holds(&place, current), targets::remove(&place)],
        None => Vec::new(),
    }
}

/// How the agent mounts a volume of the base.
fn mount<'v>(daemon_set: &'v Value, volume: &str) -> Option<&'v Value> {
    let (_, agent) = pod::named(daemon_set, "containers", AGENT)?;
    pod::named(daemon_set, "volumes", volume)?;
    items(agent, "/volumeMounts").iter().find(|mount| text(mount, "name") == volume)
}
