//! Clusters whose state is in an etcd that their peers read: Cilium 1.2 to 1.4.
//!
//! Such a cluster runs its base with three changes: `cilium-config` has its name and id and its own etcd, the
//! DaemonSet runs the cluster's release, and the Secret `cilium-clustermesh` has one etcd client
//! configuration for each cluster.

mod credentials;
mod entry;
mod volume;

use super::{agents, targets};
use crate::manifest::{find, pod};
use crate::model::{Cluster, Mesh};
use crate::plan::{self, Author, Change, Encrypted, Object, Patch, RESTART_MARK, Target};
use crate::release::{MESH_FOLDER, Version};
use crate::yaml::{Map, Value, json, text};
use credentials::{KeyVolume, Keys};
use std::cell::OnceCell;
use std::rc::Rc;

/// What agents of the mesh read besides their own configuration, the same on every cluster.
pub struct Secrets {
    /// The Secret of the mesh for agents that take every file of the mesh directory for a cluster.
    beside_etcd: OnceCell<Peers>,
    /// The same for agents that distinguish entries from key material.
    in_mesh: OnceCell<Peers>,
    keys: Keys,
    external: Vec<Rc<Object>>,
    encrypted: Vec<Rc<Encrypted>>,
    /// Whether all clusters have these Secrets, as every cluster connects to every other.
    is_full: bool,
    /// Otherwise the cluster whose peers alone they are for.
    reader: Option<String>,
}

/// The Secret of the mesh, and a checksum of it.
struct Peers {
    secret: Rc<Object>,
    checksum: String,
}

impl Secrets {
    /// The Secrets of a full mesh; that of the mesh itself is made for the agents that read it and not
    /// before.
    pub fn of(mesh: &Mesh) -> Secrets {
        let keys = Keys::of(mesh, &mesh.clusters.iter().collect::<Vec<_>>());
        Secrets { is_full: mesh.is_full(), ..Secrets::for_reader(keys, None) }
    }

    /// The Secrets of one cluster, where not every cluster connects to every other.
    fn of_peers(mesh: &Mesh, cluster: &Cluster) -> Secrets {
        let mut known = mesh.peers(cluster);
        known.extend(mesh.clusters.iter().find(|own| own.name.value == cluster.name.value));
        Secrets::for_reader(Keys::of(mesh, &known), Some(cluster.name.value.clone()))
    }

    /// Adds what brings the Secrets with key material that a cluster needs, where something brings them.
    pub fn add(&self, mesh: &Mesh, cluster: &Cluster, overlay: &mut plan::Cluster) {
        let own = (!self.is_full).then(|| Secrets::of_peers(mesh, cluster));
        own.as_ref().unwrap_or(self).add_all(overlay);
    }

    fn add_all(&self, overlay: &mut plan::Cluster) {
        overlay.objects.extend(self.external.iter().map(Rc::clone));
        overlay.encrypted.extend(self.encrypted.iter().map(Rc::clone));
    }

    fn for_reader(keys: Keys, reader: Option<String>) -> Secrets {
        Secrets {
            beside_etcd: OnceCell::new(),
            in_mesh: OnceCell::new(),
            external: keys.objects().into_iter().map(Rc::new).collect(),
            encrypted: keys.encrypted().into_iter().map(Rc::new).collect(),
            keys,
            is_full: false,
            reader,
        }
    }

    fn peers(&self, mesh: &Mesh, folder: &str) -> &Peers {
        let cell = if folder == MESH_FOLDER { &self.in_mesh } else { &self.beside_etcd };
        cell.get_or_init(|| {
            let reader = mesh.clusters.iter().find(|cluster| Some(&cluster.name.value) == self.reader.as_ref());
            let entries = reader.map_or_else(|| mesh.clusters.iter().collect(), |reader| mesh.peers(reader));
            let mut secret = entry::secret(mesh, &entries, folder);
            secret.notes.extend(self.keys.notes());
            Peers { checksum: plan::checksum(&secret.value.to_string()), secret: Rc::new(secret) }
        })
    }
}

/// The objects and changes of one cluster on its base.
pub fn overlay(mesh: &Mesh, cluster: &Cluster, base: &[Value], of_all: &Secrets) -> plan::Cluster {
    let own = (!of_all.is_full).then(|| Secrets::of_peers(mesh, cluster));
    let secrets = own.as_ref().unwrap_or(of_all);
    let version = cluster.version.value().map(|version| version.value);
    let Some((release, version)) = cluster.release().zip(version) else { return plan::Cluster::default() };
    let folder = release.key_folder(version);
    let peers = secrets.peers(mesh, folder);
    let has_etcd = !cluster.etcd.endpoints.is_empty();
    let etcd = has_etcd.then(|| entry::configuration(cluster, folder));
    let data = agents::config_data(mesh, cluster, agents::config_of(mesh, base), etcd);
    let config = agents::config_change(mesh, data);
    let read_at_start = if release.reads_peers_live { String::new() } else { peers.checksum.clone() };
    let daemon_set = find(base, "DaemonSet", "cilium", mesh.namespace());
    let agent = Agent { image: image(daemon_set, version), volume: secrets.keys.volume(folder) };
    let objects = vec![Rc::clone(&peers.secret)];
    let changes = std::iter::once(config).chain(agent.changes(mesh, daemon_set)).collect();
    let mut overlay = plan::Cluster { objects, changes, read_at_start, ..plan::Cluster::default() };
    secrets.add_all(&mut overlay);
    overlay
}

/// The release's image, from the repository that the base takes it from; an image that has the release
/// already, in its own way, stays.
fn image(daemon_set: Option<&Value>, version: Version) -> String {
    let containers = daemon_set.into_iter().flat_map(|object| pod::items(object, "containers"));
    let agent = containers.filter(|container| text(container, "name") == AGENT);
    let Some(stated) = agent.filter_map(|agent| agent.get("image")?.as_str()).next() else {
        return format!("docker.io/cilium/cilium:v{version}");
    };
    let (named, digest) = stated.split_once('@').map_or((stated, None), |(name, digest)| (name, Some(digest)));
    let (repository, tag) = match named.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        _ => (named, ""),
    };
    let number = version.to_string();
    let rest = tag.strip_prefix('v').unwrap_or(tag).strip_prefix(number.as_str());
    let is_release = rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.'));
    if is_release || (tag.is_empty() && digest.is_some()) {
        stated.to_string()
    } else {
        format!("{repository}:v{version}")
    }
}

/// What the mesh changes in the DaemonSet.
struct Agent {
    image: String,
    volume: Option<KeyVolume>,
}

impl Agent {
    /// The merge, in the API version in which the base has the object, and what changes in its lists before.
    fn changes(self, mesh: &Mesh, daemon_set: Option<&Value>) -> impl Iterator<Item = Change> {
        let version = daemon_set.and_then(|object| object.get("apiVersion")?.as_str()).unwrap_or("apps/v1");
        let mut template = Map::new();
        if let Some(mark) = agents::pending_mark(mesh) {
            template.insert("metadata".to_string(), json!({ "annotations": { RESTART_MARK: mark } }));
        }
        let mut pod = json!({ "containers": [{ "name": AGENT, "image": self.image }] });
        let lists = self.volume.zip(pod.as_object_mut());
        let lists = lists.map(|(volume, pod)| volume::add(&volume, daemon_set, pod)).unwrap_or_default();
        template.insert("spec".to_string(), pod);
        let daemon_set = Target::unseen("DaemonSet", "cilium", mesh.namespace());
        let target = Target { api_version: version.to_string(), ..daemon_set };
        let mut patch = target.head();
        patch.insert("spec".to_string(), Map::from_iter([("template".to_string(), template.into())]).into());
        let patch = Patch::Merge(patch.into());
        let merge = Change { name: "cilium-ds".to_string(), patch, author: Author::Mesh };
        targets::json_patch("cilium-ds-lists", &target, lists).into_iter().chain([merge])
    }
}

/// The container of the agent in the DaemonSet (`examples/kubernetes/1.10/cilium-ds.yaml`).
const AGENT: &str = "cilium-agent";
