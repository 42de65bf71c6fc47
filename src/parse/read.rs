//! Files to nodes and manifests: what `parse` takes in of the outside.

mod base;
mod files;
mod folder;
mod foreign;
mod include;
mod load;
mod manifests;
mod spec;
mod spent;
mod text;
mod texts;
mod values;

pub use base::load as bases;
pub use files::Files;
pub use load::load;
pub use spec::load as specs;
pub use spent::Spent;
pub use text::syntax_error;
pub use texts::{Reach, Texts, texts};
pub use values::load as values;
