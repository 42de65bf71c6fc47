//! A clustermesh-apiserver whose Service has no type, neither in the cluster nor in `defaults`.

use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::parse::unread::Unread;
use crate::rules::missing_value;

/// Reports what has no type: the cluster's own node, or else the default one. Where that is `unread`, another
/// finding is about it.
pub fn check(items: &[Item<'_>], unread: &Unread, found: &mut Diagnostics) {
    let defaults = items.iter().find(|item| item.name() == "defaults");
    let common = defaults.and_then(|item| item.child("apiserver"));
    let is_unread = |key| unread.in_common(key).is_some();
    if is_unread(("", "defaults")) || is_unread(("cluster", "apiserver")) || common.is_some_and(has_type) {
        return;
    }
    let clusters: Vec<_> = items.iter().filter(|item| item.name() == "cluster").collect();
    let is_misspelt = |item: &Item<'_>| unread.in_cluster(item.span(), ("cluster", "apiserver")).is_some();
    let has_own = |item: &&Item<'_>| item.child("apiserver").is_some() || is_misspelt(item);
    let own = clusters.iter().filter_map(|item| item.child("apiserver"));
    let shared = common.filter(|_| !clusters.iter().all(has_own));
    for item in shared.into_iter().chain(own).filter(|item| !has_type(*item)) {
        let message = "`apiserver` has no type";
        let help = "write it after the name: `apiserver \"LoadBalancer\"`, or \"NodePort\" or \"ClusterIP\"";
        found.push(missing_value::RULE.at(item.span(), "needs a type", message).help(help));
    }
}

/// Whether a type is written, be it in the wrong way: that is reported where it is.
fn has_type(item: Item<'_>) -> bool {
    item.arguments().next().is_some() || item.properties().any(|entry| entry.key() != Some("port"))
}
