//! Changes of objects that run no pods: key material, Services, rights.

use super::kind::{Impact, Kind};
use crate::impact::change::{ObjectChange, Side};
use crate::plan::Target;
use crate::release::CONFIG;
use crate::settings::{Effect, Risk};

pub static CERTIFICATE_CHANGED: Kind = Kind {
    name: "certificate-changed",
    risks: &[Risk::Reload, Risk::Disruptive],
    page: include_str!("certificate_changed.md"),
};

pub static KEY_MATERIAL_CHANGED: Kind =
    Kind { name: "key-material-changed", risks: &[Risk::Disruptive], page: include_str!("key_material_changed.md") };

pub static KEY_MATERIAL_REMOVED: Kind =
    Kind { name: "key-material-removed", risks: &[Risk::Disruptive], page: include_str!("key_material_removed.md") };

pub static SERVICE_CHANGED: Kind = Kind {
    name: "service-changed",
    risks: &[Risk::Reload, Risk::Disruptive],
    page: include_str!("service_changed.md"),
};

pub static OBJECT_APPLIED: Kind =
    Kind { name: "object-applied", risks: &[Risk::Reload, Risk::Restart], page: include_str!("object_applied.md") };

pub static OBJECT_REMOVED: Kind =
    Kind { name: "object-removed", risks: &[Risk::Reload], page: include_str!("object_removed.md") };

/// Why key material from another source has its risk.
pub const OTHER_KEYS: &str = "key material comes from another source: connections break if the key differs";

pub fn judge(ObjectChange { target, side }: &ObjectChange) -> Impact {
    let of = |kind: &Kind, risk, reason| kind.impact(risk, subject(target), reason);
    match (target.kind.as_str(), target.name.as_str()) {
        ("ConfigMap", CONFIG) => of(&OBJECT_APPLIED, Risk::Restart, Effect::AT_START.reason),
        ("ConfigMap", "clustermesh-remote-users") => {
            of(&OBJECT_APPLIED, Risk::Reload, "clustermesh-apiserver watches it")
        }
        ("Service", "clustermesh-apiserver") => of(&SERVICE_CHANGED, Risk::Disruptive, Effect::SERVICE.reason),
        ("Certificate" | "Issuer" | "ClusterIssuer", _) => {
            of(&CERTIFICATE_CHANGED, Risk::Disruptive, Effect::CERTIFICATES.reason)
        }
        ("Secret" | "ExternalSecret", _) => of(&KEY_MATERIAL_CHANGED, Risk::Disruptive, OTHER_KEYS),
        _ if *side == Side::Removed => of(&OBJECT_REMOVED, Risk::Reload, "it is removed"),
        _ => of(&OBJECT_APPLIED, Risk::Reload, "it is applied; nothing restarts"),
    }
}

/// An object as plans name it.
pub fn subject(target: &Target) -> String {
    format!("{} `{}`", target.kind, target.name)
}
