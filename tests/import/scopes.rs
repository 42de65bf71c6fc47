//! Which of several files of one name is whose: kustomizations, folders, and what to say where nothing tells.

use super::common::{draft, world};
use super::sources::has;
use meshc::import::{self, Draft};

/// A HelmRelease with values of a ConfigMap.
fn release(values: &str) -> String {
    format!(
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {{name: cilium, namespace: kube-system}}\n\
         spec:\n  chart: {{spec: {{chart: cilium, version: 1.18.3}}}}\n\
         \x20 valuesFrom: [{{kind: ConfigMap, name: cilium-values}}]\n  values: {values}\n"
    )
}

fn config_map(values: &str) -> String {
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: cilium-values, namespace: kube-system}}\n\
         data:\n  values.yaml: |\n    {values}\n"
    )
}

fn files<'f>(files: &'f [(&'f str, String)]) -> Vec<(&'f str, &'f str)> {
    files.iter().map(|(path, text)| (*path, text.as_str())).collect()
}

fn refused(all: &[(&str, String)], paths: &[&str]) -> Vec<String> {
    let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
    import::read(&world(&files(all)), &paths).expect_err("not refused")
}

fn of(draft: &Draft, cluster: &str) -> String {
    let (_, rest) =
        draft.text.split_once(&format!("cluster \"{cluster}\"")).unwrap_or_else(|| panic!("{}", draft.text));
    rest.split("\ncluster ").next().unwrap().to_string()
}

const FRA: &str = "{cluster: {name: fra, id: 1}, k8sServiceHost: fra.example.com}";
const AMS: &str = "{cluster: {name: ams, id: 2}, k8sServiceHost: ams.example.com}";

#[test]
fn a_release_has_the_config_map_beside_it() {
    let all = [
        ("clusters/ams/cm.yaml", config_map("devices: [bond0]")),
        ("clusters/ams/release.yaml", release(AMS)),
        ("clusters/fra/cm.yaml", config_map("devices: [eth0]")),
        ("clusters/fra/release.yaml", release(FRA)),
    ];
    let draft = draft(&files(&all), &["clusters"]);
    assert_eq!(draft.clusters, ["ams", "fra"]);
    assert!(of(&draft, "ams").contains("bond0") && of(&draft, "fra").contains("eth0"), "{}", draft.text);
    assert!(!draft.text.contains("defaults"), "{}", draft.text);
}

#[test]
fn a_cluster_that_only_its_config_map_names_is_there() {
    let all = [
        ("clusters/ams/cm.yaml", config_map(AMS)),
        ("clusters/ams/release.yaml", release("{}")),
        ("clusters/fra/cm.yaml", config_map(FRA)),
        ("clusters/fra/release.yaml", release("{}")),
    ];
    let draft = draft(&files(&all), &["clusters"]);
    assert_eq!(draft.clusters, ["ams", "fra"]);
    assert!(of(&draft, "ams").contains("ams.example.com"), "{}", draft.text);
}

#[test]
fn what_is_common_is_in_a_folder_above_or_in_a_base() {
    for common in ["clusters/cm.yaml", "clusters/base/cm.yaml", "shared/cm.yaml"] {
        let all = [
            (common, config_map("devices: [eth0]")),
            ("clusters/ams/release.yaml", release(AMS)),
            ("clusters/fra/release.yaml", release(FRA)),
        ];
        let draft = draft(&files(&all), &["clusters", common]);
        has(&draft, &["defaults {", "devices { - \"eth0\" }"]);
    }
}

#[test]
fn several_that_are_equally_near_are_refused_with_the_way_out() {
    let all = [
        ("base/release.yaml", release("{}")),
        ("clusters/ams/cm.yaml", config_map(AMS)),
        ("clusters/fra/cm.yaml", config_map(FRA)),
    ];
    let wrong = refused(&all, &["base", "clusters"]);
    assert_eq!(
        wrong,
        ["base/release.yaml names the ConfigMap cilium-values, which is in clusters/ams/cm.yaml and \
          clusters/fra/cm.yaml: name the files of each cluster, as in NAME=base/release.yaml,clusters/ams/cm.yaml"]
    );
    let named = ["ams=base/release.yaml,clusters/ams/cm.yaml", "fra=base/release.yaml,clusters/fra/cm.yaml"];
    let draft = draft(&files(&all), &named);
    assert!(of(&draft, "ams").contains("ams.example.com") && of(&draft, "fra").contains("fra.example.com"));
}

#[test]
fn a_config_map_beside_another_release_is_not_taken() {
    let all = [
        ("clusters/ams/cm.yaml", config_map("devices: [bond0]")),
        ("clusters/ams/release.yaml", release(AMS)),
        ("clusters/fra/release.yaml", release(FRA)),
    ];
    let draft = draft(&files(&all), &["clusters"]);
    assert!(!of(&draft, "fra").contains("bond0") && of(&draft, "ams").contains("bond0"), "{}", draft.text);
    let text = draft.text.replace("\n    // ", " ");
    let wanted = "ConfigMap cilium-values (values.yaml) is only in clusters/ams/cm.yaml, which is another cluster's: values in it";
    assert!(text.contains(wanted), "{text}");
}

#[test]
fn releases_of_one_cluster_in_two_places_are_refused() {
    let other = FRA.replace("fra.example.com", "other.example.com");
    let all = [("a/release.yaml", release(FRA)), ("b/release.yaml", release(&other)), ("cm.yaml", config_map("{}"))];
    let wrong = refused(&all, &["a", "b", "cm.yaml"]);
    assert!(wrong[0].starts_with("a/release.yaml and b/release.yaml both install Cilium in cluster fra"), "{wrong:?}");
}

#[test]
fn releases_that_name_no_cluster_are_told_apart_by_their_folders() {
    let all = [
        ("clusters/ams/x/release.yaml", release("{k8sServiceHost: a}")),
        ("clusters/fra/x/release.yaml", release("{k8sServiceHost: f}")),
        ("cm.yaml", config_map("{}")),
    ];
    assert_eq!(draft(&files(&all), &["clusters", "cm.yaml"]).clusters, ["ams", "fra"]);
}

fn kustomization(rest: &str) -> String {
    format!("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n{rest}")
}

/// The layout of Flux's own examples: a base, and what each cluster patches.
#[test]
fn a_base_is_built_once_for_each_overlay() {
    let patch = |values: &str| {
        format!(
            "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {{name: cilium, namespace: kube-system}}\n\
             spec: {{values: {values}}}\n"
        )
    };
    let overlay = "resources: [../../base/cilium]\npatches: [{path: cilium-values.yaml, target: {kind: HelmRelease, name: cilium}}]\n";
    let generated = "resources: [../../base/cilium]\nconfigMapGenerator:\n- {name: cilium-values, behavior: merge, files: [values.yaml]}\n\
                     patches:\n- patch: |\n    - {op: add, path: /spec/values/k8sServiceHost, value: fra.example.com}\n\
                     \x20 target: {kind: HelmRelease}\n";
    let all = [
        ("base/cilium/kustomization.yaml", kustomization("resources: [release.yaml, cm.yaml]\n")),
        ("base/cilium/release.yaml", release("{operator: {replicas: 1}}")),
        ("base/cilium/cm.yaml", config_map("devices: [bond0]")),
        ("clusters/ams/kustomization.yaml", kustomization(overlay)),
        ("clusters/ams/cilium-values.yaml", patch(AMS)),
        ("clusters/fra/kustomization.yaml", kustomization(generated)),
        ("clusters/fra/values.yaml", "cluster: {name: fra, id: 1}\ndevices: [eth0]\n".to_string()),
    ];
    let draft = draft(&files(&all), &["."]);
    assert_eq!(draft.clusters, ["ams", "fra"]);
    let (ams, fra) = (of(&draft, "ams"), of(&draft, "fra"));
    assert!(ams.contains("ams.example.com") && ams.contains("bond0"), "{}", draft.text);
    assert!(fra.contains("fra.example.com") && fra.contains("eth0"), "{}", draft.text);
    has(&draft, &["operator { replicas 1 }"]);
}

#[test]
fn what_a_kustomization_names_and_nobody_gives_is_said() {
    let overlay = "resources: [../../base/cilium, release.yaml]\npatches: [{path: more.yaml}]\n";
    let all =
        [("clusters/fra/kustomization.yaml", kustomization(overlay)), ("clusters/fra/release.yaml", release(FRA))];
    let draft = draft(&files(&all), &["clusters"]);
    let text = draft.text.replace("\n    // ", " ");
    for part in ["base/cilium is not among the given files", "clusters/fra/more.yaml is not among the given files"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn charts_of_a_kustomization() {
    let charts = "helmCharts:\n- {name: cilium, version: 1.18.3, repo: https://helm.cilium.io, namespace: cilium, valuesFile: values.yaml, \
                  valuesInline: {cluster: {name: fra, id: 1}}}\n";
    let all = [
        ("fra/kustomization.yaml", kustomization(charts)),
        ("fra/values.yaml", "operator: {replicas: 1}\n".to_string()),
        ("ams/kustomization.yaml", kustomization(&charts.replace("fra, id: 1", "ams, id: 2"))),
        ("ams/values.yaml", "operator: {replicas: 3}\n".to_string()),
    ];
    let draft = draft(&files(&all), &["."]);
    has(&draft, &["cilium \"1.18.3\"", "namespace \"cilium\""]);
    assert!(of(&draft, "ams").contains("replicas 3") && of(&draft, "fra").contains("replicas 1"), "{}", draft.text);
}

/// Each Application has its own file of values, though all are called the same.
#[test]
fn value_files_of_applications_are_their_own() {
    let application = |name: &str| {
        format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: cilium-{name}}}\nspec:\n  sources:\n\
             \x20 - repoURL: https://helm.cilium.io/\n    chart: cilium\n    targetRevision: 1.19.1\n\
             \x20   helm: {{valueFiles: [$values/clusters/{name}/values.yaml]}}\n\
             \x20 - {{repoURL: https://git.example.com/x, ref: values}}\n"
        )
    };
    let all = [
        ("apps/fra.yaml", application("fra")),
        ("apps/ams.yaml", application("ams")),
        ("clusters/fra/values.yaml", "cluster: {name: fra, id: 1}\n".to_string()),
        ("clusters/ams/values.yaml", "cluster: {name: ams, id: 2}\n".to_string()),
    ];
    let both = draft(&files(&all), &["apps", "clusters"]);
    has(&both, &["cluster \"ams\" id=2", "cluster \"fra\" id=1"]);
    let one = draft(&files(&all), &["apps", "clusters/ams"]);
    has(&one, &["cluster \"ams\" id=2", "clusters/fra/values.yaml is not among the given files"]);
}

/// Two Kustomizations of Flux in one file are two clusters, and each has the variables of its own folder.
#[test]
fn variables_are_those_of_the_own_cluster() {
    let values = "{cluster: {name: '${NAME}', id: '${ID}'}}";
    let kustomizations = |name: &str, id: u8| {
        format!(
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {{name: cilium-{name}}}\n\
             spec: {{postBuild: {{substitute: {{NAME: {name}, ID: '{id}'}}}}}}\n---\n"
        )
    };
    let hub = [
        ("cilium/release.yaml", release(values)),
        ("cilium/cm.yaml", config_map("{}")),
        ("hub.yaml", kustomizations("fra", 1) + &kustomizations("ams", 2)),
    ];
    assert_eq!(draft(&files(&hub), &["cilium", "hub.yaml"]).clusters, ["fra", "ams"]);
    let own = [
        ("fra/release.yaml", release(&values.replace("{cluster", "{k8sServiceHost: f, cluster"))),
        ("fra/settings.yaml", kustomizations("fra", 1)),
        ("ams/release.yaml", release(values)),
        ("ams/settings.yaml", kustomizations("ams", 2)),
        ("cm.yaml", config_map("{}")),
    ];
    let draft = draft(&files(&own), &["."]);
    assert_eq!(draft.clusters, ["ams", "fra"]);
    assert!(
        !of(&draft, "ams").contains("k8sServiceHost") && of(&draft, "fra").contains("k8sServiceHost"),
        "{}",
        draft.text
    );
}
