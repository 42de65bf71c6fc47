//! The annotations that the Service of clustermesh-apiserver comes to, whoever sets them, each with its
//! place.

use crate::facts::apiservers::apiserver;
use crate::facts::bases::at;
use crate::manifest::{Base, find};
use crate::model::{Asked, Cluster, Mesh, SERVICE_ANNOTATIONS, ServiceType};
use crate::plan;
use crate::source::Span;
use crate::yaml::{self, Value, escaped};

/// A cluster that is reached through a load balancer, and what its Service asks for.
pub struct Service<'m> {
    pub cluster: &'m Cluster,
    pub annotations: Vec<Asked>,
}

/// The Service of a cluster, if it is of that type.
pub fn service<'m>(mesh: &Mesh, cluster: &'m Cluster, settled: &'m plan::Cluster) -> Option<Service<'m>> {
    apiserver(cluster).filter(|apiserver| apiserver.service.value == ServiceType::LoadBalancer)?;
    let mut annotations = match settled.base() {
        Some(base) => in_base(mesh, cluster, base, settled),
        None => in_values(cluster, settled),
    };
    for (key, asked) in cluster.patched_annotations() {
        annotations.retain(|other| other.key != key);
        annotations.extend(asked);
    }
    Some(Service { cluster, annotations })
}

/// In the Service of a base, with what the mesh changes of it.
fn in_base(mesh: &Mesh, cluster: &Cluster, base: &Base, settled: &plan::Cluster) -> Vec<Asked> {
    let Some(service) = find(&base.objects, "Service", "clustermesh-apiserver", mesh.namespace()) else {
        return Vec::new();
    };
    let changed = settled.before_patches(service);
    let all = changed.pointer("/metadata/annotations").and_then(Value::as_object).into_iter().flatten();
    let place = |key: &str| at(base, service, &format!("/metadata/annotations/{}", escaped(key)));
    all.filter_map(|(key, value)| asked(key, value, of_apiserver(cluster, key).unwrap_or_else(|| place(key)))).collect()
}

/// In the values of the chart.
fn in_values(cluster: &Cluster, settled: &plan::Cluster) -> Vec<Asked> {
    let mut annotations: Vec<Asked> = Vec::new();
    for path in SERVICE_ANNOTATIONS {
        let fields = settled.chart().and_then(|chart| yaml::at(&chart.own, path)?.as_object());
        for (key, value) in fields.into_iter().flatten() {
            let place = cluster.values.place(&format!("{path}.{key}")).or_else(|| of_apiserver(cluster, key));
            annotations.retain(|other| other.key != *key);
            annotations.extend(place.and_then(|place| asked(key, value, place)));
        }
    }
    annotations
}

/// Where `apiserver` sets an annotation.
fn of_apiserver(cluster: &Cluster, key: &str) -> Option<Span> {
    let annotations = apiserver(cluster).into_iter().flat_map(|apiserver| &apiserver.annotations);
    annotations.rev().find(|one| one.key == key).map(|one| one.value.span)
}

fn asked(key: &str, value: &Value, span: Span) -> Option<Asked> {
    Some(Asked { key: key.to_string(), value: value.as_str()?.to_string(), span })
}
