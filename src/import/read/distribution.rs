//! Charts that k3s and RKE2 install: HelmChart and HelmChartConfig of their Helm controller
//! (`pkg/apis/helm.cattle.io/v1/types.go` of k3s-io/helm-controller).

use super::{Source, text_at};
use crate::import::facts::{Facts, Form, Installer, Seen};
use crate::import::paths::at_path;
use crate::yaml::{self, Value};

/// A HelmChart of Cilium.
pub fn chart(source: Source<'_>, facts: &mut Facts) {
    let name = text_at(source.document, "/spec/chart").or_else(|| text_at(source.document, "/metadata/name"));
    if !name.is_some_and(|name| name.contains("cilium")) {
        return;
    }
    let seen = |text: &str| Seen::new(text.to_string(), source.path());
    facts.installer = Some(Installer::Helm);
    facts.release.extend(text_at(source.document, "/spec/version").map(seen));
    let of_registry = text_at(source.document, "/spec/chart").filter(|chart| chart.starts_with("oci://"));
    facts.repository.extend(text_at(source.document, "/spec/repo").or(of_registry).map(seen));
    facts.namespace.extend(text_at(source.document, "/spec/targetNamespace").map(seen));
    if facts.platform.is_empty() {
        facts.platform.push(Seen::new("k3s", source.path()));
    }
    values(source, facts);
}

/// A HelmChartConfig of the chart that the distribution brings.
pub fn config(source: Source<'_>, facts: &mut Facts) {
    let Some(name) = text_at(source.document, "/metadata/name").filter(|name| name.contains("cilium")) else { return };
    facts.installer = Some(Installer::Helm);
    if name.starts_with("rke2") {
        facts.distribution = Some(name.to_string());
        facts.platform.insert(0, Seen::new("rke2", source.path()));
    }
    values(source, facts);
}

/// The content, and what is `set` over it.
fn values(source: Source<'_>, facts: &mut Facts) {
    let content = text_at(source.document, "/spec/valuesContent");
    let content = content.and_then(|text| yaml::read(text).ok()?.into_iter().next());
    facts.layer(source.path(), Form::Part, &content.unwrap_or(Value::Null));
    for (path, value) in source.document.pointer("/spec/set").and_then(Value::as_object).into_iter().flatten() {
        facts.layer(source.path(), Form::Part, &at_path(path, value.clone()));
    }
}
