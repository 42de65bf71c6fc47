//! A page in Markdown to what a terminal shows: headings and code stand out, sentences are wrapped.

use meshc::report::{Color, Style};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use textwrap::{Options, WordSeparator};

/// The widest text that reads well.
const WIDEST: usize = 100;

/// The page for a terminal.
pub fn rendered(page: &str, style: &Style) -> String {
    let mut out = Writer { style, blocks: Vec::new(), text: String::new(), code: None, items: Vec::new() };
    Parser::new(page).for_each(|event| out.take(event));
    out.blocks.join("\n")
}

/// What is written so far, and what is being written.
struct Writer<'s> {
    style: &'s Style,
    /// Finished blocks, each ending in a line feed.
    blocks: Vec<String>,
    /// The text of the paragraph, heading or block of code that is open.
    text: String,
    /// The words beside the fence of the block of code that is open.
    code: Option<String>,
    /// The lists that are open: the number of the next item, where they are numbered.
    items: Vec<Option<u64>>,
}

impl Writer<'_> {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let info = if let CodeBlockKind::Fenced(info) = &kind { info.to_string() } else { String::new() };
                self.code = Some(info);
            }
            Event::End(TagEnd::CodeBlock) => self.close_code(),
            Event::Start(Tag::List(first)) => self.items.push(first),
            Event::End(TagEnd::List(_)) => drop(self.items.pop()),
            Event::Start(Tag::Strong | Tag::Heading { .. }) => self.escape("1"),
            Event::Start(Tag::Emphasis) => self.escape("3"),
            Event::End(TagEnd::Strong | TagEnd::Emphasis) => self.escape("0"),
            Event::End(TagEnd::Heading(_)) => {
                self.escape("0");
                self.close_paragraph();
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item) => self.close_paragraph(),
            Event::Code(code) if self.style.color == Color::Ansi => {
                self.escape("36");
                self.text.push_str(&code);
                self.escape("0");
            }
            Event::Code(code) => self.text.push_str(&format!("`{code}`")),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            _ => {}
        }
    }

    /// Starts or ends a colour, where there are some.
    fn escape(&mut self, code: &str) {
        if self.style.color == Color::Ansi {
            self.text.push_str(&format!("\u{1b}[{code}m"));
        }
    }

    /// Wraps the text that is open; an item of a list is set off by its mark.
    fn close_paragraph(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.is_empty() {
            return;
        }
        let mark = match self.items.last_mut() {
            None => String::new(),
            Some(None) => "  - ".to_string(),
            Some(Some(number)) => {
                *number += 1;
                format!("  {}. ", *number - 1)
            }
        };
        let rest = " ".repeat(mark.len());
        let options = Options::new(self.style.width.min(WIDEST))
            .word_separator(WordSeparator::AsciiSpace)
            .initial_indent(&mark)
            .subsequent_indent(&rest);
        self.blocks.push(format!("{}\n", textwrap::fill(&text, options)));
    }

    /// Sets off a block of code, below the name of its file where it has one. Its lines stay as they are.
    fn close_code(&mut self) {
        let info = self.code.take().unwrap_or_default();
        let text = std::mem::take(&mut self.text);
        let file = info.split_once("file=").map(|(_, file)| format!("  {}:\n", file.trim())).unwrap_or_default();
        let line =
            |line: &str| if line.is_empty() { "\n".to_string() } else { format!("    {}\n", self.shown(&info, line)) };
        let lines: String = text.lines().map(line).collect();
        self.blocks.push(file + &lines);
    }

    /// A line of code: the head of a report in the colour of its level, comments in the background.
    fn shown(&self, info: &str, line: &str) -> String {
        let color = match (info, line) {
            ("text", line) if line.starts_with("error") => "1;31",
            ("text", line) if line.starts_with("warning") => "1;33",
            (info, line) if info != "text" && line.trim_start().starts_with("//") => "2",
            _ => return line.to_string(),
        };
        if self.style.color == Color::Plain { line.to_string() } else { format!("\u{1b}[{color}m{line}\u{1b}[0m") }
    }
}
