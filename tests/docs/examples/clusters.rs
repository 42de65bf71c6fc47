//! `cluster`, and what is in its nodes.

use super::{Row, row};

/// What is in `cluster` and in `defaults`.
pub const CLUSTER: &[Row] = &[
    row("cluster", "cilium", "the mesh's", r#"cilium "1.19.6""#),
    row("cluster", "base", "the mesh's", r#"base path="vendor/cilium/{cluster}""#),
    row("cluster", "platform", "", r#"platform "eks""#),
    row("cluster", "pod-cidr", "its block of the `address-pool`", r#"pod-cidr "10.1.0.0/16" "fd00:1::/104""#),
    row(
        "cluster",
        "service-cidr",
        "not known; some rules then ask for the platform's default",
        r#"service-cidr "10.101.0.0/20""#,
    ),
    row("cluster", "node-cidr", "not known", r#"node-cidr network="shared-vpc""#),
    row("cluster", "max-nodes", "", "max-nodes 250"),
    row("cluster", "ca", "the mesh's", r#"ca "us-root""#),
    row("cluster", "host-firewall", "`#false`", "host-firewall #true"),
    row(
        "cluster",
        "ipam",
        r#"`"cluster-pool"`, with a /24 for each node, or a /120 of IPv6"#,
        r#"ipam "cluster-pool" mask=25"#,
    ),
    row("cluster", "chaining", "none", r#"chaining "aws-cni""#),
    row("cluster", "kube-proxy-replacement", "the release's own: off", "kube-proxy-replacement #true"),
    row(
        "cluster",
        "etcd",
        "none: peers read clustermesh-apiserver",
        r#"etcd {
    endpoint "https://etcd.example.com:2379"
    tls ca="ca.crt" cert="client.crt" key="client.key"
}"#,
    ),
    row(
        "cluster",
        "apiserver",
        "none; the port is 2379, for a NodePort 32379",
        r#"apiserver "NodePort" port=32380 {
    ip "10.2.0.4" "10.2.0.5"
}"#,
    ),
    row("cluster", "kops", "", r#"kops "paris.example.com" spec="kops/paris.yaml""#),
    row(
        "cluster",
        "config",
        "",
        r#"config {
    monitor-aggregation "maximum"
    debug #true
}"#,
    ),
    row("cluster", "values", "", "values {\n    operator { replicas 2 }\n}"),
    row(
        "cluster",
        "patch",
        "",
        r#"patch kind="DaemonSet" name="cilium" {
    add "/spec/template/spec/tolerations/-" { key "gpu"; operator "Exists" }
}"#,
    ),
    row("cluster", "context", "the cluster's name", r#"context "prod-eu""#),
    row("cluster", "allow", "", r#"allow "single-node-endpoint" reason="it has one node""#),
];

/// What is in the nodes of a cluster.
pub const BELOW: &[Row] = &[
    row("etcd", "endpoint", "", r#"endpoint "https://etcd-a.example.com:2379" "https://etcd-b.example.com:2379""#),
    row("etcd", "version", "not known", r#"version "3.5.9""#),
    row("etcd", "tls", "no TLS", r#"tls ca="ca.crt" cert="client.crt" key="client.key""#),
    row("etcd", "credentials", r#"`"existing"`"#, r#"credentials "existing" secret="cilium-etcd-secrets""#),
    row("apiserver", "ip", "", r#"ip "192.0.2.10""#),
    row("apiserver", "address", "", r#"address "mesh.paris.example.com""#),
    row("apiserver", "pending", "`#false`", "pending #true"),
    row(
        "apiserver",
        "annotation",
        "",
        r#"annotation "service.beta.kubernetes.io/aws-load-balancer-scheme" "internal""#,
    ),
    row("apiserver", "san", "the names that meshc knows", r#"san "mesh.example.com""#),
    row("kops", "etcd-version", "the spec's", r#"etcd-version "3.1.11""#),
    row("kops", "image", "", r#"image "kope.io/k8s-1.9-debian-stretch-amd64-hvm-ebs-2018-03-11""#),
    row("kops", "security-group", "", r#"security-group "sg-0123456789abcdef0""#),
    row("patch", "add", "", r#"add "/metadata/annotations/owner" "team-paris""#),
    row("patch", "replace", "", r#"replace "/spec/replicas" 2"#),
    row("patch", "test", "", r#"test "/spec/template/spec/hostNetwork" #true"#),
    row("patch", "remove", "", r#"remove "/spec/template/spec/containers/0/livenessProbe""#),
    row("patch", "move", "", r#"move "/metadata/labels/team" from="/metadata/annotations/team""#),
    row("patch", "copy", "", r#"copy "/metadata/labels/team" from="/metadata/annotations/team""#),
];
