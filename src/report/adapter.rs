//! Turns one diagnostic and its excerpts into what miette draws.
//!
//! miette knows one source per diagnostic. All excerpts together are that source, one after the other, and a
//! span that would lead from one into the next is refused: so miette draws each by itself, under the name of
//! its own file.

use super::excerpt::{Excerpt, Placed};
use super::text::{clean, wrap};
use super::{Color, Glyphs, Style};
use crate::diagnostic::{Diagnostic, Severity};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode};
use miette::{SourceSpan, SpanContents, ThemeCharacters, ThemeStyles};
use std::fmt;

/// The message and the excerpts, drawn.
pub(super) fn draw(diagnostic: &Diagnostic, excerpts: Vec<Excerpt>, style: &Style) -> String {
    let mut theme = theme(style);
    let styles = &theme.styles;
    let primary = if diagnostic.severity == Severity::Error { styles.error } else { styles.warning };
    let labels = excerpts.iter().flat_map(|excerpt| &excerpt.labels);
    let mut highlights: Vec<_> = labels.map(|label| if label.primary { primary } else { styles.help }).collect();
    // miette takes them in turn, and there must be one to take.
    highlights.push(primary);
    theme.styles.highlights = highlights;
    let message = wrap(&clean(&diagnostic.message, style.glyphs), style.columns() - MARGIN);
    let handler = GraphicalReportHandler::new_themed(theme).with_urls(false).with_wrap_lines(false);
    let adapter = Adapter { message, severity: diagnostic.severity, excerpts: placed_in_turn(excerpts) };
    let mut out = String::new();
    match handler.without_syntax_highlighting().render_report(&mut out, &adapter) {
        Ok(()) => out,
        // A String takes everything, so this would be a span outside of all excerpts; the message is what
        // counts.
        Err(fmt::Error) => format!("  {}\n", adapter.message),
    }
}

/// The characters and the colours that a style asks for.
pub(super) fn theme(style: &Style) -> GraphicalTheme {
    let characters = match style.glyphs {
        Glyphs::Ascii => ThemeCharacters::ascii(),
        Glyphs::Unicode => ThemeCharacters::unicode(),
    };
    if style.color == Color::Plain {
        return GraphicalTheme { characters, styles: ThemeStyles::none() };
    }
    let mut styles = ThemeStyles::ansi();
    styles.error = styles.error.bold();
    styles.warning = styles.warning.bold();
    styles.help = styles.help.bold();
    // The name of a file is not a link: an underline would promise one.
    styles.link = styles.link.remove_all_effects();
    GraphicalTheme { characters, styles }
}

/// What is before the message: the sign of its severity, with spaces around.
const MARGIN: usize = 4;

/// Excerpts, each with the place of its first byte in the text of all of them.
fn placed_in_turn(excerpts: Vec<Excerpt>) -> Vec<(usize, Excerpt)> {
    let mut next = 0;
    let place = |excerpt: Excerpt| {
        let start = next;
        next += excerpt.text.len();
        (start, excerpt)
    };
    excerpts.into_iter().map(place).collect()
}

/// A diagnostic the way miette wants to see it.
#[derive(Debug)]
struct Adapter {
    message: String,
    severity: Severity,
    excerpts: Vec<(usize, Excerpt)>,
}

impl fmt::Display for Adapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Adapter {}

impl miette::Diagnostic for Adapter {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let all =
            self.excerpts.iter().flat_map(|(start, excerpt)| excerpt.labels.iter().map(|label| labeled(*start, label)));
        Some(Box::new(all))
    }
}

fn labeled(start: usize, label: &Placed) -> LabeledSpan {
    let text = Some(label.text.clone()).filter(|text| !text.is_empty());
    let span = (start + label.start, label.end.saturating_sub(label.start));
    if label.primary { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) }
}

impl SourceCode for Adapter {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let index = self.excerpts.partition_point(|(start, _)| *start <= span.offset()).saturating_sub(1);
        let (start, excerpt) = self.excerpts.get(index).ok_or(MietteError::OutOfBounds)?;
        if span.offset() + span.len() > start + excerpt.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        // Without lines around it, miette asks for the line and the column of a label, to print them.
        let wanted = |label: &&Placed| {
            start + label.start == span.offset() && label.end.saturating_sub(label.start) == span.len()
        };
        let label = excerpt.labels.iter().filter(|_| lines_before == 0).find(wanted);
        let (line, column) = label.map_or((excerpt.first, 0), |label| (label.position.0 - 1, label.position.1 - 1));
        let whole = SourceSpan::from((*start, excerpt.text.len()));
        let name = excerpt.name.clone();
        let count = excerpt.text.lines().count();
        Ok(Box::new(MietteSpanContents::new_named(name, excerpt.text.as_bytes(), whole, line, column, count)))
    }
}
