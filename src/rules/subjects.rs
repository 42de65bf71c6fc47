//! SUBJECTS: what rules are about, for people who look for one and do not know its name.

/// A subject with its rules. A rule may be in several.
#[derive(Debug)]
pub struct Subject {
    /// Its name.
    pub name: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// Other words that lead to it.
    words: &'static str,
    /// The names of its rules, sorted.
    rules: &'static str,
}

impl Subject {
    /// Whether a word leads to it.
    pub fn is_called(&self, word: &str) -> bool {
        self.words().any(|own| own == word)
    }

    /// Its name, and all other words that lead to it.
    pub fn words(&self) -> impl Iterator<Item = &'static str> {
        [self.name].into_iter().chain(self.words.split_whitespace())
    }

    /// Whether a rule is about it.
    pub fn has(&self, rule: &str) -> bool {
        self.rules().any(|own| own == rule)
    }

    fn rules(&self) -> impl Iterator<Item = &'static str> {
        self.rules.split_whitespace()
    }
}

/// All subjects, from what users meet first to what they meet last.
pub static SUBJECTS: &[Subject] = &[
    Subject {
        name: "language",
        about: "how a mesh file is written",
        words: "file grammar include includes kdl syntax",
        rules: "
            empty-glob include-cycle include-not-found input-too-big invalid-address invalid-cidr
            invalid-endpoint invalid-version missing-node missing-value nesting-too-deep not-utf8 not-yet-supported
            number-out-of-range path-leaves-root repeated-node repeated-property syntax-error unexpected-value
            unknown-choice unknown-cluster unknown-network unknown-node unknown-property wrong-type",
    },
    Subject {
        name: "identity",
        about: "names and ids of clusters",
        words: "id ids identities name names",
        rules: "
            cluster-id-out-of-range cluster-id-unsafe-with-ipam duplicate-cluster-id duplicate-cluster-name
            duplicate-context incompatible-identity-mode invalid-cluster-name max-connected-clusters-unsupported
            missing-cluster-id pool-exhausted reserved-cluster-name too-many-clusters yaml-ambiguous-name",
    },
    Subject {
        name: "addresses",
        about: "ranges of pods, Services and nodes",
        words: "address cidr cidrs ip ips ipv4 ipv6 network networks overlap overlaps pool range ranges subnet",
        rules: "
            cidr-host-bits invalid-address invalid-cidr kops-range-overlaps-network missing-native-routing-cidr
            missing-pod-cidr mixed-ip-families mixed-pod-range-masks native-routing-cidr-too-narrow
            native-routing-cidr-too-wide node-address-outside-node-cidr overlapping-node-cidrs
            overlapping-pod-cidrs pod-cidr-mask-too-big pod-cidr-outside-kops-range pod-cidr-overlaps-network
            pod-cidr-overlaps-node-cidr pod-cidr-overlaps-platform-default pod-cidr-overlaps-service-cidr
            pod-cidr-too-small-for-nodes pod-range-outside-pod-cidr pool-exhausted public-pod-cidr
            service-cidr-overlaps-node-cidr service-cidr-shared shared-node-address shared-pod-range
            unknown-network unowned-pod-range",
    },
    Subject {
        name: "routing",
        about: "how packets get from cluster to cluster",
        words: "datapath masquerade masquerading native tunnel",
        rules: "
            incompatible-feature missing-native-routing-cidr mixed-ip-families native-routing-cidr-too-narrow
            native-routing-cidr-too-wide routing-unfit-for-family routing-unfit-for-ipam
            routing-unfit-for-platform",
    },
    Subject {
        name: "encryption",
        about: "WireGuard and IPsec",
        words: "ipsec wireguard",
        rules: "
            incompatible-feature ipsec-unsupported wireguard-with-node-port",
    },
    Subject {
        name: "endpoints",
        about: "the addresses at which peers reach a cluster",
        words: "apiserver clustermesh-apiserver dns endpoint etcd load-balancer loadbalancer nodeport port \
            ports",
        rules: "
            ambiguous-endpoint conflicting-load-balancer-address duplicate-endpoint endpoint-port-mismatch
            endpoint-without-scheme etcd-too-old insecure-endpoint invalid-address invalid-endpoint
            missing-endpoint mixed-endpoint-schemes node-port-out-of-range pending-endpoint shared-node-port
            single-node-endpoint unresolvable-endpoint unroutable-endpoint wireguard-with-node-port",
    },
    Subject {
        name: "peering",
        about: "who connects to whom, and what peers must have in common",
        words: "connections group groups link links peer peers",
        rules: "
            isolated-cluster mixed-ip-families mixed-policy-defaults pending-endpoint secret-too-big
            self-peering unequal-setting unknown-cluster untrusted-peer-ca version-skew",
    },
    Subject {
        name: "certificates",
        about: "CAs, certificates, keys, and the Secrets that hold them",
        words: "ca cas certificate credentials key-material keys secret secrets sops tls trust",
        rules: "
            ambiguous-key-material base-holds-private-key base-names-another-cluster certificate-missing-san
            certificates-change-on-render client-certificate-without-key conflicting-credentials
            credentials-without-effect credentials-without-tls insecure-endpoint key-material-hides-entry
            key-material-in-output secret-too-big untrusted-peer-ca values-hold-private-key",
    },
    Subject {
        name: "releases",
        about: "releases of Cilium, and what they can do",
        words: "cilium release upgrade upgrades version versions",
        rules: "
            base-release-differs etcd-too-old invalid-version mcs-needs-crds mixed-policy-defaults
            release-needs-upgrade removed-config-key removed-helm-value statement-without-effect
            unsupported-release version-skew",
    },
    Subject {
        name: "settings",
        about: "Helm values and `cilium-config`",
        words: "chart cilium-config config helm setting values",
        rules: "
            agent-does-not-start chart-does-not-render config-key-managed duplicate-config-key
            incompatible-feature incompatible-identity-mode managed-helm-value
            max-connected-clusters-unsupported mcs-needs-crds removed-config-key removed-helm-value
            statement-without-effect unequal-setting unknown-config-key unknown-helm-value
            unprintable-character unsubstituted-variable values-hold-private-key wrong-helm-type",
    },
    Subject {
        name: "bases",
        about: "the manifests that a cluster builds on, and patches of them",
        words: "base kustomize manifest manifests overlay overlays patch patches",
        rules: "
            base-contradicts-mesh base-holds-private-key base-lacks-object base-names-another-cluster
            base-release-differs base-unfit-for-mesh duplicate-object invalid-manifest link-leaves-base
            manifest-not-found patch-does-not-apply patch-out-of-reach patch-target-missing",
    },
    Subject {
        name: "platforms",
        about: "kops, clouds and distributions",
        words: "aks cloud clouds eks gke ipam k3s kind kops openshift platform rke2 talos",
        rules: "
            cluster-id-unsafe-with-ipam kops-name-differs kops-owns-cilium kops-range-overlaps-network
            platform-brings-cilium pod-cidr-outside-kops-range pod-cidr-overlaps-platform-default
            routing-unfit-for-ipam routing-unfit-for-platform",
    },
    Subject {
        name: "delivery",
        about: "Flux and Argo CD",
        words: "argo argo-cd argocd flux gitops",
        rules: "
            circular-dependency duplicate-context patch-out-of-reach path-differs-from-output
            shared-delivery-name shared-kubeconfig two-deliveries unsubstituted-variable",
    },
    Subject {
        name: "output",
        about: "the output directory, and what is in it already",
        words: "build ci deploy destructive",
        rules: "
            destructive-change edited-output path-differs-from-output stale-output",
    },
    Subject {
        name: "silencing",
        about: "`lint` and `allow`",
        words: "allow lint",
        rules: "
            unsilenceable-rule unused-allow",
    },
    Subject {
        name: "nodes",
        about: "what `verify` finds in a listing of nodes",
        words: "listing listings node verify",
        rules: "
            invalid-listing node-address-outside-node-cidr node-without-cluster pod-range-outside-pod-cidr
            shared-node-address shared-pod-range unexpected-cluster unlisted-cluster unowned-pod-range",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{RULES, find};

    #[test]
    fn every_rule_has_a_subject_and_every_name_is_one_of_a_rule() {
        for row in RULES {
            let has_subject = SUBJECTS.iter().any(|subject| subject.has(row.rule.name));
            assert!(has_subject, "add {} to a subject in src/rules/subjects.rs", row.rule.name);
        }
        for subject in SUBJECTS {
            assert!(subject.rules().is_sorted(), "{}", subject.name);
            assert_eq!(subject.rules().find(|name| find(name).is_none()), None, "{}", subject.name);
        }
    }

    #[test]
    fn a_word_leads_to_one_subject_and_is_no_rule() {
        let mut words: Vec<&str> = SUBJECTS.iter().flat_map(Subject::words).collect();
        words.sort_unstable();
        assert_eq!(words.windows(2).find(|pair| pair.first() == pair.last()), None);
        assert_eq!(words.iter().find(|word| find(word).is_some()), None);
    }
}
