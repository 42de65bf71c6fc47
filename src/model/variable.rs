//! `${NAME}` in values: what Flux, Terraform or a shell puts something else in the place of (`postBuild` of
//! Flux's Kustomization, `docs/spec/v1/kustomizations.md` of kustomize-controller, whose names are of
//! letters, digits and `_`).

use crate::yaml::Value;

/// A variable in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable<'t> {
    /// All of it, braces and dollar sign.
    pub whole: &'t str,
    /// Where it begins in the text.
    pub start: usize,
    /// Its name.
    pub name: &'t str,
    /// What is behind the name, such as `:=1`.
    pub operation: &'t str,
}

impl<'t> Variable<'t> {
    /// What is in its place where nobody sets it.
    pub fn default(&self) -> Option<&'t str> {
        [":=", ":-", "=", "-"].into_iter().find_map(|mark| self.operation.strip_prefix(mark))
    }
}

/// The first variable in a value. Texts with lines are scripts, which have variables of their own.
pub fn variable(value: &Value) -> Option<&str> {
    let first = |text| variables(text).next().map(|found| found.whole).filter(|_| !text.contains('\n'));
    match value {
        Value::String(text) => first(text),
        Value::Array(items) => items.iter().find_map(variable),
        Value::Object(fields) => fields.iter().find_map(|(key, field)| first(key).or_else(|| variable(field))),
        _ => None,
    }
}

/// All variables of a text, in order.
pub fn variables(text: &str) -> impl Iterator<Item = Variable<'_>> {
    text.match_indices("${").filter_map(|(start, _)| {
        // With two dollar signs Flux leaves it as it is.
        let is_escaped = text.get(..start)?.ends_with('$');
        let rest = text.get(start..)?;
        let whole = rest.get(..=rest.find('}')?)?;
        let inside = whole.get(2..whole.len() - 1)?;
        let name = inside.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()?;
        let operation = inside.get(name.len()..)?;
        let shows = operation.is_empty() || operation.starts_with([':', '-', '=', '?', '+', '%', '#', '/']);
        (is_name(name) && shows && !is_escaped).then_some(Variable { whole, start, name, operation })
    })
}

/// Whether a text is the name of a variable.
pub fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let begins = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    begins && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
