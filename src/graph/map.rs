//! The map of addresses: areas below each other, their rows with what is in them and what is free.

use super::canvas::{Canvas, Point, fitting, width};
use super::patches::{Ground, Patch};
use super::ring::f64_of;
use super::space::{self, Area, Row};
use super::tile;
use crate::address::{self, Family};
use ipnet::IpNet;

/// How high a row is.
const ROW: f64 = 38.0;
/// How high a row is in which nobody has an address.
const STRIP: f64 = 17.0;
/// Between two rows.
const GAP: f64 = 3.0;
/// The room for the first address of a row, by its family.
const LABELS: [f64; 2] = [92.0, 150.0];
/// Areas of one range are side by side, each at least so wide.
const TILE: f64 = 216.0;
/// Between two of them.
const BETWEEN: f64 = 8.0;

/// What a map is drawn of, and how wide.
pub struct Map<'p> {
    /// The ranges.
    pub patches: &'p [Patch],
    /// Whether addresses are long.
    pub family: Family,
    /// Its left side and its width.
    pub frame: (f64, f64),
}

impl Map<'_> {
    /// Draws the areas from a height on; returns how far down they go.
    pub fn draw(&self, canvas: &mut Canvas, top: f64) -> f64 {
        let nets: Vec<IpNet> = self.patches.iter().map(|patch| patch.net).collect();
        let mut y = top;
        let mut beside = 0.0;
        for area in space::areas(&nets, self.family) {
            if let Some(patch) = self.single(&area) {
                self.tile(canvas, patch, (beside, y));
                beside += 1.0;
                if beside >= self.beside() {
                    (beside, y) = (0.0, y + ROW + BETWEEN);
                }
                continue;
            }
            if beside > 0.0 {
                (beside, y) = (0.0, y + ROW + BETWEEN);
            }
            y = self.area(canvas, &area, y);
        }
        if beside > 0.0 { y + ROW + BETWEEN } else { y }
    }

    /// The range that is all of an area.
    fn single(&self, area: &Area) -> Option<&Patch> {
        let mut inside = area.rows.iter().flat_map(|row| row.around.iter().chain(&row.inside));
        let patch = self.patches.get(*inside.next()?).filter(|patch| patch.ground != Ground::Pool)?;
        inside.next().is_none().then_some(patch)
    }

    /// How many areas of one range are in a line.
    fn beside(&self) -> f64 {
        ((self.frame.1 + BETWEEN) / (TILE + BETWEEN)).floor().max(1.0)
    }

    fn tile(&self, canvas: &mut Canvas, patch: &Patch, (number, y): Point) {
        let (left, whole) = self.frame;
        let each = (whole + BETWEEN) / self.beside();
        tile::alone(canvas, patch, ((left + each * number, y), (each - BETWEEN, ROW)));
    }

    fn area(&self, canvas: &mut Canvas, area: &Area, top: f64) -> f64 {
        let (left, whole) = self.frame;
        let pool = self.patches.iter().find(|patch| patch.ground == Ground::Pool && patch.net == area.net);
        canvas.text("s mono big ink", (left, top + 16.0), &area.net.to_string());
        let about = pool.map_or(String::new(), |pool| format!("{}; ", pool.title.replace('\n', ", ")));
        canvas.text("e small ink2", (left + whole, top + 16.0), &format!("{about}{} taken", self.taken(area)));
        let mut y = top + 26.0;
        for row in &area.rows {
            let is_free = self.is_free(row);
            let height = if is_free { STRIP } else { ROW };
            self.row(canvas, (area, row), (y, height));
            y += height + GAP;
        }
        y + 18.0
    }

    /// How much of an area is somebody's, in percent.
    fn taken(&self, area: &Area) -> String {
        let mut taken = 0.0;
        let mut until: Option<u128> = None;
        let mut closed: Vec<&Patch> = self.patches.iter().filter(|patch| !patch.ground.is_open()).collect();
        closed.retain(|patch| address::contains(&area.net, &patch.net));
        closed.sort_by_key(|patch| (address::first(&patch.net), patch.net.prefix_len()));
        for patch in closed {
            if until.is_none_or(|until| address::first(&patch.net) > until) {
                taken += space::size(patch.net.max_prefix_len() - patch.net.prefix_len());
                until = Some(address::last(&patch.net));
            }
        }
        let percent = taken / space::size(area.net.max_prefix_len() - area.net.prefix_len()) * 100.0;
        if percent > 0.0 && percent < 1.0 { "under 1%".to_string() } else { format!("{percent:.0}%") }
    }

    fn is_free(&self, row: &Row) -> bool {
        let mut all = row.around.iter().chain(&row.inside).filter_map(|index| self.patches.get(*index));
        all.all(|patch| patch.ground == Ground::Pool)
    }

    fn row(&self, canvas: &mut Canvas, (area, row): (&Area, &Row), (y, height): (f64, f64)) {
        let (left, whole) = self.frame;
        let [short, long] = LABELS;
        let labels = if self.family == Family::Ipv4 { short } else { long };
        let label = space::address_of(self.family, row.start);
        let middle = y + height / 2.0 + 3.5;
        canvas.text("s mono small ink2", (left, middle), &fitting(&label, labels - 6.0, 10.0).unwrap_or_default());
        let bar = (left + labels, whole - labels);
        let bits = area.net.max_prefix_len() - area.prefix;
        let length = space::size(bits);
        let around: Vec<&Patch> = row.around.iter().filter_map(|index| self.patches.get(*index)).collect();
        let inside: Vec<&Patch> = row.inside.iter().filter_map(|index| self.patches.get(*index)).collect();
        if !around.iter().any(|patch| !patch.ground.is_open()) {
            let end = row.start + (row.count.checked_shl(bits.into()).unwrap_or(0)).wrapping_sub(1);
            let scale = (row.start, if row.count > 1 { length * count_of(row.count) } else { length });
            self.free(canvas, (&inside, scale, end), (bar, (y, height)));
        }
        let drawn = |patch: &&&Patch| patch.ground != Ground::Pool;
        let mut depth = 0.0;
        for (index, patch) in around.iter().filter(drawn).enumerate() {
            let has_more = index + 1 < around.iter().filter(drawn).count() || inside.iter().any(|it| drawn(&it));
            tile::nested(canvas, (patch, has_more), (bar, (y, height)), depth);
            depth += 1.0;
        }
        let mut enclosing: Vec<&Patch> = Vec::new();
        for (index, patch) in inside.iter().enumerate().filter(|(_, patch)| drawn(patch)) {
            enclosing.retain(|outer| address::contains(&outer.net, &patch.net));
            let from = (offset(&patch.net, row.start)) / length * bar.1;
            let size = space::size(patch.net.max_prefix_len() - patch.net.prefix_len()) / length * bar.1;
            let has_more = inside.get(index + 1).is_some_and(|next| address::contains(&patch.net, &next.net));
            let place = (bar.0 + from, size.max(1.5) - if size > 6.0 { 1.0 } else { 0.0 });
            tile::nested(canvas, (patch, has_more), (place, (y, height)), depth + f64_of(enclosing.len()));
            enclosing.push(patch);
        }
    }

    /// What nobody has of a row: `scale` is its first address and how many it has.
    fn free(
        &self,
        canvas: &mut Canvas,
        (inside, scale, end): (&[&Patch], (u128, f64), u128),
        (bar, (y, height)): (Point, Point),
    ) {
        let mut next = Some(scale.0);
        let mut gaps = Vec::new();
        for patch in inside.iter().filter(|patch| !patch.ground.is_open()) {
            let start = address::first(&patch.net);
            if let Some(from) = next.filter(|from| *from < start) {
                gaps.push((from, start - 1));
            }
            next = next.and_then(|next| Some(address::last(&patch.net).checked_add(1)?.max(next)));
        }
        gaps.extend(next.filter(|from| *from <= end).map(|from| (from, end)));
        for (from, to) in gaps {
            let ranges = space::between(self.family, from, to);
            let names: Vec<String> = ranges.iter().map(ToString::to_string).collect();
            let x = bar.0 + count_of(from - scale.0) / scale.1 * bar.1;
            let wide = (count_of(to - from) + 1.0) / scale.1 * bar.1;
            canvas.open(&format!("free\n{}", names.iter().take(8).cloned().collect::<Vec<_>>().join("\n")));
            canvas.rect("free", (x, y), ((wide - 1.0).max(0.5), height));
            let widest = ranges.iter().min_by_key(|net| net.prefix_len()).map(ToString::to_string).unwrap_or_default();
            let all = if names.len() > 1 { format!("free: {widest} and more") } else { format!("free: {widest}") };
            let texts = [format!("free: {}", names.join(", ")), all, format!("free {widest}"), "free".to_string()];
            if let Some(text) = texts.iter().find(|text| width(text, 9.5) < wide - 10.0) {
                canvas.text("m tiny faint", (x + wide / 2.0, y + height / 2.0 + 3.5), text);
            }
            canvas.close();
        }
    }
}

fn offset(net: &IpNet, from: u128) -> f64 {
    count_of(address::first(net).saturating_sub(from))
}

/// A number of addresses, as far as a picture needs it.
#[allow(clippy::cast_precision_loss)]
fn count_of(addresses: u128) -> f64 {
    addresses as f64
}
