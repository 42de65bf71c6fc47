//! Changes, made to the objects that they name.

use super::{Change, Cluster, Patch, Plan, Target};
use crate::yaml::{self, PatchError, Value};

/// Makes changes to the objects that they name. One that does not apply changes nothing: a rule has refused
/// it.
pub fn apply<'c>(objects: &mut [Value], changes: impl IntoIterator<Item = &'c Change>) {
    for change in changes {
        _ = apply_one(objects, change);
    }
}

impl Plan {
    /// The finished manifests of a cluster on a chart, with the objects that the chart was rendered to: no
    /// rule has seen these.
    ///
    /// # Errors
    /// When a change names no object, or does not fit the one that it names: a sentence about it.
    pub fn manifests_with_chart(&self, cluster: &Cluster, rendered: Vec<Value>) -> Result<Vec<Value>, String> {
        let mut objects = rendered;
        objects.extend(self.objects(cluster).cloned());
        for change in &cluster.changes {
            let Target { kind, name, .. } = change.patch.target();
            match apply_one(&mut objects, change) {
                Ok(0) => return Err(format!("there is no {kind} {name} to change")),
                Ok(_) => {}
                Err(error) => {
                    let (number, message) = (error.operation + 1, &error.message);
                    return Err(format!("operation {number} of a patch does not fit {kind} {name}: {message}"));
                }
            }
        }
        Ok(objects)
    }
}

/// Makes a change, and returns how many objects it names.
fn apply_one(objects: &mut [Value], change: &Change) -> Result<usize, PatchError> {
    let target = change.patch.target();
    let mut count = 0;
    for object in objects.iter_mut().filter(|object| Target::of(object) == target) {
        match &change.patch {
            Patch::Merge(value) => yaml::merge(object, value),
            Patch::Json(_, operations) => yaml::patch(object, operations)?,
        }
        count += 1;
    }
    Ok(count)
}
