//! What is in `kops` and changes manifests that nobody named.

use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::rules::missing_value;
use std::collections::BTreeSet;

/// Reports what changes nothing without `spec=`. Where that is `meant`, but misspelt, another finding is
/// about it.
pub fn check(items: &[Item<'_>], meant: &BTreeSet<&str>, found: &mut Diagnostics) {
    let parents = items.iter().filter(|item| matches!(item.name(), "cluster" | "defaults"));
    for kops in parents.flat_map(|item| item.all("kops")) {
        let idle = ["etcd-version", "image", "security-group"].into_iter().find(|name| kops.child(name).is_some());
        let (Some(idle), Some(name)) = (idle, kops.text()) else { continue };
        if kops.property("spec").is_none() && !meant.contains("spec") {
            let message = format!("`kops` has no `spec=`, so its `{idle}` changes nothing");
            let help = "name the manifests that it changes, as `kops get -o yaml` prints them: `spec=\"kops.yaml\"`";
            found.push(missing_value::RULE.at(name.span, "no `spec=` after it", message).help(help));
        }
    }
}
