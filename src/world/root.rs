//! The root: the folder in which everything lies that a mesh file may name.
//!
//! A mesh file comes with pull requests, and what is wrong with a file is shown with its text: without a
//! root, `include "/home/ci/.netrc"` would print a password into a public log. kustomize restricts what it
//! loads in the same manner (`LoadRestrictionsRootOnly`).

use super::{Barrier, Depth, Entry, Kind, Real, World, WorldError};

/// The folder of Git's own files, which may hold credentials.
const GIT: &str = ".git";

/// A world as a mesh file may see it: links are followed first, and what then lies outside of the root, or in
/// `.git`, is not opened, nor is anything but regular files and folders.
pub struct Root<'w> {
    world: &'w dyn World,
    /// The root's own path, links followed.
    real: String,
}

impl<'w> Root<'w> {
    /// The root of a mesh file: the folder that is asked for, or the nearest one above the file that holds
    /// `.git`, or else the file's own folder. Of standard input it is the current folder.
    pub fn of(world: &'w dyn World, file: &str, asked: Option<&str>) -> Self {
        let folder = match asked {
            Some(folder) => folder.to_string(),
            None => work_tree(world, file).unwrap_or_else(|| own_folder(file).to_string()),
        };
        Root { world, real: world.real(&folder).path }
    }

    /// The bytes of the file at `path`, which is really there.
    ///
    /// # Errors
    /// When there is no such file, when it cannot be read, or when it must not be.
    pub fn read(&self, path: &str, real: &Real) -> Result<Vec<u8>, WorldError> {
        self.admit(real)?;
        match real.kind {
            Kind::Missing => Err(WorldError::NotFound),
            Kind::Other => Err(WorldError::Barred(Barrier::NotRegular)),
            Kind::File | Kind::Folder => self.world.read_regular(path),
        }
    }

    /// The files of the folder at `path`, sorted.
    ///
    /// # Errors
    /// When there is no such folder, when it cannot be read, or when it must not be.
    pub fn list(&self, path: &str, depth: Depth) -> Result<Vec<Entry>, WorldError> {
        self.real(path)?;
        self.world.list(path, depth)
    }

    /// Where something really is, whether or not a mesh file may know that.
    pub fn locate(&self, path: &str) -> Real {
        self.world.real(path)
    }

    /// Whether `path` is a symbolic link.
    pub fn is_link(&self, path: &str) -> bool {
        self.world.is_link(path)
    }

    /// What tells the file at `path` from every other, however it is named.
    pub fn identity(&self, path: &str) -> String {
        self.locate(path).path
    }

    /// Where something really is, as far as a mesh file may know that.
    ///
    /// # Errors
    /// When it is outside of the root, or in `.git`.
    pub fn real(&self, path: &str) -> Result<Real, WorldError> {
        let real = self.locate(path);
        self.admit(&real).map(|()| real)
    }

    fn admit(&self, real: &Real) -> Result<(), WorldError> {
        let Some(rest) = beneath(&real.path, &self.real) else {
            return Err(WorldError::Barred(Barrier::Outside));
        };
        if rest.split('/').any(|part| part.eq_ignore_ascii_case(GIT)) {
            return Err(WorldError::Barred(Barrier::Git));
        }
        Ok(())
    }
}

/// The folder of a mesh file, as its path names it.
fn own_folder(file: &str) -> &str {
    match file.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => "",
    }
}

/// Where a folder is in the Git work tree of a mesh file; nothing when there is none, or it is elsewhere.
pub fn in_work_tree(world: &dyn World, file: &str, folder: &str) -> Option<String> {
    beneath(&world.real(folder).path, &work_tree(world, file)?).map(str::to_string)
}

/// The nearest folder above a file that holds `.git`.
fn work_tree(world: &dyn World, file: &str) -> Option<String> {
    let mut folder = world.real(own_folder(file)).path;
    loop {
        let git = if folder.is_empty() { GIT.to_string() } else { format!("{}/{GIT}", folder.trim_end_matches('/')) };
        if world.real(&git).kind != Kind::Missing {
            return Some(folder);
        }
        folder = match folder.rsplit_once('/')? {
            (_, "") => return None,
            ("", _) => "/".to_string(),
            (above, _) => above.to_string(),
        };
    }
}

/// What is left of a path below a folder; nothing when it is not there.
fn beneath<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder == "/" {
        return path.strip_prefix('/');
    }
    if folder.is_empty() {
        let leaves = path.starts_with('/') || path == ".." || path.starts_with("../");
        return (!leaves).then_some(path);
    }
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}
