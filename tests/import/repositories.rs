//! Whole repositories, as people lay them out for Flux and for Argo CD.

use super::common::draft;
use super::sources::has;

const RELEASE: &str = "\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: cilium, namespace: kube-system}
spec:
  chart: {spec: {chart: cilium, version: 1.18.3}}
  values: {kubeProxyReplacement: true, clustermesh: {useAPIServer: true}}
";

/// A Kustomization of Flux for a cluster, which patches what its path leads to.
fn applying(name: &str, id: u8) -> String {
    format!(
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {{name: infra, namespace: flux-system}}\n\
         spec:\n  path: ./infra/cilium\n  targetNamespace: network\n  sourceRef: {{kind: GitRepository, name: fleet}}\n\
         \x20 patches:\n  - target: {{kind: HelmRelease, name: cilium}}\n    patch: |\n\
         \x20     - {{op: add, path: /spec/values/cluster, value: {{name: {name}, id: {id}}}}}\n"
    )
}

#[test]
fn a_kustomization_of_flux_patches_the_release_of_its_cluster() {
    let (fra, ams) = (applying("fra", 1), applying("ams", 2));
    let files = [
        ("infra/cilium/release.yaml", RELEASE),
        ("clusters/fra/infra.yaml", fra.as_str()),
        ("clusters/ams/infra.yaml", ams.as_str()),
    ];
    let both = draft(&files, &["infra", "clusters"]);
    has(
        &both,
        &[
            "cluster \"fra\" id=1",
            "cluster \"ams\" id=2",
            "source \"fleet\"",
            "namespace \"network\"",
            "release \"cilium\"",
        ],
    );
    let other = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: cilium}\n\
                 spec: {path: ./other, sourceRef: {kind: GitRepository, name: other}}\n";
    let one = draft(&[&files[..2], &[("clusters/other.yaml", other)]].concat(), &["infra", "clusters"]);
    has(&one, &["cluster \"fra\" id=1", "source \"fleet\""]);
}

/// HelmReleases read ConfigMaps of their own namespace only.
#[test]
fn what_to_add_for_flux_has_the_namespace_of_the_release() {
    let release = RELEASE.replace("kubeProxyReplacement: true", "cluster: {name: fra, id: 1}");
    let draft = draft(&[("release.yaml", &release)], &["release.yaml"]);
    let text = draft.text.replace("\n// ", " ");
    let wanted = "`flux { source \"NAME\"; namespace \"kube-system\"; per-cluster #true; release \"cilium\"; values-only #true }`";
    assert!(text.contains(wanted), "{text}");
    has(&draft, &["allow \"certificates-change-on-render\"", "// remove it when you add `flux`"]);
}

/// A chart of charts has Cilium's values below its name, and its own file of values below all.
#[test]
fn a_chart_that_depends_on_ciliums() {
    let chart = "apiVersion: v2\nname: cilium\nversion: 0.1.0\n\
                 dependencies: [{name: cilium, version: 1.18.3, repository: 'https://mirror.example.com/charts'}]\n";
    let application = |name: &str| {
        format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: cilium-{name}}}\nspec:\n\
             \x20 source: {{repoURL: 'https://git.example.com/p.git', path: charts/cilium, helm: {{valueFiles: [values-{name}.yaml]}}}}\n"
        )
    };
    let (fra, ams) = (application("fra"), application("ams"));
    let files = [
        ("charts/cilium/Chart.yaml", chart),
        ("charts/cilium/values.yaml", "cilium: {operator: {replicas: 1}}\n"),
        ("charts/cilium/values-fra.yaml", "cilium: {cluster: {name: fra, id: 1}}\n"),
        ("charts/cilium/values-ams.yaml", "cilium: {cluster: {name: ams, id: 2}}\n"),
        ("apps/fra.yaml", fra.as_str()),
        ("apps/ams.yaml", ams.as_str()),
    ];
    for paths in [&["charts", "apps"][..], &["charts"]] {
        let draft = draft(&files, paths);
        has(&draft, &["cilium \"1.18.3\"", "base chart=\"https://mirror.example.com/charts\"", "replicas 1"]);
        has(&draft, &["cluster \"fra\" id=1", "cluster \"ams\" id=2"]);
    }
}

#[test]
fn a_set_of_applications_stays_one() {
    let set = "\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: cilium}
spec:
  generators: [{list: {elements: [{name: oslo, id: 1}, {name: rome, id: 2}]}}]
  template:
    metadata: {name: 'cilium-{{name}}'}
    spec:
      destination: {name: '{{name}}', namespace: kube-system}
      sources:
      - repoURL: https://helm.cilium.io/
        chart: cilium
        targetRevision: 1.18.3
        helm: {valuesObject: {cluster: {name: '{{name}}', id: '{{id}}'}}}
      - {repoURL: 'https://git.example.com/p.git', ref: values}
";
    let draft = draft(&[("set.yaml", set)], &["set.yaml"]);
    has(&draft, &["cluster \"oslo\" id=1", "cluster \"rome\" id=2", "application-set #true"]);
}

#[test]
fn a_set_that_names_servers_has_the_clusters_of_its_list() {
    let set = "\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: cilium}
spec:
  generators: [{list: {elements: [{cluster: fra, url: 'https://192.0.2.1'}, {cluster: ams, url: 'https://192.0.2.2'}]}}]
  template:
    metadata: {name: 'cilium-{{.cluster}}'}
    spec:
      destination: {server: '{{.url}}', namespace: kube-system}
      sources:
      - repoURL: https://helm.cilium.io/
        chart: cilium
        targetRevision: 1.18.3
        helm: {valueFiles: [$values/values/common.yaml, '$values/values/{{.cluster}}.yaml']}
      - {repoURL: 'https://git.example.com/p.git', ref: values}
";
    let files = [
        ("apps/set.yaml", set),
        ("values/common.yaml", "operator: {replicas: 1}\n"),
        ("values/fra.yaml", "cluster: {id: 1}\n"),
        ("values/ams.yaml", "cluster: {id: 2}\n"),
    ];
    let draft = draft(&files, &["apps", "values"]);
    has(&draft, &["cluster \"fra\" id=1", "cluster \"ams\" id=2", "replicas 1"]);
}

/// helmfile has the release for all; templates of charts and encrypted Secrets are no values.
#[test]
fn what_lies_beside_values_in_a_repository() {
    let helmfile = "repositories: [{name: mirror, url: 'https://mirror.example.com/charts'}]\n\
                    releases:\n- {name: cilium, chart: mirror/cilium, version: 1.18.3, namespace: network}\n";
    let other = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: other}\nspec:\n  sources:\n\
                 \x20 - {chart: other, repoURL: 'https://charts.example.com', helm: {valueFiles: [$values/values/other.yaml]}}\n";
    let files = [
        ("helmfile.yaml", helmfile),
        ("values/common.yaml", "operator: {replicas: 1}\n"),
        ("values/fra.yaml", "cluster: {name: fra, id: 1}\n"),
        ("values/ams.yaml", "cluster: {name: ams, id: 2}\n"),
        ("charts/x/Chart.yaml", "apiVersion: v2\nname: x\nversion: 0.1.0\n"),
        ("charts/x/values.yaml", "image: {tag: '1'}\nresources: {}\nreplicas: 3\n"),
        ("values/other.yaml", "resources: {limits: {cpu: 1}}\ntolerations: []\n"),
        ("apps/other.yaml", other),
        ("charts/x/templates/cm.yaml", "{{- if .Values.on }}\nkind: ConfigMap\n{{- end }}\n"),
        (
            "secrets/token.yaml",
            "apiVersion: v1\nkind: Secret\nmetadata: {name: token}\ndata: {a: ENC}\nsops: {mac: x}\n",
        ),
    ];
    let draft = draft(&files, &["."]);
    has(&draft, &["cilium \"1.18.3\"", "namespace \"network\"", "base chart=\"https://mirror.example.com/charts\""]);
    assert_eq!(draft.clusters, ["ams", "fra"]);
}
