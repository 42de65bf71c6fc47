//! A KDL node with its file: with our own spans.

use crate::source::{FileId, Span, Spanned};
use ::kdl::{KdlEntry, KdlNode, KdlValue};

/// A node of the document.
#[derive(Debug, Clone, Copy)]
pub struct Item<'k> {
    /// The file that it stands in.
    pub file: FileId,
    /// The node.
    pub node: &'k KdlNode,
}

/// An argument or a property.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'k> {
    file: FileId,
    entry: &'k KdlEntry,
}

impl<'k> Item<'k> {
    /// Its name.
    pub fn name(self) -> &'k str {
        self.node.name().value()
    }

    /// The place of its name: the label for "this node".
    pub fn span(self) -> Span {
        convert(self.file, self.node.name().span())
    }

    /// The place of the node without its braces.
    pub fn head(self) -> Span {
        let end = self.node.entries().iter().map(|entry| entry.span().offset() + entry.span().len()).max();
        let span = self.span();
        Span { end: end.unwrap_or(span.end).max(span.end), ..span }
    }

    /// Its arguments.
    pub fn arguments(self) -> impl Iterator<Item = Entry<'k>> {
        self.entries().filter(|entry| entry.key().is_none())
    }

    /// Its properties.
    pub fn properties(self) -> impl Iterator<Item = Entry<'k>> {
        self.entries().filter(|entry| entry.key().is_some())
    }

    fn entries(self) -> impl Iterator<Item = Entry<'k>> {
        self.node.entries().iter().map(move |entry| Entry { file: self.file, entry })
    }

    /// The nodes in its braces.
    pub fn children(self) -> impl Iterator<Item = Item<'k>> {
        let nodes = self.node.children().map(|document| document.nodes()).unwrap_or_default();
        nodes.iter().map(move |node| Item { file: self.file, node })
    }

    /// Whether it has braces.
    pub fn has_braces(self) -> bool {
        self.node.children().is_some()
    }

    /// The nodes of that name in its braces.
    pub fn all(self, name: &str) -> impl Iterator<Item = Item<'k>> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The first node of that name in its braces.
    pub fn child(self, name: &str) -> Option<Item<'k>> {
        self.all(name).next()
    }

    /// Its first argument, when that is text.
    pub fn text(self) -> Option<Spanned<String>> {
        self.arguments().next()?.text()
    }

    /// Its property of that name.
    pub fn property(self, name: &str) -> Option<Entry<'k>> {
        self.properties().find(|entry| entry.key() == Some(name))
    }

    /// The place of the type annotation before its name.
    pub fn annotation(self) -> Option<Span> {
        self.node.ty().map(|ty| convert(self.file, ty.span()))
    }
}

impl<'k> Entry<'k> {
    /// The name of a property; `None` for an argument.
    pub fn key(self) -> Option<&'k str> {
        self.entry.name().map(|name| name.value())
    }

    /// The place of the whole entry, `key=value`.
    pub fn span(self) -> Span {
        convert(self.file, self.entry.span())
    }

    /// The place of a property's name, or of the argument.
    pub fn key_span(self) -> Span {
        self.entry.name().map_or_else(|| self.span(), |name| convert(self.file, name.span()))
    }

    /// The place of the value alone: the crate gives none, but the value ends the entry as it was written.
    pub fn value_span(self) -> Span {
        let span = self.span();
        let length = self.entry.format().map_or(0, |format| format.value_repr.len());
        if length == 0 { span } else { Span { start: span.end.saturating_sub(length).max(span.start), ..span } }
    }

    /// The value as it was written, for a help that repeats it.
    pub fn written(self) -> &'k str {
        self.entry.format().map_or("", |format| format.value_repr.as_str())
    }

    /// The value.
    pub fn value(self) -> &'k KdlValue {
        self.entry.value()
    }

    /// The place of a type annotation.
    pub fn annotation(self) -> Option<Span> {
        self.entry.ty().map(|ty| convert(self.file, ty.span()))
    }

    /// The value, when it is text.
    pub fn text(self) -> Option<Spanned<String>> {
        self.value().as_string().map(|text| Spanned::new(text.to_string(), self.value_span()))
    }

    /// The value, when it is an integer.
    pub fn integer(self) -> Option<Spanned<i128>> {
        self.value().as_integer().map(|number| Spanned::new(number, self.value_span()))
    }
}

fn convert(file: FileId, span: miette::SourceSpan) -> Span {
    Span { file, start: span.offset(), end: span.offset() + span.len() }
}
