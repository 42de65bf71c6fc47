//! What differs between a tree and the directory that it is written to.

/// A file whose text in the directory is not the one in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The file, relative to the directory.
    pub path: String,
    /// Its text in the directory, if it is there.
    pub old: Option<String>,
    /// Its text in the tree, if it is wanted.
    pub new: Option<String>,
    /// Why it is not meshc's to change, if it is not.
    pub kept: Option<Why>,
}

/// Why a file is not meshc's to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// meshc wrote it and somebody edited it.
    Edited,
    /// A file without meshc's header is there.
    Foreign,
    /// A folder is in place of the file.
    Folder,
    /// A file is in place of one of its folders.
    NoFolder,
    /// It or a folder above it is a symbolic link, or something else that is neither a file nor a folder.
    Link,
}
