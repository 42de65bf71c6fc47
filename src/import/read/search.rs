//! Objects and files that an object names, among the given ones.

use super::{Source, text_at};
use crate::import::files::File;
use crate::import::places::{Nearness, joined, nearness};
use crate::manifest::kind;
use crate::words::few;
use crate::world::steps;
use crate::yaml::{Value, items, text};

impl<'f> Source<'f> {
    /// The ConfigMap or the Secret of that name in the namespace of the document: of its own cluster where
    /// the command line or a kustomization says which files are, and else the nearest one that is not
    /// another's.
    pub fn values_of(self, kind: &str, name: &str) -> Search<'f> {
        let namespace = text_at(self.document, "/metadata/namespace");
        let is_of_namespace = |document: &Value| {
            let own = text_at(document, "/metadata/namespace");
            own.is_none() || namespace.is_none() || own == namespace
        };
        let found = self.named(kind, name).into_iter().filter(|(_, document)| is_of_namespace(document));
        let found: Vec<(&File, &Value)> = found.collect();
        if found.iter().any(|(file, _)| !is_far(self.file, file)) {
            return self.nearest(found);
        }
        let takers = self.takers(name);
        let is_taken = |file: &File| takers.iter().any(|taker| !is_far(taker, file));
        let (taken, free): (Vec<_>, Vec<_>) = found.into_iter().partition(|(file, _)| is_taken(file));
        match taken.first().filter(|_| free.is_empty()) {
            Some((file, _)) => Search::Anothers(file.path.clone()),
            None => self.nearest(free),
        }
    }

    /// The files with releases that take their values by that name.
    fn takers(self, name: &str) -> Vec<&'f File> {
        let takes = |document: &Value| {
            let mut named = items(document, "/spec/valuesFrom").iter();
            kind(document) == kind(self.document) && named.any(|one| text(one, "name") == name)
        };
        self.all.iter().copied().filter(|file| file.documents.iter().any(takes)).collect()
    }

    /// The object of that kind and name, the nearest one.
    pub fn find(self, kind: &str, name: &str) -> Search<'f> {
        self.nearest(self.named(kind, name))
    }

    fn named(self, kind: &str, name: &str) -> Vec<(&'f File, &'f Value)> {
        let is_it =
            |document: &&'f Value| self::kind(document) == kind && text_at(document, "/metadata/name") == Some(name);
        self.all.iter().flat_map(|file| file.documents.iter().filter(is_it).map(move |it| (*file, it))).collect()
    }

    /// The file that a path of a chart in a repository names: one whose path ends with it, or that is its
    /// end, where the given paths begin further down.
    pub fn file_of(self, chart: &Value, path: &str) -> Search<'f> {
        let in_repository = path.strip_prefix('$').and_then(|rest| rest.split_once('/')).map(|(_, rest)| rest);
        let beside = text_at(chart, "/path").map(|folder| joined(folder, path));
        let named = in_repository.map(str::to_string).or(beside).unwrap_or_else(|| path.to_string());
        let wanted: Vec<&str> = steps(&named).into_iter().filter(|step| *step != "..").collect();
        let common = |file: &File| {
            let own: Vec<&str> = steps(&file.path).into_iter().filter(|step| *step != "..").collect();
            let common = own.iter().rev().zip(wanted.iter().rev()).take_while(|(one, other)| one == other).count();
            // A file at the top of a folder is no other than that.
            let is_end = common == own.len() && (file.folder.is_none() || own.len() > 1);
            if is_end || common == wanted.len() { common } else { 0 }
        };
        let most = self.all.iter().map(|file| common(file)).max().filter(|most| *most > 0);
        let found = self.all.iter().copied().filter(|file| Some(common(file)) == most);
        self.nearest(found.filter_map(|file| Some((file, file.documents.first()?))).collect())
    }

    /// The nearest of several.
    pub fn nearest(self, found: Vec<(&'f File, &'f Value)>) -> Search<'f> {
        let rank = |file: &File| (!file.is_with(self.file), nearness(self.file.place(), file.place()));
        let Some(best) = found.iter().map(|(file, _)| rank(file)).min() else { return Search::Nothing };
        let mut nearest = found.into_iter().filter(|(file, _)| rank(file) == best);
        let Some((file, first)) = nearest.next() else { return Search::Nothing };
        let content = |value: &Value| ["data", "spec"].map(|field| value.get(field).cloned());
        let is_other =
            |value: &Value| if first.get("kind").is_some() { content(first) != content(value) } else { first != value };
        let others: Vec<String> =
            nearest.filter(|(_, value)| is_other(value)).map(|(file, _)| file.path.clone()).collect();
        if others.is_empty() {
            return Search::One(file, first);
        }
        Search::Several(std::iter::once(file.path.clone()).chain(others).collect())
    }

    /// What to say where several files have what only one can.
    pub fn ambiguous(self, what: &str, paths: &[String]) -> String {
        let first = paths.first().map(String::as_str).unwrap_or_default();
        let path = self.path();
        format!(
            "{path} names {what}, which is in {}: name the files of each cluster, as in NAME={path},{first}",
            few(paths)
        )
    }
}

/// What a search for an object comes to.
pub enum Search<'f> {
    /// It is in no file.
    Nothing,
    /// It is in this one.
    One(&'f File, &'f Value),
    /// It is in several, of which none is nearer.
    Several(Vec<String>),
    /// It is in this one, which is near to another object that names it.
    Anothers(String),
}

/// Whether nothing tells that a file belongs to another.
fn is_far(from: &File, file: &File) -> bool {
    !file.is_with(from) && nearness(from.place(), file.place()) == Nearness::Elsewhere
}
