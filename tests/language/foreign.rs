//! Text from elsewhere in the place of a mesh file is recognised by what it is.

use crate::common::{codes, compile, compile_with};
use meshc::world::Memory;

#[test]
fn a_file_in_another_language_is_one_finding_that_says_what_it_is() {
    for (text, what, help) in [
        (
            "# values of eu\ncluster:\n  name: eu\n  id: 1\nhubble:\n  relay: { enabled: true }\n",
            "Helm values in YAML",
            "`values { cluster { name \"eu\" } }`",
        ),
        (
            "{\"hubble\": {\"relay\": {\"enabled\": true}}}",
            "Helm values in JSON",
            "`values { hubble { relay { enabled #true } } }`",
        ),
        ("mesh:\n  name: shop\n  clusters:\n  - name: a\n", "YAML", "meshc schema"),
        ("[{\"name\": \"a\"}]", "JSON", "meshc schema"),
        ("{\"name\": \"a\", oops", "JSON", "meshc schema"),
        (
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cilium-config\n",
            "a Kubernetes ConfigMap in YAML",
            "`base path=`",
        ),
        (
            "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  values: {}\n",
            "a Kubernetes HelmRelease in YAML",
            "in `values` of a cluster",
        ),
    ] {
        for (outcome, name) in [
            (compile(text), "mesh.kdl"),
            (compile_with(Memory::default().with("other.yaml", text), "include \"other.yaml\""), "other.yaml"),
        ] {
            let report = crate::common::rendered(&outcome);
            assert_eq!(codes(&outcome), ["syntax-error"], "{report}");
            let finding = &outcome.diagnostics.0[0];
            assert_eq!(finding.message, format!("`{name}` holds {what}, but a mesh file is KDL"), "{report}");
            assert!(finding.help.as_ref().unwrap().contains(help), "{report}");
        }
    }
}

#[test]
fn typographic_quotes_of_a_whole_text_are_one_finding_and_one_fix() {
    let text = "mesh \"a mesh\" { cilium \"1.18.3\"; address-pool \"10.0.0.0/8\" prefix=16; }\n\
                cluster \"a\" id=1 { apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }; }\n";
    let mut parts = text.split('"');
    let mut pasted = parts.next().unwrap().to_string();
    for (index, part) in parts.enumerate() {
        pasted.push(if index % 2 == 0 { '\u{201c}' } else { '\u{201d}' });
        pasted.push_str(part);
    }
    let outcome = compile(&pasted);
    assert_eq!(codes(&outcome), ["syntax-error"], "{}", crate::common::rendered(&outcome));
    let finding = &outcome.diagnostics.0[0];
    assert!(finding.message.starts_with("strings use straight double quotes (in "), "{}", finding.message);
    let mut edits = finding.fixes[0].edits.clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    for edit in edits {
        pasted.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    assert_eq!(pasted, text);
}

#[test]
fn lines_of_yaml_in_a_mesh_file_are_one_finding() {
    let yaml = "mesh \"m\" { cilium \"1.18.3\"; address-pool \"10.0.0.0/8\" prefix=16; }\ncluster \"a\" id=1 {\n    values {\n        \
                hubble:\n          relay:\n            enabled: true\n    }\n    apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }\n}\n";
    let outcome = compile(yaml);
    assert_eq!(codes(&outcome), ["syntax-error"], "{}", crate::common::rendered(&outcome));
    assert_eq!(outcome.diagnostics.0[0].message, "3 lines are written as in YAML");
}
