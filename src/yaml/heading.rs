//! The line that `helm get values` prints above the values of a release (`pkg/cmd/get_values.go` of Helm
//! 3.19).

/// What such a line says of the values below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// They are those that users have given.
    User,
    /// They are all, with the chart's own defaults in them (`--all`).
    Computed,
}

/// The heading of a text, and the text below it: the whole text where there is none.
pub fn heading(text: &str) -> (Option<Heading>, &str) {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (first, rest) = body.split_once('\n').unwrap_or((body, ""));
    match first.trim_end() {
        "USER-SUPPLIED VALUES:" => (Some(Heading::User), rest),
        "COMPUTED VALUES:" => (Some(Heading::Computed), rest),
        _ => (None, text),
    }
}
