//! The pools of `mesh`: at most one of each family, each cut into blocks that fit it.

use super::cidr;
use super::statement::Statement;
use crate::address::Family;
use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::model::Pool;
use crate::rules::{number_out_of_range, repeated_node};
use crate::source::{Listed, Spanned};

/// The pools of a `mesh`.
pub fn pools(statement: Statement<'_>, found: &mut Diagnostics) -> Listed<Pool> {
    let mut pools = Listed::new(Vec::new(), statement.broken("address-pool"));
    for item in statement.all("address-pool") {
        match pool(item, &pools, found) {
            Some(pool) => pools.push(pool),
            None => pools.break_at(item.head()),
        }
    }
    pools
}

fn pool(item: Item<'_>, earlier: &[Pool], found: &mut Diagnostics) -> Option<Pool> {
    let entry = item.arguments().next()?;
    let net = Spanned::new(cidr(entry)?, entry.value_span());
    let prefix = item.property("prefix")?.integer()?;
    let family = Family::of(&net.value);
    let (longest, name) = (family.bits(), family.name());
    if let Some(other) = earlier.iter().find(|pool| Family::of(&pool.net.value) == family) {
        let message = format!("there are two {name} address pools");
        let diagnostic = repeated_node::RULE.at(net.span, "a second pool", message);
        let help = "keep one of them: a cluster owns one block of each family";
        found.push(diagnostic.label(other.net.span, "the first pool").help(help));
        return None;
    }
    let length = u8::try_from(prefix.value).ok().filter(|length| *length <= longest);
    // Beyond any family it is reported already.
    if length.is_none() && (0..=128).contains(&prefix.value) {
        let message = format!("`prefix` is {}, but an {name} prefix goes up to {longest}", prefix.value);
        let diagnostic = number_out_of_range::RULE.at(prefix.span, "out of range", message);
        let help = format!("write a number from {} to {longest}", net.value.prefix_len());
        found.push(diagnostic.label(net.span, "the pool").help(help));
    }
    Some(Pool { net, prefix: length? })
}
