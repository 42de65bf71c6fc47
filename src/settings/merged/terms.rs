//! Refusals of a release, held against merged settings.

use super::Settled;
use crate::address::{self, Family};
use crate::release::refusals::{Pair, Refusal, Term, minor};
use crate::source::Span;

/// A refusal that comes, and what makes it come: flags or values by their names, in the order of the refusal.
#[derive(Debug)]
pub struct Refused<'m> {
    /// The refusal.
    pub refusal: &'static Refusal,
    /// What makes it come.
    pub because: Vec<Because<'m>>,
}

/// A flag or a value by its name, and what it comes to.
pub type Because<'m> = (&'static str, Settled<'m>);

/// Where refusals look.
pub struct Lookup<'l, 'm> {
    /// What a flag or a value comes to.
    pub ask: &'l dyn Fn(&str) -> Settled<'m>,
    /// The names in a list of variables.
    pub names: &'l dyn Fn(&str) -> Vec<Settled<'m>>,
}

/// The refusals that come, the first of those with one cause.
pub fn held<'m>(refusals: impl Iterator<Item = &'static Refusal>, lookup: &Lookup<'_, 'm>) -> Vec<Refused<'m>> {
    let mut all: Vec<Refused<'m>> = Vec::new();
    for refusal in refusals {
        let because: Option<Vec<_>> = refusal.when.iter().map(|term| lookup.holds(term)).collect();
        let Some(because) = because else { continue };
        let refused = Refused { refusal, because: because.into_iter().flatten().collect() };
        if !all.iter().any(|other| other.cause().is_some() && other.cause() == refused.cause()) {
            all.push(refused);
        }
    }
    all
}

impl<'m> Refused<'m> {
    /// What must change: the first thing that the user has written for its own sake, or else the first that
    /// has a place.
    pub fn culprit(&self) -> Option<&Because<'m>> {
        let of_user = self.because.iter().find(|(_, settled)| settled.is_of_user());
        of_user.or_else(|| self.because.iter().find(|(_, settled)| settled.span().is_some()))
    }

    /// Where that is.
    pub fn cause(&self) -> Option<Span> {
        self.culprit().and_then(|(_, settled)| settled.span())
    }

    /// A text of the refusal, with values in the place of names in braces.
    pub fn filled(&self, text: &str) -> String {
        let fill = |text: String, (name, settled): &Because<'_>| text.replace(&format!("{{{name}}}"), &settled.text);
        let text = self.because.iter().fold(text.to_string(), fill);
        self.because.last().map_or(text.clone(), |(name, _)| text.replace("{cause}", name))
    }
}

impl<'m> Lookup<'_, 'm> {
    /// What makes a condition true; nothing where it is not.
    fn holds(&self, term: &Term) -> Option<Vec<Because<'m>>> {
        let one = |name: &'static str, is_so: &dyn Fn(&Settled<'m>) -> bool| {
            Some((self.ask)(name)).filter(|settled| is_so(settled)).map(|settled| vec![(name, settled)])
        };
        match term {
            Term::On(name) => one(name, &|it| it.is_on()),
            Term::AnyOn(names) => names.iter().find_map(|name| one(name, &|it| it.is_on())),
            Term::Off(name) => one(name, &|it| !it.is_on()),
            Term::Is(name, texts) => one(name, &|it| texts.contains(&it.text.as_str())),
            Term::Not(name, texts) => one(name, &|it| !texts.contains(&it.text.as_str())),
            Term::Set(name) => one(name, &|it| !it.text.is_empty()),
            Term::Unset(name) => one(name, &|it| it.text.is_empty()),
            Term::Beyond(name, least, most) => one(name, &|it| is_beyond(&it.text, *least, *most)),
            Term::From(name, first, last) => {
                one(name, &|it| minor(&it.text).is_some_and(|minor| (*first..=*last).contains(&minor)))
            }
            Term::Unread(name, reads) => one(name, &|it| !it.text.is_empty() && !reads(&it.text)),
            Term::NoIpv4Range(name) => one(name, &|it| !is_ipv4_range(&it.text)),
            Term::Unequal(names) => self.unequal(names),
            Term::SomePair(pairs) => pairs.iter().find_map(|pair| self.pair(pair)),
            Term::NoPair(pairs) => {
                let off = pairs.iter().map(|(_, name)| (*name, (self.ask)(name)));
                let is_none = pairs.iter().all(|pair| self.pair(pair).is_none());
                is_none.then(|| off.filter(|(_, settled)| !settled.is_on()).collect())
            }
            Term::Names(list, names) => {
                let found = (self.names)(list).into_iter().find(|item| names.contains(&item.text.as_str()))?;
                Some(vec![(list, found)])
            }
        }
    }

    /// Agents read lists with spaces or commas between their items.
    fn unequal(&self, names: &[&'static str]) -> Option<Vec<Because<'m>>> {
        let lists: Vec<_> = names.iter().map(|name| (*name, (self.ask)(name))).collect();
        let count = |text: &str| text.split([' ', ',']).filter(|item| !item.is_empty()).count();
        let mut counts = lists.iter().map(|(_, settled)| count(&settled.text));
        let first = counts.next()?;
        counts.any(|count| count != first).then_some(lists)
    }

    fn pair(&self, (first, second): &Pair) -> Option<Vec<Because<'m>>> {
        let second = Some((*second, (self.ask)(second))).filter(|(_, settled)| settled.is_on())?;
        (self.ask)(first).is_on().then(|| vec![second])
    }
}

/// What is no number at all is refused elsewhere.
fn is_beyond(text: &str, least: i64, most: i64) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let has_more = || fraction.contains(|digit: char| ('1'..='9').contains(&digit));
    match whole.parse::<i64>() {
        Ok(number) => number < least || number > most || (number == most && has_more()),
        // With an exponent, or with more digits than any number of these has: 1e300.
        Err(_) => text.parse::<f64>().is_ok_and(|number| number.abs() > 1e18),
    }
}

fn is_ipv4_range(text: &str) -> bool {
    address::parse(text).is_some_and(|net| Family::of(&net) == Family::Ipv4)
}
