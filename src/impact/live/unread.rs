//! Values that nothing reads: what the chart of a side does not have, and what it passes over with the other
//! values that both sides have.

use super::flat::{Side, keys, share};
use crate::release::Version;
use crate::yaml::Value;

/// Values that a chart reads only where another one is something.
struct Only {
    path: &'static str,
    /// The other value.
    with: &'static str,
    is: &'static str,
}

/// Read in `clustermesh-apiserver/tls-*`, `hubble/tls-*`, `clustermesh-apiserver/service.yaml` and
/// `cilium-configmap.yaml` of the charts, 1.14 to 1.20.
const ONLY: &[Only] = &[
    Only {
        path: "clustermesh.apiserver.service",
        with: "clustermesh.apiserver.service.externallyCreated",
        is: "false",
    },
    Only {
        path: "clustermesh.apiserver.tls.auto.certManagerIssuerRef",
        with: "clustermesh.apiserver.tls.auto.method",
        is: "certmanager",
    },
    Only {
        path: "clustermesh.apiserver.tls.auto.schedule",
        with: "clustermesh.apiserver.tls.auto.method",
        is: "cronJob",
    },
    Only { path: "hubble.tls.auto.certManagerIssuerRef", with: "hubble.tls.auto.method", is: "certmanager" },
    Only { path: "hubble.tls.auto.schedule", with: "hubble.tls.auto.method", is: "cronJob" },
    Only { path: "encryption.ipsec", with: "encryption.type", is: "ipsec" },
    Only { path: "encryption.wireguard", with: "encryption.type", is: "wireguard" },
];

/// Removes what the chart of a side does not have, or no longer reads.
pub fn forget(side: &mut Side, version: Option<Version>) {
    let (Some(release), Some(dictionary), Some(version)) = (side.release, side.dictionary, version) else { return };
    side.values.retain(|keys, _| {
        let is_retired = || release.retired_value(version, &keys.join(".")).is_some();
        dictionary.reads(keys) && !is_retired()
    });
}

/// Makes equal what neither side reads.
pub fn equate(old: &mut Side, new: &mut Side) {
    let text = |value: Value| if value.is_null() { "false".to_string() } else { crate::yaml::plain_text(&value) };
    for row in ONLY {
        let with = keys(row.with);
        let is_read = [&*old, &*new].into_iter().any(|side| text(side.value(&with)) == row.is);
        if !is_read {
            let (before, after) = (old.values.get(&with).cloned(), new.values.get(&with).cloned());
            share(old, new, &keys(row.path));
            // What decides stays as each side has it.
            for (side, value) in [(&mut *old, before), (&mut *new, after)] {
                side.values.extend(value.map(|value| (with.clone(), value)));
            }
        }
    }
}
