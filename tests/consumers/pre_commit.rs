//! The real pre-commit: hooks of this repository, installed into another one, let good commits pass and
//! refuse bad ones.
//!
//! Which one: `PRE_COMMIT`, or `pre-commit` on the PATH. A test that finds none says so and passes, unless
//! `CONSUMERS=required`. The hooks of `language: python` build a wheel, with a build backend from PyPI: that
//! test is ignored unless asked for, as `.ci/run` does.

use crate::common::{MESH, programs};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A user's repository, beside it the one that the hooks come from, and around them no settings but ours.
struct Place {
    dir: tempfile::TempDir,
    pre_commit: String,
}

impl Place {
    /// None without a pre-commit.
    fn new() -> Option<Place> {
        let pre_commit = programs("PRE_COMMIT", "pre-commit").into_iter().next()?;
        let place = Place { dir: tempfile::tempdir().unwrap(), pre_commit };
        for repository in ["hooks", "user"] {
            std::fs::create_dir(place.path(repository)).unwrap();
            place.git(repository, &["init", "--quiet", "--initial-branch=main"]);
        }
        Some(place)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A program that knows of no other repository, of nobody's settings, and finds the meshc that is tested.
    fn command(&self, program: &str, repository: &str) -> Command {
        let meshc = Path::new(env!("CARGO_BIN_EXE_meshc")).parent().unwrap();
        let path = std::env::var("PATH").unwrap();
        let mut command = Command::new(program);
        command.current_dir(self.path(repository));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
            command.env_remove(name);
        }
        command.env("PATH", format!("{}:{path}", meshc.display())).env("PRE_COMMIT_HOME", self.path("pre-commit"));
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
        // A wheel is built without optimisation: what is tested is that it is built, installed and run.
        let profile = "--profile dev --config 'profile.dev.package.\"*\".opt-level=0'";
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wheel");
        command.env("MATURIN_PEP517_ARGS", profile).env("CARGO_TARGET_DIR", target);
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "test").env(format!("GIT_{who}_EMAIL"), "test@example.com");
        }
        command
    }

    fn git(&self, repository: &str, arguments: &[&str]) -> String {
        said(&self.command("git", repository).args(arguments).output().unwrap(), true)
    }

    /// Commits these files of a project as the repository that the hooks come from, and sets one of them up.
    fn install(&self, files: &[&str], hook: &str) {
        for file in files {
            let to = self.path("hooks").join(file);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::copy(file, to).unwrap();
        }
        self.git("hooks", &["add", "--all"]);
        self.git("hooks", &["commit", "--quiet", "--message=hooks"]);
        let rev = self.git("hooks", &["rev-parse", "HEAD"]);
        let config = format!("repos:\n- repo: ../hooks\n  rev: {}\n  hooks:\n  - {hook}\n", rev.trim());
        self.write(".pre-commit-config.yaml", &config);
        said(&self.command(&self.pre_commit, "user").arg("install").output().unwrap(), true);
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.path("user").join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn build(&self, arguments: &[&str]) {
        let meshc = env!("CARGO_BIN_EXE_meshc");
        said(&self.command(meshc, "user").arg("build").args(arguments).output().unwrap(), true);
    }

    /// Stages everything and commits it; what was said.
    #[track_caller]
    fn commit(&self, passes: bool) -> String {
        self.git("user", &["add", "--all"]);
        self.commit_staged(passes)
    }

    #[track_caller]
    fn commit_staged(&self, passes: bool) -> String {
        said(&self.command("git", "user").args(["commit", "--message=change"]).output().unwrap(), passes)
    }
}

/// What a program said on both streams, once it has ended as it should.
#[track_caller]
fn said(output: &Output, succeeds: bool) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert_eq!(output.status.success(), succeeds, "{text}");
    text
}

const MANIFEST: &str = ".pre-commit-hooks.yaml";

#[test]
fn pre_commit_takes_the_manifest() {
    for program in programs("PRE_COMMIT", "pre-commit") {
        said(&Command::new(program).args(["validate-manifest", MANIFEST]).output().unwrap(), true);
    }
}

#[test]
fn the_check_hook_refuses_errors_and_output_that_is_not_what_the_mesh_says() {
    let Some(place) = Place::new() else { return };
    place.install(&[MANIFEST], "id: meshc-check-system");
    place.write("mesh.kdl", MESH);
    assert!(place.commit(false).contains("is not up to date"), "nothing is built yet");
    place.build(&[]);
    assert!(place.commit(true).contains("Passed"));

    place.write("mesh.kdl", &MESH.replace("id=2", "id=1"));
    let refused = place.commit(false);
    assert!(refused.contains("duplicate-cluster-id") && !refused.contains('\u{1b}'), "{refused}");

    place.write("mesh.kdl", &MESH.replace("192.0.2.2", "192.0.2.3"));
    assert!(place.commit(false).contains("is not up to date"), "the output is that of the mesh before");
    place.build(&[]);
    place.commit(true);
    place.write("notes.txt", "a file that no mesh is made of\n");
    assert!(place.commit(true).contains("Skipped"));
}

#[test]
fn the_check_hook_fires_when_only_a_generated_file_was_edited() {
    let Some(place) = Place::new() else { return };
    place.install(&[MANIFEST], "id: meshc-check-system\n    args: [--out, overlays, meshes/prod.kdl]");
    place.write("meshes/prod.kdl", MESH);
    place.build(&["--out", "overlays", "meshes/prod.kdl"]);
    place.commit(true);
    let file = "overlays/clusters/a/values.yaml";
    let text = std::fs::read_to_string(place.path("user").join(file)).unwrap();
    place.write(file, &text.replace("192.0.2.2", "192.0.2.9"));
    assert!(place.commit(false).contains("edited by hand"));
    place.write(file, &text);
    place.write("README.txt", "what was edited is as it was\n");
    place.commit(true);
}

#[test]
fn the_build_hook_writes_the_output_and_the_next_commit_takes_it() {
    let Some(place) = Place::new() else { return };
    place.install(&[MANIFEST], "id: meshc-build-system");
    place.write("mesh.kdl", MESH);
    place.build(&[]);
    place.commit(true);
    place.write("mesh.kdl", &MESH.replace("192.0.2.2", "192.0.2.3"));
    assert!(place.commit(false).contains("files were modified by this hook"));
    assert!(place.git("user", &["diff", "--name-only"]).contains("deploy/clusters/a/values.yaml"));
    assert!(place.commit(true).contains("Passed"));
    assert_eq!(place.git("user", &["status", "--porcelain"]), "");
}

#[test]
#[ignore = "builds a wheel, with a build backend from PyPI"]
fn the_python_hooks_build_a_wheel_and_run_what_it_carries() {
    let Some(place) = Place::new() else { return };
    let files = Command::new("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]).output().unwrap();
    let files = said(&files, true);
    let files: Vec<&str> = files.lines().filter(|file| Path::new(file).exists()).collect();
    place.install(&files, "id: meshc-check");
    place.write("mesh.kdl", &MESH.replace("id=2", "id=1"));
    assert!(place.commit(false).contains("duplicate-cluster-id"));
    let is_carried = |path: &Path| path.ends_with("bin/meshc") && path.to_string_lossy().contains("py_env");
    let mut below = walkdir::WalkDir::new(place.path("pre-commit")).into_iter().map(Result::unwrap);
    assert!(below.any(|entry| is_carried(entry.path())), "no wheel was installed");
    place.write("mesh.kdl", MESH);
    place.build(&[]);
    place.commit(true);
}

/// The guide's own configuration, with the hooks of this very state and the meshc on the PATH.
#[test]
fn the_hooks_of_the_guide_lay_out_and_check() {
    let Some(place) = Place::new() else { return };
    place.install(&[MANIFEST], "id: meshc-fmt-system\n  - id: meshc-check-system");
    place.write("mesh.kdl", &MESH.replace("    cilium", "cilium"));
    place.build(&[]);
    assert!(place.commit(false).contains("files were modified by this hook"));
    assert!(place.git("user", &["diff", "--name-only"]).contains("mesh.kdl"));
    place.build(&[]);
    assert!(place.commit(true).contains("Passed"));
}
