//! What templates of a chart read: a walk over each of them that follows `with`, `range`, variables and
//! helpers.

mod call;
mod syntax;
mod tokens;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use syntax::{Base, Expr, Node};
use value::{Kind, Value};

pub use value::join;

/// What the templates of a chart read.
#[derive(Debug, Default)]
pub struct Reads {
    /// Every path that is read for more than to refuse it.
    pub known: BTreeSet<String>,
    /// Those that are taken as a whole, whatever is in them.
    pub whole: BTreeSet<String>,
    /// Those over whose items a template goes as over a list's.
    pub listed: BTreeSet<String>,
    /// Those that reach `cilium-config`.
    pub config: BTreeSet<String>,
    /// Those that reach the pods of the agents.
    pub agents: BTreeSet<String>,
}

/// Walks over all templates of a chart.
pub fn read(chart: &Path) -> Reads {
    let folder = chart.join("templates");
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(&folder).unwrap().to_str().unwrap().to_string();
            files.insert(name, std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    let mut walk = Walk::in_chart(chart);
    for text in files.values() {
        walk.define(&syntax::parse(text));
    }
    for (name, text) in &files {
        walk.lines = match name.as_str() {
            "cilium-configmap.yaml" => Lines::Config,
            "cilium-agent/daemonset.yaml" => Lines::agents(text),
            // They only judge what the user has set.
            "validate.yaml" | "NOTES.txt" | "warnings.txt" => Lines::Judging,
            _ => Lines::Others,
        };
        walk.variables = BTreeMap::from([("$".to_string(), Value { kind: Kind::Root, ..Value::default() })]);
        walk.nodes(&syntax::parse(text), &Value { kind: Kind::Root, ..Value::default() });
    }
    walk.reads
}

/// What a template makes, by its lines.
#[derive(Clone, Copy)]
enum Lines {
    Config,
    /// The agents' DaemonSet begins on the first line, and its pod template on the second.
    Agents(usize, usize),
    Judging,
    Others,
}

impl Lines {
    fn agents(text: &str) -> Lines {
        let line = |what: &str| text.lines().position(|line| line == what).map_or(usize::MAX, |at| at + 1);
        Lines::Agents(line("kind: DaemonSet"), line("  template:"))
    }
}

struct Walk<'c> {
    chart: &'c Path,
    helpers: BTreeMap<String, Vec<Node>>,
    variables: BTreeMap<String, Value>,
    lines: Lines,
    line: usize,
    /// Whether what is read now decides about a refusal alone.
    is_judging: bool,
    depth: usize,
    reads: Reads,
}

impl<'c> Walk<'c> {
    fn in_chart(chart: &'c Path) -> Self {
        Walk {
            chart,
            helpers: BTreeMap::new(),
            variables: BTreeMap::new(),
            lines: Lines::Others,
            line: 0,
            is_judging: false,
            depth: 0,
            reads: Reads::default(),
        }
    }

    fn define(&mut self, nodes: &[Node]) {
        for node in nodes {
            if let syntax::Kind::Define(name, body) = &node.kind {
                self.helpers.insert(name.clone(), body.clone());
            }
        }
    }

    /// The paths on which what the nodes write depends.
    fn nodes(&mut self, nodes: &[Node], dot: &Value) -> BTreeSet<String> {
        let mut from = BTreeSet::new();
        for node in nodes {
            if self.depth == 0 {
                self.line = node.line;
            }
            from.extend(self.node(node, dot));
        }
        from
    }

    fn node(&mut self, node: &Node, dot: &Value) -> BTreeSet<String> {
        match &node.kind {
            syntax::Kind::Text | syntax::Kind::Define(..) => BTreeSet::new(),
            syntax::Kind::Show(expr) => self.used(expr, dot).from,
            syntax::Kind::Assign(name, expr) => {
                let value = self.eval(expr, dot);
                if !self.is_judging && !matches!(self.lines, Lines::Judging) {
                    self.reads.known.extend(value.from.iter().filter(|path| !path.is_empty()).cloned());
                }
                let before = self.variables.remove(name).unwrap_or_default();
                self.variables.insert(name.clone(), Value::any(vec![before, value]));
                BTreeSet::new()
            }
            syntax::Kind::If(condition, done, otherwise) => {
                let was = self.is_judging;
                self.is_judging |= only_fails(done);
                let mut from = self.used(condition, dot).from;
                self.is_judging = was;
                from.extend(self.nodes(done, dot));
                from.extend(self.nodes(otherwise, dot));
                from
            }
            syntax::Kind::With(expr, done, otherwise) => {
                let value = self.used(expr, dot);
                let mut from = value.from.clone();
                from.extend(self.nodes(done, &value));
                from.extend(self.nodes(otherwise, dot));
                from
            }
            syntax::Kind::Range(names, expr, body) => {
                let list = self.used(expr, dot);
                let mut from = list.from.clone();
                if let (Kind::At(paths), [] | [_]) = (&list.kind, names.as_slice()) {
                    self.reads.listed.extend(paths.iter().cloned());
                }
                for (key, item) in self.items(&list) {
                    if let Some(last) = names.last() {
                        self.variables.insert(last.clone(), item.clone());
                    }
                    if let [first, _] = names.as_slice() {
                        self.variables.insert(first.clone(), key);
                    }
                    from.extend(self.nodes(body, &item));
                }
                from
            }
        }
    }

    /// The keys and items over which a `range` goes, each kind of them once.
    fn items(&mut self, list: &Value) -> Vec<(Value, Value)> {
        let key = Value { kind: Kind::Other, from: list.from.clone() };
        match &list.kind {
            Kind::List(items) => items.iter().map(|item| (key.clone(), item.clone())).collect(),
            Kind::At(paths) => {
                self.reads.whole.extend(paths.iter().cloned());
                vec![(key, list.field("*"))]
            }
            _ => vec![(key.clone(), key)],
        }
    }

    /// The value of an expression that is used where it is.
    fn used(&mut self, expr: &Expr, dot: &Value) -> Value {
        let value = self.eval(expr, dot);
        self.note(&value);
        value
    }

    fn note(&mut self, value: &Value) {
        let paths = || value.from.iter().filter(|path| !path.is_empty()).cloned();
        match self.lines {
            _ if self.is_judging => return,
            Lines::Judging => return,
            Lines::Config => self.reads.config.extend(paths()),
            Lines::Agents(begin, pods) if self.line < begin || self.line > pods => self.reads.agents.extend(paths()),
            Lines::Agents(..) | Lines::Others => {}
        }
        self.reads.known.extend(paths());
    }

    fn eval(&mut self, expr: &Expr, dot: &Value) -> Value {
        match expr {
            Expr::Nothing | Expr::Number(_) | Expr::Text(_) => Value::default(),
            Expr::Field(base, fields) => {
                let base = match base {
                    Base::Dot => dot.clone(),
                    Base::Variable(name) => self.variables.get(name).cloned().unwrap_or_default(),
                    Base::Inner(inner) => self.eval(inner, dot),
                };
                fields.iter().fold(base, |value, field| value.field(field))
            }
            Expr::Call(name, arguments) => self.call(name, arguments, dot),
        }
    }
}

/// Whether a block does nothing but refuse.
fn only_fails(nodes: &[Node]) -> bool {
    let is_refusal = |node: &Node| match &node.kind {
        syntax::Kind::Show(Expr::Call(name, _)) => name == "fail",
        syntax::Kind::If(_, done, otherwise) => only_fails(done) && (otherwise.is_empty() || only_fails(otherwise)),
        _ => false,
    };
    !nodes.is_empty() && nodes.iter().all(is_refusal)
}

/// Whether a path is another one, or below it.
pub fn is_within(path: &str, above: &str) -> bool {
    path == above || path.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))
}
