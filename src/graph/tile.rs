//! A range on the map: a rectangle with its name, and with the ranges that it contains.

use super::canvas::{Canvas, Point, fitting, sized, width};
use super::patches::Patch;

/// So much of a range is above what is in it, for its name, and so much below.
const INSET: (f64, f64) = (12.0, 2.0);

/// A range at its depth among those that contain it.
pub fn nested(
    canvas: &mut Canvas,
    (patch, has_more): (&Patch, bool),
    ((x, wide), (y, height)): (Point, Point),
    depth: f64,
) {
    let down = (INSET.0 * depth).min(height - 12.0);
    let up = (INSET.1 * depth).min(6.0);
    let frame = ((x, y + down), (wide, (height - down - up).max(6.0)));
    if !has_more {
        return alone(canvas, patch, frame);
    }
    canvas.open(&patch.title);
    canvas.rect(&class(patch), frame.0, frame.1);
    let whole = format!("{} {}", patch.label, patch.net);
    let label = if width(&whole, 9.0) <= wide - 8.0 { &whole } else { &patch.label };
    if let Some(label) = fitting(label, wide - 8.0, 9.0) {
        canvas.text("s tiny ink", (x + 4.0, y + down + 9.5), &label);
    }
    canvas.close();
}

/// A range with its name, and its addresses where there is room.
pub fn alone(canvas: &mut Canvas, patch: &Patch, ((x, y), (wide, height)): (Point, Point)) {
    canvas.open(&patch.title);
    canvas.rect(&class(patch), (x, y), (wide, height));
    if patch.is_overlapping {
        canvas.rect("hatch", (x, y), (wide, height));
    }
    let sizes: &[u8] = if height < 20.0 { &[9] } else { &[11, 10, 9] };
    let name = sized(&patch.label, wide - 5.0, sizes).filter(|_| height >= 13.0);
    let net = Some(patch.net.to_string()).filter(|net| height >= 28.0 && width(net, 9.0) <= wide - 6.0);
    let middle = y + height / 2.0;
    if let Some((name, size)) = name {
        canvas.text(
            &format!("s n{size} ink"),
            (x + 3.0, if net.is_some() { middle - 2.0 } else { middle + 4.0 }),
            &name,
        );
    }
    if let Some(net) = net {
        canvas.text("s mono tiny ink2", (x + 3.0, middle + 11.0), &net);
    }
    canvas.close();
}

fn class(patch: &Patch) -> String {
    let (ground, network) = (patch.ground.class(), if patch.network.is_some() { " in-network" } else { "" });
    format!("patch {ground}{network}{}", if patch.is_overlapping { " overlap" } else { "" })
}
