//! `values`: Helm values, a cluster's own merged over the default ones key by key, with the place of each.

use crate::kdl::{Item, data};
use crate::model::Values;
use crate::source::{Span, Spanned};
use crate::yaml::{self, Value};

/// The values of all nodes, a later one winning over an earlier one.
pub fn values(items: &[Item<'_>], broken: Option<Span>) -> Values {
    let mut values = Values { broken, ..Values::default() };
    for item in items {
        if let Value::Object(tree) = data(*item, 0) {
            yaml::overlay(&mut values.tree, &tree);
        }
        places(*item, "", &mut values.places);
    }
    values
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
