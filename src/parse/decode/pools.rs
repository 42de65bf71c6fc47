//! The pools of `mesh`: at most one of each family, each cut into blocks that fit it.

use super::cidr;
use crate::address::Family;
use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::model::Pool;
use crate::rules::{number_out_of_range, repeated_node};

/// The pools of a `mesh`.
pub fn pools(mesh: Item<'_>, found: &mut Diagnostics) -> Vec<Pool> {
    let mut pools: Vec<Pool> = Vec::new();
    for item in mesh.all("address-pool") {
        let prefix = item.property("prefix").and_then(|entry| entry.integer());
        let (Some(net), Some(prefix)) = (item.arguments().next().and_then(cidr), prefix) else { continue };
        let family = Family::of(&net.value);
        let (longest, name) = (family.bits(), family.name());
        if let Some(other) = pools.iter().find(|pool| Family::of(&pool.net.value) == family) {
            let message = format!("there are two address pools of {name}");
            let diagnostic = repeated_node::RULE.at(net.span, "a second pool", message);
            let help = "keep one of them: a cluster owns one block of each family";
            found.push(diagnostic.label(other.net.span, "the first pool").help(help));
            continue;
        }
        let Some(length) = u8::try_from(prefix.value).ok().filter(|length| *length <= longest) else {
            // Beyond any family it is reported already.
            if (0..=128).contains(&prefix.value) {
                let message = format!("`prefix` is {}, but a prefix of {name} goes up to {longest}", prefix.value);
                let diagnostic = number_out_of_range::RULE.at(prefix.span, "out of range", message);
                let help = format!("write a number from {} to {longest}", net.value.prefix_len());
                found.push(diagnostic.label(net.span, "the pool").help(help));
            }
            continue;
        };
        pools.push(Pool { net, prefix: length });
    }
    pools
}
