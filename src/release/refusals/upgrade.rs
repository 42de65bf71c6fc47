//! The release with which a cluster began, for which charts keep their former defaults.

use super::Term::{From, Unread, Unset};
use super::{Refusal, forms, refusal};

/// Source: the top of `cilium-configmap.yaml`. The default of `kubeProxyReplacement` for such clusters is a
/// word that the chart itself refuses.
pub const UPGRADE: &[Refusal] = &[
    refusal(
        &[Unread("upgradeCompatibility", forms::is_version)],
        "`upgradeCompatibility` is not a version of Cilium",
        "write the version that was installed first, such as \"1.14\", or remove it",
    ),
    refusal(&[From("upgradeCompatibility", 8, 11), Unset("kubeProxyReplacement")], UNSET, SET).until(15),
    refusal(&[From("upgradeCompatibility", 8, 13), Unset("kubeProxyReplacement")], UNSET, SET)
        .since(16)
        .until_patch(18, 3),
];

const UNSET: &str =
    "a cluster first installed with Cilium {upgradeCompatibility} must set whether kube-proxy is replaced";
const SET: &str = "write `kube-proxy-replacement #true` or `kube-proxy-replacement #false` in the cluster";
