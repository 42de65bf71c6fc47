//! `--against-rev`: the output as it was at a revision of Git. The user's own `git` reads it from the
//! repository in which the output is; nothing is checked out.

use crate::cli::program::{Call, Failure, run};
use meshc::world::{Disk, Kind, Memory, World};

/// What would lead git to another repository than the one around the output: in a hook it is set.
const ELSEWHERE: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
];

/// The files of the output in `dir` as they were at a revision, where they would be on a disk.
pub fn read(revision: &str, dir: &str) -> Result<Memory, String> {
    // Git takes what begins with `-` for an option, and no name of a revision does (git-check-ref-format).
    if revision.is_empty() || revision.starts_with('-') {
        return Err(format!("`{revision}` is no revision of Git"));
    }
    let repository = Repository::around(dir)?;
    let commit = repository.commit(revision)?;
    let files = repository.files(&commit)?;
    let names: String = files.iter().map(|(object, _)| format!("{object}\n")).collect();
    let texts = objects(&repository.git(&["cat-file", "--batch"], names)?);
    Ok(files.into_iter().zip(texts).fold(Memory::default(), |world, ((_, path), text)| match text {
        Some(text) => world.with(format!("{dir}/{path}"), text),
        None => world,
    }))
}

/// The repository in which an output is.
struct Repository {
    /// The nearest folder at or above the output that exists.
    folder: String,
    /// The output below the top of the work tree, with a `/` behind it; nothing where it is the top itself.
    prefix: String,
}

impl Repository {
    fn around(dir: &str) -> Result<Repository, String> {
        let real = Disk.real(dir).path;
        let mut folder = real.as_str();
        while Disk.real(folder).kind != Kind::Folder {
            folder = match folder.rsplit_once('/') {
                Some(("", _)) | None => "/",
                Some((above, _)) => above,
            };
        }
        let below = real.strip_prefix(folder).unwrap_or_default().trim_matches('/');
        let mut repository = Repository { folder: folder.to_string(), prefix: String::new() };
        let shown = repository.git(&["rev-parse", "--show-prefix"], String::new())?;
        let above = String::from_utf8_lossy(&shown).trim_end_matches('\n').to_string();
        repository.prefix = if below.is_empty() { above } else { format!("{above}{below}/") };
        Ok(repository)
    }

    /// The commit that a revision names.
    fn commit(&self, revision: &str) -> Result<String, String> {
        let peeled = format!("{revision}^{{commit}}");
        let unknown = || {
            format!(
                "git finds no commit `{revision}` in the repository of {}; where it is a clone without history, as in CI, \
                 fetch it first (actions/checkout: `fetch-depth: 0`)",
                self.folder
            )
        };
        let found = self.git(&["rev-parse", "--verify", "--quiet", &peeled], String::new()).map_err(|_| unknown())?;
        Ok(String::from_utf8_lossy(&found).trim().to_string())
    }

    /// The files of the output at a commit: each object, and its path below the output.
    fn files(&self, commit: &str) -> Result<Vec<(String, String)>, String> {
        let paths: Vec<String> =
            meshc::places().folders.iter().map(|folder| format!("{}{folder}", self.prefix)).collect();
        let listing = ["ls-tree", "-r", "-z", "--full-tree", commit, "--"].into_iter();
        let listed = self.git(&listing.chain(paths.iter().map(String::as_str)).collect::<Vec<_>>(), String::new())?;
        let listed = String::from_utf8_lossy(&listed);
        // `100644 blob OBJECT<tab>PATH`: links and submodules are not meshc's.
        let file = |line: &str| {
            let (about, path) = line.split_once('\t')?;
            let object = about.strip_prefix("100644 blob ").or_else(|| about.strip_prefix("100755 blob "))?;
            let path = path.strip_prefix(&self.prefix)?;
            path.ends_with(".yaml").then(|| (object.to_string(), path.to_string()))
        };
        Ok(listed.split('\0').filter_map(file).collect())
    }

    fn git(&self, arguments: &[&str], input: String) -> Result<Vec<u8>, String> {
        let arguments = arguments.iter().map(Into::into).collect();
        let call = Call { program: "git", arguments, folder: &self.folder, input, without: ELSEWHERE };
        run(&call).map_err(|failure| match failure {
            Failure::Missing => "--against-rev needs the program `git`, and there is none on the PATH".to_string(),
            Failure::Refused(why) if why.contains("not a git repository") => {
                format!("{} is in no Git repository: --against-rev has nothing to read", self.folder)
            }
            Failure::Refused(why) => format!("git cannot read the revision: {why}"),
        })
    }
}

/// The objects that `cat-file --batch` prints, in the order in which they were asked for: a line with the
/// size of each, `OBJECT blob SIZE`, and then that many bytes. One that is missing has another line, and no
/// bytes.
fn objects(printed: &[u8]) -> Vec<Option<Vec<u8>>> {
    let (mut objects, mut rest) = (Vec::new(), printed);
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let (head, after) = rest.split_at(end);
        let after = after.get(1..).unwrap_or_default();
        let head = String::from_utf8_lossy(head);
        let size = head.split(' ').nth(2).and_then(|size| size.parse::<usize>().ok());
        let text = size.and_then(|size| after.get(..size));
        rest = text.map_or(after, |text| after.get(text.len() + 1..).unwrap_or_default());
        objects.push(text.map(<[u8]>::to_vec));
    }
    objects
}

#[cfg(test)]
mod tests {
    use super::objects;

    #[test]
    fn objects_are_taken_apart_by_their_sizes() {
        let printed = b"a1 blob 4\nx\ny\n\nb2 missing\nc3 blob 0\n\n";
        assert_eq!(objects(printed), [Some(b"x\ny\n".to_vec()), None, Some(Vec::new())]);
        assert_eq!(objects(b""), Vec::<Option<Vec<u8>>>::new());
        assert_eq!(objects(b"a1 blob 99\nx\n"), [None, None]);
    }
}
