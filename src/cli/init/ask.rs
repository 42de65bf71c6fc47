//! Questions on a terminal, each with a default, for what no flag says.

use super::{Init, SERVICES, first};
use crate::cli::print;
use dialoguer::{Input, Select};
use meshc::edit::{Delivery, First, POOL, POOL_OF_OPENSHIFT, Start};
use meshc::model::{PLATFORMS, ServiceType};
use meshc::release::{self, Version};
use meshc::{address, facts};

/// Fills in what is answered. The answer that cannot be is asked for again.
pub fn ask(flags: &Init, start: Start) -> Result<Start, String> {
    print::say("A few questions; press Enter to accept the answer in brackets.");
    let mut start = start;
    if flags.name.is_none() {
        start.name = text("Name of the mesh", &start.name, |_| true)?;
    }
    if flags.clusters.is_empty() {
        let are_names = |line: &str| line.split_whitespace().all(is_name);
        let names = text("Names of its clusters, as they are or will be in Cilium", "paris oslo", are_names)?;
        start.clusters = names.split_whitespace().map(first).collect();
    }
    if flags.cilium.is_none() {
        let is_release = |text: &str| text.parse::<Version>().is_ok_and(|version| release::find(version).is_some());
        start.release = text("Cilium release that all of them run", &start.release, is_release)?;
    }
    if flags.platform.is_none() {
        let names = ["something else, or several"].into_iter().chain(PLATFORMS.iter().map(|platform| platform.title));
        let choice = choice("What they run on", &names.collect::<Vec<_>>())?;
        let platform = choice.checked_sub(1).and_then(|at| PLATFORMS.get(at));
        start.platform = platform.map(|platform| platform.name.to_string());
        let is_openshift = start.platform.as_deref() == Some("openshift");
        if is_openshift && start.pool == POOL {
            start.pool = POOL_OF_OPENSHIFT.to_string();
        }
    }
    if flags.pool.is_none() && flags.pods.is_empty() {
        ranges(&mut start)?;
    }
    if flags.apiserver.is_none() {
        let ways = [
            "by a load balancer in front of each",
            "by a port of the nodes",
            "at the address of a Service (ClusterIP), if the network routes it",
        ];
        let choice = choice("How clusters reach each other's clustermesh-apiserver", &ways)?;
        start.service = SERVICES.get(choice).copied().unwrap_or(ServiceType::LoadBalancer);
    }
    if flags.clusters.is_empty() {
        for cluster in &mut start.clusters {
            let prompt = format!("Address or DNS name of {}, if it is known already", cluster.name);
            let answer = open(&prompt)?;
            cluster.address = Some(answer).filter(|answer| !answer.is_empty());
        }
    }
    if flags.flux.is_none() && flags.argocd.is_none() {
        start.delivery = delivery()?;
    }
    Ok(start)
}

/// Where pods are: in blocks of a pool, or where each cluster has them already.
fn ranges(start: &mut Start) -> Result<(), String> {
    let ways = ["from one range, a block for each: the clusters are new", "each cluster already has its range"];
    if choice("Where pods get their addresses", &ways)? == 0 {
        start.pool = text("The range for all of them", &start.pool, is_range)?;
        return Ok(());
    }
    for First { name, pods, .. } in &mut start.clusters {
        *pods = Some(text(&format!("Range of the pods of {name}"), "10.1.0.0/16", is_range)?);
    }
    Ok(())
}

fn delivery() -> Result<Delivery, String> {
    let ways = ["Helm, kubectl or something else", "Flux", "Argo CD"];
    Ok(match choice("What applies the output to the clusters", &ways)? {
        1 => Delivery::Flux(text("Name of the GitRepository", "flux-system", |_| true)?),
        2 => Delivery::ArgoCd(text("URL of the repository", "https://git.example.com/platform.git", |_| true)?),
        _ => Delivery::ByHand,
    })
}

fn is_name(name: &str) -> bool {
    release::is_modern_name(name) && !facts::clusters::is_reserved(name)
}

fn is_range(text: &str) -> bool {
    address::parse(text).is_some()
}

fn text(prompt: &str, default: &str, fits: impl Fn(&str) -> bool) -> Result<String, String> {
    let judge = |text: &String| if fits(text.trim()) { Ok(()) } else { Err("that is not a valid answer") };
    let input = Input::<String>::new().with_prompt(prompt).default(default.to_string()).validate_with(judge);
    input.interact_text().map(|text| text.trim().to_string()).map_err(|error| error.to_string())
}

fn open(prompt: &str) -> Result<String, String> {
    let input = Input::<String>::new().with_prompt(prompt).allow_empty(true);
    input.interact_text().map(|text| text.trim().to_string()).map_err(|error| error.to_string())
}

fn choice(prompt: &str, ways: &[&str]) -> Result<usize, String> {
    Select::new().with_prompt(prompt).items(ways).default(0).interact().map_err(|error| error.to_string())
}
