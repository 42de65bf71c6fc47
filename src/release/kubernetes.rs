//! The release of Kubernetes for which a chart is rendered where nothing names one.

/// Helm, which has no cluster to ask when it renders, assumes the release that its makers have set: 1.20
/// where others have built it (`pkg/chartutil/capabilities.go` of Helm 3.19), which the chart of Cilium 1.18
/// refuses (`kubeVersion` in `Chart.yaml`).
pub const KUBERNETES: &str = "1.31.0";
