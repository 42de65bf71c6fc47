//! Values in files of the user's: how they are layered, where findings point, and what is no such file.

use crate::common::mesh::{Mesh, balanced, mesh, named};
use crate::common::{codes, rendered};
use meshc::Outcome;
use meshc::world::Memory;
use meshc::yaml::{self, Value, json};

/// Two clusters, with files for both and for each.
fn layered() -> Mesh {
    layered_with("")
}

/// The same with more in `defaults`.
fn layered_with(inline: &str) -> Mesh {
    let files = "values path=\"values/common.yaml\"; values path=\"values/{cluster}.yaml\"";
    mesh("1.18.6").clusters([balanced(1), balanced(2)]).beside(&format!("defaults {{ {inline} {files}; }}"))
}

fn files(common: &str, a: &str) -> Memory {
    let files = Memory::default().with("values/common.yaml", common).with("values/a.yaml", a);
    files.with("values/b.yaml", "")
}

/// The file and the line of each label.
fn lines(outcome: &Outcome) -> Vec<String> {
    let labels = outcome.diagnostics.0.iter().flat_map(|finding| &finding.labels);
    let place = |span: meshc::source::Span| {
        let source = outcome.sources.get(span.file).unwrap();
        format!("{}:{}", source.name, source.position(span.start).0)
    };
    labels.map(|label| place(label.span)).collect()
}

fn written(outcome: &Outcome, cluster: &str) -> Value {
    let tree = outcome.tree().unwrap_or_else(|| panic!("{}", rendered(outcome)));
    yaml::read(tree.get(&format!("clusters/{cluster}/values.yaml")).unwrap()).unwrap().remove(0)
}

#[test]
fn later_layers_lie_over_earlier_ones_and_types_are_kept() {
    let common = "operator: {replicas: 1, podAnnotations: {version: \"1.18\", on: 'yes', gone: x}}\n\
                  hubble: {relay: {replicas: 1}, ui: {replicas: 1}}\n\
                  bpf: {ctTcpMax: 1234567, mapDynamicSizeRatio: 0.0025, masquerade: ~}\n\
                  tolerations: [{key: a}, {key: b}]\nextraEnv: &list []\nextraArgs: *list\n";
    let own = "\u{feff}operator: {replicas: 2, podAnnotations: {gone: null}}\r\nhubble: {relay: {replicas: 2}, ui: {replicas: 2}}\r\n\
               tolerations: [{operator: Exists}]\r\n";
    let inline = "values { operator { replicas 3; }; hubble { relay { replicas 3; }; }; };";
    let outcome =
        layered_with(inline).more("a", "values { operator { replicas 4; }; }").compile_with(files(common, own));
    assert!(outcome.diagnostics.0.is_empty(), "{}", rendered(&outcome));
    let (a, b) = (written(&outcome, "a"), written(&outcome, "b"));
    assert_eq!(a["operator"]["replicas"], 4);
    assert_eq!((&a["hubble"]["relay"]["replicas"], &a["hubble"]["ui"]["replicas"]), (&json!(3), &json!(2)));
    assert_eq!(a["operator"]["podAnnotations"], json!({ "version": "1.18", "true": "yes", "gone": null }));
    assert_eq!(a["tolerations"], json!([{ "operator": "Exists" }]), "lists are replaced");
    assert_eq!(b["bpf"], json!({ "ctTcpMax": 1234567, "mapDynamicSizeRatio": 0.0025, "masquerade": null }));
    assert_eq!((&b["operator"]["replicas"], &b["hubble"]["ui"]["replicas"]), (&json!(3), &json!(1)));
    assert_eq!((&b["extraEnv"], &b["extraArgs"]), (&json!([]), &json!([])));
}

#[test]
fn findings_point_into_the_file() {
    let private = "  -----BEGIN PRIVATE KEY-----\n      MIIEowIBAAKCAQEAtesttesttest\n";
    for (text, code, line) in [
        ("# x\n\ncluster:\n  name: a\n  id: 3\n", "managed-helm-value", 5),
        ("x: &x\n  id: 3\ncluster: *x\n", "managed-helm-value", 2),
        ("operator: {replicas: 2}\n\"tunnel\": vxlan\n", "removed-helm-value", 2),
        ("? hubbel\n: {enabled: true}\n", "unknown-helm-value", 1),
        ("\u{feff}operator:\r\n  replicas: \"2\"\r\n", "wrong-helm-type", 2),
        ("extraConfig:\n  unknown-key: x\n", "unknown-config-key", 2),
        (&format!("tls:\n  ca:\n    key: |\n    {private}"), "values-hold-private-key", 3),
        ("bpf:\n\n  ctTcpMax: 1\n", "agent-does-not-start", 3),
        ("# é\negressGateway: {enabled: true}\nbpf: {masquerade: true}\nkubeProxyReplacement: true\n", "", 2),
    ] {
        let outcome = layered().compile_with(files("", text));
        let found = codes(&outcome);
        let is_first = code.is_empty() || found.contains(&code);
        assert!(is_first && !found.is_empty(), "{text}: {}", rendered(&outcome));
        let wanted = format!("values/a.yaml:{line}");
        assert!(lines(&outcome).contains(&wanted), "{text}: {:?} {}", lines(&outcome), rendered(&outcome));
        assert!(!rendered(&outcome).contains("MIIE"), "{text}");
    }
}

#[test]
fn what_a_file_says_as_the_mesh_does_is_fine_in_any_type() {
    let empty = "cluster: {name: '', id: 0}\nipv4NativeRoutingCIDR: ''\nclustermesh: {config: {clusters: []}}\n";
    let outcome = layered().compile_with(files(empty, "tunnelProtocol: vxlan\n"));
    assert!(outcome.diagnostics.0.is_empty(), "{}", rendered(&outcome));
    assert_eq!(written(&outcome, "b")["cluster"], json!({ "name": "b", "id": 2 }));
    let common = "cluster: {name: '', id: 0}\nipv4NativeRoutingCIDR:\nencryption: {enabled: false}\n\
                  clustermesh:\n  useAPIServer: true\n  config:\n    enabled: true\n    clusters:\n    \
                  - {name: b, ips: [192.0.2.2], port: \"2379\"}\n    - {name: a, ips: [192.0.2.1], port: 2379}\n";
    let own =
        Memory::default().with("values/common.yaml", common).with("values/a.yaml", "cluster: {name: a, id: \"1\"}\n");
    let own = own.with("values/b.yaml", "cluster: {name: b, id: 02}\n");
    let outcome = layered().compile_with(own);
    assert!(outcome.diagnostics.0.is_empty(), "{}", rendered(&outcome));
    assert_eq!(written(&outcome, "a")["cluster"], json!({ "name": "a", "id": 1 }));
    let peers = written(&outcome, "a")["clustermesh"]["config"]["clusters"].clone();
    assert_eq!(peers, json!([{ "name": "b", "ips": ["192.0.2.2"], "port": 2379 }]));
    for other in ["{name: b, ips: [192.0.2.9], port: 2379}", "{name: c, ips: [192.0.2.2], port: 2379}", "{name: b}"] {
        let file = format!("clustermesh: {{config: {{clusters: [{other}]}}}}\n");
        assert_eq!(codes(&layered().compile_with(files("", &file))), ["managed-helm-value"], "{other}");
    }
    let map = "clustermesh: {config: {clusters: {b: {ips: [192.0.2.2], port: 2379}, a: {enabled: false}}}}\n";
    let newer = layered().release("1.20.1");
    assert!(codes(&newer.compile_with(files("", map))).is_empty());
    let other = map.replace("2379", "2380").replace("enabled: false", "port: 1");
    assert_eq!(codes(&newer.compile_with(files("", &other))), ["managed-helm-value"], "all peers are one finding");
}

#[test]
fn what_a_later_layer_replaces_is_not_judged() {
    let common = "clustermesh:\n  apiserver:\n    service:\n      type: NodePort\n";
    let own = "clustermesh: {apiserver: {service: {type: LoadBalancer}}}\n";
    let outcome = layered().compile_with(files(common, own));
    assert_eq!(codes(&outcome), ["managed-helm-value"], "that of b: {}", rendered(&outcome));
    assert_eq!(outcome.diagnostics.0[0].clusters, ["b"]);
    let fine =
        Memory::default().with("values/common.yaml", common).with("values/a.yaml", own).with("values/b.yaml", own);
    assert!(codes(&layered().compile_with(fine)).is_empty());
    let typed = files("operator: {replicas: x}\n", "operator: {replicas: null}\n");
    let only_b = layered().compile_with(typed);
    assert!(only_b.diagnostics.0.iter().all(|finding| finding.clusters == ["b"]), "{}", rendered(&only_b));
}

#[test]
fn what_is_no_file_of_values_is_one_finding() {
    for text in [
        "a: 1\na: 2\n",
        "operator: {}\n---\noperator: {}\n",
        "---\n---\noperator: {}\n",
        "- operator\n",
        "operator\n",
        "sops: {mac: 'ENC[AES256_GCM]', version: 3.9.0}\noperator: ENC[AES256_GCM]\n",
        "a: [1\n",
        "a: !x 1\n",
        "a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\n\
         d: &d [*c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d]\nf: &f [*e, *e, *e, *e, *e, *e, *e, *e]\n\
         g: &g [*f, *f, *f, *f, *f, *f, *f, *f]\nh: [*g, *g, *g, *g, *g, *g, *g, *g]\n",
    ] {
        let many = mesh("1.18.6").blocks(17).says("max-connected-clusters 511");
        let many =
            many.many(500, |id| named(&format!("c{id}"))).beside("defaults { values path=\"values/common.yaml\"; }");
        let outcome = many.compile_with(files(text, ""));
        assert_eq!(codes(&outcome), ["invalid-manifest"], "{text}: {}", rendered(&outcome));
        assert!(lines(&outcome)[0].starts_with("values/common.yaml:"), "{text}: {:?}", lines(&outcome));
    }
    for text in ["", "\n", "# nothing\n", "---\n", "{}", "operator: {replicas: 2}\n---\n# nothing\n"] {
        assert!(codes(&layered().compile_with(files(text, text))).is_empty(), "{text:?}");
    }
    let key = "a: [\nkey: MIIEowIBAAKCAQEAtesttesttesttesttesttesttesttest\n";
    assert!(!rendered(&layered().compile_with(files(key, ""))).contains("MIIE"));
}

#[test]
fn a_file_that_is_not_there_is_one_finding_and_hides_nothing() {
    let some = Memory::default().with("values/a.yaml", "cluster: {name: a}\n").with("values/b.yaml", "tunnel: vxlan\n");
    let outcome = layered().compile_with(some);
    assert_eq!(codes(&outcome), ["manifest-not-found", "removed-helm-value"], "{}", rendered(&outcome));
    let typed = mesh("1.18.6").clusters([balanced(1), balanced(2)]).more("a", "values \"values/a.yaml\"");
    let outcome = typed.compile_with(files("", ""));
    assert_eq!(codes(&outcome), ["unexpected-value"]);
    assert!(rendered(&outcome).contains("write `path=\"values/a.yaml\"`"), "{}", rendered(&outcome));
    let twice = mesh("1.18.6").clusters([balanced(1), balanced(2)]).more("a", "values { x 1; }; values { y 1; }");
    assert!(twice.codes().contains(&"repeated-node"));
}

#[test]
fn variables_are_no_contradictions() {
    let text = "cluster: {name: \"${CLUSTER}\", id: \"${ID:=1}\"}\nrouting: x\nipv4NativeRoutingCIDR: ${CIDR}\n\
                k8sServiceHost: api.${DOMAIN}\noperator: {replicas: \"${REPLICAS}\"}\nkubeProxyReplacement: ${KPR}\n\
                clustermesh: {config: {clusters: [{name: b, ips: [\"${IP}\"]}]}, apiserver: {service: {annotations: {io.cilium/lb-ipam-ips: \"${IP}\"}}}}\n";
    let text = text.replace("routing: x\n", "");
    let alone = layered().compile_with(files("", &text));
    assert_eq!(codes(&alone), ["unsubstituted-variable"], "{}", rendered(&alone));
    let values = written(&alone, "a");
    assert_eq!(values["cluster"], json!({ "name": "a", "id": 1 }), "the mesh file wins");
    assert_eq!(values["k8sServiceHost"], "api.${DOMAIN}");
    assert_eq!(values.get("ipv4NativeRoutingCIDR"), None);
    let by_flux = layered().beside("flux { source \"x\"; path \"./deploy\"; }").compile_with(files("", &text));
    assert_eq!(codes(&by_flux), ["unsubstituted-variable"; 3], "{}", rendered(&by_flux));
    let script =
        "operator: {podAnnotations: {a: \"echo $${HOME}\", b: \"a\\n${HOME}\\n\", c: \"${\", d: \"$(X) $X\"}}\n";
    let by_flux = layered().beside("flux { source \"x\"; path \"./deploy\"; }").compile_with(files("", script));
    assert!(codes(&by_flux).is_empty(), "{}", rendered(&by_flux));
}

#[test]
fn on_manifests_files_are_as_idle_as_values() {
    let base = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cilium-config, namespace: kube-system}\ndata: {}\n";
    let files = files("cluster: {id: 7}\n", "").with("base/config.yaml", base);
    let outcome = layered().says("base path=\"base\"").compile_with(files);
    let idle = outcome.diagnostics.0.iter().find(|finding| finding.rule.name == "statement-without-effect");
    let span = idle.unwrap_or_else(|| panic!("{}", rendered(&outcome))).primary().unwrap().span;
    assert_eq!(outcome.sources.get(span.file).unwrap().name, "mesh.kdl");
    assert!(!codes(&outcome).contains(&"managed-helm-value"));
}

/// What Helm prints above the values is no YAML.
#[test]
fn a_heading_of_helm_is_recognized() {
    let printed = "USER-SUPPLIED VALUES:\noperator:\n  replicas: 2\n";
    let outcome = layered().compile_with(files("", printed));
    assert_eq!(codes(&outcome), ["invalid-manifest"]);
    let report = rendered(&outcome);
    assert!(report.contains("begins with a heading of `helm get values`") && report.contains("-o yaml"), "{report}");
}
