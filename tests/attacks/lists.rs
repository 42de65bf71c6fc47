//! Every list that GRAMMAR allows, with what is in it: a mesh of each length can be made of a row.

/// A list: the places of its node, one below the other, and after a blank what of the node is a list where it
/// is not the node itself; the mesh that has it, `@` in the place of its items; and its item of that number.
pub struct List {
    pub path: &'static str,
    pub mesh: &'static str,
    pub item: fn(usize) -> String,
    pub most: usize,
}

const fn list(path: &'static str, mesh: &'static str, item: fn(usize) -> String) -> List {
    List { path, mesh, item, most: 120 }
}

/// One of which a mesh takes no more than some hundred.
const fn short(path: &'static str, mesh: &'static str, item: fn(usize) -> String) -> List {
    List { most: 50, ..list(path, mesh, item) }
}

macro_rules! chart {
    ($mesh:literal, $apiserver:literal, $own:literal, $top:literal) => {
        concat!(
            "mesh \"m\" { cilium \"1.18.3\"; max-connected-clusters 511; address-pool \"10.0.0.0/8\" prefix=18; ",
            $mesh,
            " }\ncluster \"x\" id=500 { apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; ",
            $apiserver,
            " }; ",
            $own,
            " }\ncluster \"y\" id=501 { apiserver \"LoadBalancer\" { ip \"192.0.2.2\"; }; }\n",
            $top
        )
    };
}

macro_rules! classic {
    ($etcd:literal, $own:literal) => {
        concat!(
            "mesh \"m\" { cilium \"1.4.2\"; address-pool \"10.0.0.0/8\" prefix=16; }\n\
             cluster \"x\" id=1 { etcd { endpoint \"https://x.example.com:2379\"; ",
            $etcd,
            " }; ",
            $own,
            " }\ncluster \"y\" id=2 { etcd { endpoint \"https://y.example.com:2379\"; }; }\n"
        )
    };
}

pub const TOP: &str = chart!("", "", "", "@");
pub const OWN: &str = chart!("", "", "@", "");
const MESH: &str = chart!("@", "", "", "");
const APISERVER: &str = chart!("", "@", "", "");
const PEERING: &str = chart!("", "", "", "peering { link \"x\" \"y\"; @ }\n");
const ETCD: &str = classic!("@", "");
const KOPS: &str = classic!("", "kops \"x.example.com\" { @ };");
pub const CLASSIC: &str = classic!("", "@");
const PATCH: &str = classic!("", "patch kind=\"DaemonSet\" name=\"cilium\" { @ };");
const SOPS: &str = chart!("", "", "", "sops { @ }\n");

/// The rows. What is in `defaults` is as in `cluster`, and is not here.
pub const LISTS: &[List] = &[
    short("cluster", TOP, |at| {
        format!("cluster \"c{at}\" id={at} {{ apiserver \"LoadBalancer\" {{ ip \"198.18.0.{at}\"; }}; }}\n")
    }),
    list("network", TOP, |at| format!("network \"n{at}\" \"172.20.{at}.0/24\"\n")),
    list("network range", chart!("", "", "", "network \"n\" @\n"), |at| format!("\"172.20.{at}.0/24\" ")),
    list("include", TOP, |at| format!("include \"missing-{at}.kdl\"\n")),
    list("mesh/address-pool", MESH, |at| format!("address-pool \"10.1.{at}.0/24\" prefix=28; ")),
    list("mesh/allow", MESH, |at| format!("allow \"duplicate-endpoint\" reason=\"{at}\"; ")),
    list("cluster/pod-cidr", OWN, |at| format!("pod-cidr \"172.20.{at}.0/24\"; ")),
    list("cluster/pod-cidr range", chart!("", "", "pod-cidr @;", ""), |at| format!("\"172.20.{at}.0/24\" ")),
    list("cluster/service-cidr", OWN, |at| format!("service-cidr \"172.20.{at}.0/24\"; ")),
    list("cluster/service-cidr range", chart!("", "", "service-cidr @;", ""), |at| format!("\"172.20.{at}.0/24\" ")),
    list("cluster/node-cidr", OWN, |at| format!("node-cidr \"172.20.{at}.0/24\"; ")),
    list("cluster/node-cidr range", chart!("", "", "node-cidr @;", ""), |at| format!("\"172.20.{at}.0/24\" ")),
    list("cluster/config keys", chart!("", "", "config { @ };", ""), |at| format!("debug-{at} #true; ")),
    list("cluster/values", OWN, |at| format!("values path=\"missing-{at}.yaml\"; ")),
    list("cluster/values data", chart!("", "", "values { podAnnotations { @ }; };", ""), |at| {
        format!("k{at:03} \"v\"; ")
    }),
    short("cluster/patch", CLASSIC, |at| {
        format!("patch kind=\"DaemonSet\" name=\"cilium\" {{ add \"/metadata/labels/k{at}\" \"v\"; }}; ")
    }),
    list("cluster/patch/add", PATCH, |at| format!("add \"/metadata/k{at}\" \"v\"; ")),
    list(
        "cluster/patch/add value",
        classic!("", "patch kind=\"DaemonSet\" name=\"cilium\" { add \"/x\" @; };"),
        |at| format!("\"v{at}\" "),
    ),
    list(
        "cluster/patch/add data",
        classic!("", "patch kind=\"DaemonSet\" name=\"cilium\" { add \"/x\" { @ }; };"),
        |at| format!("k{at:03} \"v\"; "),
    ),
    list("cluster/patch/replace", PATCH, |at| format!("replace \"/metadata/name\" \"v{at}\"; ")),
    list(
        "cluster/patch/replace value",
        classic!("", "patch kind=\"DaemonSet\" name=\"cilium\" { replace \"/metadata/name\" @; };"),
        |at| format!("\"v{at}\" "),
    ),
    list(
        "cluster/patch/replace data",
        classic!("", "patch kind=\"DaemonSet\" name=\"cilium\" { replace \"/metadata/name\" { @ }; };"),
        |at| format!("k{at:03} \"v\"; "),
    ),
    list("cluster/patch/test", PATCH, |_| "test \"/metadata/name\" \"cilium\"; ".to_string()),
    list(
        "cluster/patch/test value",
        classic!("", "patch kind=\"DaemonSet\" name=\"cilium\" { test \"/x\" @; };"),
        |at| format!("\"v{at}\" "),
    ),
    list(
        "cluster/patch/test data",
        classic!("", "patch kind=\"DaemonSet\" name=\"cilium\" { test \"/x\" { @ }; };"),
        |at| format!("k{at:03} \"v\"; "),
    ),
    list("cluster/patch/remove", PATCH, |at| format!("remove \"/metadata/k{at}\"; ")),
    list("cluster/patch/move", PATCH, |at| format!("move \"/metadata/k{at}\" from=\"/metadata/k{}\"; ", at + 1)),
    list("cluster/patch/copy", PATCH, |at| format!("copy \"/metadata/k{at}\" from=\"/metadata/name\"; ")),
    list("cluster/allow", OWN, |at| format!("allow \"duplicate-endpoint\" reason=\"{at}\"; ")),
    list("cluster/etcd/endpoint", ETCD, |at| format!("endpoint \"https://{at}.x.example.com:2379\"; ")),
    list("cluster/etcd/endpoint URL", classic!("endpoint @;", ""), |at| {
        format!("\"https://{at}.x.example.com:2379\" ")
    }),
    list("cluster/apiserver/ip", APISERVER, |at| format!("ip \"198.18.1.{at}\"; ")),
    list("cluster/apiserver/ip address", chart!("", "ip @;", "", ""), |at| format!("\"198.18.1.{at}\" ")),
    list("cluster/apiserver/annotation", APISERVER, |at| format!("annotation \"example.com/k{at}\" \"v\"; ")),
    list("cluster/apiserver/san", APISERVER, |at| format!("san \"{at}.x.example.com\"; ")),
    list("cluster/apiserver/san name", chart!("", "san @;", "", ""), |at| format!("\"{at}.x.example.com\" ")),
    list("cluster/kops/security-group", KOPS, |at| format!("security-group \"sg-{at}\"; ")),
    list("cluster/kops/security-group id", classic!("", "kops \"x.example.com\" { security-group @; };"), |at| {
        format!("\"sg-{at}\" ")
    }),
    list("peering/group", PEERING, |at| format!("group \"g{at}\" \"x\" \"y\"; ")),
    list("peering/group cluster", chart!("", "", "", "peering { group \"g\" \"x\" \"y\" @; }\n"), |at| {
        format!("\"c{at}\" ")
    }),
    list("peering/link", PEERING, |at| format!("link \"x\" \"c{at}\"; ")),
    list("flux/depends-on", chart!("", "", "", "flux { source \"s\"; @ }\n"), |at| format!("depends-on \"d{at}\"; ")),
    list("flux/depends-on name", chart!("", "", "", "flux { source \"s\"; depends-on @; }\n"), |at| {
        format!("\"d{at}\" ")
    }),
    list("sops/age", SOPS, |at| format!("age \"age1{at:058}\"; ")),
    list("sops/age recipient", chart!("", "", "", "sops { age @; }\n"), |at| format!("\"age1{at:058}\" ")),
    list("sops/pgp", SOPS, |at| format!("pgp \"{at:040}\"; ")),
    list("sops/pgp fingerprint", chart!("", "", "", "sops { pgp @; }\n"), |at| format!("\"{at:040}\" ")),
    list("sops/kms", SOPS, |at| format!("kms \"arn:aws:kms:eu-west-1:000000000000:key/{at}\"; ")),
    list("sops/kms ARN", chart!("", "", "", "sops { kms @; }\n"), |at| {
        format!("\"arn:aws:kms:eu-west-1:000000000000:key/{at}\" ")
    }),
    list("sops/gcp-kms", SOPS, |at| format!("gcp-kms \"projects/p/locations/l/keyRings/r/cryptoKeys/{at}\"; ")),
    list("sops/gcp-kms resource", chart!("", "", "", "sops { gcp-kms @; }\n"), |at| {
        format!("\"projects/p/locations/l/keyRings/r/cryptoKeys/{at}\" ")
    }),
    list("sops/azure-keyvault", SOPS, |at| format!("azure-keyvault \"https://v.vault.azure.net/keys/k/{at}\"; ")),
    list("sops/azure-keyvault URL", chart!("", "", "", "sops { azure-keyvault @; }\n"), |at| {
        format!("\"https://v.vault.azure.net/keys/k/{at}\" ")
    }),
    list("sops/hc-vault-transit-uri", SOPS, |at| {
        format!("hc-vault-transit-uri \"https://v.example.com/v1/t/keys/{at}\"; ")
    }),
    list("sops/hc-vault-transit-uri URL", chart!("", "", "", "sops { hc-vault-transit-uri @; }\n"), |at| {
        format!("\"https://v.example.com/v1/t/keys/{at}\" ")
    }),
    list("lint levels", chart!("", "", "", "lint { @ }\n"), |at| format!("unknown-{at:03} \"off\"; ")),
];
