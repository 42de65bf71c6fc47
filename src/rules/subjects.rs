//! SUBJECTS: what rules are about, for people who look for one and do not know its name.

use super::RULES;

/// A subject. Which rules are about it is in the list that registers them.
#[derive(Debug)]
pub struct Subject {
    /// Its name.
    pub name: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// Other words that lead to it.
    words: &'static str,
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
        RULES.iter().any(|row| row.rule.name == rule && row.subjects.contains(&self.name))
    }
}

/// All subjects, from what users meet first to what they meet last.
pub static SUBJECTS: &[Subject] = &[
    Subject {
        name: "language",
        about: "how a mesh file is written",
        words: "file grammar include includes kdl syntax",
    },
    Subject { name: "identity", about: "names and ids of clusters", words: "id ids identities name names" },
    Subject {
        name: "addresses",
        about: "ranges of pods, Services and nodes",
        words: "address cidr cidrs ip ips ipv4 ipv6 network networks overlap overlaps pool range ranges subnet",
    },
    Subject {
        name: "routing",
        about: "how packets get from cluster to cluster",
        words: "datapath masquerade masquerading native tunnel",
    },
    Subject { name: "encryption", about: "WireGuard and IPsec", words: "ipsec wireguard" },
    Subject {
        name: "endpoints",
        about: "the addresses at which peers reach a cluster",
        words: "apiserver clustermesh-apiserver dns endpoint etcd load-balancer loadbalancer nodeport port \
            ports",
    },
    Subject {
        name: "peering",
        about: "who connects to whom, and what peers must have in common",
        words: "connections group groups link links peer peers",
    },
    Subject {
        name: "certificates",
        about: "CAs, certificates, keys, and the Secrets that hold them",
        words: "ca cas certificate credentials key-material keys secret secrets sops tls trust",
    },
    Subject {
        name: "releases",
        about: "releases of Cilium, and what they can do",
        words: "cilium release upgrade upgrades version versions",
    },
    Subject {
        name: "settings",
        about: "Helm values and `cilium-config`",
        words: "chart cilium-config config helm setting values",
    },
    Subject {
        name: "bases",
        about: "the manifests that a cluster builds on, and patches of them",
        words: "base kustomize manifest manifests overlay overlays patch patches",
    },
    Subject {
        name: "platforms",
        about: "kops, clouds and distributions",
        words: "aks cloud clouds eks gke ipam k3s kind kops openshift platform rke2 talos",
    },
    Subject { name: "delivery", about: "Flux and Argo CD", words: "argo argo-cd argocd flux gitops" },
    Subject {
        name: "output",
        about: "the output directory, and what is in it already",
        words: "build ci deploy destructive",
    },
    Subject { name: "silencing", about: "`lint` and `allow`", words: "allow lint" },
    Subject {
        name: "nodes",
        about: "what `verify` finds in a listing of nodes",
        words: "listing listings node verify",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::find;

    #[test]
    fn every_rule_is_about_a_subject_and_every_subject_is_one() {
        for row in RULES {
            let is_subject = |name: &&&str| SUBJECTS.iter().any(|subject| subject.name == **name);
            assert!(!row.subjects.is_empty(), "give {} a subject, as `in NAME`", row.rule.name);
            assert_eq!(row.subjects.iter().find(|name| !is_subject(name)), None, "{}", row.rule.name);
        }
        for subject in SUBJECTS {
            assert!(RULES.iter().any(|row| row.subjects.contains(&subject.name)), "{}", subject.name);
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
