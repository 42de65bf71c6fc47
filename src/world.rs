//! The only reader: everything that meshc knows of the outside comes through a [`World`].
//!
//! On [`Disk`] paths are the ones the user gave, relative to the current directory; [`Memory`] holds files by
//! name for tests, benchmarks and programs that embed the compiler. Paths use `/`.

mod disk;
mod memory;
mod over;
mod root;
mod steps;

pub use disk::Disk;
pub use memory::Memory;
pub use over::Over;
pub use root::{Root, in_work_tree};
pub use steps::steps;

use crate::limits::Limit;

/// What reading can come to grief on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorldError {
    /// There is no such file or folder.
    NotFound,
    /// There is, but it cannot be read; the operating system's words.
    Unreadable(String),
    /// A mesh file must not name it.
    Barred(Barrier),
    /// It is larger than anything that is read.
    TooBig(&'static Limit),
}

/// Why a mesh file must not name something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barrier {
    /// It is outside of the root.
    Outside,
    /// It is in `.git`.
    Git,
    /// It is a device, a pipe or a socket, which may have no end or no beginning.
    NotRegular,
}

/// Where something is, links followed, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Real {
    /// Its path.
    pub path: String,
    /// What is there.
    pub kind: Kind,
}

/// What is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing, as far as can be seen.
    Missing,
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// Anything else, such as a device.
    Other,
}

/// One file in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its path relative to the folder.
    pub path: String,
    /// Where it really is.
    pub place: Place,
}

/// Whether a file of a folder is really in that folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// It is, directly or by a symbolic link that stays in the folder.
    Inside,
    /// A symbolic link leads out of the folder.
    Outside,
    /// It cannot be followed; the operating system's words.
    Unreadable(String),
}

/// How far down a folder is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Its own files.
    Files,
    /// The files of all folders below it too.
    All,
}

/// A reader of files.
pub trait World {
    /// The bytes of the file at `path`; `-` is standard input.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError>;

    /// The same, of a regular file only.
    ///
    /// # Errors
    /// When there is no such file, when it cannot be read, or is no regular file.
    fn read_regular(&self, path: &str) -> Result<Vec<u8>, WorldError>;

    /// The files of the folder at `path`, sorted; those in `.git` are left out.
    ///
    /// # Errors
    /// When there is no such folder, or it cannot be read.
    fn list(&self, path: &str, depth: Depth) -> Result<Vec<Entry>, WorldError>;

    /// Where `path` really is, which tells it from every other file, however it is named. What does not exist
    /// is where its nearest folder that does would have it.
    fn real(&self, path: &str) -> Real;

    /// Whether `path` is a symbolic link.
    fn is_link(&self, path: &str) -> bool;
}
