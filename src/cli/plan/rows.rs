//! Impacts in words: clusters with the same changes together, and in each group the changes that have the
//! same effect for the same reason.

use meshc::impact::{ClusterImpact, Fate, Impact, Risk};
use meshc::words::{counted, cut, many};

/// Clusters that see the same changes, in the order of their risk.
pub struct Group<'c> {
    /// The names of the clusters.
    pub names: Vec<&'c str>,
    /// What becomes of them.
    pub fate: &'c Fate,
    impacts: &'c [Impact],
    risk: Risk,
}

/// What has one effect for one reason.
pub struct Row<'c> {
    /// The effect.
    pub risk: Risk,
    /// What changes, a line each.
    pub what: Vec<What<'c>>,
    /// The reason.
    pub reason: &'c str,
}

/// What changes, in one line.
pub enum What<'c> {
    /// Many peers that come, go or move, in backticks, with the word for that.
    Peers(Vec<&'c str>, &'static str),
    /// One change.
    One(&'c Impact),
}

/// Brings clusters with the same changes together; those without any are left out.
pub fn groups(clusters: &[ClusterImpact]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for cluster in clusters.iter().filter(|cluster| !cluster.impacts.is_empty()) {
        let is_same = |group: &&mut Group<'_>| *group.fate == cluster.fate && group.impacts == cluster.impacts;
        match groups.iter_mut().find(is_same) {
            Some(group) => group.names.push(&cluster.name),
            None => groups.push(Group {
                names: vec![&cluster.name],
                fate: &cluster.fate,
                impacts: &cluster.impacts,
                risk: cluster.risk(),
            }),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.risk));
    groups
}

impl<'c> Group<'c> {
    /// The names of the clusters and what becomes of them, such as `paris (new)`.
    pub fn who(&self) -> String {
        let named = many(&self.names);
        let fate = match self.fate {
            Fate::Stays => String::new(),
            Fate::Added => " (new)".to_string(),
            Fate::Removed => " (removed)".to_string(),
            Fate::Renamed(from) => format!(" (was {from})"),
        };
        format!("{named}{fate}")
    }

    /// The changes, in their order.
    pub fn rows(&self) -> Vec<Row<'c>> {
        let mut rows: Vec<(Row<'c>, Vec<&'c Impact>)> = Vec::new();
        for impact in self.impacts {
            match rows.iter_mut().find(|(row, _)| row.risk == impact.risk && row.reason == impact.reason) {
                Some((_, impacts)) => impacts.push(impact),
                None => {
                    let row = Row { risk: impact.risk, what: Vec::new(), reason: &impact.reason };
                    rows.push((row, vec![impact]));
                }
            }
        }
        rows.into_iter().map(|(row, impacts)| Row { what: lines(&impacts), ..row }).collect()
    }
}

/// So many peers have a line each; of more only the names are shown.
const LINES: usize = 3;

/// Changes in lines. Peers that come, or go, are one line where they are many.
fn lines<'c>(impacts: &[&'c Impact]) -> Vec<What<'c>> {
    let peers: Vec<&str> = impacts.iter().filter_map(|impact| impact.subject.strip_prefix("peer ")).collect();
    let is_same = |one: &Impact, other: &Impact| {
        (one.before.is_some(), one.after.is_some()) == (other.before.is_some(), other.after.is_some())
    };
    let is_alike = impacts.windows(2).all(|pair| matches!(pair, [one, other] if is_same(one, other)));
    let what = match impacts.first() {
        Some(Impact { before: Some(_), after: Some(_), .. }) => " move",
        Some(Impact { before: Some(_), after: None, .. }) => " removed",
        Some(Impact { before: None, after: Some(_), .. }) => " added",
        _ => "",
    };
    if peers.len() == impacts.len() && peers.len() > LINES && is_alike {
        return vec![What::Peers(peers, what)];
    }
    impacts.iter().map(|impact| What::One(impact)).collect()
}

impl What<'_> {
    /// What changes, in words: `id: 1 → 7`, `peer `oslo` added: 192.0.2.1 port 2379`. What names things, and
    /// what is a value, is written in the given ways.
    pub fn words(&self, subject: impl Fn(&str) -> String, value: impl Fn(&str) -> String) -> String {
        let impact = match self {
            What::Peers(peers, what) => {
                let named: Vec<String> = peers.iter().map(|peer| subject(peer)).collect();
                return format!("{} peers{what}: {}", peers.len(), many(&named));
            }
            What::One(impact) => impact,
        };
        let (subject, value) = (subject(&impact.subject), |text: &str| value(&short(text)));
        match (&impact.before, &impact.after) {
            (Some(before), Some(after)) => format!("{subject}: {} → {}", value(before), value(after)),
            (Some(before), None) => format!("{subject} removed: {}", value(before)),
            (None, Some(after)) => format!("{subject} added: {}", value(after)),
            (None, None) => subject,
        }
    }
}

/// How many characters of a value are shown.
const LONGEST: usize = 64;

/// A value, cut where it would bury the rest.
fn short(text: &str) -> String {
    if text.is_empty() { "\"\"".to_string() } else { cut(text, LONGEST) }
}

/// How many clusters see what, from the gravest risk on: `6 clusters: 1 destructive, 3 reload, 2 unchanged`.
pub fn tally(clusters: &[ClusterImpact]) -> String {
    let of_risk = |risk: Risk| clusters.iter().filter(|it| !it.impacts.is_empty() && it.risk() == risk).count();
    let counts = Risk::ALL.iter().rev().map(|risk| (of_risk(*risk), risk.name()));
    let unchanged = clusters.iter().filter(|it| it.impacts.is_empty()).count();
    let counts = counts.chain([(unchanged, "unchanged")]).filter(|(count, _)| *count > 0);
    let text = counts.map(|(count, name)| format!("{count} {name}")).collect::<Vec<_>>().join(", ");
    if text.is_empty() { "no clusters".to_string() } else { format!("{}: {text}", counted(clusters.len(), "cluster")) }
}
