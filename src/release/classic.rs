//! The rows of the release lines whose clusters keep their state in an etcd that peers read: 1.2 to 1.4.
//!
//! The facts were read in Cilium's own sources: `daemon/`, `pkg/clustermesh`, `pkg/option` and
//! `examples/kubernetes/1.10` of v1.2.2, v1.3.0 and v1.4.2, and in the fixes that v1.3.2 carries
//! (isEtcdConfigFile, the remote connection timeout).

use super::{Plane, Release};

/// What is true in these lines only.
#[derive(Debug)]
pub struct Classic {
    /// The first patch release in which a mesh works at all.
    pub mesh_works_from: u16,
    /// The first patch release that reads key material beside the entries in the mesh directory; earlier ones
    /// take every file there for a cluster (`isEtcdConfigFile`, v1.3.2). `None`: no patch release does.
    pub keys_beside_entries_from: Option<u16>,
    /// The manifests of the builtin base: file names and texts.
    pub builtin: &'static [(&'static str, &'static str)],
}

/// Cilium 1.2.
pub const V1_2: Release = Release {
    line: (1, 2),
    max_cluster_id: 255,
    reads_peers_live: false,
    refuses_odd_names: false,
    plane: Plane::Etcd(Classic {
        mesh_works_from: 2,
        keys_beside_entries_from: None,
        builtin: &[
            ("cilium-cm.yaml", include_str!("base/1.2/cilium-cm.yaml")),
            ("cilium-ds.yaml", include_str!("base/1.2/cilium-ds.yaml")),
            ("cilium-rbac-binding.yaml", include_str!("base/1.2/cilium-rbac-binding.yaml")),
            ("cilium-rbac.yaml", include_str!("base/1.2/cilium-rbac.yaml")),
            ("cilium-sa.yaml", include_str!("base/1.2/cilium-sa.yaml")),
        ],
    }),
};

/// Cilium 1.3.
pub const V1_3: Release = Release {
    line: (1, 3),
    max_cluster_id: 255,
    reads_peers_live: false,
    refuses_odd_names: false,
    plane: Plane::Etcd(Classic {
        mesh_works_from: 0,
        keys_beside_entries_from: Some(2),
        builtin: &[
            ("cilium-cm.yaml", include_str!("base/1.3/cilium-cm.yaml")),
            ("cilium-ds.yaml", include_str!("base/1.3/cilium-ds.yaml")),
            ("cilium-rbac-binding.yaml", include_str!("base/1.3/cilium-rbac-binding.yaml")),
            ("cilium-rbac.yaml", include_str!("base/1.3/cilium-rbac.yaml")),
            ("cilium-sa.yaml", include_str!("base/1.3/cilium-sa.yaml")),
        ],
    }),
};

/// Cilium 1.4.
pub const V1_4: Release = Release {
    line: (1, 4),
    max_cluster_id: 255,
    reads_peers_live: false,
    refuses_odd_names: false,
    plane: Plane::Etcd(Classic {
        mesh_works_from: 0,
        keys_beside_entries_from: Some(0),
        builtin: &[
            ("cilium-cm.yaml", include_str!("base/1.4/cilium-cm.yaml")),
            ("cilium-ds.yaml", include_str!("base/1.4/cilium-ds.yaml")),
            ("cilium-rbac-binding.yaml", include_str!("base/1.4/cilium-rbac-binding.yaml")),
            ("cilium-rbac.yaml", include_str!("base/1.4/cilium-rbac.yaml")),
            ("cilium-sa.yaml", include_str!("base/1.4/cilium-sa.yaml")),
        ],
    }),
};
