//! Charts of repositories, which Helm fetches once for all clusters that have the same.

use crate::cli::program::{Call, run};
use meshc::plan::{Chart, Cluster};
use std::collections::BTreeMap;
use tempfile::TempDir;

/// Charts on this machine for the time of one run.
#[derive(Default)]
pub struct Fetched {
    /// The folder of each, by its repository and version.
    charts: BTreeMap<(String, String), String>,
    /// What they are in, which goes with them.
    _folder: Option<TempDir>,
}

impl Fetched {
    /// Fetches each chart that more than one of these clusters has. Helm fetches others as it renders them,
    /// and tries again, and reports, what cannot be fetched.
    pub fn of(program: &str, clusters: &[(&Cluster, &Chart)]) -> Fetched {
        let mut users: BTreeMap<(String, String), Vec<&Chart>> = BTreeMap::new();
        for (_, chart) in clusters {
            users.entry(key(chart)).or_default().push(chart);
        }
        users.retain(|_, users| users.len() > 1);
        if users.is_empty() {
            return Fetched::default();
        }
        let Ok(folder) = TempDir::with_prefix("meshc-") else { return Fetched::default() };
        let fetch = |(number, (key, users)): (usize, ((String, String), Vec<&Chart>))| {
            let place = folder.path().join(number.to_string()).to_string_lossy().into_owned();
            let mut arguments = vec!["pull".to_string()];
            arguments.extend(source(users.first()?));
            arguments.extend(["--untar".to_string(), "--untardir".to_string(), place.clone()]);
            let arguments = arguments.into_iter().map(Into::into).collect();
            run(&Call { program, arguments, ..Call::default() }).ok()?;
            Some((key, format!("{place}/cilium")))
        };
        let charts = users.into_iter().enumerate().filter_map(fetch).collect();
        Fetched { charts, _folder: Some(folder) }
    }

    /// The folder of a chart that was fetched.
    pub fn path(&self, chart: &Chart) -> Option<&str> {
        self.charts.get(&key(chart)).map(String::as_str)
    }
}

/// What names a chart to Helm: the chart, where it is from and its version.
pub fn source(chart: &Chart) -> Vec<String> {
    let version = ["--version".to_string(), chart.version.clone()];
    match chart.repository().unwrap_or_default() {
        registry if registry.starts_with("oci://") => {
            let chart_there = format!("{}/cilium", registry.trim_end_matches('/'));
            std::iter::once(chart_there).chain(version).collect()
        }
        repository => {
            let named = ["cilium", "--repo", repository].map(str::to_string);
            named.into_iter().chain(version).collect()
        }
    }
}

fn key(chart: &Chart) -> (String, String) {
    (chart.repository().unwrap_or_default().to_string(), chart.version.clone())
}
