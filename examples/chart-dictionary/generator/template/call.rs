//! What functions of templates make of values.

use super::Walk;
use super::syntax::{self, Expr, Node};
use super::value::{Kind, Value};

impl Walk<'_> {
    /// The value of a function.
    pub(super) fn call(&mut self, name: &str, arguments: &[Expr], dot: &Value) -> Value {
        let text = |index: usize| match arguments.get(index) {
            Some(Expr::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let values: Vec<Value> = arguments.iter().map(|argument| self.eval(argument, dot)).collect();
        let made = Value::made_of(&values);
        let first = values.first().cloned().unwrap_or_default();
        match name {
            "include" => self.include(text(0), values.get(1).unwrap_or(&made), &made),
            "Get" => text(1).map_or(made, |file| Value { kind: Kind::File(file), ..Value::default() }),
            "tpl" => match (&first.kind, values.get(1)) {
                (Kind::File(file), Some(dot)) => {
                    let Ok(text) = std::fs::read_to_string(self.chart.join(file)) else { return made };
                    self.inner(&syntax::parse(&text), dot)
                }
                _ => {
                    self.take_whole(&values);
                    made
                }
            },
            "list" | "tuple" => Value { kind: Kind::List(values), from: made.from },
            "dict" => {
                let keys = (0..arguments.len()).step_by(2).filter_map(text);
                let fields = keys.zip(values.iter().skip(1).step_by(2).cloned()).collect();
                Value { kind: Kind::Dict(fields), from: made.from }
            }
            "index" => match (&first.kind, arguments.get(1)) {
                (Kind::List(items), Some(Expr::Number(at))) => items.get(*at).cloned().unwrap_or(made),
                (_, Some(Expr::Text(_))) => {
                    let keys = (1..arguments.len()).filter_map(text);
                    keys.fold(first, |value, key| value.field(&key))
                }
                _ => made,
            },
            "get" | "hasKey" => text(1).map_or(made, |key| first.field(&key)),
            "dig" => {
                let keys: Vec<String> = (0..arguments.len()).map_while(text).collect();
                let keys = keys.iter().take(arguments.len().saturating_sub(2));
                keys.fold(values.last().cloned().unwrap_or_default(), |value, key| value.field(key))
            }
            "default" | "coalesce" | "or" | "and" | "ternary" | "deepCopy" | "required" => Value::any(values),
            "toYaml" | "toJson" | "toRawJson" | "toPrettyJson" | "keys" | "values" | "omit" | "pick" | "merge"
            | "mergeOverwrite" | "concat" | "join" => {
                self.take_whole(&values);
                made
            }
            _ => made,
        }
    }

    fn take_whole(&mut self, values: &[Value]) {
        for value in values {
            if let Kind::At(paths) = &value.kind {
                self.reads.whole.extend(paths.iter().filter(|path| !path.is_empty()).cloned());
            }
        }
    }

    fn include(&mut self, name: Option<String>, dot: &Value, made: &Value) -> Value {
        let Some(body) = name.and_then(|name| self.helpers.get(&name).cloned()) else { return made.clone() };
        let mut value = self.inner(&body, dot);
        value.from.extend(made.from.iter().cloned());
        value
    }

    fn inner(&mut self, nodes: &[Node], dot: &Value) -> Value {
        assert!(self.depth < 20, "helpers include each other");
        let before = std::mem::take(&mut self.variables);
        self.variables.insert("$".to_string(), dot.clone());
        self.depth += 1;
        let from = self.nodes(nodes, dot);
        self.depth -= 1;
        self.variables = before;
        Value { kind: Kind::Other, from }
    }
}
