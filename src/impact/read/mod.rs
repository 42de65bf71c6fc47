//! Files to what clusters run by them: an output in a directory or in a tree to a [`Deployed`] for each
//! cluster.
//!
//! `output` reads the files, `folder` what a folder of them holds, `deployed` puts folders together as
//! kustomize does, and `derived` works out what a cluster was made with where its overlay has no record.
//! `peers` finds what it connects to, `appliers` and `tools` what applies it.

mod appliers;
mod deployed;
mod derived;
mod folder;
mod output;
mod peers;
mod records;
mod roots;
mod tools;

pub use appliers::{Appliers, Manager, Named};
pub use deployed::{Deployed, Reader};
pub use derived::record as derived;
pub use output::{Output, output, refuse_links};
pub use peers::{Entry, aliases, listed_addresses, peers};
pub use records::{made_with, records, stated_records};
pub use roots::roots;
pub use tools::{Charts, TOOLS, Tool};
