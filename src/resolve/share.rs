//! Takes what is equal on several clusters out of the clusters: it is written once.
//!
//! Code that makes an object, or the entry of a peer, for several clusters may make one and share it, which
//! is quicker. Whether two objects are equal does not depend on that.

use crate::model::{Mesh, PeerValues};
use crate::plan::{Cluster, Foundation, Object, Peer, Shared, SharedPeers};
use crate::release::PeerShape;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

/// Finds the objects that several clusters run, together with all others that the same clusters run.
pub fn share(clusters: &mut [Cluster]) -> Vec<Shared> {
    unite(clusters);
    let mut holders: BTreeMap<*const Object, Vec<usize>> = BTreeMap::new();
    for (index, cluster) in clusters.iter().enumerate() {
        for object in &cluster.objects {
            holders.entry(Rc::as_ptr(object)).or_default().push(index);
        }
    }
    let mut places: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let mut shared: Vec<Shared> = Vec::new();
    let all = clusters.len();
    for index in 0..all {
        let Some(cluster) = clusters.get_mut(index) else { continue };
        let name = cluster.name.clone();
        let own = std::mem::take(&mut cluster.objects);
        for object in own {
            let Some(holders) = holders.get(&Rc::as_ptr(&object)) else { continue };
            // The only cluster of a mesh shares with all there are: another one will not move its objects.
            if holders.len() == 1 && all > 1 {
                cluster.objects.push(object);
                continue;
            }
            let place = *places.entry(holders.clone()).or_insert_with(|| {
                let name = if holders.len() == all { String::new() } else { free_name(&name, &shared) };
                shared.push(Shared { name, objects: Vec::new() });
                shared.len() - 1
            });
            if !cluster.shares.contains(&place) {
                cluster.shares.push(place);
            }
            if let (Some(shared), Some(0)) = (shared.get_mut(place), holders.iter().position(|holder| *holder == index))
            {
                shared.objects.push(object);
            }
        }
    }
    shared
}

/// Lets clusters that run equal objects hold the first of them, so that one place in memory tells which are
/// the same. Each object is looked at once, however many clusters hold it.
fn unite(clusters: &mut [Cluster]) {
    let mut first: BTreeMap<*const Object, Rc<Object>> = BTreeMap::new();
    let mut alike: BTreeMap<u64, Vec<Rc<Object>>> = BTreeMap::new();
    for object in clusters.iter_mut().flat_map(|cluster| &mut cluster.objects) {
        let united = first.entry(Rc::as_ptr(object)).or_insert_with(|| {
            let alike = alike.entry(hash(object)).or_default();
            match alike.iter().find(|other| *other == object) {
                Some(other) => Rc::clone(other),
                None => {
                    alike.push(Rc::clone(object));
                    Rc::clone(object)
                }
            }
        });
        *object = Rc::clone(united);
    }
}

/// A number that is the same for equal objects; it orders nothing.
fn hash(object: &Object) -> u64 {
    let mut hasher = DefaultHasher::new();
    object.value.hash(&mut hasher);
    hasher.finish()
}

/// The name of the first cluster that runs them, with a number when another list of clusters begins with it
/// too.
fn free_name(wish: &str, shared: &[Shared]) -> String {
    let is_free = |name: &String| !shared.iter().any(|other| other.name == *name);
    let numbered = (2..).map(|number| format!("{wish}-{number}"));
    std::iter::once(wish.to_string()).chain(numbered).find(is_free).unwrap_or_default()
}

/// Clusters that see the same peers.
struct Set {
    place: String,
    all: Rc<Vec<Rc<Peer>>>,
    /// Their numbers, each with how its chart takes the peers.
    holders: Vec<(usize, PeerShape)>,
}

/// Where the user wants peers to be written once, takes them out of the values of the clusters: one list for
/// all clusters that see the same ones, in each way in which their charts take it.
pub fn peers(mesh: &Mesh, clusters: &mut [Cluster]) -> Vec<SharedPeers> {
    if mesh.peer_values.get() != Some(&PeerValues::Shared) {
        return Vec::new();
    }
    let mut shared = Vec::new();
    for set in sets(mesh.is_full(), clusters) {
        let is_used = |shape: &PeerShape| set.holders.iter().any(|(_, used)| used == shape);
        let shapes: Vec<PeerShape> = [PeerShape::List, PeerShape::Map].into_iter().filter(is_used).collect();
        for shape in &shapes {
            let name = match shape {
                _ if shapes.len() == 1 => "peers",
                PeerShape::List => "peers-list",
                PeerShape::Map => "peers-map",
            };
            for (index, _) in set.holders.iter().filter(|(_, used)| used == shape) {
                if let Some(Foundation::Chart(chart)) = clusters.get_mut(*index).map(|it| &mut it.foundation) {
                    chart.shared = Some(shared.len());
                }
            }
            shared.push(SharedPeers { place: set.place.clone(), name, shape: *shape, all: Rc::clone(&set.all) });
        }
    }
    shared
}

/// The sets, in the order of their first clusters, of which they have the names. In a full mesh there is one.
fn sets(is_full: bool, clusters: &[Cluster]) -> Vec<Set> {
    let mut known: BTreeMap<Vec<*const Peer>, usize> = BTreeMap::new();
    let mut sets: Vec<Set> = Vec::new();
    for (index, cluster) in clusters.iter().enumerate() {
        let Some((chart, shape)) = cluster.applied_chart().and_then(|chart| Some((chart, chart.shape()?))) else {
            continue;
        };
        let all = &chart.peers.all;
        let key = if is_full { Vec::new() } else { all.iter().map(Rc::as_ptr).collect() };
        let place = *known.entry(key).or_insert_with(|| {
            let place = if is_full { String::new() } else { cluster.name.clone() };
            sets.push(Set { place, all: Rc::clone(all), holders: Vec::new() });
            sets.len() - 1
        });
        sets.get_mut(place).into_iter().for_each(|set| set.holders.push((index, shape)));
    }
    sets
}
