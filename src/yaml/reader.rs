//! What the visitors of one text share: its marks, its budget, and the doubts that only a look at the text
//! settles.
//!
//! Where it matters how a scalar was written (a string that go-yaml might resolve, a `<<`, a tag that
//! serde_yaml passes over) its visitor fails on purpose: serde_yaml then adds the scalar's mark to the error,
//! and the visitor of the collection above catches it, has it settled here and goes on.

use super::brackets::too_deep;
use super::resolve::{Resolution, resolve};
use super::text::{Text, length};
use super::trail::{Extent, Place, Trail};
use super::weight::weight;
use super::{Value, YamlError};
use serde::de;
use std::cell::{Cell, RefCell};

/// What the visitors of one text share.
pub struct Reader<'t> {
    /// The text.
    pub text: Text<'t>,
    /// Who will read the text besides.
    consumers: Consumers,
    /// Whether the text may carry tags that serde_yaml passes over, so that every string must be looked at.
    tagged: bool,
    /// How many more nodes, and bytes of strings, may be read before the aliases must be a bomb.
    budget: Cell<(usize, usize)>,
    /// Where the keys are that were read.
    pub trail: Trail,
    doubt: RefCell<Option<Doubt>>,
    failure: RefCell<Option<Failure>>,
}

/// Who reads a text besides meshc.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Consumers {
    /// kubectl and kops, through go-yaml v2.
    Kubectl,
    /// kustomize too, through go-yaml v3, for which `yes` is text, `2018-09-11` a time, and a key that is not
    /// a string an error: what they disagree about is refused.
    Kustomize,
}

/// A scalar whose meaning depends on how it was written.
pub enum Doubt {
    /// A string, which may be something else when it is plain.
    Text(String),
    /// A float, which may have been an integer.
    Number(f64),
    /// What is no string, of which only the place is asked for.
    Known(Value),
}

struct Failure {
    message: String,
    /// The place, when it is not the one that serde_yaml adds to the error.
    offset: Option<usize>,
}

/// A scalar after a look at the text.
pub struct Scalar {
    /// Its value.
    pub value: Value,
    /// Whether it is a plain `<<`, which as a key is not a name.
    pub is_merge: bool,
    /// The byte where it begins.
    pub offset: usize,
    /// From its first own character to its end, where it is written in one line.
    pub span: Option<Extent>,
}

impl<'t> Reader<'t> {
    /// A reader of a text, of which nothing has been read.
    pub fn new(text: &'t str, consumers: Consumers) -> Self {
        let text = Text::new(text);
        let tagged = ["!!", "!<", "%TAG"].iter().any(|sign| text.as_str().contains(sign));
        // Without aliases a text has no more nodes than bytes with which one may begin, and keys of as many,
        // and no more bytes of strings than bytes; the rest is for honest aliases.
        let nodes = weight(text.as_str()).saturating_mul(4).saturating_add(20_000);
        let budget = Cell::new((nodes, text.as_str().len().saturating_mul(10).saturating_add(200_000)));
        let (trail, doubt, failure) = (Trail::default(), RefCell::default(), RefCell::default());
        Reader { text, consumers, tagged, budget, trail, doubt, failure }
    }

    /// Where the keys of the document are that was read, counted in bytes of the whole text. Of a value that
    /// is elsewhere, for an alias leads there, there is no place.
    pub fn places(&self) -> Vec<Place> {
        let (text, mark) = (self.text.as_str(), self.text.skipped());
        let moved = |(start, end): Extent| (start + mark, end + mark);
        let is_beside = |key: usize, value: usize| text.get(key..value).is_some_and(|between| between.trim() == ":");
        let place = |place: Place| {
            let value = place.value.filter(|value| is_beside(place.key.1, value.0)).map(moved);
            Place { key: moved(place.key), value, ..place }
        };
        self.trail.take().into_iter().map(place).collect()
    }

    /// Refuses hopeless nesting before libyaml spends quadratic time on it; serde_yaml's own limit of 128
    /// comes after.
    pub fn check_brackets(&self) -> Result<(), YamlError> {
        let Some(offset) = too_deep(self.text.as_str()) else { return Ok(()) };
        let (line, column) = self.text.position(offset);
        Err(YamlError { line, column, message: "the brackets are nested too deep".into() })
    }

    /// An error of the node that is being visited.
    pub fn fail<E: de::Error>(&self, message: impl Into<String>) -> E {
        self.fail_with(None, message.into())
    }

    /// An error at a byte.
    pub fn fail_at<E: de::Error>(&self, offset: usize, message: impl Into<String>) -> E {
        self.fail_with(Some(offset), message.into())
    }

    fn fail_with<E: de::Error>(&self, offset: Option<usize>, message: String) -> E {
        let error = E::custom(&message);
        self.failure.replace(Some(Failure { message, offset }));
        error
    }

    /// Counts a node, and the bytes of its text, against the budget.
    pub fn spend<E: de::Error>(&self, cost: usize) -> Result<(), E> {
        let (nodes, bytes) = self.budget.get();
        match nodes.checked_sub(1).zip(bytes.checked_sub(cost)) {
            Some(left) => self.budget.set(left),
            None => return Err(self.fail("the aliases make this document many times as large as its text")),
        }
        Ok(())
    }

    /// An error that [`Reader::resolve`] settles.
    pub fn doubt<E: de::Error>(&self, doubt: Doubt) -> E {
        self.doubt.replace(Some(doubt));
        E::custom("?")
    }

    /// Whether a string must be looked at in the text.
    pub fn is_doubtful(&self, text: &str) -> bool {
        self.tagged
            || self.trail.is_kept()
            || text == "<<"
            || resolve(text) != Resolution::Text
            || self.is_time_for_kustomize(text)
    }

    /// Whether a key that is not a string is refused.
    pub fn wants_string_keys(&self) -> bool {
        self.consumers == Consumers::Kustomize
    }

    /// Whether go-yaml v3 makes a time of a plain scalar (resolve.go, `parseTimestamp`): it begins with
    /// `YYYY-`.
    fn is_time_for_kustomize(&self, text: &str) -> bool {
        let is_year = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        self.consumers == Consumers::Kustomize && text.split_once('-').is_some_and(|(year, _)| is_year(year))
    }

    /// Settles the doubt that made a visitor fail; any other error passes through.
    pub fn resolve<E: de::Error>(&self, error: E) -> Result<Scalar, E> {
        let Some(doubt) = self.doubt.take() else { return Err(error) };
        let offset = self.offset_in(&error.to_string());
        let (tag, written) = self.text.scalar(offset);
        let is_plain = tag.is_none() && !written.starts_with(['"', '\'', '|', '>']);
        let text = if let Doubt::Text(text) = &doubt { Some(text.as_str()) } else { None };
        let start = self.text.as_str().len() - written.len();
        let span = length(written, text.filter(|_| is_plain)).map(|length| (start, start + length));
        let too_large = || self.fail_at(offset, "this number is too large; quote it");
        let value = match doubt {
            Doubt::Text(_) if tag.is_some_and(|tag| !is_string_tag(tag)) => {
                return Err(self.fail_at(offset, format!("the tag `{}` is not supported", tag.unwrap_or(""))));
            }
            Doubt::Text(text) if is_plain && self.is_time_for_kustomize(&text) => {
                return Err(self
                    .fail_at(offset, format!("`{text}` is a string for kubectl and a time for kustomize; quote it")));
            }
            Doubt::Text(text) if is_plain => match resolve(&text) {
                Resolution::Value(Value::Bool(value)) if self.consumers == Consumers::Kustomize => {
                    let message = format!(
                        "`{text}` is {value} for kubectl and a string for kustomize; write {value}, or quote it"
                    );
                    return Err(self.fail_at(offset, message));
                }
                Resolution::Value(value) => value,
                Resolution::TooLarge => return Err(too_large()),
                Resolution::Text => Value::String(text),
            },
            Doubt::Text(text) => Value::String(text),
            Doubt::Number(_) if is_long_integer(written) => return Err(too_large()),
            Doubt::Number(number) => Value::from(number),
            Doubt::Known(value) => value,
        };
        let span = span.filter(|_| !value.is_null() || is_null(written));
        Ok(Scalar { is_merge: is_plain && value == "<<", value, offset, span })
    }

    /// The place at the end of an error's text, the only way to it from inside a visitor; at the very start
    /// there is none.
    fn offset_in(&self, error: &str) -> usize {
        let place = error.rsplit_once(" at line ").and_then(|(_, place)| place.split_once(" column "));
        let numbers = place.and_then(|(line, column)| Some((line.parse().ok()?, column.parse().ok()?)));
        numbers.map_or(0, |(line, column)| self.text.offset(line, column))
    }

    /// What the user gets to see of an error.
    pub fn error(&self, error: &serde_yaml::Error) -> YamlError {
        let mark = error.location().map(|place| (place.line(), place.column()));
        let failure = self.failure.take();
        let text = error.to_string();
        // What the reader refuses, such as control characters, it places by byte.
        let (text, byte) = match text.rsplit_once(" at position ").map(|(before, byte)| (before, byte.parse().ok())) {
            Some((before, Some(byte))) => (before.to_string(), Some(byte)),
            _ => (text, None),
        };
        let placed = failure.as_ref().and_then(|failure| failure.offset).or(byte);
        let offset = placed.or_else(|| mark.map(|(line, column)| self.text.offset(line, column)));
        let place = mark.map_or(String::new(), |(line, column)| format!(" at line {line} column {column}"));
        let message = failure.map_or_else(|| text.replacen(&place, "", 1), |failure| failure.message);
        let (line, column) = self.text.position(offset.unwrap_or(0));
        YamlError { line, column, message }
    }
}

/// Whether null is written, and not nothing at all.
fn is_null(written: &str) -> bool {
    written.starts_with(['~', 'n', 'N'])
}

fn is_string_tag(tag: &str) -> bool {
    matches!(tag, "!!str" | "!<tag:yaml.org,2002:str>")
}

fn is_long_integer(written: &str) -> bool {
    let rest = written.trim_start_matches(|c: char| matches!(c, '0'..='9' | '+' | '-'));
    !rest.starts_with(['.', 'e', 'E'])
}
