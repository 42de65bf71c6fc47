//! What a change of what applies a cluster leaves behind: objects of the former tool that go on applying, and
//! fields that it still owns.

use crate::impact::read::{Appliers, Manager, Named, Output};

/// Something that is left behind, or goes by another name.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum Takeover {
    /// A HelmRelease that nothing deletes: it goes on installing what it has.
    HelmReleaseLeft { release: Named, kustomization: String, next: Next },
    /// Fields of objects that the former manager set stay its own. What takes over is none where that is
    /// not known.
    FieldsLeft { before: Manager, after: Option<Manager> },
    /// What serves several clusters is called otherwise: its kind and its names.
    Renamed { kind: String, namespace: String, before: String, after: String },
    /// An Application that is called otherwise.
    ApplicationLeft(Named),
}

/// What comes after a HelmRelease that is left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// A HelmRelease of the user's own, which may have its name.
    OwnHelmRelease,
    /// Something else.
    Other,
    /// Nothing: the cluster leaves the mesh.
    Nothing,
}

/// What is left behind in a cluster that has another name or none in the new output.
pub fn changes((old, before): (&Output, &str), (new, after): (&Output, Option<&str>)) -> Vec<Takeover> {
    if after == Some(before) && old.has_equal(new, &Appliers::files(before)) {
        return Vec::new();
    }
    let (from, to) = (Appliers::of(old, before), after.map(|name| Appliers::of(new, name)).unwrap_or_default());
    let mut changes = Vec::new();
    if let Some(release) = from.helm_release.as_ref().filter(|release| to.helm_release.as_ref() != Some(release)) {
        let next = match after {
            None => Next::Nothing,
            Some(_) if to.has_values_only => Next::OwnHelmRelease,
            Some(_) => Next::Other,
        };
        let kustomization = format!("release-cilium-{before}");
        changes.push(Takeover::HelmReleaseLeft { release: release.clone(), kustomization, next });
    }
    if after.is_none() {
        return changes;
    }
    if let Some(manager) = from.manager().filter(|manager| to.manager() != Some(*manager)) {
        changes.push(Takeover::FieldsLeft { before: manager, after: to.manager() });
    }
    if let Some(application) = from.application.as_ref().filter(|named| to.application.as_ref() != Some(named)) {
        changes.push(Takeover::ApplicationLeft(application.clone()));
    }
    let renamed = |kind: &str, namespace: &str, before: &str, after: &str| Takeover::Renamed {
        kind: kind.to_string(),
        namespace: namespace.to_string(),
        before: before.to_string(),
        after: after.to_string(),
    };
    if let (Some(set), Some(other)) = (&from.application_set, &to.application_set)
        && set != other
    {
        changes.push(renamed("ApplicationSet", &set.namespace, &set.name, &other.name));
    }
    if let (Some((kind, name)), Some((other_kind, other))) = (&from.source, &to.source)
        && (kind, name) != (other_kind, other)
    {
        let namespace = from.helm_release.as_ref().map_or("", |release| &release.namespace);
        changes.push(renamed(kind, namespace, name, other));
    }
    changes
}
