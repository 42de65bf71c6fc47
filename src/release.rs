//! RELEASES: what meshc knows of each Cilium release line. Rules and passes ask a row; none compares version numbers.
//!
//! The facts were read in Cilium's own sources: `daemon/`, `pkg/clustermesh`, `pkg/option` and `examples/kubernetes/1.10`
//! of v1.2.2, v1.3.0 and v1.4.2, and in the fixes that v1.3.2 carries (isEtcdConfigFile, the remote connection timeout).

use std::fmt;
use std::str::FromStr;

/// A version: major, minor and patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Major.
    pub major: u16,
    /// Minor.
    pub minor: u16,
    /// Patch.
    pub patch: u16,
}

impl Version {
    /// `major.minor.patch`.
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Version { major, minor, patch }
    }

    /// The release line, `major.minor`.
    pub fn line(self) -> (u16, u16) {
        (self.major, self.minor)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl FromStr for Version {
    type Err = ();

    /// Three plain decimal numbers; a leading `v` is accepted.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.').map(plain_number);
        let mut next = || parts.next().flatten().ok_or(());
        let version = Version { major: next()?, minor: next()?, patch: next()? };
        if parts.next().is_some() { Err(()) } else { Ok(version) }
    }
}

fn plain_number(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let padded = text.len() > 1 && text.starts_with('0');
    if digits && !padded { text.parse().ok() } else { None }
}

/// One release line.
#[derive(Debug)]
pub struct Release {
    /// `(major, minor)`.
    pub line: (u16, u16),
    /// The highest cluster id; the lowest is 1, for 0 means "no mesh".
    pub max_cluster_id: i128,
    /// The first patch release in which a mesh works at all.
    pub mesh_works_from: u16,
    /// The first patch release that reads key material beside the entries in the mesh directory; earlier ones take
    /// every file there for a cluster (`isEtcdConfigFile`, v1.3.2). `None`: no patch release does.
    pub keys_beside_entries_from: Option<u16>,
    /// The oldest etcd that agents take; one that is older, anywhere in the mesh, makes them exit
    /// (`minRequiredVersion` in `pkg/kvstore/etcd.go`, v1.2.2).
    pub min_etcd: Version,
    /// Whether agents notice a changed entry of the mesh Secret while they run.
    pub reads_peers_live: bool,
    /// Whether agents refuse a name that breaks [`is_modern_name`].
    pub refuses_odd_names: bool,
    /// The manifests of the builtin base: file names and texts.
    pub builtin: &'static [(&'static str, &'static str)],
}

impl Release {
    /// Whether a mesh of this release needs a later patch release to work.
    pub fn needs_upgrade(&self, version: Version) -> bool {
        version.patch < self.mesh_works_from
    }

    /// The first release of the line in which a mesh works.
    pub fn first_working(&self) -> Version {
        Version::new(self.line.0, self.line.1, self.mesh_works_from)
    }

    /// Whether agents take an etcd of that version.
    pub fn takes_etcd(&self, version: Version) -> bool {
        version >= self.min_etcd
    }

    /// The directory in which an etcd client configuration of the mesh refers to key material.
    pub fn key_folder(&self, version: Version) -> &'static str {
        if self.keys_beside_entries(version) { MESH_FOLDER } else { ETCD_SECRETS_FOLDER }
    }

    /// Whether key material may lie beside the entries of the mesh directory.
    pub fn keys_beside_entries(&self, version: Version) -> bool {
        self.keys_beside_entries_from.is_some_and(|patch| version.patch >= patch)
    }

    /// The line as it is written, such as `1.2`.
    pub fn name(&self) -> String {
        format!("{}.{}", self.line.0, self.line.1)
    }
}

/// Where the Secret `cilium-clustermesh` is mounted (`examples/kubernetes/1.10/cilium-ds.yaml`, all lines).
pub const MESH_FOLDER: &str = "/var/lib/cilium/clustermesh/";
/// Where the Secret `cilium-etcd-secrets` is mounted (same file).
pub const ETCD_SECRETS_FOLDER: &str = "/var/lib/etcd-secrets/";

/// The keys of `cilium-config` that meshc sets itself, whatever the release.
pub const MANAGED_CONFIG: &[(&str, &str)] = &[
    ("cluster-id", "`id=` of the cluster"),
    ("cluster-name", "the name of the cluster"),
    ("etcd-config", "`etcd` or `kops` in the cluster"),
    ("tunnel", "`routing` in `mesh`"),
];

/// The rows.
pub static RELEASES: &[Release] = &[
    Release {
        line: (1, 2),
        max_cluster_id: 255,
        mesh_works_from: 2,
        keys_beside_entries_from: None,
        min_etcd: Version::new(3, 1, 0),
        reads_peers_live: false,
        refuses_odd_names: false,
        builtin: &[
            ("cilium-cm.yaml", include_str!("resolve/etcd/base/1.2/cilium-cm.yaml")),
            ("cilium-ds.yaml", include_str!("resolve/etcd/base/1.2/cilium-ds.yaml")),
            ("cilium-rbac-binding.yaml", include_str!("resolve/etcd/base/1.2/cilium-rbac-binding.yaml")),
            ("cilium-rbac.yaml", include_str!("resolve/etcd/base/1.2/cilium-rbac.yaml")),
            ("cilium-sa.yaml", include_str!("resolve/etcd/base/1.2/cilium-sa.yaml")),
        ],
    },
    Release {
        line: (1, 3),
        max_cluster_id: 255,
        mesh_works_from: 0,
        keys_beside_entries_from: Some(2),
        min_etcd: Version::new(3, 1, 0),
        reads_peers_live: false,
        refuses_odd_names: false,
        builtin: &[
            ("cilium-cm.yaml", include_str!("resolve/etcd/base/1.3/cilium-cm.yaml")),
            ("cilium-ds.yaml", include_str!("resolve/etcd/base/1.3/cilium-ds.yaml")),
            ("cilium-rbac-binding.yaml", include_str!("resolve/etcd/base/1.3/cilium-rbac-binding.yaml")),
            ("cilium-rbac.yaml", include_str!("resolve/etcd/base/1.3/cilium-rbac.yaml")),
            ("cilium-sa.yaml", include_str!("resolve/etcd/base/1.3/cilium-sa.yaml")),
        ],
    },
    Release {
        line: (1, 4),
        max_cluster_id: 255,
        mesh_works_from: 0,
        keys_beside_entries_from: Some(0),
        min_etcd: Version::new(3, 1, 0),
        reads_peers_live: false,
        refuses_odd_names: false,
        builtin: &[
            ("cilium-cm.yaml", include_str!("resolve/etcd/base/1.4/cilium-cm.yaml")),
            ("cilium-ds.yaml", include_str!("resolve/etcd/base/1.4/cilium-ds.yaml")),
            ("cilium-rbac-binding.yaml", include_str!("resolve/etcd/base/1.4/cilium-rbac-binding.yaml")),
            ("cilium-rbac.yaml", include_str!("resolve/etcd/base/1.4/cilium-rbac.yaml")),
            ("cilium-sa.yaml", include_str!("resolve/etcd/base/1.4/cilium-sa.yaml")),
        ],
    },
];

/// Release lines with clustermesh-apiserver, which meshc will serve and does not yet.
pub const PLANNED: std::ops::RangeInclusive<(u16, u16)> = (1, 14)..=(1, 20);

/// The row of a version.
pub fn find(version: Version) -> Option<&'static Release> {
    RELEASES.iter().find(|release| release.line == version.line())
}

/// The lines that have a row, as a list for a sentence: `1.2, 1.3 and 1.4`.
pub fn supported_lines() -> String {
    let names: Vec<_> = RELEASES.iter().map(Release::name).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// The length that every release accepts for a cluster's name (`pkg/clustermesh/types`, v1.17).
pub const MODERN_NAME_LENGTH: usize = 32;

/// Whether a name is one that every release of Cilium takes: at most 32 lower-case letters, digits and `-`, with a
/// letter or digit at both ends (`pkg/clustermesh/types`, enforced from v1.17 on).
pub fn is_modern_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    name.len() <= MODERN_NAME_LENGTH
        && name.starts_with(plain)
        && name.ends_with(plain)
        && name.chars().all(|c| plain(c) || c == '-')
}

/// Whether Kubernetes takes a name as the value of a label, as policies of 1.2 to 1.4 need it
/// (`io.cilium.k8s.policy.cluster`); this also makes it a key of a Secret and a folder's name.
pub fn is_label_value(name: &str) -> bool {
    let alphanumeric = |c: char| c.is_ascii_alphanumeric();
    name.len() <= 63
        && name.starts_with(alphanumeric)
        && name.ends_with(alphanumeric)
        && name.chars().all(|c| alphanumeric(c) || "-_.".contains(c))
}
