//! What is in `kops` and changes manifests that nobody named.

use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::parse::unread::Unread;
use crate::rules::missing_value;

/// Reports what changes nothing without `spec=`. Where that is `unread`, another finding is about it.
pub fn check(items: &[Item<'_>], unread: &Unread, found: &mut Diagnostics) {
    let parents = items.iter().filter(|item| matches!(item.name(), "cluster" | "defaults"));
    for (parent, kops) in parents.flat_map(|item| item.all("kops").map(|kops| (*item, kops))) {
        let idle = ["etcd-version", "image", "security-group"].into_iter().find(|name| kops.child(name).is_some());
        let (Some(idle), Some(name)) = (idle, kops.text()) else { continue };
        let key = ("kops", "spec");
        let unread = unread.in_cluster(parent.span(), key).or(unread.in_common(key));
        if kops.property("spec").is_none() && unread.is_none() {
            let message = format!("`kops` has no `spec=`, so its `{idle}` has no effect");
            let help = "name the manifests that it changes, as `kops get -o yaml` prints them: `spec=\"kops.yaml\"`";
            found.push(missing_value::RULE.at(name.span, "no `spec=` after it", message).help(help));
        }
    }
}
