//! Settings with which agents exit as soon as they start, and values with which the chart does not render, or
//! writes a key twice: what each release refuses by itself.
//!
//! Read in `daemon/cmd`, `pkg/option`, `pkg/kpr`, `pkg/loadbalancer`, `pkg/maglev` and `pkg/datapath` of
//! Cilium, and in all templates of the charts, of 1.14.0, 1.14.19, 1.15.0, 1.15.19, 1.16.0, 1.16.19, 1.17.0,
//! 1.17.8, 1.18.0, 1.18.3, 1.19.0, 1.19.6, 1.20.0 and 1.20.2. What depends on the kernel, on devices of a
//! node or on what runs in the cluster is not among them.

mod balancing;
mod certificates;
mod chart;
mod devices;
mod duplicates;
mod durations;
mod encryption;
mod forms;
mod ipam;
mod labels;
mod limits;
mod malformed;
mod masquerading;
mod routing;
mod upgrade;

pub use forms::{is_duration, minor};

use super::{Release, Version};

/// A refusal.
#[derive(Debug)]
pub struct Refusal {
    /// What is so when it comes: all of these. The first one that the user has written is what must change.
    pub when: &'static [Term],
    /// Why it comes. A name in braces stands for its value, and `{cause}` for the name of the last condition.
    pub reason: &'static str,
    /// What to do, as an imperative.
    pub help: &'static str,
    /// The first minor release that refuses it.
    from: u16,
    /// The last one, where a later one takes it.
    to: u16,
    /// The patch release of the last one that takes it, where one does.
    taken_from: Option<u16>,
}

/// One condition of a refusal: of a flag of the agent by its name, or of a value of the chart by its path.
#[derive(Debug, Clone, Copy)]
pub enum Term {
    /// It is on.
    On(&'static str),
    /// One of them is on.
    AnyOn(&'static [&'static str]),
    /// It is off.
    Off(&'static str),
    /// It is one of these texts.
    Is(&'static str, &'static [&'static str]),
    /// It is something else than these texts.
    Not(&'static str, &'static [&'static str]),
    /// It is not empty.
    Set(&'static str),
    /// It is empty.
    Unset(&'static str),
    /// It is a number below the first of these or above the second.
    Beyond(&'static str, i64, i64),
    /// It is a version of Cilium from `1.x` to `1.y`.
    From(&'static str, u16, u16),
    /// It is set, and not in that form.
    Unread(&'static str, fn(&str) -> bool),
    /// It is no range of IPv4.
    NoIpv4Range(&'static str),
    /// These lists do not have as many items each.
    Unequal(&'static [&'static str]),
    /// Of one of these pairs both are on.
    SomePair(&'static [Pair]),
    /// Of each of these pairs one is off.
    NoPair(&'static [Pair]),
    /// A list of variables has one of these names.
    Names(&'static str, &'static [&'static str]),
}

/// Two switches that do something only together.
pub type Pair = (&'static str, &'static str);

/// What hides pods behind their node: the switch of a family counts where pods have addresses of it
/// (`Populate` in `pkg/option/config.go`).
pub const MASQUERADING: &[Pair] =
    &[("enable-ipv4", "enable-ipv4-masquerade"), ("enable-ipv6", "enable-ipv6-masquerade")];

impl Refusal {
    /// The same refusal, which came with that minor release.
    const fn since(self, first: u16) -> Refusal {
        Refusal { from: first, ..self }
    }

    /// The same refusal, which no release after that minor release has.
    const fn until(self, last: u16) -> Refusal {
        Refusal { to: last, ..self }
    }

    /// The same refusal, which ended with a patch release of that minor one.
    const fn until_patch(self, last: u16, taken_from: u16) -> Refusal {
        Refusal { to: last, taken_from: Some(taken_from), ..self }
    }
}

/// A refusal of every release.
const fn refusal(when: &'static [Term], reason: &'static str, help: &'static str) -> Refusal {
    Refusal { when, reason, help, from: 0, to: u16::MAX, taken_from: None }
}

impl Release {
    /// What agents of the release refuse when they start. Of two that come for one cause the first counts.
    pub fn agent_refusals(&self) -> impl Iterator<Item = &'static Refusal> {
        let all = [ipam::IPAM, routing::ROUTING, balancing::BALANCING, masquerading::MASQUERADES];
        let refused = [encryption::ENCRYPTION, devices::DEVICES, limits::LIMITS, malformed::MALFORMED];
        self.of_line(all.into_iter().chain(refused))
    }

    /// What the chart of a version of the release refuses to render.
    pub fn chart_refusals(&self, version: &Version) -> impl Iterator<Item = &'static Refusal> {
        let tables = [chart::VALUES, certificates::CERTIFICATES, durations::DURATIONS, upgrade::UPGRADE];
        let (minor, patch) = (self.line.1, version.patch);
        let has_ended = move |row: &Refusal| row.to == minor && row.taken_from.is_some_and(|first| patch >= first);
        self.of_line(tables).filter(move |row| !has_ended(row))
    }

    /// Values with which the chart of the release writes a key of `cilium-config` twice.
    pub fn duplicate_keys(&self) -> impl Iterator<Item = &'static Refusal> {
        self.of_line([duplicates::DUPLICATES])
    }

    fn of_line(&self, tables: impl IntoIterator<Item = &'static [Refusal]>) -> impl Iterator<Item = &'static Refusal> {
        let minor = self.line.1;
        let rows = tables.into_iter().flatten().filter(move |row| (row.from..=row.to).contains(&minor));
        rows.filter(|_| self.modern().is_some())
    }
}
