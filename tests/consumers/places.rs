//! What GitHub, GitLab and Argo CD run is run here, as they run it: the scripts of `action.yml` on a release
//! of the meshc that is tested, the job of `templates/meshc.yml`, and the command of
//! `packaging/argocd-cmp/plugin.yaml`.

use super::runner::Runner;
use crate::common::MESH;
use meshc::yaml::{self, Value};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

pub const MESHC: &str = env!("CARGO_BIN_EXE_meshc");
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

pub fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

pub fn documents(path: &str) -> Vec<Value> {
    yaml::read(&read(path)).unwrap()
}

/// Writes a program.
pub fn script(path: &Path, lines: &str) {
    std::fs::write(path, format!("#!/bin/sh\n{lines}")).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Whether it succeeded, and what it said on standard output and on standard error.
pub fn told(output: &Output) -> (bool, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_action_installs_the_release_that_it_belongs_to() {
    for asked in ["", VERSION, &format!("v{VERSION}")] {
        let runner = Runner::new();
        let (succeeded, _, error) = told(&runner.step("Install meshc", &[("version", asked)]));
        assert!(succeeded, "{error}");
        assert_eq!(read(runner.path("GITHUB_OUTPUT")), format!("version={VERSION}\n"));
        let folder = read(runner.path("GITHUB_PATH"));
        let installed = Command::new(Path::new(folder.trim()).join("meshc")).arg("--version").output().unwrap();
        assert_eq!(told(&installed).1, format!("meshc {VERSION}\n"));
    }
}

#[test]
fn the_action_unpacks_nothing_whose_checksum_is_another() {
    let runner = Runner::new();
    let sums = runner.archive().with_file_name("SHA256SUMS");
    let nothing_is_there = |inputs: &[(&str, &str)], words: &str| {
        let (succeeded, said, _) = told(&runner.step("Install meshc", inputs));
        assert!(!succeeded && said.starts_with("::error title=meshc::") && said.contains(words), "{said}");
        assert!(!runner.path("GITHUB_PATH").exists() && !runner.path(&format!("temp/meshc-{VERSION}/meshc")).exists());
    };
    let right = runner.checksum();
    nothing_is_there(&[("checksum", &right.replace(['0', '1', '2'], "f"))], "was expected");
    std::fs::write(&sums, read(&sums).replace(&right, &"0".repeat(64))).unwrap();
    nothing_is_there(&[], "was expected");
    std::fs::write(&sums, format!("{right}  another.tar.gz\n")).unwrap();
    nothing_is_there(&[], "nothing was expected");
    std::fs::remove_file(&sums).unwrap();
    nothing_is_there(&[], "cannot be downloaded");
    nothing_is_there(&[("version", "0.0.0")], "cannot be downloaded");
    nothing_is_there(&[("version", "1$(touch pwned)")], "not that of a release");
    assert!(told(&runner.step("Install meshc", &[("checksum", &right)])).0, "the user's own checksum wins");
    assert!(!runner.path("user/pwned").exists());
}

#[test]
fn the_action_checks_the_mesh_and_its_output() {
    let runner = Runner::new();
    assert!(told(&runner.step("Install meshc", &[])).0);
    let run = |inputs: &[(&str, &str)]| told(&runner.step("Run meshc", inputs));
    let (succeeded, _, error) = run(&[]);
    assert!(succeeded, "{error}");
    assert!(run(&[("out", "deploy")]).0);
    assert!(!run(&[("out", "$(touch pwned) elsewhere")]).0);
    assert!(!run(&[("file", "$(touch pwned).kdl")]).0);
    assert!(run(&[("command", "check --max-diagnostics 7")]).0);
    assert!(!runner.path("user/pwned").exists());
    std::fs::write(runner.path("user/mesh.kdl"), MESH.replace("192.0.2.2", "192.0.2.3")).unwrap();
    let (succeeded, said, _) = run(&[]);
    assert!(!succeeded && said.starts_with("::error title=meshc (stale-output),file=deploy/"), "{said}");
    assert!(said.contains("is not up to date"), "{said}");
    std::fs::write(runner.path("user/mesh.kdl"), MESH.replace("id=2", "id=1")).unwrap();
    let (succeeded, said, _) = run(&[]);
    assert!(!succeeded && said.starts_with("::error ") && said.contains("duplicate-cluster-id"), "{said}");
}

/// What the action hands to `meshc plan` is what is held here; a script in its place says it back.
#[test]
fn the_action_plans_against_the_commit_before() {
    let runner = Runner::new();
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(runner.path("user")).args(["-c", "user.name=test", "-c", "user.email=test@example.com"]);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env_remove("GIT_DIR");
        assert!(told(&command.args(arguments).output().unwrap()).0, "{arguments:?}");
    };
    git(&["init", "--quiet", "--initial-branch=main"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message=before"]);
    script(&runner.path("tools/meshc"), "echo \"$*\"\nexit 1\n");
    let (succeeded, said, _) = told(&runner.step("Plan", &[]));
    assert!(!succeeded && said.contains("fetch-depth: 2"), "{said}");

    std::fs::write(runner.path("user/mesh.kdl"), MESH.replace("192.0.2.2", "192.0.2.3")).unwrap();
    told(&Command::new(MESHC).arg("build").current_dir(runner.path("user")).output().unwrap());
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message=after"]);
    let (succeeded, _, error) = told(&runner.step("Plan", &[("deny", "destructive")]));
    assert!(!succeeded, "a plan that is denied fails the step: {error}");
    let summary = read(runner.path("GITHUB_STEP_SUMMARY"));
    let root = runner.path("user");
    let asked = "--against-rev HEAD^1 --format markdown";
    let wanted = format!("plan {asked} --deny destructive --root {} -- mesh.kdl\n", root.display());
    assert_eq!(summary, wanted);
    assert!(!told(&runner.step("Plan", &[("out", "elsewhere")])).0);
    let wanted = format!("plan {asked} --out elsewhere --root {} -- mesh.kdl\n", root.display());
    assert!(read(runner.path("GITHUB_STEP_SUMMARY")).ends_with(&wanted));

    std::fs::remove_file(runner.path("tools/meshc")).unwrap();
    assert!(told(&runner.step("Install meshc", &[])).0);
    let (succeeded, _, error) = told(&runner.step("Plan", &[("deny", "destructive")]));
    assert!(succeeded, "{error}");
    let summary = read(runner.path("GITHUB_STEP_SUMMARY"));
    assert!(summary.contains("192.0.2.2 port 2379 → 192.0.2.3 port 2379"), "{summary}");
    assert!(!told(&runner.step("Plan", &[("deny", "reload")])).0, "an endpoint has moved");
}

/// The job of the GitLab template, run by a shell as GitLab runs it.
fn gitlab(mesh: &str, inputs: &[(&str, &str)]) -> (bool, String, String) {
    let template = read("templates/meshc.yml");
    let spec = &documents("templates/meshc.yml")[0]["spec"]["inputs"];
    let mut job = template.split_once("\n---\n").unwrap().1.to_string();
    for (name, input) in spec.as_object().unwrap() {
        let given = inputs.iter().find(|(given, _)| given == name).map(|(_, value)| *value);
        job = job.replace(&format!("$[[ inputs.{name} ]]"), given.unwrap_or(input["default"].as_str().unwrap()));
    }
    assert!(!job.contains("$[["), "{job}");
    let job = &yaml::read(&job).unwrap()[0]["meshc"];
    let dir = tempfile::tempdir().unwrap();
    let file = inputs.iter().find(|(name, _)| *name == "file").map_or("mesh.kdl", |(_, file)| file);
    std::fs::write(dir.path().join(file), MESH).unwrap();
    let out = inputs.iter().find(|(name, _)| *name == "out").map_or("deploy", |(_, out)| out);
    told(&Command::new(MESHC).args(["build", file, "--out", out]).current_dir(dir.path()).output().unwrap());
    std::fs::write(dir.path().join(file), mesh).unwrap();
    let script: Vec<&str> = job["script"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    let folder = Path::new(MESHC).parent().unwrap().display();
    let mut command = Command::new("sh");
    command.args(["-e", "-c", &script.join("\n")]).current_dir(dir.path()).env_clear();
    command.env("PATH", format!("{folder}:{}", std::env::var("PATH").unwrap()));
    for (name, value) in job["variables"].as_object().unwrap() {
        command.env(name, value.as_str().unwrap());
    }
    let (succeeded, out, error) = told(&command.output().unwrap());
    let report = read(dir.path().join(job["artifacts"]["reports"]["codequality"].as_str().unwrap()));
    assert_eq!(job["artifacts"]["when"], "always", "a report of a job that failed is uploaded too");
    (succeeded, report, format!("{out}{error}"))
}

#[test]
fn the_gitlab_job_fails_on_errors_and_uploads_them() {
    let (succeeded, report, said) = gitlab(MESH, &[]);
    assert!(succeeded && report.trim() == "[]", "{report}{said}");
    let (succeeded, report, said) = gitlab(MESH, &[("file", "a b.kdl"), ("out", "over lays")]);
    assert!(succeeded && report.trim() == "[]", "{report}{said}");
    let (succeeded, report, said) = gitlab(&MESH.replace("id=2", "id=1"), &[]);
    assert!(!succeeded && said.contains("error[duplicate-cluster-id]"), "{said}");
    let report = yaml::read(&report).unwrap();
    assert!(report[0][0]["description"].as_str().unwrap().contains("duplicate-cluster-id"), "{report:?}");
    let (succeeded, report, said) = gitlab(&MESH.replace("192.0.2.2", "192.0.2.3"), &[]);
    assert!(!succeeded && report.contains("stale-output: ") && said.contains("is not up to date"), "{report}{said}");
}

/// The command of the plugin, run in the folder of an Application as Argo CD runs it.
fn argocd(folder: &Path, variables: &[(&str, &str)]) -> (bool, String, String) {
    let plugin = documents("packaging/argocd-cmp/plugin.yaml").remove(0);
    assert!(folder.join(plugin["spec"]["discover"]["fileName"].as_str().unwrap()).exists());
    let generate = &plugin["spec"]["generate"];
    let words = [&generate["command"], &generate["args"]];
    let words: Vec<&str> =
        words.iter().flat_map(|list| list.as_array().unwrap()).map(|word| word.as_str().unwrap()).collect();
    let path = format!("{}:{}", Path::new(MESHC).parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).current_dir(folder).env_clear().env("PATH", path);
    told(&command.envs(variables.iter().copied()).output().unwrap())
}

#[test]
fn the_plugin_prints_what_render_prints_and_nothing_else() {
    let folder = Path::new("fixtures/own-manifests");
    let outcome = crate::common::compile_file("fixtures/own-manifests/mesh.kdl");
    let plan = outcome.plan().unwrap();
    for cluster in &plan.clusters {
        let wanted = meshc::emit::manifests(plan, cluster);
        for variable in ["PARAM_CLUSTER", "ARGOCD_ENV_CLUSTER"] {
            let (succeeded, manifests, error) = argocd(folder, &[(variable, &cluster.name)]);
            assert!(succeeded && !manifests.is_empty(), "{error}");
            assert_eq!(yaml::read(&manifests).unwrap(), yaml::read(&wanted).unwrap());
        }
    }
}

#[test]
fn the_plugin_fails_aloud_and_prints_no_manifests() {
    let folder = tempfile::tempdir().unwrap();
    let (succeeded, out, error) = argocd(Path::new("fixtures/own-manifests"), &[]);
    assert!(!succeeded && out.is_empty() && error.contains("name the cluster"), "{error}");
    for name in ["$(touch pwned)", "--all", "nowhere"] {
        let (succeeded, out, error) = argocd(Path::new("fixtures/own-manifests"), &[("PARAM_CLUSTER", name)]);
        assert!(!succeeded && out.is_empty() && error.contains("no cluster"), "{error}");
    }
    std::fs::write(folder.path().join("mesh.kdl"), MESH.replace("id=2", "id=1")).unwrap();
    let (succeeded, out, error) = argocd(folder.path(), &[("PARAM_CLUSTER", "a")]);
    assert!(!succeeded && out.is_empty() && error.contains("duplicate-cluster-id"), "{error}");
    assert!(!error.contains('\u{1b}'));
}

/// Warnings reach the user, and not the manifests.
#[test]
fn the_plugin_keeps_warnings_out_of_the_manifests() {
    let folder = tempfile::tempdir().unwrap();
    let mesh = "mesh \"m\" { cilium \"1.4.2\"; }\n\
                cluster \"a\" id=1 { pod-cidr \"10.1.0.0/16\"; etcd { endpoint \"http://etcd.a.example.com:2379\"; }; }\n\
                cluster \"b\" id=2 { pod-cidr \"10.2.0.0/16\"; etcd { endpoint \"https://etcd.b.example.com:2379\"; }; }\n";
    std::fs::write(folder.path().join("mesh.kdl"), mesh).unwrap();
    let (succeeded, out, error) = argocd(folder.path(), &[("PARAM_CLUSTER", "a")]);
    assert!(succeeded && error.contains("warning[insecure-endpoint]"), "{error}");
    assert!(yaml::read(&out).unwrap().iter().all(|object| object["kind"].is_string()));
}
