//! Tables for a terminal: columns side by side while they fit, and a way for each table when they do not.

use unicode_width::UnicodeWidthStr;

/// A heading, tables, and what is between them.
#[derive(Debug, Default)]
pub struct Sheet {
    /// The first line.
    pub title: String,
    /// The tables, in order.
    pub tables: Vec<Table>,
}

/// A table.
#[derive(Debug)]
pub struct Table {
    /// The columns; the first one names what a row is about.
    pub columns: Vec<Column>,
    /// The rows, each with a cell for every column, a cell with its lines.
    pub rows: Vec<Vec<Vec<String>>>,
    /// What becomes of it where its columns do not fit.
    pub narrow: Narrow,
}

/// A column.
#[derive(Debug, Clone, Copy, Default)]
pub struct Column {
    /// Its title; a table without titles has no line for them.
    pub title: &'static str,
    /// Columns of one group are together where not all fit.
    pub group: usize,
    /// Whether its cells are numbers, which end below each other.
    pub is_number: bool,
    /// Whether its cells may be wrapped.
    pub is_text: bool,
}

/// What becomes of a table that is too wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Narrow {
    /// Its columns are divided among several tables, each with the first one.
    Split,
    /// Its rows become records: the first cell on a line, the others below it.
    Stack,
}

/// Between two columns.
const GAP: usize = 2;
/// A text that is wrapped keeps so many columns.
const NARROWEST: usize = 18;

impl Sheet {
    /// The text, in lines of that many columns where words allow it.
    pub fn text(&self, width: usize) -> String {
        let tables = self.tables.iter().filter(|table| !table.rows.is_empty()).map(|table| table.text(width));
        std::iter::once(format!("{}\n", self.title)).chain(tables).collect::<Vec<_>>().join("\n")
    }

    /// The same with another text in every cell and in the title.
    #[must_use]
    pub fn map(mut self, clean: impl Fn(&str) -> String) -> Sheet {
        self.title = clean(&self.title);
        let cells = self.tables.iter_mut().flat_map(|table| table.rows.iter_mut().flatten().flatten());
        cells.for_each(|line| *line = clean(line));
        self
    }
}

impl Table {
    fn text(&self, width: usize) -> String {
        let all: Vec<usize> = (0..self.columns.len()).collect();
        if let Some(widths) = self.fitting(&all, width) {
            return self.lines(&all, &widths);
        }
        match self.narrow {
            Narrow::Stack => self.records(width),
            Narrow::Split => {
                let widths = |part: &[usize]| self.fitting(part, width).unwrap_or_else(|| self.squeezed(part, width));
                let parts = self.parts(width).into_iter();
                parts.map(|part| self.lines(&part, &widths(&part))).collect::<Vec<_>>().join("\n")
            }
        }
    }

    /// The columns of each table that this one becomes: a group stays together while it fits.
    fn parts(&self, width: usize) -> Vec<Vec<usize>> {
        let mut parts: Vec<Vec<usize>> = Vec::new();
        for group in self.groups() {
            let is_whole = self.fitting(&[&[0], group.as_slice()].concat(), width).is_some();
            let units = if is_whole { vec![group] } else { group.into_iter().map(|index| vec![index]).collect() };
            for unit in units {
                let joined = parts.last().map(|part| [part.as_slice(), &unit].concat());
                match (joined.filter(|joined| self.fitting(joined, width).is_some()), parts.last_mut()) {
                    (Some(joined), Some(part)) => *part = joined,
                    _ => parts.push([&[0], unit.as_slice()].concat()),
                }
            }
        }
        parts
    }

    /// The columns behind the first one, by their groups.
    fn groups(&self) -> Vec<Vec<usize>> {
        let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
        for (index, column) in self.columns.iter().enumerate().skip(1) {
            match groups.last_mut().filter(|(group, _)| *group == column.group) {
                Some((_, group)) => group.push(index),
                None => groups.push((column.group, vec![index])),
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    /// The widths of those columns where they fit side by side, the widest texts wrapped as far as need be.
    fn fitting(&self, columns: &[usize], width: usize) -> Option<Vec<usize>> {
        let mut widths = self.widths(columns);
        let is_text = |index: &usize| self.columns.get(*index).is_some_and(|column| column.is_text);
        let total = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        for _ in width..total {
            let texts = columns.iter().zip(&mut widths).filter(|(index, own)| is_text(index) && **own > NARROWEST);
            let (_, widest) = texts.max_by_key(|(_, own)| **own)?;
            *widest -= 1;
        }
        Some(widths)
    }

    /// The widths of columns that do not fit even so: the last one is wrapped, text or not.
    fn squeezed(&self, columns: &[usize], width: usize) -> Vec<usize> {
        let mut widths = self.widths(columns);
        if let Some((last, others)) = widths.split_last_mut() {
            *last = width.saturating_sub(others.iter().map(|own| own + GAP).sum()).max(NARROWEST);
        }
        widths
    }

    fn widths(&self, columns: &[usize]) -> Vec<usize> {
        let width = |index: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(index)).flatten();
            let title = self.columns.get(index).map_or("", |column| column.title);
            cells.map(String::as_str).chain([title]).map(UnicodeWidthStr::width).max().unwrap_or(0)
        };
        columns.iter().map(|index| width(*index)).collect()
    }

    fn lines(&self, columns: &[usize], widths: &[usize]) -> String {
        let titles: Vec<Vec<String>> = self.columns.iter().map(|column| vec![column.title.to_string()]).collect();
        let has_titles = self.columns.iter().any(|column| !column.title.is_empty());
        let rows = has_titles.then_some(&titles).into_iter().chain(&self.rows);
        rows.map(|row| self.row(row, columns, widths)).collect()
    }

    fn row(&self, row: &[Vec<String>], columns: &[usize], widths: &[usize]) -> String {
        let cell = |(index, width): (&usize, &usize)| -> Vec<String> {
            row.get(*index).into_iter().flatten().flat_map(|line| wrapped(line, *width)).collect()
        };
        let cells: Vec<Vec<String>> = columns.iter().zip(widths).map(cell).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let line = |number: usize| {
            let mut out = String::new();
            for ((cell, width), index) in cells.iter().zip(widths).zip(columns) {
                let text = cell.get(number).map_or("", String::as_str);
                let pad = " ".repeat(width.saturating_sub(text.width()));
                let is_number = self.columns.get(*index).is_some_and(|column| column.is_number);
                out += &if is_number { format!("{pad}{text}") } else { format!("{text}{pad}") };
                out += &" ".repeat(GAP);
            }
            format!("{}\n", out.trim_end())
        };
        (0..height).map(line).collect()
    }

    fn records(&self, width: usize) -> String {
        let mut out = String::new();
        for row in &self.rows {
            let (first, rest) = row.split_first().map_or((&[][..], &[][..]), |(first, rest)| (first.as_slice(), rest));
            first.iter().for_each(|line| out += &format!("{line}\n"));
            for line in rest.iter().flatten().flat_map(|line| wrapped(line, width.saturating_sub(GAP).max(NARROWEST))) {
                out += &format!("{:GAP$}{line}\n", "");
            }
        }
        out
    }
}

/// A text in lines of at most `width` columns: broken behind blanks and what divides names, or else
/// anywhere.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text, width) {
        if line.width() + piece.trim_end().width() > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in piece.chars() {
            if line.width() + c.to_string().width() > width && c != ' ' && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    lines.push(line);
    lines.into_iter().map(|line| line.trim_end().to_string()).collect()
}

/// The pieces of a text that stay whole: a name that is wider than a line falls apart behind its hyphens.
fn pieces(text: &str, width: usize) -> Vec<&str> {
    let mut all = Vec::new();
    for piece in text.split_inclusive([' ', ',', '.', '/']) {
        if piece.trim_end().width() > width {
            all.extend(piece.split_inclusive('-'));
        } else {
            all.push(piece);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn names_stay_whole_or_break_behind_what_divides_them() {
        assert_eq!(wrapped("a policy-default", 14), ["a", "policy-default"]);
        assert_eq!(wrapped("policy-default-local-cluster", 20), ["policy-default-", "local-cluster"]);
        assert_eq!(wrapped("abcdefgh", 3), ["abc", "def", "gh"]);
    }
}
