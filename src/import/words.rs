//! Old words to new ones: what releases have called otherwise, in values and in `cilium-config`.

use crate::release::Retired;
use crate::yaml::Value;

/// A word of the chart or of agents, and that of mesh files.
struct Word {
    node: &'static str,
    old: &'static str,
    new: Is,
}

enum Is {
    Text(&'static str),
    Switch(bool),
}

const WORDS: &[Word] = &[
    Word { node: "certificates", old: "cronJob", new: Is::Text("cron-job") },
    Word { node: "certificates", old: "certmanager", new: Is::Text("cert-manager") },
    // Up to 1.15 a word: with `partial` the parts were switched on one by one, and `probe` took what the
    // kernel had (`Documentation/network/kubernetes/kubeproxy-free.rst`).
    Word { node: "kube-proxy-replacement", old: "strict", new: Is::Switch(true) },
    Word { node: "kube-proxy-replacement", old: "probe", new: Is::Switch(true) },
    Word { node: "kube-proxy-replacement", old: "partial", new: Is::Switch(false) },
    Word { node: "kube-proxy-replacement", old: "disabled", new: Is::Switch(false) },
    Word { node: "routing", old: "disabled", new: Is::Text("native") },
    Word { node: "routing", old: "vxlan", new: Is::Text("tunnel") },
    Word { node: "routing", old: "geneve", new: Is::Text("tunnel") },
];

/// The argument of a node in the words of mesh files.
pub fn new(node: &str, value: &Value) -> Value {
    let word = value.as_str().and_then(|text| WORDS.iter().find(|word| word.node == node && word.old == text));
    match word.map(|word| &word.new) {
        Some(Is::Text(text)) => (*text).into(),
        Some(Is::Switch(on)) => (*on).into(),
        None => value.clone(),
    }
}

/// Where a value that is no longer read has gone, when it is another value.
pub fn moved(retired: &Retired, path: &str) -> Option<String> {
    let new = retired.instead.text().strip_prefix("write `")?.strip_suffix('`')?;
    let rest = path.strip_prefix(retired.name.as_str())?;
    (!new.contains(' ')).then(|| format!("{new}{rest}"))
}
