//! The table of arrows, as the documentation of the library shows it.

use std::collections::BTreeMap;

/// What each module may use of ours, besides itself. A row may use what its cell names: `above` are the
/// modules of all rows above, `ground` those of the first three, `but` takes away.
const TABLE: &str = "\
| module | may use |
|---|---|
| `limits` `work` | |
| `source` `words` `address` `tree` `world` | `limits` `work` |
| `yaml` `kdl` | `limits` `work` `source` |
| `diagnostic` `manifest` | `work` `source` `yaml` `words` |
| `release` | above |
| `model` | above |
| `plan` | above |
| `settings` | above |
| `facts` | above |
| `rules` | above |
| `parse` | above |
| `resolve` | above but `rules` `parse` |
| `check` | above but `parse` `resolve` |
| `emit` | ground `diagnostic` `manifest` `release` `plan` `settings` |
| `delivery` | ground `diagnostic` `manifest` `release` `plan` `settings` `emit` |
| `impact` | ground `diagnostic` `manifest` `release` `plan` `settings` |
| `verify` `import` `edit` `show` `graph` | above but `check` `emit` `delivery` `impact` |
| `sync` `report` `fmt` | ground `diagnostic` |
";

/// The rows of the table: each module with those that it may use.
pub fn arrows() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut arrows: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut above: Vec<&str> = Vec::new();
    let mut ground = Vec::new();
    for (number, row) in TABLE.lines().skip(2).enumerate() {
        let (modules, cell) = row.trim_matches('|').split_once('|').unwrap();
        let modules: Vec<&str> = modules.split_whitespace().map(name).collect();
        let (allowed, without) = cell.split_once(" but ").unwrap_or((cell, ""));
        let mut uses: Vec<&str> = Vec::new();
        for word in allowed.split_whitespace() {
            match word {
                "above" => uses.extend(&above),
                "ground" => uses.extend(&ground),
                module => uses.push(name(module)),
            }
        }
        uses.retain(|module| !without.split_whitespace().map(name).any(|other| other == *module));
        arrows.extend(modules.iter().map(|module| (*module, uses.clone())));
        above.extend(modules);
        if number < 3 {
            ground.clone_from(&above);
        }
    }
    arrows
}

fn name(word: &'static str) -> &'static str {
    word.strip_prefix('`').and_then(|word| word.strip_suffix('`')).unwrap_or_else(|| panic!("{word} is no module"))
}

#[test]
fn the_documentation_of_the_library_shows_the_table() {
    let library = std::fs::read_to_string("src/lib.rs").unwrap();
    let shown: String =
        library.lines().filter_map(|line| line.strip_prefix("//! |")).map(|row| format!("|{row}\n")).collect();
    assert_eq!(shown, TABLE, "the rows in src/lib.rs and the table in tests/arrows/table.rs");
}

#[test]
fn rows_point_up() {
    let mut seen: Vec<&str> = Vec::new();
    let arrows = arrows();
    for row in TABLE.lines().skip(2) {
        let modules: Vec<&str> =
            row.trim_matches('|').split('|').next().unwrap().split_whitespace().map(name).collect();
        for module in &modules {
            assert!(arrows[module].iter().all(|used| seen.contains(used)), "{module} uses what is below it");
        }
        seen.extend(modules);
    }
}
