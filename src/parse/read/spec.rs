//! The kops manifests that the mesh file names: which documents are a cluster's, and whether what meshc reads
//! or changes in them has the shape that kops gives it.

use super::files::Files;
use super::manifests::{locate, manifest};
use crate::address;
use crate::manifest::{group, kind};
use crate::model::{KopsSpec, Mesh};
use crate::rules::invalid_manifest;
use crate::source::{FileId, Said, Span, Spanned};
use crate::yaml::{self, Value, text};

/// Reads the kops specs of a mesh into it.
pub fn load(files: &mut Files<'_>, mesh: &mut Mesh) {
    for cluster in &mut mesh.clusters {
        let Some(kops) = cluster.kops.get_mut() else { continue };
        kops.spec = match &kops.spec_path {
            Said::Nothing => Said::Nothing,
            Said::Broken(span) => Said::Broken(*span),
            Said::Value(path) => Said::read(spec(files, path, &kops.name.value), path.span),
        };
    }
}

fn spec(files: &mut Files<'_>, path: &Spanned<String>, cluster: &str) -> Option<KopsSpec> {
    let place = files.beside(path.span.file, &path.value);
    let (file, documents) = manifest(files, &place, path.span, yaml::read)?;
    let all = documents.into_iter().enumerate().filter(|(_, document)| !document.is_null());
    let documents: Vec<_> = all.collect();
    let source = Specs { file, mention: path.span };
    source.refuse_foreign(files, &documents)?;
    let spec = KopsSpec { file, documents: source.of_cluster(files, documents, cluster)? };
    match spec.cluster() {
        Some(_) => shape(files, &spec).then_some(spec),
        None => {
            let message = format!("`{place}` has no kops Cluster `{cluster}` with a `spec`");
            let help = format!("add what `kops get cluster {cluster} -o yaml` prints, and its instance groups");
            files.found.push(invalid_manifest::RULE.at(path.span, "this file", message).help(help));
            None
        }
    }
}

/// A file with specs.
struct Specs {
    file: FileId,
    /// Where the mesh file names it.
    mention: Span,
}

impl Specs {
    /// None where an object is called as one of kops and is of another group.
    fn refuse_foreign(&self, files: &mut Files<'_>, all: &[(usize, Value)]) -> Option<()> {
        let is_foreign = |document: &Value| {
            let is_kops = matches!(group(text(document, "apiVersion")), "kops.k8s.io" | "kops");
            matches!(kind(document), "Cluster" | "InstanceGroup") && !is_kops
        };
        let Some((number, foreign)) = all.iter().find(|(_, document)| is_foreign(document)) else { return Some(()) };
        let message = format!("this {} is not in the group `kops.k8s.io`", kind(foreign));
        let diagnostic = invalid_manifest::RULE.at(self.place(files, *number), "this document", message);
        let help = "keep only the Cluster and its instance groups there, as `kops get -o yaml` prints them";
        files.found.push(diagnostic.label(self.mention, "named here").help(help));
        None
    }

    /// The documents of one cluster. A file of one Cluster is that cluster's, whatever its name; the name is
    /// a rule's business. In a file of several the label tells whose a document is.
    fn of_cluster(
        &self,
        files: &mut Files<'_>,
        all: Vec<(usize, Value)>,
        cluster: &str,
    ) -> Option<Vec<(usize, Value)>> {
        let is_cluster = |document: &Value| kind(document) == "Cluster";
        if all.iter().filter(|(_, document)| is_cluster(document)).count() < 2 {
            return Some(all);
        }
        let name = |document: &Value| document.pointer("/metadata/name").and_then(Value::as_str).map(str::to_string);
        let label = |document: &Value| document.pointer(OWNER).and_then(Value::as_str).map(str::to_string);
        let owner = |document: &Value| if is_cluster(document) { name(document) } else { label(document) };
        if let Some((number, lost)) = all.iter().find(|(_, document)| owner(document).is_none()) {
            let name = name(lost).unwrap_or_default();
            let message = format!("the {} `{name}` belongs to no cluster of its file", kind(lost));
            let diagnostic = invalid_manifest::RULE.at(self.place(files, *number), "this document", message);
            let help = "give it the label `kops.k8s.io/cluster`, or give each cluster its own file";
            files.found.push(diagnostic.help(help));
            return None;
        }
        let is_own = |document: &Value| owner(document).as_deref() == Some(cluster);
        let own: Vec<_> = all.into_iter().filter(|(_, document)| is_own(document)).collect();
        let mut twins = own.iter().filter(|(_, document)| is_cluster(document)).skip(1);
        if let Some((number, _)) = twins.next() {
            let message = format!("the Cluster `{cluster}` appears twice");
            let diagnostic = invalid_manifest::RULE.at(self.place(files, *number), "again here", message);
            files.found.push(diagnostic.help("keep one of them"));
            return None;
        }
        Some(own)
    }

    fn place(&self, files: &Files<'_>, document: usize) -> Span {
        locate(files, self.file, document, "")
    }
}

/// The label of an instance group with its cluster (kops `pkg/apis/kops/v1alpha2`).
const OWNER: &str = "/metadata/labels/kops.k8s.io~1cluster";

/// What a field of kops must be.
#[derive(Clone, Copy)]
enum Shape {
    Map,
    Maps,
    /// A list of mappings, each with a `name`.
    Named,
    Text,
    Flag,
    Range,
}

/// The fields that meshc reads or changes, where they are given. From v1alpha3 on those of the network are in
/// `networking` (kops `pkg/apis/kops/v1alpha3/cluster.go`).
const FIELDS: &[(&str, Shape)] = &[
    ("/spec", Shape::Map),
    ("/spec/kubernetesVersion", Shape::Text),
    ("/spec/kubeControllerManager", Shape::Map),
    ("/spec/kubeControllerManager/clusterCIDR", Shape::Range),
    ("/spec/etcdClusters", Shape::Maps),
    ("/spec/networkID", Shape::Text),
    ("/spec/networkCIDR", Shape::Range),
    ("/spec/nonMasqueradeCIDR", Shape::Range),
    ("/spec/podCIDR", Shape::Range),
    ("/spec/serviceClusterIPRange", Shape::Range),
    ("/spec/subnets", Shape::Maps),
    ("/spec/networking", Shape::Map),
    ("/spec/networking/cilium", Shape::Map),
    ("/spec/networking/networkID", Shape::Text),
    ("/spec/networking/networkCIDR", Shape::Range),
    ("/spec/networking/nonMasqueradeCIDR", Shape::Range),
    ("/spec/networking/podCIDR", Shape::Range),
    ("/spec/networking/serviceClusterIPRange", Shape::Range),
    ("/spec/networking/subnets", Shape::Maps),
];

const ETCD: &[(&str, Shape)] =
    &[("enableEtcdTLS", Shape::Flag), ("version", Shape::Text), ("etcdMembers", Shape::Named)];

fn shape(files: &mut Files<'_>, spec: &KopsSpec) -> bool {
    let mut wrong = Vec::new();
    for (number, document) in &spec.documents {
        match kind(document) {
            "Cluster" => {
                let mut fields: Vec<_> = FIELDS.iter().map(|(pointer, shape)| (pointer.to_string(), *shape)).collect();
                fields.extend(lists(document));
                let is_wrong = |(pointer, shape): &(String, Shape)| !fits(document.pointer(pointer), pointer, *shape);
                wrong.extend(fields.into_iter().filter(is_wrong).map(|(pointer, shape)| (*number, pointer, shape)));
            }
            "InstanceGroup" if !document.get("spec").is_some_and(Value::is_object) => {
                wrong.push((*number, "/spec".to_string(), Shape::Map));
            }
            _ => {}
        }
    }
    for (number, pointer, shape) in &wrong {
        let wanted = match shape {
            Shape::Map => "a mapping",
            Shape::Named => "a list of mappings with a `name`",
            Shape::Maps => "a list of mappings",
            Shape::Text => "text",
            Shape::Flag => "true or false",
            Shape::Range => "a range of addresses",
        };
        let document = spec.documents.iter().find(|(known, _)| known == number).map(|(_, document)| document);
        let what = document.map_or("", kind);
        let message = format!("`{}` of the {what} is not {wanted}", pointer.trim_start_matches('/').replace('/', "."));
        let span = locate(files, spec.file, *number, pointer);
        let help = match shape {
            Shape::Text => "write it in quotes",
            _ => "write it as `kops get -o yaml` prints it",
        };
        files.found.push(invalid_manifest::RULE.at(span, "here", message).help(help));
    }
    wrong.is_empty() && one_transport(files, spec)
}

/// kops wants TLS for all etcd clusters or for none (kops 1.10 `pkg/apis/kops/validation/legacy.go`), and the
/// scheme of the endpoints follows from it.
fn one_transport(files: &mut Files<'_>, spec: &KopsSpec) -> bool {
    let Some((number, fields)) = spec.cluster() else { return true };
    let clusters = fields.get("etcdClusters").and_then(Value::as_array).into_iter().flatten();
    let tls: Vec<bool> =
        clusters.map(|etcd| etcd.get("enableEtcdTLS").and_then(Value::as_bool) == Some(true)).collect();
    if tls.iter().all(|one| tls.first() == Some(one)) {
        return true;
    }
    let span = locate(files, spec.file, number, "/spec/etcdClusters");
    let message = "the etcd clusters differ in `enableEtcdTLS`";
    let help = "set it for all of them, or for none: kops refuses a mix";
    files.found.push(invalid_manifest::RULE.at(span, "here", message).help(help));
    false
}

/// The fields of the entries of lists.
fn lists(document: &Value) -> Vec<(String, Shape)> {
    let mut fields = Vec::new();
    let length = |pointer: &str| document.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len);
    for at in 0..length("/spec/etcdClusters") {
        fields.extend(ETCD.iter().map(|(name, shape)| (format!("/spec/etcdClusters/{at}/{name}"), *shape)));
    }
    for list in ["/spec/subnets", "/spec/networking/subnets"] {
        fields.extend((0..length(list)).map(|at| (format!("{list}/{at}/cidr"), Shape::Range)));
    }
    fields
}

fn fits(value: Option<&Value>, pointer: &str, shape: Shape) -> bool {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return pointer != "/spec" || value.is_none();
    };
    match shape {
        Shape::Map => value.is_object(),
        Shape::Maps => value.as_array().is_some_and(|list| list.iter().all(Value::is_object)),
        Shape::Named => {
            let is_named = |entry: &Value| entry.get("name").is_some_and(Value::is_string);
            value.as_array().is_some_and(|list| list.iter().all(is_named))
        }
        Shape::Text => value.is_string(),
        Shape::Flag => value.is_boolean(),
        Shape::Range => value.as_str().is_some_and(|text| text.is_empty() || address::parse(text).is_some()),
    }
}
