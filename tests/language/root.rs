//! What a mesh file may name, on a disk and without one.

use super::slips::{A, B, MESH};
use crate::common::{codes, rendered};
use meshc::world::{Disk, Memory};
use meshc::{Options, Outcome};
use std::fs;
use std::path::Path;

const SECRET: &str = "correct-horse-battery";

/// Compiles a mesh file of a folder on a disk.
fn on_disk(file: &Path, root: Option<&Path>) -> Outcome {
    let root = root.map(|root| root.to_string_lossy().into_owned());
    meshc::compile(&Disk, &file.to_string_lossy(), &Options { root, ..Options::default() })
}

/// The same in a file of that text.
fn written(folder: &Path, text: &str, root: Option<&Path>) -> Outcome {
    fs::create_dir_all(folder).unwrap();
    let file = folder.join("mesh.kdl");
    fs::write(&file, text).unwrap();
    on_disk(&file, root)
}

#[test]
fn nothing_outside_is_opened_or_shown() {
    let dir = tempfile::tempdir().unwrap();
    let (own, secret) = (dir.path().join("own"), dir.path().join("secret.kdl"));
    fs::create_dir_all(own.join("base")).unwrap();
    fs::create_dir_all(own.join(".git")).unwrap();
    fs::write(&secret, SECRET).unwrap();
    fs::write(own.join(".git/config"), SECRET).unwrap();
    std::os::unix::fs::symlink(&secret, own.join("link.kdl")).unwrap();
    std::os::unix::fs::symlink(dir.path(), own.join("folder")).unwrap();
    std::os::unix::fs::symlink(&secret, own.join("base/cilium.yaml")).unwrap();
    let absolute = format!("include \"{}\"", secret.display());
    for text in [
        "include \"../secret.kdl\"",
        "include \"../secret.kd\"",
        "include \"../*.kdl\"",
        "include \"../**/*.kdl\"",
        "include \"missing/../../secret.kdl\"",
        "include \"link.kdl\"",
        "include \"link*\"",
        "include \"folder/secret.kdl\"",
        "include \"folder/*\"",
        "include \".git/config\"",
        "include \".git/*\"",
        "include \"/dev/null\"",
        "cluster \"a\" id=1 { kops \"a.example.com\" spec=\"../secret.kdl\"; }",
        "cluster \"a\" id=1 { kops \"a.example.com\" spec=\".git/config\"; }",
        &absolute,
    ] {
        let outcome = written(&own, &format!("{MESH}{text}"), None);
        let shown = rendered(&outcome);
        assert!(codes(&outcome).contains(&"path-leaves-root"), "{text}: {:?}", codes(&outcome));
        assert!(!shown.contains(SECRET) && !shown.contains("did you mean"), "{text}: {shown}");
    }
    for base in ["..", "base", "folder"] {
        let mesh = MESH.replacen('{', &format!("{{ base path=\"{base}\";"), 1);
        let outcome = written(&own, &format!("{mesh}{A}"), None);
        assert!(codes(&outcome).contains(&"path-leaves-root"), "{base}: {:?}", codes(&outcome));
        assert!(!rendered(&outcome).contains(SECRET), "{base}");
    }
}

#[test]
fn what_has_no_end_is_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/dev/zero", dir.path().join("zero.kdl")).unwrap();
    let pipe = dir.path().join("pipe.kdl");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for (text, root) in [("include \"pipe.kdl\"", None), ("include \"zero.kdl\"", Some(Path::new("/")))] {
        assert!(codes(&written(dir.path(), &format!("{MESH}{text}"), root)).contains(&"path-leaves-root"), "{text}");
    }
}

#[test]
fn the_root_is_the_work_tree_or_the_own_folder_or_what_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("top")).unwrap();
    fs::write(dir.path().join("top/a.kdl"), A).unwrap();
    let own = dir.path().join("top/meshes/eu");
    let include = &format!("{MESH}include \"../../a.kdl\"");
    assert!(codes(&written(&own, include, None)).contains(&"path-leaves-root"));
    assert!(!codes(&written(&own, include, Some(&dir.path().join("top")))).contains(&"path-leaves-root"));
    assert!(codes(&written(&own, include, Some(&dir.path().join("top/meshes")))).contains(&"path-leaves-root"));
    // A work tree that was added has a file of that name.
    fs::write(dir.path().join("top/.git"), "gitdir: elsewhere").unwrap();
    assert!(!codes(&written(&own, include, None)).contains(&"path-leaves-root"));
}

#[test]
fn the_command_line_may_name_a_file_outside_of_the_root() {
    let world = Memory::default().with("other/mesh.kdl", MESH).with("top/a.kdl", A);
    let of = |text: &str| {
        let options = Options { root: Some("top".to_string()), ..Options::default() };
        codes(&meshc::compile(
            &world.clone().with("other/mesh.kdl", format!("{MESH}{text}")),
            "other/mesh.kdl",
            &options,
        ))
    };
    assert!(!of("include \"../top/a.kdl\"").contains(&"path-leaves-root"));
    assert!(of("include \"b.kdl\"").contains(&"path-leaves-root"));
}

#[test]
fn the_output_is_looked_for_where_it_is_in_the_work_tree() {
    let text = |path: &str| {
        let delivery = format!("flux {{ source \"platform\"; {path} }}\n");
        format!("{MESH}{A}{B}{delivery}")
    };
    let of = |git: &str, path: &str, out: &str| {
        let world = Memory::default().with(format!("{git}.git"), "").with("top/infra/mesh.kdl", text(path));
        let options = Options { out: Some(out.to_string()), ..Options::default() };
        codes(&meshc::compile(&world, "top/infra/mesh.kdl", &options)).contains(&"path-differs-from-output")
    };
    for (git, path, out, differs) in [
        ("top/", "path \"./infra/deploy\";", "top/infra/deploy", false),
        ("top/", "path \"infra/deploy/\";", "top/infra/deploy", false),
        ("top/infra/", "", "top/infra/deploy", false),
        ("top/", "", "top/infra/deploy", true),
        ("top/", "path \"./infra/deploy\";", "top/live", true),
        ("top/", "path \".\";", "top", false),
        // Elsewhere, and without a work tree, there is nothing to compare.
        ("top/", "", "elsewhere/deploy", false),
        ("other/", "path \"x\";", "top/infra/deploy", false),
    ] {
        assert_eq!(of(git, path, out), differs, "{git} {path} {out}");
    }
}
