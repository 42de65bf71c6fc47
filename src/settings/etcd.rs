//! The etcd in which agents keep the cluster's state: by its endpoints peers read it too.

use super::build::{in_cluster, key, key_by, other, related, users_key_by, users_value_by, value_by};
use super::effect::Effect;
use super::lines::Lines;
use super::make::{ChartValue, Control, Input, Key, Make, set};
use super::row::Setting;
use crate::yaml::Value;

/// The rows, in the order in which their values are written.
pub const ETCD: &[Setting] = &[
    Setting {
        keys: &[
            Key { make: Make::Elsewhere, ..key("etcd-config") },
            key_by("kvstore", |of| set(if_kvstore(of, "etcd")?)),
            key_by("kvstore-opt", |of| set(if_kvstore(of, r#"{"etcd.config": "/var/lib/etcd-config/etcd.config"}"#)?)),
            users_key_by("identity-allocation-mode", |of| set(if_kvstore(of, "kvstore")?)),
        ],
        values: &[
            users_value_by("identityAllocationMode", |of| Some(if_kvstore(of, "kvstore")?.into())),
            related("etcd"),
            value_by("etcd.enabled", |of| Some(if_kvstore(of, true)?.into())),
            of_kvstore("etcd.endpoints", |of| {
                let endpoints = of.cluster.etcd.endpoints.iter();
                if_kvstore(of, endpoints.map(|endpoint| endpoint.value.as_str()).collect())
            }),
            of_kvstore("etcd.ssl", |of| Some(if_kvstore(of, of.cluster.etcd.has_keys_of_chart())?.into())),
        ],
        effect: STATE,
        ..in_cluster("etcd")
    },
    Setting {
        since: Lines::Etcd,
        keys: &[Key { lines: Lines::Etcd, make: Make::Elsewhere, ..key("etcd-config") }],
        effect: STATE,
        ..other("`etcd` or `kops` in the cluster")
    },
];

const STATE: Effect =
    Effect::disruptive("the cluster's own state moves to another place: identities are allocated again");

/// A value that users may set where the etcd is not a kvstore.
const fn of_kvstore(path: &'static str, make: fn(&Input<'_>) -> Option<Value>) -> ChartValue {
    ChartValue { control: Control::MeshWhereMade, ..value_by(path, make) }
}

fn if_kvstore<T>(of: &Input<'_>, value: T) -> Option<T> {
    of.cluster.is_kvstore().then_some(value)
}
