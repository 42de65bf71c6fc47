//! Charts that kustomize inflates (`helmCharts` of a kustomization, `api/types/helmchartargs.go`, 5.7).

use super::{Source, text_at};
use crate::import::facts::{Facts, Form, Installer, Seen};
use crate::import::files::File;
use crate::import::places::{folder_of, joined};
use crate::yaml::{Value, items, text};

/// Whether a document is a kustomization with Cilium's chart.
pub fn is(document: &Value) -> bool {
    document.get("helmCharts").is_some() && chart(document).is_some()
}

fn chart(document: &Value) -> Option<&Value> {
    items(document, "/helmCharts").iter().find(|chart| text(chart, "name") == "cilium")
}

/// The release, the repository and the values of that chart.
pub fn charts(source: Source<'_>, facts: &mut Facts) {
    let Some(chart) = chart(source.document) else { return };
    // kustomize renders the chart without a look at the cluster, as Argo CD does.
    facts.installer = Some(Installer::ArgoCd);
    facts.object = Some(source.file.place().to_string());
    let seen = |text: &str| Seen::new(text.to_string(), source.path());
    facts.release.extend(text_at(chart, "/version").map(seen));
    facts.repository.extend(text_at(chart, "/repo").map(seen));
    let namespace = text_at(chart, "/namespace").or_else(|| text_at(source.document, "/namespace"));
    facts.namespace.extend(namespace.map(seen));
    let more = items(chart, "/additionalValuesFiles").iter().filter_map(Value::as_str);
    for named in text_at(chart, "/valuesFile").into_iter().chain(more) {
        let path = joined(folder_of(source.path()), named);
        let is_it = |file: &&&File| joined("", &file.path) == path;
        match source.all.iter().find(is_it).and_then(|file| Some((&file.path, file.documents.first()?))) {
            Some((path, values)) => facts.layer(path, Form::Whole, values),
            None => facts.missing.push(format!("{path} is not among the given files")),
        }
    }
    // `override` is what kustomize does where nothing else is asked for.
    let inline = chart.get("valuesInline").unwrap_or(&Value::Null);
    facts.layer(source.path(), Form::Part, inline);
}
