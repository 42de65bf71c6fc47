//! What a duration must look like: what Go reads and Flux takes.

use crate::diagnostic::Diagnostic;
use crate::rules::{number_out_of_range, wrong_type};
use crate::source::Span;

/// What the CRDs of Flux take: `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$` (`config/crd/bases` of kustomize-controller
/// v1.10.1).
pub fn problem(text: &str, span: Span, owner: &str) -> Option<Diagnostic> {
    let help = "write one such as \"10m\", \"1h30m\" or \"90s\"";
    let Some(seconds) = seconds(text) else {
        let message = format!("`{text}` is not a duration");
        return Some(wrong_type::RULE.at(span, "not a duration", message).help(help));
    };
    let (label, message) = if seconds < 1.0 {
        ("too short", format!("`{owner}` is shorter than a second"))
    } else if seconds > LONGEST {
        ("too long", format!("`{owner}` is longer than Flux allows"))
    } else {
        return None;
    };
    Some(number_out_of_range::RULE.at(span, label, message).help(help))
}

/// The seconds of Go's longest `time.Duration`, rounded down: 64 bits of nanoseconds.
const LONGEST: f64 = 9.2e9;

fn seconds(text: &str) -> Option<f64> {
    let (mut rest, mut sum) = (text, 0.0);
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at_checked(end)?;
        let is_number = number.split('.').count() <= 2 && number.split('.').all(|digits| !digits.is_empty());
        let units = [("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0)];
        let (unit, factor) = units.into_iter().find(|(unit, _)| is_number && after.starts_with(unit))?;
        sum += number.parse::<f64>().ok()? * factor;
        rest = after.strip_prefix(unit)?;
    }
    (!text.is_empty()).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn durations_are_those_of_go_that_flux_takes() {
        for (text, wanted) in [("10m", 600.0), ("1h30m", 5400.0), ("1.5s", 1.5), ("500ms", 0.5), ("90s", 90.0)] {
            assert_eq!(seconds(text), Some(wanted), "{text}");
        }
        for text in ["", "10", "m", "10 m", "1..5s", ".5s", "5.s", "1d", "-1s", "1h 3m", "10us", "1e3s", "٣s"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
