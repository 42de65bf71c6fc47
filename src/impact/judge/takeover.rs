//! What a change of what applies a cluster leaves behind, and the order that works.

use super::kind::{Impact, Kind};
use crate::impact::change::{Next, Takeover};
use crate::impact::read::{Manager, Named};
use crate::settings::Risk;

pub static HELM_RELEASE_LEFT: Kind =
    Kind { name: "helm-release-left", risks: &[Risk::Disruptive], page: include_str!("helm_release_left.md") };

pub static FIELDS_LEFT: Kind =
    Kind { name: "fields-left", risks: &[Risk::Disruptive], page: include_str!("fields_left.md") };

pub static APPLICATION_LEFT: Kind =
    Kind { name: "application-left", risks: &[Risk::Disruptive], page: include_str!("application_left.md") };

pub static DELIVERY_RENAMED: Kind =
    Kind { name: "delivery-renamed", risks: &[Risk::Reload], page: include_str!("delivery_renamed.md") };

pub fn judge(change: &Takeover) -> Impact {
    match change {
        Takeover::HelmReleaseLeft { release, kustomization, next } => {
            let subject = format!("HelmRelease `{}`", release.name);
            HELM_RELEASE_LEFT.impact(Risk::Disruptive, subject, helm_release(release, kustomization, *next))
        }
        Takeover::FieldsLeft { before, after } => {
            FIELDS_LEFT.impact(Risk::Disruptive, "managed fields", fields(*before, *after))
        }
        Takeover::ApplicationLeft(named) => {
            let Named { name, namespace, .. } = named;
            let reason = format!(
                "where nothing prunes it, it goes on applying: `kubectl -n {namespace} delete application {name} \
                 --cascade=orphan`; it has no finalizer, so what it applied stays"
            );
            APPLICATION_LEFT.impact(Risk::Disruptive, format!("Application `{name}`"), reason)
        }
        Takeover::Renamed { kind, namespace, before, after } => DELIVERY_RENAMED
            .impact(Risk::Reload, kind.clone(), renamed(kind, namespace, before))
            .with(Some(before), Some(after)),
    }
}

/// helm-controller uninstalls what a HelmRelease has installed when it is deleted, unless it is suspended. A
/// suspension by kubectl is undone as long as a Kustomization applies it, one by `flux` is not.
fn helm_release(release: &Named, kustomization: &str, next: Next) -> String {
    let Named { name, namespace, is_in_hub } = release;
    let place = if *is_in_hub { "" } else { " in the cluster" };
    let suspend = format!("`flux suspend helmrelease {name} -n {namespace}`{place}");
    let delete = format!("`kubectl -n {namespace} delete helmrelease {name}`");
    let order = format!("{suspend}, merge, wait until Kustomization `{kustomization}` is gone, then {delete}");
    match next {
        Next::Other => format!("nothing deletes it, and at each interval it reverts to what it has installed: {order}"),
        Next::Nothing => format!("nothing deletes it, and it installs Cilium again: {order}"),
        Next::OwnHelmRelease => format!(
            "it is yours from now on: give it `valuesFrom`, and take out of `values` what the mesh sets; where yours has \
             another name, {order}"
        ),
    }
}

/// By server-side apply a field goes only when all of its managers have let go of it. The controllers of Flux
/// have a flag for that (`docs/spec/v1/kustomizations.md`, `--override-manager`); Argo CD takes over what was
/// written by `Update` only (`docs/user-guide/sync-options.md`, client-side apply migration).
fn fields(before: Manager, after: Option<Manager>) -> String {
    let name = before.name();
    let cure = match after {
        Some(Manager::HelmController) => format!("start helm-controller with `--override-manager={name}`"),
        Some(Manager::KustomizeController) => format!("start kustomize-controller with `--override-manager={name}`"),
        Some(Manager::ArgoCd) | None => format!(
            "remove `{name}` from `metadata.managedFields` of Secrets `cilium-clustermesh` and `cilium-kvstoremesh` and \
             of Deployment `clustermesh-apiserver`"
        ),
    };
    format!(
        "{name} still owns what it has applied, so a peer that is removed later stays there, without any warning: {cure}"
    )
}

fn renamed(kind: &str, namespace: &str, name: &str) -> String {
    match kind {
        "ApplicationSet" => format!(
            "the old one owns the Applications: `kubectl -n {namespace} delete applicationset {name} --cascade=orphan` \
             leaves them, and all that they apply, to the new one"
        ),
        _ => {
            "whatever applies `flux/` removes the old one; HelmReleases may not be ready for a moment, and nothing that \
              runs changes"
                .to_string()
        }
    }
}
