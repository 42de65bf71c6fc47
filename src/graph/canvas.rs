//! Elements of an SVG, written one after another.

use unicode_width::UnicodeWidthChar;

/// A place, or a size.
pub type Point = (f64, f64);

/// The text of an SVG as far as it is written.
#[derive(Debug, Default)]
pub struct Canvas {
    out: String,
}

impl Canvas {
    /// Opens a group with a title, which browsers show as a tooltip and readers of screens read.
    pub fn open(&mut self, title: &str) {
        self.out += &format!("<g><title>{}</title>\n", escaped(title));
    }

    /// Closes the group.
    pub fn close(&mut self) {
        self.out += "</g>\n";
    }

    /// A rectangle from a corner with a size.
    pub fn rect(&mut self, class: &str, (x, y): Point, (width, height): Point) {
        let [x, y, width, height] = [x, y, width, height].map(number);
        let radius = if class.starts_with("card") { 10 } else { 2 };
        self.out += &format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\"/>\n"
        );
    }

    /// A circle.
    pub fn circle(&mut self, class: &str, (x, y): Point, radius: f64) {
        let [x, y, radius] = [x, y, radius].map(number);
        self.out += &format!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>\n");
    }

    /// A line between two places, bent towards a third one.
    pub fn curve(&mut self, class: &str, [from, over, to]: [Point; 3]) {
        let [from, over, to] = [from, over, to].map(|(x, y)| format!("{} {}", number(x), number(y)));
        self.out += &format!("<path class=\"{class}\" d=\"M{from} Q{over} {to}\"/>\n");
    }

    /// A polygon.
    pub fn polygon(&mut self, class: &str, corners: &[Point]) {
        let corners: Vec<String> = corners.iter().map(|(x, y)| format!("{},{}", number(*x), number(*y))).collect();
        self.out += &format!("<polygon class=\"{class}\" points=\"{}\"/>\n", corners.join(" "));
    }

    /// A text from a place on.
    pub fn text(&mut self, class: &str, (x, y): Point, text: &str) {
        let [x, y] = [x, y].map(number);
        self.out += &format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>\n", escaped(text));
    }

    /// A text that is turned around its place, in degrees.
    pub fn turned(&mut self, class: &str, ((x, y), degrees): (Point, f64), text: &str) {
        let [x, y, degrees] = [x, y, degrees].map(number);
        let turn = format!("rotate({degrees} {x} {y})");
        self.out +=
            &format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\" transform=\"{turn}\">{}</text>\n", escaped(text));
    }

    /// All that was drawn.
    pub fn finish(self) -> String {
        self.out
    }
}

/// A number with one digit behind the point, and without what is nothing: the same on every machine.
pub fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_string() } else { text.to_string() }
}

/// A text as XML has it. What XML cannot hold, such as control characters, becomes a blank.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\n' => out.push('\n'),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// About how wide a text is in a font of that size.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|c| if c.width() == Some(2) { size } else { size * 0.58 }).sum()
}

/// A text as far as it fits into a width, cut in its middle: names that begin alike differ at their ends.
/// Nothing where hardly any of it fits.
pub fn fitting(text: &str, room: f64, size: f64) -> Option<String> {
    if width(text, size) <= room {
        return Some(text.to_string());
    }
    let chars: Vec<char> = text.chars().collect();
    let cut = |kept: usize| {
        let (head, tail) = (kept.div_ceil(2), kept / 2);
        let end = chars.iter().skip(chars.len().saturating_sub(tail));
        chars.iter().take(head).copied().chain(['…']).chain(end.copied()).collect::<String>()
    };
    (3..chars.len().min(MOST)).rev().map(cut).find(|text| width(text, size) <= room)
}

/// More characters than fit into any picture.
const MOST: usize = 1_000;

/// A text in the largest of some sizes in which it fits, or cut in the smallest.
pub fn sized(text: &str, room: f64, sizes: &[u8]) -> Option<(String, u8)> {
    let whole = sizes.iter().find(|size| width(text, f64::from(**size)) <= room);
    let size = *whole.or(sizes.last())?;
    Some((fitting(text, room, f64::from(size))?, size))
}
