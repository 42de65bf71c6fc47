//! How grave what adoption changes is.

use super::adoption::{adopted, lines};
use crate::common::mesh::{Mesh, balanced, mesh};
use meshc::impact::Risk;

/// The changes of `a`, of a mesh of that release, that runs with these values.
fn found(mesh: &Mesh, values: &str) -> Vec<String> {
    lines(&adopted(mesh, &[("a", values)]).remove(0))
}

const BASE: &str = "cluster: {name: a, id: 1}\nipam: {operator: {clusterPoolIPv4PodCIDRList: [10.0.0.0/16]}}\n\
                    clustermesh: {useAPIServer: true, config: {enabled: true, clusters: [{name: b, ips: [192.0.2.2], port: 2379}]}, \
                    apiserver: {service: {type: LoadBalancer, loadBalancerIP: 192.0.2.1}, tls: {auto: {method: cronJob, \
                    schedule: 0 0 1 */4 *}}}}\nhubble: {tls: {auto: {method: cronJob}}}\nrollOutCiliumPods: true\n\
                    operator: {rollOutPods: true}\ncertgen: {generateCA: false}\n";

#[test]
fn what_a_chart_does_not_read_is_no_change() {
    let dead = format!(
        "{BASE}dnsProxy: {{enabled: true}}\nnodePort: {{enabled: true}}\nhubbel: {{relay: {{enabled: true}}}}\n"
    );
    let mesh = mesh("1.19.6").clusters([balanced(1), balanced(2)]);
    let changes = found(&mesh, &dead);
    assert!(!changes.iter().any(|line| line.contains("value")), "{changes:#?}");
    let mcs = BASE.replace("useAPIServer", "enableMCSAPISupport: true, useAPIServer");
    let changes = found(&mesh.clone().says("mcs-api #true"), &mcs);
    assert!(!changes.iter().any(|line| line.to_lowercase().contains("mcs")), "{changes:#?}");
}

#[test]
fn old_words_and_defaults_in_words_are_no_change() {
    let mesh = mesh("1.14.19").clusters([1, 2].map(|id| format!("{}; kube-proxy-replacement #true", balanced(id))));
    let changes = found(&mesh, &format!("{BASE}kubeProxyReplacement: strict\n"));
    assert!(changes.contains(&"restart value `kubeProxyReplacement`: strict → true".to_string()), "{changes:#?}");
    assert!(!changes.iter().any(|line| line.contains("routing") || line.contains("tunnel")), "{changes:#?}");
    let changes = found(&mesh, &format!("{BASE}kubeProxyReplacement: partial\ntunnel: geneve\n"));
    for grave in
        ["disruptive value `kubeProxyReplacement`: partial → true", "disruptive value `tunnelProtocol`: geneve → vxlan"]
    {
        assert!(changes.contains(&grave.to_string()), "{changes:#?}");
    }
}

#[test]
fn what_certificates_and_peers_pick_up_is_not_disruptive() {
    let mesh = mesh("1.18.6").clusters([balanced(1), balanced(2)]);
    let live = BASE
        .replace(", schedule: 0 0 1 */4 *", "")
        .replace("config: {enabled: true, clusters", "config: {enabled: false, clusters");
    let live = live.replace("[{name: b,", "[{name: a, ips: [192.0.2.1]}, {name: b,");
    let changes = found(&mesh, &live);
    for mild in [
        "reload value `clustermesh.apiserver.tls.auto.schedule`:  → 0 0 1 */4 *",
        "reload value `clustermesh.config.enabled`: false → true",
        "reload peer `a`:  → ",
    ] {
        assert!(changes.contains(&mild.to_string()), "{mild}: {changes:#?}");
    }
    let named =
        |names: &str| BASE.replacen("tls: {auto", &format!("tls: {{server: {{extraDnsNames: [{names}]}}, auto"), 1);
    let more = mesh.clone().with("ip \"192.0.2.1\"", "ip \"192.0.2.1\"; san \"one.example.com\" \"two.example.com\"");
    let risk = |names: &str| found(&more, &named(names)).iter().find(|line| line.contains("extraDnsNames")).cloned();
    assert!(risk("one.example.com").is_some_and(|line| line.starts_with("reload")));
    assert!(risk("one.example.com, old.example.com").is_some_and(|line| line.starts_with("disruptive")));
    let keepalive = mesh.says("encryption \"wireguard\"");
    let changes = found(
        &keepalive,
        &format!("{BASE}encryption: {{enabled: true, type: wireguard, wireguard: {{persistentKeepalive: 25s}}}}\n"),
    );
    assert!(
        changes.iter().any(|line| line.starts_with("restart value `encryption.wireguard.persistentKeepalive`")),
        "{changes:#?}"
    );
}

/// Helm finds the CA in the cluster; what renders the chart apart from it does not.
#[test]
fn a_ca_that_leaves_the_values_stays_where_helm_installs() {
    let live = BASE.replace("method: cronJob, schedule: 0 0 1 */4 *", "method: helm");
    let live = format!("{live}tls: {{ca: {{cert: Y2VydA==, key: a2V5}}}}\n");
    let helm = || mesh("1.18.6").says("certificates \"helm\"").clusters([balanced(1), balanced(2)]);
    let changes = found(&helm(), &live);
    assert!(changes.contains(&"reload Secret `cilium-ca`:  → ".to_string()), "{changes:#?}");
    assert!(!changes.iter().any(|line| line.contains("tls.ca")), "{changes:#?}");
    let argocd = helm().beside("argocd { repo-url \"https://git.example.com/x.git\"; }");
    let changes = adopted(&argocd, &[("a", &live)]).remove(0);
    let ca = changes.impacts.iter().find(|impact| impact.subject == "Secret `cilium-ca`").unwrap();
    assert!(ca.risk == Risk::Destructive && ca.reason.contains("certificates \"cron-job\""), "{ca:#?}");
}

#[test]
fn a_service_that_is_made_elsewhere_is_no_change() {
    let mesh = mesh("1.20.2").clusters([1, 2].map(|id| {
        format!(
            "{}; values {{ clustermesh {{ apiserver {{ service {{ externallyCreated #true }} }} }} }}",
            balanced(id)
        )
    }));
    let live = BASE.replace("type: LoadBalancer, loadBalancerIP: 192.0.2.1", "externallyCreated: true");
    let changes = found(&mesh, &live);
    assert!(!changes.iter().any(|line| line.contains("service")), "{changes:#?}");
}

/// A wildcard of the user's is there already, and the address beside it would be another certificate.
#[test]
fn a_name_that_a_wildcard_covers_is_not_added() {
    let names = "values { clustermesh { apiserver { tls { server { extraDnsNames \"*.lab.example\" } } } } }";
    let nodes = |name: &str| format!("apiserver \"LoadBalancer\" {{ address \"{name}.lab.example\"; }}; {names}");
    let mesh = mesh("1.18.6").clusters([nodes("a"), nodes("b")]);
    let live = BASE.replace("ips: [192.0.2.2]", "address: b.lab.example").replace(", loadBalancerIP: 192.0.2.1", "");
    let live = live.replacen("tls: {auto", "tls: {server: {extraDnsNames: ['*.lab.example']}, auto", 1);
    let changes = found(&mesh, &live);
    assert!(!changes.iter().any(|line| line.contains("extraDnsNames")), "{changes:#?}");
}
