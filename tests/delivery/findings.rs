//! Defects of what applies the output are found where they are.

use crate::common::codes;

#[test]
fn defects_of_delivery_are_found_where_they_are() {
    let found = |mesh: &str| codes(&crate::common::compile(mesh));
    let mesh = "mesh \"m\" { cilium \"1.4.2\"; address-pool \"100.64.0.0/10\" prefix=16; }\n";
    let cluster = |name: &str, id: u8, more: &str| {
        format!("cluster \"{name}\" id={id} {{ {more} etcd {{ endpoint \"https://e{id}.example.com:2379\"; }}; }}\n")
    };
    let both = |first: &str, second: &str, more: &str| {
        format!("{mesh}{}{}{more}", cluster("a", 1, first), cluster("b", 2, second))
    };
    let argocd = "argocd { repo-url \"u\"; }";
    assert_eq!(found(&both("context \"x\";", "context \"x\";", "")), ["duplicate-context"]);
    assert_eq!(found(&both("", "context \"a\";", argocd)), ["duplicate-context"]);
    assert!(found(&both("", "context \"a\";", "")).is_empty());
    assert!(found(&both("context \"b\";", "context \"a\";", argocd)).is_empty());
    assert_eq!(found(&both("", "", "defaults { context \"x\"; }")), ["duplicate-context"]);
    assert_eq!(found(&both("", "", "flux { source \"p\"; kubeconfig-secret \"x\"; }")), ["shared-kubeconfig"]);
    assert_eq!(found(&both("", "", "flux { source \"p\"; depends-on \"cilium-b\"; }")), ["circular-dependency"]);
    assert!(found(&both("", "", "flux { source \"p\"; depends-on \"cilium-c\" \"cilium\"; }")).is_empty());
    for (name, is_error) in
        [("a_b", true), ("Ab", true), ("a.b", false), ("a.-b", true), (&"a".repeat(57), true), (&"a".repeat(56), false)]
    {
        for delivery in ["", argocd, "flux { source \"p\"; }"] {
            let outcome =
                crate::common::compile(&format!("{mesh}{}{}{delivery}", cluster(name, 1, ""), cluster("b", 2, "")));
            assert_eq!(codes(&outcome), ["invalid-cluster-name"], "{name} {delivery}");
            assert_eq!(outcome.diagnostics.has_errors(), is_error && !delivery.is_empty(), "{name} {delivery}");
        }
    }
    let reserved = format!("{mesh}{}{}", cluster("kustomization", 1, ""), cluster("b", 2, ""));
    assert!(found(&reserved).is_empty());
    assert_eq!(found(&format!("{reserved}{argocd}")), ["reserved-cluster-name"]);
    // One cluster may be reached through a Secret of any name.
    let one = format!("{mesh}{}flux {{ source \"p\"; kubeconfig-secret \"x\"; }}", cluster("a", 1, ""));
    assert!(!found(&one).contains(&"shared-kubeconfig"));
}
