#![doc = include_str!("unprintable_character.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::bases::{self, Used};
use crate::facts::clusters::about;
use crate::facts::objects::{place, title};
use crate::manifest::identity;
use crate::model::{Cluster, KopsSpec};
use crate::source::Span;
use crate::words::cut;
use crate::yaml::{self, Value};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unprintable-character",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("unprintable_character.md"),
};

/// Looks for characters that YAML does not print, or that hide what is written, in all that goes from the
/// user into the output.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for cluster in &case.mesh.clusters {
        let all =
            in_config(cluster).chain(in_values(cluster)).chain(in_patches(cluster)).chain(in_annotations(cluster));
        let all = all.chain(in_kops(cluster));
        found.0.extend(all.map(|(c, span, what)| report(c, span, &what).about(&cluster.name.value).in_clusters()));
    }
    found.0.extend(bases::used(case.mesh).iter().flat_map(in_base));
}

/// A character, where it is, and in what.
type Found = (char, Span, String);

fn in_config(cluster: &Cluster) -> impl Iterator<Item = Found> {
    cluster.config.iter().filter_map(|setting| {
        let c = yaml::unprintable(&setting.key.value).or_else(|| yaml::unprintable(&setting.value))?;
        Some((c, setting.key.span, format!("`{}`", named(&setting.key.value))))
    })
}

fn in_values(cluster: &Cluster) -> impl Iterator<Item = Found> {
    cluster.values.tree.iter().filter_map(|(key, value)| {
        let (c, pointer) =
            yaml::unprintable(key).map(|c| (c, String::new())).or_else(|| yaml::first_unprintable(value))?;
        let keys = pointer.split('/').skip(1).map(yaml::unescaped);
        let keys: Vec<String> = std::iter::once(key.clone()).chain(keys).collect();
        // A list is written in one place: what is in it has none of its own.
        let is_there = |length: &usize| keys.get(..*length).is_some_and(|keys| cluster.values.written(keys).is_some());
        let length = (1..=keys.len()).rev().find(is_there)?;
        let written = cluster.values.written(keys.get(..length)?)?;
        Some((c, written.value.unwrap_or(written.span), format!("`{}`", named(&keys.join(".")))))
    })
}

fn in_patches(cluster: &Cluster) -> impl Iterator<Item = Found> {
    let operations = cluster.patches.iter().flat_map(|patch| patch.operations.iter().map(move |it| (patch, it)));
    operations.filter_map(|(patch, operation)| {
        let (c, _) = yaml::first_unprintable(&operation.json)?;
        Some((c, operation.span, format!("the patch of {} `{}`", named(&patch.kind.value), named(&patch.name.value))))
    })
}

fn in_annotations(cluster: &Cluster) -> impl Iterator<Item = Found> {
    let annotations = cluster.apiserver.get().into_iter().flat_map(|apiserver| &apiserver.annotations);
    annotations.filter_map(|annotation| {
        let c = yaml::unprintable(&annotation.key).or_else(|| yaml::unprintable(&annotation.value.value))?;
        Some((c, annotation.value.span, format!("the annotation `{}`", named(&annotation.key))))
    })
}

fn in_kops(cluster: &Cluster) -> impl Iterator<Item = Found> {
    let spec = cluster.kops.get().and_then(|kops| kops.spec.value());
    let in_spec = |spec: &KopsSpec| spec.documents.iter().find_map(|(_, document)| yaml::first_unprintable(document));
    spec.into_iter().filter_map(move |spec| {
        let (c, pointer) = in_spec(&spec.value)?;
        Some((c, spec.span, format!("`{}` of the kops spec", named(&pointer))))
    })
}

fn in_base(used: &Used<'_>) -> Vec<Diagnostic> {
    let objects = used.base.objects.iter();
    let found = objects.filter_map(|object| Some((object, yaml::first_unprintable(object)?)));
    let finding = |(object, (c, pointer)): (&Value, (char, String))| {
        let name = identity(object).map_or("an object".to_string(), |id| title(&id));
        let what = format!("`{}` of {name}", named(&pointer));
        let finding = match place(used.base, object, &pointer) {
            Some(span) => report(c, span, &what).label(used.base.span, "in this base"),
            None => report(c, used.base.span, &what),
        };
        about(finding, &used.clusters)
    };
    found.map(finding).collect()
}

/// A name of the user's, which may have such characters itself.
fn named(text: &str) -> String {
    let shown = |c: char| if yaml::unprintable(&c.to_string()).is_some() { '\u{fffd}' } else { c };
    cut(&text.chars().map(shown).collect::<String>(), LONGEST)
}

/// The longest name that a sentence holds.
const LONGEST: usize = 96;

fn report(c: char, span: Span, what: &str) -> Diagnostic {
    let point = u32::from(c);
    if yaml::turns(c) {
        let message = format!("{what} contains U+{point:04X}, which makes editors show another text than is read");
        return RULE.at(span, "with that character", message).help("remove it");
    }
    let message = format!("{what} contains U+{point:04X}, which kustomize rejects");
    RULE.at(span, "with that character", message)
        .help("remove it, or write the text in base64 where its reader decodes that")
}
