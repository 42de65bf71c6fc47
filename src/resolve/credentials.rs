//! What brings Secrets with key material into a cluster: an ExternalSecret, or the name of a file that the
//! user keeps encrypted. meshc refers to key material by name and never reads any.

use crate::model::{Cluster, KeyMaterial, Mesh, Origin, Store};
use crate::plan::{self, Encrypted, Object, Sops};
use crate::yaml::{Map, Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What brings Secrets into clusters; made once where it is the same for several.
#[derive(Debug, Default)]
pub struct Brought {
    /// Objects by the Secret that each fills and the entry that it comes from.
    objects: RefCell<BTreeMap<(String, String), Rc<Object>>>,
}

impl Brought {
    /// Adds what `certificates` and `encryption` bring into a cluster.
    pub fn add(&self, mesh: &Mesh, cluster: &Cluster, overlay: &mut plan::Cluster) {
        for material in mesh.key_material(cluster) {
            match material.origin {
                Origin::Existing => {}
                Origin::External(store) => overlay.objects.push(self.object(mesh, cluster, &material, store)),
                Origin::Sops => overlay.encrypted.push(Rc::new(Encrypted {
                    secret: material.secret.to_string(),
                    namespace: mesh.namespace().to_string(),
                    kind: material.kind.to_string(),
                    keys: material.keys.iter().map(ToString::to_string).collect(),
                })),
            }
        }
        settle(&mut overlay.encrypted);
    }

    fn object(&self, mesh: &Mesh, cluster: &Cluster, material: &KeyMaterial<'_>, store: &Store) -> Rc<Object> {
        let entry = material.entry(store, &cluster.name.value);
        let place = (material.secret.to_string(), entry.clone());
        let mut objects = self.objects.borrow_mut();
        let object = objects.entry(place).or_insert_with(|| {
            let keys: Vec<(&str, Store)> =
                material.keys.iter().map(|key| (*key, Store { key: entry.clone(), ..store.clone() })).collect();
            let fills = Fills {
                policy: KEPT,
                kind: material.kind,
                keys: keys.iter().map(|(key, store)| (*key, store)).collect(),
            };
            Rc::new(external_secret(mesh.namespace(), material.secret, &fills))
        });
        Rc::clone(object)
    }
}

/// Sorts encrypted Secrets, and joins those of one name: the file has the keys of all.
fn settle(encrypted: &mut Vec<Rc<Encrypted>>) {
    let mut by_name: BTreeMap<String, Rc<Encrypted>> = BTreeMap::new();
    for one in encrypted.drain(..) {
        match by_name.get_mut(&one.secret) {
            Some(first) => {
                let first = Rc::make_mut(first);
                first.keys.extend(one.keys.iter().cloned());
                first.keys.sort();
                first.keys.dedup();
            }
            None => {
                by_name.insert(one.secret.clone(), one);
            }
        }
    }
    encrypted.extend(by_name.into_values());
}

/// Who can decrypt, where a cluster has anything encrypted.
pub fn sops(mesh: &Mesh, clusters: &[plan::Cluster]) -> Option<Sops> {
    let sops = mesh.sops.get().filter(|_| clusters.iter().any(plan::Cluster::has_encrypted))?;
    let recipients = sops.recipients.iter().map(|(kind, recipients)| (kind.replace('-', "_"), recipients.clone()));
    Some(Sops { recipients: recipients.collect(), decryption_secret: sops.decryption_secret().map(str::to_string) })
}

/// The policy by which a Secret stays when the ExternalSecret goes: a later `existing` finds it there
/// (`creationPolicy` in the API `external-secrets.io/v1`).
pub const KEPT: &str = "Orphan";

/// What External Secrets fills of a Secret.
pub struct Fills<'s> {
    /// Whether it fills the whole of it, `Owner`, or a part, `Merge`.
    pub policy: &'static str,
    /// The type of the Secret.
    pub kind: &'static str,
    /// Its keys, with the entries that have each as a property.
    pub keys: Vec<(&'s str, &'s Store)>,
}

/// External Secrets `external-secrets.io/v1`, the only version that is served since 0.17: a store may differ
/// from entry to entry (`config/crds/bases/external-secrets.io_externalsecrets.yaml`).
pub fn external_secret(namespace: &str, secret: &str, fills: &Fills<'_>) -> Object {
    let first = fills.keys.first().map(|(_, store)| (&store.name, &store.kind));
    let entry = |(key, store): &(&str, &Store)| {
        let mut entry = Map::new();
        entry.insert("secretKey".to_string(), (*key).into());
        entry.insert("remoteRef".to_string(), json!({ "key": store.key, "property": key }));
        if Some((&store.name, &store.kind)) != first {
            let reference = json!({ "storeRef": { "name": store.name, "kind": store.kind } });
            entry.insert("sourceRef".to_string(), reference);
        }
        Value::Object(entry)
    };
    let entries: Vec<Value> = fills.keys.iter().map(entry).collect();
    let (name, kind) = first.map(|(name, kind)| (name.as_str(), kind.as_str())).unwrap_or_default();
    let mut target = json!({ "name": secret, "creationPolicy": fills.policy });
    // Without a template the Secret is opaque.
    if let (false, Some(target)) = (fills.kind == "Opaque", target.as_object_mut()) {
        target.insert("template".to_string(), json!({ "type": fills.kind }));
    }
    Object {
        name: format!("{secret}-external"),
        notes: Vec::new(),
        value: json!({
            "apiVersion": "external-secrets.io/v1",
            "kind": "ExternalSecret",
            "metadata": { "name": secret, "namespace": namespace },
            "spec": {
                "refreshInterval": "1h",
                "secretStoreRef": { "name": name, "kind": kind },
                "target": target,
                "data": entries,
            },
        }),
    }
}
