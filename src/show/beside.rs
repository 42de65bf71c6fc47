//! What a mesh has beside its clusters, as tables: pools, networks, groups and links, and what is allowed.

use super::overview::Overview;
use super::pools::Fill;
use super::table::{Column, Narrow, Table};
use crate::model::{Group, Link, Mesh, SharedNetwork};
use crate::source::{Sources, Spanned};
use crate::words::{counted, many};

/// So many lines a cell has.
const MOST_LINES: usize = 3;

/// How full the pools are.
pub fn pools(fills: &[Fill]) -> Table {
    let row = |fill: &Fill| {
        let percent = (fill.used * 100).div_ceil(fill.blocks.max(1));
        let next = fill.next.map_or("none".to_string(), |(id, block)| format!("id {id}: {block}"));
        let used = format!("{} of {}", fill.used, fill.blocks);
        [fill.net.to_string(), format!("/{}", fill.prefix), used, format!("{percent}%"), next]
            .map(|it| vec![it])
            .to_vec()
    };
    let text = |title| Column { title, ..Column::default() };
    let number = |title| Column { is_number: true, ..text(title) };
    let columns = vec![text("POOL"), text("BLOCKS"), number("USED"), number("FULL"), text("NEXT FREE")];
    Table { columns, rows: fills.iter().map(row).collect(), narrow: Narrow::Split }
}

/// The networks, and whose nodes are in each.
pub fn networks(mesh: &Mesh) -> Table {
    let is_in = |name: &str| {
        let shared = SharedNetwork::Declared(name.to_string());
        let clusters = mesh
            .clusters
            .iter()
            .filter(move |cluster| cluster.node_cidrs.iter().any(|node| node.network.as_ref() == Some(&shared)));
        clusters.map(|cluster| cluster.name.value.clone()).collect::<Vec<_>>()
    };
    let rows = mesh.networks.iter().map(|network| {
        let cidrs = network.cidrs.iter().map(|net| net.value.to_string()).collect();
        vec![vec![network.name.value.clone()], lines(cidrs), vec![many(&is_in(&network.name.value))]]
    });
    table(["NETWORK", "RANGES", "NODES OF"], rows.collect())
}

/// Groups and links of a partial mesh.
pub fn groups(mesh: &Mesh) -> Table {
    let Some(peering) = mesh.peering.get() else { return table(["GROUP", "SIZE", "CLUSTERS"], Vec::new()) };
    let names =
        |members: &[Spanned<String>]| -> Vec<String> { members.iter().map(|member| member.value.clone()).collect() };
    let group = |group: &Group| {
        let members = names(&group.members);
        vec![vec![group.name.value.clone()], vec![members.len().to_string()], vec![many(&members)]]
    };
    let link =
        |link: &Link| vec![vec!["link".to_string()], vec![link.ends.len().to_string()], vec![many(&names(&link.ends))]];
    let rows = peering.groups.iter().map(group).chain(peering.links.iter().map(link));
    table(["GROUP", "SIZE", "CLUSTERS"], rows.collect())
}

/// What is allowed, and why.
pub fn allowances(of: &Overview<'_>, sources: &Sources) -> Table {
    let rows = of.allows.iter().map(|allow| {
        let whose = allow.cluster.clone().unwrap_or("every cluster".to_string());
        let silenced = format!("{} silenced", counted(allow.silenced, "finding"));
        vec![
            vec![allow.rule.name.to_string()],
            vec![whose, silenced],
            vec![allow.reason.clone(), sources.place(allow.span).unwrap_or_default()],
        ]
    });
    table(["ALLOWED", "IN", "WHY"], rows.collect())
}

/// A table of texts, the last of which may be wrapped.
fn table(titles: [&'static str; 3], rows: Vec<Vec<Vec<String>>>) -> Table {
    let column = |title| Column { title, ..Column::default() };
    let mut columns = titles.map(column).to_vec();
    columns.iter_mut().skip(2).for_each(|column| column.is_text = true);
    Table { columns, rows, narrow: Narrow::Stack }
}

/// The first lines of a cell; the last one counts those that have no place.
pub fn lines(mut all: Vec<String>) -> Vec<String> {
    let more = all.len().saturating_sub(MOST_LINES);
    if more > 0 {
        all.truncate(MOST_LINES - 1);
        all.push(format!("and {} more", more + 1));
    }
    all
}
