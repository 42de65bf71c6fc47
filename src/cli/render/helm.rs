//! The chart of clusters, rendered by the user's own Helm as kustomize has it rendered (`--enable-helm`): the
//! functions of templates are Helm's, and so is what becomes of them.

use super::fetch::{Fetched, source};
use crate::cli::program::{Call, Failure, run, run_all};
use crate::cli::{Options, print};
use clap::Args;
use meshc::plan::{Chart, Cluster, Plan};
use meshc::release::KUBERNETES;
use meshc::yaml::{self, Map, Value, overlay, text_at};

#[derive(Args)]
pub struct Helm {
    /// The Helm that renders the chart: a name on the PATH, or a path
    #[arg(long = "helm", env = "MESHC_HELM", value_name = "PROGRAM", default_value = "helm")]
    program: String,
    /// The chart, as a folder or an archive [default: the one in the mesh's repository, which Helm fetches]
    #[arg(long, env = "MESHC_CHART", value_name = "PATH")]
    chart: Option<String>,
}

impl Helm {
    /// What the charts of these clusters are rendered to, in their order.
    ///
    /// # Errors
    /// When Helm is not there, or refuses: a sentence about it.
    pub fn render(
        &self,
        plan: &Plan,
        clusters: &[(&Cluster, &Chart)],
        options: &Options,
    ) -> Result<Vec<Vec<Value>>, String> {
        self.compare_versions(clusters, options)?;
        let fetched = match self.chart {
            Some(_) => Fetched::default(),
            None => Fetched::of(&self.program, clusters),
        };
        let call = |chart| self.call(chart, &fetched, values(plan, chart));
        let calls: Vec<Call<'_>> = clusters.iter().map(|(_, chart)| call(chart)).collect();
        let mut printed = run_all(&calls);
        if printed.iter().any(is_for_newer_kubernetes) {
            let note = format!(
                "the installed Helm renders for a Kubernetes version that the chart refuses; using {KUBERNETES}"
            );
            print::remark(&note, options);
            let version = ["--kube-version", KUBERNETES].map(Into::into);
            let calls =
                calls.into_iter().map(|call| Call { arguments: [call.arguments, version.to_vec()].concat(), ..call });
            printed = run_all(&calls.collect::<Vec<_>>());
        }
        let results = clusters.iter().zip(printed);
        let objects = |((cluster, _), printed): (&(&Cluster, &Chart), Result<Vec<u8>, Failure>)| {
            let name = &cluster.name;
            let printed = printed.map_err(|failure| self.reason(failure, name))?;
            let objects = yaml::read(&String::from_utf8_lossy(&printed));
            let objects = objects.map_err(|error| format!("what Helm renders for {name} cannot be read: {error}"))?;
            Ok(objects.into_iter().filter(Value::is_object).map(as_kustomize_reads_it).collect())
        };
        results.map(objects).collect()
    }

    /// `helm template`, with the arguments that kustomize gives it (`templateCommand` in
    /// `api/types/helmchartargs.go` and `HelmChartInflationGenerator.go` of kustomize 4.5 and 5.8).
    fn call(&self, chart: &Chart, fetched: &Fetched, values: Value) -> Call<'_> {
        let mut arguments = vec!["template".to_string(), "cilium".to_string()];
        match (&self.chart, fetched.path(chart)) {
            (Some(_), _) => arguments.push(self.path()),
            (None, Some(path)) => arguments.push(path.to_string()),
            (None, None) => arguments.extend(source(chart)),
        }
        arguments.extend(["--namespace", &chart.namespace, "--values", "-"].map(str::to_string));
        let arguments = arguments.into_iter().map(Into::into).collect();
        Call { program: &self.program, arguments, input: yaml::write(&values), ..Call::default() }
    }

    /// The path of the chart, which Helm must not take for an option, nor for a name of a repository.
    fn path(&self) -> String {
        let path = self.chart.clone().unwrap_or_default();
        if path.starts_with(['/', '.']) { path } else { format!("./{path}") }
    }

    /// Remarks that the chart that was named is of another version than clusters have.
    fn compare_versions(&self, clusters: &[(&Cluster, &Chart)], options: &Options) -> Result<(), String> {
        let (Some(path), Some((first, _))) = (&self.chart, clusters.first()) else { return Ok(()) };
        let arguments = ["show".to_string(), "chart".to_string(), self.path()].map(Into::into).to_vec();
        let call = Call { program: &self.program, arguments, ..Call::default() };
        let printed = run(&call).map_err(|failure| self.reason(failure, &first.name))?;
        let about = yaml::read(&String::from_utf8_lossy(&printed)).unwrap_or_default();
        let version = about.first().map(|about| text_at(about, "/version")).unwrap_or_default();
        let other = clusters.iter().find(|(_, chart)| chart.version != version.trim_start_matches('v'));
        if let Some((cluster, chart)) = other {
            let (name, wanted) = (&cluster.name, &chart.version);
            print::remark(&format!("{path} is version {version} of the chart, but {name} needs {wanted}"), options);
        }
        Ok(())
    }

    fn reason(&self, failure: Failure, cluster: &str) -> String {
        let program = &self.program;
        match failure {
            Failure::Missing => format!(
                "the manifests of {cluster} come from a Helm chart, but there is no program {program} to render it; \
                 install Helm (https://helm.sh/docs/intro/install), or name it with --helm"
            ),
            Failure::Refused(why) => format!("Helm does not render the chart of {cluster}: {why}"),
        }
    }
}

/// Whether Helm refuses a chart for the release of Kubernetes that it assumes (`pkg/action/install.go` of
/// Helm 3.19).
fn is_for_newer_kubernetes(printed: &Result<Vec<u8>, Failure>) -> bool {
    matches!(printed, Err(Failure::Refused(why)) if why.contains("chart requires kubeVersion"))
}

/// An object without annotations that are none: kustomize writes some of its own while it builds, and removes
/// the field with them (`RemoveBuildAnnotations` in `api/resource/resource.go` of kustomize 5.8).
fn as_kustomize_reads_it(mut object: Value) -> Value {
    let is_empty = |value: &Value| value.is_null() || value.as_object().is_some_and(Map::is_empty);
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut)
        && metadata.get("annotations").is_some_and(is_empty)
    {
        metadata.shift_remove("annotations");
    }
    object
}

/// The values of a chart: those of a cluster over those that it has in common with others.
fn values(plan: &Plan, chart: &Chart) -> Value {
    let Some(shared) = chart.shared.and_then(|index| plan.peers.get(index)) else { return chart.values() };
    let (mut values, own) = (shared.values(), chart.own_values());
    if let (Some(values), Some(own)) = (values.as_object_mut(), own.as_object()) {
        overlay(values, own);
    }
    values
}
