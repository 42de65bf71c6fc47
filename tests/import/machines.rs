//! What makes machines, and the nodes that they are.

use super::common::draft;
use super::sources::has;

#[test]
fn what_makes_machines() {
    let sources = [
        "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking: {podSubnet: 10.7.0.0/16, serviceSubnet: 10.97.0.0/16}\n",
        "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnetworking: {podSubnet: 10.7.0.0/16, serviceSubnet: 10.97.0.0/16}\n",
        "machine: {}\ncluster: {network: {podSubnets: [10.7.0.0/16], serviceSubnets: [10.97.0.0/16]}}\n",
        "apiVersion: k3d.io/v1alpha5\nkind: Simple\noptions: {k3s: {extraArgs: [{arg: --cluster-cidr=10.7.0.0/16}, {arg: --service-cidr=10.97.0.0/16}]}}\n",
        "apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\nspec: {clusterNetwork: {pods: {cidrBlocks: [10.7.0.0/16]}, services: {cidrBlocks: [10.97.0.0/16]}}}\n",
        "apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nmetadata: {name: oslo.example.com}\nspec: {podCIDR: 10.7.0.0/16, serviceClusterIPRange: 10.97.0.0/16, networking: {cni: {}}}\n",
        "{\"pod_cidr\": \"10.7.0.0/16\", \"service_cidr\": \"10.97.0.0/16\", \"region\": \"eu\"}",
    ];
    let values = "cluster: {name: oslo, id: 1}\nipam: {mode: kubernetes}\n";
    for source in sources {
        let draft = draft(&[("oslo.yaml", values), ("machines/oslo-x.yaml", source)], &["oslo.yaml", "machines"]);
        assert_eq!(draft.clusters, ["oslo"], "{source}");
        has(&draft, &["pod-cidr \"10.7.0.0/16\"", "service-cidr \"10.97.0.0/16\""]);
    }
}

#[test]
fn variables_of_terraform() {
    let variables = "# of the module\ncluster_name = \"oslo\"\ncluster_id = 4 // unique\npod_cidrs = [\n  \"10.7.0.0/16\",\n]\n\
                     tags = {\n  a = \"b\"\n}\nservice_cidr = \"10.97.0.0/16\"\ncilium_version = \"1.17.6\"\n";
    let draft = draft(
        &[("values.yaml", "ipam: {mode: kubernetes}\n"), ("oslo.tfvars", variables)],
        &["oslo=values.yaml,oslo.tfvars"],
    );
    has(
        &draft,
        &["cluster \"oslo\" id=4", "pod-cidr \"10.7.0.0/16\"", "service-cidr \"10.97.0.0/16\"", "cilium \"1.17.6\""],
    );
}

#[test]
fn nodes_show_ranges_and_networks_that_are_shared() {
    let nodes = |subnet: &str, pods: &str| {
        format!(
            "{{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [\
             {{\"apiVersion\": \"cilium.io/v2\", \"kind\": \"CiliumNode\", \"metadata\": {{\"name\": \"n\"}}, \
             \"spec\": {{\"ipam\": {{\"podCIDRs\": [{pods}]}}, \"eni\": {{\"vpc-id\": \"v\"}}}}, \
             \"status\": {{\"eni\": {{\"enis\": {{\"e\": {{\"subnet\": {{\"cidr\": \"{subnet}\"}}}}}}}}}}}}]}}"
        )
    };
    let values = |name: &str, id: u8| format!("cluster: {{name: {name}, id: {id}}}\neni: {{enabled: true}}\n");
    let (one, two) = (values("one", 1), values("two", 2));
    let (first, second) = (nodes("10.0.0.0/20", ""), nodes("10.0.0.0/20", ""));
    let files = [("one.yaml", one.as_str()), ("two.yaml", &two), ("n/one.json", &first), ("n/two.json", &second)];
    let shared = draft(&files, &["one.yaml", "two.yaml", "n"]);
    has(
        &shared,
        &["network \"nodes\" \"10.0.0.0/20\"", "node-cidr network=\"nodes\"", "platform \"eks\"", "ipam \"eni\""],
    );
    let pods = nodes("10.0.0.0/20", "\"10.8.0.0/24\", \"10.8.1.0/24\"");
    let pool = draft(
        &[("one.yaml", "cluster: {name: one, id: 1}\n"), ("one-nodes.json", &pods)],
        &["one.yaml", "one-nodes.json"],
    );
    has(&pool, &["pod-cidr \"10.8.0.0/23\" // what its nodes have in one-nodes.json; the whole range may be larger"]);
}
