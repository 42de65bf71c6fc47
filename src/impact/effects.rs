//! What a key of `cilium-config` or a value of the chart does to a live cluster when it changes: as SETTINGS
//! has it, and for values that no statement of mesh.kdl sets, as the rows here have it.

use crate::settings::{self, Effect, Risk, Setting};

/// An effect, with the word of a record that reports the same change, where there is one.
pub type Known = (Effect, Option<&'static str>);

/// The effect of a key; none for what agents read when they start, and nothing else that matters does.
pub fn of_key(key: &str) -> Option<Known> {
    let own = KEYS.iter().find(|(name, _)| *name == key).map(|(_, effect)| (*effect, None));
    own.or_else(|| settings::of_key(key).and_then(of_row))
}

/// The effect of a value, as for a key: of the row with the longest path that begins it.
pub fn of_value(path: &str) -> Option<Known> {
    let own =
        VALUES.iter().flat_map(|(starts, effect)| starts.iter().map(move |start| (*start, Some((*effect, None)))));
    let own = own.filter(|(start, _)| settings::is_within(path, start));
    let of_settings = settings::of_value(path).map(|(row, start)| (start, of_row(row)));
    own.chain(of_settings).max_by_key(|(start, _)| start.len()).and_then(|(_, effect)| effect)
}

fn of_row(row: &'static Setting) -> Option<Known> {
    (row.effect != Effect::AT_START).then_some((row.effect, row.word))
}

/// Peers that build tunnels over the other protocol are not reached (`underlay-protocol` of the agent, 1.18
/// to 1.20).
const UNDERLAY: Effect = Effect::disruptive(
    "nodes build tunnels over another protocol: they lose peers and each other until all have changed",
);

/// Keys that nothing in mesh.kdl sets.
static KEYS: &[(&str, Effect)] = &[("underlay-protocol", UNDERLAY)];

/// Values of the chart that nothing in mesh.kdl sets, or where they begin (the charts' templates, 1.14 to
/// 1.20).
static VALUES: &[(&[&str], Effect)] = &[
    (&["underlayProtocol"], UNDERLAY),
    (
        &[
            "operator",
            "ipam.operator",
            "hubble.relay",
            "hubble.ui",
            "clustermesh.apiserver",
            "envoy.prometheus",
            "dashboards",
            "certgen",
            "serviceAccounts",
            "hubble.tls",
        ],
        Effect { risk: Risk::Reload, reason: "its own pods restart; agents do not" },
    ),
    (
        &["rollOutCiliumPods"],
        Effect {
            risk: Risk::Restart,
            reason: "a checksum comes into or goes out of the agents' pods, so they restart; with `restart \"manual\"` in \
                     `mesh` there is none, and you restart them",
        },
    ),
    (
        &["podAnnotations", "podLabels", "resources", "image", "tolerations"],
        Effect { risk: Risk::Restart, reason: "it is in the agents' pods, so they restart" },
    ),
];
