//! The ring of clusters with what connects them.

use super::canvas::{Canvas, Point, fitting};
use super::ring::{ROOMY, Ring, f64_of};
use super::ties::{Circle, Ties, facts};
use crate::model::{Cluster, Mesh};
use crate::words::counted;
use std::f64::consts::TAU;

/// So many colours are told apart.
const COLORS: usize = 8;
/// A legend names so many groups.
const NAMED: usize = 14;

/// Draws the ring around a place.
pub fn draw(canvas: &mut Canvas, (mesh, ties): (&Mesh, &Ties), ring: &Ring, center: Point) {
    let at = |cluster: usize, radius: f64| moved(ring.at(cluster, radius), center);
    for (index, circle) in ties.circles.iter().enumerate().filter(|(_, circle)| circle.is_whole) {
        canvas.open(&everybody(mesh, circle));
        let order = ring.order.iter().filter(|cluster| circle.members.binary_search(cluster).is_ok());
        let corners: Vec<Point> = order.map(|cluster| at(*cluster, ring.radius)).collect();
        canvas.polygon(&format!("all c{}", index % COLORS), &corners);
        canvas.close();
    }
    for ((one, two), circle) in &ties.pairs {
        let name = |cluster: &usize| mesh.clusters.get(*cluster).map_or("", |it| it.name.value.as_str());
        let class = circle.map_or("wire link".to_string(), |circle| format!("wire c{}", circle % COLORS));
        let (from, to) = (at(*one, ring.radius), at(*two, ring.radius));
        canvas.open(&format!("{} and {}", name(one), name(two)));
        // Long ways are bent to the middle, so that lines of one group do not run through another one.
        let pull = match (mesh.clusters.len() <= ROOMY, circle) {
            (true, Some(_)) => 1.0,
            (true, None) => 0.75,
            (false, _) => 0.35,
        };
        let middle = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
        let over = (center.0 + (middle.0 - center.0) * pull, center.1 + (middle.1 - center.1) * pull);
        canvas.curve(&class, [from, over, to]);
        canvas.close();
    }
    let all: Vec<Vec<String>> = mesh.clusters.iter().map(facts).collect();
    for (number, cluster) in mesh.clusters.iter().enumerate() {
        // What is true of all is in the head.
        let own = facts(cluster).into_iter().filter(|fact| !all.iter().all(|facts| facts.contains(fact)));
        let own: Vec<String> = own.collect();
        let color = ties.first_circle(number).map_or("link".to_string(), |circle| format!("c{}", circle % COLORS));
        node(canvas, (cluster, &color, &own), ring, (number, center));
    }
    for (index, circle) in ties.circles.iter().enumerate().filter(|(_, circle)| circle.is_whole) {
        label(canvas, (circle.title(mesh), circle), (index, middle(circle, ring, center)), ring.radius);
    }
}

fn moved((x, y): Point, (over, down): Point) -> Point {
    (x + over, y + down)
}

/// Where the label of a circle has room: in the middle of its clusters, a little further in.
fn middle(circle: &Circle, ring: &Ring, center: Point) -> Point {
    let all = circle.members.iter().map(|cluster| ring.at(*cluster, ring.radius));
    let (x, y) = all.fold((0.0, 0.0), |(x, y), at| (x + at.0, y + at.1));
    let count = f64_of(circle.members.len().max(1));
    moved((x / count * 0.94, y / count * 0.94), center)
}

fn everybody(mesh: &Mesh, circle: &Circle) -> String {
    let clusters = counted(circle.members.len(), "cluster");
    format!(
        "{}: each of {clusters} connects to every other, {}",
        circle.title(mesh),
        counted(circle.pairs(), "connection")
    )
}

fn label(canvas: &mut Canvas, (title, circle): (&str, &Circle), (index, (x, y)): (usize, Point), radius: f64) {
    let title = fitting(title, radius, 15.0).unwrap_or_default();
    canvas.text(&format!("m halo big f{}", index % COLORS), (x, y - 4.0), &title);
    canvas.text("m halo small ink2", (x, y + 12.0), &counted(circle.members.len(), "cluster"));
    canvas.text("m halo small ink2", (x, y + 26.0), &counted(circle.pairs(), "connection"));
}

/// A cluster with its name: outside of the ring, turned where there are many.
fn node(
    canvas: &mut Canvas,
    (cluster, color, facts_of_own): (&Cluster, &str, &[String]),
    ring: &Ring,
    (number, center): (usize, Point),
) {
    let name = &cluster.name.value;
    canvas.open(&std::iter::once(name.clone()).chain(facts(cluster)).collect::<Vec<_>>().join("\n"));
    let is_roomy = ring.angles.len() <= ROOMY;
    let radius = if is_roomy { 7.0 } else { 3.6 };
    let class = if cluster.is_pending() { format!("dot pending {color}") } else { format!("dot {color}") };
    canvas.circle(&class, moved(ring.at(number, ring.radius), center), radius);
    let angle = ring.angles.get(number).copied().unwrap_or_default();
    let (x, y) = moved(ring.at(number, ring.radius + if is_roomy { 18.0 } else { 9.0 }), center);
    if is_roomy {
        let anchor = match angle.cos() {
            cos if cos.abs() < 0.25 => "m",
            cos if cos > 0.0 => "s",
            _ => "e",
        };
        let own = fitting(&facts_of_own.join(" · "), 230.0, 11.0).unwrap_or_default();
        // The two lines grow away from the ring.
        let down = angle.sin() * if anchor == "m" { 16.0 } else { 10.0 };
        let name = fitting(name, 190.0, 13.0).unwrap_or_default();
        canvas.text(&format!("{anchor} halo name ink"), (x, y + down - 1.0), &name);
        canvas.text(&format!("{anchor} halo small ink2"), (x, y + down + 13.0), &own);
    } else {
        // What is at the top is on the right, however its angle is rounded.
        let is_left = angle.cos() < -0.001;
        let degrees = angle / TAU * 360.0 + if is_left { 180.0 } else { 0.0 };
        let class = format!("{} ink n{}", if is_left { "e" } else { "s" }, ring.font);
        let name = fitting(name, ring.margin - 20.0, ring.font).unwrap_or_default();
        canvas.turned(&class, ((x, y), degrees), &name);
    }
    canvas.close();
}

/// What the colours mean, and how many lines there are; returns how far down it goes.
pub fn legend(canvas: &mut Canvas, (mesh, ties): (&Mesh, &Ties), (x, y): Point) -> f64 {
    let mut down = y;
    let named = ties.circles.iter().enumerate().filter(|(_, circle)| !circle.name.is_empty());
    for (index, circle) in named.clone().take(NAMED) {
        canvas.circle(&format!("dot c{}", index % COLORS), (x + 5.0, down - 4.0), 5.0);
        let name = fitting(circle.title(mesh), 130.0, 12.0).unwrap_or_default();
        canvas.text("s ink n12", (x + 18.0, down), &format!("{name}, {}", circle.members.len()));
        down += 19.0;
    }
    let more = named.count().saturating_sub(NAMED);
    let links = ties.pairs.values().filter(|circle| circle.is_none()).count();
    let more = (more > 0).then(|| format!("and {}", counted(more, "more group")));
    let links = (links > 0).then(|| counted(links, "link"));
    let pending = mesh.clusters.iter().filter(|cluster| cluster.is_pending()).count();
    let pending = (pending > 0).then(|| format!("{pending} with a pending endpoint (hollow)"));
    for text in [more, links, pending].into_iter().flatten() {
        canvas.text("s ink2 n12", (x, down), &text);
        down += 19.0;
    }
    down
}
