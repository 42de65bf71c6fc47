//! Mesh files, put together from what a test is about.

use super::{codes, compile, compile_with};
use meshc::Outcome;
use meshc::world::Memory;

/// A mesh file: `mesh` with its settings, what is beside it, and clusters with ids from 1 on.
#[derive(Clone)]
pub struct Mesh {
    release: String,
    pool: String,
    settings: Vec<String>,
    beside: Vec<String>,
    clusters: Vec<Cluster>,
}

#[derive(Clone)]
struct Cluster {
    name: String,
    id: usize,
    nodes: Vec<String>,
}

/// A mesh of a release, each of whose clusters has 65,536 addresses for its pods.
pub fn mesh(release: &str) -> Mesh {
    let release = release.to_string();
    Mesh { release, pool: String::new(), settings: Vec::new(), beside: Vec::new(), clusters: Vec::new() }.blocks(16)
}

/// The server of a cluster, reached at an address that no other number has.
pub fn balanced(number: usize) -> String {
    format!("apiserver \"LoadBalancer\" {{ ip \"192.0.{}.{}\"; }}", 2 + number / 250, number % 250)
}

/// The server of a cluster, reached by the cluster's name.
pub fn named(name: &str) -> String {
    format!("apiserver \"LoadBalancer\" {{ address \"{name}.example.com\"; }}")
}

/// The etcd of a cluster in the old releases.
pub fn etcd(name: &str) -> String {
    format!("etcd {{ endpoint \"https://etcd.{name}.example.com:2379\"; }}")
}

impl Mesh {
    /// Its clusters have blocks of another size.
    pub fn blocks(mut self, prefix: u8) -> Mesh {
        self.pool = format!("address-pool \"10.0.0.0/8\" prefix={prefix};");
        self
    }

    /// Its clusters have the pod CIDRs that they say themselves.
    pub fn without_pool(mut self) -> Mesh {
        self.pool.clear();
        self
    }

    /// It runs another release.
    pub fn release(mut self, release: &str) -> Mesh {
        self.release = release.to_string();
        self
    }

    /// More in the braces of `mesh`.
    pub fn says(mut self, nodes: &str) -> Mesh {
        self.settings.push(nodes.to_string());
        self
    }

    /// More beside `mesh` and the clusters.
    pub fn beside(mut self, nodes: &str) -> Mesh {
        self.beside.push(nodes.to_string());
        self
    }

    /// One cluster more.
    pub fn cluster(mut self, name: &str, nodes: &str) -> Mesh {
        let id = self.clusters.len() + 1;
        self.clusters.push(Cluster { name: name.to_string(), id, nodes: vec![nodes.to_string()] });
        self
    }

    /// The clusters `a`, `b`, and so on.
    pub fn clusters<N: AsRef<str>>(self, nodes: impl IntoIterator<Item = N>) -> Mesh {
        ('a'..='z').zip(nodes).fold(self, |mesh, (name, nodes)| mesh.cluster(&name.to_string(), nodes.as_ref()))
    }

    /// The clusters `c1`, `c2`, and so on, each with what is said of its number.
    pub fn many(self, count: usize, nodes: impl Fn(usize) -> String) -> Mesh {
        (1..=count).fold(self, |mesh, number| mesh.cluster(&format!("c{number}"), &nodes(number)))
    }

    /// More in the braces of a cluster, before what is there.
    pub fn more(mut self, name: &str, nodes: &str) -> Mesh {
        self.of(name).nodes.insert(0, nodes.to_string());
        self
    }

    /// A cluster with another id.
    pub fn id(mut self, name: &str, id: usize) -> Mesh {
        self.of(name).id = id;
        self
    }

    /// A cluster with another name.
    pub fn renamed(mut self, name: &str, to: &str) -> Mesh {
        self.of(name).name = to.to_string();
        self
    }

    /// A text in the braces of a cluster, or in those of `mesh`, that becomes another one.
    pub fn with(mut self, from: &str, to: &str) -> Mesh {
        let nodes = self.clusters.iter_mut().flat_map(|cluster| &mut cluster.nodes);
        let mut found = 0;
        for text in nodes.chain(&mut self.settings).chain(&mut self.beside).filter(|text| text.contains(from)) {
            *text = text.replace(from, to);
            found += 1;
        }
        assert!(found > 0, "nothing says {from}");
        self
    }

    fn of(&mut self, name: &str) -> &mut Cluster {
        self.clusters.iter_mut().find(|cluster| cluster.name == name).unwrap_or_else(|| panic!("no cluster {name}"))
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let (settings, beside) = (lines(&self.settings), lines(&self.beside));
        let cluster =
            |Cluster { name, id, nodes }: &Cluster| format!("cluster \"{name}\" id={id} {{\n{}}}\n", lines(nodes));
        let clusters: String = self.clusters.iter().map(cluster).collect();
        format!("mesh \"m\" {{\ncilium \"{}\"; {}\n{settings}}}\n{beside}{clusters}", self.release, self.pool)
    }

    /// What becomes of it.
    pub fn compile(&self) -> Outcome {
        compile(&self.text())
    }

    /// What becomes of it beside other files.
    pub fn compile_with(&self, files: Memory) -> Outcome {
        compile_with(files, &self.text())
    }

    /// What is found in it.
    pub fn codes(&self) -> Vec<&'static str> {
        codes(&self.compile())
    }
}

/// Nodes, each text in a line of its own.
fn lines(nodes: &[String]) -> String {
    let texts = nodes.iter().map(|text| text.trim_matches([' ', ';', '\n'])).filter(|text| !text.is_empty());
    texts.map(|text| format!("{text}\n")).collect()
}
