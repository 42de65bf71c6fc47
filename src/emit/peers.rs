//! Peers that are equal in the values of several clusters, as values of their own in `mesh/`.
//!
//! Helm lays later files over earlier ones, so this one comes first: what a user sets stays in force. A list
//! replaces the one beneath it, and a map is merged with it, so no other file has peers.

use super::insert;
use crate::plan::{Chart, Plan, SharedPeers};
use crate::tree::Tree;
use crate::yaml::{self, Value, json};

/// What kustomize needs to read a file that is not below the folder that it builds. It knows several files of
/// values from 5.0 on (`api/types/helmchartargs.go`).
pub const WITHOUT_RESTRICTIONS: &str = "--load-restrictor LoadRestrictionsNone";

/// The file with the peers of a chart, from the output's own folder on; none where its own values hold them.
pub fn peers_file(plan: &Plan, chart: &Chart) -> Option<String> {
    plan.peers.get(chart.shared?).map(file)
}

/// Writes the files.
pub fn emit(plan: &Plan, tree: &mut Tree) {
    for shared in &plan.peers {
        let file = file(shared);
        let note = format!(
            "# The peers of several clusters, beneath the values of each: `helm upgrade … -f {file} -f clusters/NAME/values.yaml`.\n\
             # Each cluster finds itself among them, and ignores its own entry.\n"
        );
        insert(tree, &file, &(note + &yaml::write(&shared.values())));
    }
}

fn file(shared: &SharedPeers) -> String {
    let folder = if shared.place.is_empty() { "mesh".to_string() } else { format!("mesh/{}", shared.place) };
    format!("{folder}/{}.yaml", shared.name)
}

/// What the reader of a cluster's values must know: they are a part.
pub fn note(file: &str, cluster: &str) -> String {
    format!("# Its peers are in {file}: `helm upgrade … -f {file} -f clusters/{cluster}/values.yaml`, in this order.\n")
}

/// The fields by which kustomize finds the values of a chart.
pub fn fields(file: Option<&str>) -> Value {
    match file {
        None => json!({ "valuesFile": "values.yaml" }),
        Some(file) => json!({ "valuesFile": format!("../../{file}"), "additionalValuesFiles": ["values.yaml"] }),
    }
}
