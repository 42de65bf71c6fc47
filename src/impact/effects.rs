//! What a key of `cilium-config` or a value of the chart does to a live cluster when it changes: as SETTINGS has it, and for
//! values that no statement of mesh.kdl sets, as the two rows here have it. What has no row is read by agents when they start,
//! and by nothing else that matters to the mesh.

use crate::settings::{self, Change, Risk, Setting};

/// What a change does, and the word of a record that says the same, where one does.
pub type Effect = (Change, Option<&'static str>);

/// The effect of a key.
pub fn of_key(key: &str) -> Effect {
    settings::of_key(key).map_or((Change::AT_START, None), of_row)
}

/// The effect of a value: of the row with the longest path that begins it.
pub fn of_value(path: &str) -> Effect {
    let own = VALUES.iter().flat_map(|(starts, change)| starts.iter().map(move |start| (*start, (*change, None))));
    let own = own.filter(|(start, _)| settings::is_within(path, start));
    let of_settings = settings::of_value(path).map(|(row, start)| (start, of_row(row)));
    let longest = own.chain(of_settings).max_by_key(|(start, _)| start.len());
    longest.map_or((Change::AT_START, None), |(_, effect)| effect)
}

fn of_row(row: &'static Setting) -> Effect {
    (row.change, row.word)
}

/// Values of the chart that nothing in mesh.kdl sets, or where they begin (the charts' templates, 1.14 to 1.20).
static VALUES: &[(&[&str], Change)] = &[
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
        Change { risk: Risk::Reload, reason: "its own pods restart; agents do not" },
    ),
    (
        &["rollOutCiliumPods", "podAnnotations", "podLabels", "resources", "image", "tolerations"],
        Change { risk: Risk::Restart, reason: "it stands in the agents' pods, so they restart" },
    ),
];
