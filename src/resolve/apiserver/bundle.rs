//! The trust bundle: volumes take `ca.crt` from the ConfigMap with every cluster's CA, and no longer from the
//! Secret of the certificate (`tls.caBundle` in the charts' `cilium-agent/daemonset.yaml`,
//! `clustermesh-apiserver/deployment.yaml` and `hubble-relay/deployment.yaml`).

use super::super::targets::replace;
use super::super::workload::Workload;
use crate::model::Mesh;
use crate::release::certificates::whose;
use crate::yaml::{Value, items, json, text};

/// Makes the volumes of a workload take CAs from the mesh's bundle, if it has one. The sources of a projected
/// volume have no merge key.
pub fn trust(mesh: &Mesh, workload: &mut Workload<'_>) {
    let Some(bundle) = mesh.trust_bundle.value() else { return };
    for (index, volume) in workload.items("volumes").iter().enumerate() {
        let current = items(volume, "/projected/sources");
        let wanted = sources(current, &bundle.value);
        if wanted != current {
            let path = workload.path(&format!("volumes/{index}/projected/sources"));
            workload.change(replace(&path, &Value::from(current.to_vec()), wanted.into()));
        }
    }
}

/// The sources of a volume with the bundle after each certificate that brings a CA of its own.
pub fn sources(current: &[Value], bundle: &str) -> Vec<Value> {
    let mut wanted = Vec::new();
    for source in current {
        let own = source.get("secret").filter(|secret| whose(text(secret, "name")).is_some());
        let files = own.map(|secret| items(secret, "/items")).unwrap_or_default();
        let (ca, rest): (Vec<&Value>, Vec<&Value>) = files.iter().partition(|file| text(file, "key") == CA);
        let mut source = source.clone();
        if let (false, Some(fields)) = (ca.is_empty(), source.get_mut("secret").and_then(Value::as_object_mut)) {
            fields.insert("items".to_string(), json!(rest));
            let mut bundle = json!({ "name": bundle, "items": ca });
            if let (Some(optional), Some(bundle)) = (fields.get("optional"), bundle.as_object_mut()) {
                bundle.insert("optional".to_string(), optional.clone());
            }
            wanted.extend([source, json!({ "configMap": bundle })]);
        } else {
            wanted.push(source);
        }
    }
    wanted
}

/// The key of a CA in the Secrets of certificates, and in the bundle.
const CA: &str = "ca.crt";
