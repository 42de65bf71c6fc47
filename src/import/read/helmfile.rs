//! Files of helmfile: the release and the repository of Cilium's chart, for all clusters that they install it
//! in (`helmfile.yaml`, v1.1).

use super::{Source, text_at};
use crate::import::facts::{Facts, Installer, Seen};
use crate::yaml::{Value, items, text};

/// Whether a document is such a file with Cilium's chart.
pub fn is(document: &Value) -> bool {
    document.get("kind").is_none() && release(document).is_some()
}

fn release(document: &Value) -> Option<&Value> {
    items(document, "/releases").iter().find(|release| text(release, "chart").rsplit('/').next() == Some("cilium"))
}

/// What is the same for all clusters. Which values are whose is up to a template.
pub fn read(source: Source<'_>, facts: &mut Facts) {
    let Some(release) = release(source.document) else { return };
    facts.installer = Some(Installer::Helm);
    facts.is_of_all = true;
    let seen = |text: &str| Seen::new(text.to_string(), source.path());
    facts.release.extend(text_at(release, "/version").filter(|version| !version.contains("{{")).map(seen));
    facts.namespace.extend(text_at(release, "/namespace").filter(|name| !name.contains("{{")).map(seen));
    let chart = text_at(release, "/chart").unwrap_or_default();
    let repositories = items(source.document, "/repositories").iter();
    let mut named =
        repositories.filter(|one| chart.strip_prefix(text(one, "name")).is_some_and(|rest| rest.starts_with('/')));
    let of_registry = chart.strip_prefix("oci://").map(|_| chart);
    facts.repository.extend(named.next().and_then(|one| text_at(one, "/url")).or(of_registry).map(seen));
}
