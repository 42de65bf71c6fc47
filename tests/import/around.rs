//! What is around the values of a cluster: what applies them, certificates, etcds and kops.

use super::common::draft;
use super::sources::has;
use meshc::import::Gap;

const VALUES: &str = "cluster: {name: oslo, id: 3}\nclustermesh: {useAPIServer: true}\n";

const RELEASE: &str = "\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: cilium, namespace: kube-system}
spec:
  chart: {spec: {chart: cilium, version: 1.18.3}}
  values: {cluster: {name: oslo, id: 3}, clustermesh: {useAPIServer: true}}
";

#[test]
fn what_applies_the_chart() {
    let kustomization = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: cilium}\n\
                         spec: {sourceRef: {kind: GitRepository, name: platform}}\n";
    let files = [("release.yaml", RELEASE), ("ks.yaml", kustomization)];
    let own = draft(&files, &["release.yaml", "ks.yaml"]);
    has(&own, &["flux {", "source \"platform\"", "per-cluster #true", "release \"cilium\"", "values-only #true"]);
    assert!(!own.text.contains("allow"), "{}", own.text);
    let without = draft(&files, &["release.yaml"]);
    has(&without, &["// a HelmRelease applies the chart"]);
    let hub = RELEASE.replace("spec:\n", "spec:\n  kubeConfig: {secretRef: {name: oslo-access}}\n");
    let hub = hub.replace("{name: cilium, ", "{name: cilium-oslo, ");
    let hub = draft(&[("release.yaml", &hub), ("ks.yaml", kustomization)], &["release.yaml", "ks.yaml"]);
    has(&hub, &["kubeconfig-secret \"{cluster}-access\""]);
    assert!(
        !hub.text.contains("values-only") && !hub.text.contains("per-cluster") && !hub.text.contains("release \""),
        "{}",
        hub.text
    );
    let application = "\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: cilium, namespace: argocd}
spec:
  project: network
  destination: {server: 'https://kubernetes.default.svc', namespace: kube-system}
  sources:
  - {repoURL: 'https://helm.cilium.io/', chart: cilium, targetRevision: 1.19.1, helm: {valuesObject: {cluster: {name: oslo, id: 3}}}}
  - {repoURL: 'https://git.example.com/x.git', targetRevision: main, ref: values}
";
    let argocd = draft(&[("app.yaml", application)], &["app.yaml"]);
    has(
        &argocd,
        &[
            "argocd {",
            "repo-url \"https://git.example.com/x.git\"",
            "revision \"main\"",
            "project \"network\"",
            "per-cluster #true",
            "application \"cilium\"",
        ],
    );
}

#[test]
fn names_of_certificates() {
    let values = "cluster: {name: oslo, id: 3}\nclustermesh: {useAPIServer: true, apiserver: {service: {type: LoadBalancer}, \
                  tls: {server: {extraDnsNames: ['*.lab.example'], extraIpAddresses: [192.0.2.9]}}}}\n";
    has(&draft(&[("oslo.yaml", values)], &["oslo.yaml"]), &["san \"*.lab.example\" \"192.0.2.9\""]);
    let peer =
        "cluster: {name: rome, id: 4}\nclustermesh: {config: {clusters: [{name: oslo, address: a.lab.example}]}}\n";
    let covered = draft(&[("oslo.yaml", values), ("rome.yaml", peer)], &["oslo.yaml", "rome.yaml"]);
    has(&covered, &["extraDnsNames \"*.lab.example\""]);
    let values =
        "cluster: {name: oslo, id: 3}\nclustermesh: {useAPIServer: true, apiserver: {tls: {auto: {enabled: false}}}}\n";
    let certificate = "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: clustermesh-apiserver-server-cert}\n\
                       spec: {dnsNames: [mesh.oslo.example.com, '*.mesh.cilium.io'], issuerRef: {name: ca}}\n";
    let files = [("oslo.yaml", values), ("oslo-cert.yaml", certificate)];
    let draft = draft(&files, &["oslo=oslo.yaml,oslo-cert.yaml"]);
    has(&draft, &["san \"mesh.oslo.example.com\" \"clustermesh-apiserver.kube-system.svc\" // its certificate"]);
}

#[test]
fn the_etcd_of_a_cluster() {
    let config = "\
apiVersion: v1
kind: ConfigMap
metadata: {name: cilium-config, namespace: kube-system}
data:
  cluster-name: oslo
  cluster-id: '4'
  kvstore: etcd
  etcd-config: |
    endpoints: ['https://etcd-1.example.com:2379', 'https://etcd-2.example.com:2379']
    ca-file: /var/lib/etcd-secrets/ca.crt
    cert-file: /var/lib/etcd-secrets/client.crt
    key-file: /var/lib/etcd-secrets/client.key
";
    let draft = draft(&[("oslo.yaml", config)], &["oslo.yaml"]);
    has(
        &draft,
        &[
            "endpoint \"https://etcd-1.example.com:2379\" \"https://etcd-2.example.com:2379\"",
            "tls ca=\"ca.crt\" cert=\"client.crt\" key=\"client.key\"",
        ],
    );
    assert!(!draft.text.contains("apiserver"), "{}", draft.text);
}

#[test]
fn the_spec_of_kops() {
    let spec = "apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nmetadata: {name: oslo.example.com}\n\
                spec: {nonMasqueradeCIDR: 100.64.0.0/16, networking: {cni: {}}}\n";
    let files = [("oslo.yaml", VALUES), ("kops/oslo.yaml", spec)];
    has(&draft(&files, &["oslo.yaml", "kops"]), &["kops \"oslo.example.com\" spec=\"kops/oslo.yaml\""]);
    let own = spec.replace("cni: {}", "cilium: {version: v1.18.3}");
    let draft = draft(&[("oslo.yaml", VALUES), ("kops/oslo.yaml", &own)], &["oslo.yaml", "kops"]);
    has(&draft, &["// kops installs Cilium by `networking.cilium` in kops/oslo.yaml"]);
}

/// Some clouds tell agents what pods keep their addresses for; a mesh file says it.
#[test]
fn ranges_that_a_cloud_knows_are_gaps() {
    let values = "cluster: {name: east, id: 3}\neni: {enabled: true}\nroutingMode: native\n";
    let draft = draft(&[("east.yaml", values)], &["east.yaml"]);
    has(&draft, &["// routing cidr=: no file has the range", "// node-cidr: no file has the range of the nodes"]);
    assert!(
        draft.gaps.contains(&Gap::Native) && draft.gaps.contains(&Gap::Nodes("east".to_string())),
        "{:?}",
        draft.gaps
    );
}

/// No list in a list is in the dictionary, which tells an empty one from null.
#[test]
fn an_empty_list_inside_a_list_is_left_out() {
    let values = "cluster: {name: east, id: 3}\nhubble: {export: {dynamic: {config: {content: [{name: all, fieldMask: []}]}}}}\n";
    let draft = draft(&[("east.yaml", values)], &["east.yaml"]);
    has(&draft, &["// left out hubble.export.dynamic.config.content: an empty list inside it"]);
}
