//! What the agent's configuration of a cluster comes to: each flag of the agent, and each value of the chart
//! behind it, with where it comes from.
//!
//! Several have a say: the release's defaults, what the mesh file sets, the user's `values` and `config`,
//! arguments and variables of the agent, and JSON patches. Rules ask here and show the place that an answer
//! names, so that it is all one in which of them a user has written something. Nothing is worked out before
//! somebody asks. `flags` asks a cluster on the chart, `manifests` one on a base, `over` what lies over the
//! `cilium-config` of both; `terms` holds refusals of a release against the answers, and `keys` tells which
//! keys of `cilium-config` the chart writes.

mod flags;
mod keys;
mod likeness;
mod manifests;
mod over;
mod peers;
mod settled;
mod terms;

pub use keys::{behind, chart_writes, is_on, switched_on_by, typed};
pub use likeness::Likeness;
pub use peers::PATH as PEERS;
pub use settled::{Origin, Settled};
pub use terms::{Because, Refused};

use self::likeness::switches;
use self::terms::Lookup;
use super::{Input, is_within};
use crate::model::{Cluster, Mesh, variable};
use crate::plan;
use crate::release::Release;
use crate::release::refusals::minor;
use crate::source::Spanned;
use crate::yaml::{self, Value};

/// The merged settings of a cluster.
#[derive(Debug, Clone, Copy)]
pub struct Merged<'m> {
    mesh: &'m Mesh,
    cluster: &'m Cluster,
    plan: &'m plan::Cluster,
    release: &'static Release,
}

impl<'m> Merged<'m> {
    /// Those of a cluster of a release with clustermesh-apiserver. Nothing where something cannot be read
    /// that may decide about them.
    pub fn of(mesh: &'m Mesh, cluster: &'m Cluster, plan: &'m plan::Cluster) -> Option<Merged<'m>> {
        let merged = Merged::as_written(mesh, cluster, plan)?;
        let of_mesh = [mesh.routing.mode.is_broken(), mesh.encryption.kind.is_broken()];
        let of_cluster = [cluster.ipam.is_broken(), cluster.pod_cidrs.is_broken()];
        let switches = switches().map(|read| read(mesh, cluster).is_broken());
        let is_known = !of_mesh.into_iter().chain(of_cluster).chain(switches).any(|is_broken| is_broken);
        is_known.then_some(merged)
    }

    /// The same for a question that only what users write in the words of Cilium decides.
    pub fn as_written(mesh: &'m Mesh, cluster: &'m Cluster, plan: &'m plan::Cluster) -> Option<Merged<'m>> {
        let release = cluster.release().filter(|release| release.modern().is_some())?;
        let broken = [cluster.config.is_broken(), cluster.values.broken.is_some(), cluster.patches.is_broken()];
        let is_known = !broken.into_iter().any(|is_broken| is_broken);
        is_known.then_some(Merged { mesh, cluster, plan, release })
    }

    /// The cluster.
    pub fn cluster(&self) -> &'m Cluster {
        self.cluster
    }

    /// Whether users have a say besides the mesh file: on a base, or with words of Cilium.
    pub fn has_words_of_users(&self) -> bool {
        let cluster = self.cluster;
        let own = !cluster.values.tree.is_empty() || !cluster.config.is_empty() || !cluster.patches.is_empty();
        own || self.plan.base().is_some()
    }

    /// What a flag of the agent comes to.
    pub fn flag(&self, name: &str) -> Settled<'m> {
        let default = || self.former_flag(name).unwrap_or_else(|| Settled::by_default(self.flag_by_default(name)));
        self.stated_flag(name).unwrap_or_else(default)
    }

    /// Whether a switch of the agent is on.
    pub fn is_on(&self, flag: &str) -> bool {
        self.flag(flag).is_on()
    }

    /// What is set for a flag of the agent, by whomever; nothing where a default of the chart or of the agent
    /// decides.
    pub fn stated_flag(&self, name: &str) -> Option<Settled<'m>> {
        if self.release.retired_config(name).is_some() {
            return None;
        }
        over::find(self, name).or_else(|| match self.plan.chart() {
            Some(_) => flags::find(self, name),
            None => manifests::find(self, name),
        })
    }

    /// What users set for a flag of the agent, in whichever way, and where.
    pub fn flag_of_user(&self, name: &str) -> Option<Spanned<String>> {
        let settled = self.has_words_of_users().then(|| self.stated_flag(name)).flatten();
        settled.and_then(Settled::of_user)
    }

    /// The same of a value of the chart.
    pub fn value_of_user(&self, path: &str) -> Option<Spanned<String>> {
        let settled = self.has_words_of_users().then(|| self.stated_value(path)).flatten();
        settled.and_then(Settled::of_user)
    }

    /// What a value of the chart comes to, as text; empty where it is nothing. Lists have commas.
    pub fn value(&self, path: &str) -> Settled<'m> {
        let default = || Settled::by_default(self.release.value_by_default(path).unwrap_or_default());
        self.stated_value(path).unwrap_or_else(default)
    }

    /// The ranges in which the ip-masq-agent lets pods keep their address, with commas between; nothing where
    /// they are not known, for its ConfigMap may come from elsewhere.
    pub fn unmasqueraded(&self) -> Option<Settled<'m>> {
        match self.plan.chart() {
            Some(_) => self.stated_value("ipMasqAgent.config.nonMasqueradeCIDRs"),
            None => manifests::unmasqueraded(self),
        }
    }

    /// Whether a value is what the mesh sets anyway, or what the chart does by itself where the mesh sets
    /// nothing.
    pub fn is_value_anyway(&self, path: &str, stated: &Value) -> bool {
        if self.is_nothing(path, stated) {
            return true;
        }
        if is_within(path, PEERS) {
            let stated = self.cluster.values.stated(PEERS);
            let (cluster, both) = (&self.cluster.name.value, self.plan.chart().zip(stated));
            return both.is_some_and(|(chart, stated)| peers::are_the_same(chart, cluster, stated));
        }
        let text = yaml::joined(stated);
        match self.plan.chart().and_then(|chart| yaml::at(&chart.ours, path)) {
            Some(ours) => yaml::joined(ours) == text,
            None => {
                let default = self.release.value_by_default(path).unwrap_or_default();
                let is_default = text == default || (default.is_empty() && is_on(stated) != Some(true));
                is_default || self.default(path).is_some_and(|default| yaml::joined(&default) == text)
            }
        }
    }

    /// Whether a text is what the mesh sets a flag to anyway, or what is so by default where the mesh sets
    /// nothing.
    pub fn is_flag_anyway(&self, flag: &str, text: &str) -> bool {
        let by_mesh = flags::by_mesh(self, flag).map(|settled| settled.text);
        let anyway = by_mesh.as_deref().unwrap_or_else(|| self.flag_by_default(flag));
        anyway == text || (anyway.is_empty() && text == "false")
    }

    /// The flags that users set by arguments and variables of any program of Cilium.
    pub fn arguments(&self) -> Vec<(String, Settled<'m>)> {
        over::named_flags(self, |_| true)
    }

    /// Those that are arguments: a program exits when it does not know one.
    pub fn command_line(&self) -> Vec<(String, Settled<'m>)> {
        over::named_flags(self, Value::is_string)
    }

    /// The first refusal of the agent that these settings run into, for each cause, with what makes it come.
    pub fn agent_refusals(&self) -> Vec<Refused<'m>> {
        // No flag has a dot in its name.
        let ask = |name: &str| if name.contains('.') { self.value(name) } else { self.flag(name) };
        terms::held(self.release.agent_refusals(), &Lookup { ask: &ask, names: &|_| Vec::new() })
    }

    /// The same of the chart.
    pub fn chart_refusals(&self) -> Vec<Refused<'m>> {
        let lookup = Lookup { ask: &|path| self.value(path), names: &|path| over::variables(self, path) };
        let version = self.cluster.version.value();
        version.map(|version| terms::held(self.release.chart_refusals(&version.value), &lookup)).unwrap_or_default()
    }

    /// The values that make the chart write a key of `cilium-config` twice.
    pub fn duplicate_keys(&self) -> Vec<Refused<'m>> {
        let lookup = Lookup { ask: &|path| self.value(path), names: &|_| Vec::new() };
        terms::held(self.release.duplicate_keys(), &lookup)
    }

    /// A value of the chart where the user or meshc sets it.
    fn stated_value(&self, path: &str) -> Option<Settled<'m>> {
        if path == "namespace" {
            return Some(Settled::by_default(self.mesh.namespace()));
        }
        let text = yaml::joined(self.raw(path)?);
        let user = self.cluster.values.get(path).and_then(|_| self.cluster.values.place(path));
        let by_key = || {
            let is_behind = |key: &str| self.cluster.chart_key(key).is_some_and(|(row, _)| row.value == path);
            self.cluster.config.iter().find(|setting| is_behind(&setting.key.value)).map(|setting| setting.key.span)
        };
        let origin = match user.or_else(by_key) {
            Some(span) => Origin::User(span),
            None => Origin::of_mesh_value(&self.input(), path),
        };
        Some(Settled { text, origin })
    }

    /// A value as it is written for the chart, where it is known: not one that something else puts in the
    /// place of a variable.
    fn raw(&self, path: &str) -> Option<&'m Value> {
        let value = yaml::at(&self.plan.chart()?.own, path).filter(|value| !value.is_null())?;
        Some(value).filter(|value| !value.is_string() || variable(value).is_none())
    }

    /// Whether a value is the empty one that the chart has where nobody sets it, such as the id 0: whoever
    /// writes these down says nothing.
    fn is_nothing(&self, path: &str, stated: &Value) -> bool {
        let is_bare = |value: &Value| !value.is_boolean() && is_on(value) != Some(true);
        let is_zero = stated.is_number() && is_bare(stated) && self.default(path).as_ref().is_some_and(is_bare);
        is_zero || (!stated.is_null() && !stated.is_number() && is_bare(stated))
    }

    /// What the chart has for a value where nobody sets it.
    fn default(&self, path: &str) -> Option<Value> {
        self.cluster.dictionary()?.default(path)
    }

    fn input(&self) -> Input<'m> {
        Input::without_config(self.mesh, self.cluster)
    }

    /// What the chart sets a flag to because of the release with which the cluster began.
    fn former_flag(&self, name: &str) -> Option<Settled<'m>> {
        let began = self.stated_value("upgradeCompatibility")?;
        let text = self.release.former_flag(name, minor(&began.text)?)?;
        (text != self.flag_by_default(name)).then(|| Settled { text: text.to_string(), ..began })
    }

    fn flag_by_default(&self, name: &str) -> &'static str {
        // The chart's own default where ENI hands out addresses (`cilium-configmap.yaml`, from 1.18 on).
        let masquerades = || self.release.value_by_default("enableIPv4Masquerade").is_some();
        let is_eni = || self.value("eni.enabled").is_on();
        if self.plan.chart().is_none() {
            return self.release.flag_by_default(name).unwrap_or_default();
        }
        if name == "enable-ipv4-masquerade" && !masquerades() && is_eni() {
            return "false";
        }
        let of_chart = self.release.chart_flag_by_default(name).or_else(|| flags::by_default(self, name));
        of_chart.or_else(|| self.release.flag_by_default(name)).unwrap_or_default()
    }
}
