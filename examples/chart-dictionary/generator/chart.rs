//! One chart: what it has of values and keys.

use super::{flags, template, values};
use meshc::yaml;
use std::collections::BTreeMap;
use std::path::Path;

/// A chart of one release.
pub struct Chart {
    /// The release, as numbers.
    pub version: [u16; 3],
    /// What each value is, by its path, as the dictionary has it.
    pub values: BTreeMap<String, String>,
    /// Who knows each key of `cilium-config`.
    pub keys: BTreeMap<String, String>,
}

impl Chart {
    /// Reads a chart.
    pub fn read(folder: &Path) -> Chart {
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
        let document = |text: String| yaml::read(&text).unwrap().remove(0);
        let about = document(text("Chart.yaml").unwrap_or_else(|| panic!("{} is no chart", folder.display())));
        let version = about["version"].as_str().unwrap().trim_start_matches('v');
        let version: Vec<u16> = version.split('.').map(|part| part.parse().unwrap()).collect();
        let defaults = document(text("values.yaml").unwrap());
        let schema = text("values.schema.json").map(|text| serde_json::from_str(&text).unwrap());
        let reads = template::read(folder);
        let mut found = values::of_defaults(&defaults, schema.as_ref());
        values::add_read(&mut found, &reads);
        let values = found.iter().map(|(path, value)| (path.clone(), value.text(path, &reads))).collect();
        Chart { version: version.try_into().unwrap(), values, keys: flags::keys(folder) }
    }
}
