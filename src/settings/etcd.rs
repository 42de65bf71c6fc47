//! The etcd in which agents keep the cluster's state: by its endpoints peers read it too.

use super::build::{in_cluster, key, managed, other, value};
use super::effect::Effect;
use super::row::{ChartValue, Control, Input, Key, Lines, Make, Setting, set};
use crate::yaml::Value;

/// The rows, in the order in which their values are written.
pub const ETCD: &[Setting] = &[
    Setting {
        since: Lines::Apiserver,
        keys: &[
            Key { make: Make::Elsewhere, ..key("etcd-config", |_| None) },
            key("kvstore", |of| set(if_kvstore(of, "etcd")?)),
            key("kvstore-opt", |of| set(if_kvstore(of, r#"{"etcd.config": "/var/lib/etcd-config/etcd.config"}"#)?)),
            Key { is_managed: false, ..key("identity-allocation-mode", |of| set(if_kvstore(of, "kvstore")?)) },
        ],
        values: &[
            ChartValue {
                control: Control::User,
                ..value("identityAllocationMode", |of| Some(if_kvstore(of, "kvstore")?.into()))
            },
            ChartValue { control: Control::User, ..managed("etcd") },
            of_etcd("etcd.enabled", |of| Some(if_kvstore(of, true)?.into())),
            of_etcd("etcd.endpoints", |of| {
                let endpoints = of.cluster.etcd.endpoints.iter();
                if_kvstore(of, endpoints.map(|endpoint| endpoint.value.as_str()).collect())
            }),
            of_etcd("etcd.ssl", |of| Some(if_kvstore(of, of.cluster.etcd.has_keys_of_chart())?.into())),
        ],
        effect: STATE,
        ..in_cluster("etcd", |_, _| None)
    },
    Setting {
        since: Lines::Etcd,
        keys: &[Key { lines: Lines::Etcd, make: Make::Elsewhere, ..key("etcd-config", |_| None) }],
        effect: STATE,
        ..other("`etcd` or `kops` in the cluster", |_, _| None)
    },
];

const STATE: Effect =
    Effect::disruptive("the cluster's own state is kept in another place: identities are handed out anew");

/// A value that is the user's where the etcd is no kvstore.
const fn of_etcd(path: &'static str, make: fn(&Input<'_>) -> Option<Value>) -> ChartValue {
    ChartValue { path, control: Control::MeshWhereMade, make: Make::By(make) }
}

fn if_kvstore<T>(of: &Input<'_>, value: T) -> Option<T> {
    of.cluster.is_kvstore().then_some(value)
}
