//! The real charts render the Secrets with certificates that meshc takes for theirs: what Helm deletes, and
//! what it refuses to install over, follows from that.

use super::helm::{Helm, charts};
use crate::common::programs;
use meshc::release::certificates::{Maker, makers};
use meshc::yaml;
use std::collections::BTreeSet;

/// Values that have an influence on it. An issuer goes with cert-manager (`validate.yaml`).
const VALUES: &[&str] = &[
    "{}",
    "clustermesh: {useAPIServer: true}",
    "clustermesh: {useAPIServer: true, apiserver: {kvstoremesh: {enabled: true}, tls: {auto: {method: helm}}}}\nhubble: {tls: {auto: {method: cronJob}}}",
    "clustermesh: {useAPIServer: true, apiserver: {kvstoremesh: {enabled: false}, tls: {auto: {method: cronJob}}}}",
    "clustermesh: {useAPIServer: true, apiserver: {tls: {auto: {method: cronJob}}}}\nhubble: {tls: {auto: {method: cronJob}}}",
    "clustermesh: {useAPIServer: true, apiserver: {tls: {auto: {method: certmanager, certManagerIssuerRef: {name: i}}}}}\nhubble: {tls: {auto: {method: certmanager, certManagerIssuerRef: {name: i}}}}",
    "clustermesh: {useAPIServer: true, apiserver: {tls: {auto: {method: cronJob}}}}\nhubble: {enabled: false}",
    "clustermesh: {useAPIServer: true, apiserver: {tls: {auto: {method: cronJob}}}}\nhubble: {tls: {enabled: false}}",
    "hubble: {relay: {enabled: true}}",
    "hubble: {relay: {enabled: true, tls: {server: {enabled: true}}}, ui: {enabled: true}}",
    "hubble: {relay: {enabled: true, tls: {server: {enabled: true}}}, ui: {enabled: true}, tls: {auto: {method: cronJob}}}",
    "agent: false\noperator: {enabled: false}\nhubble: {relay: {enabled: true}}",
    "hubble: {metrics: {enabled: [dns], tls: {enabled: true}}}",
    "externalWorkloads: {enabled: true}",
];

#[test]
fn helm_makes_the_secrets_that_it_is_taken_to_make() {
    for program in programs("HELM", "helm") {
        let helm = Helm::of(program);
        let mut problems = Vec::new();
        for chart in charts() {
            let release = meshc::release::find(chart.version.parse().unwrap()).unwrap();
            for text in VALUES {
                let values = yaml::read(text).unwrap().remove(0);
                let taken = makers(release, &values).into_iter().filter(|(_, maker)| *maker == Maker::Chart);
                let taken: BTreeSet<String> = taken.map(|(name, _)| name.to_string()).collect();
                let rendered = match helm.render(&chart, text) {
                    Ok(rendered) => yaml::read(&rendered).unwrap(),
                    Err(said) => {
                        problems.push(format!("{} {text}: {said}", chart.version));
                        continue;
                    }
                };
                let secrets = rendered.iter().filter(|object| object["kind"] == "Secret");
                let names = secrets.filter_map(|secret| secret["metadata"]["name"].as_str());
                let names = names.filter(|name| *name == "cilium-ca" || name.contains("-cert"));
                // The same CA once more, which nothing reads (1.14).
                let names = names.filter(|name| *name != "clustermesh-apiserver-ca-cert");
                let made: BTreeSet<String> = names.map(str::to_string).collect();
                if made != taken {
                    problems.push(format!("{} {text}: makes {made:?}, is taken to make {taken:?}", chart.version));
                }
            }
        }
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }
}
