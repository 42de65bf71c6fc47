//! Changes of what applies a cluster's folder.

use super::kind::{Impact, Kind};
use crate::impact::change::DeliveryChange;
use crate::settings::Risk;
use crate::words::{few, shown};

pub static DELIVERY_ADDED: Kind =
    Kind { name: "delivery-added", risks: &[Risk::None, Risk::Reload], page: include_str!("delivery_added.md") };

pub static DELIVERY_REMOVED: Kind =
    Kind { name: "delivery-removed", risks: &[Risk::Reload], page: include_str!("delivery_removed.md") };

pub static DELIVERY_MOVED: Kind =
    Kind { name: "delivery-moved", risks: &[Risk::Disruptive], page: include_str!("delivery_moved.md") };

pub static DELIVERY_CHANGED: Kind =
    Kind { name: "delivery-changed", risks: &[Risk::Reload], page: include_str!("delivery_changed.md") };

pub fn judge(change: DeliveryChange) -> Impact {
    match change {
        DeliveryChange::Added(tool) => {
            let reason = "it begins to apply the cluster's folder and takes over what runs there";
            DELIVERY_ADDED.impact(Risk::Reload, tool.name, reason)
        }
        DeliveryChange::ValuesAdded(tool) => {
            let reason = "it brings the values only: your own HelmRelease goes on installing Cilium, and takes them once \
                          its `valuesFrom` names them; what its `values` set wins, so take out of these what the mesh sets";
            DELIVERY_ADDED.impact(Risk::None, tool.name, reason)
        }
        DeliveryChange::Removed(tool) => {
            let reason = "its objects are removed; what runs stays, and any of its objects that were applied by hand stay \
                          until they are deleted";
            DELIVERY_REMOVED.impact(Risk::Reload, tool.name, reason)
        }
        DeliveryChange::Moved(tool) => {
            let reason = "it reaches this cluster in another way: if that leads elsewhere, delivery here breaks";
            DELIVERY_MOVED.impact(Risk::Disruptive, tool.name, reason)
        }
        DeliveryChange::Changed(tool, fields) => {
            let fields: Vec<String> = fields.iter().map(|field| shown(field)).collect();
            let verb = if fields.len() == 1 { "changes" } else { "change" };
            let reason = format!("it applies the cluster's folder in another way: {} {verb}", few(&fields));
            DELIVERY_CHANGED.impact(Risk::Reload, tool.name, reason)
        }
    }
}
