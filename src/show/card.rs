//! One cluster as tables: a line for each settled value, with where it comes from.

use super::case::Setting;
use super::details::Details;
use super::table::{Column, Narrow, Sheet, Table};

/// The tables of a cluster.
pub fn card(of: &Details) -> Sheet {
    let title = format!("cluster {} of mesh {}", of.cluster, of.mesh);
    Sheet { title, tables: vec![table("SETTING", &of.statements), table(of.kind.title(), &of.words)] }
}

fn table(title: &'static str, settings: &[Setting]) -> Table {
    let column = |title| Column { title, is_text: true, ..Column::default() };
    let row = |setting: &Setting| {
        let value = setting.value.lines().map(str::to_string).collect();
        vec![vec![setting.name.clone()], value, vec![origin(setting)]]
    };
    let rows = settings.iter().map(row).collect();
    Table { columns: vec![column(title), column("VALUE"), column("FROM")], rows, narrow: Narrow::Stack }
}

/// Where it comes from, in words: `mesh.kdl:14, cluster`.
fn origin(setting: &Setting) -> String {
    let name = setting.origin.name();
    match &setting.place {
        Some(place) => format!("{}:{}, {name}", place.file, place.line),
        None => name.to_string(),
    }
}
