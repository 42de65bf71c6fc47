//! The output with which a plan compares the new one: of a directory, or of a revision of Git.

use super::{Plan, revision};
use crate::cli::{Ending, Options, print};
use meshc::impact::{self, Output};
use meshc::world::{Depth, Disk, Memory, World, in_work_tree};

/// Reads it, with the words for where it is from.
///
/// # Errors
/// When there is nothing to compare with, and when that cannot be read: how the command ends.
pub fn read(plan: &Plan, new: &Output, options: &Options) -> Result<(Output, String), Ending> {
    let out = plan.out.clone().unwrap_or_else(|| plan.file.beside("deploy")).to_string_lossy().into_owned();
    if let Some(revision) = &plan.against_rev {
        let files: Memory = revision::read(revision, &out).map_err(|why| print::failure(&why))?;
        let output = output(&files, &out)?;
        if output.is_empty() {
            print::remark(&format!("{out} holds no output at {revision} yet: every cluster is new"), options);
        }
        return Ok((output, format!("{revision}:{out}")));
    }
    let Some(dir) = &plan.against else {
        plan.file.output(plan.out.as_deref())?;
        let output = on_disk(&out, new)?;
        if output.is_empty() {
            print::remark(&format!("{out} holds no output yet: every cluster is new"), options);
        }
        return Ok((output, out));
    };
    let dir = dir.to_string_lossy().into_owned();
    let output = on_disk(&dir, new)?;
    if output.clusters().is_empty() {
        return Err(print::failure(&without_output(&dir, (&plan.file.file, &out))));
    }
    Ok((output, dir))
}

/// The output in a directory in which no cluster of the new one is a link: that would pass for a new cluster.
fn on_disk(dir: &str, new: &Output) -> Result<Output, Ending> {
    let output = output(&Disk, dir)?;
    impact::refuse_links(&Disk, dir, new.clusters().into_iter())
        .map_err(|(path, error)| print::unreadable(&path, &error))?;
    Ok(output)
}

fn output(world: &dyn World, dir: &str) -> Result<Output, Ending> {
    impact::output(world, dir, &meshc::places().folders).map_err(|(path, error)| print::unreadable(&path, &error))
}

/// Why a directory cannot be compared with: where it is a checkout, its output is below it.
fn without_output(dir: &str, (file, out): (&str, &str)) -> String {
    if Disk.list(dir, Depth::Files).is_err() {
        return format!("there is no directory {dir}; name one with --against that holds an output");
    }
    let below =
        [in_work_tree(&Disk, file, out), out.rsplit('/').next().map(str::to_string), Some("deploy".to_string())];
    let below = below.into_iter().flatten().filter(|path| !path.is_empty());
    let mut places = below.map(|path| format!("{}/{path}", dir.trim_end_matches('/')));
    let holds_output = |place: &String| {
        let found = impact::output(&Disk, place, &["clusters"]);
        found.is_ok_and(|output| !output.clusters().is_empty())
    };
    match places.find(holds_output) {
        Some(place) => format!("{dir} holds no output; did you mean {place}?"),
        None => format!(
            "{dir} holds no output: name the output directory of a checkout, or compare with a revision of Git \
             (--against-rev)"
        ),
    }
}
