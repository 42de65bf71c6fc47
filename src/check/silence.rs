//! `lint` and `allow`: which findings stay, and at which level.

use super::gather::gather;
use crate::diagnostic::{Diagnostic, Diagnostics, Exception, Exceptions, Severity, Silence, Silenced};
use crate::facts::clusters::shown;
use crate::model::{Allow, Level, LintSeverity, Mesh};
use crate::plan::{Deployed, Plan};
use crate::rules::{Case, Look, RULES, Row, find, unsilenceable_rule, unused_allow};
use crate::source::Spanned;
use std::collections::{BTreeMap, BTreeSet};

/// Applies the levels of `lint` and the exceptions of `allow`; reports those that silence nothing or cannot.
pub fn apply(mesh: &mut Mesh, plan: &mut Plan, deployed: &Deployed<'_>, found: &mut Diagnostics) -> Exceptions {
    let lowered = mesh.levels.iter().filter(|level| is_lowered(level)).map(|level| &level.rule);
    for rule in lowered.chain(mesh.allows.iter().map(|allow| &allow.rule)) {
        if find(&rule.value).is_some_and(|rule| rule.silence == Silence::Refused) {
            refuse(rule, found);
        }
    }
    // What `lint` turns off stays allowed for a reason: only afterwards is anything left out. An `allow` of
    // `unused-allow` is never idle, for it would silence that finding itself.
    let touched: BTreeSet<Key<'_>> = found.0.iter().flat_map(keys).collect();
    let idle = |allow: &&Allow| {
        exception(allow).is_some() && allow.rule.value != unused_allow::RULE.name && !touched.contains(&key(allow))
    };
    let idle: Vec<&Allow> = mesh.allows.iter().filter(idle).collect();
    if !idle.is_empty() && !hides_findings(mesh, found) {
        found.0.extend(idle.into_iter().map(unused));
    }
    let exceptions = exceptions(mesh, found);
    RULES.iter().for_each(|row| look_again(row, (mesh, plan), deployed, found));
    let allowed: BTreeSet<Key<'_>> = mesh.allows.iter().map(key).collect();
    found.0.retain_mut(|diagnostic| stays(mesh, &allowed, diagnostic));
    exceptions
}

/// Whether something is not read, or not known, so that some rule may have nothing to look at yet.
fn hides_findings(mesh: &Mesh, found: &Diagnostics) -> bool {
    let is_of_parse = |finding: &Diagnostic| {
        let row = RULES.iter().find(|row| row.rule.name == finding.rule.name);
        finding.severity == Severity::Error && row.is_some_and(|row| matches!(row.look, Look::Parse))
    };
    mesh.clusters.iter().any(|cluster| cluster.release().is_none()) || found.0.iter().any(is_of_parse)
}

/// An `allow` as an exception that silences nothing yet; none when it gives no reason or its rule cannot be
/// silenced, which are findings of their own.
fn exception(allow: &Allow) -> Option<Exception> {
    let rule = find(&allow.rule.value).filter(|rule| rule.silence == Silence::Allowed)?;
    let (reason, cluster) = (allow.reason.clone()?, allow.cluster.clone());
    Some(Exception { rule, span: allow.rule.span, cluster, reason, silenced: 0 })
}

/// What an `allow` is about: a rule, and a cluster unless it holds everywhere.
type Key<'a> = (&'a str, Option<&'a str>);

fn key(allow: &Allow) -> Key<'_> {
    (&allow.rule.value, allow.cluster.as_deref())
}

/// What an `allow` may be about to silence a finding.
fn keys(finding: &Diagnostic) -> BTreeSet<Key<'_>> {
    let clusters = finding.clusters.iter().map(|cluster| Some(cluster.as_str()));
    std::iter::once(None).chain(clusters).map(|cluster| (finding.rule.name, cluster)).collect()
}

/// What is allowed, compared with everything that was found.
fn exceptions(mesh: &Mesh, found: &Diagnostics) -> Exceptions {
    let mut counts: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    for finding in found.0.iter().filter(|finding| finding.silence == Silence::Allowed) {
        keys(finding).into_iter().for_each(|key| *counts.entry(key).or_default() += 1);
    }
    let count = |allow: &Allow| counts.get(&key(allow)).copied().unwrap_or_default();
    let counted = |allow: &Allow| Some(Exception { silenced: count(allow), ..exception(allow)? });
    let mut allows: Vec<(&Allow, Exception)> =
        mesh.allows.iter().filter_map(|allow| Some((allow, counted(allow)?))).collect();
    allows.sort_by_key(|(_, exception)| exception.span);
    // Of several that are about the same, the first one silences it.
    let mut first: BTreeMap<Key<'_>, &Exception> = BTreeMap::new();
    allows.iter().for_each(|(allow, exception)| _ = first.entry(key(allow)).or_insert(exception));
    let silenced = found.0.iter().filter(|finding| finding.silence == Silence::Allowed).filter_map(|finding| {
        let mut by: Vec<&Exception> = keys(finding).iter().filter_map(|key| first.get(key).copied()).collect();
        by.sort_by_key(|exception| exception.span);
        let by: Vec<Exception> = by.into_iter().cloned().collect();
        let mut finding = Some(finding).filter(|_| !by.is_empty())?.clone();
        level(mesh, &mut finding);
        Some(Silenced { finding, by })
    });
    let mut silenced: Vec<Silenced> = silenced.collect();
    silenced.sort_by_key(|silenced| silenced.finding.place());
    Exceptions { allows: allows.into_iter().map(|(_, exception)| exception).collect(), silenced }
}

/// Whether `lint` asks for less than the rule's own level.
fn is_lowered(level: &Level) -> bool {
    match level.severity {
        None => true,
        Some(LintSeverity::Warning) => find(&level.rule.value).is_some_and(|rule| rule.severity == Severity::Error),
        Some(LintSeverity::Error) => false,
    }
}

/// Where a finding involves more clusters than those that allow its rule, looks for what the others have
/// among themselves.
fn look_again(row: &Row, (mesh, plan): (&mut Mesh, &mut Plan), deployed: &Deployed<'_>, found: &mut Diagnostics) {
    let Look::Case(check) = row.look else { return };
    let of_rule = mesh.allows.iter().filter(|allow| allow.rule.value == row.rule.name);
    let allowing: BTreeSet<String> = of_rule.filter_map(|allow| allow.cluster.clone()).collect();
    let may_go = |finding: &Diagnostic| finding.rule.name == row.rule.name && finding.silence == Silence::Allowed;
    let is_split = |finding: &Diagnostic| {
        let allow = |name: &String| allowing.contains(name);
        may_go(finding) && finding.clusters.iter().any(allow) && !finding.clusters.iter().all(allow)
    };
    if !found.0.iter().any(is_split) {
        return;
    }
    let again = without(&allowing, (mesh, plan), deployed, check);
    let (before, others): (Vec<_>, Vec<_>) = std::mem::take(&mut found.0).into_iter().partition(may_go);
    found.0 = others;
    found.0.extend(again.0.into_iter().filter(may_go).map(|finding| with_way_out(finding, &before)));
}

/// What a check finds without those clusters, which come back to their places.
fn without(
    names: &BTreeSet<String>,
    (mesh, plan): (&mut Mesh, &mut Plan),
    deployed: &Deployed<'_>,
    check: fn(&Case<'_>, &mut Diagnostics),
) -> Diagnostics {
    let goes: Vec<bool> = mesh.clusters.iter().map(|cluster| names.contains(&cluster.name.value)).collect();
    let (of_mesh, of_plan) = (take(&mut mesh.clusters, &goes), take(&mut plan.clusters, &goes));
    let mut found = Diagnostics::default();
    check(&Case { mesh, plan, deployed }, &mut found);
    put_back(&mut mesh.clusters, of_mesh, &goes);
    put_back(&mut plan.clusters, of_plan, &goes);
    gather(&mesh.clusters, &mut found);
    found
}

/// Removes the items.
fn take<T>(items: &mut Vec<T>, goes: &[bool]) -> Vec<T> {
    let (out, stay): (Vec<_>, Vec<_>) = std::mem::take(items).into_iter().zip(goes).partition(|(_, goes)| **goes);
    items.extend(stay.into_iter().map(|(item, _)| item));
    out.into_iter().map(|(item, _)| item).collect()
}

/// Puts the removed items back.
fn put_back<T>(items: &mut Vec<T>, out: Vec<T>, went: &[bool]) {
    let (mut stayed, mut out) = (std::mem::take(items).into_iter(), out.into_iter());
    items.extend(went.iter().filter_map(|went| if *went { out.next() } else { stayed.next() }));
}

/// The finding with the way out that was seen beside all clusters, when one at its place was: it leads into
/// none of them.
fn with_way_out(mut finding: Diagnostic, before: &[Diagnostic]) -> Diagnostic {
    let place = |finding: &Diagnostic| finding.primary().map(|label| label.span);
    let mut there = before.iter().filter(|earlier| place(earlier) == place(&finding));
    if let Some(earlier) = there.clone().find(|earlier| earlier.message == finding.message).or_else(|| there.next()) {
        (finding.help, finding.fixes) = (earlier.help.clone(), earlier.fixes.clone());
    }
    finding
}

/// Whether a finding stays, at the level that `lint` gives it.
fn stays(mesh: &Mesh, allowed: &BTreeSet<Key<'_>>, diagnostic: &mut Diagnostic) -> bool {
    let is_allowed = |diagnostic: &Diagnostic| {
        diagnostic.silence == Silence::Allowed && keys(diagnostic).iter().any(|key| allowed.contains(key))
    };
    level(mesh, diagnostic) && !is_allowed(diagnostic)
}

/// Gives a finding the level that `lint` sets; whether that leaves it on.
fn level(mesh: &Mesh, diagnostic: &mut Diagnostic) -> bool {
    let is_refused = diagnostic.silence == Silence::Refused;
    for level in mesh.levels.iter().filter(|level| level.rule.value == diagnostic.rule.name) {
        match level.severity {
            Some(LintSeverity::Error) => diagnostic.severity = Severity::Error,
            Some(LintSeverity::Warning) if !is_refused => diagnostic.severity = Severity::Warning,
            None if !is_refused => return false,
            _ => {}
        }
    }
    true
}

fn refuse(rule: &Spanned<String>, found: &mut Diagnostics) {
    let message = format!("`{}` cannot be silenced", rule.value);
    let help = "fix what it finds: otherwise the output would be wrong";
    found.push(unsilenceable_rule::RULE.at(rule.span, "cannot be silenced", message).help(help));
}

fn unused(allow: &Allow) -> Diagnostic {
    let place =
        allow.cluster.as_ref().map_or_else(|| "the mesh".to_string(), |name| format!("cluster {}", shown(name)));
    let message = format!("`{}` finds nothing in {place}", allow.rule.value);
    let diagnostic = unused_allow::RULE.at(allow.rule.span, "silences nothing", message).help("remove this `allow`");
    match &allow.cluster {
        Some(cluster) => diagnostic.about(cluster),
        None => diagnostic,
    }
}
