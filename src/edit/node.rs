//! Nodes of a mesh file as text, on one line or on several.

/// A node: what is before its braces, and what is in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its name, its values and its properties; a node that is copied has its braces here too.
    pub head: String,
    /// What is in its braces.
    pub children: Vec<Node>,
    /// Whether it is on one line.
    pub is_flat: bool,
}

/// How a file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manner {
    /// What ends its lines.
    pub newline: &'static str,
    /// What a level is indented by.
    pub indent: String,
    /// What is before a `}` on the same line: blank, or `;` too.
    pub before_close: &'static str,
}

impl Node {
    /// A node without braces.
    pub fn leaf(head: impl Into<String>) -> Node {
        Node { head: head.into(), children: Vec::new(), is_flat: true }
    }

    /// The name of the node.
    pub fn name(&self) -> &str {
        self.head.split([' ', '{']).next().unwrap_or_default()
    }

    /// Its text in that manner, at a depth, without the end of its last line.
    pub fn text(&self, manner: &Manner, depth: usize) -> String {
        let Manner { newline, indent, before_close } = manner;
        if self.children.is_empty() {
            return self.head.clone();
        }
        if self.is_flat {
            let children: Vec<String> = self.children.iter().map(|child| child.text(manner, depth)).collect();
            return format!("{} {{ {}{before_close}}}", self.head, children.join("; "));
        }
        let inner = indent.repeat(depth + 1);
        let line = |child: &Node| format!("{inner}{}{newline}", child.text(manner, depth + 1));
        let children: String = self.children.iter().map(line).collect();
        format!("{} {{{newline}{children}{}}}", self.head, indent.repeat(depth))
    }
}

/// A text in quotes.
///
/// # Errors
/// When it holds what has no place in a name.
pub fn quoted(text: &str) -> Result<String, String> {
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(format!("`{}` is not a valid name", text.escape_debug()));
    }
    Ok(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}
