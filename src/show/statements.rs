//! What the statements of a mesh file come to for one cluster, whether they are written or not.

mod addresses;
mod common;
mod own;
mod reach;

use super::case::{Case, Setting};

/// What every statement comes to, those of the cluster first.
pub(super) fn settings(case: &Case<'_>) -> Vec<Setting> {
    let all = [own::settings(case), addresses::settings(case), reach::settings(case), common::settings(case)];
    all.into_iter().flatten().collect()
}
