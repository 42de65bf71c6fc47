//! Charts of repositories, which Helm fetches once for all clusters that have the same.

use crate::cli::program::{Call, Failure, Scratch, run};
use meshc::plan::{Chart, Cluster};
use std::collections::BTreeMap;

/// Charts on this machine for the time of one run.
#[derive(Default)]
pub struct Fetched {
    /// The folder of each, by its repository and version.
    charts: BTreeMap<(String, String), String>,
    /// What they are in, which goes with them.
    _folder: Option<Scratch>,
}

impl Fetched {
    /// Fetches each chart that more than one of these clusters has; Helm fetches others as it renders them.
    ///
    /// # Errors
    /// When that fails: why, and the cluster that has the chart.
    pub fn of(program: &str, clusters: &[(&Cluster, &Chart)]) -> Result<Fetched, (Failure, String)> {
        let mut users: BTreeMap<(String, String), Vec<(&Cluster, &Chart)>> = BTreeMap::new();
        for (cluster, chart) in clusters {
            users.entry(key(chart)).or_default().push((cluster, chart));
        }
        users.retain(|_, users| users.len() > 1);
        let Some((first, _)) = users.values().flatten().next() else { return Ok(Fetched::default()) };
        let folder = Scratch::new().map_err(|failure| (failure, first.name.clone()))?;
        let mut charts = BTreeMap::new();
        for (number, (key, users)) in users.into_iter().enumerate() {
            let place = folder.path(&number.to_string());
            let Some((cluster, chart)) = users.first() else { continue };
            let mut arguments = vec!["pull".to_string()];
            arguments.extend(source(chart));
            arguments.extend(["--untar".to_string(), "--untardir".to_string(), place.clone()]);
            let arguments = arguments.into_iter().map(Into::into).collect();
            let call = Call { program, arguments, ..Call::default() };
            run(&call).map_err(|failure| (failure, cluster.name.clone()))?;
            charts.insert(key, format!("{place}/cilium"));
        }
        Ok(Fetched { charts, _folder: Some(folder) })
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
