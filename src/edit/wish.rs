//! What the user wants of a new cluster, and what comes of it.

/// What the user says of a new cluster; all but its name may be left open.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: Option<u64>,
    /// What it runs on.
    pub platform: Option<String>,
    /// Where its pods, its Services and its nodes get their addresses.
    pub ranges: Ranges,
    /// How peers reach it.
    pub reach: Reach,
    /// Its kubeconfig context.
    pub context: Option<String>,
}

/// Ranges of a cluster, as they were typed.
#[derive(Debug, Clone, Default)]
pub struct Ranges {
    /// Those of pods.
    pub pods: Vec<String>,
    /// Those of Services.
    pub services: Vec<String>,
    /// Those of nodes.
    pub nodes: Vec<String>,
    /// The `network` in which its nodes are.
    pub network: Option<String>,
}

/// How peers reach a cluster.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// At addresses of its clustermesh-apiserver.
    pub ips: Vec<String>,
    /// At a DNS name of its clustermesh-apiserver.
    pub address: Option<String>,
    /// At the client endpoints of its etcd.
    pub endpoints: Vec<String>,
    /// By what kops makes: the DNS name of the cluster, and the file of its spec.
    pub kops: Option<(String, String)>,
}

/// A file with the cluster in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Its path.
    pub path: String,
    /// Its text as it is; nothing where there is no such file yet.
    pub old: Option<String>,
    /// Its text with the cluster.
    pub new: String,
    /// What was chosen, a few words each.
    pub chosen: Vec<String>,
}
