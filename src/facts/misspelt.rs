//! Helm values that users misspelt, and what comes of it.

use crate::diagnostic::{Fix, is_close, nearest};
use crate::model::{Cluster, Written};
use crate::release::dictionary::{Dictionary, Found};
use crate::settings::is_within;
use crate::settings::merged::{Origin, Refused};

/// A value that the chart does not have, and the one that is most likely meant.
#[derive(Debug)]
pub struct Misspelt<'m> {
    /// As it is written.
    pub written: &'m Written,
    /// The path of what is meant.
    pub meant: String,
    /// A change that writes it.
    pub fix: Option<Fix>,
}

impl<'m> Misspelt<'m> {
    /// What is meant by a value that the chart does not have.
    pub fn of(cluster: &Cluster, dictionary: Dictionary, written: &'m Written) -> Option<Misspelt<'m>> {
        let (name, above) = (written.name(), written.above());
        let near = nearest(name, dictionary.children(&above))?;
        let meant = if above.is_empty() { near.to_string() } else { format!("{above}.{near}") };
        let is_free = !cluster.values.nodes.iter().any(|other| other.path() == meant);
        let fits = dictionary.value(&meant).zip(cluster.values.at(&written.keys));
        let is_sure = is_close(name, near) && fits.is_some_and(|(entry, value)| entry.types.take(value));
        let fix = Fix { safe: is_sure, ..Fix::safe(format!("write `{near}`"), written.span, near) };
        Some(Misspelt { written, meant, fix: is_free.then_some(fix) })
    }

    /// The misspelt value of a cluster for want of which a refusal comes.
    pub fn behind(cluster: &'m Cluster, refused: &Refused<'_>) -> Option<Misspelt<'m>> {
        let dictionary = cluster.dictionary().filter(|_| cluster.is_on_chart() && !cluster.values.nodes.is_empty())?;
        let unset = refused.because.iter().filter(|(_, settled)| matches!(settled.origin, Origin::Default));
        let paths: Vec<&str> =
            unset.map(|(name, _)| cluster.chart_key(name).map_or(*name, |(row, _)| row.value)).collect();
        let unknown = cluster.values.nodes.iter();
        let unknown = unknown.filter(|written| matches!(dictionary.find(&written.keys), Found::Nothing));
        let mut meant = unknown.filter_map(|written| Misspelt::of(cluster, dictionary, written));
        meant.find(|misspelt| paths.iter().any(|path| is_within(path, &misspelt.meant)))
    }
}
