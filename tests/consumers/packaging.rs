//! What delivers meshc agrees with itself: versions, names of hooks, inputs and archives, in the files that
//! do it and in `packaging/README.md`, whose blocks are taken by the programs that they are for.
//!
//! `ACTIONLINT`, `CHECK_JSONSCHEMA`, `KUSTOMIZE`, `PRE_COMMIT` and `ZIZMOR` name those programs, or they are
//! on the PATH. A test that finds none says so and passes, unless `CONSUMERS=required`.

use crate::common::programs;
use meshc::yaml::{self, Value};
use std::process::Command;

const VERSION: &str = env!("CARGO_PKG_VERSION");
pub const GUIDE: &str = "packaging/README.md";
const WORKFLOWS: [&str; 3] =
    [".github/workflows/ci.yml", ".github/workflows/release.yml", ".github/workflows/advisories.yml"];

pub fn text(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn documents(path: &str) -> Vec<Value> {
    yaml::read(&text(path)).unwrap()
}

pub fn document(path: &str) -> Value {
    documents(path).remove(0)
}

/// The blocks of the guide with that info string.
fn blocks(info: &str) -> Vec<String> {
    let guide = text(GUIDE);
    let opening = format!("```{info}\n");
    let after = guide.split(&opening).skip(1);
    after.map(|rest| rest[..rest.find("```").unwrap()].to_string()).collect()
}

/// The block of the guide that says this, as YAML and as it stands.
pub fn block(words: &str) -> (Value, String) {
    let block = blocks("yaml").into_iter().find(|block| block.contains(words)).unwrap();
    (yaml::read(&block).unwrap().remove(0), block)
}

pub fn strings<'v>(values: &'v Value, key: &str) -> Vec<&'v str> {
    values.as_array().unwrap().iter().map(|value| value[key].as_str().unwrap()).collect()
}

pub fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Runs a program that has to take what it is given.
pub fn takes(program: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output().unwrap();
    let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    assert!(output.status.success(), "{program} {}: {}", arguments.join(" "), String::from_utf8_lossy(&said));
}

#[test]
fn every_place_names_the_version_of_the_crate() {
    for (path, wanted) in [
        (GUIDE, vec!["rev: v{}", "meshc==", "meshc/meshc@v{}", "meshc:{} ", "meshc/v{}/", "?ref=v{}"]),
        ("docs/how-to/ci.md", vec!["rev: v{}", "meshc/meshc@v{}"]),
        ("templates/meshc.yml", vec!["default: \"{}\""]),
        ("packaging/argocd-cmp/repo-server.yaml", vec!["ghcr.io/meshc/meshc:{}\n"]),
    ] {
        for words in wanted {
            assert!(text(path).contains(&words.replace("{}", VERSION)), "{path} has no `{words}` of {VERSION}");
        }
    }
    let is_ours = |word: &&str| word.starts_with("0.") || word.starts_with("v0.");
    let guide = text(GUIDE);
    let words = guide.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').filter(is_ours);
    assert_eq!(words.filter(|word| word.trim_start_matches('v') != VERSION).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn every_place_builds_with_the_oldest_rust_that_the_crate_takes() {
    let rust = env!("CARGO_PKG_RUST_VERSION");
    assert!(text(WORKFLOWS[0]).contains(&format!("rustup default {rust}.")));
    assert!(text(WORKFLOWS[1]).contains(&format!("RUSTUP_TOOLCHAIN: {rust}.")));
    assert!(text("Containerfile").contains(&format!("/rust:{rust}-")));
    assert!(text(GUIDE).contains(&format!("with Rust {rust}\n")));
}

#[test]
fn hooks_come_in_three_languages_that_differ_in_nothing_else() {
    let hooks = document(".pre-commit-hooks.yaml");
    let hooks = hooks.as_array().unwrap();
    let find = |id: &str| hooks.iter().find(|hook| hook["id"] == *id).unwrap_or_else(|| panic!("no hook {id}"));
    for id in ["meshc-build", "meshc-check", "meshc-fmt"] {
        let first = find(id);
        assert_eq!(first["language"], "python");
        for language in ["rust", "system"] {
            let mut other = find(&format!("{id}-{language}")).clone();
            assert_eq!(other["language"], *language);
            for key in ["id", "language", "minimum_pre_commit_version"] {
                other[key] = first[key].clone();
            }
            assert_eq!(&other, first);
        }
    }
    assert_eq!(hooks.len(), 9);
}

/// The hooks fire on whatever a mesh of the gallery is made of and made into.
#[test]
fn the_hooks_see_every_kind_of_file_that_is_read_or_written() {
    let hooks = document(".pre-commit-hooks.yaml");
    for hook in hooks.as_array().unwrap().iter().filter(|hook| hook["entry"] != "meshc fmt") {
        assert_eq!((&hook["files"], &hook["pass_filenames"]), (&r"\.(kdl|ya?ml)$".into(), &false.into()), "{hook}");
    }
    for (_, mesh) in crate::common::FIXTURES {
        let outcome = crate::common::compile_file(mesh);
        let tree = outcome.tree().cloned().unwrap();
        let files = outcome.sources.names().filter(|name| name != mesh).map(str::to_string);
        for file in files.chain(tree.files().map(|(path, _)| path.to_string())) {
            assert!([".kdl", ".yaml", ".yml"].iter().any(|end| file.ends_with(end)), "{file}");
        }
    }
}

#[test]
fn scripts_of_the_action_take_inputs_from_the_environment_only() {
    for step in document("action.yml")["runs"]["steps"].as_array().unwrap() {
        assert!(!step["run"].as_str().unwrap().contains("${{"), "{}", step["name"]);
    }
    for path in WORKFLOWS {
        for job in document(path)["jobs"].as_object().unwrap().values().filter(|job| job.get("steps").is_some()) {
            for step in job["steps"].as_array().unwrap() {
                assert!(!step["run"].as_str().unwrap_or_default().contains("${{"), "{path}: {step}");
                let pinned = |uses: &str| uses.rsplit_once('@').is_some_and(|(_, commit)| commit.len() == 40);
                assert!(step["uses"].as_str().is_none_or(pinned), "{path}: {step} is not pinned to a commit");
            }
        }
    }
}

/// The archive of a target, as the release packs it.
fn archive(target: &str) -> String {
    format!("{target}.{}", if target.contains("-windows-") { "zip" } else { "tar.gz" })
}

#[test]
fn the_release_packs_what_the_action_and_cargo_binstall_take() {
    let release = document(WORKFLOWS[1]);
    let matrix = &release["jobs"]["binary"]["strategy"]["matrix"]["include"];
    let mut targets = strings(matrix, "target");
    targets.sort_unstable();
    let mut wanted = Vec::new();
    for machine in ["aarch64", "x86_64"] {
        for system in ["apple-darwin", "pc-windows-msvc", "unknown-linux-musl"] {
            wanted.push(format!("{machine}-{system}"));
        }
    }
    assert_eq!(targets, wanted);
    let action = text("action.yml");
    let manifest = text("Cargo.toml");
    for target in targets {
        assert!(action.contains(&format!("archive=\"{}\"", archive(target))), "{target}");
        let is_apart = manifest.contains(&format!("[package.metadata.binstall.overrides.{target}]"));
        assert_eq!(is_apart, target.contains("-windows-"), "{target}");
    }
    assert!(action.contains("archive=\"meshc-v$version-$archive\""));
    let url = "{ repo }/releases/download/v{ version }/meshc-v{ version }-{ target }";
    for end in [".tar.gz", ".zip"] {
        assert!(manifest.contains(&format!("pkg-url = \"{url}{end}\"")));
        assert!(text(WORKFLOWS[1]).contains(&format!("archives/meshc-$TAG-$TARGET{end}")));
    }
    assert!(action.contains(&format!("default: {}/releases/download\n", env!("CARGO_PKG_REPOSITORY"))));
}

#[test]
fn published_schemas_take_the_action_the_workflows_and_the_pipeline() {
    let dir = tempfile::tempdir().unwrap();
    let beside = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_string()
    };
    // The schema is that of one document; a template has its inputs in another one before it.
    let template = text("templates/meshc.yml");
    let (inputs, jobs) = template.split_once("\n---\n").unwrap();
    let (inputs, jobs) = (beside("inputs.yml", inputs), beside("jobs.yml", jobs));
    let pipeline = beside("pipeline.yml", &block("remote:").1);
    let workflow = beside("mesh.yml", &block("uses: meshc/meshc@").1);
    for program in programs("CHECK_JSONSCHEMA", "check-jsonschema") {
        takes(&program, &["--builtin-schema", "vendor.github-actions", "action.yml"]);
        takes(
            &program,
            &["--builtin-schema", "vendor.github-workflows", WORKFLOWS[0], WORKFLOWS[1], WORKFLOWS[2], &workflow],
        );
        let transform = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"];
        takes(&program, &[transform.as_slice(), &[&inputs, &jobs, &pipeline]].concat());
    }
    for program in programs("ACTIONLINT", "actionlint") {
        // The programs that it would hand scripts to are not everywhere.
        takes(&program, &["-shellcheck=", "-pyflakes=", WORKFLOWS[0], WORKFLOWS[1], WORKFLOWS[2], &workflow]);
    }
    for program in programs("ZIZMOR", "zizmor") {
        takes(
            &program,
            &["--offline", "--persona=auditor", "--quiet", "action.yml", WORKFLOWS[0], WORKFLOWS[1], WORKFLOWS[2]],
        );
    }
}
