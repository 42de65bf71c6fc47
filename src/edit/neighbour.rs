//! The clusters of a mesh file as they are written: what they have in common, and in which order.

use super::node::{Node, quoted};
use super::wish::Reach;
use crate::kdl::{self, Item, KdlDocument};
use crate::model::{Cluster, Mesh, ServiceType};
use crate::source::{FileId, Sources, Span};

/// One cluster as it is written.
#[derive(Debug)]
pub struct Written {
    /// Its name.
    pub name: String,
    /// The place of its node, from its name on, without what ends it.
    pub span: Span,
    /// The nodes in its braces, with the names of those.
    pub children: Vec<(String, Child)>,
    /// Whether it is on one line.
    pub is_flat: bool,
}

/// A node in the braces of a cluster.
#[derive(Debug)]
pub struct Child {
    /// Its text.
    pub text: String,
    /// The same, however it is laid out.
    plain: String,
    /// What is before its braces.
    head: String,
    /// The nodes in its braces.
    children: Vec<(String, String)>,
}

/// The clusters that are written in files that meshc may change, in the order of the files.
#[derive(Debug)]
pub struct Neighbours {
    /// All of them.
    pub all: Vec<Written>,
    /// The last one of the mesh, by its number among all.
    pub last: Option<usize>,
}

/// What a new cluster has as its only neighbour has it. Of several, all that they have in common is meant.
const OF_ONE: &[&str] =
    &["base", "chaining", "cilium", "host-firewall", "ipam", "kube-proxy-replacement", "max-nodes", "platform"];

/// What is one cluster's own, whatever others have.
const OWN: &[&str] = &["allow", "apiserver", "context", "etcd", "kops", "patch", "pod-cidr", "service-cidr"];

impl Neighbours {
    /// The clusters of a mesh.
    pub fn of(mesh: &Mesh, sources: &Sources) -> Neighbours {
        let mut all = Vec::new();
        let mut last = None;
        let name = mesh.clusters.last().map(|cluster| cluster.name.span);
        for file in sources.files().filter(|file| sources.may_change(*file)) {
            let Some(text) = sources.get(file).map(|source| source.text.as_str()) else { continue };
            let Ok(document) = kdl::read(file, text) else { continue };
            for item in clusters(file, &document) {
                if item.text().map(|text| text.span) == name {
                    last = Some(all.len());
                }
                all.push(written(item, text));
            }
        }
        Neighbours { all, last }
    }

    /// The last cluster.
    pub fn last(&self) -> Option<&Written> {
        self.last.and_then(|last| self.all.get(last))
    }

    /// Whether a place is in the node of the last cluster.
    pub fn is_of_last(&self, span: Span) -> bool {
        self.last()
            .is_some_and(|last| last.span.file == span.file && (last.span.start..last.span.end).contains(&span.start))
    }

    /// Whether the last cluster is on one line.
    pub fn are_flat(&self) -> bool {
        self.last().is_some_and(|last| last.is_flat)
    }

    /// The nodes of a new cluster, in the order in which the last one has them: its own ones, and those that
    /// all clusters have in common.
    pub fn arrange(&self, mut own: Vec<Node>) -> Vec<Node> {
        let mut nodes = Vec::new();
        for (name, child) in self.last().into_iter().flat_map(|last| &last.children) {
            let (same, others): (Vec<Node>, Vec<Node>) = own.into_iter().partition(|node| node.name() == name);
            own = others;
            if !same.is_empty() {
                nodes.extend(same);
            } else if !nodes.iter().any(|node: &Node| node.name() == name) && self.is_common(name, child) {
                nodes.push(Node::leaf(child.text.clone()));
            }
        }
        // Where the last one has no such node: a platform before all else, how it is reached after the rest.
        let (first, own): (Vec<Node>, Vec<Node>) = own.into_iter().partition(|node| node.name() == "platform");
        let is_way = |node: &Node| ["apiserver", "etcd", "kops"].contains(&node.name());
        let (ways, rest): (Vec<Node>, Vec<Node>) = own.into_iter().partition(is_way);
        let at = nodes.iter().position(is_way).unwrap_or(nodes.len());
        let after = nodes.split_off(at);
        first.into_iter().chain(nodes).chain(rest).chain(after).chain(ways).collect()
    }

    fn is_common(&self, name: &str, child: &Child) -> bool {
        let of_network = name == "node-cidr" && child.head.contains("network=");
        let has_it = |other: &Written| other.children.iter().any(|(_, other)| other.plain == child.plain);
        let may_be = if self.all.len() == 1 { OF_ONE.contains(&name) } else { !OWN.contains(&name) };
        (of_network || (may_be && name != "node-cidr")) && self.all.iter().all(has_it)
    }

    /// How peers reach a new cluster.
    ///
    /// # Errors
    /// What must be known of it, in a sentence.
    pub fn reach(&self, mesh: &Mesh, wish: &Reach, chosen: &mut Vec<String>) -> Result<Vec<Node>, String> {
        let Some(shape) = mesh.clusters.iter().rev().nth(1) else { return self.apiserver(None, wish, chosen) };
        let is_classic = shape.release().is_some_and(|release| release.classic().is_some());
        let by_etcd = !shape.etcd.endpoints.is_empty() || is_classic;
        let mut nodes = Vec::new();
        if let Some((name, spec)) = &wish.kops {
            nodes.push(Node::leaf(format!("kops {} spec={}", quoted(name)?, quoted(spec)?)));
        }
        if !wish.endpoints.is_empty() {
            let texts: Result<Vec<String>, String> = wish.endpoints.iter().map(|text| quoted(text)).collect();
            let endpoint = Node::leaf(format!("endpoint {}", texts?.join(" ")));
            let is_flat = self.is_flat_in_last("etcd");
            nodes.push(Node { head: "etcd".to_string(), children: vec![endpoint], is_flat });
            chosen.push(format!("etcd at {}", wish.endpoints.join(" ")));
        } else if by_etcd && wish.kops.is_none() {
            let way = if shape.kops.is_nothing() {
                "`--endpoint https://…:2379`"
            } else {
                "`--kops <DNS name> --spec <file>`, or the endpoints with `--endpoint https://…:2379`"
            };
            return Err(format!(
                "peers reach clusters of this mesh at their etcd: give the endpoint of the new one, with {way}"
            ));
        }
        if !by_etcd {
            nodes.extend(self.apiserver(Some(shape), wish, chosen)?);
        }
        Ok(nodes)
    }

    /// The apiserver of a new cluster, of the last one's type and with the annotations that all have.
    fn apiserver(&self, shape: Option<&Cluster>, wish: &Reach, chosen: &mut Vec<String>) -> Result<Vec<Node>, String> {
        let own = |written: &'_ Written| written.children.iter().position(|(name, _)| name == "apiserver");
        let last = self.last().and_then(|last| Some(&last.children.get(own(last)?)?.1));
        let of_defaults = shape.and_then(|cluster| cluster.apiserver.get()).filter(|_| last.is_none());
        let head = match (last, of_defaults) {
            (Some(last), _) => last.head.clone(),
            (None, Some(_)) => "apiserver".to_string(),
            (None, None) => format!("apiserver \"{}\"", ServiceType::LoadBalancer.name()),
        };
        let mut children = Vec::new();
        if !wish.ips.is_empty() {
            let texts: Result<Vec<String>, String> = wish.ips.iter().map(|text| quoted(text)).collect();
            children.push(Node::leaf(format!("ip {}", texts?.join(" "))));
            chosen.push(format!("reached at {}", wish.ips.join(" ")));
        }
        if let Some(address) = &wish.address {
            children.push(Node::leaf(format!("address {}", quoted(address)?)));
            chosen.push(format!("reached at {address}"));
        }
        if children.is_empty() {
            children.push(Node::leaf("pending #true"));
            chosen.push("its address pending".to_string());
        }
        let common = |child: &&(String, String)| {
            let has_it = |written: &Written| {
                let apiserver = own(written).and_then(|at| written.children.get(at));
                apiserver.is_some_and(|(_, apiserver)| apiserver.children.contains(child))
            };
            child.0 == "annotation" && self.all.iter().all(has_it)
        };
        let annotations = last.into_iter().flat_map(|last| &last.children).filter(common);
        children.extend(annotations.map(|(_, text)| Node::leaf(text.clone())));
        Ok(vec![Node { head, children, is_flat: self.is_flat_in_last("apiserver") }])
    }

    /// Whether a node of the last cluster is on one line.
    fn is_flat_in_last(&self, name: &str) -> bool {
        let Some(last) = self.last() else { return false };
        let node = last.children.iter().find(|(other, _)| other == name);
        node.map_or(last.is_flat, |(_, child)| !child.text.contains('\n'))
    }
}

fn clusters(file: FileId, document: &KdlDocument) -> impl Iterator<Item = Item<'_>> {
    document.nodes().iter().map(move |node| Item { file, node }).filter(|item| item.name() == "cluster")
}

fn written(item: Item<'_>, text: &str) -> Written {
    let span = whole(item, text);
    let child = |child: Item<'_>| (child.name().to_string(), read(child, text));
    let is_flat = text.get(span.start..span.end).is_some_and(|text| !text.contains('\n'));
    let name = item.text().map(|text| text.value).unwrap_or_default();
    Written { name, span, children: item.children().map(child).collect(), is_flat }
}

fn read(item: Item<'_>, text: &str) -> Child {
    let part = |span: Span| text.get(span.start..span.end).unwrap_or_default().to_string();
    let children = item.children().map(|child| (child.name().to_string(), part(whole(child, text)))).collect();
    let mut plain = item.node.clone();
    plain.clear_format_recursive();
    Child { text: part(whole(item, text)), plain: plain.to_string(), head: part(item.head()), children }
}

/// The place of a node with its braces, without what ends it.
fn whole(item: Item<'_>, text: &str) -> Span {
    let (head, node) = (item.head(), item.node.span());
    let end = node.offset() + node.len();
    let written = text.get(head.start..end).unwrap_or_default();
    let length = if item.has_braces() { written.rfind('}').map(|at| at + 1) } else { None };
    Span { end: length.map_or(head.end, |length| head.start + length), ..head }
}
