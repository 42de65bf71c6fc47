//! Each kind of source.

use super::common::draft;
use meshc::import::{self, Draft};

pub fn has(draft: &Draft, parts: &[&str]) {
    for part in parts {
        assert!(draft.text.contains(part), "{part}\n{}", draft.text);
    }
}

const VALUES: &str = "cluster: {name: oslo, id: 3}\nclustermesh: {useAPIServer: true}\n";

#[test]
fn what_helm_prints() {
    let user = format!("USER-SUPPLIED VALUES:\n{VALUES}operator:\n  replicas: 1\n");
    let all = format!("COMPUTED VALUES:\n{VALUES}operator:\n  replicas: 1\ndebug:\n  enabled: false\nl7Proxy: true\n");
    for text in [user, all] {
        let draft = draft(&[("a.txt", &text)], &["a.txt"]);
        has(
            &draft,
            &[
                "cluster \"oslo\" id=3",
                "replicas 1",
                "certificates \"helm\"",
                "allow \"certificates-change-on-render\"",
            ],
        );
        assert!(!draft.text.contains("l7Proxy"), "{}", draft.text);
    }
}

#[test]
fn a_helm_release_with_variables_is_a_cluster_for_each_file_of_them() {
    let release = "\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: cilium, namespace: kube-system}
spec:
  chart: {spec: {chart: cilium, version: 1.17.2, sourceRef: {kind: HelmRepository, name: cilium}}}
  valuesFrom: [{kind: ConfigMap, name: more}, {kind: Secret, name: secret}]
  values:
    cluster:
      name: ${CLUSTER}
      id: ${ID}
    k8sServiceHost: ${HOST}
    clustermesh: {useAPIServer: true}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: more}
data:
  values.yaml: |
    hubble: {relay: {enabled: true}}
";
    let settings = |name: &str, id: u8| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: cluster-settings}}\n\
             data: {{CLUSTER: {name}, ID: '{id}', POD_CIDR: '[\"10.{id}.0.0/16\"]', SERVICE_CIDR: 10.9{id}.0.0/16}}\n"
        )
    };
    let (a, b) = (settings("infra", 1), settings("apps", 2));
    let files = [("release.yaml", release), ("a.yaml", a.as_str()), ("b.yaml", b.as_str())];
    let all = draft(&files, &["release.yaml", "a.yaml", "b.yaml"]);
    has(
        &all,
        &[
            "cilium \"1.17.2\"",
            "cluster \"infra\" id=1",
            "cluster \"apps\" id=2",
            "pod-cidr \"10.1.0.0/16\"",
            "service-cidr \"10.92.0.0/16\"",
            "relay",
            "k8sServiceHost \"${HOST}\"",
            "Secret secret (values.yaml) is not among the given files",
        ],
    );
    let named = draft(&files, &["infra=release.yaml,a.yaml", "apps=release.yaml,b.yaml"]);
    has(&named, &["cluster \"infra\" id=1", "cluster \"apps\" id=2", "pod-cidr \"10.2.0.0/16\""]);
    let alone = draft(&files, &["release.yaml"]);
    has(&alone, &["cluster \"release\" {", "id=: no file has the id"]);
}

#[test]
fn applications_and_sets_of_them() {
    let application = "\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: cilium}
spec:
  destination: {name: oslo, namespace: cilium}
  sources:
  - repoURL: https://helm.cilium.io/
    chart: cilium
    targetRevision: 1.19.1
    helm:
      valueFiles: [$values/clusters/oslo/values.yaml]
      values: |
        cluster: {id: 3}
      parameters: [{name: operator.replicas, value: '1'}]
  - {repoURL: https://git.example.com/x, ref: values}
";
    let files = [
        ("app.yaml", application),
        ("clusters/oslo/values.yaml", "cluster: {name: oslo}\nhubble: {relay: {enabled: true}}\n"),
    ];
    let one = draft(&files, &["app.yaml", "clusters/oslo/values.yaml"]);
    has(&one, &["cluster \"oslo\" id=3", "namespace \"cilium\"", "cilium \"1.19.1\"", "relay", "replicas 1"]);
    let set = "\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: cilium}
spec:
  generators: [{list: {elements: [{name: oslo, id: 1}, {name: rome, id: 2}]}}]
  template:
    metadata: {name: 'cilium-{{name}}'}
    spec:
      source:
        repoURL: quay.io/cilium/charts
        chart: cilium
        targetRevision: 1.18.3
        helm: {valuesObject: {cluster: {name: '{{.name}}', id: '{{ id }}'}}}
";
    let two = draft(&[("set.yaml", set)], &["set.yaml"]);
    has(&two, &["cluster \"oslo\" id=1", "cluster \"rome\" id=2", "base chart=\"oci://quay.io/cilium/charts\""]);
}

#[test]
fn charts_of_k3s_and_rke2() {
    let chart = "\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: cilium, namespace: kube-system}
spec:
  repo: https://helm.cilium.io/
  chart: cilium
  version: 1.18.3
  set: {cluster.id: '7'}
  valuesContent: |
    cluster: {name: attic}
    clustermesh: {useAPIServer: true}
";
    let server = "cluster-cidr: 10.42.0.0/16\nservice-cidr: 10.43.0.0/16\nflannel-backend: none\n";
    let files = [("attic/cilium.yaml", chart), ("attic/config.yaml", server)];
    let k3s = draft(&files, &["attic/cilium.yaml", "attic/config.yaml"]);
    has(
        &k3s,
        &["cluster \"attic\" id=7", "platform \"k3s\"", "pod-cidr \"10.42.0.0/16\"", "service-cidr \"10.43.0.0/16\""],
    );
    let config = chart.replace("HelmChart\n", "HelmChartConfig\n").replace("name: cilium,", "name: rke2-cilium,");
    let server = format!("cni: cilium\n{server}");
    let files = [("a/rke2.yaml", config.as_str()), ("a/config.yaml", server.as_str())];
    let rke2 = draft(&files, &["attic=a/rke2.yaml,a/config.yaml"]);
    has(&rke2, &["base helm-chart-config=\"rke2-cilium\"", "platform \"rke2\"", "pod-cidr \"10.42.0.0/16\""]);
}

#[test]
fn what_runs_in_a_cluster() {
    let objects = "\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: cilium-config, namespace: kube-system}
  data:
    cluster-name: oslo
    cluster-id: '4'
    routing-mode: native
    ipv4-native-routing-cidr: 10.0.0.0/9
    ipam: cluster-pool
    cluster-pool-ipv4-cidr: 10.4.0.0/16
    cluster-pool-ipv4-mask-size: '25'
    enable-wireguard: 'true'
    bpf-map-dynamic-size-ratio: '0.005'
    enable-ipv4: 'true'
    debug: 'true'
    cni-exclusive: 'true'
    monitor-aggregation: medium
- apiVersion: apps/v1
  kind: DaemonSet
  metadata: {name: cilium, namespace: kube-system}
  spec: {template: {spec: {containers: [{name: cilium-agent, image: 'quay.io/cilium/cilium:v1.18.2@sha256:0'}]}}}
- apiVersion: v1
  kind: Service
  metadata:
    name: clustermesh-apiserver
    namespace: kube-system
    annotations: {meta.helm.sh/release-name: cilium, example.com/internal: 'true'}
  spec: {type: LoadBalancer}
  status: {loadBalancer: {ingress: [{ip: 192.0.2.7}]}}
- apiVersion: v1
  kind: Secret
  metadata: {name: cilium-kvstoremesh}
  data:
    rome: ZW5kcG9pbnRzOgotIGh0dHBzOi8vcm9tZS5leGFtcGxlLmNvbToyMzgwCg==
    rome.etcd-client.key: AAAA
";
    let draft = draft(&[("live.json", objects)], &["live.json"]);
    has(
        &draft,
        &[
            "cluster \"oslo\" id=4",
            "cilium \"1.18.2\"",
            "routing \"native\" cidr=\"10.0.0.0/9\"",
            "encryption \"wireguard\"",
            "ipam \"cluster-pool\" mask=25",
            "pod-cidr \"10.4.0.0/16\"",
            "ip \"192.0.2.7\"",
            "annotation \"example.com/internal\" \"true\"",
            "mapDynamicSizeRatio",
            "`rome` (rome.example.com port 2380) is a peer in live.json",
        ],
    );
    for absent in ["meta.helm.sh", "AAAA", "chaining", "monitorAggregation"] {
        assert!(!draft.text.contains(absent), "{absent}\n{}", draft.text);
    }
}

#[test]
fn what_says_nothing_of_cilium_is_refused() {
    for text in ["a: 1\n", "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n", "", "[1, 2]"] {
        let wrong = import::read(&super::common::world(&[("x.yaml", text)]), &["x.yaml".to_string()]);
        assert!(wrong.is_err_and(|wrong| wrong[0].contains("nothing here says anything of Cilium")), "{text}");
    }
}

/// A release that was installed without values runs with those of the chart.
#[test]
fn a_cluster_without_values_of_its_own_is_one_with_the_defaults_of_the_chart() {
    for bare in
        ["USER-SUPPLIED VALUES:\nnull\n", "null\n", "{}\n", "USER-SUPPLIED VALUES:\n{}\n", "# nothing\n---\n{}\n"]
    {
        let files = [("live/oslo.yaml", VALUES), ("live/rome.yaml", bare)];
        for paths in [&["live"][..], &["live/oslo.yaml", "live/rome.yaml"]] {
            let draft = draft(&files, paths);
            assert_eq!(draft.clusters, ["oslo", "rome"], "{bare}");
            has(
                &draft,
                &["cluster \"rome\" {", "id=: no file has the id", "pod-cidr \"10.0.0.0/8\" is the chart's own"],
            );
        }
    }
}
