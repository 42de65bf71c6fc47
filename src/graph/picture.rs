//! The whole picture: a head, the ring of clusters, the map of their addresses.

use super::MARK;
use super::canvas::{Canvas, escaped, fitting, number};
use super::look;
use super::map::Map;
use super::patches::{Ground, Patch, patches};
use super::ring::Ring;
use super::ties::{Ties, ties};
use super::wires;
use crate::address::Family;
use crate::model::Mesh;
use crate::words::counted;

/// Circles of more clusters are drawn as a whole.
const MOST: usize = 12;
const MARGIN: f64 = 40.0;
/// A picture is at least that wide.
const NARROWEST: f64 = 1200.0;

/// The mesh as an SVG that needs nothing else: no script, no font, no other file.
pub fn svg(mesh: &Mesh) -> String {
    let ties = ties(mesh, MOST);
    let ring = Ring::of(mesh, &ties);
    let width = NARROWEST.max(2.0 * ring.reach() + 2.0 * MARGIN);
    let mut canvas = Canvas::default();
    let below = rings(&mut canvas, (mesh, &ties), &ring, width);
    let height = maps(&mut canvas, &patches(mesh), (below, width));
    let (wide, high) = (number(width), number(height));
    let name = escaped(&mesh.name);
    let about = escaped(&describe(mesh, &ties));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\" \
         role=\"img\" aria-labelledby=\"title about\">\n<!-- {MARK} -->\n<title id=\"title\">Cluster mesh {name}</title>\n\
         <desc id=\"about\">{about}</desc>\n<style>\n{}</style>\n<defs><pattern id=\"hatch\" width=\"7\" height=\"7\" \
         patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><path class=\"hatching\" d=\"M0 0V7\" \
         stroke-width=\"2\" stroke-opacity=\".4\"/></pattern></defs>\n\
         <rect class=\"card\" x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"12\"/>\n{}</svg>\n",
        look::sheet(),
        number(width - 1.0),
        number(height - 1.0),
        canvas.finish()
    )
}

/// The picture in a sentence, for who does not see it.
fn describe(mesh: &Mesh, ties: &Ties) -> String {
    let clusters = counted(mesh.clusters.len(), "cluster");
    if mesh.is_full() {
        return format!("{clusters}, each connected to every other, and the ranges of addresses that each has.");
    }
    let whole = ties.circles.iter().filter(|circle| circle.is_whole).map(super::ties::Circle::pairs);
    let connections = counted(ties.pairs.len() + whole.sum::<usize>(), "connection");
    format!("{clusters} with {connections}, and the ranges of addresses that each has.")
}

/// The head and the ring; returns where they end.
fn rings(canvas: &mut Canvas, (mesh, ties): (&Mesh, &Ties), ring: &Ring, width: f64) -> f64 {
    let name = fitting(&mesh.name, width - 2.0 * MARGIN, 26.0).unwrap_or_default();
    canvas.text("s title ink", (MARGIN, 58.0), &name);
    canvas.text("s n12 ink2", (MARGIN, 80.0), &subtitle(mesh));
    let legend = wires::legend(canvas, (mesh, ties), (MARGIN, 112.0));
    let is_pair = mesh.clusters.len() <= 2;
    let reach = if is_pair { 40.0 } else { ring.reach() };
    let middle = if is_pair { 150.0 } else { 76.0_f64.max(if ring.reach() > 400.0 { 96.0 } else { 40.0 }) + reach };
    wires::draw(canvas, (mesh, ties), ring, (width / 2.0, middle));
    (middle + reach + 24.0).max(legend + 12.0)
}

fn subtitle(mesh: &Mesh) -> String {
    let mut releases: Vec<String> =
        mesh.clusters.iter().filter_map(|cluster| Some(cluster.version.get()?.to_string())).collect();
    releases.sort();
    releases.dedup();
    let release = match releases.as_slice() {
        [one] => format!("Cilium {one}"),
        more => counted(more.len(), "release") + " of Cilium",
    };
    let clusters = counted(mesh.clusters.len(), "cluster");
    let peering = if mesh.is_full() { "every cluster connects to every other" } else { "partial mesh" };
    format!("{clusters}   ·   {release}   ·   {peering}")
}

/// The maps of both families from a height on; returns the height of the picture.
fn maps(canvas: &mut Canvas, patches: &[Patch], (top, width): (f64, f64)) -> f64 {
    let mut y = top;
    let frame = (MARGIN, width - 2.0 * MARGIN);
    for family in Family::ALL {
        if !patches.iter().any(|patch| Family::of(&patch.net) == family) {
            continue;
        }
        canvas.rect("rule", (MARGIN, y), (frame.1, 0.5));
        canvas.text("s head ink", (MARGIN, y + 32.0), &format!("{} addresses", family.name()));
        keys(canvas, patches, (family, (width - MARGIN, y + 32.0)));
        y = Map { patches, family, frame }.draw(canvas, y + 52.0) + 14.0;
    }
    y + 10.0
}

/// What the colours of a map mean, from the right.
fn keys(canvas: &mut Canvas, patches: &[Patch], (family, (right, y)): (Family, (f64, f64))) {
    let here = || patches.iter().filter(|patch| Family::of(&patch.net) == family);
    let mut all: Vec<(String, &str)> = Vec::new();
    for (ground, class, word) in Ground::ALL {
        if here().any(|patch| patch.ground == ground) {
            all.push((format!("patch {class}"), word));
        }
    }
    if here().any(|patch| patch.is_overlapping) {
        all.push(("free overlap".to_string(), "overlap"));
    }
    all.push(("free".to_string(), "free"));
    let mut x = right;
    for (class, word) in all.iter().rev() {
        x -= super::canvas::width(word, 12.0);
        canvas.text("s n12 ink2", (x, y), word);
        x -= 20.0;
        canvas.rect(class, (x, y - 10.0), (14.0, 12.0));
        if class.ends_with("overlap") {
            canvas.rect("hatch", (x, y - 10.0), (14.0, 12.0));
        }
        x -= 18.0;
    }
}
