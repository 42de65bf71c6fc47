//! LIMITS: how large an input may be.
//!
//! meshc runs on what strangers send. What is past a limit is `input-too-big` at its place, or an error that
//! names the limit. They are set so that no input takes more than 512 MiB of memory, or longer than in
//! proportion to its size. No real mesh comes near one: `docs/reference/limits.md`, made from this table, has
//! what the largest meshes hold beside each.

use std::fmt;

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Things, one by one.
    Number,
    /// Bytes.
    Bytes,
}

/// How much of something is taken.
#[derive(Debug, PartialEq, Eq)]
pub struct Limit {
    /// At most so many.
    pub most: usize,
    /// What `most` counts.
    pub unit: Unit,
    /// Of what, after the number.
    pub what: &'static str,
    /// What a mesh of 511 clusters has of it.
    pub real: &'static str,
    /// What to do about it.
    pub help: &'static str,
}

/// What is printed of more than that.
impl fmt::Display for Limit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "more than {} {}", self.shown(), self.what)
    }
}

impl Limit {
    /// The number with its unit.
    pub fn shown(&self) -> String {
        match self.unit {
            Unit::Bytes if self.most.is_multiple_of(1 << 20) => format!("{} MiB", self.most >> 20),
            Unit::Bytes => format!("{} KiB", self.most >> 10),
            Unit::Number => grouped(self.most),
        }
    }
}

/// A number with commas between its thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let is_start = |index: usize| index > 0 && (digits.len() - index).is_multiple_of(3);
    let of_digit = |(index, digit): (usize, char)| if is_start(index) { vec![',', digit] } else { vec![digit] };
    digits.chars().enumerate().flat_map(of_digit).collect()
}

const fn number(most: usize, what: &'static str, real: &'static str, help: &'static str) -> Limit {
    Limit { most, unit: Unit::Number, what, real, help }
}

const fn bytes(most: usize, what: &'static str, real: &'static str, help: &'static str) -> Limit {
    Limit { most, unit: Unit::Bytes, what, real, help }
}

/// One file that is read.
pub static FILE: Limit = bytes(
    32 << 20,
    "in one file",
    "a base with all CRDs: 10 MiB",
    "split it, or leave out what is not part of the mesh",
);
/// All files that a mesh file names.
pub static FILES: Limit = bytes(
    48 << 20,
    "in the files of one mesh",
    "two bases of 10 MiB, 511 values files: 25 MiB",
    "let clusters share a base, and leave out what is not part of the mesh",
);
/// What is below a folder that is looked through.
pub static LISTED: Limit = number(
    200_000,
    "files below one folder",
    "a large repository: 50,000",
    "name a folder with fewer files in it, such as `clusters/*.kdl`",
);
/// The mesh file and what it includes.
pub static INCLUDED: Limit =
    number(2_000, "included files", "one for each cluster: 511", "write several clusters into one file");
/// What the parser of KDL takes memory for: 1.4 KB each (kdl 6.7).
pub static WORDS: Limit = number(
    250_000,
    "names, values and punctuation marks in mesh files",
    "30 lines for each cluster: 75,000",
    "move what clusters have in common to `defaults`, and Helm values to files: `values path=`",
);
/// What the reader of YAML takes memory for.
pub static VALUES: Limit = number(
    700_000,
    "values in YAML files",
    "a base of 10 MiB: 400,000",
    "let clusters share a base, and leave out what is not part of the mesh",
);
/// The ids that there are.
pub static CLUSTERS: Limit =
    number(511, "clusters", "511", "split it into two meshes: past this, only `too-many-clusters` is checked");
/// What is compared with all others.
pub static CIDRS: Limit = number(
    256,
    "CIDRs in one cluster or network",
    "a pod CIDR and a few subnets: 10",
    "write one range that contains them",
);
/// The same in all clusters and networks.
pub static RANGES: Limit =
    number(20_000, "CIDRs in the mesh", "10 for each cluster: 5,110", "write fewer ranges that contain them");
/// What all clusters hold, where `defaults` and a shared file count for each of them: 0.6 KB each.
pub static MERGED: Limit = number(
    250_000,
    "values and settings of all clusters, counting `defaults` and shared files for each",
    "200 lines of values for each: 102,200",
    "remove from `values` what is the chart's default anyway",
);
/// The user's own changes of one cluster.
pub static PATCHES: Limit = number(
    128,
    "patches in one cluster, including those of `defaults`",
    "10",
    "merge the patches of one object into one `patch`, or change the base",
);
/// What they consist of. The API server of Kubernetes takes 10,000 in one patch
/// (`apiserver/pkg/endpoints/handlers/patch.go`, `maxJSONPatchOperations`).
pub static OPERATIONS: Limit =
    number(1_000, "operations in the patches of one cluster", "50", "replace the whole value, or change the base");
/// What copies may make of an object: etcd takes no larger request than 1.5 MiB.
pub static COPIES: Limit = bytes(
    1 << 20,
    "in an object patched with `copy`",
    "a DaemonSet: 20 KiB",
    "add the value that you need instead of copying",
);
/// What is read of an output that is there already.
pub static OUTPUT: Limit = bytes(
    128 << 20,
    "in one output directory",
    "all peers in each of 511 values files, twice: 50 MiB",
    "remove files that meshc did not write from the output directory",
);
/// What is put together of it.
pub static OBJECTS: Limit = number(
    500_000,
    "objects of all clusters of an output",
    "a base of 300 objects in each cluster: 153,300",
    "remove files that meshc did not write from the output directory",
);
/// The lines of files that are compared line by line.
pub static LINES: Limit =
    number(60_000, "lines in files that differ", "all of a mesh: 50,000", "past this, files are only listed");
/// The lines compared in one of those files: comparing them takes up to the square of their number.
pub static STRETCH: Limit = number(
    10_000,
    "lines from the first to the last difference of two files",
    "the values of one of 511 clusters, all different from before: 4,160",
    "past this, files are only listed",
);
/// Names that are compared with all known ones, to find the one that is meant.
pub static GUESSES: Limit = number(50, "unknown names of one kind", "one", "past this, no name is suggested");

/// All of them, in the order of the documentation.
pub static LIMITS: &[&Limit] = &[
    &FILE,
    &FILES,
    &LISTED,
    &INCLUDED,
    &WORDS,
    &VALUES,
    &CLUSTERS,
    &CIDRS,
    &RANGES,
    &MERGED,
    &PATCHES,
    &OPERATIONS,
    &COPIES,
    &OUTPUT,
    &OBJECTS,
    &LINES,
    &STRETCH,
    &GUESSES,
];
