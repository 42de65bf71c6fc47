#![doc = include_str!("certificates_change_on_render.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names};
use crate::model::{Cluster, Mesh, Method};
use crate::plan;
use crate::release::certificates::{HUBBLE_METHOD, makes_ca};

/// The rule.
pub static RULE: Rule = Rule {
    name: "certificates-change-on-render",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("certificates_change_on_render.md"),
};

/// Looks for clusters on the chart whose CA Helm makes again, where the chart is rendered without a cluster
/// to look at. What a distribution installs, its own helm-controller installs with Helm.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let Some(renderer) = Renderer::of(case.mesh) else { return };
    let rendered = case.clusters().filter(|(_, settled)| settled.applied_chart().is_some());
    if case.mesh.certificates.method() == Method::Helm {
        let served = rendered.filter(|(cluster, _)| cluster.apiserver.get().is_some());
        let made = served.filter(|(cluster, settled)| makes_ca_again(cluster, settled));
        let clusters: Vec<&Cluster> = made.map(|(cluster, _)| cluster).collect();
        if let Some(span) = case.mesh.certificates.span.filter(|_| !clusters.is_empty()) {
            let message = format!("{} makes another CA for {}", renderer.occasion(), names(&clusters));
            let help =
                renderer.help("write `certificates \"cron-job\"`, and give every cluster the Secret with the CA");
            found.push(about(RULE.at(span, "made by Helm", message).help(help), &clusters));
        }
        return;
    }
    // That Helm makes a CA which something else brings is another rule's business.
    for (cluster, settled) in rendered.filter(|_| !case.mesh.brings_ca()) {
        let stated = cluster.values.place(HUBBLE_METHOD);
        let Some(span) = stated.filter(|_| makes_ca_again(cluster, settled)) else { continue };
        let message = format!("{} makes another CA, for Hubble's certificates", renderer.occasion());
        let help = renderer.help("write \"cronJob\", or remove it: Hubble's certificates are made as the others");
        found.push(RULE.at(span, "made by Helm", message).help(help).about(&cluster.name.value));
    }
}

fn makes_ca_again(cluster: &Cluster, settled: &plan::Cluster) -> bool {
    let values = settled.chart().map(|chart| &chart.own);
    cluster.release().zip(values).is_some_and(|(release, values)| makes_ca(release, values))
}

/// What renders the chart without a cluster to look at.
#[derive(Clone, Copy)]
enum Renderer {
    /// Argo CD.
    ArgoCd,
    /// kustomize, or `helm template`: what installs the chart is not known, and Helm itself may.
    Perhaps,
}

impl Renderer {
    /// None where Helm itself installs the chart, as Flux has it do: it looks up the CA, and keeps what it
    /// finds (`cilium.ca.setup` in `templates/_helpers.tpl`). None either where it cannot be read what does.
    fn of(mesh: &Mesh) -> Option<Renderer> {
        let deliveries = &mesh.deliveries;
        match deliveries.argocd.get() {
            Some(_) => Some(Renderer::ArgoCd),
            None if deliveries.argocd.is_nothing() && deliveries.flux.is_nothing() => Some(Renderer::Perhaps),
            None => None,
        }
    }

    fn occasion(self) -> &'static str {
        match self {
            Renderer::ArgoCd => "every time Argo CD renders the chart, it",
            Renderer::Perhaps => "every `kustomize build` or `helm template`",
        }
    }

    fn help(self, instead: &str) -> String {
        match self {
            Renderer::ArgoCd => instead.to_string(),
            Renderer::Perhaps => {
                format!("{instead}; Helm itself keeps the CA that it finds: where it installs the chart, `allow` this")
            }
        }
    }
}
