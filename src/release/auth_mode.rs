//! How peers prove who they are to clustermesh-apiserver (`clustermesh.apiserver.tls.authMode`).

/// Which client certificates peers use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthMode {
    /// One user, `remote`, for all peers.
    Legacy,
    /// Both.
    Migration,
    /// One user for each peer, `remote-<name>`.
    Cluster,
}

impl AuthMode {
    /// Its name in the chart and in mesh.kdl.
    pub fn name(self) -> &'static str {
        match self {
            AuthMode::Legacy => "legacy",
            AuthMode::Migration => "migration",
            AuthMode::Cluster => "cluster",
        }
    }

    /// The mode of that name.
    pub fn find(name: &str) -> Option<AuthMode> {
        [AuthMode::Legacy, AuthMode::Migration, AuthMode::Cluster].into_iter().find(|mode| mode.name() == name)
    }
}
