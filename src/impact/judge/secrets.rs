//! Changes of who makes Secrets with a CA or certificates, on a chart.

use super::kind::{Impact, Kind};
use crate::impact::change::{Content, Handover, SecretChange};
use crate::impact::read::Charts;
use crate::release::certificates::{Maker, Whose};
use crate::settings::Risk;

pub static SECRET_DELETED: Kind = Kind {
    name: "secret-deleted",
    risks: &[Risk::Reload, Risk::Disruptive, Risk::Destructive],
    page: include_str!("secret_deleted.md"),
};

pub static SECRET_TAKEN_OVER: Kind = Kind {
    name: "secret-taken-over",
    risks: &[Risk::Reload, Risk::Disruptive, Risk::Destructive],
    page: include_str!("secret_taken_over.md"),
};

pub fn judge(change: &SecretChange) -> Impact {
    match change.handover {
        Handover::Dropped(next) => dropped(change, next),
        Handover::Taken => taken(change),
        Handover::Found => found(change),
    }
}

/// `cilium.ca.setup` in `_helpers.tpl` of the charts, 1.14 to 1.20: the CA in the values, or else the one in
/// the Secret, which Helm finds and what renders without a look at the cluster does not, or else a new one.
fn found(change: &SecretChange) -> Impact {
    let (risk, reason) = match change.charts() {
        Charts::Installed => {
            let reason = "the CA is no longer in the values: Helm finds it in the Secret and signs with it as before; \
                          leave the Secret in place";
            (Risk::Reload, reason)
        }
        Charts::Rendered => {
            let reason = "the CA is no longer in the values, so the chart generates a new one whenever it is rendered: no \
                          peer trusts it; write `certificates \"cron-job\"` in `mesh`, which signs with the one in \
                          the Secret, and keep that";
            (Risk::Destructive, reason)
        }
    };
    SECRET_TAKEN_OVER.impact(risk, subject(change), reason)
}

fn dropped(change: &SecretChange, next: Option<Maker>) -> Impact {
    let who = match change.charts() {
        Charts::Installed => "Helm",
        Charts::Rendered => change.tool.map_or("what applies it", |tool| tool.name),
    };
    let (it, keep) = (pronoun(change), kubectl(change, "annotate", change.charts().keep()));
    let (risk, follows) = match (change.content, next) {
        (Content::Ca, _) => {
            let follows = "with the private key of the CA; without it no certificate that peers trust can be issued";
            (Risk::Destructive, follows.to_string())
        }
        (Content::Certificates(whose), next) => {
            let (are, others) = if change.secrets.len() > 1 { ("are", "others") } else { ("is", "another") };
            let follows = match next {
                Some(Maker::User) => format!("even where you provide {it}"),
                Some(Maker::CertManager) => format!("and there {are} none until cert-manager has made {others}"),
                _ => format!("and there {are} none until a Job has made {others}"),
            };
            (if whose == Whose::Apiserver { Risk::Disruptive } else { Risk::Reload }, follows)
        }
    };
    let reason = format!(
        "the chart no longer renders {it}, so {who} deletes {it}, {follows}; to keep {it}, run this before the change is applied: {keep}"
    );
    SECRET_DELETED.impact(risk, subject(change), reason)
}

/// Helm's own marks: `pkg/action/validate.go` of Helm v3.19.
fn taken(change: &SecretChange) -> Impact {
    let them = pronoun(change);
    let (risk, reason) = match (change.charts(), change.content) {
        (Charts::Installed, _) => {
            let label = kubectl(change, "label", "app.kubernetes.io/managed-by=Helm");
            let release =
                format!("meta.helm.sh/release-name=cilium meta.helm.sh/release-namespace={}", change.namespace);
            let annotate = kubectl(change, "annotate", &release);
            let reason = format!(
                "the chart begins to render {them}, and Helm refuses to overwrite what it did not create; mark \
                 {them} as owned by the release before this is applied: {label} and {annotate}"
            );
            (Risk::Disruptive, reason)
        }
        (Charts::Rendered, Content::Ca) => {
            let reason = "the chart generates a new CA whenever it is rendered, which replaces the existing one: no \
                          peer trusts it";
            (Risk::Destructive, reason.to_string())
        }
        (Charts::Rendered, Content::Certificates(_)) => {
            let reason = "the chart generates new ones whenever it is rendered, which replace the existing ones";
            (Risk::Disruptive, reason.to_string())
        }
    };
    SECRET_TAKEN_OVER.impact(risk, subject(change), reason)
}

fn subject(change: &SecretChange) -> String {
    let of = match change.content {
        Content::Certificates(Whose::Apiserver) if change.secrets.len() > 1 => "clustermesh-apiserver",
        Content::Certificates(Whose::Hubble) if change.secrets.len() > 1 => "Hubble",
        _ => return format!("Secret `{}`", change.secrets.concat()),
    };
    format!("certificates of {of}")
}

fn pronoun(change: &SecretChange) -> &'static str {
    if change.secrets.len() > 1 { "them" } else { "it" }
}

/// What marks the Secrets.
fn kubectl(change: &SecretChange, verb: &str, marks: &str) -> String {
    format!("`kubectl -n {} {verb} secret {} {marks}`", change.namespace, change.secrets.join(" "))
}
