//! Keys of `cilium-config` whose text agents cannot read in the type of the flag.

use crate::diagnostic::{Diagnostic, Rule};
use crate::model::{Cluster, Mesh, variable};
use crate::release::dictionary::Dictionary;
use crate::release::flags::{self, Type};
use crate::settings::merged::{behind, chart_writes};
use crate::settings::owner_of_key;
use crate::source::Span;
use crate::words::shown;
use crate::yaml::Value;

/// A key as a user has written it.
struct Written<'m> {
    key: &'m str,
    text: &'m str,
    place: Span,
}

/// The keys in `config` and in `extraConfig` that agents of a cluster cannot read. What becomes a value of
/// the chart is held against that, and what the mesh file sets is refused where it is written.
pub fn refused(rule: &'static Rule, mesh: &Mesh, cluster: &Cluster) -> Vec<Diagnostic> {
    let Some((release, dictionary)) = cluster.release().zip(cluster.dictionary()) else { return Vec::new() };
    let is_own = |written: &Written<'_>| {
        let is_gone = || release.retired_config(written.key).is_some();
        owner_of_key(release, written.key).is_none() && !is_gone()
    };
    let all = of_config(mesh, cluster).into_iter().chain(of_extra(mesh, cluster));
    all.filter(is_own).filter_map(|written| unread(rule, dictionary, &written)).collect()
}

fn of_config<'m>(mesh: &Mesh, cluster: &'m Cluster) -> Vec<Written<'m>> {
    let settings = cluster.config.iter().filter(|it| !cluster.is_on_chart() || behind(mesh, cluster, it).is_none());
    settings.map(|it| Written { key: &it.key.value, text: &it.value, place: it.place }).collect()
}

fn of_extra<'m>(mesh: &Mesh, cluster: &'m Cluster) -> Vec<Written<'m>> {
    let keys = cluster.values.get("extraConfig").filter(|_| cluster.is_on_chart()).and_then(Value::as_object);
    let is_chart = |key: &str| cluster.chart_key(key).is_some_and(|(row, _)| chart_writes(mesh, cluster, row));
    let keys = keys.into_iter().flatten().filter(|(key, _)| !is_chart(key));
    let written = |(key, value): (&'m String, &'m Value)| {
        let place = cluster.values.place(&format!("extraConfig.{key}"))?;
        Some(Written { key, text: value.as_str()?, place })
    };
    keys.filter_map(written).collect()
}

fn unread(rule: &'static Rule, dictionary: Dictionary, written: &Written<'_>) -> Option<Diagnostic> {
    let Written { key, text, place } = *written;
    let kind = flags::type_of(key).filter(|_| dictionary.is_of_agents(key))?;
    if kind.reads(text) || variable(&text.into()).is_some() {
        return None;
    }
    let message = format!("agents do not start: {} is {}, and {} is none", shown(key), kind.name(), shown(text));
    let help = match kind {
        Type::Switch => "write \"true\" or \"false\"",
        Type::Integer => "write an integer, such as \"1024\"",
        Type::Unsigned => "write an integer from 0 on, such as \"1024\"",
        Type::Number => "write a number, such as \"0.5\"",
        Type::Duration => "write a number with its unit, such as \"30s\"",
    };
    Some(rule.at(place, format!("not {}", kind.name()), message).help(help))
}
