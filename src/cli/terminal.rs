//! What the terminal takes: colour, links, glyphs and width.

use super::When;
use meshc::report::{Color, Glyphs, Links, Style};
use std::io::IsTerminal;

/// The widest report that still reads well.
const WIDEST: usize = 120;

/// Where a text goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

/// Whether somebody reads there what is printed.
pub fn is_read(stream: Stream) -> bool {
    match stream {
        Stream::Output => std::io::stdout().is_terminal(),
        Stream::Error => std::io::stderr().is_terminal(),
    }
}

/// The style of a text that goes there. `NO_COLOR`, `FORCE_COLOR` and `CLICOLOR_FORCE` count when they are
/// not empty.
pub fn style(when: When, stream: Stream) -> Style {
    let is_terminal = is_read(stream);
    let (unicode, size) = match stream {
        Stream::Output => (supports_unicode::Stream::Stdout, terminal_size::terminal_size_of(std::io::stdout())),
        Stream::Error => (supports_unicode::Stream::Stderr, terminal_size::terminal_size_of(std::io::stderr())),
    };
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let colored = match when {
        When::Always => true,
        When::Never => false,
        When::Auto if is_set("NO_COLOR") => false,
        When::Auto if is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE") => true,
        When::Auto => is_terminal && !is_dumb,
    };
    let takes_unicode = !is_dumb && (!is_terminal || supports_unicode::on(unicode));
    let width = size.filter(|_| is_terminal);
    Style {
        color: if colored { Color::Ansi } else { Color::Plain },
        glyphs: if takes_unicode { Glyphs::Unicode } else { Glyphs::Ascii },
        links: if colored && is_terminal { Links::On } else { Links::Off },
        width: width.map_or(80, |(width, _)| usize::from(width.0).min(WIDEST)),
    }
}
