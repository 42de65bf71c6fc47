//! Options, the environment, standard input, and wrong usage.

use super::command::{GOOD, code, command, err, folder, meshc, out, piped, state};
use std::process::Command;

#[test]
fn wrong_usage_and_unreadable_files_exit_with_2() {
    let dir = folder(GOOD);
    std::fs::write(dir.path().join("file"), "").unwrap();
    for arguments in [
        &["check", "nowhere.kdl"][..],
        &["check", "."],
        &["frobnicate"],
        &["check", "--format", "yaml"],
        &["explain", "duplicate-cluster-di"],
        &["render"],
        &["render", "--cluster", "c"],
        &["render", "--all"],
        &["build", "--out", "file"],
        &["plan", "--against", "nowhere"],
        &["plan", "--deny", "everything"],
        &["check", "--format", "markdown"],
        &["verify"],
        &["verify", "--nodes", "nowhere"],
    ] {
        let output = meshc(dir.path(), arguments);
        assert_eq!((code(&output), out(&output).as_str()), (2, ""), "{arguments:?} {}", err(&output));
        assert!(!err(&output).is_empty(), "{arguments:?}");
    }
    assert!(
        err(&meshc(dir.path(), &["explain", "duplicate-cluster-di"])).contains("did you mean duplicate-cluster-id?")
    );
}

#[test]
fn a_cluster_in_the_place_of_the_file_is_told_how_it_is_named() {
    let dir = folder(GOOD);
    for command in ["show", "render"] {
        let way = format!("`meshc {command} --cluster a`");
        for arguments in [&[command, "a"][..], &[command, "mesh.kdl", "a"]] {
            let output = meshc(dir.path(), arguments);
            let is_named = err(&output).contains(&way) || command == "render" && arguments.len() == 2;
            assert!(code(&output) == 2 && is_named, "{arguments:?} {}", err(&output));
        }
    }
}

#[test]
fn standard_input_is_a_mesh_file() {
    let dir = tempfile::tempdir().unwrap();
    let run = |text: &str| piped(dir.path(), &["check", "-"], text);
    assert_eq!(code(&run(GOOD)), 0);
    assert_eq!(code(&run("")), 1);
}

#[test]
fn an_option_without_use_is_refused_where_it_is_typed_and_ignored_in_the_environment() {
    let dir = folder(GOOD);
    let options: [&[&str]; 6] =
        [&["--format", "sarif"], &["--format=human"], &["--color", "never"], &["--quiet"], &["-v"], &["--exit-zero"]];
    for (command, used) in [
        ("completions", &[][..]),
        ("explain", &["--color"]),
        ("import", &["--quiet", "-v"]),
        ("man", &[]),
        ("schema", &[]),
    ] {
        for option in options.into_iter().filter(|option| !used.contains(&option[0])) {
            // What else a command needs is missing: it must not matter.
            let needed: &[&str] = match command {
                "completions" => &["bash"],
                "import" => &["values.yaml"],
                _ => &[],
            };
            for arguments in [[&[command], option, needed].concat(), [option, &[command], needed].concat()] {
                let output = meshc(dir.path(), &arguments);
                assert_eq!((code(&output), out(&output).as_str()), (2, ""), "{arguments:?}");
                assert!(err(&output).contains(&format!("`meshc {command}` takes no `--")), "{}", err(&output));
            }
        }
    }
    for (arguments, wanted) in [
        (&["schema"][..], "document"),
        (&["explain"], "ambiguous-endpoint"),
        (&["plan"], "### meshc plan"),
        (&["check"], ""),
    ] {
        let output =
            command(dir.path()).args(arguments).env("MESHC_FORMAT", "markdown").env("MESHC_QUIET", "1").output();
        let output = output.unwrap();
        assert_eq!((code(&output), err(&output).as_str()), (0, ""), "{arguments:?}");
        assert!(out(&output).contains(wanted), "{arguments:?}: {}", out(&output));
    }
    for arguments in [&["schema"][..], &["explain"]] {
        let output = command(dir.path()).args(arguments).env("MESHC_FORMAT", "bogus").output().unwrap();
        assert_eq!((code(&output), err(&output).as_str()), (0, ""), "{arguments:?}");
    }
    let used = command(dir.path()).arg("check").env("MESHC_FORMAT", "bogus").output().unwrap();
    assert_eq!(code(&used), 2);
    let environment = [("MESHC_AGAINST_VALUES", "x"), ("MESHC_VERBOSE", "1"), ("MESHC_CHECK", "1"), ("MESHC_ALL", "1")];
    for arguments in [
        &["plan", "--against", "deploy", "--quiet"][..],
        &["build", "--force", "--quiet"],
        &["render", "--cluster", "a", "--quiet"],
    ] {
        meshc(dir.path(), &["build"]);
        let output = command(dir.path()).args(arguments).envs(environment).output().unwrap();
        assert_eq!((code(&output), err(&output).as_str()), (0, ""), "{arguments:?}: what is typed counts");
    }
    assert_eq!(code(&meshc(dir.path(), &["check", "--quiet", "--verbose"])), 2);
    let typed = meshc(dir.path(), &["plan", "--format", "sarif"]);
    let wrong =
        "meshc: `meshc plan` has no format `sarif`; use `--format human`, `--format json` or `--format markdown`\n";
    assert_eq!((code(&typed), err(&typed).as_str()), (2, wrong));
}

#[test]
fn flags_have_environment_variables() {
    let dir = folder(&GOOD.replace("id=2", "id=1"));
    let output = command(dir.path()).arg("check").env("MESHC_FORMAT", "json").output().unwrap();
    assert!(out(&output).starts_with("{\"format_version\""));
    let output = command(dir.path()).arg("check").env("MESHC_EXIT_ZERO", "true").output().unwrap();
    assert_eq!(code(&output), 0);
    let good = folder(GOOD);
    command(good.path()).arg("build").env("MESHC_OUT", "elsewhere").output().unwrap();
    assert!(good.path().join("elsewhere/mesh/kustomization.yaml").exists());
}

#[test]
fn colour_is_the_users_choice() {
    let dir = folder(&GOOD.replace("id=2", "id=1"));
    let plain = |command: &mut Command| !err(&command.arg("check").output().unwrap()).contains('\u{1b}');
    assert!(plain(&mut command(dir.path())), "no terminal, no colour");
    assert!(!plain(command(dir.path()).args(["--color", "always"])));
    assert!(!plain(command(dir.path()).env("FORCE_COLOR", "1")));
    assert!(plain(command(dir.path()).env("FORCE_COLOR", "1").env("NO_COLOR", "1")));
    assert!(plain(command(dir.path()).env("FORCE_COLOR", "1").args(["--color", "never"])));
}

#[test]
fn commands_that_write_can_leave_out_to_wait_for_the_disk() {
    let loose = GOOD.trim_start().replace("mesh \"m\"", "mesh   \"m\"");
    let values = "cluster: { name: a, id: 1 }\n";
    for arguments in [
        &["build"][..],
        &["render", "--all", "--out", "manifests"],
        &["fmt"],
        &["import", "values.yaml", "--output", "new.kdl"],
    ] {
        let states = [&["--no-sync"][..], &[]].map(|option| {
            let dir = folder(&loose);
            std::fs::write(dir.path().join("values.yaml"), values).unwrap();
            let output = meshc(dir.path(), &[arguments, option].concat());
            assert_eq!(code(&output), 0, "{arguments:?} {option:?}: {}", err(&output));
            let of = |(path, text, _): (String, String, _)| (path.replace(dir.path().to_str().unwrap(), ""), text);
            state(dir.path()).into_iter().map(of).collect::<Vec<_>>()
        });
        assert_eq!(states[0], states[1], "{arguments:?}");
        assert!(states[0].iter().any(|(_, text)| *text != loose && text != values), "{arguments:?} writes nothing");
    }
    let dir = folder(GOOD);
    for arguments in [&["check"][..], &["plan"], &["schema"]] {
        assert_eq!(code(&meshc(dir.path(), &[arguments, &["--no-sync"]].concat())), 2, "{arguments:?}");
        let output = command(dir.path()).args(arguments).env("MESHC_NO_SYNC", "1").output().unwrap();
        assert_eq!(code(&output), 0, "{arguments:?}: {}", err(&output));
    }
}
