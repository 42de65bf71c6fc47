//! Takes objects that several clusters run out of the clusters: they are written once.
//!
//! Code that makes an object for several clusters makes one and shares it, so that one place in memory tells
//! which are the same.

use crate::plan::{Cluster, Object, Shared};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Finds the objects that several clusters run, together with all others that the same clusters run.
pub fn share(clusters: &mut [Cluster]) -> Vec<Shared> {
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

/// The name of the first cluster that runs them, with a number when another list of clusters begins with it
/// too.
fn free_name(wish: &str, shared: &[Shared]) -> String {
    let is_free = |name: &String| !shared.iter().any(|other| other.name == *name);
    let numbered = (2..).map(|number| format!("{wish}-{number}"));
    std::iter::once(wish.to_string()).chain(numbered).find(is_free).unwrap_or_default()
}
