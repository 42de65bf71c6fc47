//! RELEASES: what meshc knows of each Cilium release line. Rules and passes ask a row; none compares version
//! numbers.
//!
//! The rows are in `classic`, for clusters that keep their state in an etcd that peers read, and in
//! `modern`, for clusters that show it through clustermesh-apiserver; each names where its facts were read.
//! `chart` has what the chart makes of keys of `cilium-config`, `dictionary` all values and keys of it,
//! `certificates` who makes each Secret with certificates there, `retired` what is no longer read, `flags`
//! how programs read the texts of keys, `objects` the names of what charts make, `access` the rights that
//! features need, `defects` what the first patch releases of a line cannot do, `image` what an image's name
//! contains of its release.

mod access;
mod auth_mode;
pub mod certificates;
pub mod chart;
mod classic;
mod defaults;
mod defects;
pub mod dictionary;
pub mod flags;
mod image;
mod kubernetes;
mod line;
mod modern;
mod names;
pub mod objects;
pub mod refusals;
mod renamed;
mod retired;
mod version;

pub use access::{Access, Feature};
pub use auth_mode::AuthMode;
pub use classic::Classic;
pub use defaults::{DEFAULT_DOMAIN, default_node_mask, without_setting};
pub use defects::{Defect, Scope};
pub use image::of_image;
pub use kubernetes::KUBERNETES;
pub use modern::{Ipv6Tunnel, Mcs, Modern, PeerShape, Provided};
pub use names::{MODERN_NAME_LENGTH, is_label_value, is_modern_name};
pub use renamed::in_new_words;
pub use retired::{Instead, Retired};
pub use version::Version;

use std::sync::LazyLock;

/// One release line.
#[derive(Debug)]
pub struct Release {
    /// `(major, minor)`; code that compares lines asks the rows.
    line: (u16, u16),
    /// The highest cluster id that any mesh of the line can have; the lowest is 1, for 0 means "no mesh".
    pub max_cluster_id: u16,
    /// Whether agents notice a changed entry of the mesh Secret while they run.
    pub reads_peers_live: bool,
    /// Whether a name that breaks [`is_modern_name`] is an error.
    pub refuses_odd_names: bool,
    /// How clusters show their state to their peers.
    pub plane: Plane,
}

/// How clusters show their state to their peers.
#[derive(Debug)]
pub enum Plane {
    /// Peers read their etcd.
    Etcd(Classic),
    /// Peers read clustermesh-apiserver, or in kvstore mode an etcd.
    Apiserver(Modern),
}

impl Release {
    /// What is so in lines without clustermesh-apiserver only.
    pub fn classic(&self) -> Option<&Classic> {
        match &self.plane {
            Plane::Etcd(classic) => Some(classic),
            Plane::Apiserver(_) => None,
        }
    }

    /// What is so in lines with clustermesh-apiserver only.
    pub fn modern(&self) -> Option<&Modern> {
        match &self.plane {
            Plane::Etcd(_) => None,
            Plane::Apiserver(modern) => Some(modern),
        }
    }

    /// Whether a mesh of this release needs a later patch release to work.
    pub fn needs_upgrade(&self, version: Version) -> bool {
        self.classic().is_some_and(|classic| version.patch < classic.mesh_works_from)
    }

    /// The first release of the line in which a mesh works.
    pub fn first_working(&self) -> Version {
        Version::new(self.line.0, self.line.1, self.classic().map_or(0, |classic| classic.mesh_works_from))
    }

    /// The directory in which an etcd client configuration of the mesh refers to key material of the etcds.
    pub fn key_folder(&self, version: Version) -> &'static str {
        if self.keys_beside_entries(version) { MESH_FOLDER } else { ETCD_SECRETS_FOLDER }
    }

    /// Whether key material of etcds is beside the entries of the mesh directory.
    pub fn keys_beside_entries(&self, version: Version) -> bool {
        let from = self.classic().and_then(|classic| classic.keys_beside_entries_from);
        from.is_some_and(|patch| version.patch >= patch)
    }

    /// Whether manifests of a version may be the base of a cluster of this line. Without
    /// clustermesh-apiserver those of any such line may, for there the mesh sets the agent's image.
    pub fn takes_manifests_of(&self, version: Version) -> bool {
        match self.plane {
            Plane::Etcd(_) => find(version).is_some_and(|release| release.classic().is_some()),
            Plane::Apiserver(_) => self.line == version.line(),
        }
    }

    /// Whether KVStoreMesh of a release trusts every CA of a trust bundle.
    pub fn bundle_reaches_kvstoremesh(&self, version: Version) -> bool {
        let from = self.modern().and_then(|modern| modern.bundle_reaches_kvstoremesh_from);
        from.is_some_and(|patch| version.patch >= patch)
    }

    /// Whether agents of a release that replace kube-proxy take a peer's NodePort for their own cluster's
    /// when both have one number.
    pub fn confuses_node_ports(&self, version: Version) -> bool {
        let from = self.modern().map(|modern| modern.separates_node_ports_from);
        from.is_some_and(|from| from.is_none_or(|patch| version.patch < patch))
    }

    /// What the Helm chart does with a key of `cilium-config`; nothing, when it does not write it by itself.
    pub fn chart_key(&self, key: &str) -> Option<(&'static chart::Row, chart::Kind)> {
        self.modern().and_then(|_| chart::find(key, self.line.1))
    }

    /// Why a key of `cilium-config` is not read any more, when it is not.
    pub fn retired_config(&self, key: &str) -> Option<Retired> {
        self.modern().and_then(|_| retired::key(key, self.line.1))
    }

    /// Why a value of the chart of a version of this line does nothing or fails, when it once did something;
    /// `path` has dots between its keys.
    pub fn retired_value(&self, version: Version, path: &str) -> Option<Retired> {
        retired::value(self.dictionary(version)?, path)
    }
}

/// The oldest etcd that agents take; one that is older, anywhere in the mesh, makes them exit
/// (`minRequiredVersion` in `pkg/kvstore/etcd.go`, v1.2.2).
pub const MIN_ETCD: Version = Version::new(3, 1, 0);

/// The etcd that kops runs before Kubernetes 1.11 when the spec names none (kops 1.10 and 1.11
/// `upup/pkg/fi/cloudup/new_cluster.go` and `pkg/apis/kops/validation/legacy.go`); later ones are new enough.
pub const ETCD_OF_OLD_KOPS: Version = Version::new(2, 2, 1);

/// The ConfigMap of the agents (`examples/kubernetes/1.10/cilium-cm.yaml` in the classic lines, the charts'
/// `cilium-configmap.yaml` in the others).
pub const CONFIG: &str = "cilium-config";

/// Where the Secret `cilium-clustermesh` is mounted (`examples/kubernetes/1.10/cilium-ds.yaml` in the classic
/// lines, the charts' `cilium-agent/daemonset.yaml` in the others).
pub const MESH_FOLDER: &str = "/var/lib/cilium/clustermesh/";
/// Where the Secret `cilium-etcd-secrets` is mounted (same files).
pub const ETCD_SECRETS_FOLDER: &str = "/var/lib/etcd-secrets/";

/// Where agents of releases with clustermesh-apiserver see the keys of etcds, a folder for each Secret:
/// meshc's own choice.
pub const ETCD_CREDENTIALS_FOLDER: &str = "/var/lib/cilium/etcd-credentials/";

/// The rows, in the order of the lines.
pub static RELEASES: &[Release] = &[
    classic::V1_2,
    classic::V1_3,
    classic::V1_4,
    modern::V1_14,
    modern::V1_15,
    modern::V1_16,
    modern::V1_17,
    modern::V1_18,
    modern::V1_19,
    modern::V1_20,
];

/// The row of a version.
pub fn find(version: Version) -> Option<&'static Release> {
    RELEASES.iter().find(|release| release.line == version.line())
}

/// The newest release whose chart is known.
pub fn newest() -> Version {
    let of_rows = || RELEASES.last().map(Release::first_working);
    dictionary::newest().or_else(of_rows).unwrap_or(Version::new(0, 0, 0))
}

/// The first line with clustermesh-apiserver in which something is so.
pub fn first_modern(is_so: impl Fn(&Modern) -> bool) -> Option<&'static Release> {
    RELEASES.iter().find(|release| release.modern().is_some_and(&is_so))
}

/// The rows on both sides of a version that has none.
pub fn neighbours(version: Version) -> (Option<&'static Release>, Option<&'static Release>) {
    let below = RELEASES.iter().rfind(|release| release.line < version.line());
    (below, RELEASES.iter().find(|release| release.line > version.line()))
}

/// What `max-connected-clusters` may be in some line, from the smallest on.
pub fn mesh_sizes() -> &'static [u16] {
    static SIZES: LazyLock<Vec<u16>> = LazyLock::new(|| {
        let rows = RELEASES.iter().filter_map(|release| release.modern());
        let mut sizes: Vec<u16> = rows.flat_map(|modern| modern.mesh_sizes).copied().collect();
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    });
    &SIZES
}

/// The most clusters that any mesh can hold, and so the highest id of all.
pub fn largest_mesh() -> u16 {
    RELEASES.iter().map(|release| release.max_cluster_id).max().unwrap_or_default()
}

/// The lines in which something is so, as ranges for a sentence: `1.2 to 1.4 and 1.14 to 1.20`.
pub fn lines(is_so: impl Fn(&Release) -> bool) -> String {
    let mut ranges: Vec<(&Release, &Release)> = Vec::new();
    for release in RELEASES.iter().filter(|release| is_so(release)) {
        match ranges.last_mut() {
            Some((_, last)) if release.distance(last) == 1 => *last = release,
            _ => ranges.push((release, release)),
        }
    }
    let texts: Vec<_> = ranges.iter().map(|(from, to)| format!("{} to {}", from.name(), to.name())).collect();
    texts.join(" and ")
}
