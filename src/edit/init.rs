//! Choices to the text of a new mesh file, with a comment on each of them.

use super::node::quoted;
use crate::address::{self, Family};
use crate::model::ServiceType;
use ipnet::IpNet;
use std::net::IpAddr;

/// What a new mesh is to be.
#[derive(Debug, Clone)]
pub struct Start {
    /// Its name.
    pub name: String,
    /// The release that every cluster runs.
    pub release: String,
    /// What the clusters run on, where it is one platform.
    pub platform: Option<String>,
    /// The range of which each cluster has a block for its pods, where not all have their own.
    pub pool: String,
    /// How the clusters are exposed.
    pub service: ServiceType,
    /// The clusters.
    pub clusters: Vec<First>,
    /// What applies the output.
    pub delivery: Delivery,
    /// The folder of the output, from the top of the repository.
    pub path: String,
}

/// One of the first clusters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct First {
    /// Its name.
    pub name: String,
    /// The address or the DNS name at which peers reach it, where it is known.
    pub address: Option<String>,
    /// Where its pods get their addresses, where that is no block of the pool.
    pub pods: Option<String>,
}

/// What applies the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The user.
    ByHand,
    /// Flux, from that GitRepository.
    Flux(String),
    /// Argo CD, from that repository.
    ArgoCd(String),
}

/// The pool that is proposed: it holds no range that a platform takes by default, but that of OpenShift.
pub const POOL: &str = "10.128.0.0/10";
/// The same for OpenShift.
pub const POOL_OF_OPENSHIFT: &str = "10.192.0.0/10";

/// The platform whose network routes the addresses of pods.
const GKE: &str = "gke";
/// What RKE2 calls the HelmChartConfig of its own Cilium.
const RKE2: (&str, &str) = ("rke2", "rke2-cilium");

/// The smallest number of clusters that a pool has blocks for.
const FEWEST_BLOCKS: u8 = 3;

/// The text of the mesh file.
///
/// # Errors
/// What cannot be written so, in a sentence.
pub fn init(start: &Start) -> Result<String, String> {
    let mut text = String::from(
        "// A mesh of Cilium clusters. `meshc check` checks this file, `meshc build` writes deploy/ beside it,\n\
         // `meshc add NAME` adds a cluster, and `meshc explain` lists all rules.\n\n",
    );
    text.push_str(&mesh(start)?);
    if let Some(platform) = &start.platform {
        let platform = quoted(platform)?;
        text.push_str(&format!(
            "\n// Defaults for every cluster that does not set its own.\ndefaults {{\n    // What they run on: meshc knows the \
             default ranges of the platform, and its limits.\n    platform {platform}\n}}\n"
        ));
    }
    for (index, cluster) in start.clusters.iter().enumerate() {
        text.push_str(&of_cluster(start, (index, cluster))?);
    }
    text.push_str(&delivery(start)?);
    Ok(text)
}

fn mesh(start: &Start) -> Result<String, String> {
    let mut text = format!("mesh {} {{\n", quoted(&start.name)?);
    text.push_str("    // The Cilium release that every cluster runs.\n");
    text.push_str(&format!("    cilium {}\n", quoted(&start.release)?));
    if start.platform.as_deref() == Some(RKE2.0) {
        text.push_str("\n    // RKE2 installs its own Cilium, which reads values from this HelmChartConfig.\n");
        text.push_str(&format!("    base helm-chart-config=\"{}\"\n", RKE2.1));
    }
    let needs_pool = start.clusters.iter().any(|cluster| cluster.pods.is_none());
    let pool = if needs_pool { Some(pool(start)?) } else { None };
    if let Some((net, prefix)) = pool {
        let first = address::block(&net, prefix, 1).unwrap_or(net);
        text.push_str(&format!(
            "\n    // Where pods get their addresses: the cluster with id N gets the N-th /{prefix} of this range\n    // \
             (id 1 gets {first}), which nothing else may use. For a cluster that already has a\n    // range, write \
             it as `pod-cidr` in its braces.\n    address-pool \"{net}\" prefix={prefix}\n"
        ));
    }
    text.push_str(&routing(start, pool.map(|(net, _)| net)));
    text.push_str("\n    // Certificates are issued in each cluster, by the CA in this Secret. It must be the\n");
    text.push_str("    // same CA in all clusters: create the Secret before you install Cilium.\n");
    text.push_str("    certificates \"cron-job\" ca-secret=\"cilium-ca\"\n}\n");
    Ok(text)
}

/// How pods reach pods on other nodes: GKE routes their addresses itself, and other networks may.
fn routing(start: &Start, pool: Option<IpNet>) -> String {
    let own = start.clusters.iter().filter_map(|cluster| address::parse(cluster.pods.as_deref()?));
    let nets: Vec<IpNet> = own.chain(pool).collect();
    let all = address::cover(&nets).map_or_else(|| POOL.to_string(), |net| net.to_string());
    if start.platform.as_deref() == Some(GKE) {
        let about = "\n    // The network itself routes pod addresses: all of them are in this range.\n";
        return format!("{about}    routing \"native\" cidr=\"{all}\"\n");
    }
    let about = "\n    // How packets get from node to node: in a tunnel, which works on any network. If the\n";
    let native = format!("    // network itself routes pod addresses: `routing \"native\" cidr=\"{all}\"`.\n");
    format!("{about}{native}    routing \"tunnel\" protocol=\"vxlan\"\n")
}

/// The pool, and the length of a block: a /16 each, or smaller ones, so that there are enough.
fn pool(start: &Start) -> Result<(IpNet, u8), String> {
    let net = address::parse(&start.pool).filter(|net| Family::of(net) == Family::Ipv4);
    let wrong = || format!("`{}` is not an IPv4 range; write one such as {POOL}", start.pool);
    let net = net.ok_or_else(wrong)?.trunc();
    let count = u32::try_from(start.clusters.len()).unwrap_or(u32::MAX).max(1);
    let bits = u8::try_from(count.next_power_of_two().trailing_zeros()).unwrap_or(u8::MAX).max(FEWEST_BLOCKS);
    let prefix = net.prefix_len().saturating_add(bits).max(16);
    // Blocks of nodes are a /24, and a cluster has two nodes.
    let small = || format!("{net} is too small for {count} clusters; write a range such as {POOL}");
    if prefix > 23 { Err(small()) } else { Ok((net, prefix)) }
}

fn of_cluster(start: &Start, (index, cluster): (usize, &First)) -> Result<String, String> {
    let (name, service) = (quoted(&cluster.name)?, start.service.name());
    // What is chosen is explained once.
    let about = |text: &str| if index == 0 { text.to_string() } else { String::new() };
    let mut text = format!(
        "\n{}cluster {name} id={} {{\n",
        about("// Cilium identifies a cluster by its name and id: never change them in a running cluster.\n"),
        index + 1
    );
    if let Some(pods) = &cluster.pods {
        text.push_str(&format!(
            "{}    pod-cidr {}\n\n",
            about("    // Where its pods get their addresses.\n"),
            quoted(pods)?
        ));
    }
    let reach = match &cluster.address {
        None => "pending #true".to_string(),
        Some(address) if address.parse::<IpAddr>().is_ok() => format!("ip \"{address}\""),
        Some(address) => format!("address {}", quoted(address)?),
    };
    let way = match start.service {
        ServiceType::LoadBalancer => "a load balancer",
        ServiceType::NodePort => "a port of its nodes",
        ServiceType::ClusterIp => "an address of its Service range, which peers must be able to route to",
    };
    let how = if cluster.address.is_none() {
        "    // Its address is not known yet, so peers leave the cluster out; once it is, write `ip` or `address` instead.\n"
    } else {
        "    // Set `address` (a DNS name) or one or more `ip`, or `pending #true` if the address is not known yet.\n"
    };
    let about = about(&format!("    // Peers reach its clustermesh-apiserver through {way}.\n{how}"));
    text.push_str(&format!("{about}    apiserver \"{service}\" {{\n        {reach}\n    }}\n}}\n"));
    Ok(text)
}

fn delivery(start: &Start) -> Result<String, String> {
    let path = start.path.trim_matches('/');
    Ok(match &start.delivery {
        Delivery::ByHand => String::new(),
        Delivery::Flux(source) => format!(
            "\n// Also write the objects with which Flux applies the output, from this GitRepository, which contains this file too.\n\
             flux {{\n    source {}\n    path {}\n    interval \"10m\"\n}}\n",
            quoted(source)?,
            quoted(&format!("./{path}"))?
        ),
        Delivery::ArgoCd(url) => format!(
            "\n// Also write the Applications with which Argo CD applies the output, from this repository.\n\
             argocd {{\n    repo-url {}\n    path {}\n}}\n",
            quoted(url)?,
            quoted(path)?
        ),
    })
}
