//! A runner of GitHub: the scripts of `action.yml` are run as it runs them.

use super::places::{MESHC, VERSION, documents, read, script, told};
use crate::common::MESH;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::process::{Command, Output};

/// A runner of GitHub's: its folders, a release to download, and the user's repository.
pub struct Runner {
    pub dir: tempfile::TempDir,
}

impl Runner {
    pub fn new() -> Runner {
        let runner = Runner { dir: tempfile::tempdir().unwrap() };
        for folder in ["temp", "user", "packed", "tools"] {
            std::fs::create_dir(runner.path(folder)).unwrap();
        }
        runner.publish();
        std::fs::write(runner.path("user/mesh.kdl"), MESH).unwrap();
        told(&Command::new(MESHC).args(["build"]).current_dir(runner.path("user")).output().unwrap());
        runner
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// What the release workflow packs for this machine.
    pub fn archive(&self) -> PathBuf {
        let system = if cfg!(target_os = "macos") { "apple-darwin" } else { "unknown-linux-musl" };
        let name = format!("meshc-v{VERSION}-{}-{system}.tar.gz", std::env::consts::ARCH);
        self.path(&format!("releases/v{VERSION}")).join(name)
    }

    /// Publishes a release of this version with its checksum: a script that runs the meshc that is tested,
    /// for its debugging information takes seconds to pack.
    pub fn publish(&self) {
        let archive = self.archive();
        std::fs::create_dir_all(archive.parent().unwrap()).unwrap();
        script(&self.path("packed/meshc"), &format!("exec '{MESHC}' \"$@\"\n"));
        let mut packed = Command::new("tar");
        packed.arg("-czf").arg(&archive).arg("-C").arg(self.path("packed")).arg("meshc");
        assert!(packed.status().unwrap().success());
        let line = format!("{}  {}\n", self.checksum(), archive.file_name().unwrap().to_str().unwrap());
        std::fs::write(archive.with_file_name("SHA256SUMS"), line).unwrap();
    }

    pub fn checksum(&self) -> String {
        Sha256::digest(std::fs::read(self.archive()).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Runs a step of the action with these inputs, as the runner does: the script in a file, values in the
    /// environment.
    pub fn step(&self, name: &str, inputs: &[(&str, &str)]) -> Output {
        let action = documents("action.yml").remove(0);
        let step = action["runs"]["steps"].as_array().unwrap().iter().find(|step| step["name"] == *name).unwrap();
        let releases = format!("file://{}", self.path("releases").display());
        let value = |expression: &str| -> String {
            let inner = expression.trim_start_matches("${{ ").trim_end_matches(" }}");
            let Some(input) = inner.strip_prefix("inputs.") else { return String::new() };
            let given = inputs.iter().find(|(name, _)| *name == input).map(|(_, value)| *value);
            let default = if input == "releases" {
                releases.as_str()
            } else {
                action["inputs"][input]["default"].as_str().unwrap()
            };
            given.unwrap_or(default).to_string()
        };
        let file = self.path("step.sh");
        std::fs::write(&file, step["run"].as_str().unwrap()).unwrap();
        let machine = if cfg!(target_arch = "aarch64") { "ARM64" } else { "X64" };
        let system = if cfg!(target_os = "macos") { "macOS" } else { "Linux" };
        let mut path: Vec<String> = read(self.path("GITHUB_PATH")).lines().map(str::to_string).collect();
        path.extend([self.path("tools").display().to_string(), std::env::var("PATH").unwrap()]);
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-e", "-o", "pipefail"]).arg(file).current_dir(self.path("user"));
        command.env_clear().env("PATH", path.join(":")).env("RUNNER_ARCH", machine).env("RUNNER_OS", system);
        command
            .env("RUNNER_TEMP", self.path("temp"))
            .env("GITHUB_WORKSPACE", self.path("user"))
            .env("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR"));
        for file in ["GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"] {
            command.env(file, self.path(file));
        }
        for (name, expression) in step["env"].as_object().unwrap() {
            command.env(name, value(expression.as_str().unwrap()));
        }
        command.output().unwrap()
    }
}
