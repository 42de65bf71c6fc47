//! What is beside a chart and in no object: where it comes from and goes, patches of its objects, encrypted
//! Secrets, and kops.

use super::known::Known;
use crate::impact::read::Deployed;
use crate::plan::Target;
use std::collections::BTreeSet;

/// A change of one of these.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum ChartChange {
    /// The namespace into which Cilium is installed.
    Namespace { before: String, after: String },
    /// The repository of the chart.
    Repository { before: String, after: String },
    /// A patch of an object of the chart.
    Patch(Target),
    /// A Secret that the user keeps encrypted is new: its file.
    EncryptedSecretAdded(String),
    /// The overlay no longer names one: its file.
    EncryptedSecretRemoved(String),
    /// The kops manifests.
    Kops,
}

/// What differs.
pub fn changes(old: &Deployed, new: &Deployed, known: Known) -> Vec<ChartChange> {
    let mut changes = Vec::new();
    for key in old.patches.keys().chain(new.patches.keys()).collect::<BTreeSet<_>>() {
        let is_reported = known.peers && key.0.kind == "Secret";
        if old.patches.get(key) != new.patches.get(key) && !is_reported {
            changes.push(ChartChange::Patch(key.0.clone()));
        }
    }
    if let Some(((repository, namespace), (other, elsewhere))) = old.chart.as_ref().zip(new.chart.as_ref()) {
        let (before, after) = (namespace.clone(), elsewhere.clone());
        changes.extend((before != after).then_some(ChartChange::Namespace { before, after }));
        let (before, after) = (repository.clone(), other.clone());
        changes.extend((before != after).then_some(ChartChange::Repository { before, after }));
    }
    changes.extend(new.encrypted.difference(&old.encrypted).cloned().map(ChartChange::EncryptedSecretAdded));
    changes.extend(old.encrypted.difference(&new.encrypted).cloned().map(ChartChange::EncryptedSecretRemoved));
    changes.extend((old.kops != new.kops).then_some(ChartChange::Kops));
    changes
}
