//! Where clusters are on the ring: those of a group side by side.

use super::canvas::{Point, width};
use super::ties::Ties;
use crate::model::Mesh;
use std::f64::consts::TAU;

/// The clusters on a circle.
#[derive(Debug)]
pub struct Ring {
    /// Its radius.
    pub radius: f64,
    /// The room that names take outside of it.
    pub margin: f64,
    /// The angle of each cluster, by its number.
    pub angles: Vec<f64>,
    /// The clusters in the order in which they are on it.
    pub order: Vec<usize>,
    /// The size of names.
    pub font: f64,
}

/// Up to so many clusters have room for names that are not turned.
pub const ROOMY: usize = 24;

impl Ring {
    /// Lays the clusters of a mesh out.
    pub fn of(mesh: &Mesh, ties: &Ties) -> Ring {
        let count = mesh.clusters.len();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|cluster| (ties.first_circle(*cluster).unwrap_or(usize::MAX), *cluster));
        let circle = |at: usize| order.get(at).map(|cluster| ties.first_circle(*cluster));
        // A place stays empty between two groups.
        let mut slots = Vec::with_capacity(count);
        let mut next = 0;
        for at in 0..count {
            if at > 0 && ties.circles.len() > 1 && circle(at) != circle(at - 1) {
                next += 1;
            }
            slots.push(next);
            next += 1;
        }
        // So that the last name does not touch the first one.
        let total = if ties.circles.len() > 1 || count > ROOMY { next + 1 } else { next.max(1) };
        let font = if count > 200 { 9.0 } else { 11.0 };
        let mut angles = vec![0.0; count];
        for (cluster, slot) in order.iter().zip(&slots) {
            if let Some(angle) = angles.get_mut(*cluster) {
                // Two clusters are beside each other, more begin at the top.
                let first = if total == 2 { 0.5 } else { -0.25 };
                *angle = (f64_of(*slot) / f64_of(total) + first) * TAU;
            }
        }
        let spacing = if count > 200 { 11.5 } else { 14.5 };
        let least = if count <= ROOMY { 110.0 + 7.0 * f64_of(count) } else { 200.0 };
        let radius = (f64_of(total) * spacing / TAU).max(least);
        let names = mesh.clusters.iter().map(|cluster| width(&cluster.name.value, font)).fold(60.0, f64::max);
        Ring { radius, margin: if count <= ROOMY { 58.0 } else { names.min(230.0) + 24.0 }, angles, order, font }
    }

    /// Half of the height that it takes with its names.
    pub fn reach(&self) -> f64 {
        self.radius + self.margin
    }

    /// Where a cluster is, or what is further out or further in on its ray.
    pub fn at(&self, cluster: usize, radius: f64) -> Point {
        let angle = self.angles.get(cluster).copied().unwrap_or_default();
        (angle.cos() * radius, angle.sin() * radius)
    }
}

/// A number that is small enough to be one with a fraction.
pub fn f64_of(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
