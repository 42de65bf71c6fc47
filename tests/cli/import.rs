//! `meshc import`: exit codes, files, and what it prints.

use super::command::{code, err, meshc, out};

const VALUES: &str = "cluster: {name: oslo, id: 1}\nipam: {operator: {clusterPoolIPv4PodCIDRList: [10.1.0.0/16]}}\n\
                      clustermesh: {useAPIServer: true, apiserver: {service: {type: LoadBalancer}}}\n";

#[test]
fn import_writes_a_mesh_file_and_never_over_one() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("oslo.yaml"), VALUES).unwrap();
    let inline = ["import", "oslo.yaml", "--cilium", "1.18.3", "--keep-values=false"];
    let shown = meshc(dir.path(), &inline);
    assert_eq!(code(&shown), 0, "{}", err(&shown));
    assert!(out(&shown).starts_with("mesh \"mesh\" {\n    cilium \"1.18.3\"\n"), "{}", out(&shown));
    assert_eq!(
        err(&shown),
        "1 cluster. Missing:\n  the address of oslo\nFill these in at the comments in the mesh file, and go on with `meshc check`\n"
    );
    let written = meshc(dir.path(), &[&inline[..], &["--output", "mesh.kdl"]].concat());
    assert_eq!(code(&written), 0, "{}", err(&written));
    assert_eq!(std::fs::read_to_string(dir.path().join("mesh.kdl")).unwrap(), out(&shown));
    assert_eq!(code(&meshc(dir.path(), &["fmt", "--check"])), 0);
    let again = meshc(dir.path(), &["import", "oslo.yaml", "--output", "mesh.kdl"]);
    assert_eq!(
        (code(&again), err(&again).as_str()),
        (2, "meshc: mesh.kdl is there already; name another file, or remove it\n")
    );
}

#[test]
fn import_says_what_it_cannot_read() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("bad.yaml"), "a: [").unwrap();
    std::fs::write(dir.path().join("oslo.yaml"), VALUES).unwrap();
    for (arguments, part) in [
        (&["import", "nowhere.yaml"][..], "there is no file `nowhere.yaml`"),
        (&["import", "bad.yaml"], "bad.yaml cannot be read"),
        (&["import", "oslo=oslo.yaml,nowhere.yaml"], "there is no file `nowhere.yaml`"),
        (&["import", "oslo.yaml", "--cilium", "1.99.0"], "`1.99.0` is no release that meshc knows"),
        (&["import"], "PATH"),
    ] {
        let ran = meshc(dir.path(), arguments);
        assert_eq!(code(&ran), 2, "{arguments:?}: {}", err(&ran));
        assert!(err(&ran).contains(part), "{arguments:?}: {}", err(&ran));
    }
}

#[test]
fn values_that_a_mesh_file_cannot_take_are_written_inline() {
    let dir = tempfile::tempdir().unwrap();
    let with_key = format!("{VALUES}tls: {{ca: {{cert: x, key: SECRETSECRET}}}}\noperator: {{replicas: 1}}\n");
    std::fs::write(dir.path().join("oslo.yaml"), with_key).unwrap();
    let inline = meshc(dir.path(), &["import", "oslo.yaml", "--cilium", "1.18.3"]);
    assert!(!out(&inline).contains("values path=") && out(&inline).contains("replicas 1"), "{}", out(&inline));
    assert!(err(&inline).contains("left out tls.ca.key: a private key (oslo)"), "{}", err(&inline));
    assert!(!err(&inline).contains("SECRET") && !out(&inline).contains("SECRET"));
    let kept = meshc(dir.path(), &["import", "oslo.yaml", "--cilium", "1.18.3", "--keep-values"]);
    assert!(out(&kept).contains("values path=\"oslo.yaml\""), "{}", out(&kept));
    let off = meshc(dir.path(), &["import", "oslo.yaml", "--cilium", "1.18.3", "--keep-values=false"]);
    assert!(!out(&off).contains("values path="), "{}", out(&off));
}

#[test]
fn files_that_a_mesh_file_can_take_stay() {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| std::fs::write(dir.path().join(path), text).unwrap();
    std::fs::create_dir(dir.path().join("cilium")).unwrap();
    write(
        "cilium/common.yaml",
        "operator: {replicas: 1}\nkubeProxyReplacement: true\nrollOutCiliumPods: true\n\
         clustermesh: {useAPIServer: true, config: {enabled: true}, apiserver: {service: {type: LoadBalancer}, \
         tls: {auto: {method: cronJob}}}}\nhubble: {tls: {auto: {method: cronJob}}}\n",
    );
    for (name, id, peer) in [("oslo", 1, "rome"), ("rome", 2, "oslo")] {
        write(
            &format!("cilium/{name}.yaml"),
            &format!(
                "cluster: {{name: {name}, id: {id}}}\nipam: {{operator: {{clusterPoolIPv4PodCIDRList: [10.{id}.0.0/16]}}}}\n\
                 clustermesh: {{config: {{clusters: [{{name: {peer}, address: {peer}.example.com, port: 2379}}]}}}}\n"
            ),
        );
    }
    let ran = meshc(dir.path(), &["import", "cilium", "--cilium", "1.18.3", "--output", "mesh.kdl"]);
    assert_eq!((code(&ran), err(&ran).as_str()), (0, "wrote mesh.kdl: 2 clusters; go on with `meshc check`\n"));
    let mesh = std::fs::read_to_string(dir.path().join("mesh.kdl")).unwrap();
    for part in ["values path=\"cilium/common.yaml\"\n", "values path=\"cilium/{cluster}.yaml\"\n"] {
        assert!(mesh.contains(part), "{mesh}");
    }
    assert!(!mesh.contains("replicas"), "{mesh}");
    let checked = meshc(dir.path(), &["check"]);
    assert_eq!((code(&checked), err(&checked).as_str()), (0, "mesh.kdl: 2 clusters, no errors\n"), "{mesh}");
    assert_eq!(code(&meshc(dir.path(), &["build"])), 0);
}

/// Which files a cluster was read from, and in which order, is shown to whoever asks.
#[test]
fn its_sources_are_named() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("common.yaml"), "debug: {enabled: true}\n").unwrap();
    std::fs::write(dir.path().join("oslo.yaml"), "cluster: {name: oslo, id: 1}\n").unwrap();
    std::fs::write(dir.path().join("nodes.yaml"), "pod_cidr: 10.1.0.0/16\n").unwrap();
    let paths = "oslo=common.yaml,oslo.yaml,nodes.yaml";
    let ran = meshc(dir.path(), &["import", "--verbose", paths, "--cilium", "1.18.3"]);
    let wanted = "read oslo: values common.yaml, then oslo.yaml; beside them nodes.yaml";
    assert!(err(&ran).contains(wanted), "{}", err(&ran));
}

/// What is called common is said to be taken for that, where no file names a cluster.
#[test]
fn what_several_clusters_have_in_common_is_said() {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in
        [("common", "operator: {replicas: 1}\n"), ("fra", "k8sServiceHost: f\n"), ("ams", "k8sServiceHost: a\n")]
    {
        std::fs::write(dir.path().join(format!("{name}.yaml")), text).unwrap();
    }
    let ran = meshc(dir.path(), &["import", ".", "--cilium", "1.18.3"]);
    let wanted = "read common.yaml below the values of ams and fra, since it names no cluster\n";
    assert!(err(&ran).starts_with(wanted), "{}", err(&ran));
}

#[cfg(unix)]
#[test]
fn pipes_are_not_opened_and_links_have_a_reason() {
    let dir = tempfile::tempdir().unwrap();
    let (inside, outside) = (dir.path().join("mesh"), dir.path().join("outside.yaml"));
    std::fs::create_dir(&inside).unwrap();
    std::fs::write(&outside, VALUES).unwrap();
    std::os::unix::fs::symlink(&outside, inside.join("oslo.yaml")).unwrap();
    let linked = meshc(&inside, &["import", "oslo.yaml", "--cilium", "1.18.3"]);
    let wanted = "  oslo.yaml: `oslo.yaml` is outside of the root of this mesh file (path-leaves-root)\n";
    assert!(err(&linked).contains(wanted), "{}", err(&linked));
    let pipe = std::process::Command::new("mkfifo").arg(inside.join("pipe.yaml")).status();
    if pipe.is_ok_and(|status| status.success()) {
        let ran = meshc(&inside, &["import", "pipe.yaml"]);
        let wanted =
            "meshc: pipe.yaml is a pipe, a device or a socket; give a regular file, or `-` for standard input\n";
        assert_eq!((code(&ran), err(&ran).as_str()), (2, wanted));
    }
}
