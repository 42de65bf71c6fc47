//! `meshc add`: a new cluster in the manner of those that are there.

use super::command::{GOOD, code, err, folder, meshc, out, piped};

/// Runs the command in a folder with that mesh file: the mesh file afterwards, and what was said.
fn added(mesh: &str, arguments: &[&str]) -> (String, i32, String) {
    let dir = folder(mesh);
    let output = meshc(dir.path(), &[&["add"], arguments].concat());
    let text = std::fs::read_to_string(dir.path().join("mesh.kdl")).unwrap();
    (text, code(&output), err(&output))
}

const POOL: &str = "mesh \"m\" { cilium \"1.18.3\"; address-pool \"10.128.0.0/9\" prefix=16; }\n\
                    cluster \"a\" id=1 { apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }; }\n\
                    cluster \"b\" id=3 { apiserver \"LoadBalancer\" { ip \"192.0.2.2\"; }; } // far\n";

#[test]
fn a_cluster_of_a_pool_has_the_next_id_and_one_line() {
    let (text, code, said) = added(POOL, &["c", "--ip", "192.0.2.3"]);
    let wanted = format!("{POOL}cluster \"c\" id=2 {{ apiserver \"LoadBalancer\" {{ ip \"192.0.2.3\"; }}; }}\n");
    assert_eq!((text, code), (wanted, 0), "{said}");
    assert_eq!(said, "mesh.kdl: added cluster `c`: id 2, reached at 192.0.2.3\n");
}

#[test]
fn without_an_address_it_is_pending() {
    let (text, code, said) = added(POOL, &["c"]);
    assert!(text.ends_with("cluster \"c\" id=2 { apiserver \"LoadBalancer\" { pending #true; }; }\n"), "{text}");
    assert_eq!(code, 0);
    assert!(said.starts_with("mesh.kdl: added cluster `c`: id 2, its address pending\n"), "{said}");
    assert!(said.contains("warning[pending-endpoint]"), "{said}");
}

const RANGES: &str = "mesh \"m\" {\n  cilium \"1.18.3\"\n  routing \"native\" cidr=\"10.0.0.0/9\"\n}\n\n\
network \"lan\" \"192.168.0.0/16\"\n\n\
// Paris.\n\
cluster \"paris\" id=1 {\n  platform \"k3s\"\n  pod-cidr \"10.42.0.0/16\"\n  service-cidr \"10.43.0.0/16\"\n  \
node-cidr network=\"lan\"\n  kube-proxy-replacement #true\n  context \"paris\"\n  apiserver \"NodePort\" port=32380 {\n    \
ip \"192.168.0.1\" \"192.168.0.2\"\n    annotation \"a.example.com/internal\" \"true\"\n  }\n}\n\n\
// Oslo.\n\
cluster \"oslo\" id=2 {\n  platform \"k3s\"\n  pod-cidr \"10.44.0.0/16\"\n  service-cidr \"10.45.0.0/16\"\n  \
node-cidr network=\"lan\"\n  kube-proxy-replacement #true\n  context \"oslo\"\n  apiserver \"NodePort\" port=32380 {\n    \
ip \"192.168.0.3\" \"192.168.0.4\"\n    annotation \"a.example.com/internal\" \"true\"\n  }\n}\n\n\
// The end.\n";

#[test]
fn a_cluster_is_like_its_neighbours_in_every_kind_of_file() {
    let of_rome = "\ncluster \"rome\" id=3 {\n  platform \"k3s\"\n  pod-cidr \"10.46.0.0/16\"\n  service-cidr \"10.47.0.0/16\"\n  \
node-cidr network=\"lan\"\n  kube-proxy-replacement #true\n  apiserver \"NodePort\" port=32380 {\n    \
ip \"192.168.0.5\" \"192.168.0.6\"\n    annotation \"a.example.com/internal\" \"true\"\n  }\n}\n";
    for (mark, ends) in [("", "\n"), ("\u{feff}", "\r\n")] {
        let turned = |text: &str| text.replace('\n', ends);
        let mesh = format!("{mark}{}", turned(RANGES));
        let (text, code, said) = added(&mesh, &["rome", "--ip", "192.168.0.5", "--ip", "192.168.0.6"]);
        let (before, after) = mesh.split_at(mesh.find("\n// The end").unwrap() + 1 - ends.len());
        assert_eq!((text, code), (format!("{before}{}{after}", turned(of_rome)), 0), "{said}");
        assert!(said.contains("pod-cidr 10.46.0.0/16, service-cidr 10.47.0.0/16"), "{said}");
    }
}

#[test]
fn what_the_user_says_is_taken() {
    let arguments = [
        "c",
        "--id",
        "9",
        "--platform",
        "eks",
        "--pod-cidr",
        "10.1.0.0/16",
        "--service-cidr",
        "10.2.0.0/20",
        "--node-cidr",
        "10.3.0.0/20",
        "--address",
        "c.example.com",
        "--context",
        "arn:c",
    ];
    let (text, code, said) = added(POOL, &arguments);
    let wanted = "cluster \"c\" id=9 { platform \"eks\"; pod-cidr \"10.1.0.0/16\"; service-cidr \"10.2.0.0/20\"; node-cidr \
                  \"10.3.0.0/20\"; context \"arn:c\"; apiserver \"LoadBalancer\" { address \"c.example.com\"; }; }\n";
    assert_eq!((text, code), (format!("{POOL}{wanted}"), 0), "{said}");
}

#[test]
fn what_cannot_be_is_refused_and_the_file_stays() {
    for (arguments, why) in [
        (&["A"][..], "there is already a cluster `a` at mesh.kdl:2"),
        (&["c_d"], "cluster-name"),
        (&["all"], "reserved-cluster-name"),
        (&[""], "is not a valid name"),
        (&["c", "--id", "3"], "have the same id"),
        (&["c", "--id", "256"], "cluster-id-out-of-range"),
        (&["c", "--pod-cidr", "10.128.0.0/16"], "overlap"),
        (&["c", "--pod-cidr", "ten"], "is not a range of addresses"),
        (&["c", "--ip", "192.0.2.300"], "invalid-address"),
        (&["c", "--platform", "EKS"], "unknown-choice"),
        (&["c", "--network", "lan"], "lan"),
    ] {
        let (text, code, said) = added(POOL, arguments);
        assert_eq!((text.as_str(), code), (POOL, 2), "{arguments:?} {said}");
        assert!(said.starts_with("meshc: ") && said.contains(why), "{arguments:?} {said}");
    }
}

#[test]
fn a_wrong_mesh_gets_no_worse() {
    let wrong = POOL.replace("prefix=16", "prefix=16; routing \"tunel\"");
    let (text, code, said) = added(&wrong, &["c", "--ip", "192.0.2.3"]);
    assert_eq!(code, 0, "{said}");
    assert!(text.starts_with(&wrong) && text.contains("cluster \"c\" id=2"), "{text}");
    let broken = POOL.replace("\"1.18.3\"", "1.18.3");
    let (text, code, said) = added(&broken, &["c"]);
    assert_eq!((text, code), (broken, 2));
    assert!(said.contains("syntax-error") && said.contains("first fix what keeps it from being read"), "{said}");
}

#[test]
fn it_is_in_the_file_of_the_last_cluster_or_in_one_of_its_own() {
    let cluster = |name: &str, id: u8| {
        format!(
            "cluster \"{name}\" id={id} {{\n\tapiserver \"LoadBalancer\" {{ address \"{name}.example.com\" }}\n}}\n"
        )
    };
    let head = "mesh \"m\" { cilium \"1.18.3\"; address-pool \"10.128.0.0/9\" prefix=16; }\ninclude \"more/*.kdl\"\n";
    let dir = folder(head);
    let text = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    std::fs::create_dir(dir.path().join("more")).unwrap();
    std::fs::write(dir.path().join("more/eu.kdl"), format!("{}\n{}", cluster("a", 1), cluster("b", 2))).unwrap();
    let done = meshc(dir.path(), &["add", "c", "--address", "c.example.com"]);
    assert_eq!(code(&done), 0, "{}", err(&done));
    assert_eq!(text("mesh.kdl"), head);
    assert_eq!(text("more/eu.kdl"), format!("{}\n{}\n{}", cluster("a", 1), cluster("b", 2), cluster("c", 3)));

    std::fs::remove_file(dir.path().join("more/eu.kdl")).unwrap();
    std::fs::write(dir.path().join("more/a.kdl"), cluster("a", 1)).unwrap();
    std::fs::write(dir.path().join("more/b.kdl"), cluster("b", 2)).unwrap();
    let done = meshc(dir.path(), &["add", "c", "--address", "c.example.com"]);
    assert_eq!(code(&done), 0, "{}", err(&done));
    assert_eq!((text("more/c.kdl"), text("more/b.kdl")), (cluster("c", 3), cluster("b", 2)));
    assert_eq!(code(&meshc(dir.path(), &["check"])), 0);
}

#[test]
fn where_etcd_is_the_way_its_endpoint_must_be_known() {
    let (_, code, said) = added(GOOD, &["c"]);
    assert_eq!(code, 2);
    assert!(said.contains("`--endpoint https://…:2379`"), "{said}");
    let (text, code, said) = added(GOOD, &["c", "--endpoint", "https://etcd.c.example.com:2379"]);
    let wanted =
        "cluster \"c\" id=3 { pod-cidr \"10.3.0.0/16\"; etcd { endpoint \"https://etcd.c.example.com:2379\" } }\n";
    assert_eq!((text, code), (format!("{GOOD}{wanted}"), 0), "{said}");
}

#[test]
fn odd_places_are_found() {
    let one =
        |tail: &str| format!("mesh \"m\" {{ cilium \"1.18.3\"; address-pool \"10.128.0.0/9\" prefix=16 }}\n{tail}");
    let c = "cluster \"c\" id=2 { apiserver \"LoadBalancer\" { address \"c.example.com\" } }";
    let a = "cluster \"a\" id=1 { apiserver \"LoadBalancer\" { address \"a.example.com\" } }";
    for (before, after) in [
        (a.to_string(), format!("{a}\n{c}\n")),
        (
            format!("{a}; lint {{ public-pod-cidr \"off\" }}\n"),
            format!("{a};\n{c}\n lint {{ public-pod-cidr \"off\" }}\n"),
        ),
        (format!("{a} /* x */ // y\r\n// z"), format!("{a} /* x */ // y\r\n{c}\r\n// z")),
    ] {
        let (text, code, said) = added(&one(&before), &["c", "--address", "c.example.com"]);
        let same = text.replace("\r\n", "\n") == one(&after).replace("\r\n", "\n");
        assert!(same && code == 0, "{text}\n{said}");
    }
    let dir = tempfile::tempdir().unwrap();
    let done = piped(dir.path(), &["add", "c", "-", "--address", "c.example.com"], &one(a));
    assert_eq!((code(&done), out(&done)), (0, one(&format!("{a}\n{c}\n"))), "{}", err(&done));
}

#[test]
fn a_cluster_that_no_group_names_is_reported() {
    let mesh = format!("{POOL}peering {{ group \"all\" \"a\" \"b\"; }}\n");
    let (text, code, said) = added(&mesh, &["c", "--ip", "192.0.2.3"]);
    assert_eq!(code, 0, "{said}");
    assert!(text.contains("cluster \"c\" id=2") && text.ends_with("\"b\"; }\n"), "{text}");
    assert!(said.contains("isolated-cluster"), "{said}");
}
