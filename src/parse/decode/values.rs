//! `values`: Helm values, a cluster's own merged over the default ones key by key, with the place of each.

use crate::model::Values;
use crate::parse::data;
use crate::parse::node::Item;
use crate::source::Spanned;
use crate::yaml::{Map, Value};

/// The values of all nodes, a later one winning over an earlier one.
pub fn values(items: &[Item<'_>]) -> Values {
    let mut values = Values::default();
    for item in items {
        if let Value::Object(tree) = data::data(*item, 0) {
            merge(&mut values.tree, tree);
        }
        places(*item, "", &mut values.places);
    }
    values
}

/// Merges maps key by key; what is no map replaces what was there. The depth is bounded by the reader of KDL.
fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

fn places(item: Item<'_>, path: &str, found: &mut Vec<Spanned<String>>) {
    for child in item.children().filter(|child| child.name() != "-") {
        let path = if path.is_empty() { child.name().to_string() } else { format!("{path}.{}", child.name()) };
        if child.children().any(|grandchild| grandchild.name() != "-") {
            places(child, &path, found);
        } else {
            found.push(Spanned::new(path, child.span()));
        }
    }
}
