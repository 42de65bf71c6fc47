//! What `base` names, in `mesh`, in `defaults` and in a cluster.

use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::parse::unread::{Key, Unread};
use crate::rules::unexpected_value;
use crate::source::Spanned;

/// What one `base` names: one of them, unless the mesh file is wrong.
#[derive(Default)]
pub struct Stated {
    /// The manifests that meshc ships.
    pub kind: Option<Spanned<String>>,
    /// A folder of manifests.
    pub path: Option<Spanned<String>>,
    /// A repository of charts.
    pub chart: Option<Spanned<String>>,
    /// The HelmChartConfig of a chart that is installed already.
    pub helm_chart_config: Option<Spanned<String>>,
    /// Whether it, or part of it, cannot be read.
    pub is_broken: bool,
}

impl Stated {
    /// What it names.
    pub fn all(&self) -> Vec<&Spanned<String>> {
        [&self.kind, &self.path, &self.chart, &self.helm_chart_config].into_iter().flatten().collect()
    }

    fn broken() -> Stated {
        Stated { is_broken: true, ..Stated::default() }
    }
}

/// What clusters that state nothing of their own build on: what `defaults` names, or else `mesh`.
pub fn of_all(items: &[Item<'_>], unread: &Unread, found: &mut Diagnostics) -> Stated {
    // In another namespace all objects are others.
    let is_moved = unread.in_common(("mesh", "namespace")).is_some();
    let is_broken = |key: Key| unread.in_common(key).is_some();
    let of = |name: &str| items.iter().find(|item| item.name() == name).and_then(|item| item.child("base"));
    let stated = match (of("defaults"), is_broken(("cluster", "base"))) {
        (Some(base), _) => read(base, is_broken, found),
        (None, true) => Stated::broken(),
        (None, false) => match (of("mesh"), is_broken(("mesh", "base"))) {
            (Some(base), _) => read(base, is_broken, found),
            (None, is_broken) => Stated { is_broken, ..Stated::default() },
        },
    };
    Stated { is_broken: stated.is_broken || is_moved, ..stated }
}

/// What the node of a cluster names; none where it says nothing about it.
pub fn of_cluster(cluster: Item<'_>, unread: &Unread, found: &mut Diagnostics) -> Option<Stated> {
    let is_broken = |key: Key| unread.in_cluster(cluster.span(), key).is_some();
    let is_moved = unread.in_common(("mesh", "namespace")).is_some();
    match cluster.child("base") {
        Some(base) => {
            let stated = read(base, is_broken, found);
            Some(Stated { is_broken: stated.is_broken || is_moved, ..stated })
        }
        None => is_broken(("cluster", "base")).then(Stated::broken),
    }
}

/// What a `base` names; more than one thing is reported.
fn read(base: Item<'_>, is_broken: impl Fn(Key) -> bool, found: &mut Diagnostics) -> Stated {
    let property = |name: &str| base.property(name)?.text().filter(|text| !text.value.is_empty());
    let mut stated = Stated {
        kind: base.text(),
        path: property("path"),
        chart: property("chart").map(without_name),
        helm_chart_config: property("helm-chart-config"),
        is_broken: ["path", "chart", "helm-chart-config"].into_iter().any(|name| is_broken(("base", name))),
    };
    let is_unknown = stated.kind.as_ref().is_some_and(|kind| kind.value != "builtin");
    stated.is_broken |= is_unknown || stated.all().is_empty();
    if let [first, .., last] = stated.all().as_slice() {
        let message = "`base` names more than one base";
        let diagnostic = unexpected_value::RULE.at(last.span, "and this one", message);
        found.push(diagnostic.label(first.span, "this").help("keep one of them: a cluster has one base"));
        stated.is_broken = true;
    }
    stated
}

/// A registry without the name of the chart, which people write behind it, as `helm install` takes it.
fn without_name(address: Spanned<String>) -> Spanned<String> {
    let Some(registry) = address.value.strip_prefix("oci://") else { return address };
    let registry = registry.trim_end_matches('/');
    match registry.strip_suffix("/cilium").filter(|rest| !rest.is_empty()) {
        Some(folder) => Spanned::new(format!("oci://{folder}"), address.span),
        None => address,
    }
}
